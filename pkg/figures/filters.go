package figures

import (
	"fmt"
	"image"
	"image/color"
	"math"
)

// Filters draws the filters of a first convolution as small colour pictures:
// what each of them looks for. weights is (n, 3, size, size) in row-major order,
// planes R, G, B. Grey is zero; the strongest weight of all has full strength, as
// the bar under them says. A weight that is not finite is an error.
func Filters(weights []float32, n, size int, caption string) (*Figure, error) {
	if n < 1 || size < 1 || len(weights) != n*3*size*size {
		return nil, fmt.Errorf("figures: filters: %d weights, shape (%d, 3, %d, %d)", len(weights), n, size, size)
	}
	tiles, titles := make([]image.Image, n), make([]string, n)
	plane := size * size
	most := strongest(weights)
	level := func(v float32) uint8 {
		if most == 0 {
			return 128
		}
		return grey(float64(v) / most).R
	}
	for f := range tiles {
		w := weights[f*3*plane : (f+1)*3*plane]
		if s := strongest(w); math.IsNaN(s) || math.IsInf(s, 0) {
			return nil, fmt.Errorf("figures: filters: filter %d has a weight that is not finite", f)
		}
		tile := image.NewRGBA(image.Rect(0, 0, size, size))
		for i := range plane {
			tile.SetRGBA(i%size, i/size, color.RGBA{level(w[i]), level(w[plane+i]), level(w[2*plane+i]), 255})
		}
		tiles[f], titles[f] = tile, fmt.Sprintf("filter %d", f)
	}
	grid, err := layOut(tiles, titles, MontageOptions{Columns: 4, Factor: max(1, 96/size)})
	if err != nil {
		return nil, err
	}
	body, err := withBar(grid, most, grey)
	if err != nil {
		return nil, err
	}
	alt := fmt.Sprintf("%d filters of %d×%d pixels as coloured squares; grey is a weight of zero, the strongest is ±%.2g in one of the colours.", n, size, size, most)
	return figure("", caption, body, alt)
}
