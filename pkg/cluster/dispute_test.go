package cluster_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/cluster"
	"gonum.org/v1/gonum/mat"
)

// opinionOf are probabilities of class 1 of two, with distances where d is given;
// NaN is no word.
func opinionOf(p ...float64) cluster.Opinion {
	o := cluster.Blank(len(p), 2)
	for i, v := range p {
		if !math.IsNaN(v) {
			o.P.SetRow(i, []float64{1 - v, v})
			o.Distances.SetRow(i, []float64{v, 1 - v}) // as seen, so judged
		}
	}
	return o
}

func TestDisputability(t *testing.T) {
	nan := math.NaN()
	disputes, err := cluster.Disputability([]cluster.Opinion{
		opinionOf(0.5, 0.9, 0.99, 0.2, nan),
		opinionOf(0.5, 0.2, 0.98, 0.2, 0.4),
		opinionOf(0.5, nan, 0.99, 0.2, 0.1),
	})
	if err != nil {
		t.Fatal(err)
	}
	if d := disputes[0]; d.Score != 1 || d.Disagreement != 0 || d.Margin != 0 {
		t.Errorf("one half: %+v", d)
	}
	if d := disputes[1]; d.Networks != 2 || d.First != 1 || d.Disagreement != 0.5 || math.Abs(d.P[1]-0.55) > 1e-12 || d.MarginSpread < 1 || d.PositionSpread <= 0 {
		t.Errorf("two networks that differ: %+v", d)
	}
	if d := disputes[4]; d.Networks != 2 || d.First != 0 {
		t.Errorf("an image that one network was trained on: %+v", d)
	}
	order := cluster.Ranked(cluster.Scores(disputes))
	if !slices.Equal(order, []int{0, 1, 4, 3, 2}) {
		t.Errorf("order %v: %v", order, cluster.Scores(disputes))
	}
	for i, d := range disputes {
		if !(d.Score >= 0 && d.Score <= 1) {
			t.Errorf("score %d is %v", i, d.Score)
		}
	}
}

// The score is what it says it is: where networks are drawn as it supposes, twice
// the share of new ones that say the other class.
func TestDisputabilityIsExpectedSplit(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 0))
	const n, networks = 300, 100
	middle := make([]float64, n)
	for i := range middle {
		middle[i] = 4 * rng.NormFloat64()
	}
	draw := func() cluster.Opinion {
		o := cluster.Blank(n, 2)
		o.Distances = nil
		for i := range n {
			p := 1 / (1 + math.Exp(-middle[i]-rng.NormFloat64()))
			o.P.SetRow(i, []float64{1 - p, p})
		}
		return o
	}
	var old, fresh []cluster.Opinion
	for k := range 6 * networks {
		if k < networks {
			old = append(old, draw())
		} else {
			fresh = append(fresh, draw())
		}
	}
	disputes, err := cluster.Disputability(old)
	if err != nil {
		t.Fatal(err)
	}
	votes, err := cluster.Votes(fresh)
	if err != nil {
		t.Fatal(err)
	}
	off := 0.0
	for i, d := range disputes {
		off += math.Abs(d.Score-2*min(votes.At(i, 0), votes.At(i, 1))) / n
	}
	if off > 0.025 {
		t.Errorf("the expected split is off by %.3f on average", off)
	}
}

// The position is told by the networks that know distances, and is not weighed.
func TestDisputabilityTellsPosition(t *testing.T) {
	opinions := []cluster.Opinion{opinionOf(0.7, 0.7), opinionOf(0.8, 0.8)}
	opinions[0].Distances.SetRow(0, []float64{1.4, 0.6})
	opinions[1].Distances = nil
	disputes, err := cluster.Disputability(opinions)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := disputes[0], disputes[1]; a.Score != b.Score || math.Abs(a.Position-0.4) > 1e-12 || a.PositionSpread != 0 {
		t.Errorf("%+v", disputes)
	}
}

func TestDisputabilityOfManyClasses(t *testing.T) {
	o := cluster.Opinion{P: mat.NewDense(3, 3, []float64{0.1, 0.45, 0.45, 0.9, 0.05, 0.05, 0, 1, 0})}
	disputes, err := cluster.Disputability([]cluster.Opinion{o})
	if err != nil {
		t.Fatal(err)
	}
	if d := disputes[0]; d.First != 1 || d.Second != 2 || d.Score != 1 {
		t.Errorf("%+v", d)
	}
	if d := disputes[2]; d.First != 1 || !(d.Score < disputes[1].Score) {
		t.Errorf("%+v", d)
	}
}

func TestSplitOver(t *testing.T) {
	var opinions []cluster.Opinion
	for k := range 10 { // of image i, i networks say 1
		p := make([]float64, 10)
		for i := range p {
			if p[i] = 0.1; k < i {
				p[i] = 0.8
			}
		}
		opinions = append(opinions, opinionOf(p...))
	}
	votes, err := cluster.Votes(opinions)
	if err != nil {
		t.Fatal(err)
	}
	split, err := cluster.SplitOver(votes, 0.2)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range split {
		if want := i >= 2 && i <= 8; s != want {
			t.Errorf("%d of ten: split %v", i, s)
		}
	}
	if _, err := cluster.SplitOver(votes, 0.6); err == nil {
		t.Error("a share of 0.6")
	}
}

func TestSuspects(t *testing.T) {
	disputes, err := cluster.Disputability([]cluster.Opinion{opinionOf(0.95, 0.5, 0.02, 0.99, 0.97)})
	if err != nil {
		t.Fatal(err)
	}
	got, err := cluster.Suspects(disputes, []int{0, 0, 1, 1, 0}, 0.9)
	if err != nil || !slices.Equal(got, []int{2, 4, 0}) {
		t.Errorf("%v, %v", got, err)
	}
	for _, least := range []float64{0.5, 1.1, math.NaN()} {
		if _, err := cluster.Suspects(disputes, make([]int, 5), least); err == nil {
			t.Errorf("least %v", least)
		}
	}
	if _, err := cluster.Suspects(disputes, nil, 0.9); err == nil {
		t.Error("no labels")
	}
}

func TestOpinionFile(t *testing.T) {
	paths, classes := []string{"a,1.png", "b.png", "c.png"}, []string{"clock", "crocodile"}
	o := opinionOf(0.25, math.NaN(), 1)
	var b bytes.Buffer
	if err := o.Write(&b, "made by a test", paths, classes); err != nil {
		t.Fatal(err)
	}
	const want = "# made by a test\npath,p_clock,p_crocodile,d_clock,d_crocodile\n\"a,1.png\",0.75,0.25,0.25,0.75\nc.png,0,1,1,0\n"
	if b.String() != want {
		t.Errorf("%q", b.String())
	}
	back, err := cluster.ReadOpinion(&b, paths, classes)
	if err != nil {
		t.Fatal(err)
	}
	if back.Judges(1) || fmt.Sprint(back.P.RawMatrix().Data) != fmt.Sprint(o.P.RawMatrix().Data) {
		t.Errorf("%v", back.P.RawMatrix().Data)
	}
	for name, c := range map[string]struct{ file, want string }{
		"Empty":       {"# nothing\n", "nothing in it"},
		"Classes":     {"path,p_cat,p_dog,d_cat,d_dog\n", "want those of"},
		"Unknown":     {want + "x.png,0,1,1,0\n", `"x.png" is in it twice, or no image`},
		"Twice":       {want + "c.png,0,1,1,0\n", `"c.png" is in it twice`},
		"Sum":         {want + "b.png,0.5,1,1,0\n", "sum is 1.5"},
		"Probability": {want + "b.png,-1,2,1,0\n", "-1 is no probability"},
		"Distance":    {want + "b.png,0,1,-1,0\n", "-1 is no distance"},
		"Number":      {want + "b.png,0,one,1,0\n", `parsing "one"`},
		"Columns":     {"path,p\n", "wrong number of fields"},
	} {
		if _, err := cluster.ReadOpinion(strings.NewReader(c.file), paths, classes); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestDisputeErrors(t *testing.T) {
	ok, nobody := opinionOf(0.5, 0.5), opinionOf(0.5, math.NaN())
	for name, c := range map[string]struct {
		opinions []cluster.Opinion
		want     string
	}{
		"None":     {nil, "no opinions"},
		"Nobody":   {[]cluster.Opinion{nobody, nobody}, "no network has a word on image 1"},
		"Lengths":  {[]cluster.Opinion{ok, opinionOf(0.5)}, "opinion 1 is on 1 images of 2 classes, those before on 2 of 2"},
		"One":      {[]cluster.Opinion{{P: mat.NewDense(1, 1, []float64{1})}}, "1 classes"},
		"Half NaN": {[]cluster.Opinion{{P: mat.NewDense(1, 2, []float64{0.5, math.NaN()})}}, "NaN is no probability"},
		"Distance": {[]cluster.Opinion{{P: mat.NewDense(1, 2, []float64{0.5, 0.5}), Distances: mat.NewDense(2, 2, nil)}}, "distances of 2×2"},
	} {
		for what, f := range map[string]func([]cluster.Opinion) error{
			"disputability": func(o []cluster.Opinion) error { _, err := cluster.Disputability(o); return err },
			"votes":         func(o []cluster.Opinion) error { _, err := cluster.Votes(o); return err },
		} {
			if err := f(c.opinions); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s, %s: %v, want %q", what, name, err, c.want)
			}
		}
	}
}

func TestDisputeFrame(t *testing.T) {
	disputes, err := cluster.Disputability([]cluster.Opinion{opinionOf(0.9, 0.5), opinionOf(0.8, 0.6)})
	if err != nil {
		t.Fatal(err)
	}
	classes := []string{"clock", "crocodile"}
	f := cluster.DisputeFrame([]string{"a", "b"}, []int{0, 1}, classes, disputes)
	if f.Err != nil {
		t.Fatal(f.Err)
	}
	want := []string{"path", "class", "networks", "score", "p_clock", "p_crocodile", "disagreement", "margin", "margin_spread", "position", "position_spread"}
	if !slices.Equal(f.Names(), want) || !slices.Equal(f.Col("path").Records(), []string{"b", "a"}) {
		t.Errorf("%v", f)
	}
	if cluster.DisputeFrame([]string{"a"}, []int{0}, classes, disputes).Err == nil || cluster.DisputeFrame([]string{"a", "b"}, []int{0, 2}, classes, disputes).Err == nil {
		t.Error("a frame that cannot be")
	}
}
