package cells

import (
	"go/scanner"
	"go/token"
)

// A piece is a declaration of a function or an import, or a statement (other
// declarations are statements here), at the top of a cell.
type piece struct {
	start, end int // end is after its last token, its semicolon included
	decl       bool
}

// split cuts a cell at its top-level semicolons, automatic ones included. stray
// is the offset of the first bracket that closes nothing, or -1.
func split(src string) (pieces []piece, stray int) {
	file := token.NewFileSet().AddFile("", -1, len(src))
	var sc scanner.Scanner
	sc.Init(file, []byte(src), func(token.Position, string) {}, scanner.ScanComments)
	stray = -1
	depth := 0
	var open *piece
	inside := false        // whether the last token was one of open
	var toks []token.Token // of the piece so far, while it may be a method
	for {
		pos, tok, lit := sc.Scan()
		if tok == token.EOF {
			return pieces, stray
		}
		offset := file.Offset(pos)
		if inside {
			open.end = offset
		}
		inside = false
		if tok == token.COMMENT {
			continue
		}
		if tok == token.SEMICOLON && depth == 0 {
			if open != nil && lit == ";" {
				open.end = offset + 1
			}
			open = nil
			continue
		}
		if open == nil {
			pieces = append(pieces, piece{start: offset, end: len(src), decl: tok == token.IMPORT || tok == token.FUNC})
			open = &pieces[len(pieces)-1]
			toks = toks[:0]
			if tok == token.FUNC {
				toks = append(toks, tok)
			}
		} else if len(toks) > 0 {
			toks = append(toks, tok)
			if kind := funcKind(toks, depth); kind != funcUnknown {
				open.decl = kind == funcDeclared
				toks = toks[:0]
			}
		}
		inside = true
		switch tok {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			depth++
		case token.RPAREN, token.RBRACE, token.RBRACK:
			if depth > 0 {
				depth--
			} else if stray < 0 {
				stray = offset
			}
		}
	}
}

const (
	funcUnknown = iota
	funcDeclared
	funcLiteral
)

// funcKind tells the declaration of a function or method from a statement that
// begins with a function literal, by the tokens from func to one at the given
// depth: func name, func (r T) name( and func (x int) int {.
func funcKind(toks []token.Token, depth int) int {
	n := len(toks)
	if n == 2 {
		if toks[1] == token.LPAREN {
			return funcUnknown
		}
		return funcDeclared
	}
	if depth > 0 {
		return funcUnknown
	}
	// toks[:k] ends with the parameters' parenthesis.
	if toks[n-1] == token.RPAREN {
		return funcUnknown
	}
	if toks[n-2] == token.RPAREN && toks[n-1] == token.IDENT {
		return funcUnknown
	}
	if toks[n-2] == token.IDENT && n >= 3 && toks[n-3] == token.RPAREN && toks[n-1] == token.LPAREN {
		return funcDeclared
	}
	return funcLiteral
}
