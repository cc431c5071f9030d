package nn

import (
	"fmt"

	G "gorgonia.org/gorgonia"
)

// PoolLayer is the layer of MaxPool2D or AvgPool2D.
type PoolLayer struct {
	stateless
	name   string
	config PoolConfig
	f      func(x *G.Node, c PoolConfig) (*G.Node, error)
}

// NewMaxPool2D is the layer of MaxPool2D. Mistakes in config are reported by Build.
func NewMaxPool2D(config PoolConfig) *PoolLayer {
	return &PoolLayer{name: "max pool", config: config, f: MaxPool2D}
}

// NewAvgPool2D is the layer of AvgPool2D. Mistakes in config are reported by Build.
func NewAvgPool2D(config PoolConfig) *PoolLayer {
	return &PoolLayer{name: "avg pool", config: config, f: AvgPool2D}
}

// Build adds the pooling to x's graph.
func (l *PoolLayer) Build(x *G.Node, _ Mode) (*G.Node, error) { return l.f(x, l.config) }

// String is like "max pool 2×2, stride 2".
func (l *PoolLayer) String() string {
	c := l.config.withDefaults()
	return fmt.Sprintf("%s %d×%d, stride %d", l.name, c.Kernel, c.Kernel, c.Stride)
}
