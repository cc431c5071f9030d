package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/types"
	"slices"
	"strings"
)

// genericSource is the Go source of a package's generic declarations and of
// what they reach that has no compiled value; nil where a package has none.
func genericSource(p *pack) ([]byte, error) {
	if !hasGenerics(p.types) {
		return nil, nil
	}
	pr, err := newPruner(p)
	if err != nil {
		return nil, err
	}
	for _, name := range p.types.Scope().Names() {
		if obj := pr.pkg.Scope().Lookup(name); obj != nil && obj.Exported() && isGeneric(obj) {
			pr.keep(obj)
		}
	}
	if pr.errs != nil {
		return nil, errors.Join(pr.errs...)
	}
	return pr.source()
}

func hasGenerics(pkg *types.Package) bool {
	for _, name := range pkg.Scope().Names() {
		if obj := pkg.Scope().Lookup(name); obj.Exported() && isGeneric(obj) {
			return true
		}
	}
	return false
}

func isGeneric(obj types.Object) bool {
	if f, ok := obj.(*types.Func); ok {
		return f.Signature().TypeParams().Len() > 0
	}
	_, isType := obj.(*types.TypeName)
	t, ok := obj.Type().(interface{ TypeParams() *types.TypeParamList })
	return isType && ok && t.TypeParams().Len() > 0
}

// A pruner keeps of a package what its generic declarations reach.
type pruner struct {
	p       *pack
	pkg     *types.Package // checked again, with bodies and overrides
	info    *types.Info
	decls   map[types.Object]ast.Node // an *ast.FuncDecl or a spec
	methods map[types.Object][]*ast.FuncDecl
	order   []types.Object // of decls
	kept    map[types.Object]bool
	imports map[string]string // name in the source by path
	errs    []error
}

func newPruner(p *pack) (*pruner, error) {
	files, err := overridden(p)
	if err != nil {
		return nil, err
	}
	pr := &pruner{
		p: p, decls: map[types.Object]ast.Node{}, methods: map[types.Object][]*ast.FuncDecl{},
		kept: map[types.Object]bool{}, imports: map[string]string{},
		info: &types.Info{Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}},
	}
	conf := p.config(false)
	// Declarations that are not kept may miss what an override took away. What
	// is kept is checked by package symbols' tests.
	conf.Error = func(error) {}
	pr.pkg, _ = conf.Check(p.ImportPath, p.prog.fset, files, pr.info)
	for _, f := range files {
		pr.addFile(f)
	}
	return pr, nil
}

func (pr *pruner) addFile(f *ast.File) {
	add := func(name *ast.Ident, node ast.Node) {
		if obj := pr.info.Defs[name]; obj != nil {
			pr.decls[obj] = node
			pr.order = append(pr.order, obj)
		}
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				add(d.Name, d)
				continue
			}
			base := pr.pkg.Scope().Lookup(receiverName(d))
			pr.methods[base] = append(pr.methods[base], d)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					add(spec.Name, spec)
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						add(name, spec)
					}
				}
			}
		}
	}
}

// keep keeps the object's declaration, and what it needs.
func (pr *pruner) keep(obj types.Object) {
	if pr.kept[obj] {
		return
	}
	pr.kept[obj] = true
	switch obj := obj.(type) {
	case *types.Const:
		return // written as its value
	case *types.Var:
		pr.fail("needs the variable %s, which compiled code has too: override what uses it", obj.Name())
	case *types.Func:
		if pr.decls[obj].(*ast.FuncDecl).Body == nil {
			pr.fail("needs %s, which is not written in Go: override what uses it", obj.Name())
		}
	}
	pr.reach(pr.decls[obj])
	for _, m := range pr.methods[obj] {
		pr.reach(m)
	}
}

func (pr *pruner) reach(node ast.Node) {
	ast.Inspect(node, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		switch obj := pr.info.Uses[id].(type) {
		case nil:
		case *types.PkgName:
			path := obj.Imported().Path()
			if strings.Contains("/"+path+"/", "/internal/") && !strings.HasPrefix(path, module+"/") {
				pr.fail("needs %s: override what uses it", path)
			}
			pr.imports[path] = obj.Name()
		default:
			if obj.Parent() == pr.pkg.Scope() && (!obj.Exported() || isGeneric(obj)) {
				pr.keep(obj)
			}
		}
		return true
	})
}

func (pr *pruner) fail(format string, args ...any) {
	pr.errs = append(pr.errs, fmt.Errorf("generic source of "+pr.p.ImportPath+" "+format, args...))
}

// source writes what is kept, without comments.
func (pr *pruner) source() ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "package %s\n\n", pr.pkg.Name())
	var paths []string
	for path := range pr.imports {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for _, path := range paths {
		fmt.Fprintf(&b, "import %s %q\n", pr.imports[path], path)
	}
	for _, obj := range pr.order {
		if !pr.kept[obj] {
			continue
		}
		if c, ok := obj.(*types.Const); ok {
			pr.writeConst(&b, c)
			continue
		}
		pr.writeDecl(&b, pr.decls[obj])
		for _, m := range pr.methods[obj] {
			pr.writeDecl(&b, m)
		}
	}
	return format.Source(b.Bytes())
}

func (pr *pruner) writeConst(b *bytes.Buffer, c *types.Const) {
	typ := ""
	if basic, ok := c.Type().(*types.Basic); !ok || basic.Info()&types.IsUntyped == 0 {
		typ = types.TypeString(c.Type(), types.RelativeTo(pr.pkg))
	}
	fmt.Fprintf(b, "\nconst %s %s = %s\n", c.Name(), typ, c.Val().ExactString())
}

func (pr *pruner) writeDecl(b *bytes.Buffer, node ast.Node) {
	b.WriteString("\n")
	switch n := node.(type) {
	case *ast.FuncDecl:
		c := *n
		c.Doc = nil
		node = &c
	case *ast.TypeSpec:
		c := *n
		c.Doc, c.Comment = nil, nil
		b.WriteString("type ")
		node = &c
	}
	if err := format.Node(b, pr.p.prog.fset, node); err != nil {
		pr.fail("cannot be written: %w", err)
	}
	b.WriteString("\n")
}
