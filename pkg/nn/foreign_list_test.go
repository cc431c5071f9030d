package nn_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

var update = flag.Bool("update", false, "write golden files anew")

// corrected are functions that our machine or Grad computes in its own way.
var corrected = map[string]string{
	"Sum": "summed by ours: Gorgonia's is wrong over inner axes of four", "Mean": "summed by ours, as Sum",
	"Norm": "summed by ours, as Sum", "KeepDims": "as what it is given", "Max": "by ours: Gorgonia's is wrong over inner axes of four",
	"Log2": "gradient by ours: Gorgonia's is ln 2/x", "InverseSqrt": "gradient by ours",
	"OuterProd": "gradient by ours: Gorgonia's is an outer product", "Auto": "as the function it is given",
}

// TestListOfGorgoniasOps holds GORGONIA.md, which says what was checked, against
// the cases that check it.
func TestListOfGorgoniasOps(t *testing.T) {
	type row struct {
		count              int
		machine, grad, own []string
	}
	rows := make(map[string]*row)
	var names []string
	for _, c := range foreignCases {
		name, what, _ := strings.Cut(c.of, " ")
		r := rows[name]
		if r == nil {
			r = &row{}
			rows[name], names = r, append(names, name)
		}
		r.count++
		add := func(list *[]string, text string) {
			if !slices.Contains(*list, text) {
				*list = append(*list, text)
			}
		}
		switch {
		case c.instead != "":
			add(&r.machine, c.instead)
		case c.gradInstead != "":
			add(&r.grad, c.gradInstead)
		case c.fails:
			add(&r.own, what)
		}
	}
	slices.Sort(names)
	var b strings.Builder
	b.WriteString(listHeader)
	for _, name := range names {
		r := rows[name]
		var notes []string
		if s, ok := corrected[name]; ok {
			notes = append(notes, s)
		} else if strings.HasPrefix(name, "Broadcast") {
			notes = append(notes, "gradient of what is repeated by ours: Gorgonia's loses axes")
		}
		if len(r.machine) > 0 {
			some := ""
			if !slices.ContainsFunc(foreignCases, func(c foreignCase) bool {
				n, _, _ := strings.Cut(c.of, " ")
				return n == name && c.instead == "" && !c.fails
			}) {
				some = "**refused**: use "
			} else {
				some = "refused where it is wrong: use "
			}
			notes = append(notes, some+"`"+strings.Join(r.machine, "`, `")+"`")
		}
		if len(r.grad) > 0 {
			notes = append(notes, "gradient refused where it is wrong or missing: use `"+strings.Join(r.grad, "`, `")+"`")
		}
		if len(r.own) > 0 && len(r.machine) == 0 {
			notes = append(notes, "an error "+strings.Join(r.own, ", "))
		}
		if len(notes) == 0 {
			notes = []string{"right"}
		}
		fmt.Fprintf(&b, "| `%s` | %d | %s |\n", name, r.count, strings.Join(notes, "; "))
	}
	const path = "GORGONIA.md"
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("%s is not what the cases say; go test ./pkg/nn -run ListOfGorgoniasOps -update writes it", path)
	}
}

const listHeader = `# Gorgonia's ops in our graphs

What ` + "`nn.NewMachine` and `nn.Grad`" + ` make of the functions of Gorgonia v0.9.18 that add nodes to a graph.
Each was computed in float64 and in float32 in our machine, on inputs and on nodes between others, twice in the
same memory, and held against a plain computation; its gradient against finite differences of that
(foreign_test.go, whose cases this list is written from). "Right" is right in all configurations that were tried;
what is refused is an error that names what to use. Functions that are not in the list are refused by the name of
their op as not checked; ops that others wrote are run as they are.

Nodes that Gorgonia takes for one another: two slices that begin and end 256 elements apart, and SoftMax and
LogSoftMax of one node. Both are refused. Its graphs give another node's inputs once they have removed a node, as
Log of Sigmoid makes them do; our machine does not ask them then.

| function | configurations | in our machine |
|---|---:|---|
`

// Nodes of one input that differ in their configuration alone must not be taken
// for one another.
func TestGorgoniasOpsSideBySide(t *testing.T) {
	groups := make(map[string][]foreignCase)
	for _, c := range foreignCases {
		if c.instead == "" && !c.fails {
			key := fmt.Sprint(c.shapes, c.positive)
			groups[key] = append(groups[key], c)
		}
	}
	if len(groups) < 20 {
		t.Fatalf("only %d groups", len(groups))
	}
	for key, cases := range groups {
		g := G.NewGraph()
		var leaves, outputs G.Nodes
		in := cases[0].inputs()
		for i, a := range in {
			leaves = append(leaves, G.NewTensor(g, tensor.Float64, len(a.shape), G.WithShape(a.shape...), G.WithName(fmt.Sprint("in", i)), G.WithValue(typed(a, tensor.Float64))))
		}
		for _, c := range cases {
			y, err := c.build(leaves)
			if err != nil {
				t.Fatalf("%s: %v", c.of, err)
			}
			outputs = append(outputs, y)
		}
		m, err := nn.NewMachine(outputs...)
		if err != nil {
			t.Fatalf("%s: %v", key, err)
		}
		if err := m.RunAll(); err != nil {
			t.Fatalf("%s: %v", key, err)
		}
		for i, c := range cases {
			if err := differs(toFloat64(outputs[i].Value()), c.plain(in).data, 1e-9); err != nil {
				t.Errorf("%s, beside others: %v", c.of, err)
			}
		}
	}
}

// The sums that were wrong, with their right values.
func TestSumOverInnerAxes(t *testing.T) {
	x := ramp(t, G.NewGraph(), "x", 2, 3, 4, 5)
	for i := range nn.Data(x) {
		nn.Data(x)[i] = float32(i)
	}
	sum, most := G.Must(G.Sum(x, 2, 3)), G.Must(G.Max(x, 2, 3))
	vm, read := ourMachine(t, G.Nodes{sum, most})
	if err := vm.RunAll(); err != nil {
		t.Fatal(err)
	}
	if got := read()[0]; !slices.Equal(got, []float32{190, 590, 990, 1390, 1790, 2190}) {
		t.Errorf("sums are %v", got)
	}
	if got := read()[1]; !slices.Equal(got, []float32{19, 39, 59, 79, 99, 119}) {
		t.Errorf("maxima are %v", got)
	}
}
