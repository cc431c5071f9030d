package source_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/tools/txtar"
)

func archive(text string) []txtar.File { return txtar.Parse([]byte(text)).Files }

const three = `
-- nb/top/t.go --
package top

import "../mid"

const V = mid.V
-- nb/mid/m.go --
package mid

import "../low"

const V = low.V
-- nb/low/l.go --
package low

const V = "one"
-- nb/apart/a.go --
package apart

const V = "apart"
`

// What changes is read again, with all that depends on it, and the rest is kept.
func TestChanges(t *testing.T) {
	s := newSession(t, archive(three))
	folders := []string{"./top", "./mid", "./low", "./apart"}
	look := func() (pkgs []any, versions []string) {
		t.Helper()
		for _, f := range folders {
			v, err := s.version(f)
			if err != nil {
				t.Fatal(err)
			}
			pkgs, versions = append(pkgs, s.Unit(f)), append(versions, v)
		}
		return pkgs, versions
	}
	was, _ := look()
	changes := []struct {
		name    string
		change  func()
		another []bool
		want    string // V of top
	}{
		{"nothing", func() {}, []bool{false, false, false, false}, "one"},
		{"the lowest", func() { s.write(t, "nb/low/l.go", "package low\n\nconst V = \"two\" // longer") }, []bool{true, true, true, false}, "two"},
		{"a file more", func() { s.write(t, "nb/mid/n.go", "package mid\n") }, []bool{true, true, false, false}, "two"},
		{"a file less", func() {
			if err := os.Remove(filepath.Join(s.dir, "mid", "n.go")); err != nil {
				t.Fatal(err)
			}
		}, []bool{true, true, false, false}, "two"},
		{"a test", func() { s.write(t, "nb/mid/m_test.go", "package mid\n") }, []bool{false, false, false, false}, "two"},
		{"the top", func() { s.write(t, "nb/top/t.go", "package top\n\nconst V = \"alone\"") }, []bool{true, false, false, false}, "alone"},
	}
	for _, c := range changes {
		c.change()
		for i, f := range folders {
			if got := s.Changed(f); got != c.another[i] {
				t.Errorf("%s: Changed(%s) is %v", c.name, f, got)
			}
		}
		now, versions := look()
		for i, f := range folders {
			if (now[i] != was[i]) != c.another[i] {
				t.Errorf("%s: %s is another: %v", c.name, f, now[i] != was[i])
			}
		}
		if versions[0] != c.want {
			t.Errorf("%s: top has %q", c.name, versions[0])
		}
		was = now
	}
}

// A package that cannot be read any more keeps what was read of it.
func TestChangeToWrong(t *testing.T) {
	s := newSession(t, archive(three))
	if _, err := s.Import("./top"); err != nil {
		t.Fatal(err)
	}
	was, order := s.Unit("./top"), s.InitOrder("./top")
	s.write(t, "nb/low/l.go", "package low\n\nconst V = wrong")
	if _, err := s.Import("./top"); err == nil {
		t.Error("no error")
	}
	if !s.Changed("./top") {
		t.Error("not changed")
	}
	if s.Unit("./top") != was || !slices.Equal(s.InitOrder("./top"), order) {
		t.Error("another unit")
	}
	s.write(t, "nb/low/l.go", "package low\n\nconst V = \"right again\"")
	if v, err := s.version("./top"); v != "right again" {
		t.Error(v, err)
	}
}

// A package of the module cache is read once.
func TestCacheIsReadOnce(t *testing.T) {
	s := newSession(t, archive(`
-- nb/go.mod --
module m

require a.org/x v1.0.0
-- cache/a.org/x@v1.0.0/x.go --
package x

const V = "v1.0.0"
-- cache/a.org/x@v1.1.0/x.go --
package x

const V = "v1.1.0"
`))
	first, err := s.Import("a.org/x")
	if err != nil {
		t.Fatal(err)
	}
	s.write(t, "cache/a.org/x@v1.0.0/x.go", "package x\n\nconst V = \"changed\"")
	if again, err := s.Import("a.org/x"); again != first || err != nil {
		t.Error("read again", err)
	}
	// The go.mod may ask for another version.
	s.write(t, "nb/go.mod", "module m\n\nrequire a.org/x v1.1.0\n")
	if v, err := s.version("a.org/x"); v != "v1.1.0" {
		t.Error(v, err)
	}
}

// The files that say what import paths mean may come and go.
func TestScenes(t *testing.T) {
	s := newSession(t, archive(`
-- cache/a.org/x@v1.0.0/x.go --
package x

const V = "cache"
-- x/x.go --
package x

const V = "folder"
-- other/go.mod --
module a.org/x
-- other/x.go --
package x

const V = "main"
`))
	want := func(v string) {
		t.Helper()
		if got, err := s.version("a.org/x"); got != v {
			t.Errorf("%q, %v; want %q", got, err, v)
		}
	}
	want("cache")
	s.write(t, "nb/go.mod", "module m\n\nrequire a.org/x v1.0.0\n\nreplace a.org/x => ../x\n")
	want("folder")
	nb := s.dir
	s.dir = filepath.Join(s.root, "other")
	want("main")
	s.dir = nb
	want("folder")
	s.write(t, "nb/go.mod", "module m\n\nnonsense\n")
	if _, err := s.Import("a.org/x"); err == nil || err.Error() != "the module's requirements cannot be read: "+filepath.Join(nb, "go.mod")+":3: unknown directive: nonsense" {
		t.Error(err)
	}
	if _, err := s.Import("fmt"); err != nil {
		t.Error(err) // it is compiled in
	}
	if err := os.Remove(filepath.Join(nb, "go.mod")); err != nil {
		t.Fatal(err)
	}
	want("cache")
	s.env = []string{"GOENV=off"}
	if _, err := s.Import("a.org/x"); err == nil {
		t.Error("there is no module cache, and no error")
	}
}
