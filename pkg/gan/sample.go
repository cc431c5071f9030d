package gan

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// sampler is the graph that samples are drawn with.
type sampler struct {
	machine      *nn.Machine
	z, shares, y *G.Node
}

// newSampler plans the graph for atOnce pictures.
func newSampler(net *generator, classes int) (*sampler, error) {
	g, s := G.NewGraph(), &sampler{}
	var err error
	if s.z, err = nn.Input(g, "z", atOnce, net.latent); err != nil {
		return nil, err
	}
	if s.shares, err = nn.Input(g, "shares", atOnce, classes); err != nil {
		return nil, err
	}
	if s.y, err = net.build(s.z, s.shares, nn.Eval); err != nil {
		return nil, err
	}
	s.machine, err = nn.NewMachine(s.y)
	return s, err
}

// Sample makes n pictures (n, 3, Size, Size) in [0,1] of the classes' shares mix,
// each from noise that follows from seed and its position alone: picture i is the
// same bits whatever n is and however many cores there are, and changes smoothly
// where mix does. When ctx ends it returns its error.
func (m *Model) Sample(ctx context.Context, n int, mix []float64, seed uint64) ([]float32, error) {
	return m.SampleFrom(ctx, 0, n, mix, seed)
}

// SampleFrom is pictures first to first+n−1 of Sample.
func (m *Model) SampleFrom(ctx context.Context, first, n int, mix []float64, seed uint64) ([]float32, error) {
	if n < 0 || first < 0 || first > math.MaxInt-n {
		return nil, fmt.Errorf("gan: sample %d pictures from number %d on, want neither negative", n, first)
	}
	if err := checkMix(mix, len(m.classes)); err != nil {
		return nil, err
	}
	if m.sampler == nil {
		var err error
		if m.sampler, err = newSampler(m.net, len(m.classes)); err != nil {
			return nil, fmt.Errorf("gan: sample: %w", err)
		}
	}
	s, size := m.sampler, 3*m.size*m.size
	shares := nn.Data(s.shares)
	for i := range shares {
		shares[i] = float32(mix[i%len(mix)])
	}
	out := make([]float32, 0, n*size)
	// A picture has the same place in a run whatever is asked for.
	for block := first / atOnce * atOnce; block < first+n; block += atOnce {
		if ctx.Err() != nil {
			return nil, fmt.Errorf("gan: sample: stopped: %w", ctx.Err())
		}
		for i := range atOnce {
			normal(nn.Data(s.z)[i*m.net.latent:(i+1)*m.net.latent], 1, rand.New(rand.NewPCG(seed, uint64(block+i))))
		}
		if err := s.machine.RunAll(); err != nil {
			return nil, fmt.Errorf("gan: sample: %w", err)
		}
		from, to := max(first-block, 0), min(first+n-block, atOnce)
		for _, v := range nn.Data(s.y)[from*size : to*size] {
			if notFinite(v) {
				return nil, fmt.Errorf("gan: sample: a pixel is %v: the generator's weights make it so", v)
			}
			out = append(out, v/2+0.5)
		}
	}
	return out, nil
}
