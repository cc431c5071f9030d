//go:build !amd64

package kernels

// There are no vectors here: the callers compute all elements.

func reluVectors(y, x []float32) int { return 0 }

func reluGradVectors(dx, dy, x []float32) int { return 0 }

func leakyReLUVectors(y, x []float32, slope float32) int { return 0 }

func leakyReLUGradVectors(dx, dy, x []float32, slope float32) int { return 0 }

func tanhGradVectors(dx, dy, y []float32) int { return 0 }

func sigmoidGradVectors(dx, dy, y []float32) int { return 0 }

func dropoutVectors(y, x, mask []float32, scale float32) int { return 0 }

func accumulateVectors(y, x []float32) int { return 0 }

func affineVectors(y, x []float32, mean, scale, shift float32) int { return 0 }

func scaleVectors(y, x []float32, a float32) int { return 0 }

func normGradVectors(dx, dy, x []float32, mean, slope, shift, scale float32) int { return 0 }

func adamVectors(w, m, v, g []float32, c *constants) int { return 0 }

func sgdVectors(w, buffer, g []float32, c *constants) int { return 0 }

func nesterovVectors(w, buffer, g []float32, c *constants) int { return 0 }

func erfcArgumentVectors(u, t, x []float32) int { return 0 }

func normalCDFVectors(phi, t, e, x []float32) int { return 0 }

func siluGradVectors(dx, dy, x, s []float32) int { return 0 }

func geluArgumentVectors(u, x []float32, a, b float32) int { return 0 }

func geluGradVectors(dx, dy, x, s []float32, a, c float32) int { return 0 }

func axpyVectors(y, x []float32, a float32) int { return 0 }

func groupNormGradVectors(dx, dy, x []float32, mean, slope, shift, scale float32) int { return 0 }

func tanhVectors(y, x []float32) int { return 0 }

func sigmoidVectors(y, x []float32) int { return 0 }
