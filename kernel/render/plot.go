package render

import (
	"bytes"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"

	"github.com/crococlock/crococlock/kernel/display"
)

// Size and resolution of a plot: 600 × 400 CSS pixels, sharp on dense screens.
const (
	plotWidth  = 6.25 * vg.Inch
	plotHeight = plotWidth * 2 / 3
	plotDPI    = 144
	plotMargin = vg.Length(8)
)

func plotPNG(p *plot.Plot) (display.Data, bool) {
	canvas := vgimg.NewWith(vgimg.UseWH(plotWidth, plotHeight), vgimg.UseDPI(plotDPI))
	p.Draw(draw.Crop(draw.New(canvas), plotMargin, -plotMargin, plotMargin, -plotMargin))
	var buf bytes.Buffer
	if _, err := (vgimg.PngCanvas{Canvas: canvas}).WriteTo(&buf); err != nil {
		return display.Data{}, false
	}
	title := "plot"
	if p.Title.Text != "" {
		title += ": " + p.Title.Text
	}
	d := display.MakeData3(display.MIMETypePNG, title, buf.Bytes())
	d.Metadata = display.MIMEMap{display.MIMETypePNG: display.MIMEMap{"width": 600, "height": 400}}
	return d, true
}
