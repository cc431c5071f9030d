package gan

import (
	"context"
	"fmt"
	"image"
	"io"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/progress"
)

// Progress is where a training stands.
type Progress struct {
	Record
	Steps   int // of the whole training
	History History
	model   *Model
}

// Grid is what the generator's average makes at this moment, as Model.Grid draws it,
// always of the same noise; it is to be asked for before the callback returns.
func (p *Progress) Grid(columns int) (*image.NRGBA, error) {
	return p.model.Grid(context.Background(), columns, 0)
}

// WriteFile saves the generator's average of this moment, as Model.WriteFile does; it
// is to be called before the callback returns.
func (p *Progress) WriteFile(path string) error { return p.model.WriteFile(path) }

// Train trains new networks on the images idx of d and returns the generator's
// average. onProgress, if not nil, is called with each record, every config.Every
// steps and at the end, and first with the last one where a training goes on from a
// checkpoint. When ctx ends, Train finishes its step, writes its
// checkpoint if there is one, and returns the model and history so far together with an error
// that wraps ctx's. The same data, positions and config give the same bits on any
// number of cores, at one go or in several. A loss that is no number is an error
// that says so; a collapse is told by the history.
func Train(ctx context.Context, d *dataset.Dataset, idx []int, config Config, onProgress func(*Progress)) (*Model, History, error) {
	if err := config.Validate(); err != nil {
		return nil, nil, err
	}
	if err := trainable(d, idx); err != nil {
		return nil, nil, err
	}
	m, err := NewModel(d.Classes, d.H, config, rand.New(rand.NewPCG(config.Seed, 0)))
	if err != nil {
		return nil, nil, err
	}
	t, err := newTrainer(len(d.Classes), d.H, config)
	if err != nil {
		return nil, nil, fmt.Errorf("gan: %w", err)
	}
	r := &run{trainer: t, model: m, d: d, idx: idx, variety: newVariety(d, idx), onProgress: onProgress}
	if err := r.resume(); err != nil {
		return nil, nil, err
	}
	if len(r.history) > 0 { // it goes on
		if err := m.take(t); err != nil {
			return nil, nil, fmt.Errorf("gan: %w", err)
		}
		r.tell()
	}
	err = r.train(ctx)
	if taken := m.take(t); err == nil && taken != nil {
		err = fmt.Errorf("gan: %w", taken)
	}
	return m, r.history, err
}

// trainable reports why networks cannot be trained on these images.
func trainable(d *dataset.Dataset, idx []int) error {
	if err := d.Check(idx); err != nil {
		return fmt.Errorf("gan: %w", err)
	}
	if d.H != d.W {
		return fmt.Errorf("gan: images are %d×%d pixels, networks make square ones", d.H, d.W)
	}
	for k, own := range byClass(d, idx) {
		if len(own) < 2 {
			return fmt.Errorf("gan: %d images of class %s to train on, want 2 or more", len(own), d.Classes[k])
		}
	}
	return nil
}

// A run is a training on its way.
type run struct {
	*trainer
	model      *Model
	d          *dataset.Dataset
	idx        []int
	variety    *variety
	history    History
	sums       []float64 // of the steps since the last record
	since      int       // how many they are
	check      *checkpoint
	onProgress func(*Progress)
}

func (r *run) train(ctx context.Context) error {
	if r.sums == nil {
		r.sums = make([]float64, len(stepScore{}.values()))
	}
	for r.done < r.config.Steps {
		if ctx.Err() != nil {
			if err := r.write(); err != nil {
				return fmt.Errorf("stopped after step %d (%w), and %w", r.done, ctx.Err(), err)
			}
			return fmt.Errorf("gan: stopped after step %d: %w", r.done, ctx.Err())
		}
		r.draw(r.d, r.idx)
		s, err := r.update()
		if err != nil {
			return fmt.Errorf("gan: step %d: %w", r.done+1, err)
		}
		for i, v := range s.values() {
			r.sums[i] += v
		}
		r.since++
		if r.done%r.config.Every == 0 || r.done == r.config.Steps {
			if err := r.record(); err != nil {
				return fmt.Errorf("gan: step %d: %w", r.done, err)
			}
		}
		if r.due() {
			if err := r.write(); err != nil {
				return err
			}
		}
	}
	return nil
}

// record completes a record and tells it.
func (r *run) record() error {
	if err := r.model.take(r.trainer); err != nil {
		return err
	}
	spread, nearest, err := r.variety.measure(r.model)
	if err != nil {
		return err
	}
	for i := range r.sums {
		r.sums[i] /= float64(r.since)
	}
	r.history = append(r.history, recordOf(r.done, append(r.sums, spread, nearest)))
	r.sums, r.since = make([]float64, len(r.sums)), 0
	r.tell()
	return nil
}

// tell tells the last record.
func (r *run) tell() {
	if r.onProgress != nil {
		r.onProgress(&Progress{Record: r.history[len(r.history)-1], Steps: r.config.Steps, History: r.history, model: r.model})
	}
}

// values are in the order of a record's.
func (s stepScore) values() []float64 {
	return []float64{s.lossD, s.lossG, s.penalty, s.margin, s.won}
}

// ShowProgress returns a callback for Train that draws a progress bar on w.
func ShowProgress(w io.Writer, config Config) func(*Progress) {
	bar := progress.New(w, "training", int64(config.Steps))
	return func(p *Progress) {
		note := fmt.Sprintf("D %.3f, G %.3f", p.DiscriminatorLoss, p.GeneratorLoss)
		if p.History.HasCollapsed() {
			note += ", collapsed"
		}
		bar.SetNote(int64(p.Step), note)
		if p.Step == p.Steps {
			bar.Done()
		}
	}
}
