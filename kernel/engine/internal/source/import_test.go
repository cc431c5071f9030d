package source_test

import (
	"go/ast"
	"go/types"
	"go/version"
	"path/filepath"
	"slices"
	"sync"
	"testing"
)

// Types of packages that are compiled in are the same everywhere, and such a
// package comes before one of the same path elsewhere.
func TestCompiledIn(t *testing.T) {
	s := newSession(t, archive(`
-- nb/go.mod --
module m

require in.org/many v1.0.0
-- nb/own/o.go --
package own

import "in.org/many"

const V = many.V

var X many.T
-- cache/in.org/many@v1.0.0/m.go --
package many

const V = "source"
`))
	p, err := s.Import("m/own")
	if err != nil {
		t.Fatal(err)
	}
	many, err := s.Import("in.org/many")
	if err != nil || many != s.compiled["in.org/many"] {
		t.Error(many, err)
	}
	if got, want := p.Scope().Lookup("X").Type(), many.Scope().Lookup("T").Type(); got != want {
		t.Errorf("%v is not %v", got, want)
	}
	if v, _ := s.version("m/own"); v != "compiled" {
		t.Error(v)
	}
	if s.Unit("in.org/many") != nil || s.InitOrder("in.org/many") != nil {
		t.Error("what is compiled in has syntax")
	}
	if u := s.InitOrder("m/own"); len(u) != 1 || u[0] != s.Unit("m/own") || u[0].Pkg != p {
		t.Error(u)
	}
}

// A folder of the notebook's module that is compiled into the program is not read.
func TestFolderIsCompiledIn(t *testing.T) {
	s := newSession(t, archive(`
-- nb/go.mod --
module in.org
-- nb/many/m.go --
package many

const V = "source"
`))
	if v, err := s.version("./many"); v != "compiled" {
		t.Error(v, err)
	}
	if h := s.Hints(); len(h) != 1 || h[0] != "in.org/many is compiled into this program: what is in the folder ./many is not read." {
		t.Error(h)
	}
}

// A go.mod that asks for another version of what is compiled in is told so.
func TestVersionCompiledIn(t *testing.T) {
	for _, version := range []string{"v1.2.0", "v1.1.0"} {
		s := newSession(t, archive("\n-- nb/go.mod --\nmodule m\n\nrequire in.org "+version+"\n"))
		if v, err := s.version("in.org/many"); v != "compiled" {
			t.Error(v, err)
		}
		var want []string
		if version != "v1.2.0" {
			want = []string{"in.org v1.2.0 is compiled into this program: v1.1.0, which is asked for, is not read."}
		}
		if h := s.Hints(); !slices.Equal(h, want) {
			t.Errorf("hints %q, want %q", h, want)
		}
	}
}

// The compiler has to know in which language each file is written: before Go
// 1.22 a loop has one variable for all iterations.
func TestLanguage(t *testing.T) {
	s := newSession(t, archive(`
-- nb/go.mod --
module m

go 1.24

require (
	a.org/old v1.0.0
	a.org/none v1.0.0
	a.org/new v1.0.0
)
-- nb/m.go --
package m
-- cache/a.org/old@v1.0.0/go.mod --
module a.org/old

go 1.21
-- cache/a.org/old@v1.0.0/a.go --
package old

type Set[T comparable] map[T]bool
-- cache/a.org/old@v1.0.0/b.go --
//go:build go1.23

package old

func All(yield func(int) bool) {
	for i := range 3 {
		yield(i)
	}
}
-- cache/a.org/none@v1.0.0/a.go --
package none

type Set[T comparable] map[T]bool
-- cache/a.org/new@v1.0.0/go.mod --
module a.org/new

go 1.999
-- cache/a.org/new@v1.0.0/a.go --
package new
`))
	if _, err := s.Import("a.org/old"); err != nil {
		t.Fatal(err)
	}
	u := s.Unit("a.org/old")
	if got := versions(u.Info, u.Files); got[0] != "go1.21" || got[1] != "go1.23" {
		t.Error(got)
	}
	if _, err := s.Import("m"); err != nil {
		t.Fatal(err)
	}
	if u := s.Unit("m"); versions(u.Info, u.Files)[0] != "go1.24" {
		t.Error(versions(u.Info, u.Files))
	}
	s.write(t, "outside/o.go", "package outside\n")
	s.dir = s.root
	if _, err := s.Import("./outside"); err != nil {
		t.Fatal(err)
	}
	if u := s.Unit("./outside"); version.Compare(versions(u.Info, u.Files)[0], "go1.26") < 0 {
		t.Error(versions(u.Info, u.Files))
	}
	if _, err := s.Import("a.org/none"); err == nil {
		t.Error("type parameters without a go line, and no error")
	}
	if _, err := s.Import("a.org/new"); err == nil {
		t.Error("a language that is not known, and no error")
	}
}

func versions(info *types.Info, files []*ast.File) []string {
	var list []string
	for _, f := range files {
		list = append(list, info.FileVersions[f])
	}
	return list
}

// Packages are initialised as Go does it: the least path of those that can be.
func TestInitOrder(t *testing.T) {
	s := newSession(t, archive(`
-- nb/go.mod --
module m
-- nb/top/t.go --
package top

import (
	_ "m/a"
	_ "m/b"
	_ "m/c"
)
-- nb/a/a.go --
package a

import _ "m/z"
-- nb/b/b.go --
package b
-- nb/c/c.go --
package c

import _ "m/b"
-- nb/z/z.go --
package z
`))
	if _, err := s.Import("m/top"); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, u := range s.InitOrder("m/top") {
		got = append(got, u.Pkg.Path())
	}
	if want := []string{"m/b", "m/c", "m/z", "m/a", "m/top"}; !slices.Equal(got, want) {
		t.Errorf("%q; want %q", got, want)
	}
}

// Positions name the files as they lie on the disk.
func TestPositions(t *testing.T) {
	s := newSession(t, archive("-- nb/x/x.go --\npackage x\n\nfunc F() {}\n"))
	p, err := s.Import("./x")
	if err != nil {
		t.Fatal(err)
	}
	at := s.Unit("./x").Fset.Position(p.Scope().Lookup("F").Pos())
	if at.Filename != filepath.Join(s.dir, "x", "x.go") || at.Line != 3 || at.Column != 6 {
		t.Error(at)
	}
}

func TestConcurrentImports(t *testing.T) {
	s := newSession(t, archive(three))
	var wg sync.WaitGroup
	pkgs := make([]*types.Package, 8)
	for i := range pkgs {
		wg.Go(func() {
			p, err := s.Import("./top")
			if err != nil {
				t.Error(err)
			}
			pkgs[i] = p
			s.Unit("./top")
			s.InitOrder("./top")
			s.Hints()
		})
	}
	wg.Wait()
	for _, p := range pkgs {
		if p != pkgs[0] {
			t.Error("several packages of one path")
		}
	}
}

// A package that only an abandoned choice of files imports is not there.
func TestAbandonedVariant(t *testing.T) {
	s := newSession(t, archive(`
-- nb/a/a.go --
//go:build !purego

package a

import (
	_ "../good"
	_ "../assembly"
)
-- nb/a/b.go --
//go:build purego

package a

const V = "purego"
-- nb/good/g.go --
package good

const V = "good"
-- nb/assembly/a.go --
package assembly

func F()
`))
	if v, err := s.version("./a"); v != "purego" {
		t.Fatal(v, err)
	}
	if s.Unit("./good") != nil || s.InitOrder("./good") != nil {
		t.Error("there is a unit that was not checked")
	}
	if v, err := s.version("./good"); v != "good" || s.Unit("./good") == nil {
		t.Error(v, err)
	}
}
