package figures

import (
	"image"
	"image/color"
	"image/draw"
)

// margin is the white around a figure and between its parts, px.
const margin = 12

// figure is page with the words for those who see no pictures.
func figure(heading, caption string, body image.Image, alt string) (*Figure, error) {
	img, err := page(heading, caption, body)
	if err != nil {
		return nil, err
	}
	return &Figure{img, alt}, nil
}

// page puts a heading over body and a caption under it, on white. Either text
// may be empty, and body nil.
func page(heading, caption string, body image.Image) (*image.RGBA, error) {
	heading, caption = drawable(heading), drawable(caption)
	head, err := bold(headingSize)
	if err != nil {
		return nil, err
	}
	foot, err := regular(captionSize)
	if err != nil {
		return nil, err
	}
	var size image.Point
	if body != nil {
		size = body.Bounds().Size()
	}
	// A narrow body must not squeeze the text into a column of single words.
	width := max(size.X, min(480, max(head.width(heading), foot.width(caption))))
	var headLines, footLines []string
	height := margin + size.Y + margin
	if heading != "" {
		headLines = head.wrap(heading, width)
		height += len(headLines)*head.height + margin/2
	}
	if caption != "" {
		footLines = foot.wrap(caption, width)
		height += len(footLines)*foot.height + margin/2
	}
	dst := blank(width+2*margin, height)
	y := margin
	if headLines != nil {
		head.draw(dst, headLines, margin, y, 0, ink)
		y += len(headLines)*head.height + margin/2
	}
	if body != nil {
		draw.Draw(dst, image.Rect(margin, y, margin+size.X, y+size.Y), body, body.Bounds().Min, draw.Over)
	}
	if footLines != nil {
		foot.draw(dst, footLines, margin, y+size.Y+margin/2, 0, captionInk)
	}
	return dst, nil
}

// blank is a white image.
func blank(width, height int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	return img
}
