package main

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/doc"
	"go/format"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
)

// longestType is how many lines a type's declaration may have to be shown.
const longestType = 40

// docs are the declarations and comments of a package, as JSON: by "Name",
// "Type.Method", or "" for the package itself.
func (p *pack) docs(mode doc.Mode) ([]byte, error) {
	files, err := p.parse(parser.ParseComments | parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	pkg, err := doc.NewFromFiles(p.prog.fset, files, p.ImportPath, mode)
	if err != nil {
		return nil, err
	}
	d := docs{fset: p.prog.fset, text: map[string]string{"": "package " + pkg.Name + "\n\n" + pkg.Doc}}
	d.funcs("", pkg.Funcs)
	d.values(pkg.Consts)
	d.values(pkg.Vars)
	for _, t := range pkg.Types {
		decl := *t.Decl
		decl.Doc = nil
		d.add(t.Name, &decl, t.Doc)
		d.funcs("", t.Funcs)
		d.funcs(t.Name+".", t.Methods)
		d.values(t.Consts)
		d.values(t.Vars)
	}
	return json.Marshal(d.text) // sorts the keys
}

// builtin is what go doc builtin shows: no package that go list lists.
func builtin(prog *program) *pack {
	dir := filepath.Join(filepath.Dir(prog.packages["fmt"].Dir), "builtin")
	return &pack{listed: listed{ImportPath: "builtin", Dir: dir, GoFiles: []string{"builtin.go"}}, prog: prog}
}

type docs struct {
	fset *token.FileSet
	text map[string]string
}

func (d docs) add(name string, decl ast.Node, comment string) {
	d.text[name] = strings.TrimSpace(d.source(decl) + "\n\n" + comment)
}

func (d docs) funcs(prefix string, list []*doc.Func) {
	for _, f := range list {
		decl := *f.Decl
		decl.Doc, decl.Body = nil, nil
		d.add(prefix+f.Name, &decl, f.Doc)
	}
}

func (d docs) values(list []*doc.Value) {
	for _, v := range list {
		for _, spec := range v.Decl.Specs {
			spec := *spec.(*ast.ValueSpec)
			comment := spec.Doc.Text() + spec.Comment.Text()
			if comment == "" {
				comment = v.Doc
			}
			spec.Doc, spec.Comment = nil, nil
			for _, name := range spec.Names {
				d.add(name.Name, &ast.GenDecl{Tok: v.Decl.Tok, Specs: []ast.Spec{&spec}}, comment)
			}
		}
	}
}

// source is a declaration as it stands, or its first lines.
func (d docs) source(decl ast.Node) string {
	var b bytes.Buffer
	if err := format.Node(&b, d.fset, decl); err != nil {
		return ""
	}
	lines := strings.Split(b.String(), "\n")
	if len(lines) > longestType {
		lines = append(lines[:longestType], "\t…")
	}
	return strings.Join(lines, "\n")
}
