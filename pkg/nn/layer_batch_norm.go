package nn

import (
	"fmt"

	G "gorgonia.org/gorgonia"
)

// BatchNorm2DConfig configures a batch norm layer.
type BatchNorm2DConfig struct {
	Channels int
	Eps      float64 // added to the variance; 0 means 1e-5
	Momentum float64 // share of the batch in the running statistics; 0 means 0.1
	// NoAffine leaves scale and shift out, where something else has them: a FiLM that
	// follows makes a conditional batch norm.
	NoAffine bool
}

// Validate reports the first number that makes no sense.
func (c BatchNorm2DConfig) Validate() error {
	if c.Channels < 1 {
		return fmt.Errorf("config.Channels is %d, want at least 1", c.Channels)
	}
	return c.numbers().Validate()
}

func (c BatchNorm2DConfig) numbers() BatchNormConfig {
	return BatchNormConfig{Eps: c.Eps, Momentum: c.Momentum}
}

// BatchNorm2DLayer is the layer of batch normalisation: graphs for training use
// the batch's statistics and move the running ones, graphs for evaluation use
// the running ones. Its parameters are name.weight (ones) and name.bias
// (zeros), unless it has none, its buffers name.running_mean (zeros), name.running_var (ones) and
// name.num_batches_tracked, the number of batches that moved them.
type BatchNorm2DLayer struct {
	weights
	config         BatchNorm2DConfig
	mean, variance Param
	batches        Param
}

// batchesTracked ends the name of the counter.
const batchesTracked = ".num_batches_tracked"

// NewBatchNorm2D needs no random numbers. Mistakes in config are reported by Build.
func NewBatchNorm2D(name string, config BatchNorm2DConfig) *BatchNorm2DLayer {
	l := &BatchNorm2DLayer{weights: weights{name: name, err: config.Validate()}, config: config}
	if l.err == nil {
		l.make([]int{config.Channels}, config.Channels, true)
		l.mean = newParam(name+".running_mean", config.Channels)
		l.variance = newParam(name+".running_var", config.Channels)
		l.batches = newCounter(name + batchesTracked)
		for i := range config.Channels {
			l.weight.Data()[i], l.variance.Data()[i] = 1, 1
		}
	}
	return l
}

// Build adds the batch norm to x's graph.
func (l *BatchNorm2DLayer) Build(x *G.Node, mode Mode) (*G.Node, error) {
	w, b, err := l.nodes(x, mode, "N", l.config.Channels, "H", "W")
	if err != nil {
		return nil, err
	}
	if mode == Train {
		count := func() { l.batches.Ints()[0]++ }
		return l.named(batchNorm2DTrain(x, w, b, l.mean.Value, l.variance.Value, count, l.config.numbers()))
	}
	mean, err := l.mean.Node(x.Graph())
	if err != nil {
		return nil, err
	}
	variance, err := l.variance.Node(x.Graph())
	if err != nil {
		return nil, err
	}
	return l.named(BatchNorm2DEval(x, w, b, mean, variance, l.config.numbers()))
}

// Params are weight and bias, or none.
func (l *BatchNorm2DLayer) Params() []Param {
	if l.config.NoAffine {
		return nil // those that it computes with stay one and zero
	}
	return l.weights.Params()
}

// Buffers are running mean, running variance and the counter of batches.
func (l *BatchNorm2DLayer) Buffers() []Param {
	if l.err != nil {
		return nil
	}
	return []Param{l.mean, l.variance, l.batches}
}

// String is like "bn1: batch norm 32".
func (l *BatchNorm2DLayer) String() string {
	return fmt.Sprintf("%s: batch norm %d", l.name, l.config.Channels)
}
