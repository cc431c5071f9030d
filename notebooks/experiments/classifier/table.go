package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/study"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// table prints what the networks of the splits reach, on the test images if they
// were predicted, else on the validation images.
func (e experiment) table(w io.Writer, first, last uint64) error {
	var single, averaged, together []float64
	var pooledOne, pooledAll []*cnn.Report
	on, most := "", 0
	fmt.Fprintln(w, "| split | networks | one view, each network (%) | eighteen views (%) | ensemble (%) | temperature |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|")
	for number := first; number <= last; number++ {
		nets, err := e.nets(number)
		if err != nil {
			return err
		}
		if len(nets) == 0 {
			continue
		}
		part := dataset.ValidationName
		if _, ok := nets[0][dataset.TestName]; ok {
			part = dataset.TestName
		}
		if on == "" {
			on = part
		}
		if on != part {
			return fmt.Errorf("split %d has predictions of %s images, those before of %s images", number, part, on)
		}
		var one, many []float64
		for i, n := range nets {
			if p, ok := n[part]; !ok || !slices.Equal(p.Single.Paths, nets[0][part].Single.Paths) {
				return fmt.Errorf("split %d: network %d predicts other %s images than network 0", number, i, part)
			}
			one, many = append(one, 100*n[part].Single.Accuracy), append(many, 100*n[part].Averaged.Accuracy)
			r, _, err := calibrated(nets[i:i+1], part)
			if err != nil {
				return err
			}
			pooledOne = append(pooledOne, r)
		}
		r, temperature, err := calibrated(nets, part)
		if err != nil {
			return err
		}
		pooledAll = append(pooledAll, r)
		fmt.Fprintf(w, "| %d | %d | %s | %s | %.1f | %.2f |\n", number, len(nets), list(one), list(many), 100*r.Accuracy, temperature)
		single, averaged, together = append(single, one...), append(averaged, many...), append(together, 100*r.Accuracy)
		most = max(most, len(nets))
	}
	if on == "" {
		return fmt.Errorf("no results of splits %d to %d in %s", first, last, e.dir)
	}
	fmt.Fprintf(w, "\nOn %s images, mean ± standard deviation: one view %s, eighteen views %s, ensemble of %d %s.\n",
		on, deviation(single), deviation(averaged), most, deviation(together))
	return e.calibration(w, on, pooledOne, pooledAll)
}

// nets are the results of the networks of a split, in order.
func (e experiment) nets(split uint64) (all []map[string]study.Predictions, err error) {
	for net := 0; ; net++ {
		n, err := study.ReadPredictions(e.path(split, net))
		if errors.Is(err, fs.ErrNotExist) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
}

// ensemble is the report of what networks say together of a part of their split.
func ensemble(nets []map[string]study.Predictions, part string) (*cnn.Report, error) {
	var p []*mat.Dense
	for _, n := range nets {
		p = append(p, n[part].Averaged.P)
	}
	mean, err := cnn.Mean(p...)
	if err != nil {
		return nil, err
	}
	return cnn.ReportOf(nets[0][part].Averaged.Classes, nets[0][part].Averaged.Truth, mean)
}

// calibrated is ensemble with the temperature that the validation images ask for.
func calibrated(nets []map[string]study.Predictions, part string) (*cnn.Report, float64, error) {
	validation, err := ensemble(nets, dataset.ValidationName)
	if err != nil {
		return nil, 0, err
	}
	r, err := ensemble(nets, part)
	if err != nil {
		return nil, 0, err
	}
	t := validation.Temperature()
	r, err = r.WithTemperature(t)
	return r, t, err
}

// calibration prints how well probabilities fit, over all splits.
func (e experiment) calibration(w io.Writer, on string, one, all []*cnn.Report) error {
	for _, c := range []struct {
		name    string
		reports []*cnn.Report
	}{{"one network", one}, {"ensemble", all}} {
		r, err := cnn.Pool(c.reports...)
		if err != nil {
			return err
		}
		roc, err := r.ROC(1)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s, eighteen views, temperature by each split's validation images, pooled %s images: ECE %.4f, ROC area %.4f, loss %.4f, %d of %d right.\n",
			c.name, on, r.Calibration().ECE, roc.Area, r.Loss, r.Correct, r.Total)
	}
	if on == dataset.ValidationName {
		fmt.Fprintln(w, "The temperatures were chosen by the very images that they are measured on.")
	}
	return nil
}

func deviation(x []float64) string {
	if len(x) == 1 {
		return fmt.Sprintf("%.2f %%", x[0])
	}
	mean, sd := meanStd(x)
	return fmt.Sprintf("%.2f ± %.2f %%", mean, sd)
}

// meanStd is the mean and the deviation of a sample, NaN of one.
func meanStd(x []float64) (mean, sd float64) { return stat.MeanStdDev(x, nil) }

func list(x []float64) string {
	words := make([]string, len(x))
	for i, v := range x {
		words[i] = fmt.Sprintf("%.1f", v)
	}
	return strings.Join(words, " ")
}
