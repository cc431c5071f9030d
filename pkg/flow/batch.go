package flow

import (
	"cmp"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"

	"github.com/crococlock/crococlock/pkg/dataset"
)

// What training draws comes from generators of the seed with numbers of their
// own: one for each pass over the pictures, for each picture that is looked at,
// for the dropout of each step. So it goes on at any step.
const (
	orderStream   = 1 << 62
	dropoutStream = 2 << 62
)

// timeMean is the mean of the normal distribution whose logistic function times
// are drawn by (Esser et al., 2024, section 3.1): most are in the middle, where
// the network has most to learn.
const timeMean = 0.2

// A batch is what one step learns from.
type batch struct {
	x      []float32 // pictures with noise, (N, 3, Side, Side)
	target []float32 // the velocity: noise − picture
	time   []float32 // timeFeatures of each
	label  []float32 // class of each, or as many as there are classes for none
	flags  []float32 // augmentations that each has had
}

// batches makes the batches of a training.
type batches struct {
	data   *dataset.Dataset
	idx    []int // of the pictures
	config Config
	order  []int // of idx, in pass
	pass   int
}

// position is the picture that is looked at as number k of all.
func (b *batches) position(k int) int {
	n := len(b.idx)
	if pass := k / n; b.order == nil || pass != b.pass {
		b.order, b.pass = rand.New(rand.NewPCG(b.config.Seed, orderStream+uint64(pass))).Perm(n), pass
	}
	return b.idx[b.order[k%n]]
}

// fill makes the batch of a step, on all processors.
func (b *batches) fill(to batch, step int) error {
	n := b.config.BatchSize
	at := make([]int, n)
	for i := range at {
		at[i] = b.position(step*n + i)
	}
	errs := make([]error, n)
	workers := min(runtime.GOMAXPROCS(0), n)
	var done sync.WaitGroup
	for w := range workers {
		done.Go(func() {
			for i := w; i < n; i += workers {
				errs[i] = b.picture(to, i, at[i], rand.New(rand.NewPCG(b.config.Seed, uint64(step*n+i))))
			}
		})
	}
	done.Wait()
	return cmp.Or(errs...)
}

// picture makes number i of a batch of the picture at a position of the data.
func (b *batches) picture(to batch, i, at int, rng *rand.Rand) error {
	side, classes := b.data.H, len(b.data.Classes)
	pixels := 3 * side * side
	clean := b.data.Sample(at)
	for k, v := range clean {
		clean[k] = 2*v - 1
	}
	changed := make([]float32, pixels)
	if err := drawChange(to.flags[i*Flags:], rng).apply(changed, clean, side); err != nil {
		return err
	}
	to.label[i] = float32(b.data.Labels[at])
	if rng.Float64() < b.config.Unlabelled {
		to.label[i] = float32(classes)
	}
	t := 1 / (1 + math.Exp(-rng.NormFloat64()-timeMean))
	tellTime(to.time[i*timeFeatures:], t)
	mix(to.x[i*pixels:][:pixels], to.target[i*pixels:], changed, t, rng)
	return nil
}

// mix writes to x the picture on its straight way to noise at time t, to target
// the velocity on that way.
func mix(x, target, picture []float32, t float64, rng *rand.Rand) {
	clean, noisy := float32(1-t), float32(t)
	for k, v := range picture {
		e := float32(rng.NormFloat64())
		x[k] = float32(clean*v) + float32(noisy*e)
		target[k] = e - v
	}
}
