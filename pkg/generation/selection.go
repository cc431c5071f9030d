package generation

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/cnn"
)

// ErrTries is wrapped by errors about pictures that were not found in as many
// samples as were allowed.
var ErrTries = errors.New("too few pictures passed")

// A Selection has guides pick from what a generator makes.
type Selection struct {
	// Guides decide; they must be for the generator's pictures and two classes.
	Guides []cnn.Classifier
	// Band is where the guides' verdicts must lie; the zero value is Narrow about
	// the place.
	Band Band
	// Batch is how many samples are made at a time, 0 for 64.
	Batch int
	// Tries is how many samples are made for each picture that is wanted, at most; 0
	// for 50.
	Tries int
	// Progress, if not nil, is called after each batch.
	Progress func(found, tried int)
}

// Selected are the pictures that guides picked.
type Selected struct {
	Pictures
	// Accepted is the share of all samples made that passed, whether they were
	// needed or not.
	Accepted Share
}

const (
	usualBatch = 64
	usualTries = 50
)

// Sample makes samples at a place until n of them pass, and returns the first n
// that do: the same for the same generator, guides and seed. Where the tries end
// before, the error wraps ErrTries and what was found is returned with it; where
// ctx ends, the error wraps ctx's.
func (s Selection) Sample(ctx context.Context, g Generator, n int, at float64, seed uint64) (*Selected, error) {
	if n < 1 {
		return nil, fmt.Errorf("generation: %d pictures to select, want one or more", n)
	}
	if s.Batch < 0 || s.Tries < 0 {
		return nil, fmt.Errorf("generation: selection: batches of %d, %d tries: neither may be negative", s.Batch, s.Tries)
	}
	if s.Band == (Band{}) {
		s.Band = Narrow(at)
	}
	batch, tries := s.Batch, s.Tries
	if batch == 0 {
		batch = usualBatch
	}
	if tries == 0 {
		tries = usualTries
	}
	out := &Selected{Pictures: Pictures{Side: g.Size()}}
	passed, tried := 0, 0
	for round := uint64(0); out.Len() < n; round++ {
		if err := ctx.Err(); err != nil {
			return out, fmt.Errorf("generation: selection: %d of %d pictures found: %w", out.Len(), n, err)
		}
		if tried >= n*tries {
			return out, fmt.Errorf("generation: selection: %w: %d of %d samples at %v, %d were wanted; another generator, more guidance or a wider band may help",
				ErrTries, passed, tried, at, n)
		}
		samples, err := Sample(ctx, g, batch, at, roundSeed(seed, round))
		if err != nil {
			return out, err
		}
		verdicts, err := Ask(s.Guides, samples)
		if err != nil {
			return out, err
		}
		in, err := verdicts.In(s.Band)
		if err != nil {
			return out, err
		}
		for i, yes := range in {
			if !yes {
				continue
			}
			passed++
			if out.Len() < n {
				out.X = append(out.X, samples.At(i)...)
			}
		}
		tried += len(in)
		if out.Accepted, err = ShareOf(passed, tried); err != nil {
			return out, err
		}
		if s.Progress != nil {
			s.Progress(min(passed, n), tried)
		}
	}
	return out, nil
}

// roundSeed is the seed of a batch: the first has that of all, so that what is
// selected can be found in what is not.
func roundSeed(seed, round uint64) uint64 {
	if round == 0 {
		return seed
	}
	return rand.NewPCG(seed, round).Uint64()
}
