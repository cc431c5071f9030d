package cluster_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/internal/studytest"
	"github.com/crococlock/crococlock/pkg/cluster"
	"gonum.org/v1/gonum/mat"
)

// readReference returns what PyTorch computes from the author's weights, and the
// images' labels.
func readReference(t *testing.T) (r studytest.Reference, labels []int) {
	t.Helper()
	r = studytest.AuthorReference(t)
	for _, image := range r.Images {
		label := 0
		if strings.HasPrefix(image.Name, "crocodile/") {
			label = 1
		}
		labels = append(labels, label)
	}
	return r, labels
}

// TestReportApproach1: the author's weights are wrong on 112 of 1000 images.
func TestReportApproach1(t *testing.T) {
	r, labels := readReference(t)
	var p []float64
	for _, image := range r.Images {
		p = append(p, image.P)
	}
	wrong, err := cluster.WrongPredictions(p, labels)
	if err != nil {
		t.Fatal(err)
	}
	var count [2]int
	for _, w := range wrong {
		count[w.Truth]++
	}
	if count != [2]int{79, 33} {
		t.Errorf("%d clocks and %d crocodiles are wrong, want 79 and 33", count[0], count[1])
	}
}

// TestReportApproach2: they put eleven images in between, at tolerance 0.2.
func TestReportApproach2(t *testing.T) {
	r, _ := readReference(t)
	d := mat.NewDense(len(r.Images), 2, nil)
	for i, image := range r.Images {
		d.SetRow(i, []float64{image.DClock, image.DCrocodile})
	}
	between, err := cluster.Disputable(d, 0.2)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, i := range between {
		names = append(names, r.Images[i].Name)
	}
	if !slices.Equal(names, reportNames) {
		t.Errorf("got %q, want %q", names, reportNames)
	}
}

// TestCentreIsNearest: of all points the mean has the least squared distance to
// its class, so moving a centre must not bring it nearer.
func TestCentreIsNearest(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	const n, dims = 60, 7
	latent := mat.NewDense(n, dims, nil)
	labels := make([]int, n)
	for i := range n {
		labels[i] = i % 3
		for j := range dims {
			latent.Set(i, j, rng.NormFloat64()+float64(labels[i]))
		}
	}
	centres, err := cluster.ClassCentres(latent, labels, 3)
	if err != nil {
		t.Fatal(err)
	}
	spread := func(class int) (sum float64) {
		d, err := cluster.Distances(latent, centres)
		if err != nil {
			t.Fatal(err)
		}
		for i, label := range labels {
			if label == class {
				sum += d.At(i, class) * d.At(i, class)
			}
		}
		return sum
	}
	for class := range 3 {
		best := spread(class)
		for j := range dims {
			for _, step := range []float64{-0.01, 0.01} {
				at := centres.At(class, j)
				centres.Set(class, j, at+step)
				if s := spread(class); s <= best {
					t.Errorf("class %d, dimension %d: %g is nearer than the mean's %g", class, j, s, best)
				}
				centres.Set(class, j, at)
			}
		}
	}
}

func TestDisputableManyClasses(t *testing.T) {
	d := mat.NewDense(3, 3, []float64{
		5, 1, 1.1, // between the second and the third
		9, 1, 5, // clear
		4, 4, 4, // a tie of all
	})
	got, err := cluster.Disputable(d, 0.2)
	if err != nil || !slices.Equal(got, []int{0, 2}) {
		t.Errorf("got %v, %v, want [0 2]", got, err)
	}
	if got, err := cluster.Disputable(d, 0); err != nil || len(got) != 0 {
		t.Errorf("tolerance 0 gives %v, %v, want none", got, err)
	}
}

func TestErrors(t *testing.T) {
	two := mat.NewDense(2, 2, []float64{1, 2, 3, 4})
	check := func(name, want string, err error) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got error %v, want one with %q", name, err, want)
		}
	}
	_, err := cluster.WrongPredictions([]float64{0.1}, []int{0, 1})
	check("lengths", "1 predictions for 2 labels", err)
	_, err = cluster.WrongPredictions([]float64{math.NaN()}, []int{0})
	check("NaN", "prediction 0 is NaN", err)
	_, err = cluster.WrongPredictions([]float64{0.1}, []int{2})
	check("label", "label 0 is 2", err)
	_, err = cluster.ClassCentres(two, []int{0}, 2)
	check("labels", "2 latent vectors for 1 labels", err)
	_, err = cluster.ClassCentres(two, []int{0, 2}, 2)
	check("range", "label 1 is 2", err)
	_, err = cluster.ClassCentres(two, []int{0, 0}, 2)
	check("empty class", "class 1 has no images", err)
	_, err = cluster.ClassCentres(two, []int{0, 0}, 0)
	check("no classes", "0 classes", err)
	_, err = cluster.Distances(two, mat.NewDense(2, 3, nil))
	check("dimensions", "2 vectors of 2 dimensions from 2 centres of 3", err)
	_, err = cluster.Disputable(two, -0.1)
	check("tolerance", "-0.1", err)
	_, err = cluster.Disputable(mat.NewDense(2, 1, nil), 0.1)
	check("one class", "1 centres", err)
	check("frame", "1 paths", cluster.Frame([]string{"a"}, []int{0, 1}, []string{"x", "y"}, two).Err)
	check("frame label", "label 1 is 5", cluster.Frame([]string{"a", "b"}, []int{0, 5}, []string{"x", "y"}, two).Err)
}

// reportNames are the images of the report's last figure.
var reportNames = []string{
	"clock/15708.png",
	"clock/29999.png",
	"clock/30411.png",
	"clock/31767.png",
	"clock/49084.png",
	"clock/49533.png",
	"clock/6968.png",
	"clock/8942.png",
	"crocodile/17655.png",
	"crocodile/23032.png",
	"crocodile/28727.png",
}
