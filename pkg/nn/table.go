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
	Layer  string // name and configuration
	Output []int  // shape, N included
	Params int    // elements of its parameters
	// FLOPs are the floating-point operations of one image's forward pass, two
	// for each multiplication whose result is added to a sum: those of
	// convolutions and linear layers, beside which others do next to nothing.
	FLOPs int
}

// Describe builds net, as an evaluation graph, for an input of shape in (N
// included) and describes its layers. The error is that of the layer that does
// not fit.
func Describe(net *Sequential, in ...int) (*Table, error) {
	if len(in) == 0 {
		return nil, fmt.Errorf("nn: describe: the input's shape is (), want (N, …)")
	}
	x, err := Input(G.NewGraph(), "x", in...)
	if err != nil {
		return nil, err
	}
	t := &Table{Input: slices.Clone(in), Params: Count(net.Params())}
	if err := t.add(net, &x); err != nil {
		return nil, err
	}
	return t, nil
}

// add describes net's layers, and those of networks among them, from *x on.
func (t *Table) add(net *Sequential, x **G.Node) error {
	for _, l := range net.layers {
		if inner, ok := l.(*Sequential); ok {
			if err := t.add(inner, x); err != nil {
				return err
			}
			continue
		}
		nodes := len((*x).Graph().AllNodes())
		y, err := l.Build(*x, Eval)
		if err != nil {
			return err
		}
		row := TableRow{Layer: l.String(), Output: slices.Clone(y.Shape()), Params: Count(l.Params())}
		for _, n := range y.Graph().AllNodes()[nodes:] {
			if o, ok := n.Op().(*op); ok {
				row.FLOPs += o.flops / t.Input[0]
			}
		}
		t.Rows, t.FLOPs, *x = append(t.Rows, row), t.FLOPs+row.FLOPs, y
	}
	return nil
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
		line("td", r.Layer, fmt.Sprint(tensor.Shape(r.Output)), r.Params, r.FLOPs)
	}
	line("th", "total", "", t.Params, t.FLOPs)
	b.WriteString("</tbody></table>\n")
	return b.String()
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
func Summary(net *Sequential, in ...int) (string, error) {
	t, err := Describe(net, in...)
	if err != nil {
		return "", err
	}
	return t.String(), nil
}
