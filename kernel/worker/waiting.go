//go:build !windows

package worker

import (
	"go/ast"
	"go/token"
	"reflect"
	"sync"
	"time"

	"github.com/cosmos72/gomacro/base"
	"github.com/cosmos72/gomacro/fast"
	xr "github.com/cosmos72/gomacro/xreflect"
)

// waits tells whether the call may be one of sync's that block.
func waits(call *ast.CallExpr) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	switch sel.Sel.Name {
	case "Wait", "Lock", "RLock":
		return len(call.Args) == 0
	case "Do":
		return len(call.Args) == 1
	}
	return false
}

// compileWait compiles a call of a method of sync, promoted or not; it has the
// cell compiled again where the method is another.
func (e *Evaluator) compileWait(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
	sel := node.Args[0].(*ast.SelectorExpr)
	again := func() { // as the method it is
		e.found.plain[e.place(sel.Pos())] = true
		panic(errAgain)
	}
	x := c.Expr1(sel.X, nil)
	if x.Type == nil {
		again()
	}
	path := sel.X
	wait := e.waiter(pointed(x.Type))
	if wait == nil {
		if path = promoted(c, pointed(x.Type), sel); path == nil {
			again()
		}
		x = c.Expr1(path, nil)
		if wait = e.waiter(pointed(x.Type)); wait == nil {
			again()
		}
	}
	if k := x.Type.Kind(); k != reflect.Pointer && k != reflect.Interface {
		x = c.Expr1(&ast.UnaryExpr{OpPos: sel.Pos(), Op: token.AND, X: path}, nil)
	}
	args := []*fast.Expr{x}
	if len(node.Args) == 2 {
		f := c.Expr1(node.Args[1], nil)
		if f.Type == nil || f.Type.ReflectType() != reflect.TypeFor[func()]() {
			again() // for the compiler to judge
		}
		args = append(args, f)
	}
	return call(c, args, nil, func(in []reflect.Value) []reflect.Value {
		var f func()
		if len(in) == 2 {
			f = in[1].Interface().(func())
		}
		wait(in[0].Interface(), sel.Sel.Name, f)
		return nil
	})
}

// pointed is what a pointer points to, or the type itself.
func pointed(typ xr.Type) xr.Type {
	if typ.Kind() == reflect.Pointer {
		return typ.Elem()
	}
	return typ
}

// waiter is what waits for values of the type, nil for none.
func (e *Evaluator) waiter(typ xr.Type) func(value any, method string, f func()) {
	switch typ.ReflectType() {
	case reflect.TypeFor[sync.Mutex](), reflect.TypeFor[sync.RWMutex](), reflect.TypeFor[sync.Locker]():
		return e.lock
	case reflect.TypeFor[sync.WaitGroup](), reflect.TypeFor[sync.Cond]():
		return e.await
	case reflect.TypeFor[sync.Once]():
		return e.once
	}
	return nil
}

// promoted is the embedded field that a struct has the method from, nil for
// none.
func promoted(c *fast.Comp, typ xr.Type, sel *ast.SelectorExpr) ast.Expr {
	if typ.Kind() != reflect.Struct {
		return nil
	}
	_, _, method, ok, err := c.TryLookupFieldOrMethod(typ, sel.Sel.Name)
	if err != nil || !ok || len(method.FieldIndex) == 0 {
		return nil
	}
	path := sel.X
	for _, i := range method.FieldIndex {
		typ = pointed(typ)
		field := typ.Field(i)
		if !interpreted(typ) && !ast.IsExported(field.Name) {
			return nil
		}
		path, typ = &ast.SelectorExpr{X: path, Sel: ident(field.Name, sel.Pos())}, field.Type
	}
	return path
}

// lock locks a mutex as the method does.
func (e *Evaluator) lock(mutex any, method string, _ func()) {
	var try func() bool
	var block func()
	switch m := mutex.(type) {
	case *sync.Mutex:
		try, block = m.TryLock, m.Lock
	case *sync.RWMutex:
		try, block = m.TryLock, m.Lock
		if method == "RLock" {
			try, block = m.TryRLock, m.RLock
		}
	default: // what sync.RWMutex.RLocker gives, or a Locker of the user's
		e.await(m, method, nil)
		return
	}
	wake := e.waking()
	if wake == nil {
		block()
		return
	}
	for pause := time.Microsecond; !try(); pause = min(2*pause, 5*time.Millisecond) {
		select {
		case <-time.After(pause):
		case <-wake:
			panic(base.SigInterrupt)
		}
	}
}

// await waits as the method does, on a goroutine that is left behind where an
// interrupt comes first.
func (e *Evaluator) await(group any, _ string, _ func()) {
	var block, left func()
	switch g := group.(type) {
	case *sync.WaitGroup:
		block, left = g.Wait, func() {}
	case *sync.Cond:
		block, left = g.Wait, func() { g.L.Unlock() }
	case sync.Locker:
		block, left = g.Lock, g.Unlock
	}
	wake := e.waking()
	if wake == nil {
		block()
		return
	}
	done, gone := make(chan struct{}), make(chan struct{})
	go func() {
		block()
		select {
		case done <- struct{}{}:
		case <-gone:
			left()
		}
	}()
	select {
	case <-done:
	case <-wake:
		close(gone)
		if c, ok := group.(*sync.Cond); ok {
			c.L.Lock() // the caller holds it after Wait, and may be about to unlock it
		}
		panic(base.SigInterrupt)
	}
}

// once does as sync.Once does. The function runs here, where an interrupt
// reaches it; who waits for another's call is left behind where an interrupt
// comes first.
func (e *Evaluator) once(value any, _ string, f func()) {
	o := value.(*sync.Once)
	wake := e.waking()
	if wake == nil {
		o.Do(f)
		return
	}
	done, first, finished, gone := make(chan struct{}), make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		o.Do(func() {
			select {
			case first <- struct{}{}:
				<-finished
			case <-gone: // it must not be done without the function
				f()
			}
		})
	}()
	select {
	case <-first:
		defer func() { <-done }()
		defer close(finished)
		f()
	case <-done:
	case <-wake:
		close(gone)
		panic(base.SigInterrupt)
	}
}
