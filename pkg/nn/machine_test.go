package nn_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// What a training step of SimpleNet keeps is near what it must keep.
func TestPlanOfSimpleNet(t *testing.T) {
	tr := newTraining(t, smallNet(1), 32)
	m, err := nn.NewMachine(append(tr.grads, tr.loss)...)
	if err != nil {
		t.Fatal(err)
	}
	p := m.Plan()
	t.Logf("%v", p)
	if p.Fused < 2 {
		t.Errorf("%d ops fused, want the two ReLUs after pools", p.Fused)
	}
	if p.ArenaBytes != m.MemoryBytes() || p.PeakBytes > p.ArenaBytes || float64(p.ArenaBytes) > 1.1*float64(p.PeakBytes) {
		t.Errorf("arena %d bytes for %d alive at once", p.ArenaBytes, p.PeakBytes)
	}
	if p.SumBytes*2 < p.ArenaBytes*3 {
		t.Errorf("%d bytes of tensors in an arena of %d, want a third or more shared", p.SumBytes, p.ArenaBytes)
	}
	if !strings.Contains(p.String(), "conv2d{") {
		t.Errorf("the report does not name the first convolution:\n%v", p)
	}
}

// The memory of the study's training step is little more than what its backward
// pass reads of the forward pass.
func TestPlanIsNearTheLowerBound(t *testing.T) {
	const images = 500
	tr := newTrainingOf(t, studyNet(t), images, 32)
	m, err := nn.NewMachine(append(tr.grads, tr.loss)...)
	if err != nil {
		t.Fatal(err)
	}
	conv1, conv2, conv3 := 16*16*16, 32*8*8, 64*4*4 // each is read by the pooling behind it, which makes a quarter
	bound := 4 * images * (conv1 + conv1/4 + conv2 + conv2/4 + conv3 + conv3/4 + 256)
	if got := m.MemoryBytes(); got < bound || float64(got) > 1.06*float64(bound) {
		t.Errorf("%d bytes, want at most 6 %% more than %d:\n%v", got, bound, m.Plan())
	}
}

// A run in two parts gives what one gives, and moves running statistics once.
func TestStagedRun(t *testing.T) {
	build := func() (*nn.Machine, *nn.BatchNorm2DLayer, *G.Node, *G.Node) {
		bn := nn.NewBatchNorm2D("bn", nn.BatchNorm2DConfig{Channels: 3})
		g := G.NewGraph()
		x := ramp(t, g, "x", 2, 3, 2, 2)
		y := must(t)(nn.Tanh(must(t)(bn.Build(x, nn.Train))))
		loss := must(t)(nn.MSE(y, must(t)(nn.Input(g, "t", 2, 3, 2, 2))))
		_, grads, err := nn.Grad(loss, bn.Params())
		if err != nil {
			t.Fatal(err)
		}
		m, err := nn.NewMachine(y, grads[0])
		if err != nil {
			t.Fatal(err)
		}
		return m, bn, y, grads[0]
	}
	whole, bn, y, grad := build()
	if err := whole.RunAll(); err != nil {
		t.Fatal(err)
	}
	staged, bn2, y2, grad2 := build()
	if err := staged.RunUntil(y2); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(nn.Data(y2), nn.Data(y)) || nn.Data(grad2) != nil && slices.Equal(nn.Data(grad2), nn.Data(grad)) {
		t.Error("the first part does not give the output alone")
	}
	if err := staged.Resume(); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(nn.Data(grad2), nn.Data(grad)) || !slices.Equal(nn.Data(y2), nn.Data(y)) {
		t.Error("two parts give other values than one run")
	}
	if !slices.Equal(bn2.Buffers()[0].Data(), bn.Buffers()[0].Data()) {
		t.Errorf("running mean is %v after two parts, %v after one run", bn2.Buffers()[0].Data(), bn.Buffers()[0].Data())
	}
}

// The gradient with respect to an input says which pixels a decision hangs on.
func TestGradientOfInput(t *testing.T) {
	net := smallNet(2)
	g := G.NewGraph()
	x := must(t)(nn.Input(g, "x", 1, 3, 16, 16))
	rng := rand.New(rand.NewPCG(3, 3))
	for i := range nn.Data(x) {
		nn.Data(x)[i] = rng.Float32()
	}
	logit := must(t)(net.Build(x, nn.Eval))
	saliency, err := nn.GradInput(logit, x)
	if err != nil {
		t.Fatal(err)
	}
	m, err := nn.NewMachine(logit, saliency)
	if err != nil {
		t.Fatal(err)
	}
	value := func() float64 {
		if err := m.RunAll(); err != nil {
			t.Fatal(err)
		}
		return float64(nn.Data(logit)[0])
	}
	value()
	ds := slices.Clone(nn.Data(saliency))
	for _, i := range []int{0, 100, 300, 500, 767} {
		const h = 1.0 / 128
		at := nn.Data(x)[i]
		nn.Data(x)[i] = at + h
		up := value()
		nn.Data(x)[i] = at - h
		down := value()
		nn.Data(x)[i] = at
		if want := (up - down) / (2 * h); !(abs(float64(ds[i])-want) <= 2e-3*max(1, abs(want))) {
			t.Errorf("pixel %d: gradient is %g, finite difference %g", i, ds[i], want)
		}
	}
}

func abs(x float64) float64 { return max(x, -x) }
