//go:build !windows

package worker

import (
	"go/ast"
	"go/token"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ast/astutil"
)

// gomacro is older than ranges over functions. They become calls, as Go's own
// compiler makes them, with numbers for the ways out of the loop:
//
//	for k, v := range seq {          {
//		if k == "" { continue }          _exit1 := 0
//		if v > 9 { break outer }         _iterate(seq, func(k, v) bool {
//		if v < 0 { return v }                if k == "" { return true }
//	}                                        if v > 9 { _exit1 = 2; return false }
//	                                         if v < 0 { _result0 = v; _exit1 = 3; return false }
//	                                         return true
//	                                     })
//	                                     if _exit1 == 2 { break outer }
//	                                     if _exit1 == 3 { return }
//	                                 }
//
// The parameters' types show only while seq is compiled: the builtin fills them
// in.
const (
	iterateName = "_iterate"
	pairsName   = "_pairs"
	exitName    = "_exit"
	resultName  = "_result"
)

// Names of the loop's variables, where it assigns them, and of their types.
var (
	iterated     = [2]string{"_key", "_val"}
	iteratedType = [2]string{"_keyType", "_valType"}
)

const (
	exitRunning = iota // the loop goes on
	exitEnded          // it has ended: the iterator must not go on
	exitOthers         // the first of those that go somewhere
)

// pairsFailed tells whether compiling failed at a range that may be over a
// function of pairs, which rewriteRanges then looks at too.
func (e *Evaluator) pairsFailed(p any) bool {
	err, ok := p.(error)
	if !ok || e.found.pairs || !strings.Contains(err.Error(), "cannot range over ") {
		return false
	}
	e.found.pairs = true
	return true
}

// rewriteIterators rewrites the ranges that are known to be over functions; it
// returns what stands for the node.
func (e *Evaluator) rewriteIterators(node ast.Node) ast.Node {
	if len(e.found.iterators) == 0 {
		return node
	}
	var funcs []*function // those around
	loops := 0
	return astutil.Apply(node, func(c *astutil.Cursor) bool {
		switch n := c.Node().(type) {
		case *ast.FuncDecl:
			funcs = append(funcs, &function{typ: n.Type, body: n.Body})
		case *ast.FuncLit:
			funcs = append(funcs, &function{typ: n.Type, body: n.Body})
		}
		return true
	}, func(c *astutil.Cursor) bool {
		switch n := c.Node().(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			last := len(funcs) - 1
			if f := funcs[last]; f.body != nil {
				f.body.List = append(f.head, f.body.List...)
			}
			funcs = funcs[:last]
		case *ast.RangeStmt:
			if !e.found.iterators[e.place(n.X.Pos())] {
				return true
			}
			loops++
			loop := &iteration{e: e, name: exitName + strconv.Itoa(loops), exits: map[string]int{}}
			if labeled, ok := c.Parent().(*ast.LabeledStmt); ok {
				loop.label = labeled.Label.Name
			}
			if len(funcs) > 0 {
				loop.function = funcs[len(funcs)-1]
			}
			c.Replace(loop.rewrite(n))
		}
		return true
	})
}

// A function that loops may return from.
type function struct {
	typ     *ast.FuncType
	body    *ast.BlockStmt
	results []ast.Expr // where the loops put what they return; nil before the first
	head    []ast.Stmt // what the body begins with, then
}

// places are where a loop's body puts what the function returns: results of
// our naming, or pointers to those of the user's, whose names the body may have
// given to something else.
func (f *function) places(pos token.Pos) []ast.Expr {
	if f.results != nil || f.typ.Results == nil {
		return f.results
	}
	for _, field := range f.typ.Results.List {
		if len(field.Names) == 0 {
			field.Names = []*ast.Ident{ident("_", field.Pos())}
		}
		for i, named := range field.Names {
			name := resultName + strconv.Itoa(len(f.results))
			if named.Name == "_" {
				field.Names[i] = ident(name, named.Pos())
				f.results = append(f.results, ident(name, pos))
				continue
			}
			f.results = append(f.results, &ast.StarExpr{Star: pos, X: ident(name, pos)})
			pointer := assign(token.DEFINE, ident(name, f.body.Lbrace),
				&ast.UnaryExpr{OpPos: f.body.Lbrace, Op: token.AND, X: ident(named.Name, f.body.Lbrace)})
			f.head = append(f.head, pointer)
		}
	}
	return f.results
}

// An iteration is a loop over a function that is rewritten.
type iteration struct {
	e        *Evaluator
	function *function // nil outside of one
	label    string
	name     string         // of the variable that tells how the loop ends
	exits    map[string]int // by the statement that leaves the loop
	after    []ast.Stmt     // what carries those out
}

func (l *iteration) rewrite(r *ast.RangeStmt) ast.Stmt {
	pos := r.Pos()
	params := &ast.FieldList{Opening: pos, Closing: pos}
	var set []ast.Stmt
	for i, x := range []ast.Expr{r.Key, r.Value} {
		if x == nil {
			continue
		}
		name := iterated[i] // gomacro fails to call a literal whose only parameter is _
		id, ok := x.(*ast.Ident)
		switch {
		case ok && id.Name == "_":
		case ok && r.Tok == token.DEFINE:
			name = id.Name
		default:
			set = append(set, assign(token.ASSIGN, x, ident(name, x.Pos())))
		}
		params.List = append(params.List, &ast.Field{Names: []*ast.Ident{ident(name, x.Pos())}, Type: ident(iteratedType[i], x.Pos())})
	}
	l.leave(r.Body)
	number := func(n int) ast.Expr {
		return &ast.BasicLit{ValuePos: pos, Kind: token.INT, Value: strconv.Itoa(n)}
	}
	overrun := &ast.BasicLit{ValuePos: pos, Kind: token.STRING, Value: `"range function continued iteration after the loop has ended"`}
	list := []ast.Stmt{l.when(token.NEQ, number(exitRunning), &ast.ExprStmt{X: callOf("panic", pos, overrun)})}
	list = append(append(list, set...), r.Body, &ast.ReturnStmt{Return: r.Body.Rbrace, Results: []ast.Expr{callOf("bool", r.Body.Rbrace, ident("true", r.Body.Rbrace))}})
	body := &ast.FuncLit{
		Type: &ast.FuncType{Func: pos, Params: params, Results: &ast.FieldList{List: []*ast.Field{{Type: ident("bool", pos)}}}},
		Body: &ast.BlockStmt{Lbrace: r.Body.Lbrace, List: list, Rbrace: r.Body.Rbrace},
	}
	return &ast.BlockStmt{Lbrace: pos, Rbrace: r.Body.Rbrace, List: append([]ast.Stmt{
		assign(token.DEFINE, ident(l.name, pos), number(exitRunning)),
		&ast.ExprStmt{X: callOf(iterateName, r.X.Pos(), r.X, body)},
		l.when(token.EQL, number(exitRunning), assign(token.ASSIGN, ident(l.name, pos), number(exitEnded))),
	}, l.after...)}
}

// leave rewrites what leaves the loop, or its iteration.
func (l *iteration) leave(body *ast.BlockStmt) {
	inside := map[string]bool{} // labels
	ast.Inspect(body, func(n ast.Node) bool {
		if labeled, ok := n.(*ast.LabeledStmt); ok {
			inside[labeled.Label.Name] = true
		}
		return true
	})
	loops, breakable := 0, 0 // around the statement, in the body
	enter := func(n ast.Node, by int) {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			loops += by
			breakable += by
		case *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			breakable += by
		}
	}
	astutil.Apply(body, func(c *astutil.Cursor) bool {
		enter(c.Node(), +1)
		_, closure := c.Node().(*ast.FuncLit)
		return !closure
	}, func(c *astutil.Cursor) bool {
		enter(c.Node(), -1)
		switch n := c.Node().(type) {
		case *ast.DeferStmt:
			l.fail(n.Defer, "defer in the body of a range over a function: cells cannot do that; defer outside of the loop")
		case *ast.ReturnStmt:
			c.Replace(l.returns(n))
		case *ast.BranchStmt:
			label := ""
			if n.Label != nil {
				label = n.Label.Name
			}
			own := label != "" && label == l.label
			switch {
			case n.Tok == token.FALLTHROUGH, inside[label]:
			case n.Tok == token.CONTINUE && (own || label == "" && loops == 0):
				c.Replace(&ast.ReturnStmt{Return: n.TokPos, Results: []ast.Expr{callOf("bool", n.TokPos, ident("true", n.TokPos))}})
			case n.Tok == token.BREAK && (own || label == "" && breakable == 0):
				c.Replace(l.end(n.TokPos, exitEnded))
			case label != "":
				c.Replace(l.exit(n.Tok.String()+label, n))
			}
		}
		return true
	})
}

func (l *iteration) returns(n *ast.ReturnStmt) ast.Stmt {
	if l.function == nil {
		l.fail(n.Return, "return outside function")
	}
	places := l.function.places(n.Return)
	out := l.exit("return", &ast.ReturnStmt{Return: n.Return})
	if len(n.Results) > 0 {
		set := &ast.AssignStmt{Lhs: places, TokPos: n.Return, Tok: token.ASSIGN, Rhs: n.Results}
		out.List = append([]ast.Stmt{set}, out.List...)
	}
	return out
}

func (l *iteration) fail(pos token.Pos, message string) {
	l.e.ir.Comp.Pos = pos
	l.e.ir.Comp.Errorf("%s", message)
}

// exit leaves the loop for what the statement does.
func (l *iteration) exit(key string, stmt ast.Stmt) *ast.BlockStmt {
	n, ok := l.exits[key]
	if !ok {
		n = exitOthers + len(l.exits)
		l.exits[key] = n
		l.after = append(l.after, l.when(token.EQL, &ast.BasicLit{ValuePos: stmt.Pos(), Kind: token.INT, Value: strconv.Itoa(n)}, stmt))
	}
	return l.end(stmt.Pos(), n)
}

// end ends the loop.
func (l *iteration) end(pos token.Pos, n int) *ast.BlockStmt {
	return &ast.BlockStmt{Lbrace: pos, Rbrace: pos, List: []ast.Stmt{
		assign(token.ASSIGN, ident(l.name, pos), &ast.BasicLit{ValuePos: pos, Kind: token.INT, Value: strconv.Itoa(n)}),
		&ast.ReturnStmt{Return: pos, Results: []ast.Expr{callOf("bool", pos, ident("false", pos))}},
	}}
}

// when does the statement where the loop's exit compares to the number.
func (l *iteration) when(op token.Token, number ast.Expr, stmt ast.Stmt) ast.Stmt {
	pos := number.Pos()
	return &ast.IfStmt{If: pos, Cond: &ast.BinaryExpr{X: ident(l.name, pos), OpPos: pos, Op: op, Y: number},
		Body: &ast.BlockStmt{Lbrace: pos, List: []ast.Stmt{stmt}, Rbrace: pos}}
}

func assign(tok token.Token, to, x ast.Expr) ast.Stmt {
	return &ast.AssignStmt{Lhs: []ast.Expr{to}, TokPos: to.Pos(), Tok: tok, Rhs: []ast.Expr{x}}
}
