package main

import (
	"bytes"
	"testing"
)

// TestPredictionFormats writes what weights of two and of three classes say, and
// nothing.
func TestPredictionFormats(t *testing.T) {
	two := []prediction{{"a b.png", "dog", []float64{0.25, 0.75}}, {"c.png", "cat", []float64{1, 0}}}
	three := []prediction{{"\xff.png", `a"b`, []float64{0.5, 0.3, 0.2}}}
	for _, c := range []struct {
		format  string
		classes []string
		rows    []prediction
		want    string
	}{
		{"table", []string{"cat", "dog"}, two, "path     p_dog     label\na b.png  0.750000  dog\nc.png    0.000000  cat\n"},
		{"csv", []string{"cat", "dog"}, two, "path,p_dog,label\na b.png,0.750000,dog\nc.png,0.000000,cat\n"},
		{"json", []string{"cat", "dog"}, two, `[
  {"path": "a b.png", "label": "dog", "p": 0.750000, "probabilities": [{"class": "cat", "p": 0.250000}, {"class": "dog", "p": 0.750000}]},
  {"path": "c.png", "label": "cat", "p": 1.000000, "probabilities": [{"class": "cat", "p": 1.000000}, {"class": "dog", "p": 0.000000}]}
]
`},
		{"json", []string{`a"b`, "c", "d"}, three, `[
  {"path": "\\xff.png", "path_base64": "/y5wbmc=", "label": "a\"b", "p": 0.500000, "probabilities": [{"class": "a\"b", "p": 0.500000}, {"class": "c", "p": 0.300000}, {"class": "d", "p": 0.200000}]}
]
`},
		{"table", []string{"cat", "dog"}, nil, ""},
		{"csv", []string{"cat", "dog"}, nil, "path,p_dog,label\n"},
		{"json", []string{"cat", "dog"}, nil, "[\n]\n"},
	} {
		var out bytes.Buffer
		w := newPredictionWriter(c.format, &out, c.classes, len("a b.png"))
		for _, r := range c.rows {
			if err := w.row(r); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.end(); err != nil || out.String() != c.want {
			t.Errorf("%s of %q: %v\n%s\nwant\n%s", c.format, c.classes, err, out.String(), c.want)
		}
	}
}
