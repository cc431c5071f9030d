package dataset

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// A NearDuplicate is two images that show nearly the same.
type NearDuplicate struct {
	A, B int // positions in the dataset, A < B
	// Similarity is the correlation of their pixel values: 1 for images that are the
	// same up to brightness and contrast.
	Similarity float64
	// Mirrored says that it is that with B mirrored left to right.
	Mirrored bool
}

// AlmostSame is a similarity from which photographs hardly ever show different
// things. In product photographs on white it may be two clocks of one make.
const AlmostSame = 0.95

// NearDuplicates returns the pairs of images whose similarity, as they are or with
// one mirrored, is at least least, above 0 and up to 1, the most similar first. An
// image of a single value is similar to none. The time grows with the square of
// the number of images: a second for a thousand, minutes for ten thousand.
func (d *Dataset) NearDuplicates(least float64) ([]NearDuplicate, error) {
	if !(least > 0 && least <= 1) {
		return nil, fmt.Errorf("dataset: near-duplicates: similarity %v, want above 0, up to 1", least)
	}
	if err := d.Check(nil); err != nil {
		return nil, err
	}
	n := d.Len()
	signs := make([][]float32, n)    // nil for images of a single value
	mirrored := make([][]float32, n) // of the mirrored images
	parallel(n, func(i int) {
		if x := d.standard(i); x != nil {
			signs[i] = d.sign(x)
			mirrored[i] = d.sign(d.mirror(x))
		}
	})
	// Unit vectors of correlation c are √(2−2c) apart, and so are their projections
	// at most, of which pairs are sifted; the slack is for rounding.
	most := float32(2-2*least) + 1e-4
	found := make([][]NearDuplicate, n)
	parallel(n, func(a int) {
		if signs[a] == nil {
			return
		}
		var x []float32
		for b := a + 1; b < n; b++ {
			if signs[b] == nil {
				continue
			}
			for _, m := range []bool{false, true} {
				other := signs[b]
				if m {
					other = mirrored[b]
				}
				if apart(signs[a], other, most) {
					continue
				}
				if x == nil {
					x = d.standard(a)
				}
				y := d.standard(b)
				if m {
					y = d.mirror(y)
				}
				if s := dot(x, y); s >= least {
					found[a] = append(found[a], NearDuplicate{A: a, B: b, Similarity: min(s, 1), Mirrored: m})
				}
			}
		}
	})
	all := slices.Concat(found...)
	slices.SortStableFunc(all, func(a, b NearDuplicate) int { return cmp.Compare(b.Similarity, a.Similarity) })
	return onePerPair(all), nil
}

// onePerPair drops the second of pairs that are there both ways.
func onePerPair(all []NearDuplicate) []NearDuplicate {
	seen := make(map[[2]int]bool)
	return slices.DeleteFunc(all, func(p NearDuplicate) bool {
		key := [2]int{p.A, p.B}
		defer func() { seen[key] = true }()
		return seen[key]
	})
}

// Across returns the pairs whose images are in different parts of a split, both in
// one: what a network is tested on that it has all but seen.
func (s Split) Across(pairs []NearDuplicate) []NearDuplicate {
	var across []NearDuplicate
	for _, p := range pairs {
		if a, b := s.Of(p.A), s.Of(p.B); a != "" && b != "" && a != b {
			across = append(across, p)
		}
	}
	return across
}

// standard is image i with mean 0 and length 1; nil if all its values are one.
func (d *Dataset) standard(i int) []float32 {
	x := d.Sample(i)
	mean, square := 0.0, 0.0
	for _, v := range x {
		mean += float64(v)
	}
	mean /= float64(len(x))
	for _, v := range x {
		square += (float64(v) - mean) * (float64(v) - mean)
	}
	if square < 1e-9 {
		return nil
	}
	length := math.Sqrt(square)
	for k, v := range x {
		x[k] = float32((float64(v) - mean) / length)
	}
	return x
}

// mirror is x with left and right exchanged, in new memory.
func (d *Dataset) mirror(x []float32) []float32 {
	y := make([]float32, len(x))
	Shifted(y, x, d.H, d.W, 0, 0, true)
	return y
}

// signBlocks is the number of blocks along each side that a sign has a number for.
const signBlocks = 8

// sign is the projection of x on the constants over blocks of pixels: sums over
// them, divided by the root of their size.
func (d *Dataset) sign(x []float32) []float32 {
	const planeLen = signBlocks * signBlocks
	sums, counts := make([]float32, 3*planeLen), make([]float32, 3*planeLen)
	for i, v := range x {
		c, row, col := i/(d.H*d.W), i/d.W%d.H, i%d.W
		b := c*planeLen + row*signBlocks/d.H*signBlocks + col*signBlocks/d.W
		sums[b] += v
		counts[b]++
	}
	for b, n := range counts {
		if n > 0 {
			sums[b] /= float32(math.Sqrt(float64(n)))
		}
	}
	return sums
}

// apart reports whether the squared distance of a and b is above most.
func apart(a, b []float32, most float32) bool {
	var sum float32
	for i := 0; i < len(a); i += signBlocks {
		for k, v := range a[i : i+signBlocks] {
			e := v - b[i+k]
			sum += e * e
		}
		if sum > most {
			return true
		}
	}
	return false
}

func dot(a, b []float32) float64 {
	sum := 0.0
	for i, v := range a {
		sum += float64(v) * float64(b[i])
	}
	return sum
}
