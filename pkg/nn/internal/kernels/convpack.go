package kernels

// filterPacker packs the filters of a convolution as panels of B, panelWidth
// output channels each; spare columns are zero.
type filterPacker convolution

// piece packs pairs (panel, source channel), numbered panel·ch + channel.
func (v *filterPacker) piece(lo, hi int) {
	g, taps := &v.g, len(v.g.taps)
	for i := lo; i < hi; {
		panel, ch := i/g.ch, i%g.ch
		n := min(hi-i, g.ch-ch) // source channels
		i += n
		o := panel * panelWidth
		outs := min(panelWidth, v.m-o)
		to := v.packed[(o*g.ch+ch*panelWidth)*taps:][:n*taps*panelWidth]
		if outs < panelWidth {
			clear(to)
		}
		if v.strideIn == taps { // forward: the taps of all channels follow each other
			transpose(to, panelWidth, v.w[o*v.strideOut+ch*taps:], v.strideOut, outs, n*taps)
			continue
		}
		for c := range n {
			from := v.w[o*v.strideOut+(ch+c)*v.strideIn:]
			for t := range g.taps {
				row, at := to[(c*taps+t)*panelWidth:][:outs], g.taps[t].at
				for j := range row {
					row[j] = from[at]
					at += v.strideOut
				}
			}
		}
	}
}
