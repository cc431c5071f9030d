package dataset

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// What Open makes when there are no images: SyntheticPerClass images of each
// class, as the study has, from SyntheticSeed.
const (
	SyntheticPerClass        = 500
	SyntheticSeed     uint64 = 1
)

// Synthetic draws n clocks and n crocodiles of 32×32 pixels. The same n and seed
// give the same images, and image k of a class is the same for every n > k.
// Clocks are analogue, digital, alarm, wall and tower clocks, tilted, cropped and
// lit from a side; crocodiles swim, bask and open their jaws in water, mud and
// grass. Both stand before clutter and went through a bad camera, and about one
// in ten is drawn to be mistaken: a green dial in the grass, a crocodile rolled
// up or seen eye to eye. It panics if n is negative.
func Synthetic(n int, seed uint64) *Dataset {
	d := &Dataset{
		Source:  fmt.Sprintf("synthetic images (seed %d)", seed),
		Classes: []string{"clock", "crocodile"},
		Paths:   make([]string, 2*n),
		Labels:  make([]int, 2*n),
		H:       syntheticSize,
		W:       syntheticSize,
		Pixels:  make([]byte, 2*n*3*syntheticPlane),
	}
	parallel(2*n, func(i int) {
		label, k := i/n, i%n
		d.Labels[i] = label
		d.Paths[i] = fmt.Sprintf("%s/%04d.png", d.Classes[label], k+1)
		// An image's own generator: what it shows does not depend on the others.
		rng := rand.New(rand.NewPCG(seed, uint64(2*k+label)))
		draw := drawClock
		if label == 1 {
			draw = drawCrocodile
		}
		out := d.bytes(i)
		for p, v := range draw(rng) {
			out[p] = byte(math.Round(v * 255))
		}
	})
	return d
}

// A scene is one image in the making.
type scene struct {
	*canvas
	rng *rand.Rand
}

func newScene(rng *rand.Rand) scene { return scene{newCanvas(), rng} }

// finish returns the pixels (3, 32, 32), each in [0,1].
func (s scene) finish() []float64 {
	x := s.shrink()
	camera(x, s.rng)
	return x
}
