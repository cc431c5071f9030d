package kernels

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func random(r *rand.Rand, n int) []float32 {
	s := make([]float32, n)
	for i := range s {
		s[i] = float32(r.NormFloat64())
	}
	return s
}

// sameBits fails unless got and want hold the same values, any NaN for any other.
func sameBits(t *testing.T, what string, got, want []float32) {
	t.Helper()
	for i, v := range want {
		if math.Float32bits(got[i]) != math.Float32bits(v) && (got[i] == got[i] || v == v) {
			t.Fatalf("%s: value %d is %g, want %g", what, i, got[i], v)
		}
	}
}

func randomProduct(r *rand.Rand) product {
	m, k, n := 1+r.IntN(40), r.IntN(50), lanes*(1+r.IntN(5))
	p := product{
		c: make([]float32, m*(n+2)), ldc: n + 2, from: random(r, m*(n+1)), ldf: (n + 1) * r.IntN(2), a: random(r, 1000),
		rows: make([]int32, m), steps: make([]int32, k), b: random(r, (k+1)*(n+3)), ldb: n + 3, width: n,
	}
	for i := range p.rows {
		p.rows[i] = int32(r.IntN(500))
	}
	for i := range p.steps {
		p.steps[i] = int32(r.IntN(500))
	}
	if r.IntN(4) == 0 {
		p.a[r.IntN(1000)] = float32(math.NaN())
		p.b[r.IntN(len(p.b))] = float32(math.Inf(1))
		p.from[r.IntN(len(p.from))] = float32(math.Inf(-1))
	}
	return p
}

// Vectors give the very bits of fused sums in order; pure Go, which does not
// fuse everywhere, comes close.
func TestProductMatchesDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 1))
	for i := range 400 {
		p := randomProduct(r)
		fused, loose := make([]float32, len(p.c)), make([]float64, len(p.c))
		for i, row := range p.rows {
			for j := range p.width {
				sum, size := p.from[i*p.ldf+j], math.Abs(float64(p.from[i*p.ldf+j]))
				for k, step := range p.steps {
					x, y := float64(p.a[row+step]), float64(p.b[k*p.ldb+j])
					sum = fma32(x, y, float64(sum))
					size += math.Abs(x * y)
				}
				fused[i*p.ldc+j], loose[i*p.ldc+j] = sum, 1e-5*size
			}
		}
		EachSIMD(func(name string) {
			clear(p.c)
			p.compute()
			if name != "off" {
				sameBits(t, fmt.Sprintf("%s, case %d", name, i), p.c, fused)
				return
			}
			for j, v := range fused {
				if odd := v != v || math.IsInf(float64(v), 0); odd && math.Float32bits(p.c[j]) != math.Float32bits(v) && p.c[j] == p.c[j] {
					t.Fatalf("case %d: value %d is %g, want %g", i, j, p.c[j], v)
				} else if !odd && !(math.Abs(float64(p.c[j])-float64(v)) <= loose[j]) {
					t.Fatalf("case %d: value %d is %g, want %g", i, j, p.c[j], v)
				}
			}
		})
	}
}

// fma32 is x·y + z rounded once to float32. The float64 product of float32
// values is exact; a float64 sum may lie on a tie of float32 that it only came
// to by rounding, which is then broken by the part lost.
func fma32(x, y, z float64) float32 {
	product := x * y
	sum := product + z
	if math.IsNaN(sum) || math.IsInf(sum, 0) {
		return float32(sum)
	}
	back := sum - product
	lost := (product - (sum - back)) + (z - back)
	if lost != 0 && math.Float64bits(sum)&(1<<29-1) == 1<<28 {
		sum = math.Nextafter(sum, math.Copysign(math.Inf(1), lost))
	}
	return float32(sum)
}

func TestTransposeMatchesDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 1))
	for range 200 {
		rows, cols := 1+r.IntN(70), 1+r.IntN(70)
		lds, ldd := cols+r.IntN(3), rows+r.IntN(3)
		src := random(r, rows*lds)
		want := make([]float32, cols*ldd)
		for i := range rows {
			for j := range cols {
				want[j*ldd+i] = src[i*lds+j]
			}
		}
		EachSIMD(func(name string) {
			dst := make([]float32, cols*ldd)
			transpose(dst, ldd, src, lds, rows, cols)
			sameBits(t, fmt.Sprintf("%s: %d×%d", name, rows, cols), dst, want)
		})
	}
}

func TestChoiceOfInstructions(t *testing.T) {
	for _, c := range []struct {
		name string
		best simd
		want simd
		err  string
	}{
		{"", avx2, avx2, ""},
		{"off", avx512, pureGo, ""},
		{"avx2", avx512, avx2, ""},
		{"avx512", avx2, undecided, "CROCOCLOCK_SIMD=avx512: this processor does not have it"},
		{"sse", avx512, undecided, "CROCOCLOCK_SIMD=sse: want off, avx2 or avx512"},
	} {
		got, err := choose(c.name, c.best)
		if got != c.want || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%q on a processor with %d: %d, error %v; want %d, error %q", c.name, c.best, got, err, c.want, c.err)
		}
	}
}

// BenchmarkProduct is the ceiling: one processor, everything in its caches.
func BenchmarkProduct(b *testing.B) {
	r := rand.New(rand.NewPCG(13, 1))
	const m, k, n = 48, 288, 32
	p := product{
		c: make([]float32, m*n), ldc: n, from: random(r, n), a: random(r, m*k),
		rows: multiples(nil, m, k), steps: multiples(nil, k, 1), b: random(r, k*n), ldb: n, width: n,
	}
	EachSIMD(func(name string) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				p.compute()
			}
			b.ReportMetric(2*m*k*n*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "GFLOP/s")
		})
	})
}
