package generation

import (
	"fmt"
	"html"
	"math"
	"strings"

	"github.com/crococlock/crococlock/internal/column"
	"github.com/go-gota/gota/dataframe"
	"github.com/go-gota/gota/series"
)

// A Table is rows that were measured on one bench, with the names of the classes.
type Table struct {
	Classes []string
	Rows    []Row
}

// Explained says what each measure can say and what it cannot.
func Explained() []string {
	return []string{
		"Class share: the share of class samples whose judges' mean gives their class. It says that a picture has what a classifier looks for, not that a person would know it; pictures all alike would pass.",
		"Strict in-between: the share of samples whose judges' mean is 0.3 to 0.7, nobody as sure as 0.9. Judges who know two classes are also undecided about what is neither: whether it is both, only eyes tell. Judges remember the real images, disputable ones too, and are sure of them.",
		"KID: the distance of the samples from the real images in features that know no classes, 0 for the same distribution. It sees sharpness and variety together; features that tell which way is up pass over what has no up and down.",
		"Copies: the share nearer, in pixels, to a training image or its mirror than the nearest hundredth of the training images are to each other. A copy that is moved by two pixels or recoloured is not found.",
		"Diversity: the mean distance of two samples in features over that of two real images, of two disputable ones for what is between. Noise is diverse too: read it beside KID.",
	}
}

// DataFrame has a row a row; what does not apply is NaN. Shares and their bounds are
// in [0,1].
func (t Table) DataFrame() dataframe.DataFrame {
	names, kinds := make([]string, len(t.Rows)), make([]string, len(t.Rows))
	for i, r := range t.Rows {
		names[i], kinds[i] = r.Name, r.Kind
	}
	columns := []series.Series{column.Strings(names, "made by"), column.Strings(kinds, "pictures")}
	add := func(name string, of func(r Row) float64) {
		values := make([]float64, len(t.Rows))
		for i, r := range t.Rows {
			values[i] = of(r)
		}
		columns = append(columns, series.New(values, series.Float, name))
	}
	share := func(name string, of func(r Row) *Share) {
		for _, part := range []struct {
			suffix string
			of     func(s Share) float64
		}{
			{"", func(s Share) float64 { return s.Value }},
			{" low", func(s Share) float64 { return s.Low }}, {" high", func(s Share) float64 { return s.High }},
		} {
			add(name+part.suffix, func(r Row) float64 {
				if s := of(r); s != nil {
					return part.of(*s)
				}
				return math.NaN()
			})
		}
	}
	add("n", func(r Row) float64 { return float64(r.N) })
	for label, class := range t.Classes {
		share(class+" share", func(r Row) *Share { return r.right(label) })
	}
	share("strict in-between", func(r Row) *Share { return r.Between })
	add("KID", func(r Row) float64 { return r.KID.Value })
	add("KID deviation", func(r Row) float64 { return r.KID.Deviation })
	share("copies", func(r Row) *Share { return r.copies() })
	add("diversity", func(r Row) float64 { return r.Diversity.Value })
	add("diversity low", func(r Row) float64 { return r.Diversity.Low })
	add("diversity high", func(r Row) float64 { return r.Diversity.High })
	return dataframe.New(columns...)
}

func (r Row) right(label int) *Share {
	if label >= len(r.Right) {
		return nil
	}
	return &r.Right[label]
}

func (r Row) copies() *Share {
	if r.Copies == nil {
		return nil
	}
	return &r.Copies.Share
}

// cells are the table's words, the heads first.
func (t Table) cells() [][]string {
	head := []string{"made by", "pictures", "n"}
	for _, class := range t.Classes {
		head = append(head, class+" (%)")
	}
	all := [][]string{append(head, "strict in-between (%)", "KID", "copies (%)", "diversity")}
	for _, r := range t.Rows {
		row := []string{r.Name, r.Kind, fmt.Sprint(r.N)}
		for label := range t.Classes {
			row = append(row, percent(r.right(label)))
		}
		all = append(all, append(row, percent(r.Between), r.KID.String(), percent(r.copies()), r.Diversity.String()))
	}
	return all
}

func percent(s *Share) string {
	if s == nil {
		return "–"
	}
	return strings.Replace(s.String(), " % ", " ", 1)
}

// Markdown is the table with the 95 % bounds of shares and ratios in brackets.
func (t Table) Markdown() string {
	var b strings.Builder
	for i, row := range t.cells() {
		for k, cell := range row {
			row[k] = strings.ReplaceAll(cell, "|", "\\|")
		}
		fmt.Fprintf(&b, "| %s |\n", strings.Join(row, " | "))
		if i == 0 {
			b.WriteString("|" + strings.Repeat("---|", len(row)) + "\n")
		}
	}
	return b.String()
}

// String is Markdown.
func (t Table) String() string { return t.Markdown() }

// HTML is the table for a notebook.
func (t Table) HTML() string {
	var b strings.Builder
	b.WriteString("<table>\n")
	for i, row := range t.cells() {
		tag := "td"
		if i == 0 {
			tag = "th"
		}
		b.WriteString("<tr>")
		for _, cell := range row {
			fmt.Fprintf(&b, "<%s>%s</%s>", tag, html.EscapeString(cell), tag)
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</table>")
	return b.String()
}
