//go:build !windows

package worker

import (
	"go/scanner"
	"go/token"
	"strings"
)

// A tok is a token of code and where it begins.
type tok struct {
	kind token.Token
	text string
	at   int
}

// tokens are the tokens of code that may not be finished.
func tokens(code string) (list []tok) {
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(code))
	s.Init(file, []byte(code), func(token.Position, string) {}, 0)
	for {
		pos, kind, text := s.Scan()
		if kind == token.EOF {
			return list
		}
		at := file.Offset(pos)
		if kind == token.SEMICOLON && text == "\n" && at >= len(strings.TrimRight(code, " \t\r\n")) {
			continue // the scanner's, at the end
		}
		if kind.IsOperator() {
			text = kind.String()
		}
		list = append(list, tok{kind, text, at})
	}
}

// opening returns the index of the bracket that the one at i closes, or -1.
func opening(toks []tok, i int) int {
	depth := 0
	for ; i >= 0; i-- {
		switch toks[i].kind {
		case token.RPAREN, token.RBRACE, token.RBRACK:
			depth++
		case token.LPAREN, token.LBRACE, token.LBRACK:
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// operand returns the index of the first token of the operand that ends before
// the one at end, such as f(1).x[2], or -1.
func operand(toks []tok, end int) int {
	i := end - 1
	for i >= 0 {
		switch toks[i].kind {
		case token.IDENT, token.STRING:
			if i == 0 || toks[i-1].kind != token.PERIOD {
				return i
			}
			i -= 2
		case token.RPAREN, token.RBRACK, token.RBRACE:
			brace := toks[i].kind == token.RBRACE
			open := opening(toks, i)
			if open < 0 {
				return -1
			}
			switch {
			case open > 0 && ends(toks[open-1].kind):
				i = open - 1
			case open > 0 && toks[open-1].kind == token.PERIOD && !brace: // a type assertion
				i = open - 2
			case brace:
				return -1
			default:
				return open
			}
		default:
			return -1
		}
	}
	return -1
}

// ends tells whether an operand can end with the token.
func ends(kind token.Token) bool {
	switch kind {
	case token.IDENT, token.STRING, token.RPAREN, token.RBRACK, token.RBRACE:
		return true
	}
	return false
}

// literalType is the name of the type whose composite literal is open, where a
// field's name may stand; else "".
func literalType(toks []tok) string {
	if n := len(toks); n == 0 || toks[n-1].kind != token.LBRACE && toks[n-1].kind != token.COMMA {
		return ""
	}
	open := enclosing(toks, len(toks))
	if open < 1 || toks[open].kind != token.LBRACE {
		return ""
	}
	if toks[open-1].kind == token.IDENT {
		return typeBefore(toks, open)
	}
	outer := enclosing(toks, open) // which says the type of its elements
	name := typeBefore(toks, outer)
	if at := outer - strings.Count(name, ".")*2 - 2; name == "" || at < 0 || toks[at].kind != token.RBRACK {
		return ""
	}
	return name
}

// typeBefore is the name before the brace at i.
func typeBefore(toks []tok, i int) string {
	switch {
	case i < 1 || toks[i].kind != token.LBRACE || toks[i-1].kind != token.IDENT:
		return ""
	case i >= 3 && toks[i-2].kind == token.PERIOD && toks[i-3].kind == token.IDENT:
		return toks[i-3].text + "." + toks[i-1].text
	}
	return toks[i-1].text
}

// enclosing returns the index of the bracket that is open before i, or -1.
func enclosing(toks []tok, i int) int {
	for i--; i >= 0; i-- {
		switch toks[i].kind {
		case token.RPAREN, token.RBRACE, token.RBRACK:
			if i = opening(toks, i); i < 0 {
				return -1
			}
		case token.LPAREN, token.LBRACE, token.LBRACK:
			return i
		}
	}
	return -1
}

// closing closes the brackets that are open.
func closing(toks []tok) (text string) {
	for i := enclosing(toks, len(toks)); i >= 0; i = enclosing(toks, i) {
		switch toks[i].kind {
		case token.LPAREN:
			text += ")"
		case token.LBRACK:
			text += "]"
		default:
			text += "\n}"
		}
	}
	return text
}
