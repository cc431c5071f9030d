package kernels

// Average moves the running average avg towards w: avg = decay·avg + (1−decay)·w.
func Average(avg, w []float32, decay float64) {
	need("Average", "w", w, len(avg))
	eachElement(cheapGrain, arrays{avg, w}, constants{float32(1 - decay)}, func(s arrays, c *constants) {
		avg, w := s[0], s[1]
		for i, v := range w {
			avg[i] += float32((v - avg[i]) * c[0])
		}
	})
}
