package nn

import (
	"fmt"
	"math"
	"math/rand/v2"

	G "gorgonia.org/gorgonia"
)

// AugmentConfig says how strongly pictures are changed, each number from 0, which
// leaves a step out, to 1.
type AugmentConfig struct {
	Translation float64 // largest shift as a share of the image's side
	Cutout      float64 // side of the square that is cut out, as a share of the image's side
	Brightness  float64 // largest amount added or taken away, in the unit of x
	Saturation  float64 // largest change of the factor 1
	Contrast    float64 // largest change of the factor 1
	// One resampling with reflected borders (Warp) turns, scales and stretches.
	Rotation float64 // largest angle as a share of half a turn
	Scale    float64 // largest change of the logarithm, base 2, of the size
	Stretch  float64 // largest change of the logarithm, base 2, of width over height
}

// DefaultAugment is the strongest policy of Zhao et al. (2020) with their
// numbers, for pictures in [−1,1]: shifts of an eighth, squares of half the side,
// brightness ±0.5, saturation 0 to 2, contrast 0.5 to 1.5.
func DefaultAugment() AugmentConfig {
	return AugmentConfig{Translation: 0.125, Cutout: 0.5, Brightness: 0.5, Saturation: 1, Contrast: 0.5}
}

// Validate reports the first number that makes no sense.
func (c AugmentConfig) Validate() error {
	for _, v := range []struct {
		name  string
		value float64
	}{{"Translation", c.Translation}, {"Cutout", c.Cutout}, {"Brightness", c.Brightness}, {"Saturation", c.Saturation}, {"Contrast", c.Contrast}, {"Rotation", c.Rotation}, {"Scale", c.Scale}, {"Stretch", c.Stretch}} {
		if !(v.value >= 0 && v.value <= 1) {
			return fmt.Errorf("nn: augmentation: %s is %g, want 0 to 1", v.name, v.value)
		}
	}
	return nil
}

// warps reports whether pictures are resampled.
func (c AugmentConfig) warps() bool { return c.Rotation > 0 || c.Scale > 0 || c.Stretch > 0 }

// Augmentation changes a batch of pictures in ways that gradients pass through:
// what a discriminator sees of real and generated pictures alike (Zhao et al.,
// 2020, differentiable augmentation). Its numbers are inputs of the graph, drawn
// anew by Draw; until then it changes nothing.
type Augmentation struct {
	config             AugmentConfig
	n, h, w            int
	factors, move, box *G.Node
	warp               *G.Node // nil where nothing is resampled
}

// NewAugmentation adds the inputs name.colour (N, 3), name.shift (N, 2) and
// name.box (N, 4) for n pictures of h rows and w columns to g, and name.warp (N, 6)
// where config turns, scales or stretches.
func NewAugmentation(g *G.ExprGraph, name string, n, h, w int, config AugmentConfig) (*Augmentation, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	if n < 1 || h < 1 || w < 1 {
		return nil, fmt.Errorf("nn: augmentation: %d pictures of %d×%d: every size must be at least 1", n, h, w)
	}
	a := &Augmentation{config: config, n: n, h: h, w: w}
	var err error
	if a.factors, err = Input(g, name+".colour", n, 3); err != nil {
		return nil, err
	}
	if a.move, err = Input(g, name+".shift", n, 2); err != nil {
		return nil, err
	}
	if a.box, err = Input(g, name+".box", n, 4); err != nil {
		return nil, err
	}
	if config.warps() {
		if a.warp, err = Input(g, name+".warp", n, 6); err != nil {
			return nil, err
		}
	}
	for i := range n {
		f := Data(a.factors)[3*i:]
		f[1], f[2] = 1, 1
		a.setWarp(i, Affine{Scale: 1, Stretch: 1})
	}
	return a, nil
}

// Draw draws the numbers of the next runs, for each picture its own, uniformly.
func (a *Augmentation) Draw(rng *rand.Rand) {
	around := func(middle, most float64) float32 { return float32(middle + most*(2*rng.Float64()-1)) }
	whole := func(size int, share float64) int { return int(math.Round(share * float64(size))) }
	within := func(most int) float32 { return float32(rng.IntN(2*most+1) - most) }
	for i := range a.n {
		f, m, b := Data(a.factors)[3*i:][:3], Data(a.move)[2*i:][:2], Data(a.box)[4*i:][:4]
		f[0], f[1], f[2] = around(0, a.config.Brightness), around(1, a.config.Saturation), around(1, a.config.Contrast)
		m[0], m[1] = within(whole(a.h, a.config.Translation)), within(whole(a.w, a.config.Translation))
		// Anywhere as long as its middle is in the picture.
		rows, cols := whole(a.h, a.config.Cutout), whole(a.w, a.config.Cutout)
		b[0], b[1] = float32(rng.IntN(a.h+1-rows%2)-rows/2), float32(rng.IntN(a.w+1-cols%2)-cols/2)
		b[2], b[3] = float32(rows), float32(cols)
		if a.warp != nil {
			a.setWarp(i, Affine{
				Angle:   float64(around(0, math.Pi*a.config.Rotation)),
				Scale:   math.Exp2(float64(around(0, a.config.Scale))),
				Stretch: math.Exp2(float64(around(0, a.config.Stretch))),
			})
		}
	}
}

// setWarp sets how picture i is resampled, if pictures are.
func (a *Augmentation) setWarp(i int, to Affine) {
	if a.warp != nil {
		m := to.Map()
		copy(Data(a.warp)[6*i:], m[:])
	}
}

// Apply is x (N, C, H, W), of the N, H and W given to NewAugmentation, with its
// colours changed, resampled, moved, and with a square cut out, as far as the
// config says.
// Several nodes can share one augmentation: their pictures are changed alike.
func (a *Augmentation) Apply(x *G.Node) (*G.Node, error) {
	if err := checkShape("augmentation", x, a.n, "C", a.h, a.w); err != nil {
		return nil, err
	}
	c := a.config
	var err error
	if c.Brightness > 0 || c.Saturation > 0 || c.Contrast > 0 {
		if x, err = Colour(x, a.factors); err != nil {
			return nil, err
		}
	}
	if a.warp != nil {
		if x, err = Warp(x, a.warp); err != nil {
			return nil, err
		}
	}
	if c.Translation > 0 {
		if x, err = Translate(x, a.move); err != nil {
			return nil, err
		}
	}
	if c.Cutout > 0 {
		if x, err = Cutout(x, a.box); err != nil {
			return nil, err
		}
	}
	return x, nil
}
