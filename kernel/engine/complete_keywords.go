package engine

import (
	"go/ast"
	"go/token"
)

func (s *suggestions) keywords(words ...string) {
	if s.prefix == "" {
		return
	}
	for _, w := range words {
		s.add(Match{Text: w, Kind: "keyword"}, tierKeyword, 0)
	}
}

// typeKeywords are words that a type begins with, or a literal of one.
func (s *suggestions) typeKeywords() { s.keywords("chan", "func", "interface", "map", "struct") }

// expressionKeywords are words that stand before or in an expression.
func (s *suggestions) expressionKeywords() {
	s.typeKeywords()
	if s.w.ranging {
		s.keywords("range")
	}
}

// statementKeywords are words that a statement begins with at the cursor.
func (s *suggestions) statementKeywords() {
	s.typeKeywords()
	s.keywords("const", "defer", "for", "go", "goto", "if", "return", "select", "switch", "type", "var")
	if s.w.first {
		s.keywords("package")
	}
	path := s.d.Path
	if len(path) < 2 {
		s.keywords("break", "case", "continue", "default", "fallthrough", "import")
		return
	}
	blocks := 0
	for i := len(path) - 1; i >= 0; i-- {
		switch path[i].(type) {
		case *ast.BlockStmt:
			blocks++
		case *ast.ForStmt, *ast.RangeStmt:
			s.keywords("break", "continue")
		case *ast.SwitchStmt, *ast.TypeSwitchStmt:
			s.keywords("break", "case", "default", "fallthrough")
		case *ast.SelectStmt:
			s.keywords("break", "case", "default")
		case *ast.FuncLit:
			return
		}
	}
	if blocks == 1 && s.d.Top() {
		s.keywords("import")
	}
	if len(s.list) == 0 { // the loop may be written last
		s.keywords("break", "continue")
	}
}

// startsStatement reports whether a statement begins at the cursor.
func startsStatement(path []ast.Node) bool {
	if len(path) < 3 {
		return true
	}
	hole := path[len(path)-1]
	switch p := path[len(path)-2].(type) {
	case *ast.ExprStmt:
		return true
	case *ast.AssignStmt: // as which the cell's result is checked
		return len(p.Rhs) == 1 && p.Rhs[0] == hole && p.TokPos == hole.Pos()
	}
	return false
}

// ranging reports whether range may follow tokens.
func ranging(before []token.Token) bool {
	switch before[len(before)-1] {
	case token.FOR, token.DEFINE, token.ASSIGN:
	default:
		return false
	}
	for i := len(before) - 1; i >= 0; i-- {
		switch before[i] {
		case token.FOR:
			return true
		case token.SEMICOLON, token.LBRACE, token.RBRACE:
			return false
		}
	}
	return false
}
