package cluster_test

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/cluster"
	"gonum.org/v1/gonum/mat"
)

// Five images on a line: two clocks near 0, two crocodiles near 10, and a
// crocodile that lies in the middle.
var (
	latent = mat.NewDense(5, 2, []float64{-1, 0, 1, 0, 9, 0, 5, 0, 16, 0})
	labels = []int{0, 0, 1, 1, 1}
)

func ExampleWrongPredictions() {
	p := []float64{0.10, 0.93, 0.88, 0.41}
	wrong, err := cluster.WrongPredictions(p, []int{0, 0, 1, 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, w := range wrong {
		fmt.Println(w.Index, w.Caption())
	}
	// Output:
	// 1 prediction: 0.93 | truth: 0
	// 3 prediction: 0.41 | truth: 1
}

func ExampleClassCentres() {
	centres, err := cluster.ClassCentres(latent, labels, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(mat.Formatted(centres))
	// Output:
	// ⎡ 0   0⎤
	// ⎣10   0⎦
}

func ExampleDistances() {
	centres := mat.NewDense(2, 2, []float64{0, 0, 3, 4})
	d, err := cluster.Distances(mat.NewDense(1, 2, []float64{3, 0}), centres)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(mat.Formatted(d))
	// Output: [3  4]
}

func ExampleDisputable() {
	centres, err := cluster.ClassCentres(latent, labels, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	d, err := cluster.Distances(latent, centres)
	if err != nil {
		fmt.Println(err)
		return
	}
	between, err := cluster.Disputable(d, 0.2)
	fmt.Println(between, err)
	// Output: [3] <nil>
}

func ExampleFrame() {
	d := mat.NewDense(2, 2, []float64{1.5, 9.25, 5, 5.125})
	frame := cluster.Frame([]string{"clock/1.png", "crocodile/2.png"}, []int{0, 1}, []string{"clock", "crocodile"}, d)
	fmt.Println(frame.Names())
	fmt.Println(frame.Col("difference").Float())
	// Output:
	// [path class d_clock d_crocodile difference]
	// [7.75 0.125]
}
