package nn

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
)

// SpectralNormLayer is a convolution, transposed convolution or linear layer
// whose weight is divided by its largest singular value (Miyato et al., 2018,
// spectral normalisation for GANs), which bounds how fast its output can change.
// Its parameters and buffers are called as PyTorch's torch.nn.utils.spectral_norm
// calls them: name.weight_orig (what is trained) and name.bias; name.weight_u
// and name.weight_v, the estimate of the singular vectors.
type SpectralNormLayer struct {
	layer Layer
	norm  *spectral
	err   error
}

// spectral is the part of a layer that normalises its weight.
type spectral struct {
	u, v   Param
	matrix kernels.Matrix
}

// startIterations bring u and v near the singular vectors before training.
const startIterations = 15

// NewSpectralNorm takes over layer, made by NewConv2D, NewConvTranspose2D or
// NewLinear; the layer is not to be used by itself any more. rng draws the start
// of the estimate. Mistakes are reported by Build.
func NewSpectralNorm(layer Layer, rng *rand.Rand) *SpectralNormLayer {
	l := &SpectralNormLayer{layer: layer}
	if isNil(layer) {
		l.err = errors.New("nn: spectral norm: the layer is nil")
		return l
	}
	var w *weights
	dim := 0
	switch inner := layer.(type) {
	case *Conv2DLayer:
		w = &inner.weights
	case *ConvTranspose2DLayer:
		w, dim = &inner.weights, 1
	case *LinearLayer:
		w = &inner.weights
	}
	switch {
	case w == nil:
		l.err = fmt.Errorf("nn: spectral norm of %v: want a convolution, a transposed convolution or a linear layer", layer)
		return l
	case w.err != nil:
		return l // the layer's own Build reports it
	case w.norm != nil:
		l.err = fmt.Errorf("nn: %s: two spectral norms", w.name)
		return l
	case rng == nil:
		l.err = fmt.Errorf("nn: %s: spectral norm: rng is nil, and its start is drawn from it", w.name)
		return l
	}
	s := w.weight.Value.Shape()
	m := kernels.Matrix{Outer: s[:dim].TotalSize(), Rows: s[dim], Inner: s[dim+1:].TotalSize()}
	if dim == 0 {
		m.Outer = 1
	}
	l.norm = &spectral{u: newParam(w.name+".weight_u", m.Rows), v: newParam(w.name+".weight_v", m.Cols()), matrix: m}
	for _, p := range []Param{l.norm.u, l.norm.v} {
		for i := range p.Data() {
			p.Data()[i] = float32(rng.NormFloat64())
		}
	}
	for range startIterations {
		kernels.PowerIteration(l.norm.u.Data(), l.norm.v.Data(), w.weight.Data(), m)
	}
	w.weight.Name = w.name + ".weight_orig"
	w.norm = l.norm
	return l
}

// Build adds the layer with its normalised weight to x's graph. In Train mode
// every run improves the estimate once, however often the graph uses the layer.
func (l *SpectralNormLayer) Build(x *G.Node, mode Mode) (*G.Node, error) {
	if l.err != nil {
		return nil, l.err
	}
	return l.layer.Build(x, mode)
}

// Params are those of the layer, its weight before it is normalised.
func (l *SpectralNormLayer) Params() []Param { return Params(l.layer) }

// Buffers are the estimates u and v.
func (l *SpectralNormLayer) Buffers() []Param {
	if l.norm == nil {
		return nil
	}
	return append([]Param{l.norm.u, l.norm.v}, l.layer.Buffers()...)
}

// String is that of the layer with "spectral norm" after it.
func (l *SpectralNormLayer) String() string { return text(l.layer) + ", spectral norm" }
