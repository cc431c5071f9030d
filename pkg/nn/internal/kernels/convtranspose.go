package kernels

// ConvTranspose2D computes the transposed convolution y of x with filters w
// (C, O, KH, KW), plus bias (O), which may be nil.
func ConvTranspose2D(y, x, w, bias []float32, c ConvTranspose) {
	needConvTranspose("ConvTranspose2D", "y", y, "x", x, "w", w, c)
	if bias != nil {
		need("ConvTranspose2D", "bias", bias, c.O)
	}
	convBackward(y, x, w, bias, c.Conv(), maybe{})
}

// ConvTranspose2DGradInput computes dx, the gradient of x, from dy.
func ConvTranspose2DGradInput(dx, dy, w []float32, c ConvTranspose) {
	needConvTranspose("ConvTranspose2DGradInput", "dy", dy, "dx", dx, "w", w, c)
	convForward(dx, dy, w, nil, c.Conv(), maybe{})
}

// ConvTranspose2DGradFilter computes dw (C, O, KH, KW), the gradient of the
// filters, from x and dy.
func ConvTranspose2DGradFilter(dw, x, dy []float32, c ConvTranspose) {
	needConvTranspose("ConvTranspose2DGradFilter", "dy", dy, "x", x, "dw", dw, c)
	convFilter(dw, dy, x, c.Conv())
}

func needConvTranspose(op, yName string, y []float32, xName string, x []float32, wName string, w []float32, c ConvTranspose) {
	needGeometry(op, c.Validate())
	need(op, yName, y, c.N*c.O*c.OH()*c.OW())
	need(op, xName, x, c.N*c.C*c.H*c.W)
	need(op, wName, w, c.C*c.O*c.KH*c.KW)
}
