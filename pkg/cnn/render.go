package cnn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/figures"
)

// Render shows the history in a notebook: its curves. A history that has none,
// because it is empty or its values are no losses and accuracies, is shown as
// text.
func (h History) Render() figures.Rendering {
	img, err := figures.LossAccuracy(figures.Curves{
		TrainLoss: h.TrainLoss(), ValidationLoss: h.ValidationLoss(),
		TrainAccuracy: h.TrainAccuracy(), ValidationAccuracy: h.ValidationAccuracy(),
	}, "")
	if err != nil {
		return figures.Rendering{}
	}
	last := h[len(h)-1]
	return figures.Rendered(img, fmt.Sprintf("%d epochs; the last: training loss %.4f, accuracy %.1f %%; validation loss %.4f, accuracy %.1f %%",
		len(h), last.TrainLoss, 100*last.TrainAccuracy, last.ValidationLoss, 100*last.ValidationAccuracy))
}
