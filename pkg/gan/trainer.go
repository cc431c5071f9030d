package gan

import (
	"fmt"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
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

// learning is the graph of the discriminator's update: of real pictures, then as many
// generated ones, then some of both again with noise.
type learning struct {
	machine *nn.Machine
	x       *G.Node // (2·Batch, 3, Size, Size)
	shares  *G.Node // (2·Batch + 2·Penalised, K)
	noise   *G.Node // nil without a penalty
	augment *nn.Augmentation
	weights []G.ValueGrad

	said, penalty, loss *G.Node // said is (2·Batch, 1); penalty nil without one
}

func (t *trainer) newLearning() (*learning, error) {
	c, g := t.config, G.NewGraph()
	l, b, p := &learning{}, t.config.Batch, t.config.Penalised
	if c.Penalty == 0 {
		p = 0
	}
	var err error
	if l.x, err = nn.Input(g, "x", 2*b, 3, t.size, t.size); err != nil {
		return nil, err
	}
	if l.shares, err = nn.Input(g, "shares", 2*b+2*p, t.classes); err != nil {
		return nil, err
	}
	if l.augment, err = nn.NewAugmentation(g, "augment", 2*b, t.size, t.size, c.Augment); err != nil {
		return nil, err
	}
	x, err := l.augment.Apply(l.x)
	if err != nil {
		return nil, err
	}
	if p > 0 {
		if l.noise, err = nn.Input(g, "noise", 2*p, 3, t.size, t.size); err != nil {
			return nil, err
		}
		if x, err = withNoise(x, l.noise, b, p); err != nil {
			return nil, err
		}
	}
	all, err := t.discriminator.build(x, l.shares, nn.Train)
	if err != nil {
		return nil, err
	}
	if l.said, err = nn.Slice(all, 0, 0, 2*b, 1); err != nil {
		return nil, err
	}
	if l.loss, err = t.discriminatorLoss(l.said); err != nil {
		return nil, err
	}
	outputs := []*G.Node{l.said}
	total := l.loss
	if p > 0 {
		if l.penalty, err = steepness(all, b, p, c.Sigma); err != nil {
			return nil, err
		}
		weighed, err := scaled(l.penalty, c.Penalty)
		if err != nil {
			return nil, err
		}
		if total, err = G.Add(l.loss, weighed); err != nil {
			return nil, err
		}
		outputs = append(outputs, l.penalty)
	}
	weights, grads, err := nn.Grad(total, t.discriminator.Params())
	if err != nil {
		return nil, err
	}
	l.weights = G.NodesToValueGrads(weights)
	l.machine, err = nn.NewMachine(append(append(outputs, l.loss), grads...)...)
	return l, err
}

// withNoise is x, b real and b generated pictures, and behind them the first p of
// either once more with noise.
func withNoise(x, noise *G.Node, b, p int) (*G.Node, error) {
	some, err := firstOfBoth(x, b, p)
	if err != nil {
		return nil, err
	}
	if some, err = G.Add(some, noise); err != nil {
		return nil, err
	}
	return nn.Concat(0, x, some)
}

// firstOfBoth are the first p rows of the first b and of the second.
func firstOfBoth(x *G.Node, b, p int) (*G.Node, error) {
	real, err := nn.Slice(x, 0, 0, p, 1)
	if err != nil {
		return nil, err
	}
	fake, err := nn.Slice(x, 0, b, b+p, 1)
	if err != nil {
		return nil, err
	}
	return nn.Concat(0, real, fake)
}

// steepness is what noise makes of the discriminator's opinion, squared, in units of
// the noise: about the squared gradient.
func steepness(all *G.Node, b, p int, sigma float64) (*G.Node, error) {
	clear, err := firstOfBoth(all, b, p)
	if err != nil {
		return nil, err
	}
	noisy, err := nn.Slice(all, 0, 2*b, 2*b+2*p, 1)
	if err != nil {
		return nil, err
	}
	difference, err := G.Sub(noisy, clear)
	if err != nil {
		return nil, err
	}
	zeros, err := filled(all.Graph(), "zeros", 0, 2*p, 1)
	if err != nil {
		return nil, err
	}
	square, err := nn.MSE(difference, zeros)
	if err != nil {
		return nil, err
	}
	return scaled(square, 1/(sigma*sigma))
}

// discriminatorLoss is that of what was said of Batch real and as many generated
// pictures.
func (t *trainer) discriminatorLoss(said *G.Node) (*G.Node, error) {
	g, b := said.Graph(), t.config.Batch
	if t.config.loss() == Hinge {
		sign, err := filled(g, "sign", 1, 2*b, 1)
		if err != nil {
			return nil, err
		}
		for i := b; i < 2*b; i++ {
			nn.Data(sign)[i] = -1
		}
		return nn.HingeDiscriminator(said, sign)
	}
	real, err := nn.Slice(said, 0, 0, b, 1)
	if err != nil {
		return nil, err
	}
	fake, err := nn.Slice(said, 0, b, 2*b, 1)
	if err != nil {
		return nil, err
	}
	return pairing(real, fake, b)
}

// pairing is the mean of log(1 + exp(worse − better)): the loss of a judge who should
// find better the better one.
func pairing(better, worse *G.Node, b int) (*G.Node, error) {
	difference, err := G.Sub(better, worse)
	if err != nil {
		return nil, err
	}
	ones, err := filled(better.Graph(), "wish", 1, b, 1)
	if err != nil {
		return nil, err
	}
	return nn.BCEWithLogits(difference, ones)
}

// fooling is the graph of the generator's update.
type fooling struct {
	machine              *nn.Machine
	z, shares            *G.Node
	fake                 *G.Node
	real                 *G.Node // nil with the hinge loss
	augment, augmentReal *nn.Augmentation
	loss                 *G.Node
	weights              []G.ValueGrad
}

func (t *trainer) newFooling() (*fooling, error) {
	c, g, b := t.config, G.NewGraph(), t.config.Batch
	f := &fooling{}
	var err error
	if f.z, err = nn.Input(g, "z", b, c.Latent); err != nil {
		return nil, err
	}
	if f.shares, err = nn.Input(g, "shares", b, t.classes); err != nil {
		return nil, err
	}
	// First of all, so that the discriminator can learn from the pictures before
	// anything else here is computed.
	if f.fake, err = t.generator.build(f.z, f.shares, nn.Train); err != nil {
		return nil, err
	}
	see := func(x *G.Node, name string) (*nn.Augmentation, *G.Node, error) {
		a, err := nn.NewAugmentation(g, name, b, t.size, t.size, c.Augment)
		if err != nil {
			return nil, nil, err
		}
		if x, err = a.Apply(x); err != nil {
			return nil, nil, err
		}
		said, err := t.discriminator.build(x, f.shares, nn.Train)
		return a, said, err
	}
	var said, saidReal *G.Node
	if f.augment, said, err = see(f.fake, "augment"); err != nil {
		return nil, err
	}
	if c.loss() == Hinge {
		f.loss, err = nn.HingeGenerator(said)
	} else {
		if f.real, err = nn.Input(g, "real", b, 3, t.size, t.size); err != nil {
			return nil, err
		}
		if f.augmentReal, saidReal, err = see(f.real, "augment real"); err != nil {
			return nil, err
		}
		f.loss, err = pairing(said, saidReal, b)
	}
	if err != nil {
		return nil, err
	}
	weights, grads, err := nn.Grad(f.loss, t.generator.Params())
	if err != nil {
		return nil, err
	}
	f.weights = G.NodesToValueGrads(weights)
	f.machine, err = nn.NewMachine(append([]*G.Node{f.fake, f.loss}, grads...)...)
	return f, err
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
		to := nn.Data(l.x)[i*pixels : (i+1)*pixels]
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
		copy(nn.Data(f.real), nn.Data(l.x)[:b*pixels])
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
	if err := f.machine.RunUntil(f.fake); err != nil {
		return s, err
	}
	copy(nn.Data(l.x)[len(nn.Data(l.x))/2:], nn.Data(f.fake))
	if err := l.machine.RunAll(); err != nil {
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
	if err := t.solverD.Step(l.weights); err != nil {
		return s, err
	}
	if err := f.machine.Resume(); err != nil {
		return s, err
	}
	s.lossG = float64(nn.Data(f.loss)[0])
	if notFinite(float32(s.lossG)) {
		return s, fmt.Errorf("the generator's loss is %v: training has diverged; a smaller learning rate may help", s.lossG)
	}
	if err := t.solverG.Step(f.weights); err != nil {
		return s, err
	}
	t.average.Update()
	t.done++
	return s, nil
}
