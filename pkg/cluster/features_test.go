package cluster_test

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/cluster"
	"gonum.org/v1/gonum/mat"
)

// clouds are n points around as many middles, which lie ten apart.
func clouds(n, dims, middles int, seed uint64) (x *mat.Dense, labels []int) {
	rng := rand.New(rand.NewPCG(seed, 0))
	x, labels = mat.NewDense(n, dims, nil), make([]int, n)
	for i := range n {
		labels[i] = i % middles
		for j := range dims {
			x.Set(i, j, rng.NormFloat64())
		}
		x.Set(i, labels[i]%dims, x.At(i, labels[i]%dims)+10)
	}
	return x, labels
}

// Every method finds clusters that nobody could miss.
func TestClearClusters(t *testing.T) {
	x, labels := clouds(90, 4, 3, 1)
	rng := rand.New(rand.NewPCG(2, 0))
	k, err := cluster.KMeans(x, cluster.DefaultKMeans(3), rng)
	if err != nil {
		t.Fatal(err)
	}
	if p, err := cluster.Purity(k.Labels, labels); err != nil || p != 1 {
		t.Errorf("k-means: purity %v, %v", p, err)
	}
	best, bic := 0, math.Inf(1)
	for components := 1; components <= 5; components++ {
		config := cluster.DefaultMixture(components)
		config.Diagonal = true
		m, err := cluster.FitMixture(x, config, rng)
		if err != nil {
			t.Fatal(err)
		}
		if b := m.BIC(); b < bic {
			best, bic = components, b
		}
		if components == 3 {
			got, err := m.Labels(x)
			if err != nil {
				t.Fatal(err)
			}
			if same, err := cluster.AdjustedRand(got, labels); err != nil || same != 1 {
				t.Errorf("mixture: adjusted Rand index %v, %v", same, err)
			}
		}
	}
	if best != 3 {
		t.Errorf("the images want %d components, 3 are there", best)
	}
	s, err := cluster.Silhouette(x, labels)
	if err != nil || s < 0.7 {
		t.Errorf("silhouette %v, %v", s, err)
	}
	config := cluster.DefaultTSNE()
	config.Perplexity = 10
	l, err := cluster.TSNE(t.Context(), x, config, rng)
	if err != nil {
		t.Fatal(err)
	}
	if s, err := cluster.Silhouette(l.Points, labels); err != nil || s < 0.7 {
		t.Errorf("t-SNE: silhouette %v, %v", s, err)
	}
}

// The same bits on any number of cores, and from the same seed.
func TestDeterminism(t *testing.T) {
	x, labels := clouds(60, 6, 2, 3)
	all := func() []float64 {
		rng := rand.New(rand.NewPCG(5, 0))
		config := cluster.DefaultTSNE()
		config.Perplexity, config.Iterations = 8, 100
		l, err := cluster.TSNE(t.Context(), x, config, rng)
		if err != nil {
			t.Fatal(err)
		}
		s, err := cluster.Silhouettes(x, labels)
		if err != nil {
			t.Fatal(err)
		}
		m, err := cluster.FitMixture(x, cluster.DefaultMixture(2), rng)
		if err != nil {
			t.Fatal(err)
		}
		return slices.Concat(l.Points.RawMatrix().Data, s, m.Means.RawMatrix().Data)
	}
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	one := all()
	runtime.GOMAXPROCS(5)
	if !slices.Equal(one, all()) {
		t.Error("five processors make other bits than one")
	}
}

// More clusters than different images: none stays without an image.
func TestKMeansOfEqualImages(t *testing.T) {
	x := mat.NewDense(6, 1, []float64{1, 1, 1, 1, 1, 2})
	c, err := cluster.KMeans(x, cluster.DefaultKMeans(2), rand.New(rand.NewPCG(1, 0)))
	if err != nil || c.Inertia != 0 {
		t.Errorf("inertia %v, %v", c.Inertia, err)
	}
	if c, err = cluster.KMeans(x, cluster.DefaultKMeans(4), rand.New(rand.NewPCG(1, 0))); err != nil || c.Inertia != 0 {
		t.Errorf("inertia %v, %v", c.Inertia, err)
	}
	for _, v := range c.Centres.RawMatrix().Data {
		if math.IsNaN(v) {
			t.Errorf("centres %v", c.Centres.RawMatrix().Data)
		}
	}
}

func TestFeatures(t *testing.T) {
	m, err := cluster.Features([]float32{1, 2, 3, 4, 5, 6}, 2)
	if err != nil || !mat.Equal(m, mat.NewDense(2, 3, []float64{1, 2, 3, 4, 5, 6})) {
		t.Errorf("%v, %v", m, err)
	}
	for _, n := range []int{0, 4, -1} {
		if _, err := cluster.Features([]float32{1, 2, 3, 4, 5, 6}, n); err == nil {
			t.Errorf("%d rows of six numbers", n)
		}
	}
}

// What no method takes, each refuses with the fact.
func TestRefusals(t *testing.T) {
	x, labels := clouds(30, 3, 2, 1)
	bad := mat.DenseCopyOf(x)
	bad.Set(4, 2, math.NaN())
	rng := rand.New(rand.NewPCG(1, 0))
	tsne := cluster.DefaultTSNE()
	tsne.Perplexity = 5
	for what, f := range map[string]func(x *mat.Dense) error{
		"k-means":     func(x *mat.Dense) error { _, err := cluster.KMeans(x, cluster.DefaultKMeans(2), rng); return err },
		"mixture":     func(x *mat.Dense) error { _, err := cluster.FitMixture(x, cluster.DefaultMixture(2), rng); return err },
		"silhouettes": func(x *mat.Dense) error { _, err := cluster.Silhouettes(x, labels); return err },
		"PCA":         func(x *mat.Dense) error { _, err := cluster.PCA(x, 2); return err },
		"t-SNE":       func(x *mat.Dense) error { _, err := cluster.TSNE(t.Context(), x, tsne, rng); return err },
		"nearest":     func(x *mat.Dense) error { _, _, err := cluster.NearestOther(x, labels); return err },
	} {
		if err := f(x); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if err := f(bad); err == nil || !strings.Contains(err.Error(), "feature 2 of image 4 is NaN") {
			t.Errorf("%s of NaN: %v", what, err)
		}
		if err := f(&mat.Dense{}); err == nil || !strings.Contains(err.Error(), "no features") {
			t.Errorf("%s of nothing: %v", what, err)
		}
	}
	same := mat.NewDense(30, 3, nil)
	for what, c := range map[string]struct {
		err  error
		want string
	}{
		"CLUSTERS":   {second(cluster.KMeans(x, cluster.DefaultKMeans(31), rng)), "31 clusters of 30 images"},
		"RESTARTS":   {second(cluster.KMeans(x, cluster.KMeansConfig{Clusters: 2, Iterations: 1}, rng)), "0 beginnings"},
		"COMPONENTS": {second(cluster.FitMixture(x, cluster.DefaultMixture(0), rng)), "0 components"},
		"RIDGE":      {second(cluster.FitMixture(x, cluster.MixtureConfig{Components: 1, Iterations: 1}, rng)), "a ridge of 0"},
		"LABELS":     {second(cluster.Silhouettes(x, labels[1:])), "29 labels for 30 images"},
		"ONECLUSTER": {second(cluster.Silhouettes(x, make([]int, 30))), "1 cluster, two are needed"},
		"NEGATIVE":   {second(cluster.Purity([]int{0, -1}, []int{0, 0})), "label 1 is -1"},
		"NOLABELS":   {second(cluster.AdjustedRand(nil, nil)), "no labels"},
		"DIMENSIONS": {second(cluster.PCA(x, 4)), "4 components of 30 images with 3 features"},
		"SAME":       {second(cluster.PCA(same, 1)), "all images are the same"},
		"PERPLEXITY": {second(cluster.TSNE(t.Context(), x, cluster.DefaultTSNE(), rng)), "a perplexity of 30 with 30 images"},
		"ONECLASS":   {second(cluster.NearestPairs(x, make([]int, 30), 3)), "all images are of class 0"},
		"NOPAIRS":    {second(cluster.NearestPairs(x, labels, 0)), "0 pairs"},
		"TOLERANCE":  {second(cluster.CountBelow([]float64{1}, []float64{-1})), "tolerance 0 is -1"},
		"NONE":       {second(cluster.NewPrecisionRecall([]float64{1}, []bool{false})), "none of 1 images is wanted"},
		"SCORES":     {second(cluster.NewPrecisionRecall([]float64{math.NaN()}, []bool{true})), "score 0 is NaN"},
		"LENGTHS":    {second(cluster.Spearman([]float64{1, 2}, []float64{1})), "1 scores for 2 images"},
		"CONSTANT":   {second(cluster.Spearman([]float64{1, 2}, []float64{3, 3})), "which is no ranking"},
		"TOP":        {second(cluster.TopOverlap([]float64{1}, []float64{1}, 2)), "the first 2 of 1"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", what, c.err, c.want)
		}
	}
}

// second is the error of a function with one result.
func second[T any](_ T, err error) error { return err }

func TestPairs(t *testing.T) {
	// Two clocks at 0 and 3, crocodiles at 4, 10 and −2.
	x, labels := mat.NewDense(5, 1, []float64{0, 3, 4, 10, -2}), []int{0, 0, 1, 1, 1}
	to, distances, err := cluster.NearestOther(x, labels)
	if err != nil || !slices.Equal(to, []int{4, 2, 1, 1, 0}) || !slices.Equal(distances, []float64{2, 1, 1, 7, 2}) {
		t.Errorf("%v, %v, %v", to, distances, err)
	}
	pairs, err := cluster.NearestPairs(x, labels, 9)
	if err != nil || !slices.Equal(pairs, []cluster.Pair{{A: 1, B: 2, Distance: 1}, {A: 0, B: 4, Distance: 2}}) {
		t.Errorf("%v, %v", pairs, err)
	}
}

// Approach 2 without a scale does not see a scale.
func TestRelative(t *testing.T) {
	d := mat.NewDense(3, 2, []float64{3, 1, 2, 2, 0, 0})
	r, err := cluster.Relative(d)
	if err != nil || !slices.Equal(r, []float64{0.5, 0, 0}) {
		t.Errorf("%v, %v", r, err)
	}
	var twice mat.Dense
	twice.Scale(2, d)
	if again, err := cluster.Relative(&twice); err != nil || !slices.Equal(again, r) {
		t.Errorf("%v, %v", again, err)
	}
	counts, err := cluster.CountBelow([]float64{0.3, 0.1, 0.2, 0.2}, []float64{0, 0.1, 0.2, 0.25, 9})
	if err != nil || !slices.Equal(counts, []int{0, 0, 1, 3, 4}) {
		t.Errorf("%v, %v", counts, err)
	}
}

// Of one space the points have the space's own distances, whatever its scale.
func TestMeanDistances(t *testing.T) {
	x, _ := clouds(20, 3, 2, 9)
	idx := rand.New(rand.NewPCG(1, 0)).Perm(20)
	var m cluster.MeanDistances
	moved := mat.NewDense(20, 3, nil)
	for k, i := range idx {
		for j := range 3 {
			moved.Set(k, j, 5*x.At(i, (j+1)%3)-2)
		}
	}
	if err := m.Add(20, idx, moved); err != nil {
		t.Fatal(err)
	}
	if err := m.Add(20, []int{3, 7, 5}, mat.NewDense(3, 3, slices.Concat(x.RawRowView(3), x.RawRowView(7), x.RawRowView(5)))); err != nil {
		t.Fatal(err)
	}
	var only cluster.MeanDistances
	if err := only.Add(20, idx, moved); err != nil {
		t.Fatal(err)
	}
	points, told, err := only.Points(3)
	if err != nil || math.Abs(told-1) > 1e-9 {
		t.Fatalf("%v of the variance, %v", told, err)
	}
	d := func(m *mat.Dense, i, j int) float64 {
		sum := 0.0
		for k := range 3 {
			sum += math.Pow(m.At(i, k)-m.At(j, k), 2)
		}
		return math.Sqrt(sum)
	}
	unit := d(points, 0, 1) / d(x, 0, 1)
	for i := range 20 {
		for j := range i {
			if got, want := d(points, i, j), unit*d(x, i, j); math.Abs(got-want) > 1e-9 {
				t.Fatalf("%d and %d are %v apart, want %v", i, j, got, want)
			}
		}
	}
	if _, known := (&cluster.MeanDistances{}).Squared(0, 1); known {
		t.Error("a distance from nowhere")
	}
	if err := m.Add(20, []int{1, 1}, mat.NewDense(2, 1, []float64{1, 2})); err == nil || !strings.Contains(err.Error(), "there twice") {
		t.Errorf("%v", err)
	}
	if err := m.Add(21, []int{1, 2}, mat.NewDense(2, 1, []float64{1, 2})); err == nil {
		t.Error("another number of images")
	}
}

// Pairs that no space held are told from their neighbours: which images were in
// one half does not show in the points.
func TestMeanDistancesOfHalves(t *testing.T) {
	x, labels := clouds(80, 4, 2, 3)
	rng := rand.New(rand.NewPCG(2, 0))
	var m cluster.MeanDistances
	var half []int
	for range 2 {
		order := rng.Perm(80)
		for h := range 2 {
			idx := order[40*h : 40*(h+1)]
			codes := mat.NewDense(40, 4, nil)
			for k, i := range idx {
				codes.SetRow(k, x.RawRowView(i))
			}
			if err := m.Add(80, idx, codes); err != nil {
				t.Fatal(err)
			}
		}
		if half == nil {
			half = make([]int, 80)
			for _, i := range order[:40] {
				half[i] = 1
			}
		}
	}
	unknown := 0
	for i := range 80 {
		for j := range i {
			if _, known := m.Squared(i, j); !known {
				unknown++
			}
		}
	}
	if unknown < 500 {
		t.Fatalf("only %d pairs are unknown", unknown)
	}
	points, _, err := m.Points(4)
	if err != nil {
		t.Fatal(err)
	}
	k, err := cluster.KMeans(points, cluster.DefaultKMeans(2), rng)
	if err != nil {
		t.Fatal(err)
	}
	if same, err := cluster.AdjustedRand(k.Labels, labels); err != nil || same != 1 {
		t.Errorf("two clouds are found to %v, %v", same, err)
	}
	if s, err := cluster.Silhouette(points, half); err != nil || math.Abs(s) > 0.05 {
		t.Errorf("the halves show: silhouette %v, %v", s, err)
	}
}
