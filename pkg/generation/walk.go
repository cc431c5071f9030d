package generation

import (
	"context"
	"fmt"

	"github.com/crococlock/crococlock/pkg/figures"
)

// A Path is ways from the first class to the second, one a row, each of pictures
// made of the same noise.
type Path struct {
	// Places are where the pictures of a row lie, from 0 to 1.
	Places []float64
	// Pictures are (rows × places), row by row.
	Pictures
}

// Walk makes rows of so many pictures, two or more, evenly from 0 to 1. Progress,
// if not nil, is told how many of the places are done.
func Walk(ctx context.Context, g Generator, rows, places int, seed uint64, progress func(done int)) (*Path, error) {
	if rows < 1 || places < 2 {
		return nil, fmt.Errorf("generation: a walk of %d rows over %d places, want one or more over two or more", rows, places)
	}
	w := &Path{Pictures: Pictures{Side: g.Size()}}
	size := 3 * g.Size() * g.Size()
	w.X = make([]float32, rows*places*size)
	for k := range places {
		at := float64(k) / float64(places-1)
		p, err := Sample(ctx, g, rows, at, seed)
		if err != nil {
			return nil, err
		}
		w.Places = append(w.Places, at)
		for row := range rows {
			copy(w.At(row*places+k), p.At(row))
		}
		if progress != nil {
			progress(k + 1)
		}
	}
	return w, nil
}

// Rows is the number of ways.
func (w *Path) Rows() int { return w.Len() / len(w.Places) }

// Frames are the pictures at each place, those of all rows, place by place.
func (w *Path) Frames() []Pictures {
	frames := make([]Pictures, len(w.Places))
	for k := range frames {
		var idx []int
		for row := range w.Rows() {
			idx = append(idx, row*len(w.Places)+k)
		}
		frames[k] = w.Pick(idx)
	}
	return frames
}

// Render shows the ways as rows in a notebook.
func (w *Path) Render() figures.Rendering {
	img, err := w.Grid(GridOptions{Columns: len(w.Places)})
	if err != nil {
		return figures.Rendering{}
	}
	return figures.Rendered(img, fmt.Sprintf("%d walks of %d pictures from the first class to the second", w.Rows(), len(w.Places)))
}
