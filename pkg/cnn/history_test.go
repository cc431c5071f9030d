package cnn_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/cnn"
)

func ExampleHistory_String() {
	fmt.Println(cnn.History{
		{Number: 9, TrainLoss: 0.70123, TrainAccuracy: 0.512, ValidationLoss: 0.69, ValidationAccuracy: 0.5},
		{Number: 10, TrainLoss: 0.5, TrainAccuracy: 1, ValidationLoss: 12.5, ValidationAccuracy: 0.75},
	})
	// Output:
	//   epoch  training loss  accuracy  validation loss  accuracy
	//       9         0.7012    51.2 %           0.6900    50.0 %
	//      10         0.5000   100.0 %          12.5000    75.0 %
}

func TestHistoryStringWithoutValidation(t *testing.T) {
	none := math.NaN()
	h := cnn.History{{Number: 1, TrainLoss: 0.7, TrainAccuracy: 0.5, ValidationLoss: none, ValidationAccuracy: none}}
	if got := fmt.Sprint(h); strings.Contains(got, "validation") || !strings.Contains(got, "0.7000    50.0 %") {
		t.Errorf("printed\n%s", got)
	}
	h = append(h, cnn.Epoch{Number: 2, ValidationLoss: 0.25, ValidationAccuracy: none})
	if got := fmt.Sprint(h); strings.Count(got, "–") != 3 || !strings.Contains(got, "0.2500") {
		t.Errorf("printed\n%s", got)
	}
	if got := fmt.Sprint(cnn.History{}); got != "no epochs" {
		t.Errorf("an empty history is printed as %q", got)
	}
}
