package nn_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// A step allocates nothing, on any number of processors and though the garbage
// collector runs: what the first steps have made is enough for all others.
func TestStepsAllocateNothing(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	defer func(rate int) { runtime.MemProfileRate = rate }(runtime.MemProfileRate)
	runtime.MemProfileRate = 1 // every allocation
	rng := rand.New(rand.NewPCG(1, 1))
	for name, run := range map[string]func(){
		"train SimpleNet": step(t, newTrainingOf(t, studyNet(t), 16, 32)),
		"train DCGAN":     step(t, newTrainingOf(t, winogradNet(rng), 16, 32)),
		"train the rest":  step(t, newTraining(t, generator(rng), 8)),
		"weights twice":   step(t, newTraining(t, twice{nn.NewLinear("lin", nn.LinearConfig{In: 768, Out: 768}, rng), smallNet(1)}, 4)),
		"spectral norm":   step(t, newTraining(t, normalisedNet(rng), 8)),
		"today's":         step(t, newTraining(t, todaysNet(rng), 6)),
		"hinge":           hingeStep(t, normalisedNet(rng)),
		"predict":         prediction(t, studyNet(t), 1),
		"predict many":    prediction(t, winogradNet(rng), 16),
	} {
		for _, procs := range []int{1, 2, 4} {
			t.Run(fmt.Sprintf("%s/%d", name, procs), func(t *testing.T) {
				runtime.GOMAXPROCS(procs)
				const steps, rounds = 20, 10
				for range steps {
					run()
				}
				// Which pieces run at the same time is chance. One more than ever before
				// need one buffer more, but there is an end to that.
				var made string
				for range rounds {
					before := profile(t)
					for range steps {
						runtime.GC()
						run()
					}
					if made = newIn(profile(t), before); made == "" {
						return
					}
				}
				t.Errorf("allocations in %d steps, for the %dth time:\n%s", steps, rounds, made)
			})
		}
	}
}

// A callStack is the innermost calls that made an object.
type callStack [32]uintptr

// profile counts the heap objects made so far.
func profile(t *testing.T) map[callStack]int64 {
	t.Helper()
	runtime.GC() // a profile is as of two collections ago
	runtime.GC()
	records := make([]runtime.MemProfileRecord, 1<<15)
	n, ok := runtime.MemProfile(records, true)
	if !ok {
		t.Fatalf("the profile has %d records", n)
	}
	counts := make(map[callStack]int64, n)
	for _, r := range records[:n] {
		counts[r.Stack0] += r.AllocObjects
	}
	return counts
}

// newIn describes what pkg/nn has made between two profiles, but for two kinds
// of objects that the runtime makes on its own account: what a goroutine that
// goes to sleep is queued with, should its processor have none left, and the
// caches of type assertions.
func newIn(after, before map[callStack]int64) string {
	var all strings.Builder
	for stack, n := range after {
		if n -= before[stack]; n == 0 {
			continue
		}
		s := (&runtime.MemProfileRecord{Stack0: stack}).Stack()
		var text strings.Builder
		for frames, more := runtime.CallersFrames(s), true; more; {
			var f runtime.Frame
			f, more = frames.Next()
			fmt.Fprintf(&text, "\t%s:%d\n", f.Function, f.Line)
		}
		of := func(name string) bool { return strings.Contains(text.String(), name) }
		if (of("crococlock/pkg/nn.") || of("crococlock/pkg/nn/")) && !of("runtime.acquireSudog:") && !of("runtime.buildTypeAssertCache:") {
			fmt.Fprintf(&all, "%d:\n%s", n, text.String())
		}
	}
	return all.String()
}

// winogradNet has the layers of a DCGAN, with sizes for Winograd's algorithm.
func winogradNet(rng *rand.Rand) *nn.Sequential {
	conv := func(in, out int) nn.Conv2DConfig {
		return nn.Conv2DConfig{In: in, Out: out, Kernel: 4, Stride: 2, Padding: 1, NoBias: true}
	}
	return nn.NewSequential(
		nn.NewConv2D("down1", conv(3, 32), rng), nn.NewLeakyReLU(0.2), // 16×16
		nn.NewConv2D("down2", conv(32, 64), rng), nn.NewBatchNorm2D("bn1", nn.BatchNorm2DConfig{Channels: 64}), nn.NewLeakyReLU(0.2), // 8×8
		nn.NewConvTranspose2D("up", conv(64, 32), rng), nn.NewBatchNorm2D("bn2", nn.BatchNorm2DConfig{Channels: 32}), nn.NewReLU(), // 16×16
		nn.NewFlatten(),
		nn.NewLinear("lin", nn.LinearConfig{In: 32 * 16 * 16, Out: 1}, rng),
	)
}

// todaysNet has what today's networks are made of, for pictures of 16×16.
func todaysNet(rng *rand.Rand) *nn.Sequential {
	conv := func(name string, c nn.Conv2DConfig) nn.Layer { return nn.NewConv2D(name, c, rng) }
	return nn.NewSequential(
		nn.NewPixelUnshuffle(2), // 12 channels of 8×8
		conv("wide", nn.Conv2DConfig{In: 12, Out: 16, Kernel: 3, Padding: 2, Dilation: 2}),
		nn.NewGroupNorm("gn", nn.GroupNormConfig{Groups: 4, Channels: 16}), nn.NewSiLU(),
		nn.NewResidual(nn.NewSequential(
			conv("deep", nn.Conv2DConfig{In: 16, Out: 16, Kernel: 3, Padding: 1, Groups: 16}), nn.NewGELU(),
			conv("groups", nn.Conv2DConfig{In: 16, Out: 16, Kernel: 3, Padding: 1, Groups: 4}), nn.NewGELUTanh(),
		), nil),
		nn.NewConcat(1, nn.NewSequential(), conv("thin", nn.Conv2DConfig{In: 16, Out: 16, Kernel: 3, Padding: 1, Columns: &nn.ConvColumns{Kernel: 1}})),
		nn.NewPixelShuffle(2), nn.NewSoftmax(1),
		nn.NewFunc("sums", func(x *G.Node, _ nn.Mode) (*G.Node, error) {
			y, err := nn.LogSumExp(x, 3)
			if err != nil {
				return nil, err
			}
			return nn.LogSumExp(y, 2)
		}),
		nn.NewLogSoftmax(1), nn.NewLinear("lin", nn.LinearConfig{In: 8, Out: 1}, rng),
	)
}

// normalisedNet is a discriminator for pictures of 16×16.
func normalisedNet(rng *rand.Rand) *nn.Sequential {
	return nn.NewSequential(
		nn.NewSpectralNorm(nn.NewConv2D("down", nn.Conv2DConfig{In: 3, Out: 8, Kernel: 4, Stride: 2, Padding: 1}, rng), rng), nn.NewLeakyReLU(0.2),
		nn.NewFlatten(),
		nn.NewSpectralNorm(nn.NewLinear("lin", nn.LinearConfig{In: 8 * 8 * 8, Out: 1}, rng), rng),
	)
}

// hingeStep returns a function that computes both of a GAN's hinge losses and
// their gradients with respect to pictures of 16×16.
func hingeStep(t testing.TB, net nn.Layer) func() {
	t.Helper()
	var machines []*nn.Machine
	for _, of := range []func(y *G.Node) (*G.Node, error){
		nn.HingeGenerator,
		func(y *G.Node) (*G.Node, error) {
			sign, err := nn.Input(y.Graph(), "sign", y.Shape()...)
			if err != nil {
				return nil, err
			}
			return nn.HingeDiscriminator(y, sign)
		},
	} {
		x, err := nn.Input(G.NewGraph(), "x", 4, 3, 16, 16)
		if err != nil {
			t.Fatal(err)
		}
		y, err := net.Build(x, nn.Eval)
		if err != nil {
			t.Fatal(err)
		}
		loss, err := of(y)
		if err != nil {
			t.Fatal(err)
		}
		grads, err := G.Grad(loss, x)
		if err != nil {
			t.Fatal(err)
		}
		m, err := nn.NewMachine(loss, grads[0])
		if err != nil {
			t.Fatal(err)
		}
		machines = append(machines, m)
	}
	return func() {
		for _, m := range machines {
			if err := m.RunAll(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// twice is its layer, applied twice with a way around the second, and net behind it.
type twice struct {
	layer nn.Layer
	net   *nn.Sequential
}

func (l twice) Build(x *G.Node, mode nn.Mode) (*G.Node, error) {
	s := x.Shape()
	x, err := nn.Flatten(x)
	for range 2 {
		if err != nil {
			return nil, err
		}
		var y *G.Node
		if y, err = l.layer.Build(x, mode); err == nil {
			x, err = G.Add(x, y)
		}
	}
	if err == nil {
		x, err = nn.Reshape(x, s...)
	}
	if err != nil {
		return nil, err
	}
	return l.net.Build(x, mode)
}

func (l twice) Params() []nn.Param  { return nn.Params(l.layer, l.net) }
func (l twice) Buffers() []nn.Param { return nil }
func (l twice) String() string      { return "twice" }

// prediction returns a function that computes net's outputs for n images,
// without gradients.
func prediction(t testing.TB, net nn.Layer, n int) func() {
	t.Helper()
	x, err := nn.Input(G.NewGraph(), "x", n, 3, 32, 32)
	if err != nil {
		t.Fatal(err)
	}
	y, err := net.Build(x, nn.Eval)
	if err != nil {
		t.Fatal(err)
	}
	m, err := nn.NewMachine(y)
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := m.RunAll(); err != nil {
			t.Fatal(err)
		}
	}
}
