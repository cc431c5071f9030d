package engine_test

import (
	"context"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/engine"
)

// A desk is an engine whose cells are being written.
type desk struct {
	t *testing.T
	e *engine.Engine
	n int
}

func newDesk(t *testing.T, cells ...string) *desk {
	t.Helper()
	dir := t.TempDir()
	e, err := engine.New(engine.Options{Dir: func() string { return dir }})
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, e: e}
	for _, c := range cells {
		d.run(c)
	}
	return d
}

func (d *desk) run(code string) {
	d.t.Helper()
	d.n++
	if _, err := d.e.Eval(context.Background(), engine.Cell{Number: d.n, Code: code}); err != nil {
		d.t.Fatalf("cell %d: %v", d.n, err)
	}
}

// complete completes at the bar in a cell.
func (d *desk) complete(code string) engine.Completion {
	cursor := strings.Index(code, "|")
	return d.e.Complete(code[:cursor]+code[cursor+1:], cursor)
}

// texts are the matches' words.
func texts(c engine.Completion) (list []string) {
	for _, m := range c.Matches {
		list = append(list, m.Text)
	}
	return list
}

// What could stand where the bar is: "a b" in this order and nothing else, "+a"
// among others, "-a" not.
func (d *desk) want(code, want string) {
	d.t.Helper()
	got := texts(d.complete(code))
	words := strings.Fields(want)
	if want == "" || !strings.ContainsAny(want[:1], "+-") {
		if strings.Join(got, " ") != strings.Join(words, " ") {
			d.t.Errorf("%s: %q, want %q", code, got, words)
		}
		return
	}
	all := map[string]bool{}
	for _, g := range got {
		all[g] = true
	}
	for _, w := range words {
		if all[w[1:]] != (w[0] == '+') {
			d.t.Errorf("%s: %q, want %s", code, got, w)
		}
	}
}

// The kernel's tables, which notebooks' users know.
func TestCompleteExpressions(t *testing.T) {
	d := newDesk(t, "import (\"fmt\"; \"strings\"; \"gonum.org/v1/plot\")\n"+
		"type Dog struct { Name string; Age int }\nfunc (d *Dog) Bark() string { return d.Name }\n"+
		"type node struct { val int; next *node }\nfunc (n *node) Sum() int { return 0 }\n"+
		"ran := 0\nfunc effect() *Dog { ran++; return &Dog{} }\nfunc f(n int, s string) Dog { return Dog{} }",
		"dogs, m, n, x := []Dog{{\"Rex\", 3}}, map[string]struct{ field Dog }{}, &node{}, Dog{}\nvar shape interface { Area() float64 }\nvar anyDog any = x\npl := plot.New()")
	for _, c := range []struct{ code, want string }{
		{"dogs[0].|", "Age Bark Name"},
		{"dogs[len(dogs)-1].B|", "Bark"},
		{"plot.New().|", "+Title +Add +Save"},
		{"plot.New().Title.|", "+Text +TextStyle"},
		{"n.|", "Sum next val"},
		{"n.next.|", "Sum next val"},
		{"n.next.next.v|", "val"},
		{"(&x).|", "Age Bark Name"},
		{"f(1, \"a)\").|", "Age Name"},
		{"m[\"k\"].field.|", "Age Name"},
		{"effect().|", "Age Bark Name"},
		{"shape.|", "Area"},
		{"anyDog.(*Dog).|", "Age Bark Name"},
		{"Dog{}.N|", "Name"},
		{"fmt.Println(dogs[0].N|", "Name"},
		{"pl.X.|", "+Label +Min +Max"},
		{"strings.NewReader(\"a\").Re|", "Read ReadAt ReadByte ReadRune Reset"},
		{"strings.|", "+ToUpper +Builder"},
		{"Dog{N|", "+Name +n +new"},
		{"&Dog{Name: \"a\", |", "Age"},
		{"[]Dog{{A|", "+Age"},
		{"map[string]Dog{\"a\": {|", "+Name +Age"},
		{"plot.Plot{T|", "Title TextHandler"},
		{"Dog{Name: ra|", "+ran"},
		{"import \"gon|", "+gonum.org/v1/plot +gonum.org/v1/gonum/mat"},
		{"import (\n\t\"fmt\"\n\tj \"encoding/js|", "encoding/json"},
		{"import \"strings\"\nfmt.Println(\"gon|", ""},
		{"p := plot.New()\np.Ti|", "Title"},
		{"import \"math/big\"\nb := big.NewInt(1)\nb.|", "+Add +Mul"},
		{"import \"math/big\"\nbig.NewI|", "NewInt"},
		{"for _, hound := range dogs {\n\tfmt.Println(hound.|", "Age Bark Name"},
		{"func walk(hound *Dog) {\n\tif hound != nil {\n\t\thound.|", "Age Bark Name"},
		{"func walk(hound *Dog) {\n\tho|", "hound"},
		{"width := 3\nwid|", "width"},
		{"!ls\nq := &Dog{}\nq.|", "Age Bark Name"},
		{"fmt.\n\tSprin|", "Sprint Sprintf Sprintln"},
		{"1.|", ""},
		{").|", ""},
		{"nothing().|", ""},
		{"ran.|", ""},
		{"|", ""},
		{"p.X|", ""},
		{"s := \"é\" + strings.ToUp|", "ToUpper ToUpperSpecial"},
		{"if x {\n\tret|", "return"},
		{"nothing.|", ""},
	} {
		d.want(c.code, c.want)
	}
	d.run("if ran != 0 { panic(ran) }")
}
