package flow

import (
	"fmt"
	"io"

	"github.com/crococlock/crococlock/pkg/progress"
)

// ShowProgress returns a callback for Train that draws a progress bar on w.
func ShowProgress(w io.Writer, config Config) func(Update) {
	bar := progress.New(w, "training", int64(config.Steps()))
	mean := 0.
	return func(u Update) {
		if mean == 0 {
			mean = u.Loss
		}
		mean += (u.Loss - mean) / PointEvery
		bar.SetNote(int64(u.Step), fmt.Sprintf("loss %.3f", mean))
		if u.Step == u.Steps {
			bar.Done()
		}
	}
}
