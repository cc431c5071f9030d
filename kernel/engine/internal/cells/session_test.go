package cells_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/crococlock/crococlock/kernel/engine/internal/cells"
	"github.com/crococlock/crococlock/kernel/engine/internal/unit"
)

// standard are the packages that sessions may use without an import.
var standard = map[string][]string{
	"fmt": {"fmt"}, "strings": {"strings"}, "errors": {"errors"}, "time": {"time"}, "sort": {"sort"},
	"rand": {"crypto/rand", "math/rand", "math/rand/v2"}, "math": {"math"}, "os": {"os"}, "sync": {"sync"},
}

// packages imports what the go command has compiled.
var packages = sync.OnceValue(func() types.Importer {
	return importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
		out, err := exec.Command("go", "list", "-export", "-f", "{{.Export}}", path).Output()
		if err != nil {
			return nil, fmt.Errorf("go list %s: %w", path, err)
		}
		return os.Open(strings.TrimSpace(string(out)))
	})
})

// A session is a notebook that cells are put into, one after the other.
type session struct {
	t  *testing.T
	nb *cells.Notebook
	n  int
}

// notHere is why a package cannot be imported.
type notHere string

func (path notHere) Error() string { return fmt.Sprintf("package %s is not here", string(path)) }

func (notHere) Missing() {}

func newSession(t *testing.T) *session {
	t.Helper()
	imp := packages()
	return &session{t: t, nb: cells.New(token.NewFileSet(), cells.Config{
		Import: func(path string) (*types.Package, error) {
			if strings.Contains(path, ".") || standard[path[strings.LastIndexByte(path, '/')+1:]] == nil {
				return nil, notHere(path)
			}
			return imp.Import(path)
		},
		Standard: func(name string) []string { return standard[name] },
		Known:    func() []string { return []string{"fmt", "strings", "github.com/some/thing", "math/rand"} },
		Moved: func(path string) (string, bool) {
			return "math", path == "github.com/moved/math"
		},
	})}
}

// check checks a cell and commits it, or returns why it was refused.
func (s *session) check(src string) (*unit.Cell, error) {
	s.n++
	c, err := s.nb.Check(s.n, src)
	if err == nil {
		s.nb.Commit(c)
	}
	return c, err
}

// ok checks a cell that must be right.
func (s *session) ok(src string) *unit.Cell {
	s.t.Helper()
	c, err := s.check(src)
	if err != nil {
		s.t.Errorf("cell %d: %s\n%v", s.n, src, err)
		return &unit.Cell{Unit: &unit.Unit{}}
	}
	complete(s.t, c)
	return c
}

// bad checks a cell that must be refused in these words.
func (s *session) bad(src, want string) {
	s.t.Helper()
	if _, err := s.check(src); err == nil {
		s.t.Errorf("cell %d: %s\nis accepted, want %s", s.n, src, want)
	} else if err.Error() != want {
		s.t.Errorf("cell %d: %s\n got %q\nwant %q", s.n, src, err, want)
	}
}

// complete fails the test where the compiler would not know what a name in a cell
// means, or what type an expression has.
func complete(t *testing.T, c *unit.Cell) {
	t.Helper()
	for id, obj := range c.Info.Uses {
		if obj == nil || obj.Type() == nil && !isPkgName(obj) {
			t.Errorf("%s: %s means nothing", c.Fset.Position(id.Pos()), id.Name)
		} else if obj.Name() != id.Name {
			t.Errorf("%s: %s means %s", c.Fset.Position(id.Pos()), id.Name, obj)
		}
	}
	for id := range c.Info.Defs {
		if id.Name != "." && !token.IsIdentifier(id.Name) || strings.ContainsRune(id.Name, '𐎀') {
			t.Errorf("%s: %s is declared", c.Fset.Position(id.Pos()), id.Name)
		}
	}
	for _, st := range c.Steps {
		for _, id := range st.Names {
			if id.Name != "_" && c.Info.ObjectOf(id) == nil {
				t.Errorf("step sets %s, which means nothing", id.Name)
			}
		}
		for _, v := range append(st.Values, st.Result) {
			if v != nil && c.Info.Types[v].Type == nil {
				t.Errorf("%s: no type for %s", c.Fset.Position(v.Pos()), types.ExprString(v))
			}
		}
		if st.Stmt != nil {
			ast.Inspect(st.Stmt, func(n ast.Node) bool {
				if x, ok := n.(*ast.CallExpr); ok && c.Info.Types[x].Type == nil {
					t.Errorf("%s: no type for %s", c.Fset.Position(x.Pos()), types.ExprString(x))
				}
				return true
			})
		}
	}
}

func isPkgName(obj types.Object) bool {
	_, ok := obj.(*types.PkgName)
	return ok
}

// steps describes a cell's steps: names and values, statements, =result.
func steps(c *unit.Cell) string {
	var list []string
	for _, st := range c.Steps {
		switch {
		case st.Result != nil:
			list = append(list, "="+types.ExprString(st.Result)+" "+types.TypeString(c.Info.Types[st.Result].Type, func(*types.Package) string { return "" }))
		case st.Stmt != nil:
			list = append(list, strings.TrimPrefix(fmt.Sprintf("%T", st.Stmt), "*ast."))
		default:
			var names, values []string
			for _, id := range st.Names {
				names = append(names, id.Name)
			}
			for _, v := range st.Values {
				values = append(values, types.ExprString(v))
			}
			list = append(list, strings.TrimSpace(strings.Join(names, ",")+":"+strings.Join(values, ",")))
		}
	}
	return strings.Join(list, " | ")
}
