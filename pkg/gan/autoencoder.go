package gan

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// Autoencoder is the report's: a dense network that sees each colour plane of a
// picture by itself, with the same weights for all three. Two linear layers with
// ReLU make a code as large as the plane, two make the plane again, with ReLU
// between and a sigmoid behind. Nothing in it is narrower than the picture, so that
// nothing makes it find out what pictures have in common.
type Autoencoder struct {
	encoder, decoder *nn.Sequential
	h, w             int
	runs             map[*nn.Sequential]*planes // planned once
}

// mostPixels are those of a plane whose weights still fit: four squares of it.
const mostPixels = 64 * 64

// NewAutoencoder is an untrained one for pictures of h rows and w columns, with
// weights drawn from rng as XavierUniform does and biases of zero.
func NewAutoencoder(h, w int, rng *rand.Rand) (*Autoencoder, error) {
	if h < 1 || w < 1 || h > mostPixels || w > mostPixels || h*w > mostPixels {
		return nil, fmt.Errorf("gan: autoencoder: pictures of %d×%d pixels, want 1 to %d pixels: it has four times their square in weights", h, w, mostPixels)
	}
	n := h * w
	linear := func(name string) nn.Layer {
		return nn.NewLinear(name, nn.LinearConfig{In: n, Out: n, Init: nn.XavierUniform, BiasInit: nn.Zeros}, rng)
	}
	return &Autoencoder{
		encoder: nn.NewSequential(linear("enc1"), nn.NewReLU(), linear("enc2"), nn.NewReLU()),
		decoder: nn.NewSequential(linear("dec1"), nn.NewReLU(), linear("dec2"), nn.NewSigmoid()),
		h:       h, w: w,
		runs: make(map[*nn.Sequential]*planes),
	}, nil
}

// Params are the weights and biases, the autoencoder's own memory.
func (a *Autoencoder) Params() []nn.Param { return nn.Params(a.encoder, a.decoder) }

// Buffers is empty.
func (a *Autoencoder) Buffers() []nn.Param { return nil }

// String has one line a layer.
func (a *Autoencoder) String() string { return a.encoder.String() + "\n" + a.decoder.String() }

// Encode is the codes (N, 3, H·W), at least 0, of pictures x (N, 3, H, W), which it
// does not change.
func (a *Autoencoder) Encode(x []float32) ([]float32, error) {
	return a.run(a.encoder, "pictures", x)
}

// Decode is the pictures (N, 3, H, W) in [0,1] of codes (N, 3, H·W), which it does
// not change.
func (a *Autoencoder) Decode(codes []float32) ([]float32, error) {
	return a.run(a.decoder, "codes", codes)
}

// Reconstruct is what becomes of pictures x (N, 3, H, W) on their way through the
// code: Decode of Encode.
func (a *Autoencoder) Reconstruct(x []float32) ([]float32, error) {
	codes, err := a.Encode(x)
	if err != nil {
		return nil, err
	}
	return a.Decode(codes)
}

// MeanCodes is for each class of d the mean code (3, H·W) of those of its images
// that are in idx, nil for a class without any.
func (a *Autoencoder) MeanCodes(d *dataset.Dataset, idx []int) ([][]float32, error) {
	if err := d.Check(idx); err != nil {
		return nil, fmt.Errorf("gan: autoencoder: %w", err)
	}
	if d.H != a.h || d.W != a.w {
		return nil, fmt.Errorf("gan: autoencoder: images are %d×%d pixels, want %d×%d", d.H, d.W, a.h, a.w)
	}
	means := make([][]float32, len(d.Classes))
	for k, own := range byClass(d, idx) {
		if len(own) == 0 {
			continue
		}
		codes, err := a.Encode(d.X(own))
		if err != nil {
			return nil, err
		}
		size := len(codes) / len(own)
		sums := make([]float64, size)
		for i, v := range codes {
			sums[i%size] += float64(v)
		}
		for _, v := range sums {
			means[k] = append(means[k], float32(v/float64(len(own))))
		}
	}
	return means, nil
}

// MeanOfClasses is the report's idea of a picture between the classes: the decoded
// mean, weighted by mix, of the mean codes of the images idx of each class; one
// picture (3, H, W).
func (a *Autoencoder) MeanOfClasses(d *dataset.Dataset, idx []int, mix []float64) ([]float32, error) {
	if err := checkMix(mix, len(d.Classes)); err != nil {
		return nil, err
	}
	means, err := a.MeanCodes(d, idx)
	if err != nil {
		return nil, err
	}
	code := make([]float32, 3*a.h*a.w)
	for k, share := range mix {
		if share > 0 && means[k] == nil {
			return nil, fmt.Errorf("gan: autoencoder: no image of class %s to take the mean of", d.Classes[k])
		}
		for i, v := range means[k] {
			code[i] += float32(share) * v
		}
	}
	return a.Decode(code)
}

// planes is a network planned for many planes at once.
type planes struct {
	machine *nn.Machine
	x, y    *G.Node
}

// atOnce is how many pictures go through a network at once.
const atOnce = 64

func newPlanes(net *nn.Sequential, pixels int) (*planes, error) {
	p := &planes{}
	var err error
	if p.x, err = nn.Input(G.NewGraph(), "x", 3*atOnce, pixels); err != nil {
		return nil, err
	}
	if p.y, err = net.Build(p.x, nn.Eval); err != nil {
		return nil, err
	}
	p.machine, err = nn.NewMachine(p.y)
	return p, err
}

// run sends planes through a network. A picture's result does not depend on those
// beside it.
func (a *Autoencoder) run(net *nn.Sequential, what string, x []float32) ([]float32, error) {
	size := 3 * a.h * a.w
	if len(x)%size != 0 {
		return nil, fmt.Errorf("gan: autoencoder: %d values are no %s of 3×%d×%d", len(x), what, a.h, a.w)
	}
	if i := slices.IndexFunc(x, notFinite); i >= 0 {
		return nil, fmt.Errorf("gan: autoencoder: value %d of %s %d is %v", i%size, what, i/size, x[i])
	}
	p := a.runs[net]
	if p == nil {
		var err error
		if p, err = newPlanes(net, a.h*a.w); err != nil {
			return nil, fmt.Errorf("gan: autoencoder: %w", err)
		}
		a.runs[net] = p
	}
	out := make([]float32, 0, len(x))
	for len(x) > 0 {
		in := nn.Data(p.x)
		n := copy(in, x)
		clear(in[n:])
		if err := p.machine.RunAll(); err != nil {
			return nil, fmt.Errorf("gan: autoencoder: %w", err)
		}
		out, x = append(out, nn.Data(p.y)[:n]...), x[n:]
	}
	return out, nil
}

// notFinite reports whether v is no number or infinite.
func notFinite(v float32) bool { return math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) }
