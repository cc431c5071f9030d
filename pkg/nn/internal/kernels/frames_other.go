//go:build !amd64

package kernels

// fillFrames copies planes of h rows of w values, srcPitch and srcPlane apart,
// into frames of rows pitch apart, between head and tail zeros; false if there
// are no vectors for it.
func fillFrames(dst, src []float32, planes, h, w, pitch, srcPitch, srcPlane, head, tail int) bool {
	return false
}

// prefetch asks for rows of cols values, stride apart, to be brought near.
func prefetch(at []float32, rows, cols, stride int) {}
