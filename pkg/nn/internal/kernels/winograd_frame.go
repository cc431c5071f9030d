package kernels

// frame is where the h×w pixels of an image lie among rows×cols, with the
// channels of a pixel beside each other.
type frame struct{ h, w, rows, cols, top, left int }

func (f *frame) pixels() int { return f.rows * f.cols }

// filled reports whether there is nothing but the image.
func (f *frame) filled() bool { return f.rows == f.h && f.cols == f.w }

// turn writes ch planes of an image, a multiple of lanes, to its frame, among
// zeros.
func (f *frame) turn(to, src []float32, ch int) {
	plane := f.h * f.w
	if f.filled() {
		turnPlanes(to, src, ch, plane)
		return
	}
	end := 0
	for row := range f.h {
		at := ((f.top+row)*f.cols + f.left) * ch
		clear(to[end:at])
		end = at + f.w*ch
	}
	clear(to[end:])
	if f.w%lanes == 0 {
		for c := 0; c < ch; c += lanes {
			prefetchPlanes(src, c, ch, plane)
			for row := range f.h {
				at := ((f.top+row)*f.cols + f.left) * ch
				transpose(to[at+c:], ch, src[c*plane+row*f.w:], plane, lanes, f.w)
			}
		}
		return
	}
	lent, turned := scratch(plane * ch)
	defer lent.handBack()
	turnPlanes(turned, src, ch, plane)
	for row := range f.h {
		copy(to[((f.top+row)*f.cols+f.left)*ch:][:f.w*ch], turned[row*f.w*ch:])
	}
}

// turnPlanes writes ch planes, a multiple of lanes, so that the channels of a pixel
// lie beside each other.
func turnPlanes(to, src []float32, ch, plane int) {
	for c := 0; c < ch; c += lanes {
		prefetchPlanes(src, c, ch, plane)
		transpose(to[c:], ch, src[c*plane:], plane, lanes, plane)
	}
}

// prefetchPlanes asks, before the planes of lanes channels from c on are read or
// written, for those after them, and at the start for these too.
func prefetchPlanes(image []float32, c, ch, plane int) {
	if c == 0 {
		prefetch(image, 1, lanes*plane, 0)
	}
	if next := c + lanes; next < ch {
		prefetch(image[next*plane:], 1, lanes*plane, 0)
	}
}

// store does act on the image in a frame, which it may move, and writes its
// planes to out.
func (f *frame) store(out, from []float32, ch int, act maybe) {
	plane, row := f.h*f.w, f.w*ch
	if f.w%lanes == 0 && !f.filled() {
		for r := range f.h {
			act.apply(from[((f.top+r)*f.cols+f.left)*ch:][:row])
		}
		for c := 0; c < ch; c += lanes {
			prefetchPlanes(out, c, ch, plane)
			for r := range f.h {
				at := ((f.top+r)*f.cols+f.left)*ch + c
				transpose(out[c*plane+r*f.w:], plane, from[at:], ch, f.w, lanes)
			}
		}
		return
	}
	if !f.filled() {
		for r := range f.h {
			copy(from[r*row:][:row], from[((f.top+r)*f.cols+f.left)*ch:])
		}
	}
	act.apply(from[:plane*ch])
	for c := 0; c < ch; c += lanes {
		prefetchPlanes(out, c, ch, plane)
		transpose(out[c*plane:], plane, from[c:], ch, plane, lanes)
	}
}
