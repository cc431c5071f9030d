package kernels

// Sums are cut into pieces of this many values: short enough to share a small
// batch among processors, long enough that a piece outweighs its goroutine.
const reducePiece = 8192

// ChannelSum computes db (ch), the sum of dy (n, ch, spatial) over all but the
// channels: the gradient of a convolution's bias.
func ChannelSum(db, dy []float32, n, ch, spatial int) {
	need("ChannelSum", "db", db, ch)
	need("ChannelSum", "dy", dy, n*ch*spatial)
	reduceChannels(db, nil, n, ch, spatial, func(_, at int) (float64, float64) {
		return sum64(dy[at : at+spatial]), 0
	})
}

// reduceChannels sums plane(c, at) over the images of each channel c; at is
// where the channel's plane begins in a tensor (n, ch, spatial). The first of
// the two sums goes to a, the second to b, either of which may be nil.
func reduceChannels(a, b []float32, n, ch, spatial int, plane func(c, at int) (float64, float64)) {
	images := max(1, reducePiece/max(1, ch*spatial))
	pieces := (n + images - 1) / images
	lent, partial := scratch64(2 * pieces * ch)
	defer lent.handBack()
	Parallel(n, images, func(lo, hi int) {
		sums := partial[lo/images*2*ch:][:2*ch]
		clear(sums)
		for i := lo; i < hi; i++ {
			for c := range ch {
				s, t := plane(c, (i*ch+c)*spatial)
				sums[2*c] += s
				sums[2*c+1] += t
			}
		}
	})
	for c := range ch {
		var s, t float64
		for p := range pieces {
			s += partial[(p*ch+c)*2]
			t += partial[(p*ch+c)*2+1]
		}
		if a != nil {
			a[c] = float32(s)
		}
		if b != nil {
			b[c] = float32(t)
		}
	}
}

// reduce sums piece(lo, hi) over fixed pieces of [0, n).
func reduce(n int, piece func(lo, hi int) float64) float64 {
	lent, partial := scratch64((n + reducePiece - 1) / reducePiece)
	defer lent.handBack()
	Parallel(n, reducePiece, func(lo, hi int) { partial[lo/reducePiece] = piece(lo, hi) })
	var sum float64
	for _, v := range partial {
		sum += v
	}
	return sum
}
