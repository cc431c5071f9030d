package project_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/crococlock/crococlock/internal/project"
)

func TestRoot(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	below := filepath.Join(dir, "a", "b")
	if err := os.MkdirAll(below, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Chdir(below)
	if root, found := project.Root(); found || root != below {
		t.Errorf("outside a checkout: %s, %v; want the working directory", root, found)
	}
	gomod := filepath.Join(dir, "go.mod")
	if err := os.WriteFile(gomod, []byte("module example.com/other\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, found := project.Root(); found {
		t.Error("took another module's go.mod for ours")
	}
	if err := os.WriteFile(gomod, []byte("// ours\nmodule "+project.Module+"\n\ngo 1.26\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, want := project.Path("data", "x"), filepath.Join(dir, "data", "x"); got != want {
		t.Errorf("Path is %s, want %s", got, want)
	}
}
