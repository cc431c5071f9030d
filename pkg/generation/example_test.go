package generation_test

import (
	"context"
	"fmt"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/generation"
	"gonum.org/v1/gonum/mat"
)

// Three guides pick greys in the middle from a generator of greys.
func ExampleSelection() {
	s := generation.Selection{Guides: judges(4)}
	picked, err := s.Sample(context.Background(), greys(4), 8, 0.5, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(picked, "of", picked.Accepted.Total, "samples")
	// Output: 8 pictures of 4×4 pixels of 64 samples
}

func ExampleWalk() {
	w, err := generation.Walk(context.Background(), greys(4), 2, 5, 1, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(w.Rows(), "rows at", w.Places)
	// Output: 2 rows at [0 0.25 0.5 0.75 1]
}

func ExampleAsk() {
	samples := generation.Pictures{Side: 1, X: []float32{0.1, 0.1, 0.1, 0.5, 0.5, 0.5, 0.9, 0.9, 0.9, 0.6, 0.6, 0.6}}
	verdicts, err := generation.Ask([]cnn.Classifier{brightness{1, 1, classes}}, samples)
	if err != nil {
		fmt.Println(err)
		return
	}
	crocodiles, _ := verdicts.Class(1)
	between, _ := verdicts.Between(generation.Strict())
	fmt.Println("crocodiles:", crocodiles)
	fmt.Println("in between:", between)
	// Output:
	// crocodiles: 75.0 % (30.1 to 95.4)
	// in between: 50.0 % (15.0 to 85.0)
}

func ExampleKID() {
	near := mat.NewDense(4, 2, []float64{0, 1, 1, 0, 0, -1, -1, 0})
	far := mat.NewDense(4, 2, []float64{5, 6, 6, 5, 5, 4, 4, 5})
	d, err := generation.KID(near, far, generation.DefaultKID())
	fmt.Printf("%.0f %v\n", d.Value, err)
	// Output: 17855 <nil>
}

func ExampleFindCopies() {
	training := generation.Pictures{Side: 2, X: make([]float32, 4*12)}
	for i := range training.X {
		training.X[i] = float32(i*i%11) / 11
	}
	copies, err := generation.FindCopies(training.Pick([]int{2}).Mirrored(), training)
	if err != nil {
		fmt.Println(err)
		return
	}
	n := copies.Nearest[0]
	fmt.Println("nearest to training picture", n.Training, "mirrored:", n.Mirrored, "distance", n.Distance)
	fmt.Println(copies.Share.Count, "copy")
	// Output:
	// nearest to training picture 2 mirrored: true distance 0
	// 1 copy
}
