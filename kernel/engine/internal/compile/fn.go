package compile

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
)

// fn is a function that is being compiled.
type fn struct {
	m     *Machine
	co    *code
	l     layout
	info  *types.Info
	sub   *subst
	vars  map[*types.Var]*variable
	outer *fn
	caps  []*types.Var
	boxes map[*types.Var]bool
	sig   *types.Signature

	named   []*types.Var // results that have names
	boxed   []func(F)    // moves parameters that are captured to where they are
	unboxed []func(F)    // copies results from there
	defers  bool
	line    int // of the statement, or of the call whose arguments these are
	labels  map[string]*label
	nlabel  ctl
	lits    int                // function literals that have been compiled
	ranges  int                // and ranges over functions
	args    map[ast.Expr]*expr // of a builtin whose arguments are evaluated already
	hoist   *[]stmt            // what runs in front of the expressions that are compiled
}

// An Error is one that compiling found: something that the engine cannot do.
type Error struct {
	Pos token.Pos
	Msg string
}

func (e *Error) Error() string { return e.Msg }

func (c *fn) fail(n ast.Node, format string, args ...any) {
	panic(&Error{n.Pos(), fmt.Sprintf(format, args...)})
}

// typeOf is the type of an expression, without type parameters.
func (c *fn) typeOf(e ast.Expr) types.Type { return c.sub.typ(c.info.TypeOf(e)) }

func (c *fn) rt(t types.Type) reflect.Type { return c.m.types.rt(t) }

// slot is a new place in the frame.
func (c *fn) slot(rt reflect.Type) uintptr { return c.l.add(rt).off }
