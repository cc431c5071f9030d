package cluster_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/crococlock/crococlock/pkg/cluster"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// An oracle is what scikit-learn says; testdata/oracle.py made it.
type oracle struct {
	X      [][]float64
	Labels []int
	KMeans struct {
		Inertia float64
		Labels  []int
	}
	KMeansRand  float64 `json:"kmeans_rand"`
	Silhouettes []float64
	Full        mixture `json:"mixture_full"`
	Diagonal    mixture `json:"mixture_diagonal"`
	PCA         struct {
		Shares []float64
		Points [][]float64
	}
	TSNEDivergence float64 `json:"tsne_divergence"`
	Scores         []float64
	OtherScores    []float64 `json:"other_scores"`
	Wanted         []bool
	Average        float64 `json:"average_precision"`
	Precision      []float64
	Recall         []float64
	Spearman       float64
}

type mixture struct {
	LogLikelihood float64 `json:"log_likelihood"`
	BIC           float64
	Weights       []float64
	Shares        [][]float64
}

func readOracle(t *testing.T) (o oracle, x *mat.Dense) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "oracle.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &o); err != nil {
		t.Fatal(err)
	}
	x = mat.NewDense(len(o.X), len(o.X[0]), slices.Concat(o.X...))
	return o, x
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*math.Max(1, math.Abs(want))) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func allNear(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	for i := range want {
		near(t, what, got[i], want[i], tolerance)
	}
}

func TestKMeansAsSklearn(t *testing.T) {
	o, x := readOracle(t)
	c, err := cluster.KMeans(x, cluster.DefaultKMeans(3), rand.New(rand.NewPCG(1, 0)))
	if err != nil {
		t.Fatal(err)
	}
	near(t, "inertia", c.Inertia, o.KMeans.Inertia, 1e-9)
	same, err := cluster.AdjustedRand(c.Labels, o.KMeans.Labels)
	if err != nil || same != 1 {
		t.Errorf("other clusters: %v, %v", same, err)
	}
	rand, err := cluster.AdjustedRand(c.Labels, o.Labels)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "adjusted Rand index", rand, o.KMeansRand, 1e-9)
}

func TestSilhouettesAsSklearn(t *testing.T) {
	o, x := readOracle(t)
	s, err := cluster.Silhouettes(x, o.Labels)
	if err != nil {
		t.Fatal(err)
	}
	allNear(t, "silhouette", s, o.Silhouettes, 1e-9)
}

func TestMixtureAsSklearn(t *testing.T) {
	o, x := readOracle(t)
	for name, want := range map[string]mixture{"full": o.Full, "diagonal": o.Diagonal} {
		t.Run(name, func(t *testing.T) {
			config := cluster.DefaultMixture(3)
			config.Diagonal, config.Tolerance, config.Iterations = name == "diagonal", 1e-10, 2000
			m, err := cluster.FitMixture(x, config, rand.New(rand.NewPCG(1, 0)))
			if err != nil {
				t.Fatal(err)
			}
			if !m.Converged {
				t.Error("not converged")
			}
			near(t, "log-likelihood", m.LogLikelihood, want.LogLikelihood, 1e-6)
			near(t, "BIC", m.BIC(), want.BIC, 1e-6)
			allNear(t, "weight", slices.Sorted(slices.Values(m.Weights)), want.Weights, 1e-4)
			shares, err := m.Shares(x)
			if err != nil {
				t.Fatal(err)
			}
			for i, row := range want.Shares {
				allNear(t, "share", slices.Sorted(slices.Values(shares.RawRowView(i))), row, 1e-3)
			}
		})
	}
}

func TestPCAAsSklearn(t *testing.T) {
	o, x := readOracle(t)
	c, err := cluster.PCA(x, 3)
	if err != nil {
		t.Fatal(err)
	}
	allNear(t, "share", c.Shares, o.PCA.Shares, 1e-9)
	allNear(t, "point", c.Points.RawMatrix().Data, slices.Concat(o.PCA.Points...), 1e-9)
}

// Both end in a minimum, hardly in the same one.
func TestTSNEAsSklearn(t *testing.T) {
	o, x := readOracle(t)
	config := cluster.DefaultTSNE()
	config.Perplexity = 10
	l, err := cluster.TSNE(t.Context(), x, config, rand.New(rand.NewPCG(1, 0)))
	if err != nil {
		t.Fatal(err)
	}
	near(t, "divergence", l.Divergence, o.TSNEDivergence, 0.05)
	t.Logf("divergence %v, scikit-learn's %v", l.Divergence, o.TSNEDivergence)
}

func TestRankingAsSklearn(t *testing.T) {
	o, _ := readOracle(t)
	c, err := cluster.NewPrecisionRecall(o.Scores, o.Wanted)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "average precision", c.Average, o.Average, 1e-12)
	allNear(t, "precision", c.Precision, o.Precision, 1e-12)
	allNear(t, "recall", c.Recall, o.Recall, 1e-12)
	s, err := cluster.Spearman(o.Scores, o.OtherScores)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "Spearman", s, o.Spearman, 1e-12)
	reversed := slices.Clone(o.Scores)
	floats.Scale(-1, reversed)
	if s, err = cluster.Spearman(o.Scores, reversed); err != nil {
		t.Fatal(err)
	}
	near(t, "Spearman of the reverse", s, -1, 1e-12)
}
