package figures

import (
	"math"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	plotfont "gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// kern is by how much b moves towards a, in a type of ppem px. The font.Face of
// package opentype returns it in units of the font, which draws letters over each
// other.
func kern(f *sfnt.Font, buffer *sfnt.Buffer, a, b rune, ppem fixed.Int26_6) fixed.Int26_6 {
	x, err := f.GlyphIndex(buffer, a)
	if err != nil {
		return 0
	}
	y, err := f.GlyphIndex(buffer, b)
	if err != nil {
		return 0
	}
	k, err := f.Kern(buffer, x, y, ppem, font.HintingNone)
	if err != nil {
		return 0 // most pairs have none
	}
	return k
}

// A kernedFace is a face whose pairs of letters stand as its font says.
type kernedFace struct {
	font.Face
	font   *sfnt.Font
	buffer sfnt.Buffer
	ppem   fixed.Int26_6
}

// Kern implements font.Face.
func (k *kernedFace) Kern(a, b rune) fixed.Int26_6 { return kern(k.font, &k.buffer, a, b, k.ppem) }

// kernedText sets the text of plots so.
type kernedText struct{ text.Plain }

// places returns where each letter of a line begins, and where the line ends.
func places(line string, f *sfnt.Font, size vg.Length) (at []vg.Length, end vg.Length) {
	var buffer sfnt.Buffer
	ppem := fixed.Int26_6(math.Round(size.Points() * 64))
	x, before := fixed.Int26_6(0), rune(-1)
	for _, r := range line {
		if before >= 0 {
			x += kern(f, &buffer, before, r, ppem)
		}
		at = append(at, vg.Points(float64(x)/64))
		if glyph, err := f.GlyphIndex(&buffer, r); err == nil {
			if advance, err := f.GlyphAdvance(&buffer, glyph, ppem, font.HintingNone); err == nil {
				x += advance
			}
		}
		before = r
	}
	return at, vg.Points(float64(x) / 64)
}

// Box implements text.Handler.
func (k kernedText) Box(line string, of plotfont.Font) (width, height, depth vg.Length) {
	_, height, depth = k.Plain.Box(line, of)
	_, width = places(line, k.Fonts.Lookup(of, of.Size).Face, of.Size)
	return width, height, depth
}

// Draw implements text.Handler.
func (k kernedText) Draw(c vg.Canvas, txt string, style text.Style, at vg.Point) {
	txt = strings.TrimRight(txt, "\n")
	if txt == "" {
		return
	}
	face := k.Fonts.Lookup(style.Font, style.Font.Size)
	c.SetColor(style.Color)
	c.Push()
	defer c.Pop()
	c.Rotate(style.Rotation)
	sin, cos := math.Sincos(style.Rotation)
	at.X, at.Y = at.X*vg.Length(cos)+at.Y*vg.Length(sin), at.Y*vg.Length(cos)-at.X*vg.Length(sin)
	lines := k.Lines(txt)
	at.Y += style.Height(txt)*vg.Length(style.YAlign) - face.Extents().Ascent
	for i, line := range lines {
		letters, width := places(line, face.Face, style.Font.Size)
		from := at.Add(vg.Point{X: width * vg.Length(style.XAlign), Y: vg.Length(len(lines)-i) * style.Font.Size})
		next := 0
		for _, r := range line {
			c.FillString(face, from.Add(vg.Point{X: letters[next]}), string(r))
			next++
		}
	}
}
