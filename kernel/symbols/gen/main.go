//go:build !windows

//go:debug gotypesalias=1

// Command gen writes the tables of package symbols: what notebooks can import.
// Run it from the folder of package symbols, as go generate does.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"golang.org/x/tools/go/packages"
)

// root is the module's folder, seen from package symbols.
const root = "../.."

const module = "github.com/crococlock/crococlock"

func main() {
	skip := flag.Bool("skip-broken", false, "leave out packages that do not compile, and say so")
	flag.Parse()
	if err := run(*skip); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(skipBroken bool) error {
	own, err := ownPackages()
	if err != nil {
		return err
	}
	pkgs, err := load(append(append(own, displayPackage), fixed...))
	if err != nil {
		return err
	}
	files := map[string][]byte{}
	var paths []string
	for _, pkg := range pkgs {
		if len(pkg.Errors) > 0 {
			if !skipBroken {
				return fmt.Errorf("%s: %v", pkg.PkgPath, pkg.Errors[0])
			}
			fmt.Fprintf(os.Stderr, "gen: leaving out %s: %v\n", pkg.PkgPath, pkg.Errors[0])
			continue
		}
		src, err := format.Source(newTable(pkg.Types).source())
		if err != nil {
			return fmt.Errorf("%s: %w", pkg.PkgPath, err)
		}
		files[fileName(pkg.PkgPath)] = src
		paths = append(paths, pkg.PkgPath)
	}
	files["gen_tables.go"] = index(paths)
	if files[ownDocsFile], err = docs(pkgs, true); err != nil {
		return err
	}
	if files[otherDocsFile], err = docs(pkgs, false); err != nil {
		return err
	}
	return write(files)
}

// ownPackages are the folders of pkg/ that hold Go files and are not internal.
func ownPackages() ([]string, error) {
	seen := map[string]bool{}
	err := filepath.WalkDir(filepath.Join(root, "pkg"), func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "internal" || d.Name() == "testdata"):
			return fs.SkipDir
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		dir, err := filepath.Rel(root, filepath.Dir(path))
		seen[module+"/"+filepath.ToSlash(dir)] = true
		return err
	})
	var list []string
	for path := range seen {
		if !strings.HasSuffix(path, "test") { // helpers of tests, like package httptest
			list = append(list, path)
		}
	}
	sort.Strings(list)
	return list, err
}

func load(paths []string) ([]*packages.Package, error) {
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedTypes | packages.NeedExportFile,
		Env:  append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64"),
	}, paths...)
	if err != nil {
		return nil, err
	}
	sort.Slice(pkgs, func(i, j int) bool { return pkgs[i].PkgPath < pkgs[j].PkgPath })
	return pkgs, nil
}

func fileName(path string) string {
	if path == module {
		return "gen_crococlock.go"
	}
	path = strings.TrimPrefix(path, module+"/")
	// A name that ends in an operating system or _test would be left out of builds.
	return "gen_" + strings.NewReplacer("/", "_", ".", "_", "-", "_").Replace(path) + "_pkg.go"
}

func index(paths []string) []byte {
	var b bytes.Buffer
	b.WriteString(header)
	b.WriteString("import \"github.com/cosmos72/gomacro/imports\"\n\nvar tables = map[string]func() imports.Package{\n")
	for _, path := range paths {
		fmt.Fprintf(&b, "\t%q: %s,\n", path, funcName(path))
	}
	b.WriteString("}\n")
	src, err := format.Source(b.Bytes())
	if err != nil {
		panic(err) // our own text
	}
	return src
}

// write replaces the generated files, and removes those of packages that are
// gone. A file that would not change is left alone.
func write(files map[string][]byte) error {
	old, err := filepath.Glob("gen_*.go")
	if err != nil {
		return err
	}
	for _, name := range old {
		if files[name] == nil {
			if err := os.Remove(name); err != nil {
				return err
			}
		}
	}
	for name, src := range files {
		if have, err := os.ReadFile(name); err == nil && bytes.Equal(have, src) {
			continue
		}
		if err := os.WriteFile(name, src, 0o644); err != nil {
			return err
		}
	}
	return nil
}
