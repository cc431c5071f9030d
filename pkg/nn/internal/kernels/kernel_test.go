package kernels_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	k "github.com/crococlock/crococlock/pkg/nn/internal/kernels"
)

// compute runs a kernel that has nothing to complain about.
func compute(kernel k.Kernel, y []float32, in ...[]float32) {
	var inputs k.Inputs
	copy(inputs[:], in)
	if err := kernel.Run(y, inputs); err != nil {
		panic(err)
	}
}

// dense is c as a convolution of one group.
func dense(c k.Conv) k.Grouped { return k.Grouped{Conv: c, Groups: 1} }

func TestWhatKernelsFuse(t *testing.T) {
	c := k.Conv{N: 2, C: 3, H: 8, W: 8, O: 6, KH: 3, KW: 3, StrideH: 1, StrideW: 1, PadH: 1, PadW: 1}
	grouped := k.Grouped{Conv: c, Groups: 3}
	halving := k.Pool{N: 2, C: 6, H: 8, W: 8, KH: 2, KW: 2, StrideH: 2, StrideW: 2}
	overlapping := halving
	overlapping.KH, overlapping.KW = 3, 3
	relu, leaky := k.Elementwise{N: 1, Of: k.OfReLU}, k.Elementwise{N: 1, Of: k.OfLeakyReLU, Slope: 0.5}
	act, slope := &k.Act{}, &k.Act{Slope: 0.5}
	planes := k.Planes{N: 2, C: 3, Spatial: 4}
	for _, s := range []struct {
		name       string
		first      k.Fuser
		next, want k.Kernel
	}{
		{"convolution and ReLU", k.ConvForward{Grouped: dense(c)}, relu, k.ConvForward{Grouped: dense(c), Act: act}},
		{"convolution and leaky ReLU", k.ConvForward{Grouped: dense(c)}, leaky, k.ConvForward{Grouped: dense(c), Act: slope}},
		{"convolution and tanh", k.ConvForward{Grouped: dense(c)}, k.Elementwise{Of: k.OfTanh}, nil},
		{"convolution and a slope of 0", k.ConvForward{Grouped: dense(c)}, k.Elementwise{Of: k.OfLeakyReLU}, nil},
		{"convolution and halving", k.ConvForward{Grouped: dense(c)}, k.MaxPoolForward{Pool: halving}, k.ConvForward{Grouped: dense(c), Pool: &halving}},
		{"convolution and another pool", k.ConvForward{Grouped: dense(c)}, k.MaxPoolForward{Pool: overlapping}, nil},
		{"halved convolution and ReLU", k.ConvForward{Grouped: dense(c), Pool: &halving}, relu, k.ConvForward{Grouped: dense(c), Pool: &halving, Act: act}},
		{"activated convolution and halving", k.ConvForward{Grouped: dense(c), Act: act}, k.MaxPoolForward{Pool: halving}, nil},
		{"activated convolution and ReLU", k.ConvForward{Grouped: dense(c), Act: act}, relu, nil},
		{"groups and ReLU", k.ConvForward{Grouped: grouped}, relu, nil},
		{"groups and halving", k.ConvForward{Grouped: grouped}, k.MaxPoolForward{Pool: halving}, nil},
		{"transposed convolution and ReLU", k.ConvGradInput{Grouped: dense(c)}, relu, k.ConvGradInput{Grouped: dense(c), Act: act}},
		{"transposed groups and ReLU", k.ConvGradInput{Grouped: grouped}, relu, nil},
		{"pool and leaky ReLU", k.MaxPoolForward{Pool: overlapping}, leaky, k.MaxPoolForward{Pool: overlapping, Act: slope}},
		{"batch norm and ReLU", k.BatchNormTrainForward{Planes: planes}, relu, k.BatchNormTrainForward{Planes: planes, Act: act}},
		{"batch norm for evaluation and ReLU", k.BatchNormEvalForward{Planes: planes}, relu, k.BatchNormEvalForward{Planes: planes, Act: act}},
		{"batch norm and addition", k.BatchNormEvalForward{Planes: planes}, k.Addition{N: 24}, nil},
	} {
		if got := s.first.Fuse(s.next); !reflect.DeepEqual(got, s.want) {
			t.Errorf("%s: %+v, want %+v", s.name, got, s.want)
		}
	}
}

// The negative mean, a loss of generators, is the mean of one sign and the gradient of
// the other.
func TestNegativeMean(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 9))
	x := normal(r, 37, false)
	plane := k.Planes{N: 1, C: 1, Spatial: len(x)}
	y, mean := dirty(1), dirty(1)
	compute(k.GlobalPoolForward{Planes: plane, Fold: k.PlaneNegativeMean}, y, x)
	compute(k.GlobalPoolForward{Planes: plane, Fold: k.PlaneMean}, mean, x)
	if y[0] != -mean[0] {
		t.Errorf("%g, want %g", y[0], -mean[0])
	}
	dx, want := dirty(len(x)), dirty(len(x))
	compute(k.GlobalPoolBackward{Planes: plane, Fold: k.PlaneNegativeMean}, dx, []float32{0.7})
	compute(k.GlobalPoolBackward{Planes: plane, Fold: k.PlaneMean}, want, []float32{-0.7})
	for i := range want {
		if math.Float32bits(dx[i]) != math.Float32bits(want[i]) {
			t.Errorf("gradient %d is %g, want %g", i, dx[i], want[i])
		}
	}
}

func TestKernelsRefuse(t *testing.T) {
	weights := []float64{0, 0, 1}
	for _, s := range []struct {
		name   string
		kernel k.Checker
		second []float32
		want   string
	}{
		{"class", &k.CrossEntropyForward{CrossEntropy: k.CrossEntropy{N: 2, Classes: 3}}, []float32{1, 3}, "target 1 is 3, want a whole number from 0 to 2"},
		{"fraction", &k.CrossEntropyBackward{CrossEntropy: k.CrossEntropy{N: 2, Classes: 3}}, []float32{0.5, 2}, "target 0 is 0.5, want a whole number from 0 to 2"},
		{"row", &k.EmbeddingForward{Lookup: k.Lookup{N: 1, Rows: 2, Width: 1}}, []float32{-1}, "index 0 is -1, want a whole number from 0 to 1"},
		{"row for a gradient", &k.EmbeddingBackward{Lookup: k.Lookup{N: 1, Rows: 2, Width: 1}}, []float32{2}, "index 0 is 2, want a whole number from 0 to 1"},
		{"share", k.SoftTargetForward{SoftTargets: &k.SoftTargets{N: 1, Classes: 2}}, []float32{1, -1}, "target of row 0, class 1, is -1, want at least 0"},
		{"weight", k.SoftTargetBackward{SoftTargets: &k.SoftTargets{N: 2, Classes: 3, Hard: true, ClassWeights: weights}}, []float32{0, 1}, "targets of 2 rows weigh nothing"},
	} {
		if err := s.kernel.Check(k.Inputs{nil, s.second}); err == nil || err.Error() != s.want {
			t.Errorf("%s: Check says %v, want %q", s.name, err, s.want)
		}
		if err := s.kernel.Run(dirty(6), k.Inputs{dirty(6), s.second, {1}}); err == nil || err.Error() != s.want {
			t.Errorf("%s: Run says %v, want %q", s.name, err, s.want)
		}
		if err := s.kernel.Check(k.Inputs{}); err != nil {
			t.Errorf("%s: nothing is known, and Check says %v", s.name, err)
		}
	}
}
