package engine_test

import (
	"context"
	"testing"

	"github.com/crococlock/crococlock/kernel/engine"
)

// What cells compute in bench-kernel, without Jupyter around it.
var computations = []struct{ name, declare, call string }{
	{"fib", `
func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}`, "fib(25)"},
	{"floats", `
func loop(n int) float64 {
	s, x := 0.0, 1.0
	for i := 0; i < n; i++ {
		x = x*0.999 + 0.5
		s += x
	}
	return s
}`, "loop(300000)"},
	{"sieve", `
func sieve(n int) int {
	c := make([]bool, n+1)
	k := 0
	for i := 2; i <= n; i++ {
		if !c[i] {
			k++
			for j := i * 2; j <= n; j += i {
				c[j] = true
			}
		}
	}
	return k
}`, "sieve(100000)"},
	{"matrix", `
func mm(n int) float64 {
	a, b, c := make([][]float64, n), make([][]float64, n), make([][]float64, n)
	for i := range n {
		a[i], b[i], c[i] = make([]float64, n), make([]float64, n), make([]float64, n)
		for j := range n {
			a[i][j], b[i][j] = float64(i+j), float64(i-j)
		}
	}
	for i := range n {
		for j := range n {
			s := 0.0
			for k := range n {
				s += a[i][k] * b[k][j]
			}
			c[i][j] = s
		}
	}
	return c[n-1][n-1]
}`, "mm(50)"},
	{"map", `
func counts(n int) int {
	m := map[int]int{}
	for i := 0; i < n; i++ {
		m[i%1000] += i
	}
	return m[7]
}`, "counts(100000)"},
	{"text", `
func text(n int) int {
	var b strings.Builder
	for i := range n {
		b.WriteString(strconv.Itoa(i))
		b.WriteByte(',')
	}
	return b.Len()
}`, "text(20000)"},
	{"sort", `
func sorted(n int) int {
	x := make([]int, n)
	for i := range x {
		x[i] = i * 7919 % n
	}
	sort.Slice(x, func(i, j int) bool { return x[i] < x[j] })
	return x[1]
}`, "sorted(10000)"},
	{"methods", `
type V struct{ X, Y float64 }

func (v V) Add(w V) V { return V{v.X + w.X, v.Y + w.Y} }

func adds(n int) float64 {
	a := V{}
	for i := 0; i < n; i++ {
		a = a.Add(V{1, 2})
	}
	return a.X + a.Y
}`, "adds(100000)"},
	{"Sqrt", `
func roots(n int) float64 {
	s := 0.0
	for i := 0; i < n; i++ {
		s += math.Sqrt(float64(i))
	}
	return s
}`, "roots(100000)"},
	{"HasPrefix", `
func prefixes(n int) int {
	s := 0
	for i := 0; i < n; i++ {
		if strings.HasPrefix("abcdef", "abc") {
			s++
		}
	}
	return s
}`, "prefixes(100000)"},
}

func BenchmarkCells(b *testing.B) {
	for _, c := range computations {
		b.Run(c.name, func(b *testing.B) {
			e, err := engine.New(engine.Options{Packages: []string{"math", "sort", "strconv", "strings"}})
			if err != nil {
				b.Fatal(err)
			}
			number := 0
			eval := func(code string) {
				number++
				if _, err := e.Eval(context.Background(), engine.Cell{Number: number, Code: code}); err != nil {
					b.Fatal(err)
				}
			}
			eval(c.declare)
			for b.Loop() {
				eval(c.call)
			}
		})
	}
}
