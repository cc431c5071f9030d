package figures

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"
)

// A Map is numbers in rows and columns, such as what a filter makes of an image.
type Map struct {
	Title  string
	H, W   int
	Values []float32 // H rows of W
}

// mapWidth is the largest width in px to which maps are enlarged, about.
const mapWidth = 192

// Maps draws maps beside each other, all in the colours of one scale, which stands
// under them: white is zero, green above, purple below. Maps may differ in size. A
// value that is not finite is an error.
func Maps(maps []Map, caption string) (*Figure, error) {
	tiles, titles, frames := make([]image.Image, len(maps)), make([]string, len(maps)), make([]color.Color, len(maps))
	most, widest := 0.0, 1
	for k, m := range maps {
		if m.H < 1 || m.W < 1 || len(m.Values) != m.H*m.W {
			return nil, fmt.Errorf("figures: maps: map %d has %d values for %d rows of %d", k, len(m.Values), m.H, m.W)
		}
		s := strongest(m.Values)
		if math.IsNaN(s) || math.IsInf(s, 0) {
			return nil, fmt.Errorf("figures: maps: map %d has a value that is not finite", k)
		}
		most, widest = math.Max(most, s), max(widest, m.W)
	}
	for k, m := range maps {
		tile := image.NewRGBA(image.Rect(0, 0, m.W, m.H))
		for i, v := range m.Values {
			if most > 0 {
				v /= float32(most)
			}
			tile.SetRGBA(i%m.W, i/m.W, diverging(float64(v)))
		}
		tiles[k], titles[k], frames[k] = tile, m.Title, gridInk
	}
	columns := max(1, min(4, len(maps)))
	width := min(mapWidth, (gridWidth+cellGap)/columns-cellGap-2*frameWidth)
	options := MontageOptions{Columns: columns, Factor: max(1, width/widest), Frames: frames}
	grid, err := layOut(tiles, titles, options)
	if err != nil {
		return nil, err
	}
	body, err := withBar(grid, most, diverging)
	if err != nil {
		return nil, err
	}
	alt := fmt.Sprintf("%d maps in one scale of colours from −%.2g, purple, over zero, white, to %.2g, green: %s.", len(maps), most, most, list(titles))
	return figure("", caption, body, alt)
}

// FeatureMaps draws what a layer makes of one image, (c, h, w) in row-major order,
// as Maps.
func FeatureMaps(values []float32, c, h, w int, caption string) (*Figure, error) {
	if c < 1 || h < 1 || w < 1 || len(values) != c*h*w {
		return nil, fmt.Errorf("figures: feature maps: %d values, shape (%d, %d, %d)", len(values), c, h, w)
	}
	maps := make([]Map, c)
	for k := range maps {
		maps[k] = Map{fmt.Sprintf("map %d", k), h, w, values[k*h*w : (k+1)*h*w]}
	}
	return Maps(maps, caption)
}

// list joins some titles for a sentence: all of a few, the first and the last of
// many.
func list(titles []string) string {
	flat := make([]string, len(titles))
	for i, s := range titles {
		flat[i] = strings.Join(strings.Fields(s), " ")
	}
	if len(flat) > 6 {
		return flat[0] + " to " + flat[len(flat)-1]
	}
	return strings.Join(flat, ", ")
}
