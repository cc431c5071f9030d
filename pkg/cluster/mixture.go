package cluster

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"
)

// MixtureConfig says which mixture of normal distributions is fitted.
type MixtureConfig struct {
	Components int
	Diagonal   bool    // each feature varies by itself; else all together, which takes more images than features
	Ridge      float64 // is added to every variance, so that none becomes zero
	Tolerance  float64 // the fit ends when the mean log-likelihood grows by less
	Iterations int     // at most
}

// DefaultMixture has covariances in full and ends as scikit-learn's does.
func DefaultMixture(components int) MixtureConfig {
	return MixtureConfig{Components: components, Ridge: 1e-6, Tolerance: 1e-3, Iterations: 100}
}

// Validate says what makes no sense for n images.
func (c MixtureConfig) Validate(n int) error {
	switch {
	case c.Components < 1 || c.Components > n:
		return fmt.Errorf("cluster: mixture: %d components for %d images", c.Components, n)
	case !(c.Ridge > 0) || math.IsInf(c.Ridge, 0):
		return fmt.Errorf("cluster: mixture: a ridge of %g, want more than 0", c.Ridge)
	case !(c.Tolerance >= 0):
		return fmt.Errorf("cluster: mixture: a tolerance of %g, want 0 or more", c.Tolerance)
	case c.Iterations < 1:
		return fmt.Errorf("cluster: mixture: %d iterations, want 1 or more", c.Iterations)
	}
	return nil
}

// A Mixture is normal distributions that share images between them.
type Mixture struct {
	Weights       []float64       // (K), the share of each
	Means         *mat.Dense      // (K, D)
	Covariances   []*mat.SymDense // (K) of (D, D)
	LogLikelihood float64         // of all images that it was fitted to, in nats
	Converged     bool            // reports whether the likelihood had stopped growing
	diagonal      bool
	images        int
}

// FitMixture fits a Gaussian mixture to the images, (N, D), by expectation and
// maximisation (Dempster, Laird and Rubin 1977), from the clusters that k-means
// finds. The same rng gives the same mixture. x is not modified.
func FitMixture(x *mat.Dense, config MixtureConfig, rng *rand.Rand) (*Mixture, error) {
	if err := checkFeatures("mixture", x); err != nil {
		return nil, err
	}
	n, dims := x.Dims()
	if err := config.Validate(n); err != nil {
		return nil, err
	}
	begin, err := KMeans(x, DefaultKMeans(config.Components), rng)
	if err != nil {
		return nil, err
	}
	shares := mat.NewDense(n, config.Components, nil)
	for i, label := range begin.Labels {
		shares.Set(i, label, 1)
	}
	m := &Mixture{Means: mat.NewDense(config.Components, dims, nil), Weights: make([]float64, config.Components),
		Covariances: make([]*mat.SymDense, config.Components), diagonal: config.Diagonal, images: n}
	m.maximise(x, shares, config.Ridge)
	before := math.Inf(-1)
	for range config.Iterations {
		if shares, m.LogLikelihood, err = m.expect(x); err != nil {
			return nil, err
		}
		if math.Abs(m.LogLikelihood-before) < config.Tolerance*float64(n) {
			m.Converged = true
			break
		}
		before = m.LogLikelihood
		m.maximise(x, shares, config.Ridge)
	}
	if !m.Converged { // the likelihood of the mixture as it is now
		_, m.LogLikelihood, err = m.expect(x)
	}
	return m, err
}

// expect returns which share each component has in each image, and the images'
// log-likelihood.
func (m *Mixture) expect(x *mat.Dense) (shares *mat.Dense, total float64, err error) {
	n, _ := x.Dims()
	k := len(m.Weights)
	shares = mat.NewDense(n, k, nil)
	for c := range k {
		normal, ok := distmv.NewNormal(m.Means.RawRowView(c), m.Covariances[c], nil)
		if !ok {
			return nil, 0, fmt.Errorf("cluster: mixture: the covariance of component %d is singular; a larger ridge, a diagonal one or fewer components may help", c)
		}
		for i := range n {
			shares.Set(i, c, math.Log(m.Weights[c])+normal.LogProb(x.RawRowView(i)))
		}
	}
	for i := range n {
		row := shares.RawRowView(i)
		all := floats.LogSumExp(row)
		total += all
		for c := range row {
			row[c] = math.Exp(row[c] - all)
		}
	}
	return shares, total, nil
}

// maximise fits weights, means and covariances to the shares.
func (m *Mixture) maximise(x, shares *mat.Dense, ridge float64) {
	n, dims := x.Dims()
	off := make([]float64, dims)
	for c := range m.Weights {
		share := 10 * 2.220446049250313e-16 // as scikit-learn has it: no component without any
		mean := m.Means.RawRowView(c)
		clear(mean)
		for i := range n {
			w := shares.At(i, c)
			share += w
			floats.AddScaled(mean, w, x.RawRowView(i))
		}
		floats.Scale(1/share, mean)
		m.Weights[c] = share / float64(n)
		cov := mat.NewSymDense(dims, nil)
		for i := range n {
			w := shares.At(i, c)
			if w == 0 {
				continue
			}
			floats.SubTo(off, x.RawRowView(i), mean)
			if m.diagonal {
				for j, v := range off {
					cov.SetSym(j, j, cov.At(j, j)+w/share*v*v)
				}
				continue
			}
			cov.SymRankOne(cov, w/share, mat.NewVecDense(dims, off))
		}
		for j := range dims {
			cov.SetSym(j, j, cov.At(j, j)+ridge)
		}
		m.Covariances[c] = cov
	}
	floats.Scale(1/floats.Sum(m.Weights), m.Weights)
}

// Shares returns for each image, (N, D), which share each component has in it,
// (N, K), each row with the sum 1.
func (m *Mixture) Shares(x *mat.Dense) (*mat.Dense, error) {
	if err := checkFeatures("mixture", x); err != nil {
		return nil, err
	}
	if _, dims := x.Dims(); dims != m.Covariances[0].SymmetricDim() {
		return nil, fmt.Errorf("cluster: mixture of %d dimensions, images of %d", m.Covariances[0].SymmetricDim(), dims)
	}
	shares, _, err := m.expect(x)
	return shares, err
}

// Labels returns for each image, (N, D), the component with the largest share.
func (m *Mixture) Labels(x *mat.Dense) ([]int, error) {
	shares, err := m.Shares(x)
	if err != nil {
		return nil, err
	}
	n, _ := x.Dims()
	labels := make([]int, n)
	for i := range labels {
		labels[i] = floats.MaxIdx(shares.RawRowView(i))
	}
	return labels, nil
}

// Parameters is how many numbers were fitted.
func (m *Mixture) Parameters() int {
	k, dims := m.Means.Dims()
	each := dims * (dims + 1) / 2
	if m.diagonal {
		each = dims
	}
	return k*(dims+each) + k - 1
}

// BIC is the Bayesian information criterion (Schwarz 1978): of several mixtures the
// images want the one with the least.
func (m *Mixture) BIC() float64 {
	return float64(m.Parameters())*math.Log(float64(m.images)) - 2*m.LogLikelihood
}
