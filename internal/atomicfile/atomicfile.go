// Package atomicfile writes files that are there whole or not at all.
package atomicfile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Write replaces the file at path by what write gives out. The new file is
// written beside it and takes its place when it is complete and on the disk; an
// error on the way leaves the old file, or none, and names path. The new file
// has the old one's permissions.
//
// Only a regular file is replaced: where path is a link, the file it names is,
// and a device or pipe is written to. A folder is refused.
func Write(path string, write func(w io.Writer) error) error {
	mode := os.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	return WriteMode(path, mode, write)
}

// WriteMode is Write for a file that is to have the given permissions, whatever
// the old one's are.
func WriteMode(path string, mode os.FileMode, write func(w io.Writer) error) (err error) {
	t, err := resolve(path)
	if err == nil && t.stream {
		err = writeStream(path, write)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if t.stream {
		return nil
	}
	temp, err := newTemp(filepath.Dir(t.path), pattern(t.path))
	if err != nil {
		return fmt.Errorf("%s: %w", path, inFolder(filepath.Dir(t.path), err))
	}
	defer func() {
		if err != nil {
			temp.drop()
			err = fmt.Errorf("%s: %w", path, err)
		}
	}()
	buffered := bufio.NewWriter(temp)
	if err := write(buffered); err != nil {
		return err
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	if err := temp.Chmod(mode); err != nil { // until now nobody else could read it
		return err
	}
	if err := temp.Sync(); err != nil {
		return err
	}
	return temp.become(t.path)
}

// named is a new file under a name that nobody has chosen.
type named struct{ *os.File }

func newNamed(dir, pattern string) (named, error) {
	f, err := os.CreateTemp(dir, pattern)
	return named{f}, err
}

// become closes the file and puts it in path's place.
func (n named) become(path string) error {
	if err := n.Close(); err != nil {
		return err
	}
	return os.Rename(n.Name(), path)
}

// drop closes the file and removes it.
func (n named) drop() {
	n.Close()
	os.Remove(n.Name())
}

// inFolder is the error of making a file in dir without that file's name, which
// nobody has chosen.
func inFolder(dir string, err error) error {
	var of *fs.PathError
	if errors.As(err, &of) {
		return fmt.Errorf("folder %s: %w", dir, of.Err)
	}
	return err
}

func writeStream(path string, write func(w io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriter(f)
	err = write(buffered)
	if err == nil {
		err = buffered.Flush()
	}
	return errors.Join(err, f.Close())
}
