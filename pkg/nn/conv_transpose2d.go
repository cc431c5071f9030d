package nn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// ConvTranspose2D is the transpose of a convolution: x (N, C, H, W) spread by
// filters w (C, K, R, S), plus the bias b (K), which may be nil. The result is
// (N, K, (H−1)s−2p+d(R−1)+1, (W−1)s−2p+d(S−1)+1) for stride s, padding p and
// dilation d of each direction. There are no groups.
func ConvTranspose2D(x, w, b *G.Node, c ConvConfig) (*G.Node, error) {
	xs, ws, err := filterShapes("conv_transpose2d", x, w)
	if err != nil {
		return nil, err
	}
	if err := c.validate(""); err != nil {
		return nil, fmt.Errorf("nn: conv_transpose2d: %w", err)
	}
	if c.Groups > 1 {
		return nil, fmt.Errorf("nn: conv_transpose2d: Groups is %d, want 1", c.Groups)
	}
	rows, cols := c.rows(), c.columns()
	k := kernels.ConvTranspose{
		N: xs[0], C: xs[1], H: xs[2], W: xs[3], O: ws[1], KH: ws[2], KW: ws[3],
		StrideH: rows.stride, StrideW: cols.stride, PadH: rows.padding, PadW: cols.padding,
		DilationH: rows.dilation, DilationW: cols.dilation,
	}
	if ws[0] != k.C {
		return nil, fmt.Errorf("nn: conv_transpose2d: x is %v, filters are %v: want filters (%d, K, R, S)", xs, ws, k.C)
	}
	if err := k.Validate(); err != nil {
		return nil, fmt.Errorf("nn: conv_transpose2d: %w", err)
	}
	conv := kernels.Grouped{Conv: k.Conv(), Groups: 1}
	o := &op{
		name: "conv_transpose2d", attrs: c.attrs(), out: tensor.Shape{k.N, k.O, k.OH(), k.OW()},
		flops:  2 * k.N * ws.TotalSize() * k.H * k.W,
		kernel: kernels.ConvGradInput{Grouped: conv},
		grads: func(in G.Nodes, y, dy *G.Node) []gradMaker {
			return []gradMaker{
				func() (*G.Node, error) {
					return apply(&op{
						name: "conv_transpose2dGradInput", attrs: c.attrs(), out: xs,
						kernel: kernels.ConvForward{Grouped: conv},
					}, dy, in[1])
				},
				func() (*G.Node, error) {
					return apply(&op{
						name: "conv_transpose2dGradFilter", attrs: c.attrs(), out: ws,
						kernel: kernels.ConvGradFilter{Grouped: conv, Swapped: true},
					}, in[0], dy)
				},
				func() (*G.Node, error) { return channelSum(dy) },
			}
		},
	}
	return applyWithBias(o, c.Data, x, w, b, k.O)
}
