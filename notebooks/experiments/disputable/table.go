package main

import (
	"fmt"
	"io"

	"github.com/crococlock/crococlock/internal/decide"
	"github.com/crococlock/crococlock/notebooks/experiments/internal/longrun"
	"github.com/crococlock/crococlock/pkg/study"
)

// table prints which ways of finding disputable images find those that the judges
// are split over, and how alike the rankings of two halves of all networks are.
func (e experiment) table(w io.Writer) error {
	d, err := longrun.Images()
	if err != nil {
		return err
	}
	r, err := study.ReadDisputes(e.dir, e.architecture, d)
	if err != nil {
		return err
	}
	t, err := study.CompareDisputes(r, d.Labels, 0)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%d networks; %d ensembles with %d networks for each image, %d judges; %d of %d images are split\n\n%s",
		r.Networks(), len(r.Ensembles), t.Size, t.Judges, t.SplitImages(), d.Len(), t.Text())
	spearman, overlap, err := study.EnsemblesAgree(r)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "\nall networks but the judges against all judges: Spearman %.2f, the same among the first 25: %.0f %%\n", spearman, 100*overlap); err != nil {
		return err
	}
	right := 0
	for _, o := range r.Judges {
		for i, label := range d.Labels {
			if o.Judges(i) && decide.Label(o.P.At(i, 1)) == label {
				right++
			}
		}
	}
	_, err = fmt.Fprintf(w, "the judges are right about %.1f %% of what they have not seen\n", 100*float64(right)/float64(t.Judges*d.Len()))
	return err
}
