//go:build !windows

package worker

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"strconv"

	xr "github.com/cosmos72/gomacro/xreflect"

	"github.com/crococlock/crococlock/kernel/symbols"
)

// gomacro converts numbers without a type to strings, as if "a" + 1 were
// "a" + string(1). A constants finds where a cell wants that.
type constants struct {
	names
	results [][]xr.Type // of the functions around
	here    func()      // is told where the cursor is, if only names are wanted
	message string
	at      token.Pos
}

// hereName is what a cell calls where the cursor is.
const hereName = "_here"

// checkConstants finds the first number that a cell uses as a string.
func (e *Evaluator) checkConstants(nodes []ast.Node) (message string, at token.Pos) {
	k := &constants{names: names{comp: e.ir.Comp}}
	k.push()
	defer func() {
		if recover() != nil { // compiling the cell will tell
			message = ""
		}
	}()
	for _, node := range nodes {
		k.announce(node)
	}
	for _, node := range nodes {
		k.walk(node)
	}
	return k.message, k.at
}

func (k *constants) push() { k.scopes = append(k.scopes, map[string]static{}) }

// announce hides what the cell declares anew.
func (k *constants) announce(node ast.Node) {
	switch n := node.(type) {
	case *ast.FuncDecl:
		if n.Recv == nil {
			k.declare(n.Name, static{})
		}
	case *ast.GenDecl:
		for _, spec := range n.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				k.declare(spec.Name, static{})
			case *ast.ValueSpec:
				for _, name := range spec.Names {
					k.declare(name, static{})
				}
			}
		}
	case *ast.AssignStmt:
		if n.Tok == token.DEFINE {
			for _, x := range n.Lhs {
				k.declare(x, static{})
			}
		}
	}
}

// walk visits a node, scope by scope.
func (k *constants) walk(node ast.Node) {
	var open []bool // whether the nodes around have a scope
	ast.Inspect(node, func(n ast.Node) bool {
		if k.message != "" {
			return false
		}
		if n == nil {
			if open[len(open)-1] {
				k.scopes = k.scopes[:len(k.scopes)-1]
			}
			open = open[:len(open)-1]
			return true
		}
		scope := false
		switch n := n.(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			k.function(n)
			return false
		case *ast.BlockStmt, *ast.IfStmt, *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.CaseClause, *ast.CommClause:
			scope = true
			k.push()
		}
		open = append(open, scope)
		k.visit(n)
		return true
	})
}

// function walks a function's body, in which its parameters are known.
func (k *constants) function(n ast.Node) {
	var typ *ast.FuncType
	var body *ast.BlockStmt
	fields := []*ast.FieldList{}
	switch n := n.(type) {
	case *ast.FuncDecl:
		typ, body = n.Type, n.Body
		if n.Recv == nil {
			k.declare(n.Name, static{typ: k.typ(typ)})
		}
		fields = append(fields, n.Recv)
	case *ast.FuncLit:
		typ, body = n.Type, n.Body
	}
	if body == nil {
		return
	}
	k.push()
	var results []xr.Type
	for _, list := range append(fields, typ.Params, typ.Results) {
		if list == nil {
			continue
		}
		for _, field := range list.List {
			t := k.typ(field.Type)
			if list == typ.Results {
				for range max(1, len(field.Names)) {
					results = append(results, t)
				}
			}
			for _, name := range field.Names {
				k.declare(name, static{typ: t})
			}
		}
	}
	k.results = append(k.results, results)
	k.walk(body)
	k.results = k.results[:len(k.results)-1]
	k.scopes = k.scopes[:len(k.scopes)-1]
}

func (k *constants) visit(n ast.Node) {
	switch n := n.(type) {
	case *ast.AssignStmt:
		k.assign(n)
	case *ast.GenDecl:
		for _, spec := range n.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				k.declare(spec.Name, static{})
			case *ast.ValueSpec:
				k.values(spec, n.Tok == token.CONST)
			}
		}
	case *ast.RangeStmt:
		if n.Tok == token.DEFINE {
			s := k.of(n.X)
			var key, value static
			switch {
			case s.is(reflect.Map):
				key, value = static{typ: s.typ.Key()}, static{typ: s.typ.Elem()}
			case s.is(reflect.Slice), s.is(reflect.Array):
				key, value = static{typ: k.comp.TypeOfInt()}, static{typ: s.typ.Elem()}
			case s.is(reflect.Chan):
				key = static{typ: s.typ.Elem()}
			}
			k.declare(n.Key, key)
			k.declare(n.Value, value)
		}
	case *ast.BinaryExpr:
		if n.Op != token.SHL && n.Op != token.SHR {
			k.operands(n, n.X, n.Y)
		}
	case *ast.ImportSpec:
		if path, err := strconv.Unquote(n.Path.Value); k.here != nil && err == nil && symbols.Load(path) {
			k.comp.Import(n)
		}
	case *ast.CallExpr:
		if id, ok := n.Fun.(*ast.Ident); ok && k.here != nil && id.Name == hereName {
			k.here()
		}
		k.arguments(n)
	case *ast.ReturnStmt:
		if len(k.results) > 0 && len(n.Results) == len(k.results[len(k.results)-1]) {
			for i, x := range n.Results {
				k.value(x, k.results[len(k.results)-1][i], "return statement")
			}
		}
	case *ast.CompositeLit:
		k.elements(n)
	case *ast.IndexExpr:
		if s := k.of(n.X); s.is(reflect.Map) {
			k.value(n.Index, s.typ.Key(), "map index")
		}
	case *ast.SwitchStmt:
		for _, clause := range n.Body.List {
			for _, x := range clause.(*ast.CaseClause).List {
				if n.Tag != nil && k.mismatch(k.of(n.Tag), k.of(x)) {
					k.refuse(x, "invalid case %s in switch on %s (mismatched types %v and %v)", types.ExprString(x), types.ExprString(n.Tag), k.of(x), k.of(n.Tag))
				}
			}
		}
	case *ast.SendStmt:
		if s := k.of(n.Chan); s.is(reflect.Chan) {
			k.value(n.Value, s.typ.Elem(), "send")
		}
	}
}
