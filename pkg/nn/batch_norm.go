package nn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/exec"
	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// BatchNormConfig is the numbers of batch normalisation.
type BatchNormConfig struct {
	Eps      float64 // added to the variance; 0 means 1e-5
	Momentum float64 // share of the batch in the running statistics; 0 means 0.1
}

func (c BatchNormConfig) withDefaults() BatchNormConfig {
	if c.Eps == 0 {
		c.Eps = 1e-5
	}
	if c.Momentum == 0 {
		c.Momentum = 0.1
	}
	return c
}

// Validate reports the first number that makes no sense.
func (c BatchNormConfig) Validate() error {
	if !(c.Eps >= 0) {
		return fmt.Errorf("config.Eps is %g, want at least 0", c.Eps)
	}
	if !(c.Momentum >= 0 && c.Momentum <= 1) {
		return fmt.Errorf("config.Momentum is %g, want 0 ≤ Momentum ≤ 1", c.Momentum)
	}
	return nil
}

// BatchNorm2DTrain normalises each channel of x (N, C, H, W) by the batch's
// mean and biased variance, then scales by gamma and shifts by beta, both (C)
// (Ioffe and Szegedy, 2015). Each run moves runningMean and runningVar (C), in
// their own memory, by Momentum towards the batch's mean and unbiased variance;
// both may be nil. A channel of a single value is an error.
func BatchNorm2DTrain(x, gamma, beta *G.Node, runningMean, runningVar *tensor.Dense, config BatchNormConfig) (*G.Node, error) {
	return batchNorm2DTrain(x, gamma, beta, runningMean, runningVar, nil, config)
}

// batchNorm2DTrain calls count, unless it is nil, before each run that moves the
// running statistics.
func batchNorm2DTrain(x, gamma, beta *G.Node, runningMean, runningVar *tensor.Dense, count func(), config BatchNormConfig) (*G.Node, error) {
	const name = "batch_norm2d_train"
	config = config.withDefaults()
	s, err := normShapes(name, config, x, gamma, beta)
	if err != nil {
		return nil, err
	}
	c := s[1]
	if s[0]*s[2]*s[3] < 2 {
		return nil, fmt.Errorf("nn: %s: x is %v: one value a channel has no variance", name, s)
	}
	var running [2][]float32
	for i, v := range []*tensor.Dense{runningMean, runningVar} {
		if v == nil {
			continue
		}
		if running[i], err = elements(v, tensor.Shape{c}); err != nil {
			return nil, fmt.Errorf("nn: %s: running statistics: %w", name, err)
		}
	}
	if (runningMean == nil) != (runningVar == nil) {
		return nil, fmt.Errorf("nn: %s: one running statistic without the other", name)
	}
	if runningMean == nil {
		count = nil
	}
	k := kernels.BatchNormTrainForward{
		Planes: planes(s), Eps: config.Eps, Mean: make([]float32, c), Variance: make([]float32, c),
		RunningMean: running[0], RunningVar: running[1], Momentum: config.Momentum, Count: count,
	}
	return apply(&op{
		name: name, attrs: config.attrs(), out: s, wrt: []bool{true, true, true}, id: unique(x.Graph()), kernel: k,
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dgamma, dbeta := make([]float32, c), make([]float32, c)
			// y is an input so that this comes after mean and variance.
			dx, err := apply(&op{
				name: name + "Grad", attrs: config.attrs(), out: s, inPlace: 0b1, unread: 0b1000,
				kernel: kernels.BatchNormTrainBackward{
					Planes: k.Planes, Eps: k.Eps, Mean: k.Mean, Variance: k.Variance, DGamma: dgamma, DBeta: dbeta,
				},
			}, dy, in[0], in[1], y)
			return normGradients(dx, err, dgamma, dbeta)
		},
	}, x, gamma, beta)
}

// BatchNorm2DEval normalises each channel of x (N, C, H, W) by the given mean
// and variance, scales by gamma and shifts by beta, all (C). There is no
// gradient for mean and variance.
func BatchNorm2DEval(x, gamma, beta, mean, variance *G.Node, config BatchNormConfig) (*G.Node, error) {
	const name = "batch_norm2d_eval"
	config = config.withDefaults()
	s, err := normShapes(name, config, x, gamma, beta, mean, variance)
	if err != nil {
		return nil, err
	}
	return apply(&op{
		name: name, attrs: config.attrs(), out: s, wrt: []bool{true, true, true, false, false}, inPlace: 1,
		kernel: kernels.BatchNormEvalForward{Planes: planes(s), Eps: config.Eps},
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dgamma, dbeta := make([]float32, s[1]), make([]float32, s[1])
			dx, err := apply(&op{
				name: name + "Grad", attrs: config.attrs(), out: s, inPlace: 0b1,
				kernel: kernels.BatchNormEvalBackward{Planes: planes(s), Eps: config.Eps, DGamma: dgamma, DBeta: dbeta},
			}, dy, in[0], in[1], in[3], in[4])
			grads, err := normGradients(dx, err, dgamma, dbeta)
			return append(grads, nil, nil), err
		},
	}, x, gamma, beta, mean, variance)
}

// normGradients makes nodes for the gradients of scale and shift, which come
// out of one pass with that of x: dx is their input so that they come after it.
func normGradients(dx *G.Node, err error, dgamma, dbeta []float32) (G.Nodes, error) {
	if err != nil {
		return nil, err
	}
	out := G.Nodes{dx}
	for _, part := range []struct {
		name string
		data []float32
	}{{"batch_norm2dGradScale", dgamma}, {"batch_norm2dGradShift", dbeta}} {
		n, err := sideGradient(dx, part.name, tensor.Shape{len(part.data)}, part.data)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

// sideGradient is a node for a gradient that comes out of one pass with dx.
func sideGradient(dx *G.Node, name string, shape tensor.Shape, data []float32) (*G.Node, error) {
	return apply(&op{
		name: name, out: shape, unread: 1, kernel: kernels.CopyBeside{From: data},
	}, dx)
}

func (c BatchNormConfig) attrs() string { return fmt.Sprintf("{eps %g}", c.Eps) }

// normShapes checks x and that each of perChannel is (C).
func normShapes(name string, config BatchNormConfig, x *G.Node, perChannel ...*G.Node) (tensor.Shape, error) {
	if err := config.Validate(); err != nil {
		return nil, fmt.Errorf("nn: %s: %w", name, err)
	}
	s := x.Shape()
	if s.Dims() != 4 {
		return nil, fmt.Errorf("nn: %s: x is %v, want (N, C, H, W)", name, s)
	}
	for _, p := range perChannel {
		if ps := p.Shape(); ps.Dims() != 1 || ps[0] != s[1] {
			return nil, fmt.Errorf("nn: %s: x is %v, %s is %v: want (%d)", name, s, exec.Name(p), ps, s[1])
		}
	}
	return s, nil
}

// planes is the geometry of images of shape s, or of anything with channels.
func planes(s tensor.Shape) kernels.Planes {
	p := kernels.Planes{N: s[0], C: s[1], Spatial: 1}
	for _, size := range s[2:] {
		p.Spatial *= size
	}
	return p
}
