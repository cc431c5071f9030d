package figures

import "image/color"

// Okabe and Ito's colours, of which any two can be told apart with any kind of
// colour vision.
var (
	blue       = color.RGBA{0x00, 0x72, 0xb2, 0xff}
	vermilion  = color.RGBA{0xd5, 0x5e, 0x00, 0xff}
	green      = color.RGBA{0x00, 0x9e, 0x73, 0xff}
	purple     = color.RGBA{0xcc, 0x79, 0xa7, 0xff}
	orange     = color.RGBA{0xe6, 0x9f, 0x00, 0xff}
	skyBlue    = color.RGBA{0x56, 0xb4, 0xe9, 0xff}
	ink        = color.RGBA{0x1a, 0x1a, 0x1a, 0xff}
	captionInk = color.RGBA{0x55, 0x55, 0x55, 0xff}
	gridInk    = color.RGBA{0xcf, 0xcf, 0xcf, 0xff}
)

// ClassColour is the colour of a class in all figures: blue for 0, the clock,
// vermilion for 1, the crocodile; six are different.
func ClassColour(class int) color.RGBA {
	colours := [...]color.RGBA{blue, vermilion, green, purple, orange, skyBlue}
	return colours[((class%len(colours))+len(colours))%len(colours)]
}

// withAlpha is c, which is opaque, at an opacity of alpha in [0,1].
func withAlpha(c color.RGBA, alpha float64) color.NRGBA {
	return color.NRGBA{c.R, c.G, c.B, uint8(alpha*255 + 0.5)}
}
