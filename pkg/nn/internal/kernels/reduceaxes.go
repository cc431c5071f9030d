package kernels

import "math"

// Fold says how elements become one.
type Fold int

// A sum is made in float64; a NaN among elements is their maximum.
const (
	FoldSum Fold = iota
	FoldMax
)

// columns is how many neighbouring results are folded at once: their sums fit in
// the nearest cache.
const columns = 256

// Reduce folds axes, in ascending order and each once, of x, a tensor of shape,
// away into y, which has the elements of the other axes. It is plain Go, for
// what is no layer's work.
func Reduce[T float32 | float64](y, x []T, fold Fold, shape, axes []int) {
	size := 1
	for _, s := range shape {
		size *= s
	}
	if len(x) != size {
		panic("kernels: Reduce: x is not as long as its shape says")
	}
	for i := len(axes) - 1; i >= 0; {
		// The run of axes that ends with axes[i].
		first := i
		for first > 0 && axes[first-1] == axes[first]-1 {
			first--
		}
		outer, inner, folded := 1, 1, 1
		for k, s := range shape {
			switch {
			case k < axes[first]:
				outer *= s
			case k <= axes[i]:
				folded *= s
			case !contains(axes[i+1:], k):
				inner *= s
			}
		}
		to := y
		if first > 0 {
			to = make([]T, outer*inner)
		}
		if len(to) != outer*inner {
			panic("kernels: Reduce: y is not as long as the other axes say")
		}
		reduceMiddle(to, x, fold, outer, folded, inner)
		x, i = to, first-1
	}
	if len(axes) == 0 {
		copy(y, x)
	}
}

func contains(axes []int, k int) bool {
	for _, a := range axes {
		if a == k {
			return true
		}
	}
	return false
}

// reduceMiddle folds x (outer, folded, inner) into y (outer, inner).
func reduceMiddle[T float32 | float64](y, x []T, fold Fold, outer, folded, inner int) {
	blocks := (inner + columns - 1) / columns
	Parallel(outer*blocks, max(1, cheapGrain/(folded*min(inner, columns))), func(lo, hi int) {
		var acc [columns]float64
		for k := lo; k < hi; k++ {
			if inner == 1 {
				y[k] = T(foldRow(x[k*folded:][:folded], fold))
				continue
			}
			o, from := k/blocks, k%blocks*columns
			n := min(columns, inner-from)
			a := acc[:n]
			for j := range a {
				a[j] = 0
				if fold == FoldMax {
					a[j] = math.Inf(-1)
				}
			}
			for f := range folded {
				row := x[(o*folded+f)*inner+from:][:n]
				if fold == FoldMax {
					for j, v := range row {
						if w := float64(v); w > a[j] || w != w {
							a[j] = w
						}
					}
					continue
				}
				for j, v := range row {
					a[j] += float64(v)
				}
			}
			for j, v := range a {
				y[o*inner+from+j] = T(v)
			}
		}
	})
}

// foldRow is one result of values side by side: sums in four parts.
func foldRow[T float32 | float64](row []T, fold Fold) float64 {
	if fold == FoldMax {
		most := math.Inf(-1)
		for _, v := range row {
			if w := float64(v); w > most || w != w {
				most = w
			}
		}
		return most
	}
	var s [4]float64
	for len(row) >= 4 {
		s[0] += float64(row[0])
		s[1] += float64(row[1])
		s[2] += float64(row[2])
		s[3] += float64(row[3])
		row = row[4:]
	}
	for _, v := range row {
		s[0] += float64(v)
	}
	return s[0] + s[1] + (s[2] + s[3])
}
