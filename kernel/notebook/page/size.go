package page

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// length is a number of pixels or a part of the page.
var length = regexp.MustCompile(`^\s*(\d{1,5}(?:\.\d+)?)\s*(px|%)?\s*$`)

// cssLength returns a width or height for a style sheet, "" where it is none.
func cssLength(s string) (number, css string) {
	found := length.FindStringSubmatch(s)
	if found == nil {
		return "", ""
	}
	if found[2] == "%" {
		return found[1] + "%", found[1] + "%"
	}
	return found[1], found[1] + "px"
}

// sizeStyle has an image shown at a width and height. Where a narrow page makes
// it narrower, it keeps its shape.
func sizeStyle(width, height string) string {
	w, cssWidth := cssLength(width)
	h, cssHeight := cssLength(height)
	var style []string
	if w != "" {
		style = append(style, "width:"+cssWidth)
	}
	switch {
	case h == "":
	case w == "" || strings.HasSuffix(w, "%") || strings.HasSuffix(h, "%"):
		style = append(style, "height:"+cssHeight)
	default:
		style = append(style, "aspect-ratio:"+w+"/"+h)
	}
	return strings.Join(style, ";")
}

// sizeAttributes is the size of an image as attributes of its element, for
// readers without style sheets too.
func sizeAttributes(width, height string) string {
	style := sizeStyle(width, height)
	if style == "" {
		return ""
	}
	attributes := ""
	if w, _ := cssLength(width); w != "" {
		attributes += ` width="` + w + `"`
	}
	if h, _ := cssLength(height); h != "" {
		attributes += ` height="` + h + `"`
	}
	return attributes + ` style="` + style + `"`
}

// keepSize has an image of a cell's own HTML shown at the size it says, which
// the page's style sheet would overrule.
func keepSize(n *html.Node) {
	if style := sizeStyle(attribute(n, "width"), attribute(n, "height")); style != "" && !hasAttribute(n, "style") {
		setAttribute(n, "style", style)
	}
}
