package cluster_test

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/cluster"
	"gonum.org/v1/gonum/mat"
)

// Six images in two groups, which two features tell apart.
var groups = mat.NewDense(6, 2, []float64{0, 0, 0, 1, 1, 0, 9, 9, 9, 8, 8, 9})

func ExampleKMeans() {
	c, err := cluster.KMeans(groups, cluster.DefaultKMeans(2), rand.New(rand.NewPCG(1, 0)))
	if err != nil {
		fmt.Println(err)
		return
	}
	purity, err := cluster.Purity(c.Labels, []int{0, 0, 0, 1, 1, 0})
	fmt.Printf("inertia %.2f, purity %.2f, %v\n", c.Inertia, purity, err)
	// Output: inertia 2.67, purity 0.83, <nil>
}

func ExampleFitMixture() {
	x, _ := clouds(60, 2, 2, 1)
	best, least := 0, 0.0
	for k := 1; k <= 3; k++ {
		m, err := cluster.FitMixture(x, cluster.DefaultMixture(k), rand.New(rand.NewPCG(1, 0)))
		if err != nil {
			fmt.Println(err)
			return
		}
		if k == 1 || m.BIC() < least {
			best, least = k, m.BIC()
		}
	}
	fmt.Println("components:", best)
	// Output: components: 2
}

func ExampleSilhouette() {
	s, err := cluster.Silhouette(groups, []int{0, 0, 0, 1, 1, 1})
	fmt.Printf("%.2f, %v\n", s, err)
	// Output: 0.90, <nil>
}

func ExampleAdjustedRand() {
	same, err := cluster.AdjustedRand([]int{0, 0, 1, 1}, []int{1, 1, 0, 0})
	fmt.Println(same, err)
	// Output: 1 <nil>
}

func ExamplePCA() {
	c, err := cluster.PCA(groups, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.3f of the variance along (%.2f, %.2f)\n", c.Shares[0], c.Directions.At(0, 0), c.Directions.At(1, 0))
	// Output: 0.991 of the variance along (0.71, 0.71)
}

func ExampleTSNE() {
	x, labels := clouds(40, 3, 2, 1)
	config := cluster.DefaultTSNE()
	config.Perplexity = 5
	layout, err := cluster.TSNE(context.Background(), x, config, rand.New(rand.NewPCG(1, 0)))
	if err != nil {
		fmt.Println(err)
		return
	}
	s, err := cluster.Silhouette(layout.Points, labels)
	fmt.Println(s > 0.5, err)
	// Output: true <nil>
}

func ExampleNearestOther() {
	nearest, distances, err := cluster.NearestOther(latent, labels)
	fmt.Println(nearest, distances, err)
	// Output: [3 3 1 1 1] [6 4 8 4 15] <nil>
}

func ExampleNearestPairs() {
	pairs, err := cluster.NearestPairs(latent, labels, 2)
	fmt.Println(pairs, err)
	// Output: [{1 3 4} {0 2 10}] <nil>
}

func ExampleRelative() {
	d := mat.NewDense(2, 2, []float64{1, 3, 40, 42})
	relative, err := cluster.Relative(d)
	fmt.Printf("%.3f %v\n", relative, err)
	// Output: [0.500 0.024] <nil>
}

func ExampleCountBelow() {
	counts, err := cluster.CountBelow([]float64{0.05, 0.15, 1.2}, []float64{0.1, 0.2, 2})
	fmt.Println(counts, err)
	// Output: [1 2 3] <nil>
}

// Two networks are asked about three images; the second was trained on the last.
func ExampleDisputability() {
	first, second := cluster.Blank(3, 2), cluster.Blank(3, 2)
	for i, p := range []float64{0.9, 0.6, 0.05} {
		first.P.SetRow(i, []float64{1 - p, p})
		first.Distances.SetRow(i, []float64{p, 1 - p})
	}
	for i, p := range []float64{0.8, 0.3} {
		second.P.SetRow(i, []float64{1 - p, p})
		second.Distances.SetRow(i, []float64{p, 1 - p})
	}
	disputes, err := cluster.Disputability([]cluster.Opinion{first, second})
	if err != nil {
		fmt.Println(err)
		return
	}
	frame := cluster.DisputeFrame([]string{"a.png", "b.png", "c.png"}, []int{1, 1, 0}, []string{"clock", "crocodile"}, disputes)
	fmt.Println(frame.Col("path"), frame.Col("networks"))
	fmt.Println(cluster.Ranked(cluster.Scores(disputes)))
	// Output:
	// [b.png a.png c.png] [2 2 1]
	// [1 0 2]
}

func ExampleSuspects() {
	o := cluster.Opinion{P: mat.NewDense(2, 2, []float64{0.03, 0.97, 0.45, 0.55})}
	disputes, err := cluster.Disputability([]cluster.Opinion{o})
	if err != nil {
		fmt.Println(err)
		return
	}
	// Both are labelled 0: of the first the network is sure that it is 1.
	fmt.Println(cluster.Suspects(disputes, []int{0, 0}, 0.9))
	// Output: [0] <nil>
}

func ExampleSplitOver() {
	votes := mat.NewDense(3, 2, []float64{1, 0, 0.7, 0.3, 0.1, 0.9})
	fmt.Println(cluster.SplitOver(votes, 0.2))
	// Output: [false true false] <nil>
}

func ExampleNewPrecisionRecall() {
	c, err := cluster.NewPrecisionRecall([]float64{0.9, 0.8, 0.3, 0.1}, []bool{true, false, true, false})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f %.2f average %.3f\n", c.Recall, c.Precision, c.Average)
	// Output: [0.50 0.50 1.00 1.00] [1.00 0.50 0.67 0.50] average 0.833
}
