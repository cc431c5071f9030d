package compile

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"unsafe"
)

// Channels are waited on together with the interrupt.

// held is an element of a channel. (chan unsafe.Pointer itself must not be
// mentioned: reflect.ChanOf would then make types that know its pointer type.)
type held[T any] struct{ v T }

// receive receives a value, and reports whether it was sent.
func receive[T any](f F, ch unsafe.Pointer) (v T, ok bool) {
	c := *(*chan held[T])(unsafe.Pointer(&ch))
	var h held[T]
	select {
	case h, ok = <-c:
		return h.v, ok
	default:
	}
	th := headOf(f).th
	select {
	case h, ok = <-c:
	case <-th.done:
		th.halt()
	}
	return h.v, ok
}

// receiveMemory receives a struct or an array.
func receiveMemory(f F, rt reflect.Type, ch, to unsafe.Pointer) bool {
	th := headOf(f).th
	c := reflect.NewAt(rt, unsafe.Pointer(&ch)).Elem()
	i, v, ok := reflect.Select([]reflect.SelectCase{
		{Dir: reflect.SelectRecv, Chan: c},
		{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(th.done)},
	})
	if i == 1 {
		th.halt()
	}
	reflect.NewAt(rt.Elem(), to).Elem().Set(v)
	return ok
}

// bidirectional is a channel's type for receiving and sending by reflection.
func bidirectional(rt reflect.Type) reflect.Type { return reflect.ChanOf(reflect.BothDir, rt.Elem()) }

func (c *fn) receive(e *ast.UnaryExpr) *expr {
	x := c.expr(e.X)
	t := c.typeOf(e)
	if tup, ok := t.(*types.Tuple); ok {
		t = tup.At(0).Type()
	}
	v := c.temp(t)
	ch := x.get.(func(F) unsafe.Pointer)
	if v.r != nil {
		return &expr{t: t, rt: v.rt, r: v.r, get: v.r.received(ch), calls: true}
	}
	rt := bidirectional(x.rt)
	return &expr{t: t, rt: v.rt, calls: true, addr: func(f F) unsafe.Pointer {
		p := unsafe.Add(f, v.off)
		receiveMemory(f, rt, ch(f), p)
		return p
	}}
}

// receiveOK is v, ok := <-ch.
func (c *fn) receiveOK(e *ast.UnaryExpr) *expr {
	x := c.expr(e.X)
	v, ok := c.temp(x.t.Underlying().(*types.Chan).Elem()), c.temp(types.Typ[types.Bool])
	return &expr{calls: true, run: c.receiveTo(x, v, ok), tuple: []*expr{v, ok}}
}

// receiveTo receives into places of the frame.
func (c *fn) receiveTo(x, v, ok *expr) func(F) {
	ch := x.get.(func(F) unsafe.Pointer)
	if v.r != nil {
		return v.r.receiveTo(ch, v.off, ok.off)
	}
	rt := bidirectional(x.rt)
	return func(f F) { *at[bool](f, ok.off) = receiveMemory(f, rt, ch(f), unsafe.Add(f, v.off)) }
}

func (c *fn) send(s *ast.SendStmt) stmt {
	ch := c.expr(s.Chan)
	x := c.as(s.Value, ch.t.Underlying().(*types.Chan).Elem())
	get, val, rt := ch.get.(func(F) unsafe.Pointer), c.address(x), bidirectional(ch.rt)
	if x.r != nil {
		return x.r.sent(get, x.get)
	}
	return func(f F) ctl {
		p := get(f)
		v := reflect.NewAt(x.rt, val(f)).Elem()
		th := headOf(f).th
		if i, _, _ := reflect.Select([]reflect.SelectCase{
			{Dir: reflect.SelectSend, Chan: reflect.NewAt(rt, unsafe.Pointer(&p)).Elem(), Send: v},
			{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(th.done)},
		}); i == 1 {
			th.halt()
		}
		return next
	}
}

// sendOn sends a value.
func sendOn[T any](f F, ch unsafe.Pointer, v T) {
	c := *(*chan held[T])(unsafe.Pointer(&ch))
	select {
	case c <- held[T]{v}:
		return
	default:
	}
	th := headOf(f).th
	select {
	case c <- held[T]{v}:
	case <-th.done:
		th.halt()
	}
}

func (c *fn) selectStmt(s *ast.SelectStmt, l *label) stmt {
	lb, _ := labelCodes(l)
	type comm struct {
		pos  token.Pos
		ch   func(F) unsafe.Pointer
		rt   reflect.Type
		send func(F) unsafe.Pointer
		srt  reflect.Type
		v    *expr // where a received value goes
		ok   *expr
		body stmt
	}
	var comms []comm
	dflt := -1
	for i, st := range s.Body.List {
		cc := st.(*ast.CommClause)
		cm := comm{pos: cc.Pos()}
		var set stmt
		switch x := cc.Comm.(type) {
		case nil:
			dflt = i
		case *ast.SendStmt:
			ch := c.expr(x.Chan)
			v := c.as(x.Value, ch.t.Underlying().(*types.Chan).Elem())
			cm.ch, cm.rt = ch.get.(func(F) unsafe.Pointer), bidirectional(ch.rt)
			off, to := c.slot(v.rt), c.to(v)
			cm.send = func(f F) unsafe.Pointer { p := unsafe.Add(f, off); to(f, p); return p }
			cm.srt = v.rt
		case *ast.ExprStmt:
			c.comm(&cm.ch, &cm.rt, &cm.v, &cm.ok, x.X)
		case *ast.AssignStmt:
			c.comm(&cm.ch, &cm.rt, &cm.v, &cm.ok, x.Rhs[0])
			set = c.setReceived(x, cm.v, cm.ok)
		}
		body := c.block(cc.Body)
		if set != nil {
			body = seq([]stmt{set, body})
		}
		cm.body = body
		comms = append(comms, cm)
	}
	pos := s.Pos()
	return func(f F) ctl {
		th := headOf(f).th
		sc := make([]reflect.SelectCase, 0, len(comms)+1)
		for i := range comms {
			cm := &comms[i]
			headOf(f).pos = cm.pos
			switch {
			case i == dflt:
				sc = append(sc, reflect.SelectCase{Dir: reflect.SelectDefault})
			case cm.send != nil:
				p := cm.ch(f)
				x := reflect.SelectCase{Dir: reflect.SelectSend, Chan: reflect.NewAt(cm.rt, unsafe.Pointer(&p)).Elem()}
				x.Send = reflect.NewAt(cm.srt, cm.send(f)).Elem()
				sc = append(sc, x)
			default:
				p := cm.ch(f)
				sc = append(sc, reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.NewAt(cm.rt, unsafe.Pointer(&p)).Elem()})
			}
		}
		if dflt < 0 {
			sc = append(sc, reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(th.done)})
		}
		headOf(f).pos = pos
		i, v, ok := reflect.Select(sc)
		if i == len(comms) {
			th.halt()
		}
		cm := &comms[i]
		if cm.v != nil {
			reflect.NewAt(cm.v.rt, unsafe.Add(f, cm.v.off)).Elem().Set(v)
			*at[bool](f, cm.ok.off) = ok
		}
		switch k := cm.body(f); k {
		case brk, lb:
			return next
		default:
			return k
		}
	}
}

// comm compiles the receiving of a select.
func (c *fn) comm(ch *func(F) unsafe.Pointer, rt *reflect.Type, v, ok **expr, e ast.Expr) {
	u := ast.Unparen(e).(*ast.UnaryExpr)
	x := c.expr(u.X)
	*ch, *rt = x.get.(func(F) unsafe.Pointer), bidirectional(x.rt)
	*v, *ok = c.temp(x.t.Underlying().(*types.Chan).Elem()), c.temp(types.Typ[types.Bool])
}

// setReceived assigns what a select has received: what the places need evaluated
// is, before the first is set.
func (c *fn) setReceived(x *ast.AssignStmt, v, ok *expr) stmt {
	return c.inOrder(func() stmt {
		var first, second []stmt
		for i, l := range x.Lhs {
			val := v
			if i == 1 {
				val = ok
			}
			if id, isID := l.(*ast.Ident); isID {
				if id.Name == "_" {
					continue
				}
				if d, isDef := c.info.Defs[id].(*types.Var); isDef && x.Tok == token.DEFINE {
					second = append(second, c.define(d, c.convertTo(val, c.sub.typ(d.Type()))))
					continue
				}
			}
			d := c.dest(l, &first)
			if i == 1 && !types.IsInterface(d.t.Underlying()) {
				w := *val
				w.t, w.rt = d.t, d.rt
				val = &w
			}
			second = append(second, c.store(d, c.convertTo(val, d.t)))
		}
		return seq(append(first, second...))
	}, places(x.Lhs...)...)
}
