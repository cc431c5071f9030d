package kernels

// Each of these functions computes as many elements as the vectors of the
// instructions in use cover, and returns how many that are; the caller computes
// the others. They are the same for all sets of instructions that there are:
// memory is what they wait for.

// covered is how many of n elements vectors cover.
func covered(n int) int {
	if instructions() == pureGo {
		return 0
	}
	return n &^ 7
}

func reluVectors(y, x []float32) int {
	n := covered(len(x))
	if n > 0 {
		reluAVX2(&y[0], &x[0], n)
	}
	return n
}

func reluGradVectors(dx, dy, x []float32) int {
	n := covered(len(x))
	if n > 0 {
		reluGradAVX2(&dx[0], &dy[0], &x[0], n)
	}
	return n
}

func leakyReLUVectors(y, x []float32, slope float32) int {
	n := covered(len(x))
	if n > 0 {
		leakyReLUAVX2(&y[0], &x[0], n, slope)
	}
	return n
}

func leakyReLUGradVectors(dx, dy, x []float32, slope float32) int {
	n := covered(len(x))
	if n > 0 {
		leakyReLUGradAVX2(&dx[0], &dy[0], &x[0], n, slope)
	}
	return n
}

func tanhGradVectors(dx, dy, y []float32) int {
	n := covered(len(y))
	if n > 0 {
		tanhGradAVX2(&dx[0], &dy[0], &y[0], n, 1)
	}
	return n
}

func sigmoidGradVectors(dx, dy, y []float32) int {
	n := covered(len(y))
	if n > 0 {
		sigmoidGradAVX2(&dx[0], &dy[0], &y[0], n, 1)
	}
	return n
}

func dropoutVectors(y, x, mask []float32, scale float32) int {
	n := covered(len(mask))
	if n > 0 {
		dropoutAVX2(&y[0], &x[0], &mask[0], n, scale)
	}
	return n
}

func accumulateVectors(y, x []float32) int {
	n := covered(len(x))
	if n > 0 {
		accumulateAVX2(&y[0], &x[0], n)
	}
	return n
}

func affineVectors(y, x []float32, mean, scale, shift float32) int {
	n := covered(len(x))
	if n > 0 {
		affineAVX2(&y[0], &x[0], n, mean, scale, shift)
	}
	return n
}

func scaleVectors(y, x []float32, a float32) int {
	n := covered(len(x))
	if n > 0 {
		scaleAVX2(&y[0], &x[0], n, a)
	}
	return n
}

func normGradVectors(dx, dy, x []float32, mean, slope, shift, scale float32) int {
	n := covered(len(x))
	if n > 0 {
		normGradAVX2(&dx[0], &dy[0], &x[0], n, mean, slope, shift, scale)
	}
	return n
}

func adamVectors(w, m, v, g []float32, c *constants) int {
	n := covered(len(g))
	if n > 0 {
		adamAVX2(&w[0], &m[0], &v[0], &g[0], n, c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8])
	}
	return n
}

func sgdVectors(w, buffer, g []float32, c *constants) int {
	n := covered(len(g))
	if n > 0 {
		sgdAVX2(&w[0], &buffer[0], &g[0], n, c[0], c[1], c[2], c[3])
	}
	return n
}

func nesterovVectors(w, buffer, g []float32, c *constants) int {
	n := covered(len(g))
	if n > 0 {
		nesterovAVX2(&w[0], &buffer[0], &g[0], n, c[0], c[1], c[2], c[3])
	}
	return n
}

func erfcArgumentVectors(u, t, x []float32) int {
	n := covered(len(x))
	if n > 0 {
		erfcArgumentAVX2(&u[0], &t[0], &x[0], n)
	}
	return n
}

func normalCDFVectors(phi, t, e, x []float32) int {
	n := covered(len(x))
	if n > 0 {
		normalCDFAVX2(&phi[0], &t[0], &e[0], &x[0], n)
	}
	return n
}

func siluGradVectors(dx, dy, x, s []float32) int {
	n := covered(len(x))
	if n > 0 {
		siluGradAVX2(&dx[0], &dy[0], &x[0], &s[0], n, 1)
	}
	return n
}

func geluArgumentVectors(u, x []float32, a, b float32) int {
	n := covered(len(x))
	if n > 0 {
		geluArgumentAVX2(&u[0], &x[0], n, a, b)
	}
	return n
}

func geluGradVectors(dx, dy, x, s []float32, a, c float32) int {
	n := covered(len(x))
	if n > 0 {
		geluGradAVX2(&dx[0], &dy[0], &x[0], &s[0], n, 1, a, c)
	}
	return n
}

func axpyVectors(y, x []float32, a float32) int {
	n := covered(len(x))
	if n > 0 {
		axpyAVX2(&y[0], &x[0], n, a)
	}
	return n
}

func groupNormGradVectors(dx, dy, x []float32, mean, slope, shift, scale float32) int {
	n := covered(len(x))
	if n > 0 {
		groupNormGradAVX2(&dx[0], &dy[0], &x[0], n, mean, slope, shift, scale)
	}
	return n
}

// tanhVectors and sigmoidVectors compute all elements: their approximations are
// not quite those of package math, and a value's place must not show.

func tanhVectors(y, x []float32) int {
	n := covered(len(x))
	if n > 0 {
		tanhAVX2(&y[0], &x[0], n)
	}
	return n + padded(y[n:], x[n:], tanhAVX2)
}

func sigmoidVectors(y, x []float32) int {
	n := covered(len(x))
	if n > 0 {
		sigmoidAVX2(&y[0], &x[0], n)
	}
	return n + padded(y[n:], x[n:], sigmoidAVX2)
}

// padded computes what is less than a vector, if there are vectors at all.
func padded(y, x []float32, compute func(y, x *float32, n int)) int {
	if len(x) == 0 || instructions() == pureGo {
		return 0
	}
	lent, rest := scratch(8)
	defer lent.handBack()
	clear(rest[copy(rest, x):])
	compute(&rest[0], &rest[0], len(rest))
	return copy(y, rest)
}
