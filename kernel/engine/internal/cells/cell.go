package cells

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/crococlock/crococlock/kernel/engine/internal/unit"
)

// cell returns the cell that has been checked.
func (c *check) cell() *unit.Cell {
	c.restore()
	s := c.syntax
	u := &unit.Unit{Fset: c.nb.fset, Pkg: c.pkg, Info: c.info, Files: []*ast.File{s.file}}
	cell := &unit.Cell{Unit: u, Number: c.number, Body: s.body, Grown: c.methods.grown}
	for _, i := range c.imports.list {
		cell.Imported = append(cell.Imported, i.path)
	}
	for _, pn := range c.implied() {
		cell.Imported = append(cell.Imported, pn.Imported().Path())
	}
	c.tidyBody()
	c.funcs(cell)
	if s.clause != "" {
		c.program(cell)
		return cell
	}
	c.vars(cell)
	c.steps(cell)
	if main := c.mainUncalled(); main {
		cell.Hints = append(cell.Hints, "func main is declared, not run: main() runs it")
	}
	return cell
}

// implied returns the implicit imports that the cell needed, by name, and forgets
// the others.
func (c *check) implied() []*types.PkgName {
	needed := map[types.Object]bool{}
	if len(c.used) > 0 {
		for _, obj := range c.info.Uses {
			if pn, ok := obj.(*types.PkgName); ok {
				needed[pn] = true
			}
		}
	}
	var list []*types.PkgName
	for name, pn := range c.used {
		if needed[pn] {
			list = append(list, pn)
		} else {
			delete(c.used, name)
		}
	}
	slices.SortFunc(list, func(a, b *types.PkgName) int { return strings.Compare(a.Name(), b.Name()) })
	return list
}

// tidyBody takes out of the cell's body what was there to be checked only.
func (c *check) tidyBody() {
	s := c.syntax
	if s.clause != "" {
		return
	}
	s.body.Body.List = nil
	for _, it := range s.items {
		if it.stmt != nil {
			s.body.Body.List = append(s.body.Body.List, it.stmt)
		}
	}
}

// funcs lists the functions and methods that the cell declares.
func (c *check) funcs(cell *unit.Cell) {
	for _, d := range c.syntax.file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Name.Name == "_" {
			continue
		}
		obj, ok := c.info.Defs[f.Name].(*types.Func)
		if !ok {
			continue
		}
		fn := unit.Func{Obj: obj, Decl: f, Unit: cell.Unit}
		switch {
		case f.Recv != nil:
			if old := c.methods.replaces[f]; old != nil {
				fn.Obj, fn.Replaces = old, old
			}
		case f.Name.Name == "init":
			cell.Inits = append(cell.Inits, obj)
		default:
			old, ok := c.nb.names[f.Name.Name].(*types.Func)
			if ok && types.Identical(old.Type(), obj.Type()) {
				fn.Replaces = old
			}
			if f.Name.Name == "main" && c.syntax.clause == "main" {
				cell.Main = obj
			}
		}
		cell.Funcs = append(cell.Funcs, fn)
	}
}

// variable returns a variable that the cell declares.
func (c *check) variable(obj *types.Var) unit.Var {
	v := unit.Var{Obj: obj}
	if old, ok := c.nb.names[obj.Name()].(*types.Var); ok && types.Identical(old.Type(), obj.Type()) {
		v.Keeps = old
	}
	return v
}

// vars lists the variables that the cell declares.
func (c *check) vars(cell *unit.Cell) {
	add := func(id *ast.Ident) {
		if v, ok := c.info.Defs[id].(*types.Var); ok && id.Name != "_" {
			cell.Vars = append(cell.Vars, c.variable(v))
		}
	}
	for _, it := range c.syntax.items {
		switch {
		case it.spec != nil:
			for _, id := range it.spec.Names {
				add(id)
			}
		case it.define != nil:
			for _, x := range it.define.Lhs {
				add(x.(*ast.Ident))
			}
		}
	}
}

// steps lists what the cell does.
func (c *check) steps(cell *unit.Cell) {
	items := c.syntax.items
	for i := 0; i < len(items); i++ {
		it := items[i]
		switch {
		case it.define != nil:
			names := make([]*ast.Ident, len(it.define.Lhs))
			for j, x := range it.define.Lhs {
				names[j] = x.(*ast.Ident)
			}
			cell.Steps = append(cell.Steps, unit.Step{Names: names, Values: it.define.Rhs})
		case it.spec != nil:
			var specs []*ast.ValueSpec
			for ; i < len(items) && items[i].spec != nil; i++ {
				specs = append(specs, items[i].spec)
			}
			i--
			cell.Steps = append(cell.Steps, c.initialised(specs)...)
		case slices.ContainsFunc(c.syntax.last, func(e *ast.ExprStmt) bool { return it.stmt == e }):
			cell.Steps = append(cell.Steps, unit.Step{Result: c.result(it.stmt.(*ast.ExprStmt).X)})
		default:
			cell.Steps = append(cell.Steps, unit.Step{Stmt: it.stmt})
		}
	}
}

// initialised returns the steps of declarations of variables that stand side by
// side, in the order that Go initialises variables of a package.
func (c *check) initialised(specs []*ast.ValueSpec) []unit.Step {
	var zero, set []unit.Step
	for _, spec := range specs {
		switch {
		case len(spec.Values) == 0:
			zero = append(zero, unit.Step{Names: spec.Names})
		case len(spec.Values) == len(spec.Names):
			for i := range spec.Names {
				set = append(set, unit.Step{Names: spec.Names[i : i+1 : i+1], Values: spec.Values[i : i+1 : i+1]})
			}
		default:
			set = append(set, unit.Step{Names: spec.Names, Values: spec.Values})
		}
	}
	if len(set) > 1 {
		order := map[ast.Expr]int{}
		for i, in := range c.info.InitOrder {
			order[in.Rhs] = i
		}
		slices.SortStableFunc(set, func(a, b unit.Step) int { return order[a.Values[0]] - order[b.Values[0]] })
	}
	return append(zero, set...)
}

// result returns an expression that is the cell's result, with a type that a
// variable can have.
func (c *check) result(x ast.Expr) ast.Expr {
	tv := c.info.Types[x]
	if b, ok := tv.Type.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
		tv.Type = types.Default(tv.Type)
		c.info.Types[x] = tv
	}
	return x
}

// mainUncalled reports whether the cell declares main and does not mention it.
func (c *check) mainUncalled() bool {
	main := c.pkg.Scope().Lookup("main")
	if _, ok := main.(*types.Func); !ok {
		return false
	}
	for _, obj := range c.info.Uses {
		if obj == main {
			return false
		}
	}
	return true
}
