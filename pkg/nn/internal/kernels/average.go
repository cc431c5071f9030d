package kernels

// Average moves the running average avg towards w: avg = decay·avg + (1−decay)·w.
func Average(avg, w []float32, decay float64) {
	need("Average", "w", w, len(avg))
	eachElement(cheapGrain, arrays{avg, w}, constants{float32(1 - decay)}, func(s arrays, c *constants) {
		avg, w := s[0], s[1]
		for i := averageVectors(avg, w, c[0]); i < len(w); i++ {
			avg[i] += float32((w[i] - avg[i]) * c[0])
		}
	})
}
