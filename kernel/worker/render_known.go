//go:build !windows

package worker

import (
	"bytes"
	"fmt"
	"html"
	"image"
	"reflect"
	"strings"
	"text/tabwriter"

	"github.com/go-gota/gota/dataframe"
	xdraw "golang.org/x/image/draw"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gorgonia.org/tensor"

	"github.com/crococlock/crococlock/kernel/display"
	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/figures"
)

// known renders the types of the libraries that notebooks use most.
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
	case cnn.History:
		return picture(figures.LossAccuracy(figures.Curves{
			TrainLoss: v.TrainLoss(), ValidationLoss: v.ValidationLoss(),
			TrainAccuracy: v.TrainAccuracy(), ValidationAccuracy: v.ValidationAccuracy(),
		}, ""))(historyText(v))
	case *dataset.Dataset:
		if v != nil && v.Len() > 0 {
			return samples(v)
		}
	case error:
		return errorData(v)
	case image.Image:
		return enlarged(v)
	case []image.Image:
		return picture(figures.Montage(v, nil, figures.MontageOptions{}))(fmt.Sprintf("%d images", len(v)))
	}
	return display.Data{}, false
}

// picture shows a figure with a text beside it, where it could be drawn.
func picture(img image.Image, err error) func(text string) (display.Data, bool) {
	return func(text string) (display.Data, bool) {
		if err != nil {
			return display.Data{}, false
		}
		d := display.Image(img)
		d.Data[display.MIMETypeText] = text
		return d, true
	}
}

func historyText(h cnn.History) string {
	if len(h) == 0 {
		return "no epochs"
	}
	last := h[len(h)-1]
	return fmt.Sprintf("%d epochs; the last: training loss %.4f, accuracy %.1f %%; validation loss %.4f, accuracy %.1f %%",
		len(h), last.TrainLoss, 100*last.TrainAccuracy, last.ValidationLoss, 100*last.ValidationAccuracy)
}

// smallImage is the side, in pixels, up to which images are enlarged: of what
// is smaller little is to be seen on a screen.
const smallImage = 64

// enlarged shows a small image with its pixels as squares.
func enlarged(img image.Image) (display.Data, bool) {
	size := img.Bounds()
	side := max(size.Dx(), size.Dy())
	if size.Empty() || side > smallImage {
		return display.Data{}, false
	}
	times := 2 * smallImage / side
	large := image.NewNRGBA(image.Rect(0, 0, times*size.Dx(), times*size.Dy()))
	xdraw.NearestNeighbor.Scale(large, large.Bounds(), img, size, xdraw.Src, nil)
	return picture(large, nil)(fmt.Sprintf("image, %d×%d", size.Dx(), size.Dy()))
}

// sampleCount is how many images stand for a dataset, of all classes alike.
const sampleCount = 16

func samples(d *dataset.Dataset) (display.Data, bool) {
	var images []image.Image
	var labels []int
	for class, name := range d.Classes {
		of := d.OfClass(name)
		for _, i := range of[:min(len(of), max(1, sampleCount/len(d.Classes)))] {
			images, labels = append(images, d.Image(i)), append(labels, class)
		}
	}
	return picture(figures.Check(images, labels, d.Classes, d.Source))(d.String())
}

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

// frameRows is how many rows of a frame are shown: its first and last halves.
const frameRows = 20

// frameHTML shows a gota frame as a table with its columns' types.
func frameHTML(df dataframe.DataFrame) display.Data {
	if df.Err != nil {
		return display.MakeData(display.MIMETypeText, "dataframe error: "+df.Err.Error())
	}
	rows, cols := df.Dims()
	names, types := df.Names(), df.Types()
	var b, text strings.Builder
	b.WriteString("<table>\n<thead><tr><th></th>")
	for i, name := range names {
		fmt.Fprintf(&b, "<th>%s<br><small>%s</small></th>", html.EscapeString(name), types[i])
	}
	b.WriteString("</tr></thead>\n<tbody>\n")
	fmt.Fprintf(&text, "%s\n", strings.Join(names, "\t"))
	for r := 0; r < rows; r++ {
		if rows > frameRows && r == frameRows/2 {
			fmt.Fprintf(&b, "<tr><td>…</td>%s</tr>\n", strings.Repeat("<td>…</td>", cols))
			text.WriteString("…\n")
			r = rows - frameRows/2
		}
		fmt.Fprintf(&b, "<tr><th>%d</th>", r)
		for c := 0; c < cols; c++ {
			cell := df.Elem(r, c).String()
			fmt.Fprintf(&b, "<td>%s</td>", html.EscapeString(cell))
			if c > 0 {
				text.WriteByte('\t')
			}
			text.WriteString(cell)
		}
		b.WriteString("</tr>\n")
		text.WriteByte('\n')
	}
	fmt.Fprintf(&b, "</tbody></table>\n<p>%d rows × %d columns</p>", rows, cols)
	fmt.Fprintf(&text, "%d rows × %d columns", rows, cols)
	return display.MakeData3(display.MIMETypeHTML, text.String(), b.String())
}

// knownText is text for types whose own says nothing, or too much.
func (e *Evaluator) knownText(value any) (string, bool) {
	switch x := value.(type) {
	case error:
		return errorText(x), true
	case image.Image:
		size := x.Bounds()
		return fmt.Sprintf("image, %d×%d", size.Dx(), size.Dy()), true
	case mat.Matrix:
		r, c := x.Dims()
		if r == 0 || c == 0 {
			return fmt.Sprintf("%d×%d matrix", r, c), true
		}
		return fmt.Sprintf("%.6g", mat.Formatted(x, mat.Squeeze(), mat.Excerpt(5))), true
	case mat.CMatrix:
		return complexText(x), true
	case tensor.Tensor:
		text := strings.TrimSpace(fmt.Sprint(x))
		if x.Dims() > 2 {
			w := writer{e: e}
			text = w.text(reflect.ValueOf(x.Data()), nil, 0)
		}
		return fmt.Sprintf("tensor %v %v\n%s", x.Shape(), x.Dtype(), text), true
	}
	return "", false
}

// complexText is a complex matrix, a row a line: gonum formats none.
func complexText(m mat.CMatrix) string {
	rows, cols := m.Dims()
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	for r := range min(rows, someItems) {
		for c := range min(cols, someItems) {
			fmt.Fprintf(w, "%.6g\t", m.At(r, c))
		}
		if cols > someItems {
			fmt.Fprint(w, "…\t")
		}
		fmt.Fprintln(w)
	}
	w.Flush()
	if rows > someItems {
		b.WriteString("  …\n")
	}
	return fmt.Sprintf("%d×%d complex matrix\n%s", rows, cols, strings.TrimSuffix(b.String(), "\n"))
}
