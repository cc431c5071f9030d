package gan

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/go-gota/gota/dataframe"
	"github.com/go-gota/gota/series"
)

// Record is what Config.Every steps measured: means over them, but for Spread and
// Nearest, which are measured behind them.
type Record struct {
	Step int // of the last of them, from 1
	// The losses, without the penalty, in nats but for those of the hinge.
	DiscriminatorLoss, GeneratorLoss float64
	// Penalty is the mean of the discriminator's squared gradient, before it is
	// weighed; 0 where there is none.
	Penalty float64
	// Margin is by how much more real the discriminator finds real pictures than
	// generated ones, Won in what share of pairs it does.
	Margin, Won float64
	// Spread is the mean distance of two generated pictures of a class, Nearest that
	// of each to the nearest other one, as shares of what they are among as many real
	// images: 1 is as various as those, less than
	// CollapsedSpread or CollapsedNearest too much alike.
	Spread, Nearest float64
}

// values are the numbers of a record in the order of columns.
func (r Record) values() []float64 {
	return []float64{r.DiscriminatorLoss, r.GeneratorLoss, r.Penalty, r.Margin, r.Won, r.Spread, r.Nearest}
}

// recordOf is the record whose values are v.
func recordOf(step int, v []float64) Record {
	return Record{step, v[0], v[1], v[2], v[3], v[4], v[5], v[6]}
}

// columns are the names of what a record measures.
var columns = [...]string{"discriminator_loss", "generator_loss", "penalty", "margin", "won", "spread", "nearest"}

// History is a training run, record by record.
type History []Record

// DataFrame returns the history with one row a record and the columns step,
// discriminator_loss, generator_loss, penalty, margin, won, spread and nearest.
func (h History) DataFrame() dataframe.DataFrame {
	steps := make([]int, len(h))
	values := make([][]float64, len(columns))
	for i, r := range h {
		steps[i] = r.Step
		for k, v := range r.values() {
			values[k] = append(values[k], v)
		}
	}
	all := []series.Series{series.New(steps, series.Int, "step")}
	for k, name := range columns {
		all = append(all, series.New(values[k], series.Float, name))
	}
	return dataframe.New(all...)
}

// String is a table with a row a record.
func (h History) String() string {
	if len(h) == 0 {
		return "no steps"
	}
	var b strings.Builder
	t := tabwriter.NewWriter(&b, 0, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "step\tloss of D\tof G\tpenalty\tmargin\twon\tspread\tnearest\t")
	for _, r := range h {
		fmt.Fprintf(t, "%d\t%.3f\t%.3f\t%.3f\t%.2f\t%.0f %%\t%.2f\t%.2f\t\n", r.Step, r.DiscriminatorLoss, r.GeneratorLoss, r.Penalty, r.Margin, 100*r.Won, r.Spread, r.Nearest)
	}
	_ = t.Flush() // into memory
	return strings.TrimRight(b.String(), "\n")
}
