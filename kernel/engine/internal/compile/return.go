package compile

import (
	"go/ast"
)

func (c *fn) returnStmt(s *ast.ReturnStmt) stmt {
	res := c.co.results
	sig := c.sig
	switch {
	case len(s.Results) == 0:
		return func(F) ctl { return ret }
	case len(s.Results) == 1 && len(res) == 1:
		x := c.as(s.Results[0], c.sub.typ(sig.Results().At(0).Type()))
		if x.r != nil && len(c.named) == 0 {
			return x.r.returned(res[0].off, x.get)
		}
		set := c.setResult(0, x)
		return func(f F) ctl { set(f); return ret }
	case len(s.Results) == 1:
		x := c.multi(s.Results[0])
		ss := []stmt{c.effect(&expr{run: x.run})}
		for i := range res {
			ss = append(ss, c.setResult(i, c.convertTo(x.tuple[i], c.sub.typ(sig.Results().At(i).Type()))))
		}
		return returning(ss)
	}
	// All are evaluated before one is set: they may be named.
	var first, second []stmt
	for i, r := range s.Results {
		x := c.as(r, c.sub.typ(sig.Results().At(i).Type()))
		if len(c.named) > 0 || c.defers {
			x = c.save(x, &first)
		}
		second = append(second, c.setResult(i, x))
	}
	return returning(append(first, second...))
}

// returning runs statements and returns from the function.
func returning(ss []stmt) stmt {
	if len(ss) == 2 {
		a, b := ss[0], ss[1]
		return func(f F) ctl { a(f); b(f); return ret }
	}
	return func(f F) ctl {
		for _, s := range ss {
			s(f)
		}
		return ret
	}
}

// setResult sets a result, or the variable that it is.
func (c *fn) setResult(i int, x *expr) stmt {
	if len(c.named) > 0 && c.named[i].Name() != "_" {
		return c.store(c.varExpr(nil, c.named[i]), x)
	}
	return c.store(c.inFrame(x.t, c.co.results[i].rt, c.co.results[i].off), x)
}
