package cells

import (
	"go/scanner"
	"go/token"
)

// unlisted makes statements of the expressions in a cell's last statement, where
// that is nothing but a list of them: the cell gives all of their values.
//
//	a, f(b, c)    a; f(b, c)
//
// It returns the statement, nil where it is no such list.
func unlisted(src string, pieces []piece) (string, *piece) {
	if len(pieces) == 0 || pieces[len(pieces)-1].decl {
		return src, nil
	}
	last := pieces[len(pieces)-1]
	text := src[last.start:last.end]
	file := token.NewFileSet().AddFile("", -1, len(text))
	var sc scanner.Scanner
	sc.Init(file, []byte(text), func(token.Position, string) {}, 0)
	var commas []int
	depth := 0
	for {
		pos, tok, _ := sc.Scan()
		switch {
		case tok == token.EOF:
			if commas == nil {
				return src, nil
			}
			b := []byte(src)
			for _, at := range commas {
				b[last.start+at] = ';'
			}
			return string(b), &last
		case tok == token.LPAREN, tok == token.LBRACE, tok == token.LBRACK:
			depth++
		case tok == token.RPAREN, tok == token.RBRACE, tok == token.RBRACK:
			depth--
		case depth > 0:
		case tok == token.COMMA:
			commas = append(commas, file.Offset(pos))
		case tok == token.FUNC, tok == token.MAP, tok == token.CHAN, tok == token.STRUCT, tok == token.INTERFACE:
		case tok.IsKeyword(), tok == token.DEFINE, tok == token.ASSIGN, tok == token.COLON, tok == token.INC, tok == token.DEC,
			tok >= token.ADD_ASSIGN && tok <= token.AND_NOT_ASSIGN:
			return src, nil // another statement
		}
	}
}
