package generation

import (
	"cmp"
	"image"
	"image/color"
	"math"
	"slices"
)

// A palette is the colours that stand for those of an image.
type palette struct {
	centres [][3]float64
	of      map[[3]uint8]int // the centre that stands for a colour
}

// A shade is a colour and how many pixels have it.
type shade struct {
	rgb    [3]uint8
	pixels int
}

// newPalette finds up to so many colours for an image whose pixels are opaque: by
// median cut (Heckbert, 1982), then a few steps of k-means (Lloyd, 1982), which
// bring the colours to the middle of what they stand for.
func newPalette(img *image.RGBA, most int) *palette {
	counts := make(map[[3]uint8]int)
	for i := range img.Bounds().Dx() * img.Bounds().Dy() {
		counts[colourAt(img, i)]++
	}
	shades := make([]shade, 0, len(counts))
	for rgb, n := range counts {
		shades = append(shades, shade{rgb, n})
	}
	slices.SortFunc(shades, func(a, b shade) int { return slices.Compare(a.rgb[:], b.rgb[:]) })
	p := &palette{of: make(map[[3]uint8]int, len(shades))}
	for _, box := range cut(shades, most) {
		p.centres = append(p.centres, middle(box))
	}
	const steps = 4
	for step := range steps {
		sums := make([][4]float64, len(p.centres))
		for _, s := range shades {
			k := p.nearest(s.rgb)
			p.of[s.rgb] = k
			for c := range 3 {
				sums[k][c] += float64(s.pixels) * float64(s.rgb[c])
			}
			sums[k][3] += float64(s.pixels)
		}
		if step == steps-1 {
			break // the last step is the one that says which colour stands for which
		}
		for k, sum := range sums {
			if sum[3] > 0 {
				p.centres[k] = [3]float64{sum[0] / sum[3], sum[1] / sum[3], sum[2] / sum[3]}
			}
		}
	}
	return p
}

// colourAt is the colour of pixel i, counted row by row.
func colourAt(img *image.RGBA, i int) [3]uint8 {
	width := img.Bounds().Dx()
	at := i/width*img.Stride + i%width*4
	return [3]uint8(img.Pix[at : at+3])
}

// cut parts shades into up to most boxes: always the one whose colours are farthest
// from their mean, all pixels together, along its longest side.
func cut(shades []shade, most int) [][]shade {
	boxes := [][]shade{shades}
	spreads := []float64{spread(shades)}
	for len(boxes) < most {
		worst := 0
		for i, s := range spreads {
			if s > spreads[worst] {
				worst = i
			}
		}
		if spreads[worst] == 0 {
			break
		}
		a, b := halve(boxes[worst])
		boxes[worst], spreads[worst] = a, spread(a)
		boxes, spreads = append(boxes, b), append(spreads, spread(b))
	}
	return boxes
}

// halve parts a box of two or more shades at the median pixel of the channel that
// varies most.
func halve(box []shade) (a, b []shade) {
	m, channel, widest := middle(box), 0, -1.0
	for c := range 3 {
		v := 0.0
		for _, s := range box {
			v += float64(s.pixels) * math.Pow(float64(s.rgb[c])-m[c], 2)
		}
		if v > widest {
			channel, widest = c, v
		}
	}
	slices.SortStableFunc(box, func(a, b shade) int { return cmp.Compare(a.rgb[channel], b.rgb[channel]) })
	half, seen := total(box)/2, 0
	for i, s := range box[:len(box)-1] {
		seen += s.pixels
		if seen >= half {
			return box[:i+1], box[i+1:]
		}
	}
	return box[:len(box)-1], box[len(box)-1:]
}

func total(box []shade) int {
	n := 0
	for _, s := range box {
		n += s.pixels
	}
	return n
}

// middle is the mean colour of a box's pixels.
func middle(box []shade) [3]float64 {
	var m [3]float64
	for _, s := range box {
		for c := range 3 {
			m[c] += float64(s.pixels) * float64(s.rgb[c])
		}
	}
	n := float64(max(total(box), 1))
	return [3]float64{m[0] / n, m[1] / n, m[2] / n}
}

// spread is the squared distances of a box's pixels from their mean, added up; 0
// of one colour.
func spread(box []shade) float64 {
	if len(box) < 2 {
		return 0
	}
	m, sum := middle(box), 0.0
	for _, s := range box {
		sum += float64(s.pixels) * distance2(m, s.rgb)
	}
	return sum
}

func distance2(a [3]float64, b [3]uint8) float64 {
	sum := 0.0
	for c := range 3 {
		d := a[c] - float64(b[c])
		sum += d * d
	}
	return sum
}

// nearest is the number of the first of the nearest centres.
func (p *palette) nearest(rgb [3]uint8) int {
	best, least := 0, math.Inf(1)
	for k, c := range p.centres {
		if d := distance2(c, rgb); d < least {
			best, least = k, d
		}
	}
	return best
}

// colours are the centres, rounded.
func (p *palette) colours() color.Palette {
	out := make(color.Palette, len(p.centres))
	for k, c := range p.centres {
		out[k] = color.RGBA{uint8(math.Round(c[0])), uint8(math.Round(c[1])), uint8(math.Round(c[2])), 255}
	}
	return out
}
