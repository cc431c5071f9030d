//go:build !windows

package worker

import (
	"go/scanner"
	"go/token"
)

// wrapLiterals puts parentheses around function literals that begin a
// statement of the cell, such as func() { … }(): gomacro's parser takes them
// for declarations without a name.
func wrapLiterals(code string) string {
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(code))
	s.Init(file, []byte(code), func(token.Position, string) {}, 0)
	type tok struct {
		kind token.Token
		at   int
	}
	var toks []tok
	for {
		pos, kind, _ := s.Scan()
		if kind == token.EOF {
			break
		}
		toks = append(toks, tok{kind, file.Offset(pos)})
	}
	// matching returns the index of the bracket that closes the one at i.
	matching := func(i int) int {
		depth := 0
		for ; i < len(toks); i++ {
			switch toks[i].kind {
			case token.LPAREN, token.LBRACE, token.LBRACK:
				depth++
			case token.RPAREN, token.RBRACE, token.RBRACK:
				if depth--; depth == 0 {
					return i
				}
			}
		}
		return len(toks)
	}
	out, done := "", 0
	for i := 0; i < len(toks); i++ {
		switch toks[i].kind {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			i = matching(i)
			continue
		case token.FUNC:
		default:
			continue
		}
		if i+1 >= len(toks) || toks[i+1].kind != token.LPAREN || i > 0 && toks[i-1].kind != token.SEMICOLON {
			continue // a declaration, or within a statement
		}
		body := matching(i+1) + 1
		if body+1 < len(toks) && toks[body].kind == token.IDENT && toks[body+1].kind == token.LPAREN {
			continue // a method
		}
		for body < len(toks) && toks[body].kind != token.LBRACE { // results
			body++
		}
		end := matching(body)
		if end >= len(toks) {
			break
		}
		out += code[done:toks[i].at] + "(" + code[toks[i].at:toks[end].at+1] + ")"
		done = toks[end].at + 1
		i = end
	}
	return out + code[done:]
}
