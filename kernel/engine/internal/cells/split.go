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
		} else if len(toks) > 0 && depth == 0 {
			toks = append(toks, tok)
			if kind := funcKind(toks); kind != funcUnknown {
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
// begins with a function literal, by the tokens from func on that are in no
// brackets: func name, func (r T) name( and func (x int) int {.
func funcKind(toks []token.Token) int {
	for i, want := range []token.Token{token.FUNC, token.LPAREN, token.IDENT} {
		if i == len(toks) {
			return funcUnknown
		}
		if toks[i] != want {
			if i == 1 {
				return funcDeclared
			}
			return funcLiteral
		}
	}
	// A method, perhaps with type parameters, or a literal that returns a type
	// of that name, perhaps with type arguments.
	rest := toks[3:]
	if len(rest) > 0 && rest[0] == token.LBRACK {
		rest = rest[1:]
	}
	switch {
	case len(rest) == 0:
		return funcUnknown
	case rest[0] == token.LPAREN:
		return funcDeclared
	}
	return funcLiteral
}
