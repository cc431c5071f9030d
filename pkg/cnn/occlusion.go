package cnn

import (
	"fmt"
)

// OcclusionConfig says how a picture is covered, in pixels.
type OcclusionConfig struct {
	// Side is the side of the grey square that covers a part, Step how far it moves
	// each time; 1 to Side, which is up to that of the picture.
	Side, Step int
}

// DefaultOcclusion is a square of eight pixels that moves by two.
func DefaultOcclusion() OcclusionConfig { return OcclusionConfig{Side: 8, Step: 2} }

// Occlusion tells where a classifier looks at a picture x, (3, Size, Size): how
// much the probability of a class falls when a grey square covers each pixel, the
// mean over the squares that do; (Size, Size), row-major, from −1 to 1 (Zeiler and
// Fergus, 2014). Where it is negative, the class is seen better without.
func Occlusion(c Classifier, x []float32, class int, config OcclusionConfig) ([]float32, error) {
	size := c.Size()
	if len(x) != 3*size*size {
		return nil, fmt.Errorf("cnn: a picture has %d values, want 3×%d×%d", len(x), size, size)
	}
	if classes := len(c.Classes()); class < 0 || class >= classes {
		return nil, fmt.Errorf("cnn: occlusion: class %d, there are %d", class, classes)
	}
	if config.Side < 1 || config.Side > size || config.Step < 1 || config.Step > config.Side {
		return nil, fmt.Errorf("cnn: occlusion: squares of %d pixels that move by %d on a picture of %d", config.Side, config.Step, size)
	}
	places := occlusions(size, config)
	covered := append([]float32(nil), x...)
	for _, at := range places {
		first := len(covered)
		covered = append(covered, x...)
		at.cover(covered[first:], size)
	}
	p, err := c.Probabilities(covered)
	if err != nil {
		return nil, err
	}
	sums, counts := make([]float64, size*size), make([]float64, size*size)
	for i, at := range places {
		fall := p.At(0, class) - p.At(1+i, class)
		for row := at.top; row < at.bottom; row++ {
			for col := at.left; col < at.right; col++ {
				sums[row*size+col] += fall
				counts[row*size+col]++
			}
		}
	}
	heat := make([]float32, len(sums))
	for i, s := range sums {
		heat[i] = float32(s / counts[i])
	}
	return heat, nil
}

// A place is where a square lies.
type place struct{ top, left, bottom, right int }

// occlusions are the places of squares, which hang over the edges so that every
// pixel is covered about as often.
func occlusions(size int, c OcclusionConfig) (all []place) {
	for top := 1 - c.Side; top < size; top += c.Step {
		for left := 1 - c.Side; left < size; left += c.Step {
			all = append(all, place{max(top, 0), max(left, 0), min(top+c.Side, size), min(left+c.Side, size)})
		}
	}
	return all
}

// cover makes a square of the picture x grey.
func (p place) cover(x []float32, size int) {
	const grey = 0.5
	for c := range 3 {
		for row := p.top; row < p.bottom; row++ {
			for col := p.left; col < p.right; col++ {
				x[(c*size+row)*size+col] = grey
			}
		}
	}
}
