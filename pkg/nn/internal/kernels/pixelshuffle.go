package kernels

// PixelShuffle puts the channels of x (n, c·scale², h, w) side by side as pixels
// of y (n, c, h·scale, w·scale) (Shi et al., 2016).
func PixelShuffle(y, x []float32, n, c, h, w, scale int) {
	shuffle("PixelShuffle", x, y, n, c, h, w, scale, true)
}

// PixelUnshuffle is the other way round, and the gradient: from x
// (n, c, h·scale, w·scale) to y (n, c·scale², h, w).
func PixelUnshuffle(y, x []float32, n, c, h, w, scale int) {
	shuffle("PixelUnshuffle", y, x, n, c, h, w, scale, false)
}

func shuffle(op string, packed, wide []float32, n, c, h, w, scale int, widen bool) {
	need(op, "the packed side", packed, n*c*scale*scale*h*w)
	need(op, "the wide side", wide, n*c*scale*scale*h*w)
	Parallel(n*c*scale*scale*h, max(1, cheapGrain/w), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			row, plane := i%h, i/h
			k, image := plane%(scale*scale), plane/(scale*scale)
			to := wide[((image*h+row)*scale+k/scale)*w*scale+k%scale:]
			from := packed[i*w:][:w]
			if widen {
				for j, v := range from {
					to[j*scale] = v
				}
				continue
			}
			for j := range from {
				from[j] = to[j*scale]
			}
		}
	})
}
