package cell

import (
	"go/scanner"
	"go/token"
	"regexp"
	"strings"
)

// Completeness tells whether code could be run as it is: "complete",
// "incomplete" (then indent is for the next line), or "invalid".
func Completeness(code string) (status, indent string) {
	if Asked(code) != "" {
		return "complete", ""
	}
	var s scanner.Scanner
	open, unfinished, invalid := 0, false, false
	file := token.NewFileSet().AddFile("", -1, len(code))
	s.Init(file, []byte(code), func(_ token.Position, msg string) {
		if strings.Contains(msg, "not terminated") && (strings.Contains(msg, "raw string") || strings.Contains(msg, "comment")) {
			unfinished = true
		} else if !strings.Contains(msg, "U+0025") && !strings.Contains(msg, "U+0024") { // special lines: % and $
			invalid = true
		}
	}, 0)
	last := token.ILLEGAL
	for {
		_, tok, lit := s.Scan()
		if tok == token.EOF {
			break
		}
		switch tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			open++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			open--
		}
		if tok != token.SEMICOLON || lit == ";" {
			last = tok
		}
	}
	switch {
	case unfinished:
		return "incomplete", ""
	case open > 0:
		return "incomplete", strings.Repeat("\t", open)
	case open < 0 || invalid:
		return "invalid", ""
	case last.IsOperator() && !closes(last):
		return "incomplete", "\t"
	}
	return "complete", ""
}

// closes reports whether a statement can end with the operator.
func closes(tok token.Token) bool {
	switch tok {
	case token.RPAREN, token.RBRACK, token.RBRACE, token.INC, token.DEC, token.SEMICOLON:
		return true
	}
	return false
}

var question = regexp.MustCompile(`^\s*(?:\?{1,2}\s*([\pL_][\pL\pN_.]*)|([\pL_][\pL\pN_.]*)\s*\?{1,2})\s*$`)

// Asked is what a cell asks about that is nothing but "name?" or "?name"; empty
// for other cells.
func Asked(code string) string {
	m := question.FindStringSubmatch(code)
	if m == nil {
		return ""
	}
	return m[1] + m[2]
}
