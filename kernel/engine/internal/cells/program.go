package cells

import (
	"fmt"
	"go/ast"
	"go/scanner"
	"go/token"
	"go/types"

	"github.com/crococlock/crococlock/kernel/engine/internal/unit"
)

// packageClause returns the name in the package clause that a cell begins with,
// or "".
func packageClause(src string) string {
	file := token.NewFileSet().AddFile("", -1, len(src))
	var sc scanner.Scanner
	sc.Init(file, []byte(src), nil, 0)
	if _, tok, _ := sc.Scan(); tok != token.PACKAGE {
		return ""
	}
	if _, tok, lit := sc.Scan(); tok == token.IDENT {
		return lit
	}
	return "?"
}

// parseProgram parses a cell that begins with a package clause.
func (nb *Notebook) parseProgram(s *syntax, name string) []fault {
	f, faults := nb.parseFile(s, name, "", s.src, "")
	if len(faults) > 0 {
		return faults
	}
	s.file, s.clause = f, f.Name.Name
	f.Name = &ast.Ident{NamePos: f.Name.NamePos, Name: "main"}
	for _, d := range f.Decls {
		s.declare(d)
	}
	s.body = &ast.FuncDecl{
		Name: &ast.Ident{NamePos: f.End(), Name: "_"},
		Type: &ast.FuncType{Func: f.End(), Params: &ast.FieldList{Opening: f.End(), Closing: f.End()}},
		Body: &ast.BlockStmt{Lbrace: f.End(), Rbrace: f.End()},
	}
	f.Decls = append(f.Decls, s.body)
	return nil
}

// program says what a program does: its variables are zero, then set in Go's
// order.
func (c *check) program(cell *unit.Cell) {
	ids := map[*types.Var]*ast.Ident{}
	var zero []*ast.Ident
	for _, d := range c.syntax.file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.VAR {
			continue
		}
		for _, spec := range g.Specs {
			for _, id := range spec.(*ast.ValueSpec).Names {
				v, ok := c.info.Defs[id].(*types.Var)
				if !ok {
					continue
				}
				ids[v] = id
				if id.Name != "_" {
					cell.Vars = append(cell.Vars, c.variable(v))
					zero = append(zero, id)
				}
			}
		}
	}
	if zero != nil {
		cell.Steps = append(cell.Steps, unit.Step{Names: zero})
	}
	for _, in := range c.info.InitOrder {
		step := unit.Step{Values: []ast.Expr{in.Rhs}}
		for _, v := range in.Lhs {
			step.Names = append(step.Names, ids[v])
		}
		cell.Steps = append(cell.Steps, step)
	}
	if c.syntax.clause != "main" {
		cell.Hints = append(cell.Hints, fmt.Sprintf("package %s: the cell's declarations are the notebook's", c.syntax.clause))
	}
}
