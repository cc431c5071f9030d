package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// errFolder is why a path cannot be written where a folder is.
var errFolder = errors.New("a folder, not a file")

// A target is what is written where a path is.
type target struct {
	path   string
	stream bool // a device or pipe: written to, not replaced
}

// resolve finds what a path stands for: the file that a link names, though it
// is not there yet, since replacing the link would leave what it names as it
// was.
func resolve(path string) (target, error) {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return target{}, errFolder
	case err == nil && info.Mode()&(fs.ModeNamedPipe|fs.ModeCharDevice) != 0:
		return target{path, true}, nil // what /dev/stdout names has no path of its own
	case err == nil && !info.Mode().IsRegular():
		return target{}, errors.New("neither a file nor a pipe")
	case err == nil:
		real, err := filepath.EvalSymlinks(path)
		return target{path: real}, err
	case !errors.Is(err, fs.ErrNotExist):
		return target{}, err
	}
	for range 40 { // as many links as Linux follows
		to, err := os.Readlink(path)
		if err != nil {
			return target{path: plain(path)}, nil
		}
		if !filepath.IsAbs(to) {
			dir, err := filepath.EvalSymlinks(filepath.Dir(path))
			if err != nil {
				return target{}, err
			}
			to = filepath.Join(dir, to)
		}
		path = to
	}
	return target{}, errors.New("links that lead nowhere")
}

// plain is a path to a file that is not there, without the .. in it: of folders
// that are there by what they link to.
func plain(path string) string {
	dir, base := filepath.Split(path)
	if real, err := filepath.EvalSymlinks(dir); err == nil && dir != "" {
		return filepath.Join(real, base)
	}
	return filepath.Clean(path)
}

// Target returns the path of the file that Write replaces: path itself, or what
// it links to.
func Target(path string) (string, error) {
	t, err := resolve(path)
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	return t.path, nil
}

// Check finds out whether Write can write to path, for who has hours of work to
// do before it writes. It makes the folder where that is missing and leaves
// what is at path as it is. A full disk is not foreseen.
func Check(path string) error {
	if err := check(path); err != nil {
		return fmt.Errorf("%s cannot be written: %w", path, err)
	}
	return nil
}

func check(path string) error {
	if strings.HasSuffix(path, "/") || strings.HasSuffix(path, string(filepath.Separator)) {
		return errFolder
	}
	t, err := resolve(path)
	if err != nil || t.stream { // opening a pipe would wait for its reader
		return err
	}
	if err := os.MkdirAll(filepath.Dir(t.path), 0o755); err != nil {
		return err
	}
	if info, err := os.Stat(t.path); err == nil {
		if info.Mode()&0o222 == 0 {
			return errors.New("it is write-protected")
		}
		f, err := os.OpenFile(t.path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		f.Close()
	}
	temp, err := os.CreateTemp(filepath.Dir(t.path), pattern(t.path))
	if err != nil {
		return inFolder(filepath.Dir(t.path), err)
	}
	temp.Close()
	return os.Remove(temp.Name())
}

// pattern names the files that Write makes beside path; a long name leaves room
// for what makes it unique.
func pattern(path string) string {
	base := []rune(filepath.Base(path))
	return "." + string(base[:min(len(base), 40)]) + "-*.tmp"
}
