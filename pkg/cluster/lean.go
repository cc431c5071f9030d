package cluster

import "gonum.org/v1/gonum/mat"

// A lean is how a network leans towards one class or the other of each pair, in
// log-odds and in positions: one that calls more images by a class than there are
// is not in doubt about those.
type lean struct{ margin, position own }

// own is for each class c and each other class o the mean, over the images of c, of
// how far they are on c's side: (K, K).
type own struct {
	mean  *mat.Dense
	known []bool // whether a class has images
}

// of is halfway between the mean of a's images and that of b's, seen from a; 0 where
// one has none.
func (w own) of(a, b int) float64 {
	if !w.known[a] || !w.known[b] {
		return 0
	}
	return (w.mean.At(a, b) - w.mean.At(b, a)) / 2
}

// leanOf is the lean of a network, by the images that it has a word on.
func leanOf(o Opinion, labels []int) lean {
	l := lean{margin: ownOf(o, labels, func(i, c, other int) float64 { return logOdds(o.P.At(i, c), o.P.At(i, other)) })}
	if o.Distances != nil {
		l.position = ownOf(o, labels, func(i, c, other int) float64 { return between(o.Distances.At(i, c), o.Distances.At(i, other)) })
	}
	return l
}

func ownOf(o Opinion, labels []int, side func(i, c, other int) float64) own {
	_, k := o.P.Dims()
	w := own{mat.NewDense(k, k, nil), make([]bool, k)}
	count := make([]float64, k)
	for i, c := range labels {
		if !o.Judges(i) {
			continue
		}
		count[c]++
		w.known[c] = true
		for other := range k {
			if other != c {
				w.mean.Set(c, other, w.mean.At(c, other)+side(i, c, other))
			}
		}
	}
	for c, n := range count {
		for other := range k {
			if n > 0 {
				w.mean.Set(c, other, w.mean.At(c, other)/n)
			}
		}
	}
	return w
}
