package engine_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/crococlock/crococlock/kernel/engine"
)

// Neither completing nor inspecting leaves anything behind.
func TestCompleteChangesNothing(t *testing.T) {
	d := newDesk(t, "type T struct { N int }\nvar x T\nn := 1")
	for _, code := range []string{
		"x := \"a\"\nx|", "func (t *T) M() {}\nx.M|", "type T string|", "import \"gonum.org/v1/gonum/mat\"\nmat.New|",
		"n = 2; n|", "func n() {}\nn|", "y := x\ny|", "import . \"math\"\nSqrt|", "panic(n|", "func init() { n = 3| }",
	} {
		d.complete(code)
		cursor := strings.Index(code, "|")
		d.e.Inspect(code[:cursor]+code[cursor+1:], cursor, 1)
	}
	d.run("if n+x.N != 1 { panic(n) }")
	for code, want := range map[string]string{
		"x.M()": "x.M undefined", "mat.NewDense(1, 1, nil)": "undefined: mat", "y": "undefined: y", "Sqrt(1)": "undefined: Sqrt",
	} {
		d.n++
		_, err := d.e.Eval(context.Background(), engine.Cell{Number: d.n, Code: code})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", code, err, want)
		}
	}
}

func TestCompleteWhileRunning(t *testing.T) {
	d := newDesk(t, "started := make(chan int)\nturns := 0")
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() {
		_, err := d.e.Eval(ctx, engine.Cell{Number: 2, Code: "type Busy struct { Left int }\nbusy := &Busy{}\nclose(started)\nfor { turns++; busy.Left-- }"})
		done <- err
	}()
	for deadline := time.Now().Add(time.Minute); len(d.complete("busy.|").Matches) == 0 && time.Now().Before(deadline); {
	}
	d.want("busy.|", "Left")
	d.want("for _, b := range []*Busy{busy} { b.|", "Left")
	if in, ok := d.e.Inspect("turns", 5, 0); !ok || in.Decl != "var turns int" || !in.Value.IsValid() {
		t.Errorf("turns is %+v", in)
	}
	select {
	case err := <-done:
		t.Fatalf("the cell has ended: %v", err)
	default:
	}
	cancel()
	if err := <-done; !errors.Is(err, engine.ErrInterrupted) {
		t.Error(err)
	}
}

func TestIsComplete(t *testing.T) {
	d := newDesk(t)
	for _, c := range []struct{ code, status, indent string }{
		{"x := 1", "complete", ""},
		{"", "complete", ""},
		{"for {", "incomplete", "\t"},
		{"for {\n    if x {", "incomplete", "        "},
		{"f(1,", "incomplete", ""},
		{"x :=", "incomplete", ""},
		{"`abc", "incomplete", ""},
		{"x := )", "invalid", ""},
		{"%time x := 1", "complete", ""},
		{"!ls (\nx := 1", "complete", ""},
		{"%time\nfor {", "incomplete", "\t"},
	} {
		if status, indent := d.e.IsComplete(c.code); status != c.status || indent != c.indent {
			t.Errorf("%q: %s %q, want %s %q", c.code, status, indent, c.status, c.indent)
		}
	}
}
