package kernels

// fillFrames copies planes of h rows of w values, srcPitch and srcPlane apart,
// into frames of rows pitch apart, between head and tail zeros; false if there
// are no vectors for it. It spoils up to 7 values behind the last frame.
func fillFrames(dst, src []float32, planes, h, w, pitch, srcPitch, srcPlane, head, tail int) bool {
	if w%4 != 0 || instructions() == pureGo {
		return false
	}
	_ = dst[planes*(head+h*pitch-(pitch-w)+tail)+6]
	_ = src[(planes-1)*srcPlane+(h-1)*srcPitch+w-1]
	fillFramesAVX2(&dst[0], &src[0], planes, h, w, pitch, srcPitch, srcPlane, head, tail)
	return true
}

// prefetch asks for rows of cols values, stride apart, to be brought near.
func prefetch(at []float32, rows, cols, stride int) {
	if rows > 0 && cols > 0 && instructions() != pureGo {
		prefetchLines(&at[0], rows, cols, stride)
	}
}
