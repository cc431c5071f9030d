package kernels

import "math"

// Warp computes images y of x (n, c, h, w), each resampled by its affine map in
// by (n, 6): pixel (i, j) of y, counted from the middle of the image, is what x
// holds at row by[0]·i + by[1]·j + by[2] and column by[3]·i + by[4]·j + by[5],
// counted alike, between four pixels bilinearly. Beyond its borders x goes on as
// in a mirror on their outer edges (PyTorch's grid_sample with padding_mode
// "reflection" and align_corners false).
func Warp(y, x, by []float32, n, c, h, w int) {
	need("Warp", "y", y, n*c*h*w)
	need("Warp", "x", x, n*c*h*w)
	need("Warp", "by", by, 6*n)
	v := imageJobs.get(imageJob{y: y, x: x, by: by, c: c, h: h, w: w, body: warpImage})
	parallel(n, max(1, cheapGrain/(4*c*h*w)), v)
	imageJobs.put(v)
}

// WarpGrad computes dx from dy: what a pixel of y took of four of x, they get.
func WarpGrad(dx, dy, by []float32, n, c, h, w int) {
	need("WarpGrad", "dx", dx, n*c*h*w)
	need("WarpGrad", "dy", dy, n*c*h*w)
	need("WarpGrad", "by", by, 6*n)
	v := imageJobs.get(imageJob{y: dx, x: dy, by: by, c: c, h: h, w: w, body: warpImageGrad})
	parallel(n, max(1, cheapGrain/(4*c*h*w)), v)
	imageJobs.put(v)
}

func warpImage(v *imageJob, y, x []float32, i int) {
	spatial := v.h * v.w
	eachSample(v, i, func(p int, a, b, c, d int, wa, wb, wc, wd float32) {
		for at := 0; at < len(x); at += spatial {
			s := x[at : at+spatial]
			y[at+p] = float32(s[a]*wa) + float32(s[b]*wb) + (float32(s[c]*wc) + float32(s[d]*wd))
		}
	})
}

func warpImageGrad(v *imageJob, dx, dy []float32, i int) {
	clear(dx)
	spatial := v.h * v.w
	eachSample(v, i, func(p int, a, b, c, d int, wa, wb, wc, wd float32) {
		for at := 0; at < len(dx); at += spatial {
			s, g := dx[at:at+spatial], dy[at+p]
			s[a] += float32(g * wa)
			s[b] += float32(g * wb)
			s[c] += float32(g * wc)
			s[d] += float32(g * wd)
		}
	})
}

// eachSample calls f with each pixel of a plane of image i and the four pixels
// that it is made of, with their weights.
func eachSample(v *imageJob, i int, f func(p int, a, b, c, d int, wa, wb, wc, wd float32)) {
	m := v.by[6*i:][:6]
	midRow, midCol := float64(v.h-1)/2, float64(v.w-1)/2
	for r := range v.h {
		for q := range v.w {
			u, t := float64(r)-midRow, float64(q)-midCol
			row := mirrored(float64(float64(m[0])*u)+float64(float64(m[1])*t)+float64(m[2])+midRow, v.h)
			col := mirrored(float64(float64(m[3])*u)+float64(float64(m[4])*t)+float64(m[5])+midCol, v.w)
			r0, q0 := int(row), int(col)
			fr, fq := float32(row-float64(r0)), float32(col-float64(q0))
			r1, q1 := min(r0+1, v.h-1), min(q0+1, v.w-1)
			f(r*v.w+q, r0*v.w+q0, r0*v.w+q1, r1*v.w+q0, r1*v.w+q1,
				float32((1-fr)*(1-fq)), float32((1-fr)*fq), float32(fr*(1-fq)), float32(fr*fq))
		}
	}
}

// mirrored is where coordinate x lies in [0, size−1], mirrored at −½ and size−½;
// between there and the outermost pixels, it is theirs. What is no number is 0.
func mirrored(x float64, size int) float64 {
	n := float64(size)
	x = math.Abs(x + 0.5)
	x -= 2 * n * math.Floor(x/(2*n))
	if x > n {
		x = 2*n - x
	}
	x -= 0.5
	if !(x > 0) {
		return 0
	}
	return min(x, n-1)
}
