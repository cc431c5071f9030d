package cnn

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// CalibrationBins is the number of intervals that confidences are sorted into.
const CalibrationBins = 15

// A CalibrationBin is the images whose confidence, the probability of the class
// that they are predicted as, lies in an interval.
type CalibrationBin struct {
	Low, High float64 // from just above Low to High
	Images    int
	// Confidence is the mean, Accuracy the share of right predictions; NaN without
	// images.
	Confidence, Accuracy float64
}

// Calibration tells how far probabilities can be taken at their word: of the
// images predicted with 0.9, nine tenths should be right.
type Calibration struct {
	Bins []CalibrationBin
	// ECE is the expected calibration error, the mean over images of how far their
	// bin's accuracy is from its confidence (Guo et al., 2017).
	ECE float64
}

// Calibration sorts the images into CalibrationBins intervals of equal width.
func (r *Report) Calibration() Calibration {
	var c Calibration
	right := make([]int, CalibrationBins)
	sum := make([]float64, CalibrationBins)
	for b := range CalibrationBins {
		c.Bins = append(c.Bins, CalibrationBin{Low: float64(b) / CalibrationBins, High: float64(b+1) / CalibrationBins})
	}
	for i, truth := range r.Truth {
		row := r.P.RawRowView(i)
		label := Likeliest(row)
		b := min(max(int(math.Ceil(row[label]*CalibrationBins))-1, 0), CalibrationBins-1)
		c.Bins[b].Images++
		sum[b] += row[label]
		if label == truth {
			right[b]++
		}
	}
	for b := range c.Bins {
		bin := &c.Bins[b]
		bin.Confidence, bin.Accuracy = math.NaN(), math.NaN()
		if bin.Images > 0 {
			n := float64(bin.Images)
			bin.Confidence, bin.Accuracy = sum[b]/n, float64(right[b])/n
			c.ECE += n / float64(len(r.Truth)) * math.Abs(bin.Accuracy-bin.Confidence)
		}
	}
	return c
}

// The temperatures among which the best is looked for.
const coldest, hottest = 0.05, 20

// Temperature is the number that logits are best divided by: the probabilities
// that come of it have the lowest loss on these images, which should be those of
// validation (Guo et al., 2017). Above 1 the model is too sure of itself.
func (r *Report) Temperature() float64 {
	// The loss is convex in 1/T, so that there is one minimum to close in on.
	const golden = 0.6180339887498949
	low, high := math.Log(coldest), math.Log(hottest)
	loss := func(at float64) float64 { return meanLoss(r.Truth, tempered(r.P, math.Exp(at))) }
	a, b := high-golden*(high-low), low+golden*(high-low)
	fa, fb := loss(a), loss(b)
	for high-low > 1e-6 {
		if fa <= fb {
			high, b, fb = b, a, fa
			a = high - golden*(high-low)
			fa = loss(a)
		} else {
			low, a, fa = a, b, fb
			b = low + golden*(high-low)
			fb = loss(b)
		}
	}
	return math.Exp((low + high) / 2)
}

// WithTemperature is the report of the same predictions with logits divided by a
// temperature: other probabilities, the same decisions.
func (r *Report) WithTemperature(temperature float64) (*Report, error) {
	if !(temperature > 0) || math.IsInf(temperature, 0) {
		return nil, fmt.Errorf("cnn: a temperature of %v, want a number above 0", temperature)
	}
	return newReport(r.Classes, r.Index, r.Paths, r.Truth, tempered(r.P, temperature))
}

// tempered is p with its logarithms, which are logits, divided by a temperature.
func tempered(p *mat.Dense, temperature float64) *mat.Dense {
	n, classes := p.Dims()
	out := mat.NewDense(n, classes, nil)
	for i := range n {
		from, to := p.RawRowView(i), out.RawRowView(i)
		most := math.Inf(-1)
		for k, v := range from {
			to[k] = logarithm(v) / temperature
			most = math.Max(most, to[k])
		}
		sum := 0.0
		for k := range to {
			to[k] = math.Exp(to[k] - most)
			sum += to[k]
		}
		for k := range to {
			to[k] /= sum
		}
	}
	return out
}

// logarithm is finite for a probability of 0 as well.
func logarithm(p float64) float64 { return math.Log(math.Max(p, math.SmallestNonzeroFloat64)) }

// meanLoss is the mean cross-entropy in nats.
func meanLoss(truth []int, p *mat.Dense) float64 {
	sum := 0.0
	for i, t := range truth {
		sum -= logarithm(p.At(i, t))
	}
	return sum / float64(len(truth))
}
