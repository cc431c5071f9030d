//go:build !windows

package worker_test

import (
	"slices"
	"strings"
	"testing"
)

// What could stand where the bar is. Each wanted word must be there, each with
// a minus must not.
func TestCompleteExpressions(t *testing.T) {
	s := newSession(t)
	s.run("import (\"fmt\"; \"strings\"; \"gonum.org/v1/plot\")\n" +
		"type Dog struct { Name string; Age int }\nfunc (d *Dog) Bark() string { return d.Name }\n" +
		"type node struct { val int; next *node }\nfunc (n *node) Sum() int { return 0 }\n" +
		"ran := 0\nfunc effect() *Dog { ran++; return &Dog{} }\nfunc f(n int, s string) Dog { return Dog{} }")
	s.run("dogs, m, n, x := []Dog{{\"Rex\", 3}}, map[string]struct{ field Dog }{}, &node{}, Dog{}\nvar shape interface { Area() float64 }\nvar anyDog any = x\npl := plot.New()")
	// Bark wants a dog whose address can be taken.
	for _, c := range []struct{ code, want string }{
		{"dogs[0].|", "Name Age Bark"},
		{"dogs[len(dogs)-1].B|", "Bark -Name"},
		{"plot.New().|", "Title Add Save"},
		{"plot.New().Title.|", "Text TextStyle"},
		{"n.|", "val next Sum"},
		{"n.next.|", "val next Sum"},
		{"n.next.next.v|", "val -next"},
		{"(&x).|", "Name Bark"},
		{"f(1, \"a)\").|", "Name -Bark"},
		{"m[\"k\"].field.|", "Name -Bark"},
		{"effect().|", "Name Bark"},
		{"shape.|", "Area"},
		{"anyDog.(*Dog).|", "Name Bark"},
		{"Dog{}.N|", "Name"},
		{"fmt.Println(dogs[0].N|", "Name -Age"},
		{"pl.X.|", "Label Min Max"},
		{"strings.NewReader(\"a\").Re|", "Read ReadByte"},
		{"strings.|", "ToUpper Builder"},
		{"Dog{N|", "Name -Age"},
		{"&Dog{Name: \"a\", |", "Age -Name"},
		{"[]Dog{{A|", "Age"},
		{"map[string]Dog{\"a\": {|", "Name Age"},
		{"plot.Plot{T|", "Title"},
		{"Dog{Name: ra|", "ran"},
		{"import \"gon|", "gonum.org/v1/plot gonum.org/v1/gonum/mat"},
		{"import (\n\t\"fmt\"\n\tj \"encoding/js|", "encoding/json -fmt"},
		{"import \"strings\"\nfmt.Println(\"gon|", ""},
		{"p := plot.New()\np.Ti|", "Title"},
		{"import \"math/big\"\nb := big.NewInt(1)\nb.|", "Add Mul"},
		{"import \"math/big\"\nbig.NewI|", "NewInt"},
		{"for _, hound := range dogs {\n\tfmt.Println(hound.|", "Name Bark"},
		{"func walk(hound *Dog) {\n\tif hound != nil {\n\t\thound.|", "Name Bark"},
		{"func walk(hound *Dog) {\n\tho|", "hound"},
		{"width := 3\nwid|", "width"},
		{"!ls\nq := &Dog{}\nq.|", "Bark"},
		{"fmt.\n\tSprin|", "Sprint Sprintf"},
		{"1.|", ""},
		{").|", ""},
		{"nothing().|", ""},
		{"ran.|", ""},
		{"|", ""},
	} {
		cursor := strings.Index(c.code, "|")
		got, start, end := s.completed(strings.Replace(c.code, "|", "", 1), cursor)
		if c.want == "" && len(got) > 0 {
			t.Errorf("%s: %q, want nothing", c.code, got)
		}
		for _, want := range strings.Fields(c.want) {
			without, absent := strings.CutPrefix(want, "-")
			if slices.Contains(got, without) == absent {
				t.Errorf("%s: %q, want %s", c.code, got, want)
			}
		}
		if end != cursor || start > end {
			t.Errorf("%s: replaces %d to %d", c.code, start, end)
		}
	}
	s.gives("ran", "0")
	s.gives("f(1, \"a\").Age + x.Age", "0")
}
