package cells

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
)

// mark is what the names have in them that are invented here: letters that no
// one has on a keyboard, since the type checker wants names. A number follows.
const mark = "𐎀𐎁"

// A syntax is a cell that has been parsed.
type syntax struct {
	src    string
	file   *ast.File // what the type checker sees
	body   *ast.FuncDecl
	items  []item          // what the cell does, in order
	last   []*ast.ExprStmt // the result's statements: of "a, b" two
	list   *piece          // the last statement, if it is a list of expressions
	clause string          // the name in the package clause, "" without one

	heads    []head
	checks   []ast.Stmt        // in body only to be checked
	inserted []*ast.Ident      // in what is checked, not in what the cell does
	standIns map[ast.Decl]bool // for statements with :=
	names    map[string]*local
	defines  []span // the statements with :=
	blanks   int    // how many names were invented
}

// A head says where the cell's first byte is in a file.
type head struct {
	file *token.File
	size int
}

type span struct{ start, end int }

// An item is a variable declaration or a statement of a cell. Exactly one of
// spec, define and stmt is set.
type item struct {
	spec   *ast.ValueSpec
	define *ast.AssignStmt
	stmt   ast.Stmt
}

const (
	declHead = "package main\n//line %s:1:1\n"
	stmtHead = "package main;func _(){\n//line %s:1:1\n"
	stmtTail = "\n}"
)

// cellName is the name of a cell in positions.
func cellName(number int) string { return fmt.Sprintf("cell %d", number) }

// parse parses a cell. Its statements are parsed as a function's, with the
// declarations of functions and imports blanked; those are parsed in a second
// file with the statements blanked, so that all are where they are in the cell.
func (nb *Notebook) parse(number int, src string) (*syntax, []fault) {
	s := &syntax{src: src, names: map[string]*local{}, standIns: map[ast.Decl]bool{}}
	name := cellName(number)
	if strings.Contains(src, "package") {
		if clause := packageClause(src); clause != "" {
			return s, nb.parseProgram(s, name)
		}
	}
	text := src
	pieces, stray := split(src)
	if stray >= 0 {
		text = src[:stray]
		pieces, _ = split(text)
	}
	if stray < 0 {
		text, s.list = unlisted(text, pieces)
	}
	decls, stmts := separate(text, pieces)
	stmtFile, faults := nb.parseFile(s, name, fmt.Sprintf(stmtHead, name), stmts, stmtTail)
	var declFile *ast.File
	if decls != "" {
		var bad []fault
		declFile, bad = nb.parseFile(s, name, fmt.Sprintf(declHead, name), decls, "")
		bad = slices.DeleteFunc(bad, func(f fault) bool { return f.msg == "imports must appear before other declarations" }) // not in a cell
		faults = append(faults, bad...)
	}
	if stray >= 0 {
		faults = slices.DeleteFunc(faults, func(f fault) bool { return f.offset >= stray })
		faults = append(faults, fault{offset: stray, msg: fmt.Sprintf("expected statement, found '%c'", src[stray])})
	}
	if len(faults) > 0 {
		return s, faults
	}
	s.file = stmtFile
	s.body = stmtFile.Decls[0].(*ast.FuncDecl)
	s.file.Decls = nil
	if declFile != nil {
		s.file.Decls = declFile.Decls
		s.file.Imports = declFile.Imports
		s.file.Comments = append(declFile.Comments, s.file.Comments...)
	}
	return s, s.arrange()
}

// parseFile parses one of a cell's files.
func (nb *Notebook) parseFile(s *syntax, name, before, text, after string) (*ast.File, []fault) {
	base := nb.fset.Base()
	f, err := parser.ParseFile(nb.fset, name, before+text+after, parser.ParseComments|parser.SkipObjectResolution)
	s.heads = append(s.heads, head{nb.fset.File(token.Pos(base)), len(before)})
	if err != nil {
		return f, syntaxFaults(err, len(before), len(text))
	}
	return f, nil
}

// separate returns a cell with its statements blanked and one with its
// declarations of functions and imports blanked, each "" if nothing is left.
// Comments between pieces stay, for they document what follows.
func separate(src string, pieces []piece) (decls, stmts string) {
	var d, s []byte
	for _, p := range pieces {
		if p.decl && s == nil {
			s = []byte(src)
		} else if !p.decl && d == nil {
			d = []byte(src)
		}
	}
	if s == nil {
		return "", src
	}
	if d == nil {
		return src, ""
	}
	for _, p := range pieces {
		b := s
		if !p.decl {
			b = d
		}
		end := p.end
		if rest := strings.TrimLeft(src[end:], " \t"); strings.HasPrefix(rest, "//") {
			// A comment that is the piece's own documents nothing else.
			if n := strings.IndexByte(src[end:], '\n'); n >= 0 {
				end += n
			} else {
				end = len(src)
			}
		}
		for i := p.start; i < end; i++ {
			if b[i] != '\n' {
				b[i] = ' '
			}
		}
	}
	return string(d), string(s)
}

// offset returns where in the cell a position is.
func (s *syntax) offset(pos token.Pos) int {
	for _, h := range s.heads {
		if int(pos) >= h.file.Base() && int(pos) <= h.file.Base()+h.file.Size() {
			return h.file.Offset(pos) - h.size
		}
	}
	return 0
}

// invent returns a name that no user writes, and that messages show as name.
func (s *syntax) invent(name string) string {
	s.blanks++
	return fmt.Sprintf("%s%s%d", name, mark, s.blanks)
}
