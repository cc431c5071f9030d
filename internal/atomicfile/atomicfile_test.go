package atomicfile_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/internal/atomicfile"
)

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	write := func(text string, fail error) error {
		return atomicfile.Write(path, func(w io.Writer) error {
			if _, err := io.WriteString(w, text); err != nil {
				return err
			}
			return fail
		})
	}
	expect := func(want string) {
		t.Helper()
		got, err := os.ReadFile(path)
		if err != nil || string(got) != want {
			t.Errorf("the file holds %q (%v), want %q", got, err, want)
		}
		if entries, _ := os.ReadDir(dir); len(entries) != 1 {
			t.Errorf("%d files in the folder, want 1", len(entries))
		}
	}
	if err := write("old", nil); err != nil {
		t.Fatal(err)
	}
	expect("old")
	broken := errors.New("broken")
	if err := write("half of the n", broken); !errors.Is(err, broken) || !strings.Contains(err.Error(), path) {
		t.Errorf("error is %v, want one that wraps %v and names %s", err, broken, path)
	}
	expect("old")
	if err := write("new", nil); err != nil {
		t.Fatal(err)
	}
	expect("new")
}

func TestPermissions(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("has no such permissions")
	}
	path := filepath.Join(t.TempDir(), "f")
	nothing := func(io.Writer) error { return nil }
	for _, c := range []struct {
		write func() error
		want  os.FileMode
	}{
		{func() error { return atomicfile.Write(path, nothing) }, 0o644},
		{func() error { return atomicfile.WriteMode(path, 0o600, nothing) }, 0o600},
		{func() error { return atomicfile.Write(path, nothing) }, 0o600}, // kept
		{func() error { return atomicfile.WriteMode(path, 0o640, nothing) }, 0o640},
	} {
		if err := c.write(); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != c.want {
			t.Errorf("the file's permissions are %v (%v), want %v", info.Mode(), err, c.want)
		}
	}
}

func TestWriteWithoutAFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none", "f")
	if err := atomicfile.Write(path, func(io.Writer) error { return nil }); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error is %v, want one that says the folder is missing", err)
	}
}
