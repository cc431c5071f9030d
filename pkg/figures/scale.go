package figures

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
)

// The lengths of a colour bar, px.
const (
	barWidth  = 320
	barHeight = 14
)

// diverging is ColorBrewer's map PRGn at v in [−1,1]: purple, white for zero,
// green.
func diverging(v float64) color.RGBA {
	anchors := [...]color.RGBA{
		{64, 0, 75, 255}, {118, 42, 131, 255}, {153, 112, 171, 255}, {194, 165, 207, 255}, {231, 212, 232, 255}, {247, 247, 247, 255},
		{217, 240, 211, 255}, {166, 219, 160, 255}, {90, 174, 97, 255}, {27, 120, 55, 255}, {0, 68, 27, 255},
	}
	at := (min(max(v, -1), 1) + 1) / 2 * float64(len(anchors)-1)
	i := min(int(at), len(anchors)-2)
	mix := func(a, b uint8) uint8 { return uint8(float64(a) + (at-float64(i))*(float64(b)-float64(a)) + 0.5) }
	a, b := anchors[i], anchors[i+1]
	return color.RGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 255}
}

// grey goes from black for −1 over grey for zero to white for 1.
func grey(v float64) color.RGBA {
	level := uint8(127.5 + 127.5*min(max(v, -1), 1) + 0.5)
	return color.RGBA{level, level, level, 255}
}

// strongest is the largest magnitude among values; not finite where one is not.
func strongest(values []float32) float64 {
	most := 0.0
	for _, v := range values {
		most = math.Max(most, math.Abs(float64(v)))
	}
	return most
}

// withBar puts a colour bar under an image: the colours of −most to most, zero in
// their middle.
func withBar(img image.Image, most float64, colour func(v float64) color.RGBA) (*image.RGBA, error) {
	face, err := regular(captionSize)
	if err != nil {
		return nil, err
	}
	labels := []string{"0"}
	if most > 0 {
		labels = []string{fmt.Sprintf("−%.2g", most), "0", fmt.Sprintf("%.2g", most)}
	}
	size := img.Bounds().Size()
	width := max(size.X, barWidth)
	dst := blank(width, size.Y+cellGap+barHeight+face.height)
	draw.Draw(dst, image.Rectangle{Max: size}, img, img.Bounds().Min, draw.Over)
	top := size.Y + cellGap
	draw.Draw(dst, image.Rect(0, top, barWidth, top+barHeight), image.NewUniform(gridInk), image.Point{}, draw.Src)
	for x := 1; x < barWidth-1; x++ {
		c := colour(2*(float64(x)-0.5)/(barWidth-2) - 1)
		draw.Draw(dst, image.Rect(x, top+1, x+1, top+barHeight-1), image.NewUniform(c), image.Point{}, draw.Src)
	}
	y := top + barHeight
	for i, label := range labels {
		at := (barWidth - face.width(label)) / 2
		if len(labels) > 1 {
			at = i * (barWidth - face.width(label)) / 2
		}
		face.draw(dst, []string{label}, at, y, 0, ink)
	}
	return dst, nil
}
