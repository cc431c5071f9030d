package gan

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/nn"
)

// A trainer updates the two networks by turns.
type trainer struct {
	config        Config
	classes, size int
	generator     *generator
	discriminator *discriminator
	solverG       *nn.Adam
	solverD       *nn.Adam
	average       *nn.EMA
	learn         *learning
	fool          *fooling
	source        *rand.PCG // of all that is drawn on the way
	rng           *rand.Rand
	done          int // steps made
}

// newTrainer draws both networks' weights.
func newTrainer(classes, size int, config Config) (*trainer, error) {
	t := &trainer{config: config, classes: classes, size: size, source: rand.NewPCG(config.Seed, 1)}
	t.rng = rand.New(t.source)
	rng := rand.New(rand.NewPCG(config.Seed, 0))
	var err error
	if t.generator, err = newGenerator("generator.", classes, size, config, rng); err != nil {
		return nil, err
	}
	if t.discriminator, err = newDiscriminator("discriminator.", classes, size, config, rng); err != nil {
		return nil, err
	}
	adam := nn.DefaultAdam()
	adam.LR, adam.Beta1, adam.Beta2 = config.LearningRate, 0, 0.9
	t.solverG, t.solverD = nn.NewAdam(adam), nn.NewAdam(adam)
	if t.average, err = nn.NewEMAOf(t.generator, config.Average); err != nil {
		return nil, err
	}
	if t.learn, err = t.newLearning(); err != nil {
		return nil, fmt.Errorf("the discriminator's graph: %w", err)
	}
	if t.fool, err = t.newFooling(); err != nil {
		return nil, fmt.Errorf("the generator's graph: %w", err)
	}
	return t, nil
}

// draw draws what the next step is made from: images of d, mirrored or not, noise and
// all changes.
func (t *trainer) draw(d *dataset.Dataset, idx []int) {
	b, l, f := t.config.Batch, t.learn, t.fool
	pixels := 3 * t.size * t.size
	shares := nn.Data(f.shares)
	clear(shares)
	for i := range b {
		k := idx[t.rng.IntN(len(idx))]
		to := nn.Data(l.real)[i*pixels : (i+1)*pixels]
		d.Fill(to, []int{k})
		if t.rng.IntN(2) == 1 {
			mirror(to, t.size)
		}
		for j, v := range to {
			to[j] = 2*v - 1
		}
		shares[i*t.classes+d.Labels[k]] = 1
	}
	t.share(shares)
	if f.real != nil {
		copy(nn.Data(f.real), nn.Data(l.real))
		f.augmentReal.Draw(t.rng)
	}
	f.augment.Draw(t.rng)
	l.augment.Draw(t.rng)
	normal(nn.Data(f.z), 1, t.rng)
	if l.noise != nil {
		normal(nn.Data(l.noise), t.config.Sigma, t.rng)
	}
}

// share tells the discriminator's graph the labels of a batch, which real and
// generated pictures have alike.
func (t *trainer) share(batch []float32) {
	to, some := nn.Data(t.learn.shares), t.config.Penalised*t.classes
	n := copy(to, batch)
	n += copy(to[n:], batch)
	if t.learn.noise != nil {
		n += copy(to[n:], batch[:some])
		copy(to[n:], batch[:some])
	}
}

// mirror turns a picture (3, size, size) left to right.
func mirror(x []float32, size int) {
	for ; len(x) > 0; x = x[size:] {
		for i, j := 0, size-1; i < j; i, j = i+1, j-1 {
			x[i], x[j] = x[j], x[i]
		}
	}
}

// A stepScore is what one step measured.
type stepScore struct {
	lossD, lossG float64
	penalty      float64 // mean of the squared gradient
	margin       float64 // by which real pictures look more real than generated ones
	won          float64 // share of pairs in which the real one does
}

// update makes a step of what was drawn. The generator learns from the very pictures
// that the discriminator has just learnt from, as in PyTorch's example: they are
// made once.
func (t *trainer) update() (s stepScore, err error) {
	l, f, b := t.learn, t.fool, t.config.Batch
	if err := f.update.Machine.RunUntil(f.fake); err != nil {
		return s, err
	}
	if err := nn.Copy(l.fake, f.fake); err != nil {
		return s, err
	}
	err = l.update.Run()
	if err != nil && !errors.Is(err, nn.ErrNotFinite) {
		return s, err
	}
	s.lossD = float64(nn.Data(l.loss)[0])
	if l.penalty != nil {
		s.penalty = float64(nn.Data(l.penalty)[0])
	}
	said := nn.Data(l.said)
	for i := range b {
		s.margin += float64(said[i]-said[b+i]) / float64(b)
		if said[i] > said[b+i] {
			s.won += 1 / float64(b)
		}
	}
	if notFinite(float32(s.lossD)) || notFinite(float32(s.penalty)) {
		return s, fmt.Errorf("the discriminator's loss is %v, its penalty %v: training has diverged; a smaller learning rate may help", s.lossD, s.penalty)
	}
	err = f.update.Resume()
	if err != nil && !errors.Is(err, nn.ErrNotFinite) {
		return s, err
	}
	s.lossG = float64(nn.Data(f.loss)[0])
	if notFinite(float32(s.lossG)) {
		return s, fmt.Errorf("the generator's loss is %v: training has diverged; a smaller learning rate may help", s.lossG)
	}
	t.done++
	return s, nil
}
