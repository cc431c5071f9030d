package kernels

// The steps of differentiable augmentation (Zhao et al. 2020) on images x
// (n, c, h, w), each image with numbers of its own.

// Translate moves each image by shift (n, 2), rows down and columns right, whole
// numbers; zeros come in at the borders. sign −1 moves it back, which is the
// gradient.
func Translate(y, x, shift []float32, n, c, h, w, sign int) {
	need("Translate", "y", y, n*c*h*w)
	need("Translate", "x", x, n*c*h*w)
	need("Translate", "shift", shift, 2*n)
	v := imageJobs.get(imageJob{y: y, x: x, by: shift, c: c, h: h, w: w, sign: sign, body: translateImage})
	parallel(n, max(1, cheapGrain/(c*h*w)), v)
	imageJobs.put(v)
}

func translateImage(v *imageJob, y, x []float32, i int) {
	down, right := v.sign*int(v.by[2*i]), v.sign*int(v.by[2*i+1])
	left, end := max(0, right), min(v.w, v.w+right)
	top, bottom := max(0, down), min(v.h, v.h+down)
	if left >= end || top >= bottom {
		clear(y)
		return
	}
	// A plane in one move; between its rows lies what left the image.
	first, behind := top*v.w+left, (bottom-1)*v.w+end
	for size := v.h * v.w; len(y) > 0; y, x = y[size:], x[size:] {
		clear(y[:first])
		copy(y[first:behind], x[first-down*v.w-right:])
		for at := first; at+v.w < behind; at += v.w {
			for i := at + end - left; i < at+v.w; i++ {
				y[i] = 0
			}
		}
		clear(y[behind:size])
	}
}

// Cutout makes the pixels of box (n, 4) zero: first row, first column, rows,
// columns, whole numbers; what lies outside the image counts for nothing. It is
// its own gradient. y may be x.
func Cutout(y, x, box []float32, n, c, h, w int) {
	need("Cutout", "y", y, n*c*h*w)
	need("Cutout", "x", x, n*c*h*w)
	need("Cutout", "box", box, 4*n)
	v := imageJobs.get(imageJob{y: y, x: x, by: box, c: c, h: h, w: w, body: cutImage})
	parallel(n, max(1, cheapGrain/(c*h*w)), v)
	imageJobs.put(v)
}

func cutImage(v *imageJob, y, x []float32, i int) {
	if &y[0] != &x[0] {
		copy(y, x)
	}
	b := v.by[4*i:][:4]
	top, left := max(0, int(b[0])), max(0, int(b[1]))
	bottom, right := min(v.h, int(b[0]+b[2])), min(v.w, int(b[1]+b[3]))
	if left >= right {
		return
	}
	for k := range v.c {
		for r := top; r < bottom; r++ {
			clear(y[(k*v.h+r)*v.w+left : (k*v.h+r)*v.w+right])
		}
	}
}

// Colour changes brightness, saturation and contrast of each image by factors
// (n, 3), one after another: x + b; s times the distance from the mean over
// channels at the pixel; k times the distance from the mean of the image. In one
// formula, y = ks·x + k(1−s)·mean over channels + (1−k)·mean over all + b.
// Without brightness it is its own gradient. y may be x.
func Colour(y, x, factors []float32, n, c, h, w int, brightness bool) {
	need("Colour", "y", y, n*c*h*w)
	need("Colour", "x", x, n*c*h*w)
	need("Colour", "factors", factors, 3*n)
	v := imageJob{y: y, x: x, by: factors, c: c, h: h, w: w, body: colourImage}
	if brightness {
		v.sign = 1
	}
	j := imageJobs.get(v)
	parallel(n, max(1, cheapGrain/(c*h*w)), j)
	imageJobs.put(j)
}

func colourImage(v *imageJob, y, x []float32, i int) {
	b, s, k := float64(v.sign)*float64(v.by[3*i]), float64(v.by[3*i+1]), float64(v.by[3*i+2])
	spatial := v.h * v.w
	shift := (1-k)*sum64(x)/float64(len(x)) + b
	own, grey := float32(k*s), k*(1-s)/float64(v.c)
	for p := colourVectors(y, x, v.c, spatial, own, grey, shift); p < spatial; p++ {
		var sum float64
		for at := p; at < len(x); at += spatial {
			sum += float64(x[at])
		}
		rest := float32(float64(grey*sum) + shift)
		for at := p; at < len(x); at += spatial {
			y[at] = float32(own*x[at]) + rest
		}
	}
}
