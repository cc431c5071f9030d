package cells_test

import (
	"slices"
	"testing"

	"github.com/crococlock/crococlock/kernel/engine/internal/cells"
)

func TestImports(t *testing.T) {
	s := newSession(t)
	for _, c := range []struct {
		src  string
		want []string
	}{
		{"import str \"strings\"\nstr.ToUpper(`a`)", []string{"strings"}},
		{"str.ToUpper(`a`)", nil},
		{"strings.ToUpper(`a`)", []string{"strings"}},
		{"strings.ToUpper(`a`)", nil},
		{"func f(math []int) int { return len(math) }", nil},
		{"type P struct{ x int }\nfunc g(errors P) int { return errors.x }", nil},
		{"import \"math/rand\"\nrand.Intn(2)", []string{"math/rand"}},
		{"rand.Intn(2)", nil},
		{"import \"math\"\nmath.Sqrt(2)", []string{"math"}},
		{"math.Sqrt(2)", nil},
		{"time := time.Now()\ntime.Year()", []string{"time"}},
		{"import . \"sort\"\nInts([]int{1})", []string{"sort"}},
		{"func last() int { return 1 }\nimport \"math\"\nvar root = math.Sqrt(4)\nimport \"sort\"", []string{"math", "sort"}},
		{"Strings([]string{``})", nil},
		{"Strings := 1", nil},
		{"Strings + 1", nil},
		{"import . \"sort\"", []string{"sort"}},
		{"Strings([]string{``})", nil},
	} {
		cell := s.ok(c.src)
		if !slices.Equal(cell.Imported, c.want) {
			t.Errorf("%s: imports %q, want %q", c.src, cell.Imported, c.want)
		}
	}
	s.bad("import \"github.com/moved/math\"", "1:8: package github.com/moved/math has moved: import \"math\"")
	names := s.nb.Names()
	if !slices.IsSorted(names) || !slices.Contains(names, "Ints") || !slices.Contains(names, "math") || !slices.Contains(names, "P") {
		t.Errorf("names %q", names)
	}
}

func TestMissingImports(t *testing.T) {
	s := newSession(t)
	_, err := s.check("import (\n\t\"fmt\"\n\t\"strngs\"\n\tm \"math\"\n\t\"github.com/soe/thing\"\n)\nx := 1")
	want := "3:2: package strngs is not here; did you mean \"strings\"?\n" +
		"5:2: package github.com/soe/thing is not here; did you mean \"github.com/some/thing\"?"
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
	if e, ok := err.(*cells.Errors); !ok || !slices.Equal(e.Imported, []string{"fmt", "math"}) {
		t.Errorf("imported %v", err)
	}
	s.ok("fmt.Println(m.Pi)")
	s.bad("x", "1:1: undefined: x")
	s.bad("import \"C\"", "1:8: import \"C\": cgo needs a C compiler and the go command, a notebook has neither; put that code into a package of a program")
	s.bad("import \"\"", "1:8: invalid import path (empty string)")
}
