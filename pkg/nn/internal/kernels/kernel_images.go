package kernels

// Images is the geometry of what changes images (N, C, H, W) by numbers for each.
type Images struct{ N, C, H, W int }

// ImageTranslate moves each image of x by shift (N, 2), rows down and columns right,
// cut off to whole pixels, times Sign, 1 or −1; zeros come in. Its gradient is the
// same of dy with the other sign.
type ImageTranslate struct {
	Images
	Sign int
}

// Run takes x and shift.
func (k ImageTranslate) Run(y []float32, in Inputs) error {
	Translate(y, in[0], in[1], k.N, k.C, k.H, k.W, k.Sign)
	return nil
}

// ImageCutout makes the pixels of box (N, 4), first row, first column, rows and
// columns, of each image of x zero. Its gradient is the same of dy. y may be x.
type ImageCutout struct{ Images }

// Run takes x and box.
func (k ImageCutout) Run(y []float32, in Inputs) error {
	Cutout(y, in[0], in[1], k.N, k.C, k.H, k.W)
	return nil
}

// ImageColour changes brightness, saturation and contrast of each image of x by
// factors (N, 3), as function Colour says. Its gradient is the same of dy without
// brightness. y may be x.
type ImageColour struct {
	Images
	Brightness bool
}

// Run takes x and factors.
func (k ImageColour) Run(y []float32, in Inputs) error {
	Colour(y, in[0], in[1], k.N, k.C, k.H, k.W, k.Brightness)
	return nil
}

// ImageWarp resamples each image of x by its affine map of by (N, 6), as function
// Warp says.
type ImageWarp struct{ Images }

// Run takes x and by.
func (k ImageWarp) Run(y []float32, in Inputs) error {
	Warp(y, in[0], in[1], k.N, k.C, k.H, k.W)
	return nil
}

// ImageWarpBackward is dx of dy and by.
type ImageWarpBackward struct{ Images }

// Run takes dy and by.
func (k ImageWarpBackward) Run(dx []float32, in Inputs) error {
	WarpGrad(dx, in[0], in[1], k.N, k.C, k.H, k.W)
	return nil
}
