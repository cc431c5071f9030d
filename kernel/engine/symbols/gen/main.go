//go:debug gotypesalias=1

// Command gen writes the tables and data of package symbols: what notebooks can
// import. Run it from the folder of package symbols, as go generate does. What
// it writes depends on the version of Go and on go.sum alone.
package main

import (
	"bytes"
	"fmt"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// root is the module's folder, seen from package symbols.
const root = "../../.."

const module = "github.com/crococlock/crococlock"

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run() error {
	paths, err := compiledIn()
	if err != nil {
		return err
	}
	var programs []*program
	for _, p := range platforms {
		prog, err := load(p, paths)
		if err != nil {
			return fmt.Errorf("%s: %w", p, err)
		}
		programs = append(programs, prog)
	}
	files, err := generate(programs)
	if err != nil {
		return err
	}
	return write(files)
}

// generate returns the files to write, by name. The first program is the one
// that describes what all platforms share.
func generate(programs []*program) (map[string][]byte, error) {
	files := map[string][]byte{}
	varies := varying(programs)
	own := func(p *pack) bool { return isOwn(p.ImportPath) && !varies[p.ImportPath] }
	other := func(p *pack) bool { return !isOwn(p.ImportPath) && !varies[p.ImportPath] }
	var err error
	if files["gen_own.zip"], err = describe(programs[0], varies, own); err != nil {
		return nil, err
	}
	if files["gen_other.zip"], err = describe(programs[0], varies, other); err != nil {
		return nil, err
	}
	archives := make([][]byte, len(programs))
	for i, prog := range programs {
		archives[i], err = describe(prog, varies, func(p *pack) bool { return varies[p.ImportPath] })
		if err != nil {
			return nil, err
		}
	}
	for suffix, data := range bySuffix(archives) {
		files["gen_data"+suffix+".zip"] = data
		files["gen_data"+suffix+".go"] = embedding(suffix)
	}
	for i, pkg := range programs[0].compiledIn {
		tables := make([][]byte, len(programs))
		for j, prog := range programs {
			if tables[j], err = table(prog.compiledIn[i].types); err != nil {
				return nil, fmt.Errorf("%s: %w", pkg.ImportPath, err)
			}
		}
		for suffix, src := range bySuffix(tables) {
			files[tableFile(pkg.ImportPath, suffix)] = src
		}
	}
	files["gen_packages.go"], err = index(programs[0])
	return files, err
}

// describe is the archive of the packages that are wanted.
func describe(prog *program, varies map[string]bool, wanted func(*pack) bool) ([]byte, error) {
	a := &archive{}
	for _, pkg := range prog.compiledIn {
		if wanted(pkg) {
			if err := a.addPackage(pkg, varies); err != nil {
				return nil, fmt.Errorf("%s: %w", pkg.ImportPath, err)
			}
		}
	}
	return a.bytes()
}

// bySuffix are the files to write where one is wanted for each platform, by
// what their names get at the end so that go build takes the right ones.
func bySuffix(perPlatform [][]byte) map[string][]byte {
	same := func(list []int) bool {
		for _, i := range list {
			if !bytes.Equal(perPlatform[i], perPlatform[list[0]]) {
				return false
			}
		}
		return true
	}
	var all []int
	systems := map[string][]int{}
	for i, p := range platforms {
		all = append(all, i)
		systems[p.os] = append(systems[p.os], i)
	}
	files := map[string][]byte{}
	if same(all) {
		files[""] = perPlatform[0]
		return files
	}
	for system, list := range systems {
		if same(list) {
			files["_"+system] = perPlatform[list[0]]
			continue
		}
		for _, i := range list {
			files["_"+system+"_"+platforms[i].arch] = perPlatform[i]
		}
	}
	return files
}

// varying are the packages whose exported surface is not the same everywhere.
func varying(programs []*program) map[string]bool {
	varies := map[string]bool{}
	for i, pkg := range programs[0].compiledIn {
		want := surface(pkg.types)
		for _, prog := range programs[1:] {
			if surface(prog.compiledIn[i].types) != want {
				varies[pkg.types.Path()] = true
			}
		}
	}
	return varies
}

// surface spells out what other packages see of pkg.
func surface(pkg *types.Package) string {
	var b strings.Builder
	scope := pkg.Scope()
	for _, name := range scope.Names() { // sorted
		obj := scope.Lookup(name)
		if !obj.Exported() {
			continue
		}
		fmt.Fprintln(&b, types.ObjectString(obj, nil))
		if c, ok := obj.(*types.Const); ok {
			fmt.Fprintln(&b, c.Val().ExactString())
		}
		if _, ok := obj.(*types.TypeName); !ok {
			continue
		}
		if s, ok := obj.Type().Underlying().(*types.Struct); ok {
			for f := range s.Fields() {
				if f.Exported() {
					fmt.Fprintln(&b, types.ObjectString(f, nil))
				}
			}
		}
		if named, ok := types.Unalias(obj.Type()).(*types.Named); ok {
			var methods []string
			for m := range named.Methods() {
				if m.Exported() {
					methods = append(methods, types.ObjectString(m, nil))
				}
			}
			slices.Sort(methods)
			fmt.Fprintln(&b, strings.Join(methods, "\n"))
		}
	}
	return b.String()
}

// write replaces the generated files, and removes those of packages that are
// gone. A file that would not change is left alone.
func write(files map[string][]byte) error {
	old, err := filepath.Glob("gen_*")
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
