package atomicfile_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/crococlock/crococlock/internal/atomicfile"
)

func TestFolder(t *testing.T) {
	parent := filepath.Join(t.TempDir(), "made")
	path := filepath.Join(parent, "f")
	put := func(name string, fail error) error {
		return atomicfile.Folder(path, func(dir string) error {
			if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
				return err
			}
			return fail
		})
	}
	expect := func(want string) {
		t.Helper()
		if files, err := filepath.Glob(filepath.Join(path, "*")); err != nil || len(files) != 1 || filepath.Base(files[0]) != want {
			t.Errorf("the folder holds %q (%v), want %s", files, err, want)
		}
		if entries, _ := os.ReadDir(parent); len(entries) != 1 {
			t.Errorf("%q beside it", entries)
		}
	}
	broken := errors.New("broken")
	if err := put("none", broken); !errors.Is(err, broken) {
		t.Errorf("error is %v, want %v", err, broken)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("something is there: %v", err)
	}
	if err := put("old", nil); err != nil {
		t.Fatal(err)
	}
	expect("old")
	if err := put("half", broken); !errors.Is(err, broken) {
		t.Errorf("error is %v, want %v", err, broken)
	}
	expect("old")
	if err := put("new", nil); err != nil {
		t.Fatal(err)
	}
	expect("new")
}
