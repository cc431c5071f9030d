package flow

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

const (
	timeFeatures = 64    // sines and cosines that tell the time
	fastest      = 200.0 // the highest of their frequencies, the lowest being 1, in quarter turns
)

// unet is the network that estimates the velocity (Ronneberger et al., 2015): on
// patches of pixels at three resolutions, what each of the first two found going
// down being joined to what comes up. Names are those of the PyTorch recipe.
type unet struct {
	Net
	inp, down1, down2, up1, out *nn.Conv2DLayer
	d1, d2, mid, u2, u1         [2]*block
	no                          *nn.GroupNormLayer
	t, g, e2                    *nn.LinearLayer
	y                           nn.Param  // (Classes+1, embedding); the last row is no class
	drawn                       *rand.PCG // what dropout draws from
}

// newUNet draws weights from rng as PyTorch does by default. The last layer
// begins with zeros: the first velocity is 0.
func newUNet(config Net, rng *rand.Rand) *unet {
	u := &unet{Net: config, drawn: rand.NewPCG(0, 0)}
	c, e, in := config.Channels, config.embedding(), 3*config.Patch*config.Patch
	drop := rand.New(u.drawn)
	pair := func(name string, in, out int) [2]*block {
		return [2]*block{
			newBlock(name+".0", in, out, e, rng, drop),
			newBlock(name+".1", out, out, e, rng, drop),
		}
	}
	u.inp = convolution("inp", in, c, 1, rng)
	u.d1, u.down1 = pair("d1", c, c), convolution("down1", c, 2*c, 2, rng)
	u.d2, u.down2 = pair("d2", 2*c, 2*c), convolution("down2", 2*c, 2*c, 2, rng)
	u.mid = pair("mid", 2*c, 2*c)
	u.u2, u.up1 = pair("u2", 4*c, 2*c), convolution("up1", 2*c, c, 1, rng)
	u.u1 = pair("u1", 2*c, c)
	u.no = nn.NewGroupNorm("no", nn.GroupNormConfig{Groups: groups, Channels: c})
	u.out = nn.NewConv2D("out", nn.Conv2DConfig{In: c, Out: in, Kernel: 3, Padding: 1, Init: nn.Zeros}, rng)
	u.t = nn.NewLinear("t", nn.LinearConfig{In: timeFeatures, Out: e}, rng)
	u.y = nn.Param{Name: "y.weight", Value: tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(config.Classes+1, e))}
	for i := range u.y.Data() {
		u.y.Data()[i] = float32(rng.NormFloat64())
	}
	u.g = nn.NewLinear("g", nn.LinearConfig{In: Flags, Out: e, NoBias: true}, rng)
	u.e2 = nn.NewLinear("e2", nn.LinearConfig{In: e, Out: e}, rng)
	return u
}

// Params are in the order in which PyTorch lists them.
func (u *unet) Params() []nn.Param {
	all := u.inp.Params()
	blocks := func(pair [2]*block) { all = append(append(all, pair[0].params()...), pair[1].params()...) }
	layers := func(more ...nn.Layer) { all = append(all, nn.Params(more...)...) }
	blocks(u.d1)
	layers(u.down1)
	blocks(u.d2)
	layers(u.down2)
	blocks(u.mid)
	blocks(u.u2)
	layers(u.up1)
	blocks(u.u1)
	layers(u.no, u.out, u.t)
	all = append(all, u.y)
	layers(u.g, u.e2)
	return all
}

// Buffers is empty.
func (u *unet) Buffers() []nn.Param { return nil }

// inputs are what the network is told beside the noisy pictures: timeFeatures of
// the time (N, timeFeatures), rows of the embedding or means of them
// (N, embedding), and which augmentations there were (N, Flags).
type inputs struct{ t, y, g *G.Node }

// build adds the velocity of the pictures x (N, 3, Side, Side) to their graph.
func (u *unet) build(x *G.Node, in inputs, mode nn.Mode) (*G.Node, error) {
	e, err := u.embed(in, mode)
	if err != nil {
		return nil, err
	}
	return u.trunk(e).Build(x, mode)
}

// embed is what every block is told.
func (u *unet) embed(in inputs, mode nn.Mode) (*G.Node, error) {
	t, err := u.t.Build(in.t, mode)
	if err != nil {
		return nil, err
	}
	g, err := u.g.Build(in.g, mode)
	if err != nil {
		return nil, err
	}
	e, err := G.Add(t, in.y)
	if err != nil {
		return nil, fmt.Errorf("flow: embedding: %w", err)
	}
	if e, err = G.Add(e, g); err != nil {
		return nil, fmt.Errorf("flow: embedding: %w", err)
	}
	return nn.NewSequential(nn.NewSiLU(), u.e2, nn.NewSiLU()).Build(e, mode)
}

// trunk is the network from noisy pictures to velocities, with its embedding e.
func (u *unet) trunk(e *G.Node) nn.Layer {
	up, same := nn.NewUpsampleNearest2D(2), nn.NewSequential()
	lowest := nn.NewSequential(u.down2, u.mid[0].on(e), u.mid[1].on(e), up)
	lower := nn.NewSequential(
		u.down1, u.d2[0].on(e), u.d2[1].on(e),
		nn.NewConcat(1, lowest, same),
		u.u2[0].on(e), u.u2[1].on(e), up, u.up1)
	return nn.NewSequential(
		nn.NewPixelUnshuffle(u.Patch), u.inp, u.d1[0].on(e), u.d1[1].on(e),
		nn.NewConcat(1, lower, same),
		u.u1[0].on(e), u.u1[1].on(e), nn.NewGatedNorm(u.no, nil, nil, nil), u.out, nn.NewPixelShuffle(u.Patch))
}

// tellTime writes the sines and cosines of time t to the first values of to.
func tellTime(to []float32, t float64) {
	const half = timeFeatures / 2
	for i := range half {
		f := math.Exp(math.Log(fastest)*float64(i)/(half-1)) * t * math.Pi / 2
		to[i], to[half+i] = float32(math.Sin(f)), float32(math.Cos(f))
	}
}
