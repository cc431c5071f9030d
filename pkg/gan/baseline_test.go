package gan_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/gan"
)

func TestPixelAverage(t *testing.T) {
	d := small(2, 3, 8)
	size := 3 * 8 * 8
	x, err := gan.PixelAverage(d, d.All(), 20, gan.Between(0.25), 5)
	if err != nil {
		t.Fatal(err)
	}
	kinds := make(map[[2]int]bool)
	for i := range 20 {
		found := false
		for _, a := range d.Indices(0) {
			for _, b := range d.Indices(1) {
				left, right := d.Sample(a), d.Sample(b)
				same := true
				for j, v := range x[i*size : (i+1)*size] {
					same = same && math.Abs(float64(v-(0.75*left[j]+0.25*right[j]))) < 1e-6
				}
				if same {
					found, kinds[[2]int{a, b}] = true, true
				}
			}
		}
		if !found {
			t.Errorf("picture %d is no average of two images", i)
		}
	}
	if len(kinds) < 4 {
		t.Errorf("20 pictures of %d of the 9 pairs", len(kinds))
	}
	some, err := gan.PixelAverage(d, d.All(), 3, gan.Between(0.25), 5)
	if err != nil || !slices.Equal(some, x[:3*size]) {
		t.Errorf("three are not the first three of twenty: %v", err)
	}
	other, err := gan.PixelAverage(d, d.All(), 20, gan.Between(0.25), 6)
	if err != nil || slices.Equal(other, x) {
		t.Errorf("another seed has the same pairs: %v", err)
	}
	pure, err := gan.PixelAverage(d, d.Indices(1), 1, gan.Only(1, 2), 0)
	if err != nil || len(pure) != size {
		t.Errorf("one class alone: %v", err)
	}
}

func TestPixelAverageRefuses(t *testing.T) {
	d := small(2, 3, 8)
	for _, c := range []struct {
		words string
		idx   []int
		n     int
		mix   []float64
	}{
		{"-1 pictures", d.All(), -1, gan.Between(0.5)},
		{"no image of class b", d.Indices(0), 1, gan.Between(0.5)},
		{"a mix of 3 classes", d.All(), 1, []float64{1, 0, 0}},
		{"class 0 is NaN", d.All(), 1, gan.Between(math.NaN())},
		{"class 0 is -1", d.All(), 1, gan.Between(2)},
		{"add up to 0.5", d.All(), 1, []float64{0.25, 0.25}},
		{"add up to 0", d.All(), 1, gan.Only(7, 2)},
		{"99", []int{99}, 1, gan.Between(0.5)},
	} {
		_, err := gan.PixelAverage(d, c.idx, c.n, c.mix, 0)
		refused(t, c.words, err, c.words)
	}
}

func TestTrainAutoencoder(t *testing.T) {
	d := small(2, 5, 8)
	split := dataset.Split{Train: d.Indices(0), Validation: d.Indices(1)}
	config := gan.DefaultAutoencoder()
	var seen []gan.AutoencoderEpoch
	a, history, err := gan.TrainAutoencoder(t.Context(), d, split, config, func(e gan.AutoencoderEpoch) { seen = append(seen, e) })
	if err != nil {
		t.Fatal(err)
	}
	if len(history) != 70 || !slices.Equal(seen, history) {
		t.Fatalf("%d epochs, %d told", len(history), len(seen))
	}
	if first, last := history[0].TrainLoss, history[69].TrainLoss; !(last < 0.7*first) {
		t.Errorf("the loss goes from %v to %v", first, last)
	}
	x := d.X(split.Train)
	again, err := a.Reconstruct(x)
	if err != nil {
		t.Fatal(err)
	}
	// The planes of a picture go through the same weights: swapped, they come back swapped.
	plane := 64
	swapped := slices.Concat(x[plane:2*plane], x[2*plane:3*plane], x[:plane])
	back, err := a.Reconstruct(swapped)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(back, slices.Concat(again[plane:2*plane], again[2*plane:3*plane], again[:plane])) {
		t.Error("a plane's result depends on its colour")
	}
	for i, v := range again {
		if !(v >= 0 && v <= 1) {
			t.Fatalf("value %d is %v", i, v)
		}
	}
	if _, same, err := gan.TrainAutoencoder(t.Context(), d, split, config, nil); err != nil || !slices.Equal(same, history) {
		t.Errorf("the same training ends elsewhere: %v", err)
	}
}

// The mean of the classes is the decoded mean of their mean codes.
func TestAutoencoderMeans(t *testing.T) {
	d, config := small(2, 3, 8), gan.DefaultAutoencoder()
	config.Epochs = 5
	a, _, err := gan.TrainAutoencoder(t.Context(), d, dataset.Split{Train: d.All()}, config, nil)
	if err != nil {
		t.Fatal(err)
	}
	codes, err := a.Encode(d.X(d.All()))
	if err != nil {
		t.Fatal(err)
	}
	mean := make([]float32, 192)
	for i, v := range codes {
		mean[i%192] += v / 6 // as many images of either class
	}
	want, err := a.Decode(mean)
	if err != nil {
		t.Fatal(err)
	}
	got, err := a.MeanOfClasses(d, d.All(), gan.Between(0.5))
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range got {
		if math.Abs(float64(v-want[i])) > 1e-5 {
			t.Fatalf("value %d is %v, want %v", i, v, want[i])
		}
	}
	_, err = a.MeanOfClasses(d, d.Indices(1), gan.Between(0.5))
	refused(t, "a class without images", err, "no image of class a")
	_, err = a.MeanCodes(small(2, 3, 16), []int{0})
	refused(t, "other images", err, "16×16")
	_, err = a.MeanCodes(d, []int{-1})
	refused(t, "a position outside", err, "-1")
}

func TestAutoencoderRefuses(t *testing.T) {
	d, config := small(2, 3, 8), gan.DefaultAutoencoder()
	config.Epochs = 1
	a, _, err := gan.TrainAutoencoder(t.Context(), d, dataset.Split{Train: d.All()}, config, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.Reconstruct(make([]float32, 191))
	refused(t, "a picture too short", err, "191 values are no pictures of 3×8×8")
	bad := make([]float32, 400-16)
	bad[200] = float32(math.NaN())
	_, err = a.Encode(bad)
	refused(t, "NaN", err, "value 8 of pictures 1 is NaN")
	bad[200] = float32(math.Inf(1))
	_, err = a.Decode(bad)
	refused(t, "infinity", err, "value 8 of codes 1 is +Inf")

	_, _, err = gan.TrainAutoencoder(t.Context(), d, dataset.Split{}, config, nil)
	refused(t, "no images", err, "no images to train on")
	large := &dataset.Dataset{Classes: []string{"a"}, Labels: []int{0}, H: 128, W: 128, Pixels: make([]byte, 3*128*128)}
	_, _, err = gan.TrainAutoencoder(t.Context(), large, dataset.Split{Train: []int{0}}, config, nil)
	refused(t, "large pictures", err, "128×128")
	for words, change := range map[string]func(*gan.AutoencoderConfig){
		"Epochs is 0":     func(c *gan.AutoencoderConfig) { c.Epochs = 0 },
		"LearningRate is": func(c *gan.AutoencoderConfig) { c.LearningRate = math.Inf(1) },
	} {
		c := config
		change(&c)
		_, _, err := gan.TrainAutoencoder(t.Context(), d, dataset.Split{Train: d.All()}, c, nil)
		refused(t, words, err, words)
	}
	ctx, stop := context.WithCancel(t.Context())
	config.Epochs = 9
	a, history, err := gan.TrainAutoencoder(ctx, d, dataset.Split{Train: d.All()}, config, func(e gan.AutoencoderEpoch) {
		if e.Number == 2 {
			stop()
		}
	})
	if a == nil || len(history) != 2 || !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %d epochs, %v", len(history), err)
	}
}
