package render

import (
	"image"

	"github.com/go-gota/gota/dataframe"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gorgonia.org/tensor"

	"github.com/crococlock/crococlock/kernel/display"
)

// known are the representations of types that cannot show themselves.
func known(value any) (display.Data, bool) {
	switch v := value.(type) {
	case *plot.Plot:
		return plotPNG(v)
	case dataframe.DataFrame:
		return frameHTML(v), true
	case *dataframe.DataFrame:
		if v != nil {
			return frameHTML(*v), true
		}
	case error:
		return NewErrorTree(v).Data()
	case *image.Uniform:
		if v != nil {
			return swatch(v), true
		}
	case image.Image:
		return enlarged(v)
	case []image.Image:
		return montage(v)
	}
	return display.Data{}, false
}

// KnownText is text for types whose own says nothing, or too much.
func KnownText(value any) (string, bool) {
	switch v := value.(type) {
	case error:
		return NewErrorTree(v).Text(), true
	case image.Rectangle: // a place in an image, although it can be one
	case *image.Uniform:
		return uniformText(v), true
	case image.Image:
		return imageText(v), true
	case mat.Matrix:
		return matrixText(v), true
	case mat.CMatrix:
		return complexText(v), true
	case tensor.Tensor:
		return tensorText(v), true
	}
	return "", false
}
