//go:build !windows

package worker_test

import (
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/display"
)

// TestValuesAsText is what a person reads where a value is no picture.
func TestValuesAsText(t *testing.T) {
	s := newSession(t)
	s.run("import (\"errors\"; \"fmt\"; \"gonum.org/v1/gonum/mat\"; \"gorgonia.org/tensor\"; \"math\"; \"strings\"; \"time\")")
	s.run("type point struct { X, Y int; label string }")
	s.run("type celsius float64\nfunc (c celsius) String() string { return fmt.Sprintf(\"%.1f °C\", float64(c)) }")
	s.run("type list struct { value int; next *list }")
	s.run("numbers := make([]float32, 10000)\nfor i := range numbers { numbers[i] = float32(i) / 4 }")
	s.run("ring := &list{value: 1}\nring.next = ring\nn := 5\nvar inInterface any = point{1, 2, \"c\"}")
	s.run("grid := make([][]float64, 2000)\nfor i := range grid { grid[i] = make([]float64, 2000) }")
	numbers := "[0 0.25 0.5 0.75 1 1.25 1.5 1.75 2 2.25 … 2497.5 2497.75 2498 2498.25 2498.5 2498.75 2499 2499.25 2499.5 2499.75] 10000 elements"
	for _, c := range []struct{ code, want string }{
		{`"a string"`, "a string"},
		{`[]string{"a b", "c", ""}`, `["a b" "c" ""]`},
		{`point{1, 2, "c"}`, `{X:1 Y:2 label:"c"}`},
		{`&point{1, 2, "c"}`, `&{X:1 Y:2 label:"c"}`},
		{`inInterface`, `{X:1 Y:2 label:"c"}`},
		{`[]*point{{1, 2, "c"}, nil}`, `[&{X:1 Y:2 label:"c"} <nil>]`},
		{`[]point{{1, 2, strings.Repeat("c", 40)}, {3, 4, strings.Repeat("d", 40)}}`, `[{X:1 Y:2 label:"` + strings.Repeat("c", 40) + "\"}\n {X:3 Y:4 label:\"" + strings.Repeat("d", 40) + `"}]`},
		{`[][]float64{{1, 2}, {3, 4.5}}`, "[[1 2] [3 4.5]]"},
		{`numbers`, numbers},
		{`struct{ A *int; B error; C any; D []string }{C: 3}`, "{A:<nil> B:<nil> C:3 D:[]}"},
		{`ring`, "&{value:1 next:&{value:1 next:&{value:1 next:&…}}}"},
		{`&n`, "&5"},
		{`map[string]int{"b": 2, "a": 1}`, "map[a:1 b:2]"},
		{`map[int][]string{10: {"x"}, 9: nil}`, `map[9:[] 10:["x"]]`},
		{`map[point]bool{{1, 2, "c"}: true}`, `map[{X:1 Y:2 label:"c"}:true]`},
		{`[]celsius{1, 20.25}`, "[1.0 °C 20.2 °C]"},
		{`[]any{1, "a", nil, time.Second, errors.New("e")}`, `[1 "a" <nil> 1s e]`},
		{`1500 * time.Millisecond`, "1.5s"},
		{`math.Sqrt`, "func(float64) float64"},
		{`make(chan int, 3)`, "chan int, holds 0 of 3"},
		{`strings.NewReader("x")`, `&{s:"x" i:0 prevRune:-1}`},
		{`mat.NewDense(2, 2, []float64{1.0 / 3, 2, math.NaN(), 1e9})`, "⎡0.333333      2⎤\n⎣     NaN  1e+09⎦"},
		{`mat.NewVecDense(2, []float64{1, 2})`, "⎡1⎤\n⎣2⎦"},
		{`mat.NewCDense(2, 1, []complex128{1, -2i})`, "2×1 complex matrix\n  (1+0i)\n  (0-2i)"},
		{`tensor.New(tensor.WithShape(2, 2), tensor.WithBacking([]float32{1, 2, 3, 4}))`, "tensor (2, 2) float32\n⎡1  2⎤\n⎣3  4⎦"},
		{`tensor.New(tensor.WithShape(20, 10, 50), tensor.WithBacking(numbers))`, "tensor (20, 10, 50) float32\n" + numbers},
	} {
		s.gives(c.code, c.want)
	}
	res := s.run("grid")
	if text := res.Data.Data[display.MIMETypeText].(string); len(text) > 20<<10 || strings.Count(text, "\n") != 20 || !strings.HasSuffix(text, "2000 elements") {
		t.Errorf("a large grid is %d bytes in %d lines, and ends in %q", len(text), strings.Count(text, "\n"), text[len(text)-30:])
	}
}

func TestErrorsAsResults(t *testing.T) {
	s := newSession(t)
	s.run("import (\"errors\"; \"fmt\"; \"io/fs\"; \"strconv\")")
	s.run("file := &fs.PathError{Op: \"open\", Path: \"x.csv\", Err: fs.ErrNotExist}")
	s.run("data := fmt.Errorf(\"data: %w\", file)")
	for name, c := range map[string]struct{ code, text, html string }{
		"Plain": {`errors.New("plain")`, "plain", ""},
		"Chain": {`data`,
			"data: open x.csv: file does not exist\n└ open x.csv: file does not exist (*fs.PathError)\n  └ file does not exist",
			"<div>data: open x.csv: file does not exist\n<ul>\n<li>open x.csv: file does not exist <code>*fs.PathError</code>\n<ul>\n<li>file does not exist</li>\n</ul></li>\n</ul></div>"},
		"Tree": {`errors.Join(errors.New("one\nof two lines"), fmt.Errorf("%w", errors.Join(file, errors.New("<b>"))), errors.New("c"))`,
			"3 errors\n├ one\n│ of two lines\n├ open x.csv: file does not exist\n│ │ <b>\n│ └ 2 errors\n│   ├ open x.csv: file does not exist (*fs.PathError)\n│   │ └ file does not exist\n│   └ <b>\n└ c",
			"<div>3 errors\n<ul>\n<li>one<br>of two lines</li>\n<li>open x.csv: file does not exist<br>&lt;b&gt;\n<ul>\n<li>2 errors\n<ul>\n<li>open x.csv: file does not exist <code>*fs.PathError</code>\n<ul>\n<li>file does not exist</li>\n</ul></li>\n<li>&lt;b&gt;</li>\n</ul></li>\n</ul></li>\n<li>c</li>\n</ul></div>"},
		"BesideAValue": {`strconv.Atoi("x")`, "0 strconv.Atoi: parsing \"x\": invalid syntax (*strconv.NumError)\n└ invalid syntax", ""},
		"Several":      {`[]error{data, nil}`, "[data: open x.csv: file does not exist <nil>]", ""},
	} {
		t.Run(name, func(t *testing.T) {
			res := s.run(c.code)
			if got := res.Data.Data[display.MIMETypeText]; got != c.text {
				t.Errorf("text\n%s\nwant\n%s", got, c.text)
			}
			if got, _ := res.Data.Data[display.MIMETypeHTML].(string); got != c.html {
				t.Errorf("HTML\n%s\nwant\n%s", got, c.html)
			}
		})
	}
}
