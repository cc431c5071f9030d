package atomicfile_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/internal/atomicfile"
)

func hello(w io.Writer) error {
	_, err := io.WriteString(w, "hello")
	return err
}

// TestWriteThroughLinks writes through links to files that are there, are not
// there, and lie behind other links and folders.
func TestWriteThroughLinks(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	for i, to := range []string{"there", "not there", filepath.Join("sub", "file"), filepath.Join(dir, "sub", "absolute")} {
		target := to
		if !filepath.IsAbs(to) {
			target = filepath.Join(dir, to)
		}
		if i == 0 {
			if err := os.WriteFile(target, []byte("old"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		near, far := filepath.Join(dir, fmt.Sprint("near", i)), filepath.Join(dir, "sub", fmt.Sprint("far", i))
		if err := os.Symlink(to, near); err != nil {
			t.Skip("no symbolic links here:", err)
		}
		if err := os.Symlink(filepath.Join("..", filepath.Base(near)), far); err != nil {
			t.Fatal(err)
		}
		if err := atomicfile.Check(far); err != nil {
			t.Errorf("%s: %v", to, err)
		}
		if err := atomicfile.Write(far, hello); err != nil {
			t.Errorf("%s: %v", to, err)
		}
		if got, err := os.ReadFile(target); err != nil || string(got) != "hello" {
			t.Errorf("%s holds %q, %v", to, got, err)
		}
		for _, link := range []string{near, far} {
			if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
				t.Errorf("%s was replaced: %v", link, err)
			}
		}
	}
}

func TestCheck(t *testing.T) {
	dir := t.TempDir()
	file, protected := filepath.Join(dir, "file"), filepath.Join(dir, "protected")
	if err := os.WriteFile(file, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(protected, nil, 0o444); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ path, want string }{
		"New":       {filepath.Join(dir, "new"), ""},
		"Folders":   {filepath.Join(dir, "a", "b", "new"), ""},
		"DotDot":    {dir + "/no folder/../dotted", ""},
		"There":     {file, ""},
		"Device":    {os.DevNull, ""},
		"LongName":  {filepath.Join(dir, strings.Repeat("é", 120)+".ipynb"), ""},
		"Folder":    {dir, "a folder"},
		"Slash":     {filepath.Join(dir, "x") + string(filepath.Separator), "a folder"},
		"BelowFile": {filepath.Join(file, "x"), "cannot be written"},
		"Protected": {protected, "write-protected"},
	} {
		t.Run(name, func(t *testing.T) {
			before, _ := os.ReadFile(c.path)
			err := atomicfile.Check(c.path)
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			after, _ := os.ReadFile(c.path)
			if string(before) != string(after) {
				t.Errorf("%q became %q", before, after)
			}
			if c.want == "" {
				if err := atomicfile.Write(c.path, hello); err != nil {
					t.Error(err)
				}
			}
		})
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".*.tmp")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Fatalf("the null device was replaced: %v", err)
	}
	if err := atomicfile.Write(dir, hello); err == nil {
		t.Error("a folder was replaced")
	}
}
