package engine_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/engine"
)

// What a package from source links to by name is the runtime's own.
func TestLinkedFunctions(t *testing.T) {
	dir, err := filepath.Abs("testdata/linked")
	if err != nil {
		t.Fatal(err)
	}
	out := new(strings.Builder)
	e, err := engine.New(engine.Options{
		Values: []engine.Value{{Name: "out", V: &out}}, Packages: []string{"fmt"}, Dir: func() string { return dir },
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range []string{"import \"m/low\"\nfmt.Fprintln(out, low.Low()...)", "fmt.Fprintln(out, low.Throw())"} {
		if _, err := e.Eval(t.Context(), engine.Cell{Number: i + 1, Code: c}); err != nil {
			t.Fatal(err)
		}
	}
	const want = "0 true true true [0 0 3] [ text] map[more:1 text:0] 1 2 9 0 2 [4 5 3] failed true\nfatal error: low\n"
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out, want)
	}
	const refused = "function wrong is linked to runtime.nanotime, but not declared as that is"
	if _, err := e.Eval(t.Context(), engine.Cell{Number: 3, Code: "low.Wrong()"}); err == nil || !strings.Contains(err.Error(), refused) {
		t.Errorf("a function of another signature gives %v, want %s", err, refused)
	}
}
