package figures

import (
	"errors"
	"fmt"
	"image"
	"image/draw"

	xdraw "golang.org/x/image/draw"
)

// The layout of Pairs, px: four pairs fit a page.
const (
	pairSide    = 64
	pairColumns = 4
)

// A PicturePair is two pictures that are hard to tell apart, of different classes.
type PicturePair struct {
	A, B           image.Image
	LabelA, LabelB int
}

// Pairs draws the grid of "chihuahua or muffin?": pairs of pictures side by side,
// each picture in the frame of its class's colour, which is the answer, and the
// classes' frames named under the grid. Labels are positions in classes.
func Pairs(pairs []PicturePair, classes []string, heading, caption string) (*Figure, error) {
	if len(pairs) == 0 {
		return nil, errors.New("figures: pairs: no pairs")
	}
	counts := make(map[int]bool)
	for i, p := range pairs {
		for _, img := range []image.Image{p.A, p.B} {
			if img == nil || img.Bounds().Empty() {
				return nil, fmt.Errorf("figures: pairs: a picture of pair %d is empty", i)
			}
		}
		for _, label := range []int{p.LabelA, p.LabelB} {
			if label < 0 || label >= len(classes) {
				return nil, fmt.Errorf("figures: pairs: pair %d has label %d, there are %d classes", i, label, len(classes))
			}
			counts[label] = true
		}
	}
	const cell = pairSide + 2*frameWidth
	columns := min(pairColumns, len(pairs))
	rows := (len(pairs) + columns - 1) / columns
	grid := blank(columns*(2*cell+cellGap)-cellGap, rows*(cell+cellGap)-cellGap)
	for i, p := range pairs {
		x, y := i%columns*(2*cell+cellGap), i/columns*(cell+cellGap)
		framed(grid, p.A, p.LabelA, image.Rect(x, y, x+cell, y+cell), frameWidth)
		framed(grid, p.B, p.LabelB, image.Rect(x+cell, y, x+2*cell, y+cell), frameWidth)
	}
	var shown []int
	for label := range classes {
		if counts[label] {
			shown = append(shown, label)
		}
	}
	key, err := legend(classes, shown)
	if err != nil {
		return nil, err
	}
	alt := fmt.Sprintf("%d pairs of pictures side by side, each picture in the colour of its class: %s.", len(pairs), list(pick(classes, shown)))
	if heading != "" {
		alt = heading + " " + alt
	}
	return figure(heading, caption, stacked(grid, blank(1, cellGap/2), key), alt)
}

// framed draws a picture into a place, its edge in the colour of its class.
func framed(dst draw.Image, picture image.Image, label int, to image.Rectangle, width int) {
	draw.Draw(dst, to, image.NewUniform(ClassColour(label)), image.Point{}, draw.Src)
	xdraw.NearestNeighbor.Scale(dst, to.Inset(width), picture, picture.Bounds(), draw.Over, nil)
}

// legend is a line with the colours of those classes, and their names.
func legend(classes []string, labels []int) (*image.RGBA, error) {
	face, err := regular(titleSize)
	if err != nil {
		return nil, err
	}
	const box, gap = 14, 6
	names := Names(classes)
	width := 0
	for _, label := range labels {
		width += box + gap + face.width(names[label]) + cellGap
	}
	dst := blank(max(width, 1), face.height)
	x := 0
	for _, label := range labels {
		top := (face.height - box) / 2
		draw.Draw(dst, image.Rect(x, top, x+box, top+box), image.NewUniform(ClassColour(label)), image.Point{}, draw.Src)
		draw.Draw(dst, image.Rect(x+frameWidth, top+frameWidth, x+box-frameWidth, top+box-frameWidth), image.White, image.Point{}, draw.Src)
		x += box + gap
		face.draw(dst, []string{names[label]}, x, 0, 0, ink)
		x += face.width(names[label]) + cellGap
	}
	return dst, nil
}
