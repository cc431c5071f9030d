package flow

import "fmt"

// groups is how many groups of channels each norm has.
const groups = 8

// dropped is the share of values that a block drops in training.
const dropped = 0.1

// Net says how the network is built.
type Net struct {
	// Channels is the width c, a multiple of 8: c channels at the first resolution,
	// 2c at the second and third. The time of a step grows with its square.
	Channels int
	// Classes is the number of classes, 2 or more.
	Classes int
	// Side is the rows and columns of a picture, a multiple of 4·Patch.
	Side int
	// Patch is the side of the squares of pixels that the network sees as one, 1 or
	// more.
	Patch int
}

// DefaultNet is the network of the study: 3.2 million weights for two classes of
// pictures of 32×32 pixels.
func DefaultNet() Net { return Net{Channels: 64, Classes: 2, Side: 32, Patch: 2} }

// Validate says what in n no network can be built from.
func (n Net) Validate() error {
	switch {
	case n.Channels < groups || n.Channels%groups != 0:
		return fmt.Errorf("flow: Channels is %d, want a multiple of %d", n.Channels, groups)
	case n.Classes < 2:
		return fmt.Errorf("flow: Classes is %d, want 2 or more", n.Classes)
	case n.Patch < 1:
		return fmt.Errorf("flow: Patch is %d, want 1 or more", n.Patch)
	case n.Side < 1 || n.Side%(4*n.Patch) != 0:
		return fmt.Errorf("flow: Side is %d, want a multiple of %d: patches of %d×%d pixels are halved twice", n.Side, 4*n.Patch, n.Patch, n.Patch)
	}
	return nil
}

// pixels is the number of values of one picture.
func (n Net) pixels() int { return 3 * n.Side * n.Side }

// embedding is the length of the vector that tells time, class and augmentation.
func (n Net) embedding() int { return 4 * n.Channels }
