package jupyter_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/crococlock/crococlock/kernel/jupyter"
)

// onlyDirs makes the lookup see nothing of this machine but these folders.
func onlyDirs(t *testing.T, path, user string) {
	t.Helper()
	t.Setenv("JUPYTER_PATH", path)
	t.Setenv("JUPYTER_DATA_DIR", user)
	t.Setenv("VIRTUAL_ENV", "")
	t.Setenv("CONDA_PREFIX", "")
	t.Setenv("PATH", "")
}

func TestKernelspecInstallAndFind(t *testing.T) {
	first, user := t.TempDir(), t.TempDir()
	onlyDirs(t, first, user)
	spec := &jupyter.Kernelspec{
		Argv:          []string{"croco", "<&>", "{connection_file}", "{resource_dir}/x"},
		DisplayName:   "Go",
		Language:      "go",
		InterruptMode: jupyter.InterruptMessage,
		Env:           map[string]string{"A": "b"},
	}
	kernels := filepath.Join(user, "kernels")
	if _, err := spec.Install(kernels, "MyGo", fstest.MapFS{"old.png": {Data: []byte("old")}}); err != nil {
		t.Fatal(err)
	}
	dir, err := spec.Install(kernels, "mygo", fstest.MapFS{"logo-64x64.png": {Data: []byte("png")}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := jupyter.FindKernelspec("MYGO")
	if err != nil {
		t.Fatal(err)
	}
	want := *spec
	want.Name, want.Dir = "mygo", dir
	if !reflect.DeepEqual(*got, want) {
		t.Errorf("got %+v, want %+v", *got, want)
	}
	if argv := got.Command("c.json"); !slices.Equal(argv, []string{"croco", "<&>", "c.json", dir + "/x"}) {
		t.Errorf("command %q", argv)
	}
	var files []string
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		files = append(files, e.Name())
	}
	if !slices.Equal(files, []string{"kernel.json", "logo-64x64.png"}) {
		t.Errorf("files %q: the old kernelspec was not replaced as a whole", files)
	}
	if left, _ := filepath.Glob(filepath.Join(kernels, ".*")); len(left) != 0 {
		t.Errorf("left behind: %q", left)
	}
	if names := jupyter.ListKernelspecs(); !slices.Contains(names, "mygo") {
		t.Errorf("names %q", names)
	}

	t.Run("PathFirst", func(t *testing.T) {
		other := &jupyter.Kernelspec{Argv: []string{"other"}}
		if _, err := other.Install(filepath.Join(first, "kernels"), "mygo", nil); err != nil {
			t.Fatal(err)
		}
		got, err := jupyter.FindKernelspec("mygo")
		if err != nil || got.Argv[0] != "other" {
			t.Errorf("got %+v, %v, want the one of JUPYTER_PATH", got, err)
		}
	})
}

func TestFindKernelspecErrors(t *testing.T) {
	user := t.TempDir()
	onlyDirs(t, "", user)
	if _, err := jupyter.FindKernelspec("none-such"); !errors.Is(err, jupyter.ErrNoKernelspec) {
		t.Errorf("got %v", err)
	}
	if _, err := jupyter.FindKernelspec("../x"); err == nil || errors.Is(err, jupyter.ErrNoKernelspec) {
		t.Errorf("a path is taken for a name: %v", err)
	}
	for name, content := range map[string]string{"broken": "{", "empty": "{}"} {
		dir := filepath.Join(user, "kernels", name)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "kernel.json"), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := jupyter.FindKernelspec(name); err == nil || errors.Is(err, jupyter.ErrNoKernelspec) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestPythonOfItsEnvironment(t *testing.T) {
	prefix := t.TempDir()
	python := filepath.Join(prefix, "bin", "python")
	if err := os.MkdirAll(filepath.Dir(python), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(python, nil, 0o755); err != nil {
		t.Fatal(err)
	}
	spec := jupyter.Kernelspec{Argv: []string{"python", "-m", "k"}, Dir: filepath.Join(prefix, "share", "jupyter", "kernels", "python3")}
	if got := spec.Command("c")[0]; got != python {
		t.Errorf("got %s, want %s", got, python)
	}
}
