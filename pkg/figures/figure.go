package figures

import "image"

// A Figure is a drawn figure: an image that a notebook shows with words for those
// who see no pictures.
type Figure struct {
	*image.RGBA
	Alt string // what there is to see, in a sentence or two
}

// Render shows the figure in a notebook.
func (f *Figure) Render() Rendering { return Rendered(f.RGBA, f.Alt) }
