package figures

import (
	"fmt"
	"image"
	"image/color"
	"math"
)

// Filters draws the filters of a first convolution as small colour pictures:
// what each of them looks for. weights is (n, 3, size, size) in row-major order,
// planes R, G, B. Grey is zero; a filter's strongest weight has full strength. A
// weight that is not finite is an error.
func Filters(weights []float32, n, size int, caption string) (image.Image, error) {
	if n < 1 || size < 1 || len(weights) != n*3*size*size {
		return nil, fmt.Errorf("figures: filters: %d weights, shape (%d, 3, %d, %d)", len(weights), n, size, size)
	}
	tiles, titles := make([]image.Image, n), make([]string, n)
	plane := size * size
	for f := range tiles {
		w := weights[f*3*plane : (f+1)*3*plane]
		strongest := 0.0
		for _, v := range w {
			strongest = math.Max(strongest, math.Abs(float64(v)))
		}
		if math.IsNaN(strongest) || math.IsInf(strongest, 0) {
			return nil, fmt.Errorf("figures: filters: filter %d has a weight that is not finite", f)
		}
		level := func(v float32) uint8 {
			if strongest == 0 {
				return 128
			}
			return uint8(127.5 + 127.5*float64(v)/strongest + 0.5)
		}
		tile := image.NewRGBA(image.Rect(0, 0, size, size))
		for i := range plane {
			tile.SetRGBA(i%size, i/size, color.RGBA{level(w[i]), level(w[plane+i]), level(w[2*plane+i]), 255})
		}
		tiles[f], titles[f] = tile, fmt.Sprintf("filter %d", f)
	}
	return Montage(tiles, titles, MontageOptions{Columns: 8, Factor: max(1, 96/size), Caption: caption})
}

// FeatureMaps draws what a layer makes of one image: its maps in the colours of
// viridis, dark purple for the least value of a map and yellow for its greatest,
// both of which its title tells. maps is (c, h, w) in row-major order. A value
// that is not finite is an error.
func FeatureMaps(maps []float32, c, h, w int, caption string) (image.Image, error) {
	if c < 1 || h < 1 || w < 1 || len(maps) != c*h*w {
		return nil, fmt.Errorf("figures: feature maps: %d values, shape (%d, %d, %d)", len(maps), c, h, w)
	}
	tiles, titles := make([]image.Image, c), make([]string, c)
	for k := range tiles {
		values := maps[k*h*w : (k+1)*h*w]
		low, high := math.Inf(1), math.Inf(-1)
		for _, v := range values {
			x := float64(v)
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return nil, fmt.Errorf("figures: feature maps: map %d has a value of %g", k, v)
			}
			low, high = math.Min(low, x), math.Max(high, x)
		}
		span := high - low
		if span == 0 {
			span = 1
		}
		tile := image.NewRGBA(image.Rect(0, 0, w, h))
		for i, v := range values {
			tile.SetRGBA(i%w, i/w, viridis((float64(v)-low)/span))
		}
		tiles[k], titles[k] = tile, fmt.Sprintf("map %d\n%.2g to %.2g", k, low, high)
	}
	return Montage(tiles, titles, MontageOptions{Columns: 8, Factor: max(1, 96/w), Caption: caption})
}
