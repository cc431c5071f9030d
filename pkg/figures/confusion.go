package figures

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"strconv"
)

// Confusion draws how often images of each class, a row, are predicted as each
// class, a column: the darker, the larger a cell's share of its row. counts is
// len(classes) rows of as many; columns are numbered like the rows. Up to 30
// classes the counts stand in their cells.
func Confusion(counts [][]int, classes []string, caption string) (*Figure, error) {
	n := len(classes)
	if n == 0 || len(counts) != n {
		return nil, fmt.Errorf("figures: confusion: %d rows for %d classes", len(counts), n)
	}
	for i, row := range counts {
		if len(row) != n {
			return nil, fmt.Errorf("figures: confusion: row %d has %d counts for %d classes", i, len(row), n)
		}
		for _, c := range row {
			if c < 0 {
				return nil, fmt.Errorf("figures: confusion: a count of %d in row %d", c, i)
			}
		}
	}
	const mostNumbered = 30
	cell := 44
	if n > mostNumbered {
		cell = max(4, 1200/n)
	}
	face, err := regular(titleSize)
	if err != nil {
		return nil, err
	}
	names, left := make([]string, n), 0
	for i, class := range Names(classes) {
		names[i] = fmt.Sprintf("%s  %d", class, i)
		if n > mostNumbered {
			names[i] = ""
		}
		left = max(left, face.width(names[i]))
	}
	left += margin / 2
	dst := blank(left+n*cell, face.height+n*cell)
	// text writes s in the middle of a rectangle, or at its right edge.
	text := func(s string, in image.Rectangle, c color.Color) {
		y := in.Min.Y + (in.Dy()-face.height)/2
		face.draw(dst, []string{s}, in.Min.X+(in.Dx()-face.width(s))/2, y, 0, c)
	}
	for i, row := range counts {
		total := 0
		for _, c := range row {
			total += c
		}
		if n <= mostNumbered {
			text(strconv.Itoa(i), image.Rect(left+i*cell, 0, left+(i+1)*cell, face.height), ink)
			w := face.width(names[i])
			text(names[i], image.Rect(left-margin/2-w, face.height+i*cell, left-margin/2, face.height+(i+1)*cell), ink)
		}
		for j, c := range row {
			share := float64(c) / float64(max(total, 1))
			at := image.Rect(left+j*cell, face.height+i*cell, left+(j+1)*cell-1, face.height+(i+1)*cell-1)
			draw.Draw(dst, at, image.NewUniform(shade(share)), image.Point{}, draw.Src)
			if n <= mostNumbered {
				c, over := strconv.Itoa(c), color.Color(ink)
				if share > 0.5 {
					over = color.White
				}
				text(c, at, over)
			}
		}
	}
	heading := "Rows: true class. Columns: predicted class."
	right, all := 0, 0
	for i, row := range counts {
		right += row[i]
		for _, c := range row {
			all += c
		}
	}
	alt := fmt.Sprintf("Confusion matrix of %d classes: %d of %d images are on the diagonal, predicted as what they are.", n, right, all)
	return figure(heading, caption, dst, alt)
}

// shade goes from nearly white for 0 to the blue of the report for 1.
func shade(share float64) color.RGBA {
	mix := func(to uint8) uint8 { return uint8(244 + share*(float64(to)-244) + 0.5) }
	return color.RGBA{mix(blue.R), mix(blue.G), mix(blue.B), 255}
}
