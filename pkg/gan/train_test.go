package gan_test

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/gan"
)

// tiny is a training of a moment.
func tiny(loss string) gan.Config {
	c := gan.DefaultConfig()
	if loss == gan.Hinge {
		c = gan.HingeConfig()
	} else {
		c.Penalised = 3
	}
	c.Steps, c.Batch, c.Channels, c.Latent, c.Label, c.Every = 7, 6, 4, 8, 5, 3
	return c
}

// small are pictures of a side in as many classes.
func small(classes, each, size int) *dataset.Dataset {
	d := &dataset.Dataset{H: size, W: size}
	for k := range classes {
		d.Classes = append(d.Classes, string(rune('a'+k)))
	}
	for i := range classes * each {
		d.Labels = append(d.Labels, i%classes)
		d.Paths = append(d.Paths, "")
		for j := range 3 * size * size {
			d.Pixels = append(d.Pixels, byte(i*i*37+j*j*(i+3)+(i%classes)*80))
		}
	}
	return d
}

func weightsOf(m *gan.Model) (all []float32) {
	for _, t := range m.StateDict().Tensors {
		all = append(all, t.Data...)
	}
	return all
}

// sameBits reports whether two trainings ended alike, NaN being NaN.
func sameBits(a, b []float32) bool {
	return slices.EqualFunc(a, b, func(v, w float32) bool { return math.Float32bits(v) == math.Float32bits(w) })
}

// The same bits come out on any number of cores, and stopped at any step, killed and
// gone on with.
func TestTrainIsReproducible(t *testing.T) {
	for _, loss := range []string{gan.Relativistic, gan.Hinge} {
		t.Run(loss, func(t *testing.T) {
			d := small(2, 9, 16)
			train := func(procs int, c gan.Config, stops ...int) (*gan.Model, gan.History) {
				defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
				for _, at := range stops {
					part := c
					part.Steps = at
					if _, _, err := gan.Train(t.Context(), d, d.All(), part, nil); err != nil {
						t.Fatal(err)
					}
				}
				m, h, err := gan.Train(t.Context(), d, d.All(), c, nil)
				if err != nil {
					t.Fatal(err)
				}
				return m, h
			}
			m, h := train(1, tiny(loss))
			more, hMore := train(4, tiny(loss))
			c := tiny(loss)
			c.Checkpoint, c.CheckpointEvery = filepath.Join(t.TempDir(), "run"), 2
			parts, hParts := train(2, c, 3, 6)
			for name, other := range map[string]*gan.Model{"4 cores": more, "three parts": parts} {
				if !sameBits(weightsOf(m), weightsOf(other)) {
					t.Errorf("%s: other weights", name)
				}
			}
			if len(h) != 3 || !reflect.DeepEqual(h, hMore) || !reflect.DeepEqual(h, hParts) {
				t.Errorf("histories:\n%v\n%v\n%v", h, hMore, hParts)
			}
			other := tiny(loss)
			other.Seed = 1
			if o, _ := train(1, other); sameBits(weightsOf(m), weightsOf(o)) {
				t.Error("another seed has the same weights")
			}
		})
	}
}

// A training that its context stops loses no step.
func TestTrainStopped(t *testing.T) {
	d, c := small(3, 5, 8), tiny(gan.Relativistic)
	want, wantHistory, err := gan.Train(t.Context(), d, d.All(), c, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.Checkpoint, c.CheckpointEvery = filepath.Join(t.TempDir(), "run"), 1000
	ctx, stop := context.WithCancel(t.Context())
	_, part, err := gan.Train(ctx, d, d.All(), c, func(p *gan.Progress) {
		if p.Step == 3 {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "after step 3") || len(part) != 1 {
		t.Fatalf("stopped: %v, %d records", err, len(part))
	}
	var told []int // first how far it had come
	m, history, err := gan.Train(t.Context(), d, d.All(), c, func(p *gan.Progress) { told = append(told, p.Step) })
	if err != nil {
		t.Fatal(err)
	}
	if want := []int{3, 6, 7}; !reflect.DeepEqual(told, want) {
		t.Errorf("it tells steps %d, want %d", told, want)
	}
	if !sameBits(weightsOf(want), weightsOf(m)) || !reflect.DeepEqual(wantHistory, history) {
		t.Error("what was stopped ends elsewhere")
	}
	c.Batch = 5
	if _, _, err := gan.Train(t.Context(), d, d.All(), c, nil); err == nil || !strings.Contains(err.Error(), "another training") {
		t.Errorf("another configuration: %v", err)
	}
}
