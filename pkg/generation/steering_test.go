package generation_test

import (
	"context"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/generation"
	"github.com/crococlock/crococlock/pkg/nn"
)

func residual(t *testing.T, seed uint64) *cnn.Model {
	t.Helper()
	m, err := cnn.New(cnn.SmallResNet, classes, 32, rand.New(rand.NewPCG(seed, 0)))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// farness is the mean distance of guides' logits from a place's.
func farness(t *testing.T, guides []*cnn.Model, x []float32, at float64) float64 {
	t.Helper()
	sum, n := 0.0, 0.0
	for _, g := range guides {
		p, err := g.Predict(x)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range p {
			sum += math.Abs(math.Log(q/(1-q)) - math.Log(at/(1-at)))
			n++
		}
	}
	return sum / n
}

// Steps bring pictures to where guides put them at the place, are as strong as the
// config says, and smooth.
func TestSteering(t *testing.T) {
	guides := []*cnn.Model{residual(t, 1), residual(t, 2)}
	for _, g := range guides {
		// Untrained networks say nearly the same of all pictures; these say it louder.
		last := g.Params()[len(g.Params())-2]
		for i := range last.Data() {
			last.Data()[i] *= 40
		}
	}
	d := dataset.Synthetic(3, 1)
	x := d.X(d.All())
	config := generation.DefaultSteering()
	config.Strength = 0.1
	s, err := generation.NewSteering(guides, config)
	if err != nil {
		t.Fatal(err)
	}
	const at = 0.2
	before := farness(t, guides, x, at)
	for range 4 {
		step, err := s.Direction(x, at)
		if err != nil {
			t.Fatal(err)
		}
		const size = 3072
		for i := range d.Len() {
			sum, rough := 0.0, 0.0
			for k := i * size; k < (i+1)*size; k++ {
				sum += float64(step[k]) * float64(step[k])
				if k%32 != 31 {
					rough += math.Pow(float64(step[k+1]-step[k]), 2)
				}
			}
			if rms := math.Sqrt(sum / size); rms > config.Strength*1.0001 {
				t.Errorf("picture %d: a step of %v, want up to %v", i, rms, config.Strength)
			}
			// Neighbours of white noise differ by √2 times its strength.
			if rough > 0.5*sum {
				t.Errorf("picture %d: the step is rough: %v of %v", i, rough, sum)
			}
		}
		for k, v := range step {
			x[k] += v
		}
	}
	if after := farness(t, guides, x, at); after > 0.95*before {
		t.Errorf("the guides are %v from the place after four steps, %v before", after, before)
	}
}

// A view's gradients come back to the pixels that they belong to: with guides that
// weigh one pixel alone, views from everywhere move that pixel and those that the
// views put in its place.
func TestSteeringPutsViewsBack(t *testing.T) {
	const side = 16
	linear := nn.NewLinear("lin", nn.LinearConfig{In: 3 * side * side, Out: 1}, rand.New(rand.NewPCG(1, 0)))
	for _, p := range linear.Params() {
		clear(p.Data())
	}
	linear.Params()[0].Data()[4*side+6] = 1 // channel 0, row 4, column 6
	linear.Params()[1].Data()[0] = -2       // so that all pictures are far from the place
	m, err := cnn.FromNetwork(nn.NewSequential(nn.NewFlatten(), linear), classes, side)
	if err != nil {
		t.Fatal(err)
	}
	s, err := generation.NewSteering([]*cnn.Model{m}, generation.SteeringConfig{Strength: 0.1, Views: cnn.Views{Shifts: []int{0, 1}, Mirror: true}})
	if err != nil {
		t.Fatal(err)
	}
	step, err := s.Direction(make([]float32, 3*side*side), 0.5)
	if err != nil {
		t.Fatal(err)
	}
	// The picture moved by (down, right) shows its pixel (4−down, 6−right) there, and
	// mirrored (4−down, 15−6−right).
	want := map[int]bool{}
	for _, down := range []int{0, 1} {
		for _, right := range []int{0, 1} {
			want[(4-down)*side+6-right] = true
			want[(4-down)*side+9-right] = true
		}
	}
	for i, v := range step {
		if (v > 0) != want[i] || v < 0 {
			t.Errorf("(%d, %d) of channel %d moves by %v", i%256/side, i%side, i/256, v)
		}
	}
}

type steered struct{ generation.Generator }

func (s steered) SampleSteered(ctx context.Context, n int, at float64, seed uint64, steer func([]float32) ([]float32, error)) ([]float32, error) {
	x, err := s.Sample(ctx, n, at, seed)
	if err != nil {
		return nil, err
	}
	for range 5 {
		step, err := steer(x)
		if err != nil {
			return nil, err
		}
		for i, v := range step {
			x[i] = min(max(x[i]+v, 0), 1)
		}
	}
	return x, nil
}

func TestLead(t *testing.T) {
	guides := []*cnn.Model{residual(t, 1)}
	s, err := generation.NewSteering(guides, generation.DefaultSteering())
	if err != nil {
		t.Fatal(err)
	}
	g := steered{greys(32)}
	led := s.Lead(g)
	for _, at := range []float64{0, 0.2, 1} {
		plain, err := generation.Sample(t.Context(), g, 3, at, 1)
		if err != nil {
			t.Fatal(err)
		}
		got, err := generation.Sample(t.Context(), led, 3, at, 1)
		if err != nil {
			t.Fatal(err)
		}
		same := true
		for i, v := range plain.X {
			same = same && got.X[i] == v
		}
		if same != (at == 0 || at == 1) {
			t.Errorf("at %v: as without steering: %v", at, same)
		}
	}
}

func TestSteeringErrors(t *testing.T) {
	good := generation.DefaultSteering()
	other, err := cnn.New(cnn.SmallResNet, []string{"a", "b", "c"}, 32, rand.New(rand.NewPCG(1, 0)))
	if err != nil {
		t.Fatal(err)
	}
	with := func(change func(c *generation.SteeringConfig)) generation.SteeringConfig {
		c := good
		change(&c)
		return c
	}
	guides := []*cnn.Model{residual(t, 1)}
	for _, c := range []struct {
		want   string
		guides []*cnn.Model
		config generation.SteeringConfig
	}{
		{"no guides", nil, good},
		{"guide 2 knows the classes", append(guides, other), good},
		{"Strength is 0", guides, with(func(c *generation.SteeringConfig) { c.Strength = 0 })},
		{"Blur is NaN", guides, with(func(c *generation.SteeringConfig) { c.Blur = math.NaN() })},
		{"a shift of 32", guides, with(func(c *generation.SteeringConfig) { c.Views.Shifts = []int{32} })},
	} {
		if _, err := generation.NewSteering(c.guides, c.config); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
	s, err := generation.NewSteering(guides, good)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Direction(make([]float32, 3072), 1); err == nil || !strings.Contains(err.Error(), "between 0 and 1") {
		t.Errorf("%v", err)
	}
	if _, err := s.Direction(make([]float32, 3071), 0.5); err == nil || !strings.Contains(err.Error(), "no whole number") {
		t.Errorf("%v", err)
	}
}
