package generation

import (
	"fmt"
	"image"
	"image/gif"
	"io"
	"slices"

	"github.com/crococlock/crococlock/internal/atomicfile"
)

// GIFOptions say how frames become an animation.
type GIFOptions struct {
	Grid GridOptions // of each frame's pictures
	// Delay is how long a frame is shown, in hundredths of a second; 0 is 8. The
	// first and the last are shown Rest times as long; 0 is 6.
	Delay, Rest int
	// Once says that the animation ends with the last frame; else it goes back the
	// same way and begins anew.
	Once bool
}

// Validate reports options that mean nothing.
func (o GIFOptions) Validate() error {
	if o.Delay < 0 || o.Rest < 0 || o.Delay > 6000 || o.Rest > 100 {
		return fmt.Errorf("generation: GIF: frames of %d hundredths of a second, ends of %d times that", o.Delay, o.Rest)
	}
	return o.Grid.Validate()
}

// EncodeGIF writes frames, each the pictures that are seen at a time, as an
// animated GIF. Each frame has the up to 256 colours that suit it best.
func EncodeGIF(w io.Writer, frames []Pictures, o GIFOptions) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if len(frames) == 0 {
		return fmt.Errorf("generation: GIF: no frames")
	}
	delay, rest := o.Delay, o.Rest
	if delay == 0 {
		delay = 8
	}
	if rest == 0 {
		rest = 6
	}
	g := &gif.GIF{}
	for i, f := range frames {
		img, err := f.Grid(o.Grid)
		if err != nil {
			return fmt.Errorf("frame %d: %w", i, err)
		}
		if i > 0 && img.Bounds() != g.Image[0].Bounds() {
			return fmt.Errorf("generation: GIF: frame %d is %v, the first %v", i, img.Bounds().Size(), g.Image[0].Bounds().Size())
		}
		colours := newPalette(img, maxColours)
		g.Image = append(g.Image, colours.paint(img))
		g.Delay = append(g.Delay, delay)
	}
	g.Delay[0] = delay * rest
	last := len(frames) - 1
	g.Delay[last] = delay * rest
	if o.Once {
		g.LoopCount = -1
	} else if last > 1 {
		back := slices.Clone(g.Image[1:last])
		slices.Reverse(back)
		for _, img := range back {
			g.Image, g.Delay = append(g.Image, img), append(g.Delay, delay)
		}
	}
	return gif.EncodeAll(w, g)
}

// WriteGIF writes a walk as an animated GIF, all rows at a time: all of it, or
// nothing on an error.
func (w *Path) WriteGIF(path string, o GIFOptions) error {
	return atomicfile.Write(path, func(to io.Writer) error { return EncodeGIF(to, w.Frames(), o) })
}

// maxColours is what a GIF's frame can have.
const maxColours = 256

// paint is the image in a palette's colours.
func (p *palette) paint(img *image.RGBA) *image.Paletted {
	out := image.NewPaletted(img.Bounds(), p.colours())
	for i := range out.Pix {
		out.Pix[i] = uint8(p.of[colourAt(img, i)])
	}
	return out
}
