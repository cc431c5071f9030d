package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/engine"
)

// inspect inspects at the bar in a cell, all that there is as one text.
func (d *desk) inspect(code string) (string, engine.Inspection) {
	cursor := strings.Index(code, "|")
	if cursor < 0 {
		d.t.Fatalf("%s: no cursor", code)
	}
	in, ok := d.e.Inspect(code[:cursor]+code[cursor+1:], cursor, 0)
	if !ok {
		return "", in
	}
	text := in.Decl
	if in.Value.IsValid() {
		text += fmt.Sprintf(" = %v", in.Value.Interface())
	}
	return text + "\n" + in.Doc + "\n" + in.TypeDecl + "\n" + in.TypeDoc + "\n" + strings.Join(append(in.Fields, in.Methods...), "\n"), in
}

func TestInspect(t *testing.T) {
	d := newDesk(t,
		"import (\"fmt\"; \"strings\"; \"sync\"; \"gonum.org/v1/plot\"; \"github.com/crococlock/crococlock/pkg/dataset\")",
		"// double doubles.\n// Twice.\nfunc double(n int) int { return 2 * n }\n\n// point is a place.\ntype point struct {\n\tX, Y int // where\n}\n\n// Sum adds.\nfunc (p *point) Sum() int { return p.X + p.Y }",
		"p := &point{1, 2}\nx := 21\nvar b strings.Builder\nlist := []string{\"a\"}\nvar wg sync.WaitGroup\npl := plot.New()")
	for _, c := range []struct {
		code string
		want []string
	}{
		{"x|", []string{"var x int = 21"}},
		{"é := x| + 1", []string{"var x int = 21"}},
		{"list|", []string{"var list []string = [a]"}},
		{"double|(3)", []string{"func double(n int) int", "double doubles.\nTwice."}},
		{"double(3|", []string{"func double(n int) int"}},
		{"double(x, (1), |", []string{"func double(n int) int"}},
		{"p|", []string{"var p *point = &{1 2}", "point is a place.", "func (p *point) Sum() int"}},
		{"p.X|", []string{"X int = 1", "where"}},
		{"p.Sum|()", []string{"func (p *point) Sum() int", "Sum adds."}},
		{"point|{}", []string{"type point struct {\n\tX, Y int // where\n}", "point is a place.", "func (p *point) Sum() int"}},
		{"fmt.Pri|ntln", []string{"func Println(a ...any) (n int, err error)", "formats using the default formats"}},
		{"fmt|", []string{"package fmt", "formatted I/O"}},
		{"b.WriteString|", []string{"func (b *Builder) WriteString(s string) (int, error)", "appends"}},
		{"b|", []string{"var b strings.Builder", "A Builder is used"}},
		{"pl.Title|", []string{"Title "}},
		{"plot.Plot|", []string{"type Plot struct"}},
		{"dataset.Dataset|", []string{"type Dataset struct"}},
		{"append|", []string{"func append("}},
		{"int|", []string{"type int int"}},
	} {
		got, _ := d.inspect(c.code)
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %q does not hold %q", c.code, got, want)
			}
		}
	}
	for _, code := range []string{"|", "none|", "x.none|", "fmt.none|", "1 + |", "(|", "p.Sum.x|"} {
		if got, _ := d.inspect(code); got != "" {
			t.Errorf("%q: %q, want nothing", code, got)
		}
	}
}
