package compile

import (
	"go/ast"
	"go/token"
	"go/types"
	"go/version"
	"sync/atomic"
	"unsafe"
)

func (c *fn) forStmt(s *ast.ForStmt, l *label) stmt {
	var init, post stmt
	if s.Init != nil {
		init = c.placed(s.Init, c.stmt(s.Init, nil))
	}
	var cond func(F) bool
	if s.Cond != nil {
		cond = c.cond(s.Cond)
		if mayPanic(s.Cond) {
			pos, test := s.Cond.Pos(), cond
			cond = func(f F) bool { headOf(f).pos = pos; return test(f) }
		}
	}
	body := c.block(s.Body.List)
	if s.Post != nil {
		post = c.placed(s.Post, c.stmt(s.Post, nil))
	}
	// Variables that closures have are new in each iteration.
	if as, ok := s.Init.(*ast.AssignStmt); ok && as.Tok == token.DEFINE && !c.sharesVars(s) {
		for _, e := range as.Lhs {
			v, ok := c.info.Defs[e.(*ast.Ident)].(*types.Var)
			if !ok || c.vars[v] == nil || c.vars[v].kind != inBox {
				continue
			}
			x, p := c.vars[v], post
			w, cp := word(x.rt), copier(x.rt)
			post = func(f F) ctl {
				n := unsafeNew(w)
				cp(n, *at[unsafe.Pointer](f, x.off))
				*at[unsafe.Pointer](f, x.off) = n
				if p != nil {
					return p(f)
				}
				return next
			}
		}
	}
	loop := c.loop(cond, post, body, l)
	if init == nil {
		return loop
	}
	return func(f F) ctl { init(f); return loop(f) }
}

// sharesVars reports whether all iterations of a loop have the same variables, as
// before Go 1.22.
func (c *fn) sharesVars(loop ast.Stmt) bool {
	for f, v := range c.info.FileVersions {
		if f.FileStart <= loop.Pos() && loop.Pos() < f.FileEnd {
			return version.Compare(v, "go1.22") < 0
		}
	}
	return false
}

// loop runs a body as long as a condition holds.
func (c *fn) loop(cond func(F) bool, post, body stmt, l *label) stmt {
	lb, lc := labelCodes(l)
	if cond == nil {
		cond = func(F) bool { return true }
	}
	if post == nil {
		post = func(F) ctl { return next }
	}
	return func(f F) ctl {
		stop := headOf(f).th.stop
		for cond(f) {
			if atomic.LoadUint32(stop) != 0 {
				headOf(f).th.halt()
			}
			if k := body(f); k != next {
				if k == brk || k == lb {
					break
				}
				if k != cont && k != lc {
					return k
				}
			}
			post(f)
		}
		return next
	}
}

// labelCodes are a label's codes, or some that nothing gives.
func labelCodes(l *label) (b, k ctl) {
	if l == nil {
		return brk, cont
	}
	return l.brk, l.cont
}
