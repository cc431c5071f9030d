package cluster

import (
	"fmt"

	"github.com/crococlock/crococlock/internal/decide"
)

// A Wrong is an image whose predicted class is not its class.
type Wrong struct {
	Index     int     // among the images that were given
	P         float64 // predicted probability of class 1
	Predicted int     // 0 or 1
	Truth     int     // 0 or 1
}

// Caption is the title the study puts over such an image, as in
// "prediction: 0.93 | truth: 0".
func (w Wrong) Caption() string {
	return fmt.Sprintf("prediction: %.2f | truth: %d", w.P, w.Truth)
}

// WrongPredictions is approach 1: every image on the wrong side of one half, in
// order. p are the N predicted probabilities of class 1, in [0,1], labels the N
// true classes, 0 or 1. Neither is modified. Errors: different lengths, a
// probability or a label outside its range.
func WrongPredictions(p []float64, labels []int) ([]Wrong, error) {
	if len(p) != len(labels) {
		return nil, fmt.Errorf("cluster: %d predictions for %d labels", len(p), len(labels))
	}
	var wrong []Wrong
	for i, v := range p {
		if !(v >= 0 && v <= 1) { // NaN too
			return nil, fmt.Errorf("cluster: prediction %d is %g, not a probability", i, v)
		}
		if labels[i] != 0 && labels[i] != 1 {
			return nil, fmt.Errorf("cluster: label %d is %d, not 0 or 1", i, labels[i])
		}
		if predicted := decide.Label(v); predicted != labels[i] {
			wrong = append(wrong, Wrong{Index: i, P: v, Predicted: predicted, Truth: labels[i]})
		}
	}
	return wrong, nil
}
