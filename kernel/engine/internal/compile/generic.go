package compile

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"

	"github.com/crococlock/crococlock/kernel/engine/internal/unit"
)

// cellOf is the cell of a function that an identifier names, or nil if it is a
// compiled one.
func (c *fn) cellOf(id *ast.Ident, o *types.Func) *funcCell {
	if inst, ok := c.info.Instances[id]; ok {
		var targs []types.Type
		for a := range inst.TypeArgs.Types() {
			targs = append(targs, c.sub.typ(a))
		}
		return c.m.instance(o.Origin(), targs)
	}
	return c.m.funcCell(o)
}

// funcCell is the cell of a function without type parameters, or nil if it is
// compiled.
func (m *Machine) funcCell(o *types.Func) *funcCell {
	if cell := m.funcs.get(o); cell != nil {
		return cell
	}
	d := m.declared(o)
	if d == nil {
		return nil
	}
	name, symbol := funcName(o)
	cell := &funcCell{name: name, symbol: symbol, pos: d.f.Decl.Pos()}
	cell.build = func() *code { return m.compileFunc(d.f, name, symbol, nil) }
	m.funcs.set(o, cell)
	return cell
}

// A declared is the syntax of a function: when it is declared again, that of
// the new one, for all who know it by the old one's object.
type declared struct{ f *unit.Func }

// declared is a function's syntax, or nil if the function is compiled.
func (m *Machine) declared(o *types.Func) *declared {
	m.mentioned(o.Pkg())
	if d := m.decls.get(o); d != nil {
		return d
	}
	if o.Pkg() == nil || !m.isCompiled(o.Pkg()) {
		return nil
	}
	f := m.sourceFunc(o)
	if f == nil {
		return nil
	}
	d := &declared{f}
	m.decls.set(o, d)
	return d
}

// instance is the cell of a generic function with its type arguments.
func (m *Machine) instance(o *types.Func, targs []types.Type) *funcCell {
	d := m.declared(o)
	if d == nil {
		panic(fmt.Errorf("the body of %s is not there", o.FullName()))
	}
	key := instKey{d, m.argKey(targs)}
	if cell := m.insts[key]; cell != nil {
		return cell
	}
	return m.newInstance(key, o, d, targs)
}

type instKey struct {
	d    *declared
	args string
}

// newInstance is made with the function's syntax as it is when it is first called, or
// called again after it has been declared anew.
func (m *Machine) newInstance(key instKey, o *types.Func, d *declared, targs []types.Type) *funcCell {
	name, symbol := funcName(o)
	cell := &funcCell{name: name, symbol: symbol, pos: d.f.Decl.Pos()}
	cell.build = func() *code {
		return m.compileFunc(d.f, name, symbol, newSubst(m.ctx, d.params(targs), m.types.argNames(targs)))
	}
	m.insts[key] = cell
	return cell
}

// params are the type parameters of a function, or of its receiver, with arguments.
func (d *declared) params(targs []types.Type) map[*types.TypeParam]types.Type {
	sig := d.f.Unit.Info.Defs[d.f.Decl.Name].(*types.Func).Signature()
	tps := sig.TypeParams()
	if sig.Recv() != nil {
		tps = sig.RecvTypeParams()
	}
	params := map[*types.TypeParam]types.Type{}
	for i := range tps.Len() {
		params[tps.At(i)] = targs[i]
	}
	return params
}

func (m *Machine) argKey(targs []types.Type) string {
	var b strings.Builder
	for _, t := range targs {
		fmt.Fprintf(&b, "%x,", word(m.types.rt(t)))
	}
	return b.String()
}

// methodCell is the cell of a method declared for a named type, or nil if it is
// compiled.
func (m *Machine) methodCell(t *types.Named, f *types.Func) *funcCell {
	o := f.Origin()
	targs := t.TypeArgs()
	if targs.Len() == 0 {
		return m.funcCell(o)
	}
	if m.isCompiled(o.Pkg()) && m.types.compiledInstance(t) != nil {
		return nil
	}
	d := m.declared(o)
	if d == nil {
		return nil
	}
	var l []types.Type
	for a := range targs.Types() {
		l = append(l, a)
	}
	key := instKey{d, m.argKey(l)}
	if cell := m.insts[key]; cell != nil {
		return cell
	}
	return m.newInstance(key, o, d, l)
}

// sourceFunc finds the syntax of a generic function or method of a compiled
// package.
func (m *Machine) sourceFunc(o *types.Func) *unit.Func {
	sig := o.Signature()
	generic := sig.TypeParams().Len() > 0
	recv := ""
	if r := sig.Recv(); r != nil {
		t := types.Unalias(r.Type())
		if p, ok := t.(*types.Pointer); ok {
			t = types.Unalias(p.Elem())
		}
		n, ok := t.(*types.Named)
		if !ok {
			return nil
		}
		recv = n.Obj().Name()
		generic = n.TypeParams().Len() > 0
	}
	if !generic && !m.inSource(o) {
		return nil
	}
	u := m.source(o.Pkg().Path())
	if u == nil {
		return nil
	}
	for _, file := range u.Files {
		for _, d := range file.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok || fd.Name.Name != o.Name() || recvName(fd) != recv {
				continue
			}
			return &unit.Func{Obj: o, Decl: fd, Unit: u}
		}
	}
	return nil
}

// inSource reports whether a function belongs to a package's pruned source
// itself: a helper of its generic functions.
func (m *Machine) inSource(o *types.Func) bool {
	u := m.sources[o.Pkg().Path()]
	if u == nil || u.Pkg != o.Pkg() {
		return false
	}
	_, compiled := m.pkgs.Value(o.Pkg().Path(), o.Name())
	return !compiled || o.Signature().Recv() != nil
}

// sourceOf is the name's object in a compiled package's pruned source, or nil.
func (m *Machine) sourceOf(path, name string) types.Object {
	if u := m.source(path); u != nil {
		return u.Pkg.Scope().Lookup(name)
	}
	return nil
}

func (m *Machine) source(path string) *unit.Unit {
	if u, ok := m.sources[path]; ok {
		return u
	}
	u := m.pkgs.Source(path)
	m.sources[path] = u
	return u
}

// recvName is the name of a method's receiver's type.
func recvName(fd *ast.FuncDecl) string {
	if fd.Recv == nil || len(fd.Recv.List) == 0 {
		return ""
	}
	e := fd.Recv.List[0].Type
	for {
		switch x := e.(type) {
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.IndexListExpr:
			e = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// funcName is a function's name as a trace has it, and as package runtime has it.
func funcName(o *types.Func) (name, symbol string) {
	name, symbol = o.Name(), o.Name()
	if r := o.Signature().Recv(); r != nil {
		t := types.Unalias(r.Type())
		p, isPtr := t.(*types.Pointer)
		if isPtr {
			t = types.Unalias(p.Elem())
		}
		if n, ok := t.(*types.Named); ok {
			short := n.Obj().Name()
			long := short
			if n.TypeParams().Len() > 0 {
				long += "[...]"
			}
			if isPtr {
				short, long = "(*"+short+")", "(*"+long+")"
			}
			name, symbol = short+"."+name, long+"."+name
		}
	} else if o.Signature().TypeParams().Len() > 0 {
		symbol += "[...]"
	}
	p := o.Pkg()
	if p == nil {
		return name, symbol
	}
	if p.Path() != "main" {
		name = p.Name() + "." + name
	}
	return name, p.Path() + "." + symbol
}
