package kernels_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	k "github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// images are random sizes and values for the computations that vectors do with
// the very bits of pure Go.
type images struct {
	n, c, h, w, scale             int
	x, t, signs, small, up        []float32 // up is small with tiles of scale×scale
	scales, shifts, factors, rows []float32
	labels, index                 []int
	u, v                          []float32
	matrix                        k.Matrix
}

func randomImages(r *rand.Rand, wild bool) images {
	m := images{n: 1 + r.IntN(5), c: 1 + r.IntN(6), h: 1 + r.IntN(20), w: 1 + r.IntN(40), scale: 1 + r.IntN(8)}
	if r.IntN(20) == 0 {
		return manyImages(r, wild)
	}
	m.draw(r, wild)
	return m
}

// manyImages are enough for several pieces.
func manyImages(r *rand.Rand, wild bool) images {
	m := images{n: 40, c: 3, h: 31, w: 29, scale: 2}
	m.draw(r, wild)
	return m
}

func (m *images) draw(r *rand.Rand, wild bool) {
	size, planes := m.n*m.c*m.h*m.w, m.n*m.c
	m.x, m.t, m.small = normal(r, size, wild), normal(r, size, wild), normal(r, size, wild)
	m.up = normal(r, size*m.scale*m.scale, wild)
	m.scales, m.shifts = normal(r, planes, wild), normal(r, planes, wild)
	m.signs, m.factors = dirty(size), normal(r, 4*m.n, false)
	odd := []float32{0, float32(math.Copysign(0, -1)), 1e-40, math.MaxFloat32, -800, 800}
	for i := range m.signs {
		m.signs[i] = float32(2*r.IntN(2) - 1)
		if r.IntN(30) == 0 {
			m.x[i] = odd[r.IntN(len(odd))]
		}
		if r.IntN(3) == 0 { // equal maxima
			m.small[i] = float32(r.IntN(3))
		}
	}
	for range 1 + r.IntN(20) {
		m.index = append(m.index, r.IntN(m.h))
	}
	m.rows = normal(r, len(m.index)*m.w, wild)
	for range planes * m.h {
		m.labels = append(m.labels, r.IntN(m.w))
	}
	m.matrix = k.Matrix{Outer: m.n, Rows: m.c, Inner: m.h * m.w}
	m.u, m.v = normal(r, m.c, false), normal(r, m.matrix.Cols(), false)
}

// operations are named for what fails.
var operations = []struct {
	name string
	run  func(m images, out func(n int) []float32)
}{
	{"global pools", func(m images, out func(n int) []float32) {
		planes, spatial := m.n*m.c, m.h*m.w
		k.GlobalSumPool(out(planes), m.x, m.n, m.c, spatial)
		k.GlobalAvgPool(out(planes), m.x, m.n, m.c, spatial)
		k.GlobalMaxPool(out(planes), m.small, m.n, m.c, spatial)
		k.GlobalSumPoolGrad(out(len(m.x)), m.scales, m.n, m.c, spatial)
		k.GlobalAvgPoolGrad(out(len(m.x)), m.scales, m.n, m.c, spatial)
		k.GlobalMaxPoolGrad(out(len(m.x)), m.scales, m.small, m.n, m.c, spatial)
	}},
	{"upsampling", func(m images, out func(n int) []float32) {
		k.UpsampleNearest2D(out(len(m.up)), m.x, m.n, m.c, m.h, m.w, m.scale)
		k.UpsampleNearest2DGrad(out(len(m.x)), m.up, m.n, m.c, m.h, m.w, m.scale)
	}},
	{"average pools", func(m images, out func(n int) []float32) {
		tiles := k.Pool{N: m.n, C: m.c, H: m.h * m.scale, W: m.w * m.scale, KH: m.scale, KW: m.scale, StrideH: m.scale, StrideW: m.scale}
		k.AvgPool2D(out(len(m.x)), m.up, tiles)
		k.AvgPool2DGrad(out(len(m.up)), m.x, tiles)
		for step := 1; step <= 3; step++ {
			p := k.Pool{N: m.n, C: m.c, H: m.h, W: m.w, KH: min(m.h, 3), KW: min(m.w, 3), StrideH: step, StrideW: step, PadH: m.h / 3 % 2, PadW: m.w / 3 % 2}
			y := out(m.n * m.c * p.OH() * p.OW())
			k.AvgPool2D(y, m.x, p)
			k.AvgPool2DGrad(out(len(m.x)), y, p)
		}
	}},
	{"losses", func(m images, out func(n int) []float32) {
		l := out(4)
		l[0], l[1], l[2] = k.BCEWithLogits(m.x, m.t), k.MSE(m.x, m.t), k.HingeDiscriminator(m.x, m.signs)
		k.BCEWithLogitsGrad(out(len(m.x)), m.x, m.t, 3)
		k.MSEGrad(out(len(m.x)), m.x, m.t, -3)
		k.HingeDiscriminatorGrad(out(len(m.x)), m.x, m.signs, -3)
		l[3] = k.SoftmaxCrossEntropy(m.x, m.labels, len(m.labels), m.w)
		k.SoftmaxCrossEntropyGrad(out(len(m.x)), m.x, m.labels, len(m.labels), m.w, 3)
	}},
	{"rows", func(m images, out func(n int) []float32) {
		k.EmbeddingGrad(out(m.h*m.w), m.rows, m.index, m.h, m.w)
		k.ChannelAffineGradScale(out(m.n*m.c), m.x, m.t, m.n, m.c, m.h*m.w)
		k.GlobalSumPool(out(m.n*m.c), m.x, m.n, m.c, m.h*m.w)
	}},
	{"averages", func(m images, out func(n int) []float32) {
		k.Average(out(len(m.x)), m.x, 0.9)
	}},
	{"augmentation", func(m images, out func(n int) []float32) {
		k.Colour(out(len(m.x)), m.x, m.factors[:3*m.n], m.n, m.c, m.h, m.w, true)
		shift := make([]float32, 2*m.n)
		for i := range shift {
			shift[i] = float32(int(10 * m.factors[i]))
		}
		k.Translate(out(len(m.x)), m.x, shift, m.n, m.c, m.h, m.w, 1)
	}},
	{"spectral norm", func(m images, out func(n int) []float32) {
		u, v := out(len(m.u)), out(len(m.v))
		copy(u, m.u)
		k.PowerIteration(u, v, m.x, m.matrix)
		sigma := k.SpectralNorm(m.u, m.v, m.x, m.matrix)
		out(1)[0] = float32(sigma)
		k.SpectralGrad(out(len(m.x)), m.t, m.x, m.u, m.v, m.matrix, sigma)
	}},
}

// results are all that run writes to memory that was dirty.
func results(m images, run func(m images, out func(n int) []float32)) (all [][]float32) {
	run(m, func(n int) []float32 {
		all = append(all, dirty(n))
		return all[len(all)-1]
	})
	return all
}

func TestOperationsSameBits(t *testing.T) {
	for _, op := range operations {
		t.Run(op.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(21, 1))
			for i := range 150 {
				m := randomImages(r, i%3 == 2)
				var want [][]float32
				k.EachSIMD(func(simd string) {
					got := results(m, op.run)
					if want == nil {
						want = got
					}
					sameBits(t, fmt.Sprintf("%s, case %d, %d×%d×%d×%d by %d", simd, i, m.n, m.c, m.h, m.w, m.scale), got, want)
				})
			}
		})
	}
}

func TestOperationsSameBitsWhateverTheProcessors(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	m := manyImages(rand.New(rand.NewPCG(22, 1)), false)
	for _, op := range operations {
		runtime.GOMAXPROCS(1)
		want := results(m, op.run)
		for _, procs := range []int{2, 3, 8} {
			runtime.GOMAXPROCS(procs)
			sameBits(t, fmt.Sprintf("%s, %d processors", op.name, procs), results(m, op.run), want)
		}
	}
}

// A step that repeats must not feed the garbage collector.
func TestOperationsAllocateNothing(t *testing.T) {
	m := randomImages(rand.New(rand.NewPCG(23, 1)), false)
	for _, op := range operations {
		memory, next := results(m, op.run), 0
		out := func(int) []float32 { next++; return memory[next-1] }
		shift := 0.
		if op.name == "augmentation" {
			shift = 1 // what the images are moved by
		}
		if n := testing.AllocsPerRun(100, func() { next = 0; op.run(m, out) }); n > shift {
			t.Errorf("%s: %g allocations", op.name, n)
		}
	}
}

// The definitions, in float64.
func TestOperationsMatchDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(24, 1))
	for i := range 100 {
		m := randomImages(r, false)
		for j := range m.x { // float32 overflows otherwise
			m.x[j] = max(-50, min(m.x[j], 50))
		}
		spatial, area, count := m.h*m.w, m.scale*m.scale, float64(len(m.x))
		up, down := make([]float32, len(m.up)), make([]float64, len(m.x))
		for j := range up {
			wide := m.w * m.scale
			at := j/wide/m.scale*m.w + j%wide/m.scale
			up[j] = m.x[at]
			down[at] += float64(m.up[j])
		}
		sums, dots := make([]float64, m.n*m.c), make([]float64, m.n*m.c)
		bce, mse, hinge := 0.0, 0.0, 0.0
		dBCE, dMSE, dHinge := make([]float64, len(m.x)), make([]float64, len(m.x)), make([]float64, len(m.x))
		for j := range m.x {
			x, t, sign := float64(m.x[j]), float64(m.t[j]), float64(m.signs[j])
			sums[j/spatial] += x
			dots[j/spatial] += x * t
			bce += (math.Max(x, 0) - x*t + math.Log1p(math.Exp(-math.Abs(x)))) / count
			mse += (x - t) * (x - t) / count
			hinge += math.Max(1-sign*x, 0) / count
			dBCE[j], dMSE[j] = (1/(1+math.Exp(-x))-t)/count, 2*(x-t)/count
			if sign*x < 1 {
				dHinge[j] = -sign / count
			}
		}
		entropy, dEntropy := 0.0, make([]float64, len(m.x))
		for row, label := range m.labels {
			total := 0.0
			for _, v := range m.x[row*m.w:][:m.w] {
				total += math.Exp(float64(v))
			}
			rows := float64(len(m.labels))
			entropy += (math.Log(total) - float64(m.x[row*m.w+label])) / rows
			for j, v := range m.x[row*m.w:][:m.w] {
				dEntropy[row*m.w+j] = math.Exp(float64(v)) / total / rows
			}
			dEntropy[row*m.w+label] -= 1 / rows
		}
		k.EachSIMD(func(simd string) {
			check := func(name string, got []float32, want []float64, tol float64) {
				t.Helper()
				near(t, fmt.Sprintf("%s: %s, case %d", simd, name, i), got, narrow(want), tol)
			}
			y := dirty(len(m.up))
			k.UpsampleNearest2D(y, m.x, m.n, m.c, m.h, m.w, m.scale)
			sameBits(t, simd+": upsampling", [][]float32{y}, [][]float32{up})
			dx := dirty(len(m.x))
			k.UpsampleNearest2DGrad(dx, m.up, m.n, m.c, m.h, m.w, m.scale)
			check("upsampling's gradient", dx, down, forwardTolerance)
			p := k.Pool{N: m.n, C: m.c, H: m.h * m.scale, W: m.w * m.scale, KH: m.scale, KW: m.scale, StrideH: m.scale, StrideW: m.scale}
			k.AvgPool2D(dx, m.up, p)
			means := make([]float64, len(down))
			for j, v := range down {
				means[j] = v / float64(area)
			}
			check("average pool", dx, means, forwardTolerance)
			planes := dirty(m.n * m.c)
			k.GlobalSumPool(planes, m.x, m.n, m.c, spatial)
			check("sums", planes, sums, 1e-6)
			k.ChannelAffineGradScale(planes, m.x, m.t, m.n, m.c, spatial)
			check("products", planes, dots, 1e-6)
			check("losses", []float32{
				k.BCEWithLogits(m.x, m.t), k.MSE(m.x, m.t), k.HingeDiscriminator(m.x, m.signs), k.SoftmaxCrossEntropy(m.x, m.labels, len(m.labels), m.w),
			}, []float64{bce, mse, hinge, entropy}, 1e-6)
			k.BCEWithLogitsGrad(dx, m.x, m.t, float32(count))
			check("bce's gradient", dx, scaledBy(dBCE, count), 1e-6)
			k.MSEGrad(dx, m.x, m.t, float32(count))
			check("mse's gradient", dx, scaledBy(dMSE, count), 1e-6)
			k.HingeDiscriminatorGrad(dx, m.x, m.signs, float32(count))
			check("hinge's gradient", dx, scaledBy(dHinge, count), 1e-6)
			k.SoftmaxCrossEntropyGrad(dx, m.x, m.labels, len(m.labels), m.w, float32(len(m.labels)))
			check("cross-entropy's gradient", dx, scaledBy(dEntropy, float64(len(m.labels))), 1e-6)
		})
	}
}

func scaledBy(s []float64, a float64) []float64 {
	r := make([]float64, len(s))
	for i, v := range s {
		r[i] = v * a
	}
	return r
}

// The first of equal maxima, zeros of both signs too, or the last NaN.
func TestGlobalMaxPoolTakesTheFirst(t *testing.T) {
	minus := float32(math.Copysign(0, -1))
	k.EachSIMD(func(simd string) {
		for n := 1; n < 40; n++ {
			for _, c := range []struct {
				rest, first, last float32
				want              int
			}{{-1, 2, 2, 0}, {-inf, -inf, -inf, 0}, {-1, minus, 0, 0}, {-1, 0, minus, 0}, {-1, nan, 5, 0}, {1, nan, nan, n - 1}, {1, 0, 3, n - 1}} {
				x, y, dx := constant(n, c.rest), dirty(1), dirty(n)
				x[0], x[n-1] = c.first, c.last
				want := c.want
				if n == 1 {
					want = 0
				}
				k.GlobalMaxPool(y, x, 1, 1, n)
				k.GlobalMaxPoolGrad(dx, []float32{7}, x, 1, 1, n)
				gradient := make([]float32, n)
				gradient[want] = 7
				if n == 1 && c.first != c.first && c.last == c.last {
					gradient[0] = 7 // the last value replaced the NaN
				}
				sameBits(t, fmt.Sprintf("%s: %d values of %g, %g, %g", simd, n, c.first, c.rest, c.last), [][]float32{y, dx}, [][]float32{x[want : want+1], gradient})
			}
		}
	})
}
