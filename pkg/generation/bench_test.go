package generation_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/generation"
	"gonum.org/v1/gonum/stat"
)

// turns tells rotations apart, badly.
func turns(t *testing.T) *cnn.Model {
	t.Helper()
	m, err := cnn.New(cnn.SmallResNet, []string{"000", "090", "180", "270"}, 32, rand.New(rand.NewPCG(5, 0)))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func all(t *testing.T, d *dataset.Dataset) generation.Pictures {
	t.Helper()
	p, err := generation.PicturesOf(d, d.All())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// count is 0 to n−1.
func count(n int) []int {
	idx := make([]int, n)
	for i := range idx {
		idx[i] = i
	}
	return idx
}

// Features of the real pictures have one length, and the network's own numbers,
// but for mean and deviation, their direction.
func TestFeatures(t *testing.T) {
	m := turns(t)
	real := all(t, dataset.Synthetic(20, 1))
	f, err := generation.NewFeatures(m, real)
	if err != nil {
		t.Fatal(err)
	}
	x, err := f.Of(real)
	if err != nil {
		t.Fatal(err)
	}
	latent, err := m.Latent(real.X)
	if err != nil {
		t.Fatal(err)
	}
	n, dims := x.Dims()
	if n != 40 || dims != f.Dims() || dims != 128 {
		t.Fatalf("(%d, %d)", n, dims)
	}
	want := make([][]float64, n)
	for i := range want {
		want[i] = make([]float64, dims)
	}
	for j := range dims {
		column := make([]float64, n)
		for i := range n {
			column[i] = latent.At(i, j)
		}
		mean, deviation := stat.PopMeanStdDev(column, nil)
		for i, v := range column {
			if deviation > 0 {
				want[i][j] = (v - mean) / deviation
			}
		}
	}
	for i := range n {
		length, product, other := 0.0, 0.0, 0.0
		for j, v := range x.RawRowView(i) {
			length += v * v
			product += v * want[i][j]
			other += want[i][j] * want[i][j]
		}
		if math.Abs(length-float64(dims)) > 1e-6 || math.Abs(product/math.Sqrt(length*other)-1) > 1e-9 {
			t.Errorf("picture %d: squared length %v, cosine %v", i, length, product/math.Sqrt(length*other))
		}
	}
}

func TestFeaturesErrors(t *testing.T) {
	real := all(t, dataset.Synthetic(2, 1))
	classifier, err := cnn.New(cnn.SmallResNet, classes, 32, rand.New(rand.NewPCG(5, 0)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := generation.NewFeatures(turns(t), real)
	if err != nil {
		t.Fatal(err)
	}
	small := generation.Pictures{Side: 2, X: make([]float32, 24)}
	nan := real.Pick([]int{0, 1})
	nan.X[3072] = float32(math.NaN())
	for _, c := range []struct {
		want string
		call func() error
	}{
		{`tells ["clock" "crocodile"] apart`, func() error { _, err := generation.NewFeatures(classifier, real); return err }},
		{"1 real pictures", func() error { _, err := generation.NewFeatures(turns(t), real.Pick([]int{0})); return err }},
		{"the network takes 32", func() error { _, err := f.Of(small); return err }},
		{"picture 1: value 0 is NaN", func() error { _, err := f.KID(nan, real, generation.DefaultKID()); return err }},
		{"picture 1: value 0 is NaN", func() error { _, err := f.Diversity(real, nan); return err }},
	} {
		if err := c.call(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}

// The measures tell apart what they are there to tell apart.
func TestBench(t *testing.T) {
	d := dataset.Synthetic(40, 1)
	f, err := generation.NewFeatures(turns(t), all(t, d))
	if err != nil {
		t.Fatal(err)
	}
	b, err := generation.NewBench(d, judges(32), f, []int{1, 5, 50, 60})
	if err != nil {
		t.Fatal(err)
	}
	real, err := b.Real(1)
	if err != nil {
		t.Fatal(err)
	}
	if real.N != 40 || len(real.Right) != 2 || real.Right[0].Total+real.Right[1].Total != 40 || real.Between != nil {
		t.Errorf("%+v", real)
	}
	if math.Abs(real.KID.Value) > 3*real.KID.Deviation || math.Abs(real.Diversity.Value-1) > 0.1 {
		t.Errorf("one half against the other: KID %v, diversity %v", real.KID, real.Diversity)
	}
	disputable, err := b.RealDisputable()
	if err != nil {
		t.Fatal(err)
	}
	if disputable.N != 4 || disputable.Between == nil || disputable.Right != nil || disputable.Diversity.Value != 1 {
		t.Errorf("%+v", disputable)
	}
	// Half of a clock and half of a crocodile lie where no picture lies.
	averages, first, second := all(t, d).Pick(count(30)), all(t, d).Pick(d.Indices(0)), all(t, d).Pick(d.Indices(1))
	for i := range 30 {
		for k := range averages.At(i) {
			averages.At(i)[k] = (first.At(i)[k] + second.At(39 - i)[k]) / 2
		}
	}
	average, err := b.Between("pixel average", averages)
	if err != nil {
		t.Fatal(err)
	}
	if average.N != 30 || average.KID.Value < 0.1 || real.KID.Value > 0.05 || average.Copies.Share.Count != 0 {
		t.Errorf("averages: KID %v, real %v, copies %v", average.KID, real.KID, average.Copies.Share)
	}
	// Copies are found out, and pictures all of one kind.
	clocks, crocodiles := d.Indices(0), d.Indices(1)
	copies, err := b.Classes("copies", []generation.Pictures{all(t, d).Pick(clocks).Mirrored(), all(t, d).Pick(crocodiles)})
	if err != nil {
		t.Fatal(err)
	}
	if copies.Copies.Share.Value != 1 || copies.N != 80 || !copies.Copies.Nearest[0].Mirrored && !copies.Copies.Nearest[1].Mirrored && copies.Copies.Nearest[0].Distance != 0 {
		t.Errorf("copies: %v, %+v", copies.Copies.Share, copies.Copies.Nearest[:2])
	}
	one := all(t, d).Pick([]int{0, 0, 0, 0, 1})
	alike, err := b.Between("alike", one)
	if err != nil {
		t.Fatal(err)
	}
	if alike.Diversity.Value > 0.8 {
		t.Errorf("four of one picture and another have diversity %v", alike.Diversity)
	}

	table := generation.Table{Classes: d.Classes, Rows: []generation.Row{real, disputable, average}}
	frame := table.DataFrame()
	if frame.Err != nil || frame.Nrow() != 3 {
		t.Fatalf("%v", frame)
	}
	if v := frame.Col("strict in-between").Elem(0).Float(); !math.IsNaN(v) {
		t.Errorf("real images are between: %v", v)
	}
	if v := frame.Col("KID").Elem(2).Float(); v != average.KID.Value {
		t.Errorf("KID %v, want %v", v, average.KID.Value)
	}
	lines := strings.Split(strings.TrimSpace(table.Markdown()), "\n")
	if len(lines) != 5 || lines[0] != "| made by | pictures | n | clock (%) | crocodile (%) | strict in-between (%) | KID | copies (%) | diversity |" ||
		!strings.HasPrefix(lines[3], "| real disputable images | in-between | 4 | – | – | ") {
		t.Error(table.Markdown())
	}
	for _, line := range lines[1:] {
		if strings.Count(line, "|") != 10 {
			t.Errorf("%q", line)
		}
	}
	if html := table.HTML(); strings.Count(html, "<tr>") != 4 || strings.Count(html, "<td>") != 27 {
		t.Error(html)
	}
}

func TestBenchErrors(t *testing.T) {
	d := dataset.Synthetic(4, 1)
	f, err := generation.NewFeatures(turns(t), all(t, d))
	if err != nil {
		t.Fatal(err)
	}
	b, err := generation.NewBench(d, judges(32), f, []int{1, 2})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		want string
		call func() error
	}{
		{"judges and features", func() error { _, err := generation.NewBench(d, nil, f, []int{1, 2}); return err }},
		{"1 disputable images", func() error { _, err := generation.NewBench(d, judges(32), f, []int{1}); return err }},
		{"image 8 is asked for", func() error { _, err := generation.NewBench(d, judges(32), f, []int{1, 8}); return err }},
		{`judge 1 knows the classes ["a" "b"]`, func() error {
			_, err := generation.NewBench(d, []cnn.Classifier{brightness{32, 1, []string{"a", "b"}}}, f, []int{1, 2})
			return err
		}},
		{"flow: pictures of 1 classes", func() error { _, err := b.Classes("flow", []generation.Pictures{all(t, d)}); return err }},
		{"KID of 1 vectors", func() error { _, err := b.Between("flow", all(t, d).Pick([]int{0})); return err }},
		{"takes pictures of 32", func() error {
			_, err := b.Between("flow", generation.Pictures{Side: 2, X: make([]float32, 24)})
			return err
		}},
	} {
		if err := c.call(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}
