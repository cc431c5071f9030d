package cells

import (
	"fmt"
	"go/ast"
	"go/scanner"
	"go/token"
	"strings"
)

// repair parses a cell that is being written, with word in the place of the bytes
// from start to end, and reports whether that could be done without errors. What
// the cell lacks is added behind the word: of several ways the one that leaves the
// fewest errors is taken.
func (nb *Notebook) repair(src string, start, end int, word string) (*syntax, bool) {
	before, after := src[:start]+word, src[end:]
	line, rest := after, ""
	if i := strings.IndexByte(after, '\n'); i >= 0 {
		line, rest = after[:i], after[i:]
	}
	all := closers(before, 0)
	inLine := closers(before, strings.LastIndexByte(before, '\n')+1)
	texts := []string{src[:start] + word + after}
	for _, more := range []string{"", "()", " {}", ":", " = 0"} {
		// Closed within the line, the rest of the cell as it is.
		texts = append(texts, before+more+inLine+rest, before+inLine+more+rest)
		if line != "" {
			texts = append(texts, before+more+line+rest)
		}
	}
	for _, more := range []string{"", "()", " {}", ":", " = 0"} {
		texts = append(texts, before+more+all, before+inLine+more+strings.TrimPrefix(all, inLine))
	}
	var best *syntax
	least := 0
	tried := map[string]bool{}
	try := func(text string) bool {
		if tried[text] {
			return false
		}
		tried[text] = true
		s, faults := nb.parseLoose(text)
		n := len(faults)
		if n > 0 && s.pathTo(start, word) == nil {
			n += 1000
		}
		switch {
		case best == nil || n < least:
			if best != nil {
				nb.forget(best)
			}
			best, least = s, n
		default:
			nb.forget(s)
		}
		return n == 0
	}
	for _, text := range texts {
		if try(text) {
			break
		}
	}
	if least > 0 {
		// Without other pieces of the cell that are wrong.
		try(nb.withoutWrong(before+all, start))
		try(nb.withoutWrong(src[:start]+word+after, start))
	}
	best.gather()
	return best, least == 0
}

// closers returns the brackets that close those which are open at the end of a
// text and were opened behind an offset.
func closers(text string, from int) string {
	file := token.NewFileSet().AddFile("", -1, len(text))
	var sc scanner.Scanner
	sc.Init(file, []byte(text), func(token.Position, string) {}, 0)
	type bracket struct {
		closer token.Token
		offset int
	}
	var open []bracket
	for {
		pos, tok, _ := sc.Scan()
		offset := 0
		if pos.IsValid() {
			offset = file.Offset(pos)
		}
		switch tok {
		case token.EOF:
			var b strings.Builder
			for i := len(open) - 1; i >= 0; i-- {
				if open[i].offset >= from {
					b.WriteString(open[i].closer.String())
				}
			}
			return b.String()
		case token.LPAREN:
			open = append(open, bracket{token.RPAREN, offset})
		case token.LBRACK:
			open = append(open, bracket{token.RBRACK, offset})
		case token.LBRACE:
			open = append(open, bracket{token.RBRACE, offset})
		case token.RPAREN, token.RBRACK, token.RBRACE:
			for i := len(open) - 1; i >= 0; i-- {
				if open[i].closer == tok {
					open = open[:i] // those inside were forgotten
					break
				}
			}
		}
	}
}

// withoutWrong blanks the pieces of a cell that have errors, but for the one at
// an offset.
func (nb *Notebook) withoutWrong(text string, offset int) string {
	b := []byte(text)
	pieces, _ := split(text)
	for _, p := range pieces {
		if p.start <= offset && offset <= p.end {
			continue
		}
		s, faults := nb.parse(0, text[p.start:p.end])
		nb.forget(s)
		if len(faults) == 0 {
			continue
		}
		for i := p.start; i < p.end; i++ {
			if b[i] != '\n' {
				b[i] = ' '
			}
		}
	}
	return string(b)
}

// parseLoose parses a cell as far as it goes.
func (nb *Notebook) parseLoose(src string) (*syntax, []fault) {
	s := &syntax{src: src, names: map[string]*local{}}
	name := cellName(0)
	if strings.Contains(src, "package") {
		if clause := packageClause(src); clause != "" {
			f, faults := nb.parseFile(s, name, "", src, "")
			s.file, s.clause = f, clause
			f.Name = &ast.Ident{NamePos: f.Package, Name: "main"}
			return s, faults
		}
	}
	pieces, stray := split(src)
	decls, stmts := separate(src, pieces)
	if stray >= 0 {
		stmts = stmts[:stray]
	}
	f, faults := nb.parseFile(s, name, fmt.Sprintf(stmtHead, name), stmts, stmtTail)
	s.file = f
	if stray >= 0 {
		faults = append(faults, fault{offset: stray})
	}
	if decls != "" {
		g, bad := nb.parseFile(s, name, fmt.Sprintf(declHead, name), decls, "")
		faults = append(faults, bad...)
		s.file.Decls = append(s.file.Decls, g.Decls...)
		s.file.Imports = g.Imports
		s.file.Comments = append(g.Comments, s.file.Comments...)
	}
	return s, faults
}

// gather arranges what parseLoose has found.
func (s *syntax) gather() {
	if s.clause != "" {
		for _, d := range s.file.Decls {
			s.declare(d)
		}
	}
	end := s.file.FileStart
	s.body = &ast.FuncDecl{
		Name: &ast.Ident{NamePos: end, Name: "_"},
		Type: &ast.FuncType{Func: end, Params: &ast.FieldList{Opening: end, Closing: end}},
		Body: &ast.BlockStmt{Lbrace: end, Rbrace: end},
	}
	if s.clause != "" {
		s.file.Decls = append(s.file.Decls, s.body)
		return
	}
	if len(s.file.Decls) > 0 {
		if f, ok := s.file.Decls[0].(*ast.FuncDecl); ok && f.Body != nil && f.Name.Name == "_" {
			s.body = f
			s.file.Decls = s.file.Decls[1:]
		}
	}
	s.arrange()
}
