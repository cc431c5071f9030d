package figures

import (
	"bytes"
	"image"
	"image/png"
)

// A Rendering is what a value's Render method gives to a notebook: contents by
// MIME type, and what describes them. An empty one has the value shown as text.
type Rendering = struct{ Data, Metadata, Transient map[string]any }

// Rendered is the rendering of a type that is shown as a figure: the figure as
// PNG, and text for those who see no pictures. It is empty where img is.
func Rendered(img image.Image, text string) Rendering {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return Rendering{}
	}
	const mimeType = "image/png"
	size := img.Bounds()
	return Rendering{
		Data:     map[string]any{mimeType: b.Bytes(), "text/plain": text},
		Metadata: map[string]any{mimeType: map[string]any{"width": size.Dx(), "height": size.Dy(), "alt": text}},
	}
}
