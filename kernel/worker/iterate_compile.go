//go:build !windows

package worker

import (
	"go/ast"
	"reflect"

	"github.com/cosmos72/gomacro/fast"
	xr "github.com/cosmos72/gomacro/xreflect"
)

// compilePairs compiles what a loop with two variables ranges over, to see
// whether it is a function.
func (e *Evaluator) compilePairs(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
	arg := c.Expr1(node.Args[0], nil)
	if arg.Const() {
		arg.ConstTo(arg.DefaultType())
	}
	switch k := arg.Type.Kind(); {
	case k == reflect.Func:
		e.found.iterators[e.place(node.Pos())] = true
		e.learnt()
	case k >= reflect.Int && k <= reflect.Uintptr, k == reflect.Chan:
		c.Errorf("range over %v <%v> has two variables, it yields one value", node.Args[0], arg.Type)
	}
	return call(c, []*fast.Expr{arg}, []xr.Type{arg.Type}, func(in []reflect.Value) []reflect.Value { return in })
}

// compileIterate compiles a call of an iterator with a loop's body, whose
// parameters get the types of what the iterator yields.
func compileIterate(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
	f := c.Expr1(node.Args[0], nil)
	yield := yielding(f.Type)
	if yield == nil {
		c.Errorf("cannot range over %v <%v>: it is no func(yield func(…) bool)", node.Args[0], f.Type)
	}
	body := node.Args[1].(*ast.FuncLit)
	params := body.Type.Params
	if yield.NumIn() < len(params.List) {
		c.Errorf("range over %v <%v> has %d variables, it yields %d", node.Args[0], f.Type, len(params.List), yield.NumIn())
	}
	if c.Types == nil {
		c.Types = map[string]xr.Type{}
	}
	for i := range yield.NumIn() {
		if i == len(params.List) {
			params.List = append(params.List, &ast.Field{Names: []*ast.Ident{ident(iterated[i], node.Pos())}, Type: ident(iteratedType[i], node.Pos())})
		}
		c.Types[iteratedType[i]] = complete(c, yield.In(i))
		defer delete(c.Types, iteratedType[i])
	}
	arg := c.Expr1(body, nil)
	if !arg.Type.IdenticalTo(yield) {
		arg.To(c, yield)
	}
	return &fast.Call{Fun: f, Args: []*fast.Expr{arg}}
}

// yielding is the type of the function that an iterator calls, nil where the
// type is no iterator's.
func yielding(t xr.Type) xr.Type {
	if t == nil || t.Kind() != reflect.Func || t.NumIn() != 1 || t.NumOut() != 0 {
		return nil
	}
	yield := t.In(0)
	if yield.Kind() != reflect.Func || yield.NumIn() > 2 || yield.NumOut() != 1 || yield.Out(0).Kind() != reflect.Bool {
		return nil
	}
	return yield
}
