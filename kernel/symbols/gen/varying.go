package main

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
)

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
