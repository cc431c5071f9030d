package cnn_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
)

// small is a dataset that an epoch takes milliseconds for.
func small(t *testing.T) (*dataset.Dataset, dataset.Split) {
	t.Helper()
	d := dataset.Synthetic(30, 1)
	split, err := dataset.RandomSplit(d.Len(), 40, 10, 10, rand.New(rand.NewPCG(1, 0)))
	if err != nil {
		t.Fatal(err)
	}
	return d, split
}

func TestTrainLearns(t *testing.T) {
	d, split := small(t)
	config := cnn.Config{Epochs: 60, LearningRate: 3e-3, Seed: 1}
	var seen []cnn.Epoch
	model, history, err := cnn.Train(t.Context(), d, split, config, func(e cnn.Epoch) { seen = append(seen, e) })
	if err != nil {
		t.Fatal(err)
	}
	if len(history) != config.Epochs || !slices.Equal(seen, history) {
		t.Fatalf("%d epochs in the history, %d reported, want %d of both", len(history), len(seen), config.Epochs)
	}
	first, last := history[0], history[len(history)-1]
	if last.TrainLoss > first.TrainLoss/2 {
		t.Errorf("the training loss went from %.3f to %.3f only", first.TrainLoss, last.TrainLoss)
	}
	s, err := model.Evaluate(d, split.Validation)
	if err != nil {
		t.Fatal(err)
	}
	if s.Loss != last.ValidationLoss || s.Accuracy != last.ValidationAccuracy {
		t.Errorf("the model scores %v on the validation images, the history says %v", s, last)
	}
}

// The same seed gives the same bits, whatever the number of cores.
func TestTrainIsDeterministic(t *testing.T) {
	d, split := small(t)
	for _, batchSize := range []int{0, 16} {
		config := cnn.Config{Epochs: 4, BatchSize: batchSize, LearningRate: 1e-3, Seed: 7}
		var want cnn.History
		for _, procs := range []int{1, 2, 3, 8} {
			before := runtime.GOMAXPROCS(procs)
			_, got, err := cnn.Train(t.Context(), d, split, config, nil)
			runtime.GOMAXPROCS(before)
			if err != nil {
				t.Fatal(err)
			}
			if want == nil {
				want = got
			} else if !slices.Equal(got, want) {
				t.Errorf("batches of %d on %d cores: %v, on one %v", batchSize, procs, got, want)
			}
		}
		config.Seed++
		_, other, err := cnn.Train(t.Context(), d, split, config, nil)
		if err != nil {
			t.Fatal(err)
		}
		if slices.Equal(other, want) {
			t.Errorf("batches of %d: another seed gives the same history", batchSize)
		}
	}
}

func TestTrainStopsWithItsContext(t *testing.T) {
	d, split := small(t)
	ctx, cancel := context.WithCancel(t.Context())
	config := cnn.Config{Epochs: 1000, LearningRate: 1e-3}
	model, history, err := cnn.Train(ctx, d, split, config, func(e cnn.Epoch) {
		if e.Number == 3 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "epoch 4") {
		t.Errorf("error is %v, want one that names epoch 4 and wraps context.Canceled", err)
	}
	if model == nil || len(history) != 3 {
		t.Errorf("got model %v and %d epochs, want what three epochs made", model != nil, len(history))
	}
}

func TestTrainWithoutValidation(t *testing.T) {
	d, split := small(t)
	split.Validation = nil
	_, history, err := cnn.Train(t.Context(), d, split, cnn.Config{Epochs: 1, LearningRate: 1e-3}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !math.IsNaN(history[0].ValidationLoss) || !math.IsNaN(history[0].ValidationAccuracy) {
		t.Errorf("validation figures without validation images: %+v", history[0])
	}
}

func TestTrainRefuses(t *testing.T) {
	d, split := small(t)
	one := *d
	one.Classes = []string{"a"}
	outside := d.Subset(d.All())
	outside.Labels[split.Train[3]] = 2
	negative := d.Subset(d.All())
	negative.Labels[split.Validation[0]] = -1
	short := *d
	short.Pixels = d.Pixels[:len(d.Pixels)-1]
	tiny := dataset.Dataset{Classes: d.Classes, Labels: []int{0}, H: 2, W: 2, Pixels: make([]byte, 12)}
	flat := dataset.Dataset{Classes: d.Classes, Labels: []int{0}, H: 32, W: 64, Pixels: make([]byte, 3*32*64)}
	ok := cnn.Config{Epochs: 1, LearningRate: 1e-3}
	for name, c := range map[string]struct {
		d      *dataset.Dataset
		split  dataset.Split
		config cnn.Config
		says   string
	}{
		"no epochs":               {d, split, cnn.Config{LearningRate: 1}, "Epochs"},
		"no images":               {d, dataset.Split{}, ok, "no images"},
		"one class":               {&one, split, ok, "two or more"},
		"a label":                 {outside, split, ok, "has label 2, there are 2 classes"},
		"a label below":           {negative, split, ok, "has label -1"},
		"an index":                {d, dataset.Split{Train: []int{0, d.Len()}}, ok, "image 60 is asked for, there are 60"},
		"an index below":          {d, dataset.Split{Train: []int{0, -1}}, ok, "image -1"},
		"an index to validate on": {d, dataset.Split{Train: []int{0}, Validation: []int{60}}, ok, "image 60"},
		"too few pixels":          {&short, split, ok, "pixel values"},
		"oblong images":           {&flat, dataset.Split{Train: []int{0}}, ok, "32×64"},
		"architecture":            {d, split, cnn.Config{Architecture: "vgg", Epochs: 1, LearningRate: 1}, `"vgg"`},
		"shift":                   {d, split, cnn.Config{Epochs: 1, LearningRate: 1, Augment: dataset.Augmentation{dataset.Shift{Most: 0.6}}}, "Shift"},
		"small images":            {&tiny, dataset.Split{Train: []int{0}}, ok, "2×2"},
		"a blow-up":               {d, split, cnn.Config{Epochs: 20, LearningRate: 1e30}, "loss is"},
	} {
		_, _, err := cnn.Train(t.Context(), c.d, c.split, c.config, nil)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: error is %v, want one that says %q", name, err, c.says)
		}
	}
}

func TestHistoryDataFrame(t *testing.T) {
	h := cnn.History{{Number: 1, TrainLoss: 0.7, TrainAccuracy: 0.5, ValidationLoss: 0.6, ValidationAccuracy: 0.75}}
	frame := h.DataFrame()
	want := []string{"epoch", "train_loss", "train_accuracy", "validation_loss", "validation_accuracy"}
	if !slices.Equal(frame.Names(), want) || frame.Nrow() != 1 {
		t.Fatalf("frame has columns %v and %d rows, want %v and 1", frame.Names(), frame.Nrow(), want)
	}
	if got := frame.Col("validation_accuracy").Float()[0]; got != 0.75 {
		t.Errorf("validation accuracy is %v, want 0.75", got)
	}
}
