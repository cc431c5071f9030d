//go:build !windows

package worker

import (
	"go/scanner"
	"go/token"
	"strings"
)

// writeSeqs writes out the types iter.Seq[V] and iter.Seq2[K, V], which
// gomacro's parser knows nothing of.
func writeSeqs(code string) string {
	if !strings.Contains(code, "iter.Seq") {
		return code
	}
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(code))
	s.Init(file, []byte(code), func(token.Position, string) {}, 0)
	type tok struct {
		kind token.Token
		text string
		at   int
	}
	var last [3]tok     // tokens
	var brackets []bool // those open, whether they are a Seq's
	var out strings.Builder
	done := 0
	replace := func(from, to int, by string) {
		out.WriteString(code[done:from] + by)
		done = to
	}
	for {
		pos, kind, text := s.Scan()
		if kind == token.EOF {
			break
		}
		at := file.Offset(pos)
		switch kind {
		case token.LBRACK:
			seq := last[0].text == "iter" && last[1].kind == token.PERIOD && (last[2].text == "Seq" || last[2].text == "Seq2")
			brackets = append(brackets, seq)
			if seq {
				replace(last[0].at, at+1, "(func(func(")
			}
		case token.RBRACK:
			if n := len(brackets) - 1; n >= 0 {
				if brackets[n] {
					replace(at, at+1, ") bool))")
				}
				brackets = brackets[:n]
			}
		}
		last = [3]tok{last[1], last[2], {kind, text, at}}
	}
	return out.String() + code[done:]
}
