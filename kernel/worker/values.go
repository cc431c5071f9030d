//go:build !windows

package worker

import (
	"fmt"
	"go/ast"
	"reflect"
	"strings"

	"github.com/cosmos72/gomacro/fast"
	xr "github.com/cosmos72/gomacro/xreflect"
)

// valuesName is the builtin that a cell's last line of several values is
// rewritten to:
//
//	a, b    _values(a, b)
//
// Such a line is no statement, so that it can mean nothing else.
const valuesName = "_values"

// parse parses a cell; it panics where that fails.
func (e *Evaluator) parse(code string) (nodes []ast.Node) {
	code = writeSeqs(wrapLiterals(code))
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if err, ok := p.(error); ok && strings.Contains(err.Error(), "expected 1 expression") {
			if listed := listValues(code); listed != "" && e.parses(listed, &nodes) {
				return
			}
		}
		panic(p)
	}()
	return e.ir.Comp.ParseBytes([]byte(code))
}

func (e *Evaluator) parses(code string, nodes *[]ast.Node) (ok bool) {
	defer func() { ok = recover() == nil }()
	*nodes = e.ir.Comp.ParseBytes([]byte(code))
	return true
}

// listValues rewrites the last statement; it returns "" where there is none.
func listValues(code string) string {
	toks := tokens(code)
	for len(toks) > 0 && toks[len(toks)-1].text == ";" {
		toks = toks[:len(toks)-1]
	}
	depth, first := 0, 0
	for i := len(toks) - 1; i >= 0; i-- {
		switch toks[i].text {
		case ")", "]", "}":
			depth++
		case "(", "[", "{":
			depth--
		case ";":
			if depth == 0 && first == 0 {
				first = i + 1
			}
		}
	}
	if first >= len(toks) {
		return ""
	}
	start, last := toks[first].at, toks[len(toks)-1]
	end := last.at + len(last.text)
	line, column := strings.Count(code[:start], "\n")+1, start-strings.LastIndexByte(code[:start], '\n')
	return fmt.Sprintf("%s%s(/*line :%d:%d*/%s)%s", code[:start], valuesName, line, column, code[start:end], code[end:])
}

// compileValues compiles several expressions as the results of one call.
func compileValues(c *fast.Comp, _ fast.Symbol, node *ast.CallExpr) *fast.Call {
	var args []*fast.Expr
	var types []xr.Type
	for _, x := range node.Args {
		v := c.Expr1(x, nil)
		if v.Type == nil {
			c.Pos = x.Pos()
			c.Errorf("nil has no type here: only values that have one can be shown")
		}
		if v.Untyped() {
			v.ConstTo(v.DefaultType())
		}
		args, types = append(args, v), append(types, v.Type)
	}
	return call(c, args, types, func(in []reflect.Value) []reflect.Value { return in })
}
