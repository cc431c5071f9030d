package cnn

import (
	"fmt"
	"math"
	"strings"
	"text/tabwriter"

	"github.com/go-gota/gota/dataframe"
	"github.com/go-gota/gota/series"
)

// Epoch is what one pass over the training images measured. Losses are means
// of the binary cross-entropy in nats; accuracies are fractions in [0,1].
type Epoch struct {
	Number                             int // from 1
	TrainLoss, TrainAccuracy           float64
	ValidationLoss, ValidationAccuracy float64 // NaN without validation images
}

// History is a training run, epoch by epoch. The training figures of an epoch
// are taken with the weights each batch met, before its update; the validation
// figures with the weights at the epoch's end.
type History []Epoch

// column returns one measurement of every epoch, in order.
func (h History) column(of func(Epoch) float64) []float64 {
	out := make([]float64, len(h))
	for i, e := range h {
		out[i] = of(e)
	}
	return out
}

// TrainLoss returns the training loss of every epoch.
func (h History) TrainLoss() []float64 {
	return h.column(func(e Epoch) float64 { return e.TrainLoss })
}

// ValidationLoss returns the validation loss of every epoch.
func (h History) ValidationLoss() []float64 {
	return h.column(func(e Epoch) float64 { return e.ValidationLoss })
}

// TrainAccuracy returns the training accuracy of every epoch, in [0,1].
func (h History) TrainAccuracy() []float64 {
	return h.column(func(e Epoch) float64 { return e.TrainAccuracy })
}

// ValidationAccuracy returns the validation accuracy of every epoch, in [0,1].
func (h History) ValidationAccuracy() []float64 {
	return h.column(func(e Epoch) float64 { return e.ValidationAccuracy })
}

// DataFrame returns the history with one row an epoch and the columns epoch,
// train_loss, train_accuracy, validation_loss and validation_accuracy.
func (h History) DataFrame() dataframe.DataFrame {
	epochs := make([]int, len(h))
	for i, e := range h {
		epochs[i] = e.Number
	}
	return dataframe.New(
		series.New(epochs, series.Int, "epoch"),
		series.New(h.TrainLoss(), series.Float, "train_loss"),
		series.New(h.TrainAccuracy(), series.Float, "train_accuracy"),
		series.New(h.ValidationLoss(), series.Float, "validation_loss"),
		series.New(h.ValidationAccuracy(), series.Float, "validation_accuracy"),
	)
}

// String is a table with a row an epoch. Without validation images it has no
// columns for them.
func (h History) String() string {
	if len(h) == 0 {
		return "no epochs"
	}
	validated := false
	for _, e := range h {
		validated = validated || !math.IsNaN(e.ValidationLoss) || !math.IsNaN(e.ValidationAccuracy)
	}
	var b strings.Builder
	t := tabwriter.NewWriter(&b, 0, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "epoch\ttraining loss\taccuracy\t")
	if validated {
		fmt.Fprint(t, "validation loss\taccuracy\t")
	}
	fmt.Fprintln(t)
	for _, e := range h {
		fmt.Fprintf(t, "%d\t%s\t%s\t", e.Number, fourDecimals(e.TrainLoss), percent(e.TrainAccuracy))
		if validated {
			fmt.Fprintf(t, "%s\t%s\t", fourDecimals(e.ValidationLoss), percent(e.ValidationAccuracy))
		}
		fmt.Fprintln(t)
	}
	t.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}

// fourDecimals is a dash for what was not measured, as percent is.
func fourDecimals(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return fmt.Sprintf("%.4f", v)
}
