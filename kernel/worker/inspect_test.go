//go:build !windows

package worker_test

import (
	"slices"
	"strings"
	"testing"
)

func TestInspect(t *testing.T) {
	s := newSession(t)
	s.run("import (\"fmt\"; \"strings\"; \"sync\"; \"gonum.org/v1/plot\"; \"github.com/crococlock/crococlock/pkg/dataset\")")
	s.run("// double doubles.\n// Twice.\nfunc double(n int) int { return 2 * n }\n\n// point is a place.\ntype point struct {\n\tX, Y int\n}\n\n// Sum adds.\nfunc (p *point) Sum() int { return p.X + p.Y }")
	s.run("p := &point{1, 2}\nx := 21\nvar b strings.Builder\nlist := []string{\"a\"}\nvar wg sync.WaitGroup\npl := plot.New()")
	for _, c := range []struct {
		code string // a bar is the cursor
		want []string
	}{
		{"x|", []string{"x int = 21"}},
		{"é := x| + 1", []string{"x int = 21"}},
		{"list|", []string{"list []string = [\"a\"]"}},
		{"double|(3)", []string{"func double(n int) int", "double doubles.\nTwice."}},
		{"double(3|", []string{"func double(n int) int"}},
		{"double(x, (1), |", []string{"func double(n int) int"}},
		{"p|", []string{"p *point = &{X:1 Y:2}", "point is a place."}},
		{"p.X|", []string{"X int = 1"}},
		{"p.Sum|()", []string{"func (p *point) Sum() int", "Sum adds."}},
		{"point|{}", []string{"type point struct", "X, Y int", "point is a place.", "func (p *point) Sum() int"}},
		{"fmt.Pri|ntln", []string{"func Println(a ...any) (n int, err error)", "formats using the default formats"}},
		{"fmt|", []string{"package fmt", "formatted I/O"}},
		{"b.WriteString|", []string{"func (b *Builder) WriteString(s string) (int, error)", "appends"}},
		{"b|", []string{"b strings.Builder", "A Builder is used"}},
		{"pl.Title|", []string{"Title "}},
		{"plot.Plot|", []string{"type Plot struct"}},
		{"dataset.Dataset|", []string{"type Dataset struct"}},
		{"display.HTML|", []string{"func HTML(html string) Data"}},
		{"append|", []string{"func append("}},
		{"int|", []string{"type int int"}},
		{"ctx|", []string{"ctx context.Context"}},
	} {
		cursor := strings.Index(c.code, "|")
		got := s.e.Inspect(strings.Replace(c.code, "|", "", 1), cursor, 0)
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %q does not hold %q", c.code, got, want)
			}
		}
	}
	for _, code := range []string{"", "none", "x.none", "fmt.none", "1 + ", "(", "p.Sum.x"} {
		if got := s.e.Inspect(code, len(code), 0); got != "" {
			t.Errorf("%q: %q, want nothing", code, got)
		}
	}
}

func TestComplete(t *testing.T) {
	s := newSession(t)
	s.run("import \"strings\"\ntype point struct{ Xa, Xb int }\nfunc (p point) Xc() int { return 0 }\np := point{}\nq := &p\nwidth := 1\nvar b strings.Builder")
	for _, c := range []struct {
		code string
		want []string
	}{
		{"wid", []string{"width"}},
		{"p.X", []string{"Xa", "Xb", "Xc"}},
		{"q.X", []string{"Xa", "Xb", "Xc"}},
		{"s := \"é\" + strings.ToUp", []string{"ToUpper", "ToUpperSpecial"}},
		{"b.WriteS", []string{"WriteString"}},
		{"display.HT", []string{"HTML", "HTMLer"}},
		{"if x {\n\tret", []string{"return"}},
		{"nothing.", nil},
	} {
		got, start, end := s.completed(c.code, len(c.code))
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.code, got, c.want)
		}
		if end != len(c.code) || start > end {
			t.Errorf("%s: replaces %d to %d", c.code, start, end)
		}
	}
}
