package cluster

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// TSNEConfig says how t-SNE lays images out.
type TSNEConfig struct {
	Perplexity   float64 // about how many neighbours an image keeps; below a third of the images
	Iterations   int
	Exaggeration float64 // of the attraction, in the first quarter of the iterations
	LearningRate float64 // 0: images / exaggeration / 4, and 50 at least
}

// DefaultTSNE is scikit-learn's.
func DefaultTSNE() TSNEConfig {
	return TSNEConfig{Perplexity: 30, Iterations: 1000, Exaggeration: 12}
}

// Validate says what makes no sense for n images.
func (c TSNEConfig) Validate(n int) error {
	switch {
	case !(c.Perplexity >= 1) || 3*c.Perplexity >= float64(n):
		return fmt.Errorf("cluster: t-SNE: a perplexity of %g with %d images, want 1 to below a third of them", c.Perplexity, n)
	case c.Iterations < 1:
		return fmt.Errorf("cluster: t-SNE: %d iterations, want 1 or more", c.Iterations)
	case !(c.Exaggeration >= 1) || math.IsInf(c.Exaggeration, 0):
		return fmt.Errorf("cluster: t-SNE: an exaggeration of %g, want 1 or more", c.Exaggeration)
	case !(c.LearningRate >= 0) || math.IsInf(c.LearningRate, 0):
		return fmt.Errorf("cluster: t-SNE: a learning rate of %g, want 0 or more", c.LearningRate)
	}
	return nil
}

// A Layout is images on a page.
type Layout struct {
	Points *mat.Dense // (N, 2)
	// Divergence is what the neighbourhoods on the page miss of those in the feature
	// space: Kullback and Leibler's, in nats.
	Divergence float64
}

// TSNE lays the images, (N, D), out on a page so that neighbours stay neighbours
// (van der Maaten and Hinton 2008), exactly: the time grows with N². It begins with
// the first two principal components, and draws from rng where there is but one
// feature. The same images give the same bits on any number of cores. Distances on
// the page beyond a neighbourhood mean nothing. When ctx ends, so does TSNE, with
// an error. x is not modified.
func TSNE(ctx context.Context, x *mat.Dense, config TSNEConfig, rng *rand.Rand) (*Layout, error) {
	if err := checkFeatures("t-SNE", x); err != nil {
		return nil, err
	}
	n, _ := x.Dims()
	if err := config.Validate(n); err != nil {
		return nil, err
	}
	p := neighbourhoods(x, config.Perplexity)
	t := &tsne{n: n, p: p, y: make([]float64, 2*n), speed: make([]float64, 2*n), gain: make([]float64, 2*n),
		pull: make([]float64, 2*n), push: make([]float64, 2*n), near: make([]float64, n)}
	if err := t.begin(x, rng); err != nil {
		return nil, err
	}
	rate := config.LearningRate
	if rate == 0 {
		rate = math.Max(float64(n)/config.Exaggeration/4, 50)
	}
	early := config.Iterations / 4
	for i := range config.Iterations {
		if ctx.Err() != nil {
			return nil, fmt.Errorf("cluster: t-SNE: stopped: %w", ctx.Err())
		}
		if i < early {
			t.step(config.Exaggeration, 0.5, rate)
		} else {
			t.step(1, 0.8, rate)
		}
	}
	return &Layout{mat.NewDense(n, 2, t.y), t.divergence()}, nil
}

// neighbourhoods are the probabilities p, (n, n), with which images choose each
// other as neighbours: normal ones, each as wide as the perplexity wants it.
func neighbourhoods(x *mat.Dense, perplexity float64) []float64 {
	n, _ := x.Dims()
	p := make([]float64, n*n)
	parallel(n, func(i int) {
		row := p[i*n : (i+1)*n]
		nearest := math.Inf(1)
		for j := range row {
			row[j] = squared(x.RawRowView(i), x.RawRowView(j))
			if j != i {
				nearest = math.Min(nearest, row[j])
			}
		}
		narrow(row, i, nearest, math.Log(perplexity))
	})
	sum := 0.0
	for i := range n {
		for j := range i {
			both := p[i*n+j] + p[j*n+i]
			p[i*n+j], p[j*n+i] = both, both
			sum += 2 * both
		}
	}
	for k := range p {
		p[k] = math.Max(p[k]/sum, 2.220446049250313e-16)
	}
	return p
}

// narrow turns squared distances from image i into probabilities whose entropy is
// wanted, by halving intervals of the width.
func narrow(row []float64, i int, nearest, wanted float64) {
	distances := append([]float64(nil), row...)
	beta, low, high := 1.0, 0.0, math.Inf(1)
	for range 100 {
		sum, mean := 0.0, 0.0
		for j, d := range distances {
			row[j] = 0
			if j != i {
				row[j] = math.Exp(-(d - nearest) * beta)
				sum += row[j]
				mean += row[j] * (d - nearest)
			}
		}
		entropy := math.Log(sum) + beta*mean/sum
		for j := range row {
			row[j] /= sum
		}
		switch {
		case math.Abs(entropy-wanted) < 1e-5:
			return
		case entropy > wanted:
			low = beta
			if math.IsInf(high, 1) {
				beta *= 2
			} else {
				beta = (beta + high) / 2
			}
		default:
			high = beta
			beta = (beta + low) / 2
		}
	}
}

// tsne is a layout in motion.
type tsne struct {
	n                int
	p                []float64 // (n, n)
	y, speed, gain   []float64 // (n, 2)
	pull, push, near []float64 // scratch: (n, 2), (n, 2), (n)
	normaliser       float64   // the sum of near
}

// begin puts the images where their principal components are, small.
func (t *tsne) begin(x *mat.Dense, rng *rand.Rand) error {
	_, dims := x.Dims()
	c, err := PCA(x, min(2, dims))
	if err != nil {
		return fmt.Errorf("cluster: t-SNE: %w", err)
	}
	column := mat.Col(nil, 0, c.Points)
	sum := 0.0
	for _, v := range column {
		sum += v * v
	}
	unit := 1e-4 / math.Sqrt(sum/float64(t.n))
	for i := range t.n {
		t.y[2*i] = unit * c.Points.At(i, 0)
		if dims > 1 {
			t.y[2*i+1] = unit * c.Points.At(i, 1)
		} else {
			t.y[2*i+1] = 1e-4 * rng.NormFloat64()
		}
	}
	for k := range t.gain {
		t.gain[k] = 1
	}
	return nil
}

// forces sums for each image what pulls and pushes it, in the others' order, so
// that the sums are the same on any number of cores.
func (t *tsne) forces(exaggeration float64) {
	parallel(t.n, func(i int) {
		x, y := t.y[2*i], t.y[2*i+1]
		p := t.p[i*t.n : (i+1)*t.n]
		var pullX, pullY, pushX, pushY, near float64
		for j, pj := range p {
			dx, dy := x-t.y[2*j], y-t.y[2*j+1]
			q := 1 / (1 + dx*dx + dy*dy)
			near += q
			pull, push := pj*q, q*q
			pullX += pull * dx
			pullY += pull * dy
			pushX += push * dx
			pushY += push * dy
		}
		t.near[i] = near - 1 // itself
		t.pull[2*i], t.pull[2*i+1] = exaggeration*pullX, exaggeration*pullY
		t.push[2*i], t.push[2*i+1] = pushX, pushY
	})
	t.normaliser = 0
	for _, v := range t.near {
		t.normaliser += v
	}
}

func (t *tsne) step(exaggeration, momentum, rate float64) {
	t.forces(exaggeration)
	for k := range t.y {
		gradient := 4 * (t.pull[k] - t.push[k]/t.normaliser)
		if t.speed[k]*gradient < 0 {
			t.gain[k] += 0.2
		} else {
			t.gain[k] = math.Max(t.gain[k]*0.8, 0.01)
		}
		t.speed[k] = momentum*t.speed[k] - rate*t.gain[k]*gradient
		t.y[k] += t.speed[k]
	}
}

// divergence is that of the neighbourhoods on the page from those wanted.
func (t *tsne) divergence() float64 {
	t.forces(1)
	rows := make([]float64, t.n)
	parallel(t.n, func(i int) {
		for j, p := range t.p[i*t.n : (i+1)*t.n] {
			if i != j {
				dx, dy := t.y[2*i]-t.y[2*j], t.y[2*i+1]-t.y[2*j+1]
				q := math.Max(1/(1+dx*dx+dy*dy)/t.normaliser, 2.220446049250313e-16)
				rows[i] += p * math.Log(p/q)
			}
		}
	})
	sum := 0.0
	for _, v := range rows {
		sum += v
	}
	return sum
}
