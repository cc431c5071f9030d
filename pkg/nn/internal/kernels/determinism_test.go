package kernels_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	k "github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// step runs every kernel that sums or splits work, on sizes of several pieces,
// and returns all it wrote.
func step() [][]float32 {
	r := rand.New(rand.NewPCG(4, 1))
	c := k.Conv{N: 64, C: 5, H: 17, W: 15, O: 7, KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1}
	pixels, size := c.OH()*c.OW(), c.N*c.C*c.H*c.W
	x, dy, w, bias := normal(r, size, false), normal(r, c.N*c.O*pixels, false), normal(r, c.O*c.C*9, false), normal(r, c.O, false)
	var all [][]float32
	out := func(n int) []float32 {
		all = append(all, dirty(n))
		return all[len(all)-1]
	}
	k.Conv2D(out(len(dy)), x, w, bias, c)
	k.Conv2DGradInput(out(size), dy, w, c)
	k.Conv2DGradFilter(out(len(w)), x, dy, c)
	k.ChannelSum(out(c.O), dy, c.N, c.O, pixels)

	p := k.Pool{N: c.N, C: c.C, H: c.H, W: c.W, KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadH: 1, PadW: 1}
	pooled := out(p.N * p.C * p.OH() * p.OW())
	k.MaxPool2D(pooled, x, p)
	k.MaxPool2DGrad(out(size), pooled, x, p)

	plane := c.H * c.W
	y, mean, variance := out(size), out(c.C), out(c.C)
	k.BatchNorm2DTrain(y, mean, variance, x, bias[:c.C], bias[:c.C], c.N, c.C, plane, 1e-5, nil)
	k.BatchNorm2DTrainGrad(out(size), out(c.C), out(c.C), y, x, bias[:c.C], mean, variance, c.N, c.C, plane, 1e-5)

	k.Tanh(out(size), x)
	target := out(size)
	k.Sigmoid(target, x)
	k.BCEWithLogitsGrad(out(size), x, target, 1)
	all = append(all, []float32{k.BCEWithLogits(x, target), k.MSE(x, target), k.HingeDiscriminator(x, target)})

	weights := append([]float32(nil), x...)
	m, v := make([]float32, size), make([]float32, size)
	k.Adam(weights, m, v, y, k.AdamHyper{LR: 1e-3, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8}, 1)
	return append(all, weights, m, v)
}

func TestSameBitsWhateverTheProcessors(t *testing.T) {
	k.EachSIMD(func(simd string) {
		t.Run(simd, sameBitsWhateverTheProcessors)
	})
}

func sameBitsWhateverTheProcessors(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	want := step()
	for _, procs := range []int{2, 3, 8} {
		runtime.GOMAXPROCS(procs)
		for i, got := range step() {
			for j, v := range got {
				if math.Float32bits(v) != math.Float32bits(want[i][j]) {
					t.Fatalf("%d processors: result %d, value %d is %g, with one %g", procs, i, j, v, want[i][j])
				}
			}
		}
	}
}

func TestParallelCoversOnce(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	for _, c := range []struct{ n, grain int }{{0, 1}, {1, 1}, {1, 0}, {7, 3}, {8, 4}, {100, 1}, {5, 100}} {
		t.Run(fmt.Sprintf("%d by %d", c.n, c.grain), func(t *testing.T) {
			visits, calls := make([]atomic.Int32, c.n), atomic.Int32{}
			k.Parallel(c.n, c.grain, func(lo, hi int) {
				calls.Add(1)
				if lo%max(c.grain, 1) != 0 || hi <= lo || hi-lo > max(c.grain, 1) {
					t.Errorf("piece [%d, %d)", lo, hi)
				}
				for i := lo; i < hi; i++ {
					visits[i].Add(1)
				}
			})
			for i := range visits {
				if n := visits[i].Load(); n != 1 {
					t.Errorf("%d was visited %d times", i, n)
				}
			}
		})
	}
}

func TestParallelRaisesPanicsOnTheCaller(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	defer func() {
		if r := recover(); r != "broken piece" {
			t.Errorf("recovered %v", r)
		}
	}()
	k.Parallel(100, 1, func(lo, _ int) {
		if lo == 57 {
			panic("broken piece")
		}
	})
	t.Error("no panic reached the caller")
}

// Many callers share the helpers, and a piece may itself be cut into pieces.
func TestParallelFromManyGoroutines(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	var callers sync.WaitGroup
	for range 6 {
		callers.Go(func() {
			for round := range 300 {
				var sum atomic.Int64
				k.Parallel(20, 3, func(lo, hi int) {
					k.Parallel(hi-lo, 1, func(i, _ int) { sum.Add(int64(lo + i)) })
				})
				if sum.Load() != 190 {
					t.Errorf("round %d: pieces add up to %d, want 190", round, sum.Load())
				}
			}
		})
	}
	callers.Wait()
}

// BenchmarkParallel is the cost of sharing work that costs nothing.
func BenchmarkParallel(b *testing.B) {
	empty := func(int, int) {}
	b.ReportAllocs()
	for b.Loop() {
		k.Parallel(8, 1, empty)
	}
}
