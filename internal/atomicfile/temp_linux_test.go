package atomicfile_test

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/crococlock/crococlock/internal/atomicfile"
	"golang.org/x/sys/unix"
)

// Whoever is killed while it writes leaves nothing behind.
func TestWriteHasNoNameUntilItIsWhole(t *testing.T) {
	dir := t.TempDir()
	f, err := os.OpenFile(dir, os.O_RDWR|unix.O_TMPFILE, 0o600)
	if err != nil {
		t.Skip("the file system has no files without names:", err)
	}
	f.Close()
	for _, text := range []string{"first", "second"} {
		path := filepath.Join(dir, "f")
		before, _ := os.ReadDir(dir)
		err := atomicfile.Write(path, func(w io.Writer) error {
			if _, err := io.WriteString(w, text); err != nil {
				return err
			}
			if now, _ := os.ReadDir(dir); len(now) != len(before) {
				t.Errorf("%v is there while %q is written", now, text)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := os.ReadFile(path); string(got) != text {
			t.Errorf("the file holds %q, want %q", got, text)
		}
		if now, _ := os.ReadDir(dir); len(now) != 1 {
			t.Errorf("%v are there at the end", now)
		}
	}
}
