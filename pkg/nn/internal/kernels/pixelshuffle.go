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
	shuffles.run(n*c*scale*scale*h, max(1, cheapGrain/w), shuffling{packed, wide, h, w, scale, widen}, func(v *shuffling, lo, hi int) {
		h, w, scale := v.h, v.w, v.scale
		for i := lo; i < hi; i++ {
			row, plane := i%h, i/h
			k, image := plane%(scale*scale), plane/(scale*scale)
			to, from := v.wide[((image*h+row)*scale+k/scale)*w*scale+k%scale:], v.packed[i*w:][:w]
			if v.widen {
				for j, x := range from {
					to[j*scale] = x
				}
				continue
			}
			for j := range from {
				from[j] = to[j*scale]
			}
		}
	})
}

// shuffling is the arguments of both.
type shuffling struct {
	packed, wide []float32
	h, w, scale  int
	widen        bool
}

var shuffles tasks[shuffling]
