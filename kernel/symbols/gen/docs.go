//go:build !windows

package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/build"
	"go/doc"
	"go/format"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/packages"
)

// What Doc of package symbols reads: the comments of this module, which change
// with it, and the larger lot of all others.
const (
	ownDocsFile   = "gen_docs_own.json.gz"
	otherDocsFile = "gen_docs_other.json.gz"
)

// longestType is how many lines a type's declaration may have to be shown.
const longestType = 40

// docs are the declarations and comments of this module's packages, or of the
// others and the builtins: by import path, then by "Name", "Type.Method", or ""
// for the package itself.
func docs(pkgs []*packages.Package, own bool) ([]byte, error) {
	all := map[string]map[string]string{}
	for _, pkg := range pkgs {
		if len(pkg.Errors) > 0 || own != strings.HasPrefix(pkg.PkgPath, module+"/") {
			continue
		}
		text, err := packageDocs(pkg.PkgPath, pkg.GoFiles, doc.Mode(0))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", pkg.PkgPath, err)
		}
		all[pkg.PkgPath] = text
	}
	if !own {
		builtin, err := filepath.Glob(filepath.Join(build.Default.GOROOT, "src", "builtin", "*.go"))
		if err != nil {
			return nil, err
		}
		if all["builtin"], err = packageDocs("builtin", builtin, doc.AllDecls); err != nil {
			return nil, err
		}
	}
	raw, err := json.Marshal(all) // sorts the keys
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	zip, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := zip.Write(raw); err != nil {
		return nil, err
	}
	if err := zip.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func packageDocs(path string, names []string, mode doc.Mode) (map[string]string, error) {
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		f, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	pkg, err := doc.NewFromFiles(fset, files, path, mode)
	if err != nil {
		return nil, err
	}
	out := map[string]string{"": "package " + pkg.Name + "\n\n" + pkg.Doc}
	add := func(name string, decl ast.Node, comment string) {
		out[name] = strings.TrimSpace(source(fset, decl) + "\n\n" + comment)
	}
	funcs := func(prefix string, list []*doc.Func) {
		for _, f := range list {
			decl := *f.Decl
			decl.Doc, decl.Body = nil, nil
			add(prefix+f.Name, &decl, f.Doc)
		}
	}
	values := func(list []*doc.Value) {
		for _, v := range list {
			for _, spec := range v.Decl.Specs {
				spec := *spec.(*ast.ValueSpec)
				comment := spec.Doc.Text() + spec.Comment.Text()
				if comment == "" {
					comment = v.Doc
				}
				spec.Doc, spec.Comment = nil, nil
				for _, name := range spec.Names {
					add(name.Name, &ast.GenDecl{Tok: v.Decl.Tok, Specs: []ast.Spec{&spec}}, comment)
				}
			}
		}
	}
	funcs("", pkg.Funcs)
	values(pkg.Consts)
	values(pkg.Vars)
	for _, t := range pkg.Types {
		decl := *t.Decl
		decl.Doc = nil
		add(t.Name, &decl, t.Doc)
		funcs("", t.Funcs)
		funcs(t.Name+".", t.Methods)
		values(t.Consts)
		values(t.Vars)
	}
	return out, nil
}

// source is a declaration as it stands, or its first lines.
func source(fset *token.FileSet, decl ast.Node) string {
	var b bytes.Buffer
	if err := format.Node(&b, fset, decl); err != nil {
		return ""
	}
	lines := strings.Split(b.String(), "\n")
	if len(lines) > longestType {
		lines = append(lines[:longestType], "\t…")
	}
	return strings.Join(lines, "\n")
}
