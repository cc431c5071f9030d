package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Folder replaces the folder at path by what fill puts into dir, a hidden folder
// beside it that takes its place when it is complete: nobody sees half of one.
// An error on the way leaves the old folder, or none. Folders above path are
// made.
func Folder(path string, fill func(dir string) error) (err error) {
	parent := filepath.Dir(path)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return err
	}
	fresh, err := os.MkdirTemp(parent, pattern(path))
	if err != nil {
		return inFolder(parent, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(fresh))
		}
	}()
	if err := os.Chmod(fresh, 0o755); err != nil { // MkdirTemp keeps others out
		return err
	}
	if err := fill(fresh); err != nil {
		return err
	}
	old := fresh + ".old"
	switch err := os.Rename(path, old); {
	case errors.Is(err, fs.ErrNotExist):
		return os.Rename(fresh, path)
	case err != nil:
		return err
	}
	if err := os.Rename(fresh, path); err != nil {
		return errors.Join(err, os.Rename(old, path))
	}
	if err := os.RemoveAll(old); err != nil {
		return fmt.Errorf("%s is new, the folder it replaces is left: %w", path, err)
	}
	return nil
}
