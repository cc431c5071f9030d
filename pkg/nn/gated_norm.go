package nn

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// GatedNormConfig configures GatedNorm.
type GatedNormConfig struct {
	Groups int     // of neighbouring channels
	Eps    float64 // added to the variance; 0 means 1e-5
	// Film (N, 2C) is scales, then shifts, for each channel of each image, as FiLM's;
	// nil for none.
	Film *G.Node
	// Drop is the probability of dropout, in steps of 1/65536; a run draws a seed
	// from Rand, which may be nil for none.
	Drop float64
	Rand *rand.Rand
}

// GatedNorm is dropout(silu(GroupNorm(x)·(1 + scale) + shift)) of x (N, C, …), what
// blocks of diffusion networks do before each convolution (Dhariwal and Nichol,
// 2021), in one pass where GroupNorm, FiLM, SiLU and Dropout take one each. Its
// dropout draws other numbers than Dropout's.
func GatedNorm(x, gamma, beta *G.Node, c GatedNormConfig) (*G.Node, error) {
	const name = "gated_norm"
	eps, err := normGroups(name, x, gamma, beta, c.Groups, c.Eps)
	if err != nil {
		return nil, err
	}
	s := x.Shape()
	switch {
	case c.Film != nil && !slices.Equal(c.Film.Shape(), tensor.Shape{s[0], 2 * s[1]}):
		return nil, fmt.Errorf("nn: %s: x is %v, film is %v: want (%d, %d)", name, s, c.Film.Shape(), s[0], 2*s[1])
	case !(c.Drop >= 0 && c.Drop < 1):
		return nil, fmt.Errorf("nn: %s: dropout's p is %g, want 0 ≤ p < 1", name, c.Drop)
	case c.Drop > 0 && c.Rand == nil:
		return nil, fmt.Errorf("nn: %s: dropout's rng is nil", name)
	}
	k := &kernels.GatedNormForward{
		GatedNorm: kernels.GatedNorm{Groups: groupsOf(s, c.Groups), Eps: eps, Drop: c.Drop}, Film: c.Film != nil, Rand: c.Rand,
	}
	k.Mean, k.Rstd = make([]float32, k.N*k.G), make([]float32, k.N*k.G)
	attrs := fmt.Sprintf("{%d groups, eps %g, p %g}", c.Groups, eps, c.Drop)
	inputs := G.Nodes{x, gamma, beta}
	if c.Film != nil {
		inputs = append(inputs, c.Film)
	}
	return apply(&op{
		name: name, attrs: attrs, out: s, wrt: slices.Repeat([]bool{true}, len(inputs)), id: unique(x.Graph()), kernel: k,
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dgamma, dbeta := make([]float32, k.C), make([]float32, k.C)
			var dfilm []float32
			last := len(in) + 1 // y, which is there so that this comes after mean and rstd
			if c.Film != nil {
				dfilm = make([]float32, k.N*2*k.C)
			}
			dx, err := apply(&op{
				name: name + "Grad", attrs: attrs, out: s, inPlace: 0b1, unread: 1 << last,
				kernel: kernels.GatedNormBackward{Forward: k, DGamma: dgamma, DBeta: dbeta, DFilm: dfilm},
			}, append(append(G.Nodes{dy}, in...), y)...)
			grads, err := normGradients(dx, err, dgamma, dbeta)
			if err != nil || c.Film == nil {
				return grads, err
			}
			film, err := sideGradient(dx, name+"GradFilm", tensor.Shape{k.N, 2 * k.C}, dfilm)
			return append(grads, film), err
		},
	}, inputs...)
}

// GatedNormLayer is the layer of GatedNorm, made of those that it does the work of.
type GatedNormLayer struct {
	norm      *GroupNormLayer
	film      *FiLM
	condition *G.Node
	dropout   *DropoutLayer
}

// NewGatedNorm is norm, then film with its condition, SiLU and dropout, which may
// be nil, film and condition together. Its parameters are norm's and film's.
func NewGatedNorm(norm *GroupNormLayer, film *FiLM, condition *G.Node, dropout *DropoutLayer) *GatedNormLayer {
	return &GatedNormLayer{norm, film, condition, dropout}
}

// Build adds the layer to x's graph; dropout in Train mode only.
func (l *GatedNormLayer) Build(x *G.Node, mode Mode) (*G.Node, error) {
	w, b, err := l.norm.parameters(x, mode)
	if err != nil {
		return nil, err
	}
	c := GatedNormConfig{Groups: l.norm.config.Groups, Eps: l.norm.config.Eps}
	if l.film != nil {
		if c.Film, err = l.film.build(x, l.condition, mode); err != nil {
			return nil, err
		}
	}
	if l.dropout != nil && mode == Train {
		c.Drop, c.Rand = l.dropout.p, l.dropout.rng
	}
	return l.norm.named(GatedNorm(x, w, b, c))
}

// Params are those of the norm, then of film.
func (l *GatedNormLayer) Params() []Param {
	if l.film == nil {
		return l.norm.Params()
	}
	return append(l.norm.Params(), l.film.Params()...)
}

// Buffers is empty.
func (l *GatedNormLayer) Buffers() []Param { return nil }

// String is like "gn1: group norm 32 in 8 groups; film1: film 16→32; silu; dropout
// 0.1".
func (l *GatedNormLayer) String() string {
	s := l.norm.String()
	if l.film != nil {
		s += "; " + l.film.String()
	}
	s += "; silu"
	if l.dropout != nil {
		s += "; " + l.dropout.String()
	}
	return s
}
