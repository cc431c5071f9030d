package cells

import (
	"fmt"
	"go/ast"
	"go/scanner"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxErrors is how many errors of a cell are reported: as many as the compiler
// reports of a package.
const maxErrors = 10

// An Error is what is wrong at one place of a cell.
type Error struct {
	Line, Col int // from 1, Col in code points
	Msg       string
}

// Errors is why a cell was refused.
type Errors struct {
	List []Error // by position, at least one
	// Imported are the paths that the cell imports and that later cells can use
	// although it failed: those beside one that is missing.
	Imported []string
}

// Error gives one error a line, as the compiler does.
func (e *Errors) Error() string {
	var b strings.Builder
	for i, err := range e.List {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%d:%d: %s", err.Line, err.Col, err.Msg)
	}
	return b.String()
}

// A fault is an error at an offset of the cell's source.
type fault struct {
	offset int
	msg    string
	pos    token.Pos // of a type checker's
}

// refuse returns faults as an error. Of several at one place the first counts.
func refuse(src string, faults []fault) *Errors {
	slices.SortStableFunc(faults, func(a, b fault) int { return a.offset - b.offset })
	e := &Errors{}
	for i, f := range faults {
		if i > 0 && f.offset == faults[i-1].offset && len(e.List) > 0 {
			continue
		}
		if len(e.List) == maxErrors {
			e.List = append(e.List, Error{e.List[maxErrors-1].Line, e.List[maxErrors-1].Col, "too many errors"})
			break
		}
		line, col := place(src, f.offset)
		e.List = append(e.List, Error{line, col, f.msg})
	}
	return e
}

// place returns the line and the column, in code points, of an offset.
func place(src string, offset int) (line, col int) {
	offset = min(max(offset, 0), len(src))
	before := src[:offset]
	start := strings.LastIndexByte(before, '\n') + 1
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[start:]) + 1
}

// syntaxFaults returns a parser's errors. Where the parser has met what closes
// the function around the cell's statements, it has met the cell's end.
func syntaxFaults(err error, head, size int) []fault {
	list, ok := err.(scanner.ErrorList)
	if !ok {
		return []fault{{msg: err.Error()}}
	}
	var faults []fault
	for i, e := range list {
		f := fault{offset: e.Pos.Offset - head, msg: e.Msg}
		if f.offset >= size {
			f.offset = size
			f.msg = strings.Replace(strings.Replace(f.msg, "found '}'", "found 'EOF'", 1), "before '}'", "before 'EOF'", 1)
		}
		if i == 0 || !strings.Contains(f.msg, "'EOF'") { // or it follows from the first
			faults = append(faults, f)
		}
	}
	return faults
}

// collector gathers a type checker's errors.
type collector struct {
	c      *check
	faults []fault
	soft   bool // the last error was dropped, and so are its continuations
	cycle  bool // the last error is an initialization cycle
}

// add takes an error as the checker reports it: an error in several parts comes
// in as many calls.
func (g *collector) add(err types.Error) {
	c, s := g.c, g.c.syntax
	if strings.HasPrefix(err.Msg, "\t") {
		if g.cycle && s.definesAt(err.Pos) {
			g.soft, g.cycle = true, false
			g.faults = g.faults[:len(g.faults)-1]
		}
		if !g.soft && len(g.faults) > 0 {
			f := &g.faults[len(g.faults)-1]
			f.msg += "\n\t" + c.nb.fset.Position(err.Pos).String() + ": " + s.words(err.Msg[1:])
		}
		return
	}
	if c.methods.rings(err) {
		c.methods.add(c)
		g.soft = true
		return
	}
	cycle := strings.HasPrefix(err.Msg, "initialization cycle")
	g.soft = harmless(err) || cycle && s.definesAt(err.Pos) || s.isResult(err) || c.methods.foreign(c, err)
	g.cycle = cycle && !g.soft
	if g.soft {
		return
	}
	msg := twoTypes(s.words(strings.TrimPrefix(err.Msg, "invalid syntax tree: ")))
	if name, ok := strings.CutPrefix(msg, "undefined: "); ok && c.said.selected[name] {
		msg += c.nb.choices(name)
	}
	offset := s.offset(err.Pos)
	if s.inDefine(offset) {
		msg = strings.Replace(msg, "in variable declaration", "in assignment", 1)
	}
	if slices.ContainsFunc(s.last, func(e *ast.ExprStmt) bool { return err.Pos == e.X.Pos() }) {
		// It is only checked as if it were assigned.
		msg = strings.Replace(strings.Replace(msg, " in assignment to _ identifier", "", 1), " in assignment", "", 1)
	}
	g.faults = append(g.faults, fault{offset, msg, err.Pos})
}

// isResult reports whether an error says that the cell's result is not used.
func (s *syntax) isResult(err types.Error) bool {
	return strings.HasSuffix(err.Msg, " is not used") && slices.ContainsFunc(s.last, func(e *ast.ExprStmt) bool {
		return err.Pos == e.X.Pos() || err.Pos == ast.Unparen(e.X).Pos()
	})
}

// harmless reports whether an error says only that something is not used.
func harmless(err types.Error) bool {
	return err.Soft && (strings.HasPrefix(err.Msg, "declared and not used: ") ||
		strings.HasSuffix(err.Msg, " declared and not used") ||
		strings.HasSuffix(err.Msg, " imported and not used") ||
		strings.Contains(err.Msg, " imported as ") && strings.HasSuffix(err.Msg, " and not used"))
}

// words returns a message without what the user did not write: the marks of
// invented names, and the name of the package that all cells are in. What is
// quoted is left alone.
func (s *syntax) words(msg string) string {
	if !strings.Contains(msg, mark) && !strings.Contains(msg, "main.") {
		return msg
	}
	var b strings.Builder
	var quote byte
	for i := 0; i < len(msg); {
		c := msg[i]
		switch {
		case quote != 0:
			if c == '\\' && quote == '"' && i+1 < len(msg) {
				b.WriteByte(c)
				i++
				c = msg[i]
			} else if c == quote {
				quote = 0
			}
		case c == '"' || c == '`':
			quote = c
		case strings.HasPrefix(msg[i:], mark):
			i += len(mark)
			for i < len(msg) && msg[i] >= '0' && msg[i] <= '9' {
				i++
			}
			continue
		case strings.HasPrefix(msg[i:], "main.") && (i == 0 || !partOfName(msg[:i])):
			i += len("main.")
			continue
		}
		b.WriteByte(c)
		i++
	}
	return b.String()
}

// sameNames matches what the type checker says of two types that do not go together.
var sameNames = regexp.MustCompile(`type (\S+)\) as (\S+) value|mismatched types (\S+) and (\S+)\)`)

// twoTypes adds to a message about two types that are called the same why that is.
func twoTypes(msg string) string {
	m := sameNames.FindStringSubmatch(msg)
	if m == nil || m[1] != m[2] || m[3] != m[4] {
		return msg
	}
	name := strings.TrimLeft(m[1]+m[3], "*[]")
	return fmt.Sprintf("%s: %s was declared again, and one is of the earlier type", msg, name)
}

// partOfName reports whether what follows s would continue a name or a path.
func partOfName(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r == '.' || r == '/' || token.IsIdentifier("x"+string(r))
}
