package generation

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
)

// turns are the classes of Rotations, in degrees counter-clockwise.
var turns = []string{"000", "090", "180", "270"}

// Rotations is a data set of four turns of each image idx of d, as what a network
// learns to see without being told what is in a picture (Gidaris et al., 2018).
// The turns of idx[i] are the images 4i to 4i+3. Images must be square.
func Rotations(d *dataset.Dataset, idx []int) (*dataset.Dataset, error) {
	if d.H != d.W {
		return nil, fmt.Errorf("generation: images are %d×%d pixels, want square ones to turn", d.H, d.W)
	}
	if len(idx) == 0 {
		return nil, fmt.Errorf("generation: no images to turn")
	}
	if err := d.Check(idx); err != nil {
		return nil, fmt.Errorf("generation: %w", err)
	}
	side, size := d.H, 3*d.H*d.W
	r := &dataset.Dataset{
		Source: d.Source + ", turned four ways", Classes: turns, H: side, W: side,
		Pixels: make([]byte, 0, len(turns)*len(idx)*size),
	}
	for _, i := range idx {
		picture := d.Pixels[i*size : (i+1)*size]
		for turn, name := range turns {
			r.Paths = append(r.Paths, name+"/"+d.Paths[i])
			r.Labels = append(r.Labels, turn)
			at := len(r.Pixels)
			r.Pixels = append(r.Pixels, picture...)
			if turn > 0 {
				// A quarter turn more than the one before, which lies in front of it.
				quarter(r.Pixels[at:], r.Pixels[at-size:at], side)
			}
		}
	}
	return r, nil
}

// quarter writes to dst the picture src, (3, side, side), turned a quarter
// counter-clockwise.
func quarter(dst, src []byte, side int) {
	for c := range 3 {
		plane := c * side * side
		for row := range side {
			for col := range side {
				dst[plane+row*side+col] = src[plane+col*side+side-1-row]
			}
		}
	}
}

// RotationConfig is how the network of Features is trained: the small residual
// network, its pictures moved and changed in colour but never mirrored, because a
// mirror turns a quarter to the left into one to the right.
func RotationConfig(seed uint64) cnn.Config {
	c := cnn.ResNetConfig()
	c.Architecture, c.Epochs, c.BatchSize, c.Mixup, c.ValidateEvery, c.Seed = cnn.SmallResNet, 40, 100, 0, 0, seed
	c.Augment = dataset.Augmentation{
		dataset.Warp{Shift: 0.125, Angle: 0.1, Scale: 0.15, Stretch: 0.1},
		dataset.Contrast{Most: 0.4}, dataset.Brightness{Most: 0.2}, dataset.Saturation{Most: 0.75}, dataset.Cast{Deviation: 0.04},
		dataset.Cutout{Side: 0.28},
	}
	return c
}
