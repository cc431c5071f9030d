package engine_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/engine"
)

// Each session is cells, parted by lines of three dashes, and what they write to
// out.
var sessions = []struct{ name, cells, want string }{
	{"a recovered function gives zeros", `
f := func(n int) (int, string) {
	defer func() { recover() }()
	if n == 1 {
		panic(n)
	}
	return 1, "one"
}
for i := range 3 {
	n, s := f(i)
	fmt.Fprintf(out, "%d %q\n", n, s)
}`, `
1 "one"
0 ""
1 "one"`},
	{"switch on the type of a constant", `
switch any(int32(1)).(type) {
case int:
	fmt.Fprintln(out, "int")
case int32:
	fmt.Fprintln(out, "int32")
}`, `
int32`},
}

func TestSessions(t *testing.T) {
	for _, s := range sessions {
		t.Run(s.name, func(t *testing.T) {
			out := new(strings.Builder)
			e, err := engine.New(engine.Options{
				Values:   []engine.Value{{Name: "out", V: &out}},
				Packages: []string{"errors", "fmt", "maps", "slices", "sort", "strings", "sync"},
			})
			if err != nil {
				t.Fatal(err)
			}
			for i, c := range strings.Split(s.cells, "\n---\n") {
				if _, err := e.Eval(context.Background(), engine.Cell{Number: i + 1, Code: c}); err != nil {
					fmt.Fprintf(out, "cell %d: %v\n", i+1, err)
				}
			}
			if want := strings.TrimPrefix(s.want, "\n"); strings.TrimSuffix(out.String(), "\n") != want {
				t.Errorf("got\n%s\nwant\n%s", out, want)
			}
		})
	}
}
