package cells

import (
	"go/scanner"
	"go/token"
)

// whole cuts a cell as split does, but not within the head of an if, a for or a
// switch.
func whole(src string) (pieces []piece) {
	all, _ := split(src)
	for i := 0; i < len(all); i++ {
		p := all[i]
		for i+1 < len(all) && inHead(src[p.start:all[i].end]) {
			i++
		}
		p.end = all[i].end
		pieces = append(pieces, p)
	}
	return pieces
}

// inHead reports whether a text ends with a semicolon of a statement's head. Where
// it cannot be told from the one behind the statement, it reports true.
func inHead(src string) bool {
	file := token.NewFileSet().AddFile("", -1, len(src))
	var sc scanner.Scanner
	sc.Init(file, []byte(src), func(token.Position, string) {}, 0)
	head, set, closed := false, false, false
	depth, semicolons := 0, 0
	last := token.ILLEGAL
	for {
		_, tok, lit := sc.Scan()
		switch tok {
		case token.EOF:
			return head && last == token.SEMICOLON && (!closed || set && semicolons == 1)
		case token.IF, token.FOR, token.SWITCH:
			if depth == 0 {
				head, set, closed, semicolons = true, false, false, 0
			}
		case token.DEFINE, token.ASSIGN:
			set = set || depth == 0
		case token.RANGE:
			set = set && depth > 0
		case token.SEMICOLON:
			if lit == "\n" {
				continue
			}
			if depth == 0 {
				semicolons++
			}
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth--
			closed = closed || tok == token.RBRACE && depth == 0
		}
		last = tok
	}
}
