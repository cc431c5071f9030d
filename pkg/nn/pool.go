package nn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// PoolConfig is how a square window moves over an image.
type PoolConfig struct {
	Kernel  int // rows and columns of the window
	Stride  int // in rows and columns; 0 means Kernel
	Padding int // on each side, at most half of Kernel; never a maximum, zero to an average
}

func (c PoolConfig) withDefaults() PoolConfig {
	if c.Stride == 0 {
		c.Stride = c.Kernel
	}
	return c
}

// MaxPool2D is the maximum of each window of x (N, C, H, W); a window that does
// not fit whole is left out, so the result is (N, C, (H+2p−k)/s+1, (W+2p−k)/s+1)
// rounded down. The gradient goes to the first maximum of a window, in row-major
// order. A window with a NaN gives NaN.
func MaxPool2D(x *G.Node, c PoolConfig) (*G.Node, error) {
	k, attrs, err := poolGeometry("max_pool2d", x, c)
	if err != nil {
		return nil, err
	}
	var over inputs // of the gradient
	if k.GradInPlace() {
		over = 0b10
	}
	return apply(&op{
		name: "max_pool2d", attrs: attrs, out: tensor.Shape{k.N, k.C, k.OH(), k.OW()}, wrt: []bool{true},
		kernel: kernels.MaxPoolForward{Pool: k},
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dx, err := apply(&op{
				name: "max_pool2dGrad", attrs: attrs, out: x.Shape(), keepsSums: true, inPlace: over,
				kernel: kernels.MaxPoolBackward{Pool: k},
			}, dy, in[0])
			return G.Nodes{dx}, err
		},
	}, x)
}

// AvgPool2D is the mean of each window of x (N, C, H, W), padding's zeros
// included; a window that does not fit whole is left out. The result is as large
// as MaxPool2D's.
func AvgPool2D(x *G.Node, c PoolConfig) (*G.Node, error) {
	k, attrs, err := poolGeometry("avg_pool2d", x, c)
	if err != nil {
		return nil, err
	}
	return apply(&op{
		name: "avg_pool2d", attrs: attrs, out: tensor.Shape{k.N, k.C, k.OH(), k.OW()}, wrt: []bool{true},
		kernel: kernels.AvgPoolForward{Pool: k},
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dx, err := apply(&op{
				name: "avg_pool2dGrad", attrs: attrs, out: x.Shape(), kernel: kernels.AvgPoolBackward{Pool: k},
			}, dy)
			return G.Nodes{dx}, err
		},
	}, x)
}

func poolGeometry(name string, x *G.Node, c PoolConfig) (k kernels.Pool, attrs string, err error) {
	s := x.Shape()
	if s.Dims() != 4 {
		return k, "", fmt.Errorf("nn: %s: x is %v, want (N, C, H, W)", name, s)
	}
	c = c.withDefaults()
	k = kernels.Pool{
		N: s[0], C: s[1], H: s[2], W: s[3], KH: c.Kernel, KW: c.Kernel,
		StrideH: c.Stride, StrideW: c.Stride, PadH: c.Padding, PadW: c.Padding,
	}
	if err := k.Validate(); err != nil {
		return k, "", fmt.Errorf("nn: %s: %w", name, err)
	}
	return k, fmt.Sprintf("{%d×%d, stride %d, pad %d}", c.Kernel, c.Kernel, c.Stride, c.Padding), nil
}
