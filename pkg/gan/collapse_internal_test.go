package gan

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/dataset"
)

func TestDistances(t *testing.T) {
	for _, c := range []struct {
		x             []float32
		pair, nearest float64
	}{
		{[]float32{0, 0, 1, 1}, 1, 1},
		{[]float32{0, 0, 0.3, 0.4, 0, 0}, 2. / 3 * 0.25 * math.Sqrt2, 0.25 * math.Sqrt2 / 3},
		{[]float32{0.5, 0.5, 0.5, 0.5}, 0, 0},
		{[]float32{1, 1}, math.NaN(), math.NaN()},
	} {
		pair, nearest := distances(c.x, 2)
		same := func(a, b float64) bool { return math.Abs(a-b) < 1e-6 || math.IsNaN(a) && math.IsNaN(b) }
		if !same(pair, c.pair) || !same(nearest, c.nearest) {
			t.Errorf("%v: %v and %v, want %v and %v", c.x, pair, nearest, c.pair, c.nearest)
		}
	}
}

// A generator that does not listen to the noise has no variety; real images have as
// much as themselves.
func TestVariety(t *testing.T) {
	d := dataset.Synthetic(20, 1)
	v := newVariety(d, d.All())
	m, err := NewModel(d.Classes, d.H, DefaultConfig(), rand.New(rand.NewPCG(0, 0)))
	if err != nil {
		t.Fatal(err)
	}
	spread, nearest, err := v.measure(m)
	if err != nil {
		t.Fatal(err)
	}
	if !(spread > 0.001 && nearest > 0.001 && spread < 1) {
		t.Errorf("an untrained generator: spread %v, nearest %v", spread, nearest)
	}
	w := m.net.first.Params()[0]
	for i := range w.Data() {
		if i%w.Value.Shape()[1] < m.net.latent {
			w.Data()[i] = 0
		}
	}
	if spread, nearest, err = v.measure(m); err != nil || spread != 0 || nearest != 0 {
		t.Errorf("without noise: spread %v, nearest %v, error %v", spread, nearest, err)
	}
}

func TestVerdict(t *testing.T) {
	series := func(n int, of func(i int) Record) (h History) {
		for i := range n {
			r := of(i)
			r.Step = 250 * (i + 1)
			h = append(h, r)
		}
		return h
	}
	steady := func(spread, nearest, won float64) func(int) Record {
		return func(int) Record { return Record{Spread: spread, Nearest: nearest, Won: won} }
	}
	for _, c := range []struct {
		words     string
		h         History
		collapsed bool
	}{
		{"Nothing is measured", nil, false},
		{"too early", series(7, steady(0.1, 0.1, 0.6)), false},
		{"has collapsed", series(8, steady(0.1, 0.1, 0.6)), true},
		{"has collapsed", series(40, steady(0.9, 0.3, 0.6)), true},
		{"has collapsed", series(40, func(i int) Record { return Record{Spread: 1 / (1 + float64(i)/10), Nearest: 0.9} }), true},
		{"still much alike", series(40, func(i int) Record { return Record{Spread: 0.01 * float64(i), Nearest: 0.02 * float64(i), Won: 0.6} }), false},
		{"has collapsed", series(40, func(i int) Record { return Record{Spread: 0.01 * float64(i), Nearest: 0.02 * float64(i), Won: 0.52} }), true},
		{"discriminator has won", series(40, steady(0.9, 0.9, 0.995)), false},
		{"Both networks learn: the discriminator knows the real picture in 70 %", series(40, steady(0.9, 0.8, 0.7)), false},
	} {
		if got := c.h.Verdict(); !strings.Contains(got, c.words) || c.h.HasCollapsed() != c.collapsed {
			t.Errorf("%d records: collapsed %v, %q; want %v, %q", len(c.h), c.h.HasCollapsed(), got, c.collapsed, c.words)
		}
	}
}
