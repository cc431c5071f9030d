package gan

import (
	"context"
	"image"
	"image/draw"

	"github.com/crococlock/crococlock/pkg/dataset"
)

// Grid is a picture of samples: a row for each class in the order of their labels,
// and where all have the same share between the first and the others, so that of
// two classes the middle row is in between. What stands in a column is made of the
// same noise.
func (m *Model) Grid(ctx context.Context, columns int, seed uint64) (*image.NRGBA, error) {
	k := len(m.classes)
	alike := make([]float64, k)
	for i := range alike {
		alike[i] = 1 / float64(k)
	}
	mixes := [][]float64{Only(0, k), alike}
	for i := 1; i < k; i++ {
		mixes = append(mixes, Only(i, k))
	}
	const gap = 2
	step := m.size + gap
	out := image.NewNRGBA(image.Rect(0, 0, columns*step+gap, len(mixes)*step+gap))
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	for row, mix := range mixes {
		x, err := m.Sample(ctx, columns, mix, seed)
		if err != nil {
			return nil, err
		}
		for column := range columns {
			n := 3 * m.size * m.size
			picture := dataset.ToImage(x[column*n:(column+1)*n], m.size, m.size)
			at := image.Pt(gap+column*step, gap+row*step)
			draw.Draw(out, picture.Bounds().Add(at), picture, image.Point{}, draw.Src)
		}
	}
	return out, nil
}
