package kernels

// gather is the matrix a convolution multiplies its filters with, without
// writing it down: row (ch, tap), column (image, a, b), and as the value there
// what the source (n, ch, h, w) holds at (a·stepH + tap.row, b·stepW + tap.col),
// 0 where that lies outside. The source is copied into frames, planes wide
// enough that nothing lies outside, unless it is such planes already; there,
// the place of a value is the sum of one offset for its row of the matrix
// (steps) and one for its column (places).
type gather struct {
	ch, h, w     int
	rows, cols   int // a in [0, rows), b in [0, cols)
	stepH, stepW int
	taps         []tap

	top, left, frameH, frameW int  // of a frame, in the source's rows and columns
	direct                    bool // the source's planes are frames
}

// tap is one element of a filter.
type tap struct {
	row, col int // of the source, from that of a = b = 0
	at       int // index in the filter's KH×KW
}

func (g *gather) addTap(row, col, at int) { g.taps = append(g.taps, tap{row, col, at}) }

// fit finds the frames that hold whatever the taps meet.
func (g *gather) fit() {
	if len(g.taps) == 0 {
		g.top, g.left, g.frameH, g.frameW, g.direct = 0, 0, g.h, g.w, true
		return
	}
	first := g.taps[0]
	top, bottom, left, right := first.row, first.row, first.col, first.col
	for _, t := range g.taps {
		top, bottom, left, right = min(top, t.row), max(bottom, t.row), min(left, t.col), max(right, t.col)
	}
	bottom += (g.rows - 1) * g.stepH
	right += (g.cols - 1) * g.stepW
	if g.direct = top >= 0 && left >= 0 && bottom < g.h && right < g.w; g.direct {
		top, left, bottom, right = 0, 0, g.h-1, g.w-1
	}
	g.top, g.left, g.frameH, g.frameW = top, left, bottom-top+1, right-left+1
}

func (g *gather) frame() int  { return g.frameH * g.frameW }
func (g *gather) pixels() int { return g.rows * g.cols }

// depth is the number of rows of the matrix.
func (g *gather) depth() int { return g.ch * len(g.taps) }

// steps are the offsets of the matrix's rows, for as many channels as to holds.
func (g *gather) steps(to []int32) []int32 {
	for i, at := 0, 0; i < len(to); at += g.frame() {
		for _, t := range g.taps[:min(len(g.taps), len(to)-i)] {
			to[i] = int32(at + (t.row-g.top)*g.frameW + t.col - g.left)
			i++
		}
	}
	return to
}

// places are the offsets of the matrix's columns, for images whose frames begin
// stride apart.
func (g *gather) places(to []int32, stride int) []int32 {
	if len(g.taps) == 0 { // nothing is ever looked up there
		clear(to)
		return to
	}
	i := 0
	for image := 0; i < len(to); image++ {
		for a := range g.rows {
			row, at := to[i:i+g.cols], int32(image*stride+a*g.stepH*g.frameW)
			for b := range row {
				row[b] = at
				at += int32(g.stepW)
			}
			i += g.cols
		}
	}
	return to
}

// frameSlack is what fill may spoil behind the last frame.
const frameSlack = 7

// fill copies consecutive planes of the source into frames.
func (g *gather) fill(frames, src []float32, planes int) {
	h0, h1 := max(g.top, 0), min(g.top+g.frameH, g.h)
	w0, w1 := max(g.left, 0), min(g.left+g.frameW, g.w)
	if h0 >= h1 || w0 >= w1 {
		clear(frames[:planes*g.frame()])
		return
	}
	before, width := w0-g.left, w1-w0
	gap := g.frameW - width // zeros from the end of a row to the next
	head := (h0-g.top)*g.frameW + before
	tail := (g.top+g.frameH-h1)*g.frameW + gap - before
	if fillFrames(frames, src[h0*g.w+w0:], planes, h1-h0, width, g.frameW, g.w, g.h*g.w, head, tail) {
		return
	}
	for p := range planes {
		to, from := frames[p*g.frame():][:g.frame()], src[p*g.h*g.w:][:g.h*g.w]
		clear(to[:head])
		at := head
		for h := h0; h < h1; h++ {
			copy(to[at:at+width], from[h*g.w+w0:])
			at += width
			if h+1 < h1 {
				clear(to[at : at+gap])
				at += gap
			}
		}
		clear(to[len(to)-tail:])
	}
}
