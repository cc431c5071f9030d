package engine_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/engine"
)

// Every name that a program uses is offered after its first letter: in the whole
// program, in the same as a cell, and where what follows is not written yet.
func TestCompleteOracle(t *testing.T) {
	data, err := os.ReadFile("testdata/zoo.go")
	if err != nil {
		t.Fatal(err)
	}
	program := string(data)
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", program, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	cell := strings.Replace(program, "package main", "            ", 1)
	e := newDesk(t).e
	declared := map[string]int{} // where a name is declared last at the top
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			declared[d.Name.Name] = fset.Position(d.Pos()).Offset
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					declared[s.Name.Name] = fset.Position(s.Pos()).Offset
				case *ast.ValueSpec:
					declared[s.Names[0].Name] = fset.Position(s.Pos()).Offset
				}
			}
		}
	}
	count := 0
	for _, id := range used(file) {
		at := fset.Position(id.Pos()).Offset
		for name, text := range map[string]string{"program": program, "cell": cell} {
			offers := func(text string) bool {
				c := e.Complete(text, at+1)
				count++
				return slices.ContainsFunc(c.Matches, func(m engine.Match) bool { return m.Text == id.Name })
			}
			if !offers(text) {
				t.Errorf("%s, %v: %s is not offered", name, fset.Position(id.Pos()), id.Name)
			}
			if name == "cell" && declared[id.Name] < at && !offers(text[:at+1]) {
				t.Errorf("%s that ends at %v: %s is not offered", name, fset.Position(id.Pos()), id.Name)
			}
		}
	}
	if count < 700 {
		t.Errorf("only %d words were completed", count)
	}
}

// used returns the names in a file that do not declare anything.
func used(file *ast.File) (list []*ast.Ident) {
	declares := map[ast.Node]bool{file.Name: true}
	note := func(on bool, xs ...ast.Expr) {
		for _, x := range xs {
			declares[x] = declares[x] || on
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.FuncDecl:
			declares[n.Name] = true
			if n.Recv != nil { // its type parameters
				if p, ok := n.Recv.List[0].Type.(*ast.StarExpr); ok {
					if x, ok := p.X.(*ast.IndexExpr); ok {
						note(true, x.Index)
					}
				}
			}
		case *ast.TypeSpec:
			declares[n.Name] = true
		case *ast.LabeledStmt:
			declares[n.Label] = true
		case *ast.ValueSpec:
			for _, id := range n.Names {
				declares[id] = true
			}
		case *ast.Field:
			for _, id := range n.Names {
				declares[id] = true
			}
		case *ast.AssignStmt:
			note(n.Tok == token.DEFINE, n.Lhs...)
		case *ast.RangeStmt:
			note(n.Tok == token.DEFINE, n.Key, n.Value)
		case *ast.Ident:
			if !declares[n] && n.Name != "_" {
				list = append(list, n)
			}
		}
		return true
	})
	return list
}
