package display

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"reflect"
)

// The interfaces are aliases, so that a type can satisfy them without its
// package importing this one. Whoever has one of these methods is shown by it.
type (
	// Renderer shows itself in any way.
	Renderer = interface{ Render() Data }
	// SimpleRenderer shows itself as a bundle of MIME types.
	SimpleRenderer = interface{ SimpleRender() MIMEMap }
	// HTMLer shows itself as HTML.
	HTMLer = interface{ HTML() string }
	// JavaScripter shows itself as a script.
	JavaScripter = interface{ JavaScript() string }
	// JPEGer shows itself as an encoded JPEG picture.
	JPEGer = interface{ JPEG() []byte }
	// JSONer shows itself as a JSON object.
	JSONer = interface{ JSON() map[string]interface{} }
	// Latexer shows itself as LaTeX.
	Latexer = interface{ Latex() string }
	// Markdowner shows itself as Markdown.
	Markdowner = interface{ Markdown() string }
	// PNGer shows itself as an encoded PNG picture.
	PNGer = interface{ PNG() []byte }
	// PDFer shows itself as a PDF document.
	PDFer = interface{ PDF() []byte }
	// SVGer shows itself as an SVG picture.
	SVGer = interface{ SVG() string }
)

// Auto shows a value in every representation it has. A value without one is
// shown as text.
func Auto(data interface{}) Data {
	if d, ok := Render(data); ok {
		return d
	}
	return MakeData(MIMETypeText, fmt.Sprint(data))
}

// Image shows a picture as PNG. It panics where the picture cannot be encoded
// (it is empty, or of more than 134 million pixels).
func Image(img image.Image) Data {
	data, err := encode(img)
	if err != nil {
		panic(fmt.Errorf("display: %w", err))
	}
	size := img.Bounds()
	d := MakeData3(MIMETypePNG, fmt.Sprintf("image, %d×%d", size.Dx(), size.Dy()), data)
	d.Metadata = MIMEMap{MIMETypePNG: MIMEMap{"width": size.Dx(), "height": size.Dy()}}
	return d
}

// mostPixels is how large a picture is shown at most: some have no end.
const mostPixels = 1 << 27

func encode(img image.Image) ([]byte, error) {
	if size := img.Bounds(); size.Dx() > mostPixels/max(size.Dy(), 1) {
		return nil, fmt.Errorf("a picture of %d×%d pixels is too large to be shown", size.Dx(), size.Dy())
	}
	var buf bytes.Buffer
	err := png.Encode(&buf, img)
	return buf.Bytes(), err
}

// Render returns every representation that a value offers by its methods, and
// false where it offers none. Text is not among them unless the value brings
// its own.
func Render(value interface{}) (Data, bool) {
	if isNil(value) {
		return Data{}, false
	}
	if d, ok := value.(Data); ok {
		return d, len(d.Data) > 0
	}
	if r, ok := value.(Renderer); ok {
		return r.Render(), true
	}
	bundle := MIMEMap{}
	if r, ok := value.(SimpleRenderer); ok {
		for mimeType, content := range r.SimpleRender() {
			bundle[mimeType] = content
		}
	}
	if r, ok := value.(HTMLer); ok {
		bundle[MIMETypeHTML] = r.HTML()
	}
	if r, ok := value.(JavaScripter); ok {
		bundle[MIMETypeJavaScript] = r.JavaScript()
	}
	if r, ok := value.(JPEGer); ok {
		bundle[MIMETypeJPEG] = r.JPEG()
	}
	if r, ok := value.(JSONer); ok {
		bundle[MIMETypeJSON] = r.JSON()
	}
	if r, ok := value.(Latexer); ok {
		bundle[MIMETypeLatex] = r.Latex()
	}
	if r, ok := value.(Markdowner); ok {
		bundle[MIMETypeMarkdown] = r.Markdown()
	}
	if r, ok := value.(PNGer); ok {
		bundle[MIMETypePNG] = r.PNG()
	}
	if r, ok := value.(PDFer); ok {
		bundle[MIMETypePDF] = r.PDF()
	}
	if r, ok := value.(SVGer); ok {
		bundle[MIMETypeSVG] = r.SVG()
	}
	if img, ok := value.(image.Image); ok && bundle[MIMETypePNG] == nil {
		if data, err := encode(img); err == nil {
			bundle[MIMETypePNG] = data
			size := img.Bounds()
			if bundle[MIMETypeText] == nil {
				bundle[MIMETypeText] = fmt.Sprintf("image, %d×%d", size.Dx(), size.Dy())
			}
		}
	}
	return Data{Data: bundle}, len(bundle) > 0
}

func isNil(value interface{}) bool {
	v := reflect.ValueOf(value)
	switch v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Chan, reflect.Func, reflect.Interface, reflect.Map, reflect.Pointer, reflect.Slice:
		return v.IsNil()
	}
	return false
}
