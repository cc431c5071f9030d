package exec_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/exec"
	G "gorgonia.org/gorgonia"
)

// fuser is a writer that joins with any writer after it, and can work in place.
type fuser struct {
	writer
	log    *[]string // of the names of what runs
	unread bool
}

func (o *fuser) Fuse(next G.Op) exec.Writer {
	n, ok := next.(*writer)
	if !ok {
		return nil
	}
	return &joint{fuser{writer{scale{n: o.n, name: o.name + "+" + n.name}}, o.log, false}}
}

func (o *fuser) InPlace(int) bool { return true }
func (o *fuser) Reads(int) bool   { return !o.unread }

func (o *fuser) UsePreallocDo(out G.Value, in ...G.Value) (G.Value, error) {
	*o.log = append(*o.log, o.name)
	return o.writer.UsePreallocDo(out, in...)
}

// joint doubles twice.
type joint struct{ fuser }

func (o *joint) Fuse(G.Op) exec.Writer { return nil }

func (o *joint) UsePreallocDo(out G.Value, in ...G.Value) (G.Value, error) {
	if _, err := o.fuser.UsePreallocDo(out, in...); err != nil {
		return nil, err
	}
	return out, o.into(out, out)
}

func (o *fuser) of(t *testing.T, x *G.Node) *G.Node {
	t.Helper()
	y, err := G.ApplyOp(o, x)
	if err != nil {
		t.Fatal(err)
	}
	return y
}

func TestFusesWhatNobodyElseReads(t *testing.T) {
	for name, c := range map[string]struct {
		alsoRead, alsoKept bool
		ran                string
	}{
		"Alone": {false, false, "[a+b]"},
		"Read":  {true, false, "[a c]"},
		"Kept":  {false, true, "[a]"},
	} {
		t.Run(name, func(t *testing.T) {
			g := G.NewGraph()
			x := vector(g, "x", 1, 2)
			var log []string
			a := (&fuser{writer{scale{n: 2, name: "a"}}, &log, false}).of(t, x)
			var other *G.Node // before b, so that b is a's last reader
			if c.alsoRead {
				other = (&fuser{writer{scale{n: 2, name: "c"}}, &log, false}).of(t, a)
			}
			b := G.Must(G.ApplyOp(&writer{scale{n: 2, name: "b"}}, a))
			outputs := []*G.Node{b}
			if c.alsoKept {
				outputs = append(outputs, a)
			}
			if c.alsoRead {
				outputs = append(outputs, other)
			}
			m := mustMachine(t, outputs...)
			run(t, m)
			if got := fmt.Sprint(log); got != c.ran {
				t.Errorf("ran %s, want %s", got, c.ran)
			}
			for i, want := range [][]float32{{4, 8}, {2, 4}, {4, 8}} {
				if i == 1 && !c.alsoKept || i == 2 && !c.alsoRead {
					continue
				}
				n := outputs[min(i, len(outputs)-1)]
				if got := floats(t, n.Value()); !slices.Equal(got, want) {
					t.Errorf("output %d is %v, want %v", i, got, want)
				}
			}
		})
	}
}

func TestWorksInPlaceWhereTheInputDies(t *testing.T) {
	g := G.NewGraph()
	x := vector(g, "x", 1, 2)
	var log []string
	y := x
	for i := range 5 {
		y = (&fuser{writer{scale{n: 2, name: fmt.Sprint("w", i)}}, &log, false}).of(t, y)
	}
	m := mustMachine(t, y)
	run(t, m)
	run(t, m)
	if got := floats(t, y.Value()); !slices.Equal(got, []float32{32, 64}) {
		t.Errorf("y is %v", got)
	}
	if got := floats(t, x.Value()); !slices.Equal(got, []float32{1, 2}) {
		t.Errorf("x has become %v", got)
	}
	p := m.Plan()
	if p.ArenaBytes != 64 || p.InPlace != 4 || p.PeakBytes != 64 || p.SumBytes != 5*8 {
		t.Errorf("plan is %+v, want five tensors in one place", p)
	}
	for _, want := range []string{"5 steps", "4 in place", "w0"} {
		if !strings.Contains(p.String(), want) {
			t.Errorf("the report has no %q:\n%v", want, p)
		}
	}
}

// An op that only comes after another, without reading it, does not keep its
// memory.
func TestUnreadInputsDie(t *testing.T) {
	g := G.NewGraph()
	var log []string
	a := (&fuser{writer{scale{n: 2, name: "a"}}, &log, false}).of(t, vector(g, "x", 1, 2))
	b := (&fuser{writer{scale{n: 2, name: "b"}}, &log, false}).of(t, a)
	c := (&fuser{writer{scale{n: 2, name: "c"}}, &log, true}).of(t, a)
	m := mustMachine(t, b, c)
	run(t, m)
	if got := fmt.Sprint(log); got != "[a b c]" {
		t.Errorf("ran %s, want a before b and c", got)
	}
	if p := m.Plan(); p.InPlace != 1 || p.ArenaBytes != 2*64 {
		t.Errorf("plan is %+v, want b in a's place", p)
	}
}

func TestRunUntil(t *testing.T) {
	g := G.NewGraph()
	x, z := vector(g, "x", 1, 2), vector(g, "z", 1, 1)
	var log []string
	a := (&fuser{writer{scale{n: 2, name: "a"}}, &log, false}).of(t, x)
	b := (&fuser{writer{scale{n: 2, name: "b"}}, &log, false}).of(t, z)
	sum := G.Must(G.Add(a, b))
	m := mustMachine(t, sum, a)
	for range 2 {
		log = nil
		if err := m.RunUntil(a); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(log, floats(t, a.Value())); got != "[a] [2 4]" {
			t.Errorf("until a: %s", got)
		}
		z.Value().Data().([]float32)[0] = 10
		for range 2 { // the second has nothing to do
			if err := m.Resume(); err != nil {
				t.Fatal(err)
			}
		}
		if got := fmt.Sprint(log, floats(t, sum.Value())); got != "[a b] [22 6]" {
			t.Errorf("after the rest: %s", got)
		}
	}
	bad := G.Must(G.ApplyOp(&writer{scale{n: 2, name: "bad", panics: true}}, a))
	m = mustMachine(t, bad, a, b)
	for _, run := range []func() error{m.RunAll, m.Resume, m.Resume} {
		if err := run(); err == nil || !strings.Contains(err.Error(), "oh no") {
			t.Errorf("a failed run, or its rest, gives error %v", err)
		}
	}
	if err := m.RunUntil(a); err != nil {
		t.Errorf("the next run: %v", err)
	}
	m = mustMachine(t, sum, a)
	if err := m.RunUntil(b); err == nil || !strings.Contains(err.Error(), "not an output") {
		t.Errorf("until what is no output: error is %v", err)
	}
}
