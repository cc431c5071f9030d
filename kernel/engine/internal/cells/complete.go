package cells

import (
	"go/scanner"
	"go/token"
	"strings"
)

// What a text is to a user who is typing: Jupyter's words.
const (
	StatusComplete   = "complete"
	StatusIncomplete = "incomplete"
	StatusInvalid    = "invalid"
)

// Complete reports whether a cell's text can be run, needs more, or is wrong
// whatever follows. Where it needs more, indent is what the next line begins with.
func Complete(src string) (status, indent string) {
	file := token.NewFileSet().AddFile("", -1, len(src))
	var sc scanner.Scanner
	open, wrong := false, false // the text ends within a token, has a wrong one
	sc.Init(file, []byte(src), func(_ token.Position, msg string) {
		if msg == "raw string literal not terminated" || msg == "comment not terminated" {
			open = true
		} else {
			wrong = true
		}
	}, 0)
	depth, stray := 0, false
	last := token.SEMICOLON
	for {
		_, tok, _ := sc.Scan()
		if tok == token.EOF {
			break
		}
		last = tok
		switch tok {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			depth++
		case token.RPAREN, token.RBRACE, token.RBRACK:
			depth--
			stray = stray || depth < 0
		}
	}
	switch {
	case wrong || stray:
		return StatusInvalid, ""
	case open:
		return StatusIncomplete, ""
	case depth > 0:
		return StatusIncomplete, nextIndent(src)
	}
	// Without the unfinished end, what is there must be right.
	parsed, faults := (&Notebook{fset: token.NewFileSet()}).parse(0, src)
	switch {
	case parsed.file != nil:
		return StatusComplete, ""
	case last != token.SEMICOLON && strings.Contains(faults[0].msg, "'EOF'"):
		return StatusIncomplete, nextIndent(src)
	}
	return StatusInvalid, ""
}

// nextIndent returns the indentation of the line after a text: its last line's,
// and one step more where that line opens a bracket that it does not close.
func nextIndent(src string) string {
	line := src[strings.LastIndexByte(strings.TrimRight(src, " \t\r\n"), '\n')+1:]
	line = strings.TrimRight(line, " \t\r\n")
	indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	if strings.HasSuffix(line, "{") || strings.HasSuffix(line, "(") || strings.HasSuffix(line, "[") || strings.HasSuffix(line, ":") {
		if strings.Contains(indent, " ") {
			return indent + "    "
		}
		return indent + "\t"
	}
	return indent
}
