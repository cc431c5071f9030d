// Package display makes the rich output of notebooks: HTML, images, LaTeX, JSON
// and what else front ends render. Its surface is that of gophernotes' display
// package; cells have it imported from the start.
//
//	display.HTML("<b>bold</b>")        // a cell's last expression is shown
//	Display(display.Image(img))        // or show it now
package display

import (
	"fmt"
	"net/http"
	"os"
	"strings"
)

// MIMEMap maps MIME types to content.
type MIMEMap = map[string]interface{}

// Data is one thing to show in one or several MIME types. All maps may be nil.
// Transient["display_id"] names a display that can be updated.
type Data = struct {
	Data      MIMEMap
	Metadata  MIMEMap
	Transient MIMEMap
}

// MIME types that the functions of this package make.
const (
	MIMETypeHTML       = "text/html"
	MIMETypeJavaScript = "application/javascript"
	MIMETypeJPEG       = "image/jpeg"
	MIMETypeJSON       = "application/json"
	MIMETypeLatex      = "text/latex"
	MIMETypeMarkdown   = "text/markdown"
	MIMETypePNG        = "image/png"
	MIMETypePDF        = "application/pdf"
	MIMETypeSVG        = "image/svg+xml"
	MIMETypeText       = "text/plain"
)

// MakeData shows data as the MIME type, with its text beside it where it is no
// text itself.
func MakeData(mimeType string, data interface{}) Data {
	d := Data{Data: MIMEMap{mimeType: data}}
	if mimeType != MIMETypeText {
		d.Data[MIMETypeText] = stub(mimeType, data)
	}
	return d
}

// stub is the text for front ends that show nothing else.
func stub(mimeType string, data interface{}) string {
	switch data := data.(type) {
	case string:
		return data
	case []byte:
		return fmt.Sprintf("%s, %d bytes", mimeType, len(data))
	default:
		return fmt.Sprint(data)
	}
}

// MakeData3 shows data as the MIME type and plaintext where that cannot be.
func MakeData3(mimeType string, plaintext string, data interface{}) Data {
	return Data{Data: MIMEMap{MIMETypeText: plaintext, mimeType: data}}
}

// MIME shows a bundle of MIME types.
func MIME(data, metadata MIMEMap) Data {
	return Data{Data: data, Metadata: metadata}
}

// Any shows data as the MIME type; where that is empty it is recognised from
// the data: strings are text, []byte is looked into.
func Any(mimeType string, data interface{}) Data {
	if mimeType == "" {
		switch data := data.(type) {
		case []byte:
			mimeType = sniff(data)
		case string:
			mimeType = MIMETypeText
		default:
			return Auto(data)
		}
	}
	return MakeData(mimeType, data)
}

func sniff(data []byte) string {
	mimeType, _, _ := strings.Cut(http.DetectContentType(data), ";")
	return mimeType
}

// File shows a file as the MIME type; where that is empty it is recognised
// from the content. It panics where the file cannot be read, as gophernotes
// does: a display function has no error to return.
func File(mimeType string, path string) Data {
	data, err := os.ReadFile(path)
	if err != nil {
		panic(fmt.Errorf("display: %w", err))
	}
	if mimeType == "" {
		if mimeType = sniff(data); strings.HasSuffix(path, ".svg") {
			mimeType = MIMETypeSVG
		}
	}
	if strings.HasPrefix(mimeType, "text/") || mimeType == MIMETypeSVG {
		return MakeData(mimeType, string(data))
	}
	return MakeData(mimeType, data)
}

// HTML shows HTML.
func HTML(html string) Data { return MakeData(MIMETypeHTML, html) }

// JavaScript runs a script in the front end, where that allows it.
func JavaScript(javascript string) Data { return MakeData(MIMETypeJavaScript, javascript) }

// JPEG shows an encoded JPEG picture.
func JPEG(jpeg []byte) Data { return MakeData(MIMETypeJPEG, jpeg) }

// JSON shows a JSON object as a tree.
func JSON(json map[string]interface{}) Data { return MakeData(MIMETypeJSON, json) }

// Latex shows LaTeX.
func Latex(latex string) Data {
	return MakeData3(MIMETypeLatex, latex, "$"+strings.Trim(latex, "$")+"$")
}

// Markdown shows Markdown.
func Markdown(markdown string) Data { return MakeData(MIMETypeMarkdown, markdown) }

// Math shows a LaTeX formula on a line of its own.
func Math(latex string) Data {
	return MakeData3(MIMETypeLatex, latex, "$$"+strings.Trim(latex, "$")+"$$")
}

// PDF shows a PDF document.
func PDF(pdf []byte) Data { return MakeData(MIMETypePDF, pdf) }

// PNG shows an encoded PNG picture.
func PNG(png []byte) Data { return MakeData(MIMETypePNG, png) }

// SVG shows an SVG picture.
func SVG(svg string) Data { return MakeData(MIMETypeSVG, svg) }
