//go:build !windows

package worker

import (
	"go/ast"
	"os"
	"reflect"
	"runtime"

	"github.com/cosmos72/gomacro/fast"
	"github.com/cosmos72/gomacro/gls"
	"github.com/cosmos72/gomacro/imports"
	xr "github.com/cosmos72/gomacro/xreflect"

	"github.com/crococlock/crococlock/kernel/symbols"
)

// goName is the builtin around what a go statement calls: where that panics,
// the process ends, and Options.Crash is told where in the cell.
//
//	go f(x)    go _go(f)(x)
const goName = "_go"

// watched rewrites a go statement, but for builtins.
func (e *Evaluator) watched(call *ast.CallExpr) {
	if id, ok := call.Fun.(*ast.Ident); ok {
		sym := e.ir.Comp.TryResolve(id.Name)
		if sym != nil && sym.Desc.Class() == fast.ConstBind && sym.Type == nil || isBuiltin(sym) {
			return
		}
	}
	call.Fun = callOf(goName, call.Fun.Pos(), call.Fun)
}

func isBuiltin(sym *fast.Symbol) bool {
	if sym == nil {
		return false
	}
	_, ok := sym.Value.(fast.Builtin)
	return ok
}

func (e *Evaluator) compileGo(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
	f := c.Expr1(node.Args[0], nil)
	if f.Type == nil || f.Type.Kind() != reflect.Func {
		c.Errorf("cannot call %v <%v> on a goroutine", node.Args[0], f.Type)
	}
	typ := c.Universe.FuncOf([]xr.Type{f.Type}, []xr.Type{f.Type}, false)
	return &fast.Call{
		Fun: &fast.Expr{Lit: fast.Lit{Type: typ}, Fun: func(env *fast.Env) xr.Value {
			return xr.MakeValue(reflect.MakeFunc(typ.ReflectType(), func(in []reflect.Value) []reflect.Value {
				call := in[0].Call
				if in[0].Type().IsVariadic() {
					call = in[0].CallSlice
				}
				return []reflect.Value{reflect.MakeFunc(in[0].Type(), func(args []reflect.Value) []reflect.Value {
					e.goroutines.Add(1)
					defer e.goroutines.Add(-1)
					defer func() {
						p := recover()
						_, exits := e.exiting.LoadAndDelete(gls.GoID())
						if _, none := p.(*runtime.PanicNilError); none && exits {
							return // what gomacro's defers make of Goexit
						}
						if p != nil {
							e.crashed(e.callers(nil, env.Run, nil)) // the goroutine's own by now
							panic(p)
						}
					}()
					return call(args)
				})}
			}))
		}},
		Args: []*fast.Expr{f}, OutTypes: []xr.Type{f.Type},
	}
}

// crashed tells where the goroutine is that ends the process.
func (e *Evaluator) crashed(at []place) {
	if e.opts.Crash != nil {
		e.opts.Crash(e.newError(errPanic, "", at...))
	}
}

// replaceExit has os.Exit tell where it was called, and runtime.Goexit end a
// cell, not the goroutine of all cells.
func (e *Evaluator) replaceExit() {
	symbols.Load("os")
	imports.Packages["os"].Binds["Exit"] = reflect.ValueOf(func(code int) {
		if gls.GoID() == e.evalID {
			e.crashed(e.places(e.last, e.ir.PrepareEnv()))
		}
		os.Exit(code)
	})
	symbols.Load("runtime")
	imports.Packages["runtime"].Binds["Goexit"] = reflect.ValueOf(func() {
		if gls.GoID() == e.evalID {
			panic("runtime.Goexit ends a goroutine; a cell's is that of all cells")
		}
		e.exiting.Store(gls.GoID(), true)
		runtime.Goexit()
	})
}
