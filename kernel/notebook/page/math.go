package page

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// math keeps Markdown from reading TeX between dollars, where _ and * mean
// something else. A dollar opens a formula when no space follows it, and one
// with no space before it and no digit after it closes the formula.
type math struct{}

func (math) Trigger() []byte { return []byte{'$'} }

func (math) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, at := block.PeekLine()
	mark := []byte("$")
	if bytes.HasPrefix(line, []byte("$$")) {
		mark = []byte("$$")
	}
	n := len(mark)
	if len(line) <= 2*n || isSpace(line[n]) && n == 1 {
		return nil
	}
	end := bytes.Index(line[n:], mark)
	if end <= 0 {
		return nil
	}
	size := n + end + n
	if n == 1 && (isSpace(line[n+end-1]) || size < len(line) && line[size] >= '0' && line[size] <= '9') {
		return nil
	}
	block.Advance(size)
	formula := ast.NewCodeSpan()
	formula.SetAttributeString("class", []byte("math"))
	formula.AppendChild(formula, ast.NewTextSegment(text.NewSegment(at.Start, at.Start+size)))
	return formula
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' }
