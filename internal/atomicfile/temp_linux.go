package atomicfile

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// temp is a new file that no folder has a name for until it is whole: it goes with
// the program if that is killed. Where the file system has no such files it is named.
type temp struct {
	named
	nameless bool
	pattern  string // of names beside the file that it becomes
}

// newTemp is a new file in dir.
func newTemp(dir, pattern string) (*temp, error) {
	f, err := os.OpenFile(dir, os.O_RDWR|unix.O_TMPFILE, 0o600)
	if err == nil {
		if _, err = os.Stat(descriptor(f)); err == nil {
			return &temp{named{f}, true, filepath.Join(dir, pattern)}, nil
		}
		f.Close()
	}
	n, err := newNamed(dir, pattern)
	return &temp{named: n}, err
}

// descriptor is the path of an open file without a name.
func descriptor(f *os.File) string { return fmt.Sprintf("/proc/self/fd/%d", f.Fd()) }

// become closes the file and puts it in path's place.
func (t *temp) become(path string) error {
	if !t.nameless {
		return t.named.become(path)
	}
	defer t.Close()
	link := func(name string) error {
		return unix.Linkat(unix.AT_FDCWD, descriptor(t.File), unix.AT_FDCWD, name, unix.AT_SYMLINK_FOLLOW)
	}
	err := link(path)
	if err != unix.EEXIST {
		return err
	}
	// A link takes no other file's place, but a name does.
	for {
		name := strings.Replace(t.pattern, "*", fmt.Sprint(rand.Uint64()), 1)
		if err := link(name); err == unix.EEXIST {
			continue
		} else if err != nil {
			return err
		}
		if err := os.Rename(name, path); err != nil {
			os.Remove(name)
			return err
		}
		return nil
	}
}

// drop closes the file, and removes it if it has a name.
func (t *temp) drop() {
	if t.nameless {
		t.Close()
		return
	}
	t.named.drop()
}
