package cells

import (
	"fmt"
	"go/ast"
	"go/scanner"
	"go/token"
	"strings"
)

// repair parses a cell that is being written, with word in the place of the bytes
// from start to end, and reports whether the piece with the word could be parsed
// without errors. What that lacks is added behind the word: of several ways the
// one that leaves the fewest errors is taken. Other pieces that are wrong are left
// out.
func (nb *Notebook) repair(src string, start, end int, word string) (*syntax, bool) {
	best, least := "", -1
	for _, text := range endings(src[:start]+word, src[end:]) {
		p := pieceAt(text, start)
		s, faults := nb.parseLoose(text[p.start:p.end])
		n := len(faults)
		if n > 0 && s.pathTo(start-p.start, word) == nil {
			n += 1000 // nothing is known of the word
		}
		if least < 0 || n < least {
			best, least = text, n
		}
		if n == 0 {
			break
		}
	}
	s, faults := nb.parseLoose(best)
	if len(faults) > 0 {
		if t, _ := nb.parseLoose(nb.withoutWrong(best, start)); s.pathTo(start, word) == nil || t.pathTo(start, word) != nil {
			s = t
		}
	}
	s.gather()
	return s, least == 0
}

// endings are the texts that a cell may become, the likeliest first.
func endings(before, after string) []string {
	line, rest := after, ""
	if i := strings.IndexByte(after, '\n'); i >= 0 {
		line, rest = after[:i], after[i:]
	}
	all := closers(before, 0)
	inLine := closers(before, strings.LastIndexByte(before, '\n')+1)
	outside := strings.TrimPrefix(all, inLine)
	texts := []string{before + after}
	seen := map[string]bool{texts[0]: true}
	add := func(text string) {
		if !seen[text] {
			seen[text] = true
			texts = append(texts, text)
		}
	}
	// A call for go and defer, the body of an if, the colon of a case, the values
	// of an assignment.
	more := []string{"", "()", " {}", ":", "; {}", " {}()", " = 0", " = 0 {}"}
	for _, m := range more {
		add(before + m + line + rest)
		add(before + m + inLine + rest)
		add(before + inLine + m + rest)
	}
	for _, m := range more {
		add(before + m + all)
		add(before + inLine + m + outside)
	}
	return texts
}

// pieceAt returns the piece of a text that an offset is in.
func pieceAt(text string, offset int) piece {
	for _, p := range whole(text) {
		if p.start <= offset && offset < p.end {
			return p
		}
	}
	return piece{start: 0, end: len(text)}
}

// A bracket is one that is open.
type bracket struct {
	closer string
	offset int
	tokens int         // of the statement in it so far
	first  token.Token // of the statement
	calls  bool        // the statement begins with go func or defer func
}

// closers returns the brackets that close those which are open at the end of a
// text and were opened behind an offset, and calls what go and defer call.
func closers(text string, from int) string {
	file := token.NewFileSet().AddFile("", -1, len(text))
	var sc scanner.Scanner
	sc.Init(file, []byte(text), func(token.Position, string) {}, 0)
	open := []bracket{{}}
	for {
		pos, tok, _ := sc.Scan()
		if tok == token.EOF {
			break
		}
		top := &open[len(open)-1]
		top.tokens++
		switch top.tokens {
		case 1:
			top.first, top.calls = tok, false
		case 2:
			top.calls = tok == token.FUNC && (top.first == token.GO || top.first == token.DEFER)
		}
		closer := ""
		switch tok {
		case token.SEMICOLON:
			top.tokens = 0
		case token.LPAREN:
			closer = ")"
		case token.LBRACK:
			closer = "]"
		case token.LBRACE:
			closer = "}"
			if top.calls {
				closer, top.calls = "}()", false
			}
		case token.RPAREN, token.RBRACK, token.RBRACE:
			for i := len(open) - 1; i > 0; i-- {
				if strings.HasPrefix(open[i].closer, tok.String()) {
					open = open[:i] // those inside were forgotten
					break
				}
			}
		}
		if closer != "" {
			open = append(open, bracket{closer: closer, offset: file.Offset(pos)})
		}
	}
	var b strings.Builder
	for i := len(open) - 1; i > 0 && open[i].offset >= from; i-- {
		b.WriteString(open[i].closer)
	}
	return b.String()
}

// withoutWrong blanks the pieces of a cell that have errors, but for the one at
// an offset.
func (nb *Notebook) withoutWrong(text string, offset int) string {
	b := []byte(text)
	for _, p := range whole(text) {
		if p.start <= offset && offset < p.end {
			continue
		}
		if _, faults := nb.parseLoose(text[p.start:p.end]); len(faults) == 0 {
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
	s := &syntax{src: src, names: map[string]*local{}, standIns: map[ast.Decl]bool{}}
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
		stmts = stmts[:min(stray, len(stmts))]
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
