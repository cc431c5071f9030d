package cnn

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/crococlock/crococlock/internal/column"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/go-gota/gota/dataframe"
	"github.com/go-gota/gota/series"
)

// A Report tells how a model does on some images, class by class.
type Report struct {
	Score
	Classes []string
	// Confusion counts the images of each class, the row, that are predicted as
	// each class, the column.
	Confusion [][]int
	// Wrong are the images whose predicted class is not theirs, those of the
	// largest probability of the wrong class first.
	Wrong []Mistake
}

// A Mistake is an image whose predicted class is not its class.
type Mistake struct {
	Index            int // in the dataset
	Truth, Predicted int
	P                float64 // probability of the predicted class
}

// Report evaluates the model on the images idx of d; errors are Evaluate's.
func (m *Model) Report(d *dataset.Dataset, idx []int) (*Report, error) {
	if err := m.accepts(d, idx); err != nil {
		return nil, err
	}
	if len(idx) == 0 {
		return nil, fmt.Errorf("cnn: no images to evaluate on")
	}
	logits, err := m.logitsOf(d, idx)
	if err != nil {
		return nil, err
	}
	r := &Report{Score: m.score(logits, d.Y(idx)), Classes: m.Classes(), Confusion: make([][]int, len(m.classes))}
	for k := range r.Confusion {
		r.Confusion[k] = make([]int, len(m.classes))
	}
	for n, i := range idx {
		z := logits[n*m.outputs : (n+1)*m.outputs]
		truth, label := d.Labels[i], predicted(z)
		r.Confusion[truth][label]++
		if label != truth {
			r.Wrong = append(r.Wrong, Mistake{Index: i, Truth: truth, Predicted: label, P: m.probabilities(z)[label]})
		}
	}
	slices.SortStableFunc(r.Wrong, func(a, b Mistake) int {
		switch {
		case a.P > b.P:
			return -1
		case a.P < b.P:
			return 1
		}
		return 0
	})
	return r, nil
}

// Images is the number of images of a class.
func (r *Report) Images(class int) int {
	sum := 0
	for _, n := range r.Confusion[class] {
		sum += n
	}
	return sum
}

// Recall is the share of a class's images that are predicted as it; NaN without
// images.
func (r *Report) Recall(class int) float64 {
	return share(r.Confusion[class][class], r.Images(class))
}

// Precision is the share of the images predicted as a class that are of it; NaN
// where none is.
func (r *Report) Precision(class int) float64 {
	all := 0
	for _, row := range r.Confusion {
		all += row[class]
	}
	return share(r.Confusion[class][class], all)
}

func share(part, all int) float64 {
	if all == 0 {
		return math.NaN()
	}
	return float64(part) / float64(all)
}

// percent is a share as text.
func percent(share float64) string {
	if math.IsNaN(share) {
		return "–"
	}
	return fmt.Sprintf("%.1f %%", 100*share)
}

// String is the score and a table with a row a class: images, recall, precision,
// and how many are predicted as each class, for up to twelve.
func (r *Report) String() string {
	const mostColumns = 12
	var b strings.Builder
	fmt.Fprintf(&b, "%v\n\n", r.Score)
	t := tabwriter.NewWriter(&b, 0, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "class\timages\trecall\tprecision\t")
	wide := len(r.Classes) <= mostColumns
	if wide {
		for _, name := range r.Classes {
			fmt.Fprintf(t, "as %s\t", cell(name))
		}
	}
	fmt.Fprintln(t)
	for k, name := range r.Classes {
		fmt.Fprintf(t, "%s\t%d\t%s\t%s\t", cell(name), r.Images(k), percent(r.Recall(k)), percent(r.Precision(k)))
		if wide {
			for _, n := range r.Confusion[k] {
				fmt.Fprintf(t, "%d\t", n)
			}
		}
		fmt.Fprintln(t)
	}
	t.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}

// cell keeps a class's odd name within its cell.
func cell(name string) string {
	return strings.NewReplacer("\t", `\t`, "\n", `\n`, "\r", `\r`).Replace(name)
}

// DataFrame has a row a class and the columns class, images, recall, precision
// and, for each class, as_<class>, the images predicted as it.
func (r *Report) DataFrame() dataframe.DataFrame {
	n := len(r.Classes)
	images, recall, precision := make([]int, n), make([]float64, n), make([]float64, n)
	as := make([][]int, n)
	for k := range n {
		images[k], recall[k], precision[k] = r.Images(k), r.Recall(k), r.Precision(k)
		as[k] = make([]int, n)
		for truth, row := range r.Confusion {
			as[k][truth] = row[k]
		}
	}
	columns := []series.Series{
		column.Strings(r.Classes, "class"), series.New(images, series.Int, "images"),
		series.New(recall, series.Float, "recall"), series.New(precision, series.Float, "precision"),
	}
	for k, name := range r.Classes {
		columns = append(columns, series.New(as[k], series.Int, "as_"+name))
	}
	return dataframe.New(columns...)
}
