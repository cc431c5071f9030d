//go:build !windows

package worker

import (
	"errors"
	"go/ast"
	"go/token"
	"reflect"

	"github.com/cosmos72/gomacro/base"
	"github.com/cosmos72/gomacro/fast"
	"github.com/cosmos72/gomacro/gls"
	xr "github.com/cosmos72/gomacro/xreflect"
	"golang.org/x/tools/go/ast/astutil"
)

// gomacro looks at interrupts between statements, so one that blocks would
// keep the cell for good. Before a cell is compiled, what may block is
// rewritten to builtins that an interrupt ends:
//
//	v, ok := <-ch           v, ok := _recv2(ch)
//	ch <- v                 _send(ch, v)
//	select { … }            select { … case <-_wake(): _interrupted() }
//	for v := range ch { … } for _ch, _ok := ch, true; ; { v, _ok := _recv2(_ch); if !_ok { break }; … }
//	wg.Wait(), once.Do(f)   _wait(wg.Wait), _wait(once.Do, f); mutexes too
//
// What a range or a method call really is shows only while it is compiled: the
// builtins note it and have the cell compiled once more.
const (
	recvName        = "_recv"
	recv2Name       = "_recv2"
	sendName        = "_send"
	wakeName        = "_wake"
	interruptedName = "_interrupted"
	elemName        = "_elem"
	waitName        = "_wait"
	channelName     = "_channel"
	openName        = "_open"
)

// findings are what compiling has told about places in a cell.
type findings struct {
	channels  map[place]bool     // ranges over channels
	plain     map[place]bool     // calls of methods that are not sync's
	methods   map[place]receiver // calls of methods that may be functions
	assigned  map[place]bool     // assignments that need no conversion
	iterators map[place]bool     // ranges over functions
	pairs     bool               // whether ranges with two variables may be over functions
	refused   *CellError         // why the cell could not be compiled as it stands
	announce  bool               // whether functions are declared before their bodies
	diagnosis *diagnosis         // of a cell that is compiled only to learn why it fails
	indexed   map[place]bool     // only arguments that are no elements of maps
	implicit  map[place]bool     // values that do not become interfaces
	again     bool               // whether the cell must be compiled again
}

// errAgain is what builtins panic with where the cell must be compiled again.
var errAgain = errors.New("compile again")

// learnt has the cell compiled again, now. gomacro recovers from the panic
// where it tries whether an expression is a type.
func (e *Evaluator) learnt() {
	e.found.again = true
	panic(errAgain)
}

func (e *Evaluator) declareBlocking() {
	for name, b := range map[string]fast.Builtin{
		recvName:        {Compile: e.compileRecv(1), ArgMin: 1, ArgMax: 1},
		recv2Name:       {Compile: e.compileRecv(2), ArgMin: 1, ArgMax: 1},
		sendName:        {Compile: e.compileSend, ArgMin: 2, ArgMax: 2},
		wakeName:        {Compile: e.compileWake},
		interruptedName: {Compile: compileInterrupted},
		elemName:        {Compile: compileElem, ArgMin: 2, ArgMax: 2},
		closeName:       {Compile: compileClose, ArgMin: 1, ArgMax: 1},
		deleteName:      {Compile: compileDelete, ArgMin: 2, ArgMax: 2},
		goName:          {Compile: e.compileGo, ArgMin: 1, ArgMax: 1},
		valuesName:      {Compile: compileValues, ArgMin: 1, ArgMax: 1 << 15},
		deferName:       {Compile: e.compileDefer, ArgMin: 1, ArgMax: 1 << 15},
		triedName:       {Compile: e.compileTried, ArgMin: 1, ArgMax: 1},
		callName:        {Compile: e.compileMethod, ArgMin: 1, ArgMax: 1},
		invokeName:      {Compile: compileInvoke, ArgMin: 1, ArgMax: 1 << 15},
		asName:          {Compile: e.compileAs, ArgMin: 2, ArgMax: 2},
		errorAsName:     {Compile: e.compileErrorAs, ArgMin: 3, ArgMax: 3},
		"panic":         {Compile: e.compilePanic, ArgMin: 1, ArgMax: 1},
		printName:       {Compile: e.compilePrint, ArgMin: 1, ArgMax: 1 << 15},
		"append":        {Compile: compileAppend, ArgMin: 1, ArgMax: 1 << 15},
		iterateName:     {Compile: compileIterate, ArgMin: 2, ArgMax: 2},
		waitName:        {Compile: e.compileWait, ArgMin: 1, ArgMax: 2},
	} {
		e.ir.DeclBuiltin(name, b)
	}
}

// rewriteBlocking rewrites what may block; it returns what stands for the node.
func (e *Evaluator) rewriteBlocking(node ast.Node) ast.Node {
	keep := map[ast.Node]bool{} // select's own operations, calls on goroutines, and those deferred that do not wait
	return astutil.Apply(node, func(c *astutil.Cursor) bool {
		switch n := c.Node().(type) {
		case *ast.SelectStmt:
			keepSelect(n, keep)
		case *ast.GoStmt:
			keep[n.Call] = true
		case *ast.DeferStmt:
			keep[n.Call] = !waits(n.Call)
		case *ast.AssignStmt:
			if len(n.Lhs) == 2 && len(n.Rhs) == 1 && !keep[n] {
				n.Rhs[0] = recv2(n.Rhs[0])
			}
		case *ast.ValueSpec:
			if len(n.Names) == 2 && len(n.Values) == 1 {
				n.Values[0] = recv2(n.Values[0])
			}
		}
		return true
	}, func(c *astutil.Cursor) bool {
		n := c.Node()
		if n == nil || keep[n] {
			return true
		}
		switch n := n.(type) {
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				c.Replace(callOf(recvName, n.OpPos, n.X))
			}
		case *ast.SendStmt:
			c.Replace(&ast.ExprStmt{X: callOf(sendName, n.Chan.Pos(), n.Chan, n.Value)})
		case *ast.SelectStmt:
			interruptible(n)
		case *ast.GoStmt:
			later(n.Call)
			e.watched(n.Call)
		case *ast.DeferStmt:
			later(n.Call)
		case *ast.RangeStmt:
			if n.Value == nil && e.found.channels[e.place(n.X.Pos())] {
				c.Replace(receiveLoop(n))
			}
		case *ast.CallExpr:
			if waits(n) && !e.found.plain[e.place(n.Fun.Pos())] {
				c.Replace(callOf(waitName, n.Fun.Pos(), append([]ast.Expr{n.Fun}, n.Args...)...))
			}
		}
		return true
	})
}

func ident(name string, pos token.Pos) *ast.Ident { return &ast.Ident{NamePos: pos, Name: name} }

func callOf(name string, pos token.Pos, args ...ast.Expr) *ast.CallExpr {
	return &ast.CallExpr{Fun: ident(name, pos), Lparen: pos, Args: args, Rparen: pos}
}

// recv2 turns a receive into one that also tells whether the channel is open.
func recv2(x ast.Expr) ast.Expr {
	inner := x
	for {
		paren, ok := inner.(*ast.ParenExpr)
		if !ok {
			break
		}
		inner = paren.X
	}
	if u, ok := inner.(*ast.UnaryExpr); ok && u.Op == token.ARROW {
		return callOf(recv2Name, u.OpPos, u.X)
	}
	return x
}

// keepSelect notes the operations that the select does itself.
func keepSelect(s *ast.SelectStmt, keep map[ast.Node]bool) {
	for _, clause := range s.Body.List {
		comm, ok := clause.(*ast.CommClause)
		if !ok || comm.Comm == nil {
			continue
		}
		keep[comm.Comm] = true
		var x ast.Expr
		switch stmt := comm.Comm.(type) {
		case *ast.SendStmt: // whose constants gomacro does not convert
			stmt.Value = callOf(elemName, stmt.Value.Pos(), stmt.Chan, stmt.Value)
		case *ast.ExprStmt:
			x = stmt.X
		case *ast.AssignStmt:
			x = stmt.Rhs[0]
		}
		for x != nil {
			keep[x] = true
			paren, ok := x.(*ast.ParenExpr)
			if !ok {
				break
			}
			x = paren.X
		}
	}
}

// interruptible adds the case of an interrupt to a select that may block.
func interruptible(s *ast.SelectStmt) {
	for _, clause := range s.Body.List {
		if comm, ok := clause.(*ast.CommClause); ok && comm.Comm == nil {
			return
		}
	}
	pos := s.Pos()
	s.Body.List = append(s.Body.List, &ast.CommClause{
		Case: pos, Colon: pos,
		Comm: &ast.ExprStmt{X: &ast.UnaryExpr{OpPos: pos, Op: token.ARROW, X: callOf(wakeName, pos)}},
		Body: []ast.Stmt{&ast.ExprStmt{X: callOf(interruptedName, pos)}},
	})
}

// receiveLoop turns a range over a channel into a loop of receives.
func receiveLoop(r *ast.RangeStmt) ast.Stmt {
	pos, x := r.Pos(), r.X
	if call, ok := x.(*ast.CallExpr); ok { // already rewritten
		if id, ok := call.Fun.(*ast.Ident); ok && id.Name == rangeName {
			x = call.Args[0]
		}
	}
	key, tok := r.Key, r.Tok
	if key == nil {
		key, tok = ident("_", pos), token.ASSIGN
	}
	if id, ok := key.(*ast.Ident); ok && id.Name == "_" {
		tok = token.ASSIGN
	}
	receive := &ast.AssignStmt{
		Lhs: []ast.Expr{key, ident(openName, pos)}, TokPos: pos, Tok: tok,
		Rhs: []ast.Expr{callOf(recv2Name, r.X.Pos(), ident(channelName, pos))},
	}
	end := &ast.IfStmt{If: pos, Cond: &ast.UnaryExpr{OpPos: pos, Op: token.NOT, X: ident(openName, pos)},
		Body: &ast.BlockStmt{Lbrace: pos, List: []ast.Stmt{&ast.BranchStmt{TokPos: pos, Tok: token.BREAK}}, Rbrace: pos}}
	return &ast.ForStmt{For: pos,
		Init: &ast.AssignStmt{Lhs: []ast.Expr{ident(channelName, pos), ident(openName, pos)}, TokPos: pos, Tok: token.DEFINE,
			Rhs: []ast.Expr{x, ident("true", pos)}},
		Body: &ast.BlockStmt{Lbrace: r.Body.Lbrace, List: []ast.Stmt{receive, end, r.Body}, Rbrace: r.Body.Rbrace},
	}
}

// waking returns what an interrupt closes, or nil where it does not concern
// the goroutine that asks: a panic on one that a cell started would end the
// process.
func (e *Evaluator) waking() <-chan struct{} {
	if gls.GoID() != e.evalID {
		return nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.wake
}

func (e *Evaluator) compileRecv(results int) func(*fast.Comp, fast.Symbol, *ast.CallExpr) *fast.Call {
	return func(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
		ch := c.Expr1(node.Args[0], nil)
		if ch.Type == nil || ch.Type.Kind() != reflect.Chan {
			c.Errorf("cannot receive from %v <%v>: it is no channel", node.Args[0], ch.Type)
		}
		if ch.Type.ChanDir()&reflect.RecvDir == 0 {
			c.Errorf("cannot receive from send-only channel %v <%v>", node.Args[0], ch.Type)
		}
		out := []xr.Type{ch.Type.Elem(), c.TypeOfBool()}[:results]
		return call(c, []*fast.Expr{ch}, out, func(in []reflect.Value) []reflect.Value {
			v, ok := e.receive(in[0])
			return []reflect.Value{v, reflect.ValueOf(ok)}[:results]
		})
	}
}

func (e *Evaluator) receive(ch reflect.Value) (v reflect.Value, ok bool) {
	wake := e.waking()
	if wake == nil {
		return ch.Recv()
	}
	chosen, v, ok := reflect.Select([]reflect.SelectCase{
		{Dir: reflect.SelectRecv, Chan: ch},
		{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(wake)},
	})
	if chosen == 1 {
		panic(base.SigInterrupt)
	}
	return v, ok
}

func (e *Evaluator) compileSend(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
	ch, v := sending(c, node)
	return call(c, []*fast.Expr{ch, v}, nil, func(in []reflect.Value) []reflect.Value {
		e.send(in[0], in[1])
		return nil
	})
}

// compileElem compiles a value as what a channel takes.
func compileElem(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
	ch, v := sending(c, node)
	return call(c, []*fast.Expr{v}, []xr.Type{ch.Type.Elem()}, func(in []reflect.Value) []reflect.Value { return in })
}

// sending compiles a channel and a value to send to it.
func sending(c *fast.Comp, node *ast.CallExpr) (ch, v *fast.Expr) {
	ch = c.Expr1(node.Args[0], nil)
	if ch.Type == nil || ch.Type.Kind() != reflect.Chan {
		c.Errorf("cannot send to %v <%v>: it is no channel", node.Args[0], ch.Type)
	}
	if ch.Type.ChanDir()&reflect.SendDir == 0 {
		c.Errorf("cannot send to receive-only channel %v <%v>", node.Args[0], ch.Type)
	}
	elem := ch.Type.Elem()
	v = c.Expr1(node.Args[1], nil)
	switch {
	case v.Const():
		v.ConstTo(elem)
	case v.Type == nil || !v.Type.AssignableTo(elem):
		c.Errorf("cannot use %v <%v> as type %v in send", node.Args[1], v.Type, elem)
	default:
		v.To(c, elem)
	}
	return ch, v
}

func (e *Evaluator) send(ch, v reflect.Value) {
	wake := e.waking()
	if wake == nil {
		ch.Send(v)
		return
	}
	chosen, _, _ := reflect.Select([]reflect.SelectCase{
		{Dir: reflect.SelectSend, Chan: ch, Send: v},
		{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(wake)},
	})
	if chosen == 1 {
		panic(base.SigInterrupt)
	}
}

func (e *Evaluator) compileWake(c *fast.Comp, _ fast.Symbol, _ *ast.CallExpr) *fast.Call {
	typ := c.Universe.FromReflectType(reflect.TypeFor[<-chan struct{}]())
	return call(c, nil, []xr.Type{typ}, func([]reflect.Value) []reflect.Value {
		return []reflect.Value{reflect.ValueOf(e.waking())}
	})
}

func compileInterrupted(c *fast.Comp, _ fast.Symbol, _ *ast.CallExpr) *fast.Call {
	return call(c, nil, nil, func([]reflect.Value) []reflect.Value { panic(base.SigInterrupt) })
}
