package study

// What the author's network makes of the study's images, so that what the report
// shows can be shown without its weights. Tests hold all of it against what PyTorch
// computes from them.

// AuthorCentres is how far the two classes' centres are apart in the latent space
// of the author's network.
const AuthorCentres = 7.86

// A Between is an image between the classes.
type Between struct {
	Path      string
	Distances []float64 // from the centres of clock and crocodile
}

// AuthorBetween are the eleven images of the report's last figure: those that the
// author's network sees between the classes at the report's tolerance of 0.2.
func AuthorBetween() []Between {
	return []Between{
		{"clock/15708.png", []float64{3.99, 4.07}},
		{"clock/29999.png", []float64{4.14, 4.04}},
		{"clock/30411.png", []float64{4.04, 3.88}},
		{"clock/31767.png", []float64{4.00, 3.96}},
		{"clock/49084.png", []float64{3.94, 4.07}},
		{"clock/49533.png", []float64{4.29, 4.43}},
		{"clock/6968.png", []float64{3.94, 4.06}},
		{"clock/8942.png", []float64{4.02, 3.95}},
		{"crocodile/17655.png", []float64{4.05, 3.93}},
		{"crocodile/23032.png", []float64{3.98, 3.99}},
		{"crocodile/28727.png", []float64{4.05, 4.17}},
	}
}

// AuthorCounts are how many images the author's network sees between the classes
// at tolerances from 0 to 2.
func AuthorCounts() (tolerances []float64, counts []int) {
	counts = []int{0, 4, 11, 12, 17, 26, 30, 33, 36, 44, 47, 55, 60, 68, 72, 80, 86, 93, 98, 105, 108}
	for i := range counts {
		tolerances = append(tolerances, float64(i)/10)
	}
	return tolerances, counts
}

// ReportWrong are the report's own counts of wrong predictions on its training,
// validation and test images.
func ReportWrong() []int { return []int{41, 39, 32} }
