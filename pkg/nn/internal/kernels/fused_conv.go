package kernels

// Conv2DAct computes y, the activation of Conv2D's result, block by block as
// its sums are there.
func Conv2DAct(y, x, w, bias []float32, c Conv, a Act) {
	needConv("Conv2DAct", "y", y, "x", x, "w", w, c)
	if bias != nil {
		need("Conv2DAct", "bias", bias, c.O)
	}
	convForward(y, x, w, bias, c, maybe{a, true})
}

// ConvTranspose2DAct computes y, the activation of ConvTranspose2D's result.
func ConvTranspose2DAct(y, x, w, bias []float32, c ConvTranspose, a Act) {
	needConvTranspose("ConvTranspose2DAct", "y", y, "x", x, "w", w, c)
	if bias != nil {
		need("ConvTranspose2DAct", "bias", bias, c.O)
	}
	convBackward(y, x, w, bias, c.Conv(), maybe{a, true})
}

// LinearAct computes y, the activation of Linear's result.
func LinearAct(y, x, w, bias []float32, n, in, out int, a Act) {
	Conv2DAct(y, x, w, bias, LinearConv(n, in, out), a)
}
