package engine

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"runtime"
	"sync"

	"github.com/crococlock/crococlock/kernel/engine/internal/source"
	"github.com/crococlock/crococlock/kernel/engine/internal/unit"
	"github.com/crococlock/crococlock/kernel/symbols"
)

// compiled are the packages that are compiled into the program, as one engine
// sees them.
type compiled struct {
	fset    *token.FileSet
	replace map[string]any

	mu      sync.Mutex
	imports map[string]*types.Package
}

func newCompiled(fset *token.FileSet, replace map[string]any) *compiled {
	return &compiled{fset: fset, replace: replace, imports: map[string]*types.Package{}}
}

// Import returns a compiled package.
func (c *compiled) Import(path string) (*types.Package, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.load(path)
}

func (c *compiled) load(path string) (*types.Package, error) {
	if path != "unsafe" && symbols.Lookup(path) == nil {
		return nil, source.ErrNotCompiledIn
	}
	return symbols.Import(c.fset, c.imports, path)
}

// Has reports whether the package is compiled in.
func (c *compiled) Has(path string) bool { return path == "unsafe" || symbols.Lookup(path) != nil }

// Value is a package's function, a pointer to its variable, or a nil pointer to
// its type.
func (c *compiled) Value(path, name string) (any, bool) {
	if v, ok := c.replace[path+"."+name]; ok {
		return v, true
	}
	p := symbols.Lookup(path)
	if p == nil {
		return nil, false
	}
	return p.Value(name)
}

// Instance is Value of a generic function or type with type arguments.
func (c *compiled) Instance(path, name string, args []types.Type) (any, bool) {
	p := symbols.Lookup(path)
	if p == nil {
		return nil, false
	}
	return p.Instance(name, args)
}

// Source is the syntax of a package's generic declarations, or nil. What it
// mentions of the others is the compiled package's.
func (c *compiled) Source(path string) *unit.Unit {
	p := symbols.Lookup(path)
	if p == nil {
		return nil
	}
	files, err := p.Source()
	if err != nil || len(files) == 0 {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	pkg, err := c.load(path)
	if err != nil {
		return nil
	}
	u := &unit.Unit{Fset: c.fset, Pkg: types.NewPackage(pkg.Path(), pkg.Name()), Info: unit.NewInfo()}
	for _, f := range files {
		s, err := parser.ParseFile(c.fset, f.Name, f.Data, parser.SkipObjectResolution)
		if err != nil {
			return nil
		}
		u.Files = append(u.Files, s)
	}
	own := declaredIn(u.Files)
	for _, name := range pkg.Scope().Names() {
		if obj := pkg.Scope().Lookup(name); obj.Exported() && !own[name] {
			u.Pkg.Scope().Insert(obj)
		}
	}
	conf := types.Config{Importer: importer(c.load), Sizes: types.SizesFor("gc", runtime.GOARCH)}
	if err := types.NewChecker(&conf, c.fset, u.Pkg, u.Info).Files(u.Files); err != nil {
		return nil
	}
	return u
}

// declaredIn are the names that files declare.
func declaredIn(files []*ast.File) map[string]bool {
	names := map[string]bool{}
	for _, f := range files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil {
					names[d.Name.Name] = true
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					switch s := s.(type) {
					case *ast.TypeSpec:
						names[s.Name.Name] = true
					case *ast.ValueSpec:
						for _, n := range s.Names {
							names[n.Name] = true
						}
					}
				}
			}
		}
	}
	return names
}

type importer func(path string) (*types.Package, error)

func (f importer) Import(path string) (*types.Package, error) { return f(path) }
