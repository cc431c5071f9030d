package nn

import (
	"fmt"
	"math/rand/v2"

	G "gorgonia.org/gorgonia"
)

// Conv2DConfig configures a convolution, and a transposed one.
type Conv2DConfig struct {
	In, Out  int // channels
	Kernel   int // rows and columns of a filter
	Stride   int // in rows and columns; 0 means 1
	Padding  int // zeros on each side
	Dilation int // distance of a filter's rows and columns in the image; 0 means 1
	// Groups of channels see each other: In/Groups make Out/Groups. As many as In
	// make a depthwise convolution. 0 means 1; a transposed convolution has no more.
	Groups int
	// Columns are the numbers for columns where filters are not square, or move
	// otherwise along rows; nil means those above.
	Columns *ConvColumns
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
	case c.Columns != nil && c.Columns.Kernel < 1:
		return fmt.Errorf("config.Columns.Kernel is %d, want at least 1", c.Columns.Kernel)
	}
	if err := c.conv().validate("config."); err != nil {
		return err
	}
	if g := c.groups(); c.In%g != 0 || c.Out%g != 0 {
		return fmt.Errorf("config.Groups is %d, want a number that divides In, %d, and Out, %d", g, c.In, c.Out)
	}
	return nil
}

func (c Conv2DConfig) conv() ConvConfig {
	return ConvConfig{Stride: c.Stride, Padding: c.Padding, Dilation: c.Dilation, Groups: c.Groups, Columns: c.Columns}
}

func (c Conv2DConfig) groups() int { return max(c.Groups, 1) }

// kernelColumns is the number of columns of a filter.
func (c Conv2DConfig) kernelColumns() int {
	if c.Columns != nil {
		return c.Columns.Kernel
	}
	return c.Kernel
}

// String is like "3→16, 3×3, stride 2, pad 1".
func (c Conv2DConfig) String() string {
	rows, cols := c.conv().rows(), c.conv().columns()
	s := fmt.Sprintf("%d→%d, %d×%d", c.In, c.Out, c.Kernel, c.kernelColumns())
	for _, n := range []struct {
		name              string
		rows, cols, usual int
	}{{"stride", rows.stride, cols.stride, 1}, {"pad", rows.padding, cols.padding, 0}, {"dilation", rows.dilation, cols.dilation, 1}} {
		switch {
		case n.rows != n.cols:
			s += fmt.Sprintf(", %s %d×%d", n.name, n.rows, n.cols)
		case n.rows != n.usual:
			s += fmt.Sprintf(", %s %d", n.name, n.rows)
		}
	}
	if c.groups() > 1 {
		s += fmt.Sprintf(", %d groups", c.groups())
	}
	return s
}

// Conv2DLayer is a convolution: (N, In, H, W) to (N, Out, H', W') with
// H' = (H + 2·Padding − Dilation·(Kernel−1) − 1)/Stride + 1, rounded down, and W'
// alike. Its parameters are name.weight (Out, In/Groups, Kernel, Kernel) and
// name.bias (Out).
type Conv2DLayer struct {
	weights
	config Conv2DConfig
}

// NewConv2D draws the weights from rng. Mistakes in config are reported by Build.
func NewConv2D(name string, config Conv2DConfig, rng *rand.Rand) *Conv2DLayer {
	l := &Conv2DLayer{weights: weights{name: name, err: config.Validate()}, config: config}
	if l.err == nil {
		g, area := config.groups(), config.Kernel*config.kernelColumns()
		l.make([]int{config.Out, config.In / g, config.Kernel, config.kernelColumns()}, config.Out, !config.NoBias)
		l.draw(config.Init, config.BiasInit, config.In/g*area, config.Out/g*area, rng)
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
// (N, Out, H', W') with H' = (H−1)·Stride − 2·Padding + Dilation·(Kernel−1) + 1.
// Its parameters are name.weight (In, Out, Kernel, Kernel) and name.bias (Out).
type ConvTranspose2DLayer struct {
	weights
	config Conv2DConfig
}

// NewConvTranspose2D draws the weights from rng, with PyTorch's idea of fan-in
// for it: Out·Kernel². Mistakes in config are reported by Build.
func NewConvTranspose2D(name string, config Conv2DConfig, rng *rand.Rand) *ConvTranspose2DLayer {
	l := &ConvTranspose2DLayer{weights: weights{name: name, err: config.Validate()}, config: config}
	if l.err == nil && config.groups() > 1 {
		l.err = fmt.Errorf("config.Groups is %d, want 1 for a transposed convolution", config.Groups)
	}
	if l.err == nil {
		area := config.Kernel * config.kernelColumns()
		l.make([]int{config.In, config.Out, config.Kernel, config.kernelColumns()}, config.Out, !config.NoBias)
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
