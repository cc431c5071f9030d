package dataset_test

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/dataset"
)

// noise is n pictures of 3×h×w.
func noise(n, h, w int) []float32 {
	rng := generator(11)
	x := make([]float32, n*3*h*w)
	for i := range x {
		x[i] = rng.Float32()
	}
	return x
}

// once applies a step to a copy of x.
func once(s dataset.Step, x []float32, h, w int, seed uint64) []float32 {
	y := slices.Clone(x)
	s.Apply(y, make([]float32, len(x)), h, w, generator(seed))
	return y
}

// The zero value of each step leaves a picture as it is, bit for bit.
func TestStepsOfNothing(t *testing.T) {
	const h, w = 9, 12
	x := noise(1, h, w)
	for _, s := range []dataset.Step{
		dataset.Shift{}, dataset.Warp{}, dataset.Brightness{}, dataset.Saturation{}, dataset.Cast{}, dataset.Cutout{}, dataset.Contrast{},
	} {
		y := once(s, x, h, w, 1)
		for i := range x {
			if math.Abs(float64(x[i]-y[i])) > 1e-6 {
				t.Errorf("%T: value %d went from %v to %v", s, i, x[i], y[i])
				break
			}
		}
	}
}

// What is moved in is PyTorch's padding of mode "reflect".
func TestShifted(t *testing.T) {
	row := []float32{1, 2, 3, 4}
	x := slices.Concat(row, row, row)
	for _, c := range []struct {
		right  int
		mirror bool
		want   []float32
	}{
		{0, false, []float32{1, 2, 3, 4}}, {0, true, []float32{4, 3, 2, 1}},
		{1, false, []float32{2, 1, 2, 3}}, {-2, false, []float32{3, 4, 3, 2}},
		{3, false, []float32{4, 3, 2, 1}}, {1, true, []float32{3, 2, 1, 2}},
	} {
		y := make([]float32, len(x))
		dataset.Shifted(y, x, 1, 4, 0, c.right, c.mirror)
		if !slices.Equal(y[:4], c.want) || !slices.Equal(y[8:], c.want) {
			t.Errorf("%+v: %v", c, y)
		}
		// The same by rows.
		dataset.Shifted(y, x, 4, 1, c.right, 0, c.mirror)
		if !c.mirror && !slices.Equal(y[4:8], c.want) {
			t.Errorf("down, %+v: %v", c, y)
		}
	}
}

func TestMirror(t *testing.T) {
	x := noise(1, 3, 4)
	mirrored := make([]float32, len(x))
	dataset.Shifted(mirrored, x, 3, 4, 0, 0, true)
	seen := map[bool]int{}
	for seed := range uint64(40) {
		switch y := once(dataset.Mirror{}, x, 3, 4, seed); {
		case slices.Equal(y, x):
			seen[false]++
		case slices.Equal(y, mirrored):
			seen[true]++
		default:
			t.Fatal("neither the picture nor its mirror image")
		}
	}
	if seen[true] < 8 || seen[false] < 8 {
		t.Errorf("%d of 40 mirrored", seen[true])
	}
}

func TestShiftReachesAsFarAsItSays(t *testing.T) {
	const h, w = 8, 16
	x := noise(1, h, w)
	seen := make(map[[2]int]bool)
	for seed := range uint64(200) {
		y := once(dataset.Shift{Most: 0.25}, x, h, w, seed)
		found := false
		for down := -2; down <= 2; down++ {
			for right := -4; right <= 4; right++ {
				z := make([]float32, len(x))
				dataset.Shifted(z, x, h, w, down, right, false)
				if slices.Equal(y, z) {
					found, seen[[2]int{down, right}] = true, true
				}
			}
		}
		if !found {
			t.Fatal("moved by none of 2 rows and 4 columns at most")
		}
	}
	if len(seen) < 40 { // of 45
		t.Errorf("200 draws moved %d ways", len(seen))
	}
}

// Colours change by what they say, and leave alone what they say.
func TestColourSteps(t *testing.T) {
	const h, w, plane = 6, 5, 30
	x := noise(1, h, w)
	means := func(x []float32) (all float64, channel [3]float64) {
		for i, v := range x {
			all += float64(v) / float64(len(x))
			channel[i/plane] += float64(v) / plane
		}
		return all, channel
	}
	before, channels := means(x)
	near := func(a, b float64) bool { return math.Abs(a-b) < 1e-5 }
	least, most := 1., 1.
	for seed := range uint64(50) {
		y := once(dataset.Brightness{Most: 0.2}, x, h, w, seed)
		by := float64(y[0] - x[0])
		if all, _ := means(y); math.Abs(by) > 0.2 || !near(all-before, by) || !near(float64(y[77]-x[77]), by) {
			t.Errorf("brightness: by %v, the mean by %v", by, all-before)
		}
		y = once(dataset.Contrast{Most: 0.4}, x, h, w, seed)
		all, _ := means(y)
		factor := (float64(y[3]) - all) / (float64(x[3]) - before)
		least, most = min(least, factor), max(most, factor)
		if !near(all, before) || factor < 0.6-1e-4 || factor > 1.4+1e-4 || math.Abs((float64(y[50])-all)-factor*(float64(x[50])-before)) > 1e-5 {
			t.Errorf("contrast: factor %v, mean from %v to %v", factor, before, all)
		}
		y = once(dataset.Saturation{Most: 0.75}, x, h, w, seed)
		for p := range plane {
			grey := float64(x[p]+x[plane+p]+x[2*plane+p]) / 3
			if !near(grey, float64(y[p]+y[plane+p]+y[2*plane+p])/3) {
				t.Fatalf("saturation: the mean of pixel %d changed", p)
			}
			if a, b := float64(y[p])-grey, float64(x[p])-grey; a*b < 0 || math.Abs(a) > 1.75*math.Abs(b)+1e-6 || math.Abs(a) < 0.25*math.Abs(b)-1e-6 {
				t.Fatalf("saturation: pixel %d from %v to %v off grey", p, b, a)
			}
		}
		y = once(dataset.Cast{Deviation: 0.04}, x, h, w, seed)
		_, after := means(y)
		for c := range 3 {
			by := after[c] - channels[c]
			if math.Abs(by) > 0.04*5 || !near(float64(y[c*plane+9]-x[c*plane+9]), by) {
				t.Errorf("cast: channel %d by %v", c, by)
			}
		}
		if near(after[0]-channels[0], after[1]-channels[1]) {
			t.Error("cast: two channels by the same")
		}
	}
	if least > 0.7 || most < 1.3 {
		t.Errorf("contrast: factors from %v to %v only", least, most)
	}
}

func TestCutout(t *testing.T) {
	const side = 32
	x := noise(1, side, side)
	whole := false
	for seed := range uint64(50) {
		y := once(dataset.Cutout{Side: 0.28}, x, side, side, seed)
		holes := 0
		for i := range y {
			if y[i] != x[i] {
				holes++
				if y[i] != 0.5 {
					t.Fatalf("a hole of %v", y[i])
				}
			}
		}
		if holes == 0 || holes > 3*9*9 {
			t.Errorf("%d values cut out", holes)
		}
		whole = whole || holes == 3*9*9
	}
	if !whole {
		t.Error("no hole lies wholly within")
	}
}

// A warp keeps what it may not change: a picture of one colour, and the range.
func TestWarpStep(t *testing.T) {
	const h, w = 16, 16
	all := dataset.Warp{Mirror: true, Shift: 0.2, Angle: 0.3, Scale: 0.2, Stretch: 0.2}
	flat := make([]float32, 3*h*w)
	for i := range flat {
		flat[i] = 0.25
	}
	x := noise(1, h, w)
	for seed := range uint64(20) {
		for _, v := range once(all, flat, h, w, seed) {
			if math.Abs(float64(v)-0.25) > 1e-6 {
				t.Fatalf("a flat picture became %v", v)
			}
		}
		y := once(all, x, h, w, seed)
		if slices.Equal(x, y) || slices.Min(y) < -1e-6 || slices.Max(y) > 1+1e-6 {
			t.Errorf("values from %v to %v", slices.Min(y), slices.Max(y))
		}
	}
}

// Each picture has numbers of its own, which depend on seed and position alone.
func TestAugmentationIsSeeded(t *testing.T) {
	const n, side = 37, 16
	one := noise(1, side, side)
	var x []float32
	for range n {
		x = append(x, one...)
	}
	a := dataset.DefaultAugmentation()
	var want []float32
	for _, procs := range []int{1, 2, 8} {
		before := runtime.GOMAXPROCS(procs)
		y := slices.Clone(x)
		err := a.Apply(y, side, side, 5)
		runtime.GOMAXPROCS(before)
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = y
		} else if !slices.Equal(y, want) {
			t.Errorf("%d processors: other bits", procs)
		}
	}
	size := len(one)
	for i := range n - 1 {
		if slices.Equal(want[i*size:(i+1)*size], want[(i+1)*size:(i+2)*size]) {
			t.Errorf("pictures %d and %d changed alike", i, i+1)
		}
	}
	other := slices.Clone(x)
	if err := a.Apply(other, side, side, 6); err != nil || slices.Equal(other, want) {
		t.Errorf("another seed: the same, %v", err)
	}
}

// broken is a step that fails.
type broken struct{ dataset.Mirror }

func (broken) Apply(_, _ []float32, _, _ int, _ *rand.Rand) { panic("on purpose") }

func TestAugmentationRefuses(t *testing.T) {
	nan := math.NaN()
	for says, a := range map[string]dataset.Augmentation{
		"step 1 is nil":                    {nil},
		"step 2: Shift.Most is 0.6":        {dataset.Mirror{}, dataset.Shift{Most: 0.6}},
		"Warp.Angle is 2":                  {dataset.Warp{Angle: 2}},
		"Warp.Shift is -1":                 {dataset.Warp{Shift: -1}},
		"Brightness.Most is NaN":           {dataset.Brightness{Most: nan}},
		"Contrast.Most is 2":               {dataset.Contrast{Most: 2}},
		"Saturation.Most is -0.1":          {dataset.Saturation{Most: -0.1}},
		"Cast.Deviation is NaN":            {dataset.Cast{Deviation: nan}},
		"Cutout.Side is 1.5":               {dataset.Cutout{Side: 1.5}},
		"augmentation: panic: on purpose":  {broken{}},
		"37 values are no whole number of": {},
	} {
		n := 48
		if strings.HasPrefix(says, "37") {
			n = 37
		}
		if err := a.Apply(make([]float32, n), 4, 4, 1); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("error is %v, want %q", err, says)
		}
	}
}
