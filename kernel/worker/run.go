//go:build !windows

package worker

import (
	"context"
	"fmt"
	"go/ast"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/cosmos72/gomacro/base"
	"github.com/cosmos72/gomacro/fast"
	xr "github.com/cosmos72/gomacro/xreflect"
)

// run runs a compiled cell and returns what its last expression gave, if that
// is its result.
func (e *Evaluator) run(c *compiled, env *fast.Env) (values []xr.Value, types []xr.Type) {
	for _, part := range c.before {
		part.AsXV(fast.COptKeepUntyped)(env)
	}
	if c.expr.Untyped() {
		c.expr.ConstTo(c.expr.DefaultType())
	}
	v, vs := c.expr.AsXV(fast.COptKeepUntyped)(env)
	if !c.result {
		return nil, nil
	}
	types = c.expr.Types
	if types == nil && c.expr.Type != nil {
		types = []xr.Type{c.expr.Type}
	}
	if len(types) == 1 {
		vs = []xr.Value{v}
	}
	if len(types) == 2 && len(vs) == 2 {
		return alone(c.last, vs, types)
	}
	return vs, types
}

// alone makes of "v, ok", which gomacro gives for an element of a map and for
// a type assertion, what v is alone.
func alone(last ast.Node, vs []xr.Value, types []xr.Type) ([]xr.Value, []xr.Type) {
	if stmt, ok := last.(*ast.ExprStmt); ok {
		last = stmt.X
	}
	switch last.(type) {
	case *ast.TypeAssertExpr:
		if !vs[1].Bool() {
			panic(fmt.Errorf("interface conversion: the value is not of type %v", types[0]))
		}
	case *ast.IndexExpr:
	default:
		return vs, types
	}
	return vs[:1], types[:1]
}

// guard calls what may run the user's code, where interrupts reach it, and
// makes an error of its panic.
func (e *Evaluator) guard(ctx context.Context, last ast.Node, f func(env *fast.Env)) (err error) {
	env := e.ir.PrepareEnv()
	env.Run.CurrEnv = env
	e.last = last
	depth := env.CallDepth
	defer func() {
		e.setRunning(false)
		if p := recover(); p != nil {
			e.panicked = p
			at := e.places(last, env)
			env.CallDepth = depth
			settle(env.Run)
			libraries := libraryCalls()
			err = e.runError(p, at, libraries)
		}
		env.Run.CurrEnv = nil
	}()
	e.setRunning(true)
	if e.interrupted() { // before gomacro could have taken notice
		panic(base.SigInterrupt)
	}
	f(env)
	if ctx.Err() != nil { // the cell saw it and came to its end
		panic(base.SigInterrupt)
	}
	return nil
}

// settle mends what gomacro leaves as it was at a panic.
func settle(run *fast.Run) {
	run.Signals = base.Signals{}
	run.ExecFlags = 0
	run.Interrupt, run.PanicFun, run.DeferOfFun, run.Panic, run.InstallDefer = nil, nil, nil, nil, nil
}

// libraryCalls are the compiled calls between a panic and the interpreter,
// innermost first; it must be called by what recovers.
func libraryCalls() []string {
	const most = 8
	pc := make([]uintptr, 64)
	frames := runtime.CallersFrames(pc[:runtime.Callers(0, pc)])
	var list []string
	for panicked, more := false, true; more && len(list) < most; {
		var f runtime.Frame
		f, more = frames.Next()
		switch {
		case !panicked:
			panicked = f.Function == "runtime.gopanic"
		case strings.HasPrefix(f.Function, "runtime."), strings.Contains(f.Function, "/kernel/symbols."):
		case strings.HasPrefix(f.Function, "reflect."), strings.HasPrefix(f.Function, "github.com/cosmos72/gomacro/"),
			strings.Contains(f.Function, "/kernel/worker."):
			return list
		default:
			list = append(list, fmt.Sprintf("%s, %s:%d", f.Function, filepath.Base(f.File), f.Line))
		}
	}
	return list
}
