package source_test

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/crococlock/crococlock/kernel/engine/internal/source"
)

// A session is a notebook with its files in a folder of their own, a module
// cache made by the test and three packages compiled in.
type session struct {
	*source.Loader
	fset      *token.FileSet
	root, dir string
	env       []string
	compiled  map[string]*types.Package
	hints     []string // that no step has named yet
}

// newSession writes the files of an archive. Those under cache are the module
// cache, and the notebook is in nb.
func newSession(t *testing.T, files []txtar.File) *session {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := &session{
		root: root,
		dir:  filepath.Join(root, "nb"),
		env:  []string{"GOENV=off", "GOMODCACHE=" + filepath.Join(root, "cache")},
	}
	fset := token.NewFileSet()
	s.compiled = map[string]*types.Package{
		"fmt":         compiled(t, fset, "fmt", `package fmt; func Println(...any) {}`),
		"embed":       compiled(t, fset, "embed", `package embed; type FS struct{}`),
		"in.org/many": compiled(t, fset, "in.org/many", `package many; type T struct{}; const V = "compiled"`),
	}
	for _, f := range files {
		s.write(t, f.Name, string(f.Data))
	}
	if err := os.MkdirAll(s.dir, 0o777); err != nil {
		t.Fatal(err)
	}
	s.fset = fset
	return s.again()
}

// again returns the session as it is when the notebook is started the next time.
func (s *session) again() *session {
	s.Loader = source.New(source.Config{
		Fset: s.fset,
		Compiled: func(path string) (*types.Package, error) {
			if p := s.compiled[path]; p != nil {
				return p, nil
			}
			return nil, source.ErrNotCompiledIn
		},
		Paths: func() []string { return []string{"fmt", "embed", "in.org/many"} },
		Module: func(path string) (string, string) {
			if path == "in.org/many" {
				return "in.org", "v1.2.0"
			}
			return "", ""
		},
		Dir:   func() string { return s.dir },
		Env:   func() []string { return s.env },
		State: filepath.Join(s.root, "state"),
	})
	return s
}

func compiled(t *testing.T, fset *token.FileSet, path, text string) *types.Package {
	t.Helper()
	f, err := parser.ParseFile(fset, path+".go", text, 0)
	if err != nil {
		t.Fatal(err)
	}
	p, err := (&types.Config{}).Check(path, fset, []*ast.File{f}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (s *session) expand(text string) string {
	return strings.NewReplacer("$ROOT", filepath.ToSlash(s.root), "$OS", runtime.GOOS+"/"+runtime.GOARCH).Replace(text)
}

func (s *session) write(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join(s.root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(s.expand(text)), 0o666); err != nil {
		t.Fatal(err)
	}
}

// version imports a package and returns its constant V, by which the archives
// tell the packages of one path apart.
func (s *session) version(path string) (string, error) {
	p, err := s.Import(path)
	if err != nil {
		return "", err
	}
	v, ok := p.Scope().Lookup("V").(*types.Const)
	if !ok {
		return "", fmt.Errorf("%s has no constant V", path)
	}
	return constant.StringVal(v.Val()), nil
}

// TestScripts runs the archives in testdata. The lines before their files are
//
//	in FOLDER           the notebook is there (nb)
//	env NAME=VALUE      is added to the environment
//	import PATH V       the package imported by PATH has this constant V
//	refuse PATH ERROR   it cannot be imported, for this reason
//	init PATH P P P     it is initialised by these packages in this order
//	hint SENTENCE       is the next hint that an import has given
//
// $ROOT stands for the folder of the archive's files, and $OS for system/machine.
func TestScripts(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives", err)
	}
	for _, file := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s := newSession(t, a.Files)
			for line := range strings.Lines(string(a.Comment)) {
				line = s.expand(strings.TrimSpace(line))
				if line != "" && line[0] != '#' {
					s.step(t, line)
				}
			}
			if h := append(s.hints, s.Hints()...); len(h) > 0 {
				t.Errorf("more hints: %q", h)
			}
		})
	}
}

func (s *session) step(t *testing.T, line string) {
	t.Helper()
	verb, rest, _ := strings.Cut(line, " ")
	path, want, _ := strings.Cut(rest, " ")
	switch verb {
	case "in":
		s.dir = filepath.Join(s.root, filepath.FromSlash(rest))
	case "env":
		s.env = append(s.env, rest)
	case "import":
		if got, err := s.version(path); err != nil || got != want {
			t.Errorf("import %s: %q, %v; want %q", path, got, err, want)
		}
	case "refuse":
		if p, err := s.Import(path); err == nil {
			t.Errorf("import %s: %v; want the error %q", path, p, want)
		} else if got := filepath.ToSlash(err.Error()); got != want {
			t.Errorf("import %s:\n%s\nwant:\n%s", path, got, want)
		}
	case "init":
		var got []string
		for _, u := range s.InitOrder(path) {
			got = append(got, u.Pkg.Path())
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("%s is initialised by %q; want %q", path, got, want)
		}
	case "hint":
		s.hints = append(s.hints, s.Hints()...)
		if len(s.hints) == 0 || s.hints[0] != rest {
			t.Fatalf("hints: %q; want %q", s.hints, rest)
		}
		s.hints = s.hints[1:]
	default:
		t.Fatalf("no such step: %s", line)
	}
}
