package kernels

var (
	thinAVX512 = [...]func(c *float32, ldc int, shift, b *float32, places, steps *int32, depth int, a *float32, lda int){
		1: thin1AVX512, thin2AVX512, thin3AVX512,
	}
	thinAVX2 = [...]func(c *float32, ldc int, shift, b *float32, places, steps *int32, depth int, a *float32, lda int){
		1: thin1AVX2, thin2AVX2, thin3AVX2,
	}
)

// thin is a product for up to three output channels, the few of an image, whose
// panel would be nearly empty: it computes c (channels, len(places)), rows ldc
// apart, from packed filters a and images b. Places come in runs of 16 that
// follow each other, four at a time.
func thin(c []float32, ldc, channels int, shift, b []float32, places, steps []int32, a []float32) {
	for j := 0; j < len(places); j += thinColumns {
		_ = c[(channels-1)*ldc+j+thinColumns-1]
		if instructions() == avx512 {
			thinAVX512[channels](&c[j], ldc, &shift[0], &b[0], &places[j], &steps[0], len(steps), &a[0], panelWidth)
			continue
		}
		for half := 0; half < 16; half += 8 {
			thinAVX2[channels](&c[j+half], ldc, &shift[0], &b[half], &places[j], &steps[0], len(steps), &a[0], panelWidth)
		}
	}
}
