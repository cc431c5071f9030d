package main

import (
	"path/filepath"
	"testing"

	"github.com/crococlock/crococlock/pkg/cnn"
)

// Epochs follow from the number of pictures unless they are told, within bounds.
func TestTrainConfig(t *testing.T) {
	for _, c := range []struct {
		o              trainOptions
		pictures, want int
	}{
		{trainOptions{arch: cnn.SimpleNet}, 320, 100}, {trainOptions{arch: cnn.SmallResNet}, 3200, 15}, {trainOptions{arch: cnn.SmallResNet}, 32000, 10},
		{trainOptions{arch: cnn.ResNet}, 500, 300}, {trainOptions{arch: cnn.ResNet}, 5000, 30}, {trainOptions{arch: cnn.ResNet, epochs: 7}, 500, 7},
	} {
		config := c.o.config(c.pictures)
		if err := config.Validate(); err != nil || config.Epochs != c.want || !config.KeepBest {
			t.Errorf("%+v of %d pictures: %d epochs, want %d; %v", c.o, c.pictures, config.Epochs, c.want, err)
		}
		if recipe := config.Optimizer == cnn.SGD && config.Mixup > 0 && config.Average > 0; recipe != (c.o.arch == cnn.ResNet) {
			t.Errorf("%s is trained by %+v", c.o.arch, config)
		}
	}
}

// The large residual network goes from a folder to a file and back.
func TestTrainResNet(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w")
	if status, out, errs := execute(t, "train", album(t, []string{"a", "b"}, 5), "-o", path, "--arch", "resnet", "--epochs", "2", "--size", "16"); status != exitOK {
		t.Fatalf("status %d\n%s%s", status, out, errs)
	}
	if m, err := cnn.ReadFile(path); err != nil || m.Architecture() != cnn.ResNet || m.Size() != 16 {
		t.Errorf("%v", err)
	}
}
