package cells

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"runtime"
	"slices"
	"strings"

	"github.com/crococlock/crococlock/kernel/engine/internal/unit"
)

// A Config says what there is beside the cells. Its functions may be nil.
type Config struct {
	// Import returns a package; its errors are shown to the user.
	Import func(path string) (*types.Package, error)
	// Standard returns the import paths of the standard packages of a name.
	Standard func(name string) []string
	// Known returns paths that can be imported, to name one that is near.
	Known func() []string
	// Moved returns the path that a package is found under now.
	Moved func(path string) (string, bool)
	// Predeclared is what every cell sees, unless it is declared again.
	Predeclared []types.Object
}

// A Notebook knows what its cells have declared. It is not safe for concurrent use.
type Notebook struct {
	fset  *token.FileSet
	cfg   Config
	sizes types.Sizes

	names       map[string]types.Object // the newest, imports too
	dots        []*types.Package        // imported with a dot, the newest last
	predeclared map[string]types.Object
	records     map[types.Object]record
	changes     map[*unit.Cell]*change
	cutsMethods bool
	renewer     *renewer
}

// A change is what committing a cell does.
type change struct {
	names   map[string]types.Object
	dots    []*types.Package
	records map[types.Object]record
	methods *late
}

// New returns a notebook without cells. Positions of its cells are in fset.
func New(fset *token.FileSet, cfg Config) *Notebook {
	nb := &Notebook{
		fset:        fset,
		cfg:         cfg,
		sizes:       types.SizesFor("gc", runtime.GOARCH),
		names:       map[string]types.Object{},
		predeclared: map[string]types.Object{},
		records:     map[types.Object]record{},
		changes:     map[*unit.Cell]*change{},
		cutsMethods: cutsMethods(),
		renewer:     newRenewer(),
	}
	for _, obj := range cfg.Predeclared {
		nb.predeclared[obj.Name()] = obj
	}
	return nb
}

// resolve returns what a name means before a cell, or nil.
func (nb *Notebook) resolve(name string) types.Object {
	if obj := nb.names[name]; obj != nil {
		return obj
	}
	if token.IsExported(name) {
		for _, p := range slices.Backward(nb.dots) {
			if obj := p.Scope().Lookup(name); obj != nil {
				return obj
			}
		}
	}
	return nb.predeclared[name]
}

// Lookup returns what a name means to the next cell, or nil. What is declared in
// every Go program is not among it.
func (nb *Notebook) Lookup(name string) types.Object { return nb.resolve(name) }

// Names returns the names that Lookup knows, sorted.
func (nb *Notebook) Names() []string {
	set := map[string]bool{}
	for name := range nb.names {
		set[name] = true
	}
	for name := range nb.predeclared {
		set[name] = true
	}
	for _, p := range nb.dots {
		for _, name := range p.Scope().Names() {
			if token.IsExported(name) {
				set[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// Check parses and type-checks a cell. A cell that cannot be is refused with an
// *Errors. Positions are in a file that is called "cell" and the number.
//
// The notebook stays as it is until the cell is committed. One cell at a time is
// between Check and Commit or Drop.
func (nb *Notebook) Check(number int, src string) (*unit.Cell, error) {
	src = strings.TrimPrefix(src, "\ufeff")
	s, faults := nb.parse(number, src)
	if len(faults) == 0 {
		faults = append(embeds(s), bodiless(s)...)
	}
	c := &check{nb: nb, number: number, syntax: s, earlier: map[string]earlier{}, renamed: map[*ast.Ident]string{}, hidden: map[string]string{}, changed: map[string]bool{}}
	if len(faults) == 0 {
		c.imports = nb.importAll(s)
		if len(c.imports.faults) > 0 {
			err := refuse(src, c.imports.faults)
			for _, i := range c.imports.list {
				err.Imported = append(err.Imported, i.path)
			}
			nb.commitImports(c.imports)
			nb.forget(s)
			return nil, err
		}
		c.decls = s.file.Decls
		c.run()
		faults = c.faults
	}
	if len(faults) > 0 {
		c.methods.undo()
		nb.forget(s)
		return nil, refuse(src, faults)
	}
	cell := c.cell()
	nb.changes[cell] = c.change()
	return cell, nil
}

// forget takes a cell's files out of the file set.
func (nb *Notebook) forget(s *syntax) {
	for _, h := range s.heads {
		nb.fset.RemoveFile(h.file)
	}
}

// Commit makes what a cell declares known to later ones.
func (nb *Notebook) Commit(c *unit.Cell) {
	ch := nb.changes[c]
	if ch == nil {
		return
	}
	delete(nb.changes, c)
	for _, p := range ch.dots {
		nb.addDot(p)
	}
	for name, obj := range ch.names {
		if old := nb.names[name]; old != nil {
			delete(nb.records, old)
		}
		nb.names[name] = obj
	}
	maps.Copy(nb.records, ch.records)
}

// commitImports makes the imports of a cell known that failed for another one.
func (nb *Notebook) commitImports(im imports) {
	for _, i := range im.list {
		switch i.name {
		case "_":
		case ".":
			nb.addDot(i.pkg)
		default:
			nb.names[i.name] = types.NewPkgName(token.NoPos, nil, i.name, i.pkg)
		}
	}
}

// addDot makes a package's names known. They stand before those of earlier cells.
func (nb *Notebook) addDot(p *types.Package) {
	nb.dots = append(slices.DeleteFunc(nb.dots, func(q *types.Package) bool { return p == q }), p)
	for name := range nb.names {
		if token.IsExported(name) && p.Scope().Lookup(name) != nil {
			delete(nb.names, name)
		}
	}
}

// Drop forgets a cell that has been checked and will not run.
func (nb *Notebook) Drop(c *unit.Cell) {
	if ch := nb.changes[c]; ch != nil {
		delete(nb.changes, c)
		ch.methods.undo()
	}
}

// change returns what committing the cell does.
func (c *check) change() *change {
	ch := &change{names: map[string]types.Object{}, records: c.records(), methods: &c.methods}
	for _, i := range c.imports.list {
		switch i.name {
		case "_":
		case ".":
			ch.dots = append(ch.dots, i.pkg)
		default:
			ch.names[i.name] = types.NewPkgName(token.NoPos, c.pkg, i.name, i.pkg)
		}
	}
	for name, pn := range c.used {
		ch.names[name] = pn
	}
	scope := c.pkg.Scope()
	for _, name := range scope.Names() {
		if !strings.Contains(name, mark) {
			ch.names[name] = scope.Lookup(name)
		}
	}
	return ch
}

// bodiless refuses functions that are written elsewhere.
func bodiless(s *syntax) (faults []fault) {
	for _, d := range s.file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Body == nil {
			faults = append(faults, fault{offset: s.offset(f.Name.Pos()), msg: "missing function body"})
		}
	}
	return faults
}

// embeds refuses what the go command would do before compiling.
func embeds(s *syntax) []fault {
	if !strings.Contains(s.src, "//go:embed") {
		return nil
	}
	for _, g := range s.file.Comments {
		for _, c := range g.List {
			if strings.HasPrefix(c.Text, "//go:embed ") {
				return []fault{{offset: s.offset(c.Pos()), msg: "go:embed is done by the go command, which does not see cells: read the file with os.ReadFile"}}
			}
		}
	}
	return nil
}
