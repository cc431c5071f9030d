//go:build !windows

package worker

import (
	"context"
	"go/ast"
	"reflect"
	"time"

	"github.com/cosmos72/gomacro/base"
	"github.com/cosmos72/gomacro/fast"
	"golang.org/x/tools/go/ast/astutil"
)

// gomacro runs what a cell itself defers when the statement around it ends. It
// is to run at the end of the cell, as if the cell were a function:
//
//	defer f.Close()    _defer(f.Close)
//	defer close(c)     _defer(func() { close(c) })
const deferName = "_defer"

// deferLimit is how long what an interrupted cell has deferred may take.
const deferLimit = 500 * time.Millisecond

// rewriteDefers rewrites the defer statements of a cell outside its functions.
func (e *Evaluator) rewriteDefers(node ast.Node) ast.Node {
	return astutil.Apply(node, func(c *astutil.Cursor) bool {
		switch n := c.Node().(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			return false
		case *ast.DeferStmt:
			pos, made := n.Defer, n.Call
			if e.wantsFunction(n.Call) {
				body := &ast.BlockStmt{Lbrace: pos, List: []ast.Stmt{&ast.ExprStmt{X: n.Call}}, Rbrace: pos}
				made = &ast.CallExpr{Fun: &ast.FuncLit{Type: &ast.FuncType{Func: pos, Params: &ast.FieldList{}}, Body: body}}
			}
			call := callOf(deferName, pos, append([]ast.Expr{made.Fun}, made.Args...)...)
			call.Ellipsis = made.Ellipsis
			c.Replace(&ast.ExprStmt{X: call})
			return false
		}
		return true
	}, nil)
}

// wantsFunction tells whether what a call calls is no value.
func (e *Evaluator) wantsFunction(call *ast.CallExpr) bool {
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		sym := e.ir.Comp.TryResolve(fun.Name)
		builtin := false
		if sym != nil {
			_, builtin = sym.Bind.Value.(fast.Builtin)
		}
		return builtin || multiple(call)
	case *ast.SelectorExpr:
		return e.methods[fun.Sel.Name] || waits(call) || multiple(call)
	}
	return multiple(call)
}

// compileDefer compiles a call to run at the end of the cell, of a function
// and with arguments as they are now.
func (e *Evaluator) compileDefer(c *fast.Comp, sym fast.Symbol, node *ast.CallExpr) *fast.Call {
	made := compileInvoke(c, sym, node)
	return call(c, append([]*fast.Expr{made.Fun}, made.Args...), nil, func(in []reflect.Value) []reflect.Value {
		e.deferred = append(e.deferred, func() {
			if made.Ellipsis {
				in[0].CallSlice(in[1:])
			} else {
				in[0].Call(in[1:])
			}
		})
		return nil
	})
}

// runDeferred runs what the cell has deferred. It returns the cell's error,
// unless that is recovered from or another takes its place.
func (e *Evaluator) runDeferred(ctx context.Context, last ast.Node, err error) error {
	if len(e.deferred) == 0 {
		return err
	}
	var p any
	if err != nil {
		p = e.panicked
	}
	if p == any(base.SigInterrupt) || e.interrupted() {
		e.end()
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), deferLimit)
		defer cancel()
		defer e.begin(limited)()
		ctx, p = limited, nil
	}
	for len(e.deferred) > 0 {
		n := len(e.deferred) - 1
		f := e.deferred[n]
		e.deferred = e.deferred[:n]
		failed := e.guard(ctx, last, func(env *fast.Env) {
			run := env.Run
			run.DeferOfFun = env
			run.ExecFlags.SetStartDefer(true)
			if p != nil {
				run.Panic, run.PanicFun = p, env
			}
			f()
			if p != nil && run.PanicFun == nil { // recovered
				p, err = nil, nil
			}
			run.Panic, run.PanicFun, run.DeferOfFun = nil, nil, nil
			run.ExecFlags.SetStartDefer(false)
		})
		if failed != nil {
			p, err = e.panicked, failed
		}
	}
	return err
}
