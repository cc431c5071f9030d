package gan

import (
	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// discriminatorLoss is that of what was said of Batch real and as many generated
// pictures.
func (t *trainer) discriminatorLoss(said *G.Node) (*G.Node, error) {
	g, b := said.Graph(), t.config.Batch
	if t.config.loss() == Hinge {
		sign, err := filled(g, "sign", 1, 2*b, 1)
		if err != nil {
			return nil, err
		}
		for i := b; i < 2*b; i++ {
			nn.Data(sign)[i] = -1
		}
		return nn.HingeDiscriminator(said, sign)
	}
	real, err := nn.Slice(said, 0, 0, b, 1)
	if err != nil {
		return nil, err
	}
	fake, err := nn.Slice(said, 0, b, 2*b, 1)
	if err != nil {
		return nil, err
	}
	return pairing(real, fake, b)
}

// pairing is the mean of log(1 + exp(worse − better)): the loss of a judge who should
// find better the better one.
func pairing(better, worse *G.Node, b int) (*G.Node, error) {
	difference, err := G.Sub(better, worse)
	if err != nil {
		return nil, err
	}
	ones, err := filled(better.Graph(), "wish", 1, b, 1)
	if err != nil {
		return nil, err
	}
	return nn.BCEWithLogits(difference, ones)
}

// steepness is what noise makes of the discriminator's opinion, squared, in units of
// the noise: about the squared gradient.
func steepness(all *G.Node, b, p int, sigma float64) (*G.Node, error) {
	clear, err := firstOfBoth(all, b, p)
	if err != nil {
		return nil, err
	}
	noisy, err := nn.Slice(all, 0, 2*b, 2*b+2*p, 1)
	if err != nil {
		return nil, err
	}
	difference, err := G.Sub(noisy, clear)
	if err != nil {
		return nil, err
	}
	zeros, err := filled(all.Graph(), "zeros", 0, 2*p, 1)
	if err != nil {
		return nil, err
	}
	square, err := nn.MSE(difference, zeros)
	if err != nil {
		return nil, err
	}
	return nn.Scale(square, 1/(sigma*sigma))
}
