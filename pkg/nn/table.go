package nn

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"unicode/utf8"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A Table describes a network layer by layer for one shape of input. It prints
// as text, and as HTML where a notebook shows it.
type Table struct {
	Input []int // (N, …)
	Rows  []TableRow
	// Sums over all layers.
	Params, FLOPs int
}

// TableRow is one layer.
type TableRow struct {
	Layer  string // name and configuration, indented where it is in another layer
	Output []int  // shape, N included
	Params int    // elements of its parameters; of a layer that has rows of its own below it, 0
	// FLOPs are the floating-point operations of one image's forward pass, two
	// for each multiplication whose result is added to a sum: those of
	// convolutions and linear layers, beside which others do next to nothing.
	FLOPs int
}

// Describe builds net, as an evaluation graph, for an input of shape in (N
// included) and describes its layers, those of a Sequential, residual or concat
// layer one by one: under "residual" first those of the body and then, behind a
// plus, those of the shortcut; under "concat" each branch behind a bar. The error
// is that of the layer that does not fit.
func Describe(net Layer, in ...int) (*Table, error) {
	if isNil(net) {
		return nil, fmt.Errorf("nn: describe: the network is nil")
	}
	if len(in) == 0 {
		return nil, fmt.Errorf("nn: describe: the input's shape is (), want (N, …)")
	}
	x, err := Input(G.NewGraph(), "x", in...)
	if err != nil {
		return nil, err
	}
	t := &Table{Input: slices.Clone(in), Params: Count(net.Params())}
	if _, err := t.add(net, x, "", ""); err != nil {
		return nil, err
	}
	return t, nil
}

// add describes l and the layers in it for x. Its first row begins with first, and
// those after it with then.
func (t *Table) add(l Layer, x *G.Node, first, then string) (y *G.Node, err error) {
	switch l := l.(type) {
	case *Sequential:
		for i, inner := range l.layers {
			if err := there("sequential", l.layers, i); err != nil {
				return nil, err
			}
			if x, err = t.add(inner, x, first, then); err != nil {
				return nil, err
			}
			first = then
		}
		return x, nil
	case *ResidualLayer:
		if isNil(l.body) {
			return l.Build(x, Eval) // the error of that
		}
		return t.branches(first+"residual", func() (*G.Node, error) {
			y, err := t.add(l.body, x, then+"  ", then+"  ")
			if err != nil {
				return nil, err
			}
			short := x
			if !isNil(l.shortcut) {
				if short, err = t.add(l.shortcut, x, then+"+ ", then+"  "); err != nil {
					return nil, err
				}
			}
			return l.join(y, short)
		})
	case *ConcatLayer:
		return t.branches(fmt.Sprintf("%sconcat axis %d", first, l.axis), func() (*G.Node, error) {
			ys := make([]*G.Node, len(l.layers))
			for i, inner := range l.layers {
				if err := there("concat", l.layers, i); err != nil {
					return nil, err
				}
				rows := len(t.Rows)
				if ys[i], err = t.add(inner, x, then+"| ", then+"  "); err != nil {
					return nil, err
				}
				if len(t.Rows) == rows {
					t.Rows = append(t.Rows, TableRow{Layer: then + "| the input", Output: slices.Clone(x.Shape())})
				}
			}
			return Concat(l.axis, ys...)
		})
	}
	nodes := len(x.Graph().AllNodes())
	if y, err = l.Build(x, Eval); err != nil {
		return nil, err
	}
	row := TableRow{Layer: first + oneLine(l), Output: slices.Clone(y.Shape()), Params: Count(l.Params())}
	for _, n := range y.Graph().AllNodes()[nodes:] {
		if o, ok := n.Op().(*op); ok {
			row.FLOPs += o.flops / t.Input[0]
		}
	}
	t.Rows, t.FLOPs = append(t.Rows, row), t.FLOPs+row.FLOPs
	return y, nil
}

// branches is a row for what other rows, which build makes, add up to.
func (t *Table) branches(name string, build func() (*G.Node, error)) (*G.Node, error) {
	i := len(t.Rows)
	t.Rows = append(t.Rows, TableRow{Layer: name})
	y, err := build()
	if err != nil {
		return nil, err
	}
	t.Rows[i].Output = slices.Clone(y.Shape())
	return y, nil
}

// String is the table as aligned text.
func (t *Table) String() string {
	width := len("layer")
	for _, r := range t.Rows {
		width = max(width, utf8.RuneCountInString(r.Layer))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%-*s  %-18s %10s %12s\n", width, "layer", "output", "parameters", "FLOPs")
	for _, r := range t.Rows {
		fmt.Fprintf(&b, "%-*s  %-18s %10d %12d\n", width, r.Layer, fmt.Sprint(tensor.Shape(r.Output)), r.Params, r.FLOPs)
	}
	fmt.Fprintf(&b, "%-*s  %-18s %10d %12d\n", width, "total", "", t.Params, t.FLOPs)
	return b.String()
}

// HTML is the table for a notebook.
func (t *Table) HTML() string {
	var b strings.Builder
	b.WriteString("<table><thead><tr><th style=\"text-align:left\">layer</th><th style=\"text-align:left\">output</th><th>parameters</th><th>FLOPs</th></tr></thead><tbody>\n")
	line := func(tag, layer, output string, params, flops int) {
		fmt.Fprintf(&b, "<tr><%[1]s style=\"text-align:left\">%[2]s</%[1]s><%[1]s style=\"text-align:left\">%[3]s</%[1]s><%[1]s>%[4]s</%[1]s><%[1]s>%[5]s</%[1]s></tr>\n",
			tag, html.EscapeString(layer), output, thousands(params), thousands(flops))
	}
	for _, r := range t.Rows {
		line("td", indent(r.Layer), fmt.Sprint(tensor.Shape(r.Output)), r.Params, r.FLOPs)
	}
	line("th", "total", "", t.Params, t.FLOPs)
	b.WriteString("</tbody></table>\n")
	return b.String()
}

// indent keeps the spaces that a row begins with in HTML.
func indent(row string) string {
	text := strings.TrimLeft(row, " ")
	return strings.Repeat("\u00a0\u00a0", len(row)-len(text)) + text
}

// thousands is n with commas: 89,633.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Summary is Describe's table as text.
func Summary(net Layer, in ...int) (string, error) {
	t, err := Describe(net, in...)
	if err != nil {
		return "", err
	}
	return t.String(), nil
}
