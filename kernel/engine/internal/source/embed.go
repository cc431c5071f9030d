package source

import (
	"cmp"
	"embed"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"github.com/crococlock/crococlock/kernel/engine/internal/unit"
)

// An Embed is a variable that holds files, by a go:embed directive.
type Embed struct {
	Var *types.Var
	// Value is a string, a []byte or an embed.FS, as Var's underlying type is.
	Value any

	patterns, files []string
}

// embeds reads the files that a package's variables hold.
func embeds(dir string, u *unit.Unit) ([]Embed, stamps, error) {
	var list []Embed
	seen := stamps{}
	for _, f := range u.Files {
		found, err := directives(f)
		if err != nil {
			return nil, nil, embedError{u.Fset.Position(err.at), err.text}
		}
		for _, d := range found {
			e, err := embedFiles(dir, u, d.spec, d.patterns, seen)
			if err != nil {
				return nil, nil, embedError{u.Fset.Position(d.spec.Pos()), err.Error()}
			}
			list = append(list, e)
		}
	}
	return list, seen, nil
}

// A directive is what stands above a variable that holds files.
type directive struct {
	spec     *ast.ValueSpec
	patterns []string
}

// A misplaced is a directive that is above no variable, or that is wrong.
type misplaced struct {
	at   token.Pos
	text string
}

// directives finds a file's directives. Each is for the variable that is
// declared next.
func directives(f *ast.File) ([]directive, *misplaced) {
	var list []directive
	for _, g := range f.Comments {
		for _, c := range g.List {
			args, ok := strings.CutPrefix(c.Text, "//go:embed")
			if !ok || args == "" || args[0] != ' ' && args[0] != '\t' {
				continue
			}
			patterns, err := embedPatterns(args)
			if err != nil {
				return nil, &misplaced{c.Pos(), err.Error()}
			}
			spec := nextVar(f, c.Pos())
			switch {
			case spec == nil:
				return nil, &misplaced{c.Pos(), "it is for the variable that is declared next"}
			case !slices.ContainsFunc(f.Imports, func(s *ast.ImportSpec) bool { return s.Path.Value == `"embed"` }):
				return nil, &misplaced{c.Pos(), `its file has to import "embed"`}
			}
			if n := len(list); n > 0 && list[n-1].spec == spec {
				list[n-1].patterns = append(list[n-1].patterns, patterns...)
				continue
			}
			list = append(list, directive{spec, patterns})
		}
	}
	return list, nil
}

// nextVar returns the variable whose declaration is the first thing after pos, or
// nil.
func nextVar(f *ast.File, pos token.Pos) *ast.ValueSpec {
	for _, d := range f.Decls {
		if d.End() < pos {
			continue
		}
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.VAR {
			return nil
		}
		for _, s := range g.Specs {
			if s.Pos() > pos && (g.Lparen.IsValid() == (g.Pos() < pos)) {
				return s.(*ast.ValueSpec)
			}
		}
		return nil
	}
	return nil
}

// An embedError says why a variable cannot hold its files.
type embedError struct {
	at   token.Position
	text string
}

func (e embedError) Error() string { return "go:embed: " + e.text }

// embedPatterns cuts a directive's arguments, which may be quoted.
func embedPatterns(args string) ([]string, error) {
	var list []string
	for args = strings.TrimSpace(args); args != ""; args = strings.TrimSpace(args) {
		end := strings.IndexAny(args, " \t")
		if end < 0 {
			end = len(args)
		}
		pattern := args[:end]
		if args[0] == '"' || args[0] == '`' {
			quoted, err := strconv.QuotedPrefix(args)
			if err != nil {
				return nil, fmt.Errorf("invalid quoted string %s", args)
			}
			if pattern, err = strconv.Unquote(quoted); err != nil {
				return nil, err
			}
			end = len(quoted)
		}
		list, args = append(list, pattern), args[end:]
	}
	return list, nil
}

func embedFiles(dir string, u *unit.Unit, s *ast.ValueSpec, patterns []string, seen stamps) (Embed, error) {
	if len(s.Names) != 1 || len(s.Values) > 0 {
		return Embed{}, fmt.Errorf("it is for one variable without a value")
	}
	v := u.Info.Defs[s.Names[0]].(*types.Var)
	files, err := matchFiles(dir, patterns)
	if err != nil {
		return Embed{}, err
	}
	data := map[string]string{}
	for _, name := range files {
		b, err := seen.read(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			return Embed{}, err
		}
		data[name] = string(b)
	}
	if t, ok := types.Unalias(v.Type()).(*types.Named); ok && t.Obj().Name() == "FS" && t.Obj().Pkg() != nil && t.Obj().Pkg().Path() == "embed" {
		return Embed{v, newFS(data), patterns, files}, nil
	}
	if len(files) != 1 {
		return Embed{}, fmt.Errorf("%s has room for one file, and %d match", v.Name(), len(files))
	}
	text := data[files[0]]
	switch t := v.Type().Underlying().(type) {
	case *types.Basic:
		if t.Kind() == types.String {
			return Embed{v, text, patterns, files}, nil
		}
	case *types.Slice:
		if b, ok := t.Elem().Underlying().(*types.Basic); ok && b.Kind() == types.Uint8 {
			return Embed{v, []byte(text), patterns, files}, nil
		}
	}
	return Embed{}, fmt.Errorf("%s cannot hold a file: its type is %s", v.Name(), v.Type())
}

// current reports whether the patterns match the files that they did.
func (e Embed) current(dir string) bool {
	files, err := matchFiles(dir, e.patterns)
	return err == nil && slices.Equal(files, e.files)
}

// matchFiles returns the files that the patterns name, as the go command does:
// below a folder not those whose names begin with a dot or underscore, but with
// the prefix all:.
func matchFiles(dir string, patterns []string) ([]string, error) {
	var list []string
	root := os.DirFS(dir)
	for _, pattern := range patterns {
		glob, all := strings.CutPrefix(pattern, "all:")
		if glob != "." && !fs.ValidPath(glob) {
			return nil, fmt.Errorf("pattern %s: it may not leave the package's folder", pattern)
		}
		matches, err := fs.Glob(root, glob)
		if err != nil {
			return nil, fmt.Errorf("pattern %s: %w", pattern, err)
		}
		before := len(list)
		for _, m := range matches {
			err := fs.WalkDir(root, m, func(name string, d fs.DirEntry, err error) error {
				if err != nil {
					return err
				}
				base := path.Base(name)
				hidden := base == ".git" || name != m && !all && (base[0] == '.' || base[0] == '_')
				switch {
				case d.IsDir():
					if _, err := fs.Stat(root, path.Join(name, "go.mod")); name != "." && (hidden || err == nil) {
						return fs.SkipDir
					}
				case hidden:
				case d.Type().IsRegular():
					list = append(list, name)
				case name == m:
					return fmt.Errorf("%s is no regular file", name)
				}
				return nil
			})
			if err != nil {
				return nil, fmt.Errorf("pattern %s: %w", pattern, err)
			}
		}
		if len(list) == before {
			return nil, fmt.Errorf("pattern %s: no files match", pattern)
		}
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}

// The layout of embed.FS, which the linker fills otherwise.
type (
	embedFS   struct{ files *[]embedFile }
	embedFile struct {
		name, data string   // a folder's name ends in a slash
		_          [16]byte // its hash, which nothing reads
	}
)

// newFS returns the file system of files with the given contents.
func newFS(data map[string]string) embed.FS {
	all := map[string]string{}
	for name, text := range data {
		all[name] = text
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			all[dir+"/"] = ""
		}
	}
	files := make([]embedFile, 0, len(all))
	for name, text := range all {
		files = append(files, embedFile{name: name, data: text})
	}
	// By folder, then by name.
	slices.SortFunc(files, func(a, b embedFile) int {
		a.name, b.name = strings.TrimSuffix(a.name, "/"), strings.TrimSuffix(b.name, "/")
		return cmp.Or(cmp.Compare(path.Dir(a.name), path.Dir(b.name)), cmp.Compare(path.Base(a.name), path.Base(b.name)))
	})
	mine := embedFS{&files}
	return *(*embed.FS)(unsafe.Pointer(&mine))
}
