package dataset_test

import (
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/crococlock/crococlock/internal/studytest"
	"github.com/crococlock/crococlock/pkg/dataset"
)

// study returns the study's images, or skips the test where they are not.
func study(t *testing.T) *dataset.Dataset {
	t.Helper()
	dir := studytest.Images(t)
	d, err := dataset.ReadFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !d.IsStudy() {
		studytest.Missing(t, fmt.Sprintf("%s holds other images than the study's: hash %s", dir, d.ContentHash()))
	}
	return d
}

func TestStudyImages(t *testing.T) {
	d := study(t)
	if d.Len() != 1000 || len(d.OfClass("clock")) != 500 || len(d.OfClass("crocodile")) != 500 {
		t.Errorf("%v: want 500 clocks and 500 crocodiles", d)
	}
	if d.Source != "the study's 1000 CIFAR-100 images" {
		t.Errorf("source %q", d.Source)
	}
	if i, ok := d.Find("clock/10003.png"); !ok || d.Labels[i] != 0 {
		t.Errorf("clock/10003.png at %d, %v", i, ok)
	}
	mean, std := d.MeanStd()
	for c := range 3 {
		if mean[c] < 0.4 || mean[c] > 0.65 || std[c] < 0.2 || std[c] > 0.35 {
			t.Errorf("channel %d: mean %.3f, deviation %.3f are not those of photographs", c, mean[c], std[c])
		}
	}
	d.Pixels[5] ^= 128
	if d.IsStudy() {
		t.Error("still the study's after a pixel changed")
	}
}

// uint64s lets a test spell out what a hash covers.
func uint64s(b []byte, n ...int) []byte {
	for _, v := range n {
		b = binary.BigEndian.AppendUint64(b, uint64(v))
	}
	return b
}
