package cluster

import "gonum.org/v1/gonum/mat"

// upright is how many networks that lean nowhere are added to those whose common
// lean is kept: a few may lean the same way by chance.
const upright = 4

// leans are by how much each network's log-odds and positions, of the classes of a
// row against those of a column, (K, K), are to be corrected.
type leans struct{ margins, positions []*mat.Dense }

// leansOf finds how networks lean between any two classes, by the images that each
// has a word on.
func leansOf(opinions []Opinion, labels []int) leans {
	var l leans
	for _, o := range opinions {
		l.margins = append(l.margins, leanOf(o, labels, func(i, c, other int) float64 { return logOdds(o.P.At(i, c), o.P.At(i, other)) }))
		if o.Distances == nil {
			l.positions = append(l.positions, nil)
			continue
		}
		l.positions = append(l.positions, leanOf(o, labels, func(i, c, other int) float64 { return between(o.Distances.At(i, c), o.Distances.At(i, other)) }))
	}
	own(l.margins)
	own(l.positions)
	return l
}

// leanOf is for two classes halfway between how far one's images are on its side,
// and how far the other's are, on average; 0 where one has none.
func leanOf(o Opinion, labels []int, side func(i, c, other int) float64) *mat.Dense {
	_, k := o.P.Dims()
	sum, count := mat.NewDense(k, k, nil), make([]float64, k)
	for i, c := range labels {
		if !o.Judges(i) {
			continue
		}
		count[c]++
		for other := range k {
			if other != c {
				sum.Set(c, other, sum.At(c, other)+side(i, c, other))
			}
		}
	}
	lean := mat.NewDense(k, k, nil)
	for a := range k {
		for b := range k {
			if a != b && count[a] > 0 && count[b] > 0 {
				lean.Set(a, b, (sum.At(a, b)/count[a]-sum.At(b, a)/count[b])/2)
			}
		}
	}
	return lean
}

// own takes from each network's lean what they have in common.
func own(all []*mat.Dense) {
	var common mat.Dense
	n := 0.0
	for _, lean := range all {
		if lean == nil {
			continue
		}
		n++
		if common.IsEmpty() {
			common.CloneFrom(lean)
		} else {
			common.Add(&common, lean)
		}
	}
	if n == 0 {
		return
	}
	common.Scale(1/(n+upright), &common)
	for _, lean := range all {
		if lean != nil {
			lean.Sub(lean, &common)
		}
	}
}
