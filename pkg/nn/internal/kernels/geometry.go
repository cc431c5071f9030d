package kernels

import "fmt"

// Conv is the geometry of a 2-D convolution: x (N, C, H, W), filters
// (O, C, KH, KW), y (N, O, OH, OW). Padding is of zeros on both sides.
type Conv struct {
	N, C, H, W, O, KH, KW, StrideH, StrideW, PadH, PadW int
	// DilationH and DilationW are the distances of a filter's elements; 0 means 1.
	DilationH, DilationW int
}

// OH is the number of output rows.
func (c Conv) OH() int { return windows(c.H, c.reachH(), c.StrideH, c.PadH) }

// OW is the number of output columns.
func (c Conv) OW() int { return windows(c.W, c.reachW(), c.StrideW, c.PadW) }

// reachH and reachW are the rows and columns that a filter stretches over.
func (c Conv) reachH() int { return (c.KH-1)*max(c.DilationH, 1) + 1 }
func (c Conv) reachW() int { return (c.KW-1)*max(c.DilationW, 1) + 1 }

// dilated reports whether a filter has gaps.
func (c Conv) dilated() bool { return c.DilationH > 1 || c.DilationW > 1 }

// Validate says what is impossible about c; nil if nothing is.
func (c Conv) Validate() error {
	if what := problem(c.N, c.C, c.O, c.OH(), c.OW(), c.H, c.W, c.KH, c.KW, c.StrideH, c.StrideW, c.PadH, c.PadW); what != "" {
		return fmt.Errorf("kernels: conv %+v: %s", c, what)
	}
	if c.DilationH < 0 || c.DilationW < 0 {
		return fmt.Errorf("kernels: conv %+v: dilations must not be negative", c)
	}
	return nil
}

func (c Conv) xLen() int { return c.N * c.C * c.H * c.W }
func (c Conv) yLen() int { return c.N * c.O * c.OH() * c.OW() }
func (c Conv) wLen() int { return c.O * c.C * c.KH * c.KW }

// ConvTranspose is the geometry of a transposed 2-D convolution as PyTorch
// defines it: x (N, C, H, W), filters (C, O, KH, KW), y (N, O, OH, OW), no
// output padding. It is the input gradient of Conv, with C and O, H×W and
// OH×OW changing roles: Pad takes rows away from y.
type ConvTranspose struct {
	N, C, H, W, O, KH, KW, StrideH, StrideW, PadH, PadW int
	// DilationH and DilationW are the distances of a filter's elements; 0 means 1.
	DilationH, DilationW int
}

// OH is the number of output rows, (H−1)·StrideH − 2·PadH + the filter's reach.
func (c ConvTranspose) OH() int { return (c.H-1)*c.StrideH - 2*c.PadH + Conv(c).reachH() }

// OW is the number of output columns, (W−1)·StrideW − 2·PadW + the filter's reach.
func (c ConvTranspose) OW() int { return (c.W-1)*c.StrideW - 2*c.PadW + Conv(c).reachW() }

// Validate says what is impossible about c; nil if nothing is.
func (c ConvTranspose) Validate() error {
	if what := problem(c.N, c.C, c.O, c.OH(), c.OW(), c.H, c.W, c.KH, c.KW, c.StrideH, c.StrideW, c.PadH, c.PadW); what != "" {
		return fmt.Errorf("kernels: conv transpose %+v: %s", c, what)
	}
	if c.DilationH < 0 || c.DilationW < 0 {
		return fmt.Errorf("kernels: conv transpose %+v: dilations must not be negative", c)
	}
	return nil
}

// Conv is the convolution whose input gradient c is.
func (c ConvTranspose) Conv() Conv {
	return Conv{
		N: c.N, C: c.O, H: c.OH(), W: c.OW(), O: c.C, KH: c.KH, KW: c.KW,
		StrideH: c.StrideH, StrideW: c.StrideW, PadH: c.PadH, PadW: c.PadW,
		DilationH: c.DilationH, DilationW: c.DilationW,
	}
}

// Pool is the geometry of a 2-D pooling: x (N, C, H, W), y (N, C, OH, OW).
// Windows that would reach beyond the padded input are left out (PyTorch's
// ceil_mode=False). Padding is at most half a window, so that every window
// holds at least one value.
type Pool struct{ N, C, H, W, KH, KW, StrideH, StrideW, PadH, PadW int }

// OH is the number of output rows.
func (p Pool) OH() int { return windows(p.H, p.KH, p.StrideH, p.PadH) }

// OW is the number of output columns.
func (p Pool) OW() int { return windows(p.W, p.KW, p.StrideW, p.PadW) }

// Validate says what is impossible about p; nil if nothing is.
func (p Pool) Validate() error {
	if p.PadH > p.KH/2 || p.PadW > p.KW/2 {
		return fmt.Errorf("kernels: pool %+v: padding is more than half a window", p)
	}
	if what := problem(p.N, p.C, 1, p.OH(), p.OW(), p.H, p.W, p.KH, p.KW, p.StrideH, p.StrideW, p.PadH, p.PadW); what != "" {
		return fmt.Errorf("kernels: pool %+v: %s", p, what)
	}
	return nil
}

func (p Pool) xLen() int { return p.N * p.C * p.H * p.W }
func (p Pool) yLen() int { return p.N * p.C * p.OH() * p.OW() }

// windows is how many windows of k fit into size values padded on both sides.
func windows(size, k, stride, pad int) int {
	if stride < 1 || size+2*pad < k {
		return 0
	}
	return (size+2*pad-k)/stride + 1
}

// problem says what is impossible about a geometry; "" if nothing is.
func problem(n, c, o, oh, ow, h, w, kh, kw, strideH, strideW, padH, padW int) string {
	switch {
	case n < 1 || c < 1 || o < 1 || h < 1 || w < 1:
		return "every size must be at least 1"
	case kh < 1 || kw < 1 || strideH < 1 || strideW < 1:
		return "windows and strides must be at least 1"
	case padH < 0 || padW < 0:
		return "padding must not be negative"
	case oh < 1 || ow < 1:
		return fmt.Sprintf("the output would be %d×%d", oh, ow)
	}
	return ""
}
