package nn

import (
	"fmt"
	"math"

	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
)

// Affine is a change of a picture's geometry, about its middle; the zero value
// but for Scale 1 and Stretch 1 changes nothing.
type Affine struct {
	Angle   float64 // by which it turns counter-clockwise, in radians
	Scale   float64 // larger than 1 makes what is seen larger; not 0
	Stretch float64 // columns by √Stretch, rows by 1/√Stretch; more than 0
	Flip    bool    // left and right change places, first of all
	// Down and Right are how far it moves then, in pixels.
	Down, Right float64
}

// Map is the affine map that Warp wants: from a pixel of the result to the place
// that it is taken from, row = m[0]·row' + m[1]·column' + m[2] and
// column = m[3]·row' + m[4]·column' + m[5], both counted from the middle.
func (a Affine) Map() [6]float32 {
	sin, cos := math.Sincos(a.Angle)
	tall, wide := 1/a.Scale*math.Sqrt(a.Stretch), 1/a.Scale/math.Sqrt(a.Stretch)
	if a.Flip {
		wide = -wide
	}
	// Backwards: move back, turn back, then scale by rows and columns. Rows grow
	// downwards, so that turning counter-clockwise moves the right side up.
	m := [4]float64{tall * cos, tall * sin, -wide * sin, wide * cos}
	return [6]float32{
		float32(m[0]), float32(m[1]), float32(-m[0]*a.Down - m[1]*a.Right),
		float32(m[2]), float32(m[3]), float32(-m[2]*a.Down - m[3]*a.Right),
	}
}

// Warp resamples each image of x (N, C, H, W) once, bilinearly, by its affine map
// of by (N, 6), as Affine.Map makes it. Beyond its borders a picture goes on
// mirrored, as torch.nn.functional.grid_sample does with padding_mode
// "reflection" and align_corners=False. There is no gradient for by.
func Warp(x, by *G.Node) (*G.Node, error) {
	return imageStep("warp", "", x, by, 6, 0,
		func(s kernels.Images) kernels.Kernel { return kernels.ImageWarp{Images: s} },
		func(dy *G.Node) (*G.Node, error) { return warpGrad(dy, by) })
}

func warpGrad(dy, by *G.Node) (*G.Node, error) {
	return apply(&op{
		name: "warpGrad", out: dy.Shape(), kernel: kernels.ImageWarpBackward{Images: images(dy.Shape())},
	}, dy, by)
}

// WarpImages is Warp without a graph, for a batch on its way into one: dst and src
// are n images of c channels, h rows and w columns each and do not overlap.
func WarpImages(dst, src []float32, maps [][6]float32, c, h, w int) error {
	n := len(maps)
	if c < 1 || h < 1 || w < 1 || len(src) != n*c*h*w || len(dst) != len(src) {
		return fmt.Errorf("nn: warp: %d values to %d for %d images of %d×%d×%d: want %d each", len(src), len(dst), n, c, h, w, n*c*h*w)
	}
	if n == 0 {
		return nil
	}
	by := make([]float32, 0, 6*n)
	for _, m := range maps {
		by = append(by, m[:]...)
	}
	kernels.Warp(dst, src, by, n, c, h, w)
	return nil
}
