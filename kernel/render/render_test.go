package render_test

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-gota/gota/dataframe"
	"github.com/go-gota/gota/series"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gorgonia.org/tensor"

	"github.com/crococlock/crococlock/kernel/display"
	"github.com/crococlock/crococlock/kernel/render"
)

// values shows values as the results of a cell.
func values(list ...any) display.Data {
	of := make([]reflect.Value, len(list))
	for i := range list {
		of[i] = reflect.ValueOf(list[i])
	}
	return render.Values(of...)
}

type point struct {
	X, Y  int
	Label string
}

type celsius float64

func (c celsius) String() string { return fmt.Sprintf("%.1f °C", float64(c)) }

type list struct {
	Value int
	Next  *list
}

type page struct{ title string }

func (p page) HTML() string { return "<h1>" + p.title + "</h1>" }

// TestValuesAsText is what a person reads where a value is no picture.
func TestValuesAsText(t *testing.T) {
	quarters := make([]float32, 10000)
	for i := range quarters {
		quarters[i] = float32(i) / 4
	}
	written := "[0 0.25 0.5 0.75 1 1.25 1.5 1.75 2 2.25 … 2497.5 2497.75 2498 2498.25 2498.5 2498.75 2499 2499.25 2499.5 2499.75] 10000 elements"
	ring := &list{Value: 1}
	ring.Next = ring
	five := 5
	for _, c := range []struct {
		value any
		want  string
	}{
		{"a string", "a string"},
		{[]string{"a b", "c", ""}, `["a b" "c" ""]`},
		{point{1, 2, "c"}, `{X:1 Y:2 Label:"c"}`},
		{&point{1, 2, "c"}, `&{X:1 Y:2 Label:"c"}`},
		{[]*point{{1, 2, "c"}, nil}, `[&{X:1 Y:2 Label:"c"} <nil>]`},
		{[]point{{1, 2, strings.Repeat("c", 40)}, {3, 4, strings.Repeat("d", 40)}}, `[{X:1 Y:2 Label:"` + strings.Repeat("c", 40) + "\"}\n {X:3 Y:4 Label:\"" + strings.Repeat("d", 40) + `"}]`},
		{[][]float64{{1, 2}, {3, 4.5}}, "[[1 2] [3 4.5]]"},
		{quarters, written},
		{struct {
			A *int
			B error
			C any
			D []string
		}{C: 3}, "{A:<nil> B:<nil> C:3 D:[]}"},
		{ring, "&{Value:1 Next:&{Value:1 Next:&{Value:1 Next:&…}}}"},
		{&five, "&5"},
		{map[string]int{"b": 2, "a": 1}, "map[a:1 b:2]"},
		{map[int][]string{10: {"x"}, 9: nil}, `map[9:[] 10:["x"]]`},
		{map[point]bool{{1, 2, "c"}: true}, `map[{X:1 Y:2 Label:"c"}:true]`},
		{celsius(3), "3.0 °C"},
		{[]celsius{1, 20.25}, "[1.0 °C 20.2 °C]"},
		{[]any{1, "a", nil, time.Second, errors.New("e"), celsius(2)}, `[1 "a" <nil> 1s e 2.0 °C]`},
		{1500 * time.Millisecond, "1.5s"},
		{math.Sqrt, "func(float64) float64"},
		{make(chan int, 3), "chan int, holds 0 of 3"},
		{strings.NewReader("x"), `&{s:"x" i:0 prevRune:-1}`},
		{page{"a"}, `{title:"a"}`},
		{mat.NewDense(2, 2, []float64{1.0 / 3, 2, math.NaN(), 1e9}), "⎡0.333333      2⎤\n⎣     NaN  1e+09⎦"},
		{&mat.Dense{}, "0×0 matrix"},
		{mat.NewVecDense(2, []float64{1, 2}), "⎡1⎤\n⎣2⎦"},
		{mat.NewCDense(2, 1, []complex128{1, -2i}), "2×1 complex matrix\n  (1+0i)\n  (0-2i)"},
		{tensor.New(tensor.WithShape(2, 2), tensor.WithBacking([]float32{1, 2, 3, 4})), "tensor (2, 2) float32\n⎡1  2⎤\n⎣3  4⎦"},
		{tensor.New(tensor.WithShape(20, 10, 50), tensor.WithBacking(quarters)), "tensor (20, 10, 50) float32\n" + written},
	} {
		if got := render.Text(reflect.ValueOf(c.value)); got != c.want {
			t.Errorf("%T is written\n%s\nwant\n%s", c.value, got, c.want)
		}
	}
}

func TestLargeValuesAreCut(t *testing.T) {
	grid := make([][]float64, 2000)
	for i := range grid {
		grid[i] = make([]float64, 2000)
	}
	text := render.Text(reflect.ValueOf(grid))
	if len(text) > 20<<10 || strings.Count(text, "\n") != 20 || !strings.HasSuffix(text, "2000 elements") {
		t.Errorf("a large grid is %d bytes in %d lines, and ends in %q", len(text), strings.Count(text, "\n"), text[len(text)-30:])
	}
	text = render.Text(reflect.ValueOf(strings.Repeat("é", 20000)))
	if !strings.HasSuffix(text, "é … 40000 bytes in all") {
		t.Errorf("a long string ends in %q", text[len(text)-30:])
	}
}

// Private fields that cells declare are the reader's own.
func TestPrivateFieldsOfNotebooks(t *testing.T) {
	inner := reflect.StructOf([]reflect.StructField{
		{Name: "at", PkgPath: "main", Type: reflect.TypeFor[*point]()},
		{Name: "warm", PkgPath: "main", Type: reflect.TypeFor[celsius]()},
	})
	outer := reflect.StructOf([]reflect.StructField{
		{Name: "in", PkgPath: "main", Type: inner},
		{Name: "Open", Type: reflect.TypeFor[*point]()},
	})
	p := reflect.New(outer)
	*(**point)(p.UnsafePointer()) = &point{X: 1} // at is what begins it
	for _, v := range []reflect.Value{p, p.Elem(), reflect.ValueOf(p.Elem().Interface())} {
		want := "{in:{at:&{X:1 Y:0 Label:\"\"} warm:0.0 °C} Open:<nil>}"
		if got := strings.TrimPrefix(render.Text(v), "&"); got != want {
			t.Errorf("%v is written %s, want %s", v.Type(), got, want)
		}
	}
	type theirs struct{ at *point }
	if got := render.Text(reflect.ValueOf(theirs{&point{}})); got != "{at:&…}" {
		t.Errorf("private to a library, and written %s", got)
	}
}

func TestSeveralValues(t *testing.T) {
	mime := display.MIMEMap{"text/html": "x"}
	for name, c := range map[string]struct {
		got        display.Data
		text, html any
	}{
		"Nothing":     {values(), nil, nil},
		"AllNil":      {values(nil, error(nil), (*int)(nil)), nil, nil},
		"Joined":      {values(1, nil, "a"), "1 <nil> a", nil},
		"OneRich":     {values(page{"A"}, nil), `{title:"A"} <nil>`, "<h1>A</h1>"},
		"RichAndText": {values(page{"A"}, 2), `{title:"A"} 2`, nil},
		"TwoRich":     {values(page{"A"}, page{"B"}), `{title:"A"} {title:"B"}`, nil},
		"Data":        {values(display.MIME(mime, nil)), "{Data:map[text/html:\"x\"] Metadata:map[] Transient:map[]}", "x"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.got.Data[display.MIMETypeText]; got != c.text {
				t.Errorf("text %q, want %q", got, c.text)
			}
			if got := c.got.Data[display.MIMETypeHTML]; got != c.html {
				t.Errorf("HTML %q, want %q", got, c.html)
			}
		})
	}
	if len(mime) != 1 {
		t.Errorf("the user's own map was changed: %v", mime)
	}
}

func TestFrames(t *testing.T) {
	frame := dataframe.New(series.New([]string{"a<b", "c"}, series.String, "name"), series.New([]int{1, 2}, series.Int, "n"))
	for _, v := range []any{frame, &frame} {
		got := values(v).Data
		html, _ := got[display.MIMETypeHTML].(string)
		for _, want := range []string{"<table>", "a&lt;b", "<small>int</small>", "2 rows × 2 columns"} {
			if !strings.Contains(html, want) {
				t.Errorf("%T: the table does not hold %q:\n%s", v, want, html)
			}
		}
		if want := "name\tn\na<b\t1\nc\t2\n2 rows × 2 columns"; got[display.MIMETypeText] != want {
			t.Errorf("%T: text %q, want %q", v, got[display.MIMETypeText], want)
		}
	}
	long := dataframe.New(series.New(make([]int, 50), series.Int, "n"))
	if html := values(long).Data[display.MIMETypeHTML].(string); strings.Count(html, "<tr>") != 22 || !strings.Contains(html, "<th>49</th>") {
		t.Errorf("50 rows are shown as\n%s", html)
	}
	broken := values(dataframe.DataFrame{Err: errors.New("no column")}).Data
	if broken[display.MIMETypeText] != "dataframe error: no column" {
		t.Errorf("a broken frame is shown as %v", broken)
	}
}

func TestPlots(t *testing.T) {
	p := plot.New()
	p.Title.Text = "loss"
	d := values(p, error(nil))
	if png, _ := d.Data[display.MIMETypePNG].([]byte); !strings.HasPrefix(string(png), "\x89PNG") || d.Data[display.MIMETypeText] != "plot: loss" {
		t.Errorf("a plot is shown as %v", d)
	}
}
