//go:build emulator || gpu

package gpu

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/card"
	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// limited is a driver that has left bytes left.
type limited struct {
	driver
	left int
}

func (l *limited) alloc(bytes int) (pointer, error) {
	if bytes > l.left {
		return 0, noMemory(bytes, l.left, l.left)
	}
	l.left -= bytes
	return l.driver.alloc(bytes)
}

// unordered is a driver whose graphs are rows.
type unordered struct{ driver }

func (unordered) follow([]node) error { return errors.New("CUDA_ERROR_NOT_SUPPORTED") }

// Where a driver's graphs are rows, steps are done one after the other.
func TestRunInTurn(t *testing.T) {
	c, err := opened()
	if err != nil {
		t.Fatal(err)
	}
	mine := &Card{stream: stream{on: c.driver}, driver: unordered{c.driver}}
	rng := newRand(32)
	x, y, z := normal(rng, 100), make([]float32, 100), make([]float32, 100)
	err = card.Do(func() error {
		r, err := mine.Load(&card.Program{Slots: slices.Repeat([]card.Slot{{At: -1}}, 3), Steps: []card.Step{
			{Op: "twice", Kernel: kernels.Addition{N: 100}, In: []int{0, 0}, Out: 1}, {Op: "thrice", Kernel: kernels.Addition{N: 100}, In: []int{0, 1}, Out: 2}}})
		if err != nil {
			return err
		}
		defer r.Close()
		var at []card.Address
		for _, s := range [][]float32{x, y, z} {
			a, err := card.Place(mine, s)
			if err != nil {
				return err
			}
			at = append(at, a)
		}
		for range 3 {
			if err := r.Run(0, 2, at, nil); err != nil {
				return err
			}
		}
		return mine.Download(card.Copy{To: z, From: at[2]})
	})
	if err != nil {
		t.Fatal(err)
	}
	if !mine.inTurn {
		t.Error("the driver was not asked")
	}
	for i := range z {
		if z[i] != x[i]+(x[i]+x[i]) {
			t.Fatalf("element %d: %g, want %g", i, z[i], 3*x[i])
		}
	}
}

// A run for which there is not enough memory changes nothing, not even what its
// first steps would have changed, and succeeds once there is.
func TestRunOutOfMemory(t *testing.T) {
	c, err := opened()
	if err != nil {
		t.Fatal(err)
	}
	small, large := kernels.Planes{N: 3, C: 2, Spatial: 5}, kernels.Planes{N: 64, C: 2, Spatial: 4096}
	rng := newRand(31)
	x, gamma, beta, dy := normal(rng, 30), normal(rng, 2), normal(rng, 2), normal(rng, 64*2*4096)
	train := func(interrupted bool) (results [][]float32) {
		l := &limited{driver: c.driver, left: 1 << 40}
		mine := &Card{stream: stream{on: l}, driver: l}
		norm := kernels.BatchNormTrainForward{Planes: small, Eps: 1e-5, Momentum: 0.1,
			Mean: make([]float32, 2), Variance: make([]float32, 2), RunningMean: make([]float32, 2), RunningVar: []float32{1, 1}}
		y, db := make([]float32, 30), make([]float32, 2)
		err := card.Do(func() error {
			r, err := mine.Load(&card.Program{Slots: slices.Repeat([]card.Slot{{At: -1}}, 6), Steps: []card.Step{
				{Op: "norm", Kernel: norm, In: []int{0, 1, 2}, Out: 3}, {Op: "bias", Kernel: kernels.BiasGrad{Planes: large}, In: []int{4}, Out: 5}}})
			if err != nil {
				return err
			}
			defer r.Close()
			var at []card.Address
			for _, s := range [][]float32{x, gamma, beta, y, dy, db} {
				a, err := card.Place(mine, s)
				if err != nil {
					return err
				}
				at = append(at, a)
			}
			for i := range 4 {
				if interrupted && i == 0 {
					for _, s := range [][]float32{norm.Mean, norm.Variance, norm.RunningMean, norm.RunningVar} {
						if _, err := card.Place(mine, s); err != nil {
							return err
						}
					}
					l.left = 1000
					err := r.Run(0, 2, at, nil)
					if err == nil || !strings.Contains(err.Error(), "out of memory: ") || !strings.Contains(err.Error(), "MB wanted") || !strings.Contains(err.Error(), "bias") {
						t.Errorf("a run without memory: %v", err)
					}
					l.left = 1 << 40
				}
				if err := r.Run(0, 2, at, nil); err != nil {
					return err
				}
			}
			for i, s := range [][]float32{x, gamma, beta, y, dy, db} {
				if err := mine.Download(card.Copy{To: s, From: at[i]}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range [][]float32{norm.RunningMean, norm.RunningVar} {
			if err := card.Read(s); err != nil {
				t.Fatal(err)
			}
		}
		return [][]float32{y, db, norm.RunningMean, norm.RunningVar}
	}
	want := train(false)
	if got := train(true); !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("got %g, want %g", got[2:], want[2:])
	}
	if want[3][0] == 1 || math.IsNaN(float64(want[3][0])) {
		t.Errorf("the running variance is %g", want[3][0])
	}
}

// What is uploaded may be changed at once, and much goes through little memory.
func TestUploadTakesACopy(t *testing.T) {
	c, err := opened()
	if err != nil {
		t.Fatal(err)
	}
	n := mostStaged + 1000
	at, err := c.Alloc(2 * n)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Free(at)
	sent := make([]float32, n)
	got := make([]float32, 2*n)
	for i, value := range []float32{1, 2} {
		for k := range sent {
			sent[k] = value + float32(k%1000)
		}
		if err := c.Upload(at+card.Address(4*n*i), sent); err != nil {
			t.Fatal(err)
		}
	}
	clear(sent)
	if err := c.Download(card.Copy{To: got[:n], From: at}, card.Copy{To: got[n:], From: at + card.Address(4*n)}); err != nil {
		t.Fatal(err)
	}
	for k, v := range got {
		if want := float32(1+k/n) + float32(k%n%1000); v != want {
			t.Fatalf("value %d is %g, want %g", k, v, want)
		}
	}
}
