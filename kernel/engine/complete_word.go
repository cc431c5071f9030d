package engine

import (
	"go/scanner"
	"go/token"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A place is what a word at the cursor can be.
type place int

const (
	placeCode   place = iota
	placeNone         // within a comment, a string or a number
	placeImport       // within the path of an import
)

// A word is what stands at the cursor.
type word struct {
	start, end, cursor int
	place              place
	afterDot           bool
	afterOperand       bool                     // something stands before it that ends an operand
	keyword            bool                     // it is one
	ranging            bool                     // range may stand here
	first              bool                     // it begins the cell
	token              struct{ start, end int } // what the cursor is in, where there is no word
}

// wordAt finds the word at a byte offset of a cell, and blanks the cell's special
// lines.
func wordAt(code string, offset int) (string, word) {
	offset = max(0, min(offset, len(code)))
	for offset > 0 && offset < len(code) && !utf8.RuneStart(code[offset]) {
		offset--
	}
	blank := blankSpecial(code)
	w := word{start: offset, end: offset, cursor: offset}
	if blank[:offset] != code[:offset] && strings.TrimSpace(blank[strings.LastIndexByte(blank[:offset], '\n')+1:offset]) == "" &&
		strings.TrimSpace(code[strings.LastIndexByte(code[:offset], '\n')+1:offset]) != "" {
		w.place = placeNone
		return blank, w
	}
	for w.start > 0 {
		r, n := utf8.DecodeLastRuneInString(blank[:w.start])
		if !identifies(r) {
			break
		}
		w.start -= n
	}
	for w.end < len(blank) {
		r, n := utf8.DecodeRuneInString(blank[w.end:])
		if !identifies(r) {
			break
		}
		w.end += n
	}
	if r, _ := utf8.DecodeRuneInString(blank[w.start:w.end]); unicode.IsDigit(r) {
		w.place = placeNone
		w.token.start, w.token.end = w.start, w.end
		return blank, w
	}
	w.keyword = token.IsKeyword(blank[w.start:w.end])
	w.look(blank)
	return blank, w
}

func identifies(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// look tells from the tokens before the word what it can be.
func (w *word) look(code string) {
	file := token.NewFileSet().AddFile("", -1, len(code))
	var sc scanner.Scanner
	sc.Init(file, []byte(code), func(token.Position, string) {}, scanner.ScanComments)
	var before []token.Token // no comments, and no semicolons that are not written
	lastEnd := 0
	for {
		pos, tok, lit := sc.Scan()
		if tok == token.EOF {
			break
		}
		at := file.Offset(pos)
		if at >= w.start && (tok != token.STRING || at >= w.cursor) {
			break
		}
		if tok == token.SEMICOLON && lit == "\n" {
			if at < w.start {
				before, lastEnd = append(before, tok), at
			}
			continue
		}
		end := tokenEnd(code, at, tok, lit)
		w.token.start, w.token.end = at, end
		switch tok {
		case token.COMMENT:
			if w.cursor > at && (w.cursor < end || w.cursor == end && strings.HasPrefix(lit, "//") || !strings.HasSuffix(lit, "*/") && w.cursor <= end) {
				w.place = placeNone
				return
			}
			continue
		case token.STRING, token.CHAR:
			closed := len(lit) > 1 && lit[len(lit)-1] == lit[0]
			if w.cursor > at && (w.cursor < end || !closed && w.cursor <= end) {
				w.place = placeNone
				if tok == token.STRING && importing(before) {
					w.place, w.start = placeImport, at+1
					w.end = at + len(lit)
					if closed {
						w.end--
					}
					if i := strings.IndexAny(code[w.cursor:w.end], " \t\n;"); i >= 0 {
						w.end = w.cursor + i
					}
				}
				return
			}
			if w.cursor == end {
				w.place = placeNone
				return
			}
		case token.INT, token.FLOAT, token.IMAG:
			if end == w.start && end == w.cursor || w.start < end {
				w.place = placeNone
				return
			}
		}
		if end > w.start {
			w.place = placeNone // within an operator
			return
		}
		before, lastEnd = append(before, tok), end
	}
	n := len(before)
	if n == 0 {
		w.first = true
		if strings.TrimSpace(code) == "" {
			w.place = placeNone
		}
		return
	}
	last := before[n-1]
	if last == token.PACKAGE || last == token.IMPORT {
		w.place = placeNone // a name that the cell makes up
		return
	}
	w.ranging = ranging(before)
	w.afterDot = last == token.PERIOD
	sameLine := !strings.Contains(code[lastEnd:w.start], "\n")
	switch last {
	case token.IDENT, token.INT, token.FLOAT, token.IMAG, token.CHAR, token.STRING, token.RPAREN, token.RBRACK, token.RBRACE:
		w.afterOperand = sameLine
	}
}

// tokenEnd is where a token ends. The scanner's literals lack carriage returns.
func tokenEnd(code string, at int, tok token.Token, lit string) int {
	switch {
	case tok == token.COMMENT && strings.HasPrefix(lit, "/*"):
		if i := strings.Index(code[at+2:], "*/"); i >= 0 {
			return at + 2 + i + 2
		}
		return len(code)
	case tok == token.COMMENT:
		if i := strings.IndexByte(code[at:], '\n'); i >= 0 {
			return at + i
		}
		return len(code)
	case tok == token.STRING && strings.HasPrefix(lit, "`"):
		if i := strings.IndexByte(code[at+1:], '`'); i >= 0 {
			return at + 1 + i + 1
		}
		return len(code)
	case lit == "" || tok.IsOperator():
		return at + len(tok.String())
	}
	return at + len(lit)
}

// importing reports whether a string after these tokens is an import's path.
func importing(before []token.Token) bool {
	i := len(before) - 1
	if i >= 0 && (before[i] == token.IDENT || before[i] == token.PERIOD) {
		i--
	}
	if i >= 0 && before[i] == token.IMPORT {
		return true
	}
	for ; i >= 0; i-- {
		switch before[i] {
		case token.IDENT, token.PERIOD, token.STRING, token.SEMICOLON:
		case token.LPAREN:
			return i > 0 && before[i-1] == token.IMPORT
		default:
			return false
		}
	}
	return false
}

// blankSpecial blanks what is not Go at a cell's head: a byte order mark, and
// special lines.
func blankSpecial(code string) string {
	if rest, ok := strings.CutPrefix(code, "\ufeff"); ok {
		return "   " + blankSpecial(rest)
	}
	if !strings.ContainsAny(code, "%$!") {
		return code
	}
	var b []byte
	for at := 0; at < len(code); {
		end := len(code)
		if i := strings.IndexByte(code[at:], '\n'); i >= 0 {
			end = at + i
		}
		if line := strings.TrimSpace(code[at:end]); line != "" {
			if !strings.ContainsRune("%$!", rune(line[0])) {
				break
			}
			if b == nil {
				b = []byte(code)
			}
			for i := at; i < end; i++ {
				b[i] = ' '
			}
		}
		at = end + 1
	}
	if b == nil {
		return code
	}
	return string(b)
}
