package dataset_test

import (
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/dataset"
)

// take returns copies of the next n batches of a loader that starts at step.
func take(t *testing.T, d *dataset.Dataset, idx []int, config dataset.LoaderConfig, step, n int) []dataset.Batch {
	t.Helper()
	l, err := dataset.NewLoader(d, idx, config, step)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var out []dataset.Batch
	for range n {
		b, err := l.Next()
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, dataset.Batch{Step: b.Step, Index: slices.Clone(b.Index), X: slices.Clone(b.X), Targets: slices.Clone(b.Targets)})
	}
	return out
}

func same(a, b dataset.Batch) bool {
	return a.Step == b.Step && slices.Equal(a.Index, b.Index) && slices.Equal(a.X, b.X) && slices.Equal(a.Targets, b.Targets)
}

// An epoch holds each image once, in another order than the one before, with its
// own pixels and label.
func TestLoaderEpochs(t *testing.T) {
	d := dataset.Synthetic(8, 1)
	idx := []int{3, 1, 4, 15, 9, 2, 6}
	got := take(t, d, idx, dataset.LoaderConfig{BatchSize: 3, Seed: 4}, 0, 6)
	var orders [2][]int
	for i, b := range got {
		if b.Step != i || len(b.Index) != []int{3, 3, 1}[i%3] {
			t.Errorf("batch %d is of step %d, %d images", i, b.Step, len(b.Index))
		}
		orders[i/3] = append(orders[i/3], b.Index...)
		if !slices.Equal(b.X, d.X(b.Index)) {
			t.Errorf("batch %d has other pixels", i)
		}
		for k, at := range b.Index {
			if b.Targets[2*k+d.Labels[at]] != 1 || b.Targets[2*k+1-d.Labels[at]] != 0 {
				t.Errorf("batch %d, image %d of label %d has targets %v", i, at, d.Labels[at], b.Targets[2*k:2*k+2])
			}
		}
	}
	if slices.Equal(orders[0], orders[1]) {
		t.Error("two epochs in one order")
	}
	for _, order := range orders {
		if slices.Sort(order); !slices.Equal(order, []int{1, 2, 3, 4, 6, 9, 15}) {
			t.Errorf("an epoch of %v", order)
		}
	}
}

// The same bits on any number of processors, and from any step on.
func TestLoaderIsDeterministic(t *testing.T) {
	d := dataset.Synthetic(12, 1)
	config := dataset.LoaderConfig{BatchSize: 5, Augmentation: dataset.DefaultAugmentation(), Mixup: 0.2, Seed: 9}
	var want []dataset.Batch
	for _, procs := range []int{1, 2, 8} {
		before := runtime.GOMAXPROCS(procs)
		got := take(t, d, d.All(), config, 0, 12)
		runtime.GOMAXPROCS(before)
		if want == nil {
			want = got
		}
		for i := range got {
			if !same(got[i], want[i]) {
				t.Errorf("%d processors: batch %d differs", procs, i)
			}
		}
	}
	for i, b := range take(t, d, d.All(), config, 7, 5) {
		if !same(b, want[7+i]) {
			t.Errorf("from step 7 on, batch %d differs", 7+i)
		}
	}
	if slices.Equal(want[0].X, want[5].X) || slices.Equal(want[0].Index, want[5].Index) {
		t.Error("two epochs alike")
	}
	mixed := 0
	for _, b := range want {
		for k := range b.Index {
			if sum := b.Targets[2*k] + b.Targets[2*k+1]; math.Abs(float64(sum)-1) > 1e-6 {
				t.Errorf("targets add up to %v", sum)
			}
			if b.Targets[2*k] > 0 && b.Targets[2*k] < 1 {
				mixed++
			}
		}
	}
	if mixed == 0 {
		t.Error("nothing was mixed")
	}
}

// All images as they are is one batch, made once.
func TestLoaderOfEverything(t *testing.T) {
	d := dataset.Synthetic(2, 1)
	l, err := dataset.NewLoader(d, []int{2, 0, 3}, dataset.LoaderConfig{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	a, _ := l.Next()
	b, _ := l.Next()
	if a != b || l.PerEpoch() != 1 || b.Step != 1 || !slices.Equal(a.Index, []int{2, 0, 3}) {
		t.Errorf("%p %p, %d batches, step %d, %v", a, b, l.PerEpoch(), b.Step, a.Index)
	}
}

func TestLoaderEnds(t *testing.T) {
	d := dataset.Synthetic(4, 1)
	before := runtime.NumGoroutine()
	l, err := dataset.NewLoader(d, d.All(), dataset.LoaderConfig{BatchSize: 3, Augmentation: dataset.Augmentation{dataset.Mirror{}}}, 0)
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	l.Close()
	for range 4 {
		_, err = l.Next()
	}
	if err == nil || !strings.Contains(err.Error(), "closed") {
		t.Errorf("after the end: %v", err)
	}
	if now := runtime.NumGoroutine(); now > before {
		t.Errorf("%d goroutines, %d before", now, before)
	}
	l, err = dataset.NewLoader(d, d.All(), dataset.LoaderConfig{Augmentation: dataset.Augmentation{broken{}}}, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if _, err := l.Next(); err == nil || !strings.Contains(err.Error(), "on purpose") {
		t.Errorf("a step that panics: %v", err)
	}
}

func TestLoaderRefuses(t *testing.T) {
	d := dataset.Synthetic(2, 1)
	for says, c := range map[string]struct {
		idx    []int
		config dataset.LoaderConfig
		step   int
	}{
		"BatchSize is -1":      {d.All(), dataset.LoaderConfig{BatchSize: -1}, 0},
		"Mixup is -1":          {d.All(), dataset.LoaderConfig{Mixup: -1}, 0},
		"Mixup is NaN":         {d.All(), dataset.LoaderConfig{Mixup: math.NaN()}, 0},
		"Cutout.Side":          {d.All(), dataset.LoaderConfig{Augmentation: dataset.Augmentation{dataset.Cutout{Side: 2}}}, 0},
		"0 images":             {nil, dataset.LoaderConfig{}, 0},
		"from step -1":         {d.All(), dataset.LoaderConfig{}, -1},
		"image 4 is asked for": {[]int{4}, dataset.LoaderConfig{}, 0},
	} {
		if _, err := dataset.NewLoader(d, c.idx, c.config, c.step); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("error is %v, want %q", err, says)
		}
	}
}
