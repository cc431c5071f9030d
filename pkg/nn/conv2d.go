package nn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/exec"
	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// ConvConfig is how filters move over an image.
type ConvConfig struct {
	Stride   int // in rows and columns; 0 means 1
	Padding  int // zeros on each side
	Dilation int // distance of a filter's rows and columns in the image; 0 means 1
	// Groups are channels that see each other: C/Groups of x make K/Groups of the
	// result. As many as channels make a depthwise convolution. 0 means 1.
	Groups int
	// Columns are the numbers for columns where they are not those for rows.
	Columns *ConvColumns
	// Data says that x is data whose gradient is never asked for: then
	// gorgonia.Grad leaves it out too, as Grad does by itself for what nobody asks
	// for. Asked for after all, it is an error.
	Data bool
}

// ConvColumns are a convolution's numbers for columns.
type ConvColumns struct {
	Kernel   int // of a layer's filters; for Conv2D the filters say it
	Stride   int // 0 means 1
	Padding  int
	Dilation int // 0 means 1
}

// axis is one direction of a convolution.
type axis struct{ stride, padding, dilation int }

func (c ConvConfig) rows() axis { return axis{max(c.Stride, 1), c.Padding, max(c.Dilation, 1)} }

func (c ConvConfig) columns() axis {
	if c.Columns == nil {
		return c.rows()
	}
	return axis{max(c.Columns.Stride, 1), c.Columns.Padding, max(c.Columns.Dilation, 1)}
}

// validate reports numbers that make no sense in either direction.
func (c ConvConfig) validate(name string) error {
	for _, n := range []struct {
		name  string
		value int
	}{{"Stride", c.Stride}, {"Padding", c.Padding}, {"Dilation", c.Dilation}, {"Groups", c.Groups}} {
		if n.value < 0 {
			return fmt.Errorf("%s%s is %d, want at least 0", name, n.name, n.value)
		}
	}
	if c.Columns == nil {
		return nil
	}
	return ConvConfig{Stride: c.Columns.Stride, Padding: c.Columns.Padding, Dilation: c.Columns.Dilation}.validate(name + "Columns.")
}

// Conv2D is the convolution (cross-correlation) of x (N, C, H, W) with filters
// w (K, C/Groups, R, S) plus the bias b (K), which may be nil. The result is
// (N, K, (H+2p−d(R−1)−1)/s+1, (W+2p−d(S−1)−1)/s+1), rounded down, for stride s,
// padding p and dilation d of each direction (Yu and Koltun, 2016, for dilation;
// Krizhevsky et al., 2012, for groups).
func Conv2D(x, w, b *G.Node, c ConvConfig) (*G.Node, error) {
	xs, ws, err := filterShapes("conv2d", x, w)
	if err != nil {
		return nil, err
	}
	if err := c.validate(""); err != nil {
		return nil, fmt.Errorf("nn: conv2d: %w", err)
	}
	rows, cols := c.rows(), c.columns()
	k := kernels.Grouped{Groups: max(c.Groups, 1), Conv: kernels.Conv{
		N: xs[0], C: xs[1], H: xs[2], W: xs[3], O: ws[0], KH: ws[2], KW: ws[3],
		StrideH: rows.stride, StrideW: cols.stride, PadH: rows.padding, PadW: cols.padding,
		DilationH: rows.dilation, DilationW: cols.dilation,
	}}
	if k.C%k.Groups != 0 || ws[1] != k.C/k.Groups {
		return nil, fmt.Errorf("nn: conv2d: x is %v, filters are %v: want filters (K, %s, R, S)", xs, ws, share(k.C, k.Groups))
	}
	if err := k.Validate(); err != nil {
		return nil, fmt.Errorf("nn: conv2d: %w", err)
	}
	o := &op{
		name: "conv2d", attrs: c.attrs(), out: tensor.Shape{k.N, k.O, k.OH(), k.OW()},
		flops:  2 * k.N * ws.TotalSize() * k.OH() * k.OW(),
		kernel: kernels.ConvForward{Grouped: k},
		grads: func(in G.Nodes, y, dy *G.Node) []gradMaker {
			return []gradMaker{
				func() (*G.Node, error) {
					return apply(&op{
						name: "conv2dGradInput", attrs: c.attrs(), out: xs, kernel: kernels.ConvGradInput{Grouped: k},
					}, dy, in[1])
				},
				func() (*G.Node, error) {
					return apply(&op{
						name: "conv2dGradFilter", attrs: c.attrs(), out: ws, kernel: kernels.ConvGradFilter{Grouped: k},
					}, in[0], dy)
				},
				func() (*G.Node, error) { return channelSum(dy) },
			}
		},
	}
	return applyWithBias(o, c.Data, x, w, b, k.O)
}

// share is a group's part of n channels, for messages.
func share(n, groups int) string {
	if n%groups != 0 {
		return fmt.Sprintf("%d/%d", n, groups)
	}
	return fmt.Sprint(n / groups)
}

func (c ConvConfig) attrs() string {
	rows, cols := c.rows(), c.columns()
	s := fmt.Sprintf("{stride %d, pad %d", rows.stride, rows.padding)
	if rows.dilation > 1 {
		s += fmt.Sprintf(", dilation %d", rows.dilation)
	}
	if cols != rows {
		s += fmt.Sprintf(", columns: stride %d, pad %d, dilation %d", cols.stride, cols.padding, cols.dilation)
	}
	if c.Groups > 1 {
		s += fmt.Sprintf(", %d groups", c.Groups)
	}
	return s + "}"
}

// filterShapes checks that x is a batch of images and w filters for them.
func filterShapes(name string, x, w *G.Node) (xs, ws tensor.Shape, err error) {
	xs, ws = x.Shape(), w.Shape()
	if xs.Dims() != 4 || ws.Dims() != 4 {
		return nil, nil, fmt.Errorf("nn: %s: x is %v, filters are %v: want 4 dimensions each", name, xs, ws)
	}
	return xs, ws, nil
}

// applyWithBias applies o to x, w and, if it is not nil, b, which must be (n).
func applyWithBias(o *op, data bool, x, w, b *G.Node, n int) (*G.Node, error) {
	o.wrt = []bool{!data, true}
	if data {
		o.told = 1
	}
	if b == nil {
		return apply(o, x, w)
	}
	if s := b.Shape(); s.Dims() != 1 || s[0] != n {
		return nil, fmt.Errorf("nn: %s: bias is %v, want (%d)", o.name, s, n)
	}
	o.wrt = append(o.wrt, true)
	return apply(o, x, w, b)
}

// channelSum is the sum of dy (N, C, H, W) over all but the channels: of less
// than dy, where dy spreads something smaller whose sums are the same.
func channelSum(dy *G.Node) (*G.Node, error) {
	for {
		o, ok := dy.Op().(*op)
		if !ok || !o.keepsSums {
			break
		}
		dy = exec.Children(dy)[0]
	}
	s := dy.Shape()
	return apply(&op{
		name: "channelSum", out: tensor.Shape{s[1]}, kernel: kernels.BiasGrad{Planes: planes(s)},
	}, dy)
}
