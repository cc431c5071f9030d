package dataset

import (
	"fmt"
	"math/rand/v2"
	"sync"

	"github.com/crococlock/crococlock/pkg/nn"
)

// LoaderConfig says what batches a Loader makes.
type LoaderConfig struct {
	// BatchSize is the number of images in a batch, the last of an epoch holding
	// the rest; 0 takes all of them at once, in their order.
	BatchSize int
	// Augmentation changes each image each time that it is seen.
	Augmentation Augmentation
	// Mixup is the parameter of the beta distribution that mixes images of a batch
	// (nn.Mixup), such as 0.2; 0 mixes none.
	Mixup float64
	// Seed chooses order, changes and mixtures.
	Seed uint64
}

// Validate says what in c makes no sense.
func (c LoaderConfig) Validate() error {
	if c.BatchSize < 0 {
		return fmt.Errorf("dataset: loader: BatchSize is %d, want 0 (all at once) or more", c.BatchSize)
	}
	if !(c.Mixup >= 0 && c.Mixup <= 100) {
		return fmt.Errorf("dataset: loader: Mixup is %v, want 0 to 100", c.Mixup)
	}
	return c.Augmentation.Validate()
}

// A Batch is images on their way into a network.
type Batch struct {
	// Step numbers the batches from 0 on, through all epochs.
	Step int
	// Index are the images' positions in the dataset.
	Index []int
	// X is the pixels, (N, 3, H, W), and Targets each class's share, (N, K): 1 for
	// the image's own class unless images were mixed.
	X, Targets []float32
}

// A Loader makes the batches of a training run, epoch after epoch, ahead of the
// step that needs them, on processors that are free. What it makes follows from
// data, config and the number of the step alone, whatever the number of
// processors, so that a run can go on at any step. It must be closed.
type Loader struct {
	data   *Dataset
	idx    []int
	config LoaderConfig

	still *Batch // the one batch, where nothing is drawn
	at    int    // the step that Next returns
	spare chan *Batch
	ready chan *Batch
	stop  chan struct{}
	done  sync.WaitGroup
	held  *Batch // what Next returned last
	err   error  // why there are no more batches; written before ready is closed
}

// ahead is how many batches are made before they are asked for.
const ahead = 2

// NewLoader is a loader of the images idx of d, which starts at the batch of
// number step.
func NewLoader(d *Dataset, idx []int, config LoaderConfig, step int) (*Loader, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	if len(idx) == 0 || step < 0 {
		return nil, fmt.Errorf("dataset: loader: %d images from step %d on, want at least one, from 0 on", len(idx), step)
	}
	if err := d.Check(idx); err != nil {
		return nil, err
	}
	if config.BatchSize == 0 || config.BatchSize > len(idx) {
		config.BatchSize = len(idx)
	}
	l := &Loader{data: d, idx: idx, config: config, at: step}
	if config.BatchSize == len(idx) && len(config.Augmentation) == 0 && config.Mixup == 0 {
		l.still = &Batch{}
		return l, l.fill(l.still, step)
	}
	l.spare, l.ready, l.stop = make(chan *Batch, ahead+1), make(chan *Batch, ahead), make(chan struct{})
	for range ahead + 1 {
		l.spare <- &Batch{}
	}
	l.done.Go(func() { l.work(step) })
	return l, nil
}

// PerEpoch is the number of batches that hold each image once.
func (l *Loader) PerEpoch() int { return (len(l.idx) + l.config.BatchSize - 1) / l.config.BatchSize }

// Next returns the next batch, whose memory is the caller's until the next call.
// The same batch again means that nothing in it has changed but Step.
func (l *Loader) Next() (*Batch, error) {
	defer func() { l.at++ }()
	if l.still != nil {
		l.still.Step = l.at
		return l.still, nil
	}
	if l.held != nil {
		l.spare <- l.held
		l.held = nil
	}
	b, ok := <-l.ready
	if !ok {
		return nil, fmt.Errorf("dataset: loader: batch %d: %w", l.at, l.err)
	}
	l.held = b
	return b, nil
}

// Close ends what is made ahead and returns when nothing runs any more.
func (l *Loader) Close() {
	if l.stop != nil {
		close(l.stop)
		l.done.Wait()
		l.stop = nil
	}
}

// work makes batches until it is stopped.
func (l *Loader) work(step int) {
	defer close(l.ready)
	l.err = fmt.Errorf("the loader is closed")
	for ; ; step++ {
		var b *Batch
		select {
		case b = <-l.spare:
		case <-l.stop:
			return
		}
		if err := l.fill(b, step); err != nil {
			l.err = err
			return
		}
		select {
		case l.ready <- b:
		case <-l.stop:
			return
		}
	}
}

// What a loader draws comes from generators of the seed with a number of their
// own: one for each epoch's order, each batch's mixture and each picture's changes.
const (
	orderStream = 1 << 62
	mixStream   = 2 << 62
)

// fill makes the batch of a step.
func (l *Loader) fill(b *Batch, step int) error {
	perEpoch := l.PerEpoch()
	epoch, part := step/perEpoch, step%perEpoch
	order := l.idx
	if perEpoch > 1 {
		order = append([]int(nil), l.idx...)
		shuffle(order, rand.New(rand.NewPCG(l.config.Seed, orderStream+uint64(epoch))))
	}
	first := part * l.config.BatchSize
	order = order[first:min(first+l.config.BatchSize, len(order))]
	n, classes := len(order), len(l.data.Classes)
	b.Step, b.Index = step, append(b.Index[:0], order...)
	b.X, b.Targets = resize(b.X, n*l.data.sampleLen()), resize(b.Targets, n*classes)
	l.data.Fill(b.X, order)
	clear(b.Targets)
	for k, i := range order {
		b.Targets[k*classes+l.data.Labels[i]] = 1
	}
	if len(l.config.Augmentation) > 0 {
		if err := l.config.Augmentation.apply(b.X, l.data.H, l.data.W, l.config.Seed, uint64(epoch*len(l.idx)+first)); err != nil {
			return err
		}
	}
	if l.config.Mixup > 0 {
		_, err := nn.Mixup(b.X, b.Targets, n, l.config.Mixup, rand.New(rand.NewPCG(l.config.Seed, mixStream+uint64(step))))
		return err
	}
	return nil
}

// resize is x with n elements, of any value.
func resize(x []float32, n int) []float32 {
	if cap(x) < n {
		return make([]float32, n)
	}
	return x[:n]
}
