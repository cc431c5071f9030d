package figures

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// panelWidth is the width of a panel, px: on a phone's 390 px it can be read.
const panelWidth = 560

// px is one pixel of a panel, which is drawn at 96 dots an inch.
const px = vg.Inch / 96

// newPanel is a plot with the report's type, a light grid and its legend in the
// top right corner.
func newPanel(title, x, y string) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = color.White
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, x, y
	p.Title.TextStyle.Font.Size = 17 * px
	p.Title.Padding = 6 * px
	p.Legend.TextStyle.Font.Size = 14 * px
	p.Legend.Top = true
	p.Legend.XOffs, p.Legend.YOffs = -10*px, -8*px
	p.Legend.Padding = 4 * px
	p.Legend.ThumbnailWidth = 28 * px
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Label.TextStyle.Font.Size = 15 * px
		axis.Tick.Label.Font.Size = 14 * px
		axis.Tick.Marker = ticks{}
		axis.Padding = 0
	}
	for _, style := range []*vgdraw.TextStyle{
		&p.Title.TextStyle, &p.Legend.TextStyle, &p.X.Label.TextStyle, &p.Y.Label.TextStyle, &p.X.Tick.Label, &p.Y.Tick.Label,
	} {
		style.Font.Variant = "Sans"
		style.Color = ink
		style.Handler = kernedText{text.Plain{Fonts: font.DefaultCache}}
	}
	grid := plotter.NewGrid()
	grid.Horizontal.Color, grid.Vertical.Color = gridInk, gridInk
	p.Add(grid)
	return p
}

// rasterise draws p at a size in px.
func rasterise(p *plot.Plot, width, height int) image.Image {
	c := vgimg.NewWith(vgimg.UseWH(vg.Length(width)*px, vg.Length(height)*px), vgimg.UseDPI(96))
	// The last tick's label reaches beyond the axis.
	p.Draw(vgdraw.Crop(vgdraw.New(c), 4*px, -16*px, 2*px, -4*px))
	return c.Image()
}

// stacked puts images of one width under each other.
func stacked(images ...image.Image) *image.RGBA {
	width, height := 0, 0
	for _, img := range images {
		width = max(width, img.Bounds().Dx())
		height += img.Bounds().Dy()
	}
	dst := blank(width, height)
	y := 0
	for _, img := range images {
		b := img.Bounds()
		draw.Draw(dst, image.Rect(0, y, b.Dx(), y+b.Dy()), img, b.Min, draw.Over)
		y += b.Dy()
	}
	return dst
}

// largest is the largest number on an axis: an axis's length in floats must not
// overflow.
const largest = 1e300

// checkPairs holds the arguments of a figure on distances from two centres
// together.
func checkPairs(figure string, d0, d1 []float64, labels []int, classes []string, tolerance float64) error {
	if len(d0) == 0 || len(d0) != len(d1) || len(d0) != len(labels) {
		return fmt.Errorf("figures: %s: %d and %d distances for %d labels", figure, len(d0), len(d1), len(labels))
	}
	if len(classes) != 2 {
		return fmt.Errorf("figures: %s: %d classes, two can be drawn", figure, len(classes))
	}
	if !(tolerance >= 0 && tolerance <= largest) {
		return fmt.Errorf("figures: %s: a tolerance of %g", figure, tolerance)
	}
	for i, label := range labels {
		if label != 0 && label != 1 {
			return fmt.Errorf("figures: %s: label %d is %d, not 0 or 1", figure, i, label)
		}
		for _, d := range []float64{d0[i], d1[i]} {
			if !(d >= 0 && d <= largest) {
				return fmt.Errorf("figures: %s: a distance of image %d is %g, which cannot be drawn", figure, i, d)
			}
		}
	}
	return nil
}
