package figures

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"strings"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// Sizes of type in px.
const (
	headingSize = 18
	titleSize   = 14
	captionSize = 14
	minSize     = 12 // below that nobody reads a title
)

// A typeface is a font at one size.
type typeface struct {
	face   font.Face
	height int // from one line to the next, px
	ascent int // px
}

func newTypeface(ttf []byte, size float64) (*typeface, error) {
	f, err := opentype.Parse(ttf)
	if err != nil {
		return nil, fmt.Errorf("figures: font: %w", err)
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil, fmt.Errorf("figures: font: %w", err)
	}
	m := face.Metrics()
	kerned := &kernedFace{Face: face, font: f, ppem: fixed.Int26_6(size * 64)}
	return &typeface{kerned, m.Height.Ceil() + 1, m.Ascent.Ceil()}, nil
}

func regular(size float64) (*typeface, error) { return newTypeface(liberationsansregular.TTF, size) }
func bold(size float64) (*typeface, error)    { return newTypeface(liberationsansbold.TTF, size) }

// width of one line in px.
func (t *typeface) width(s string) int { return font.MeasureString(t.face, s).Ceil() }

// wrap breaks s at its newlines and, where a line is wider than width px, at
// spaces. A word that is wider than that stays whole; broken cuts it first.
func (t *typeface) wrap(s string, width int) []string {
	var lines []string
	for _, paragraph := range strings.Split(s, "\n") {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			switch {
			case line == "":
				line = word
			case t.width(line+" "+word) <= width:
				line += " " + word
			default:
				lines = append(lines, line)
				line = word
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// broken is s with words that are wider than width px in pieces.
func (t *typeface) broken(s string, width int) string {
	var b strings.Builder
	word := ""
	for _, r := range s {
		switch {
		case r == ' ' || r == '\n':
			word = ""
		case word != "" && t.width(word+string(r)) > width:
			b.WriteByte('\n')
			word = string(r)
		default:
			word += string(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// widest is the width of the widest of the lines, px.
func (t *typeface) widest(lines []string) int {
	w := 0
	for _, s := range lines {
		w = max(w, t.width(s))
	}
	return w
}

// draw writes lines from the top left (x, y) on, each centred in width px, or
// flush left where width is 0.
func (t *typeface) draw(dst draw.Image, lines []string, x, y, width int, c color.Color) {
	for i, s := range lines {
		at := x
		if width > 0 {
			at += (width - t.width(s)) / 2
		}
		d := font.Drawer{Dst: dst, Src: image.NewUniform(c), Face: t.face, Dot: fixed.P(at, y+t.ascent+i*t.height)}
		d.DrawString(s)
	}
}
