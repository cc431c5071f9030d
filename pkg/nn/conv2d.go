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
	Stride  int // in rows and columns; 0 means 1
	Padding int // zeros on each side
	// Data says that x is data whose gradient is never asked for: then
	// gorgonia.Grad leaves it out too, as Grad does by itself for what nobody asks
	// for. Asked for after all, it is an error.
	Data bool
}

func (c ConvConfig) stride() int {
	if c.Stride == 0 {
		return 1
	}
	return c.Stride
}

// Conv2D is the convolution (cross-correlation) of x (N, C, H, W) with filters
// w (K, C, R, S) plus the bias b (K), which may be nil. The result is
// (N, K, (H+2p−R)/s+1, (W+2p−S)/s+1), rounded down.
func Conv2D(x, w, b *G.Node, c ConvConfig) (*G.Node, error) {
	xs, ws, err := filterShapes("conv2d", x, w)
	if err != nil {
		return nil, err
	}
	k := kernels.Conv{
		N: xs[0], C: xs[1], H: xs[2], W: xs[3], O: ws[0], KH: ws[2], KW: ws[3],
		StrideH: c.stride(), StrideW: c.stride(), PadH: c.Padding, PadW: c.Padding,
	}
	if ws[1] != k.C {
		return nil, fmt.Errorf("nn: conv2d: x is %v, filters are %v: want filters (K, %d, R, S)", xs, ws, k.C)
	}
	if err := k.Validate(); err != nil {
		return nil, fmt.Errorf("nn: conv2d: %w", err)
	}
	o := &op{
		name: "conv2d", attrs: c.attrs(), out: tensor.Shape{k.N, k.O, k.OH(), k.OW()},
		flops: 2 * k.N * ws.TotalSize() * k.OH() * k.OW(),
		do:    func(y []float32, in args) error { kernels.Conv2D(y, in[0], in[1], in[2], k); return nil },
		fuse: func(a kernels.Act) func(y []float32, in args) error {
			return func(y []float32, in args) error { kernels.Conv2DAct(y, in[0], in[1], in[2], k, a); return nil }
		},
		grads: func(in G.Nodes, y, dy *G.Node) []gradMaker {
			return []gradMaker{
				func() (*G.Node, error) {
					return apply(&op{
						name: "conv2dGradInput", attrs: c.attrs(), out: xs,
						do: func(dx []float32, in args) error { kernels.Conv2DGradInput(dx, in[0], in[1], k); return nil },
					}, dy, in[1])
				},
				func() (*G.Node, error) {
					return apply(&op{
						name: "conv2dGradFilter", attrs: c.attrs(), out: ws,
						do: func(dw []float32, in args) error { kernels.Conv2DGradFilter(dw, in[0], in[1], k); return nil },
					}, in[0], dy)
				},
				func() (*G.Node, error) { return channelSum(dy) },
			}
		},
	}
	return applyWithBias(o, c.Data, x, w, b, k.O)
}

func (c ConvConfig) attrs() string { return fmt.Sprintf("{stride %d, pad %d}", c.stride(), c.Padding) }

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
		name: "channelSum", out: tensor.Shape{s[1]},
		do: func(db []float32, in args) error {
			kernels.ChannelSum(db, in[0], s[0], s[1], s[2]*s[3])
			return nil
		},
	}, dy)
}
