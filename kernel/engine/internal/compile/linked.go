package compile

import (
	"fmt"
	"go/types"
	"reflect"

	"github.com/crococlock/crococlock/kernel/engine/internal/linked"
	"github.com/crococlock/crococlock/kernel/engine/internal/unit"
)

// compileLinked compiles a function without a body: a call of the compiled function
// that it is linked to.
func (m *Machine) compileLinked(d *unit.Func, name, symbol string) *code {
	to := linked.Name(d.Decl)
	f := linked.Func(to)
	if f == nil {
		panic(&Error{d.Decl.Pos(), fmt.Sprintf("function %s has no body: it is written in assembly, which cannot be interpreted", d.Decl.Name.Name)})
	}
	sig := d.Unit.Info.Defs[d.Decl.Name].(*types.Func).Signature()
	frt := m.types.rtFunc(sig)
	if !laidOutAs(frt, reflect.TypeOf(f)) {
		panic(&Error{d.Decl.Pos(), fmt.Sprintf("function %s is linked to %s, but not declared as that is", d.Decl.Name.Name, to)})
	}
	n := &fn{m: m, info: d.Unit.Info, vars: map[*types.Var]*variable{}, sig: sig}
	n.co = m.newCode(name, symbol)
	n.wrapper(sig, nil, func(params []*expr) *expr {
		return n.finish(&callee{sig: sig, fn: funcWord(f), frt: frt}, params)
	})
	return n.co
}

// laidOutAs reports whether values of two types are passed alike.
func laidOutAs(a, b reflect.Type) bool {
	switch {
	case a.Kind() == reflect.Func && b.Kind() == reflect.Func:
		if a.NumIn() != b.NumIn() || a.NumOut() != b.NumOut() {
			return false
		}
		for i := range a.NumIn() {
			if !laidOutAs(a.In(i), b.In(i)) {
				return false
			}
		}
		for i := range a.NumOut() {
			if !laidOutAs(a.Out(i), b.Out(i)) {
				return false
			}
		}
		return true
	case a.Kind() == reflect.Struct && b.Kind() == reflect.Struct:
		if a.NumField() != b.NumField() {
			return false
		}
		for i := range a.NumField() {
			if !laidOutAs(a.Field(i).Type, b.Field(i).Type) {
				return false
			}
		}
		return true
	case pointerShaped(a) || pointerShaped(b):
		return pointerShaped(a) && pointerShaped(b)
	case isWhole(a) && isWhole(b):
		return a.Size() == b.Size()
	}
	return a.Kind() == b.Kind()
}

// isWhole reports whether a type is of whole numbers.
func isWhole(t reflect.Type) bool { return t.Kind() >= reflect.Int && t.Kind() <= reflect.Uintptr }
