package nn

import (
	"fmt"
	"math/rand/v2"

	G "gorgonia.org/gorgonia"
)

// Conv2DConfig configures a convolution with square filters, and a transposed one.
type Conv2DConfig struct {
	In, Out int  // channels
	Kernel  int  // rows and columns of a filter
	Stride  int  // in rows and columns; 0 means 1
	Padding int  // zeros on each side
	NoBias  bool // leave the bias out, as before a batch norm
	Init    Init // of weight and bias; nil means UniformFanIn
	// BiasInit is for the bias alone; nil means Init.
	BiasInit Init
}

// Validate reports the first number that makes no sense.
func (c Conv2DConfig) Validate() error {
	switch {
	case c.In < 1:
		return fmt.Errorf("config.In is %d, want at least 1", c.In)
	case c.Out < 1:
		return fmt.Errorf("config.Out is %d, want at least 1", c.Out)
	case c.Kernel < 1:
		return fmt.Errorf("config.Kernel is %d, want at least 1", c.Kernel)
	case c.Stride < 0:
		return fmt.Errorf("config.Stride is %d, want at least 0", c.Stride)
	case c.Padding < 0:
		return fmt.Errorf("config.Padding is %d, want at least 0", c.Padding)
	}
	return nil
}

func (c Conv2DConfig) conv() ConvConfig { return ConvConfig{Stride: c.Stride, Padding: c.Padding} }

// String is like "3→16, 3×3, stride 2, pad 1".
func (c Conv2DConfig) String() string {
	s := fmt.Sprintf("%d→%d, %d×%d", c.In, c.Out, c.Kernel, c.Kernel)
	if c.Stride > 1 {
		s += fmt.Sprintf(", stride %d", c.Stride)
	}
	if c.Padding > 0 {
		s += fmt.Sprintf(", pad %d", c.Padding)
	}
	return s
}

// Conv2DLayer is a convolution: (N, In, H, W) to (N, Out, H', W') with
// H' = (H + 2·Padding − Kernel)/Stride + 1, rounded down. Its parameters are
// name.weight (Out, In, Kernel, Kernel) and name.bias (Out).
type Conv2DLayer struct {
	weights
	config Conv2DConfig
}

// NewConv2D draws the weights from rng. Mistakes in config are reported by Build.
func NewConv2D(name string, config Conv2DConfig, rng *rand.Rand) *Conv2DLayer {
	l := &Conv2DLayer{weights: weights{name: name, err: config.Validate()}, config: config}
	if l.err == nil {
		area := config.Kernel * config.Kernel
		l.make([]int{config.Out, config.In, config.Kernel, config.Kernel}, config.Out, !config.NoBias)
		l.draw(config.Init, config.BiasInit, config.In*area, config.Out*area, rng)
	}
	return l
}

// Build adds the convolution to x's graph.
func (l *Conv2DLayer) Build(x *G.Node, mode Mode) (*G.Node, error) {
	w, b, err := l.nodes(x, mode, "N", l.config.In, "H", "W")
	if err != nil {
		return nil, err
	}
	return l.named(Conv2D(x, w, b, l.config.conv()))
}

// String is like "conv1: conv 3→16, 3×3, stride 2, pad 1".
func (l *Conv2DLayer) String() string { return fmt.Sprintf("%s: conv %v", l.name, l.config) }

// ConvTranspose2DLayer is the transpose of a convolution: (N, In, H, W) to
// (N, Out, H', W') with H' = (H−1)·Stride − 2·Padding + Kernel. Its parameters
// are name.weight (In, Out, Kernel, Kernel) and name.bias (Out).
type ConvTranspose2DLayer struct {
	weights
	config Conv2DConfig
}

// NewConvTranspose2D draws the weights from rng, with PyTorch's idea of fan-in
// for it: Out·Kernel². Mistakes in config are reported by Build.
func NewConvTranspose2D(name string, config Conv2DConfig, rng *rand.Rand) *ConvTranspose2DLayer {
	l := &ConvTranspose2DLayer{weights: weights{name: name, err: config.Validate()}, config: config}
	if l.err == nil {
		area := config.Kernel * config.Kernel
		l.make([]int{config.In, config.Out, config.Kernel, config.Kernel}, config.Out, !config.NoBias)
		l.draw(config.Init, config.BiasInit, config.Out*area, config.In*area, rng)
	}
	return l
}

// Build adds the transposed convolution to x's graph.
func (l *ConvTranspose2DLayer) Build(x *G.Node, mode Mode) (*G.Node, error) {
	w, b, err := l.nodes(x, mode, "N", l.config.In, "H", "W")
	if err != nil {
		return nil, err
	}
	return l.named(ConvTranspose2D(x, w, b, l.config.conv()))
}

// String is like "up1: conv transpose 64→32, 4×4, stride 2, pad 1".
func (l *ConvTranspose2DLayer) String() string {
	return fmt.Sprintf("%s: conv transpose %v", l.name, l.config)
}
