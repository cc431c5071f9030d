package nn_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// named is a state dict of scalars 0, 1, ….
func named(names ...string) *nn.StateDict {
	sd := &nn.StateDict{Metadata: map[string]string{"a": "b"}}
	for i, name := range names {
		sd.Tensors = append(sd.Tensors, nn.StateTensor{Name: name, Shape: []int{1}, Data: []float32{float32(i)}})
	}
	return sd
}

func TestStateDictNames(t *testing.T) {
	for name, c := range map[string]struct {
		got  *nn.StateDict
		want []string
	}{
		"Sub":                {named("g.w", "d.w", "g.b", "g", "gg.w").Sub("g"), []string{"w", "b"}},
		"Sub with a dot":     {named("g.w", "d.w").Sub("g."), []string{"w"}},
		"Sub, nested":        {named("a.b.w", "a.w").Sub("a.b"), []string{"w"}},
		"StripPrefix":        {named("module.w", "module.b").StripPrefix("module."), []string{"w", "b"}},
		"StripPrefix, mixed": {named("_orig_mod.w", "b").StripPrefix("_orig_mod."), []string{"w", "b"}},
		"StripPrefix, all":   {named("module.").StripPrefix("module."), []string{"module."}},
		"Rename": {named("fc.w", "fc.b", "x").Rename(func(old string) string {
			if old == "x" {
				return ""
			}
			return strings.Replace(old, "fc", "lin", 1)
		}), []string{"lin.w", "lin.b"}},
	} {
		if !slices.Equal(c.got.Names(), c.want) || c.got.Metadata["a"] != "b" {
			t.Errorf("%s: %q and %v, want %q", name, c.got.Names(), c.got.Metadata, c.want)
		}
	}
}

// An error about names tells the call that makes them right.
func TestCheckNamesThePrefix(t *testing.T) {
	want := []nn.ParamShape{{Name: "conv.w", Shape: []int{1}}, {Name: "b", Shape: []int{1}}}
	for names, says := range map[string]string{
		"module.conv.w module.b":                         `StripPrefix("module.")`,
		"_orig_mod.conv.w _orig_mod.b":                   `StripPrefix("_orig_mod.")`,
		"_orig_mod.module.conv.w _orig_mod.module.b":     `StripPrefix("_orig_mod.module.")`,
		"netG.conv.w netG.b netD.conv.w netD.x netG.new": `2 of the names wanted stand behind a prefix: Sub("netG") has them`,
		"ema.b ema.conv.w net.conv.w net.b opt.m.net.b":  `Sub("ema") has them, and so has Sub("net")`,
		"x.b x.conv.w y.conv.w y.b z.b z.conv.w":         `Sub("x") has them, and so have Sub("y") and Sub("z")`,
	} {
		err := named(strings.Fields(names)...).Check(want)
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %s", names, err, says)
		}
	}
	for _, names := range []string{"conv.w", "conv.v b.c", "w b"} {
		if err := named(strings.Fields(names)...).Check(want); err == nil || strings.Contains(err.Error(), "Prefix(") || strings.Contains(err.Error(), "Sub(") {
			t.Errorf("%s: %v, want an error without a call", names, err)
		}
	}
	if err := named("conv.w", "b", "b").Check(want); err == nil || !strings.Contains(err.Error(), `"b" occurs twice`) {
		t.Errorf("a name twice: %v", err)
	}
}

func TestCopyPartly(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	net := nn.NewSequential(nn.NewLinear("lin1", nn.LinearConfig{In: 2, Out: 3}, rng), nn.NewLinear("lin2", nn.LinearConfig{In: 3, Out: 5}, rng))
	other := nn.NewSequential(nn.NewLinear("lin1", nn.LinearConfig{In: 2, Out: 3}, rng), nn.NewLinear("lin2", nn.LinearConfig{In: 3, Out: 2}, rng))
	sd := nn.NewStateDict(other.Params())
	sd.Tensors = append(sd.Tensors, named("old").Tensors...)
	before := slices.Clone(net.Params()[2].Data())
	c, err := sd.CopyPartly(net.Params())
	if err != nil {
		t.Fatal(err)
	}
	if want := "2 copied; extra: old; of another shape: lin2.weight, lin2.bias"; c.String() != want {
		t.Errorf("%q, want %q", c, want)
	}
	if !slices.Equal(net.Params()[0].Data(), other.Params()[0].Data()) || !slices.Equal(net.Params()[2].Data(), before) {
		t.Error("what fits was not copied, or what does not was")
	}
	if _, err := named("module.lin1.bias").CopyPartly(net.Params()); err == nil || !strings.Contains(err.Error(), "nothing fits") {
		t.Errorf("nothing that fits: %v", err)
	}
	bad := nn.NewStateDict(other.Params())
	bad.Tensors[1].Data = bad.Tensors[1].Data[1:]
	if _, err := bad.CopyPartly(net.Params()); err == nil || !strings.Contains(err.Error(), "lin1.bias") {
		t.Errorf("too few elements: %v", err)
	}
}

// Batch norm counts its batches, and the number goes through files as it is.
func TestBatchesAreTracked(t *testing.T) {
	bn := nn.NewBatchNorm2D("bn", nn.BatchNorm2DConfig{Channels: 1})
	everything := append(bn.Params(), bn.Buffers()...)
	count := everything[len(everything)-1]
	if count.Name != "bn.num_batches_tracked" || count.Data() != nil || len(count.Ints()) != 1 || count.Value.Dims() != 0 {
		t.Fatalf("the counter is %+v", count)
	}
	x, err := nn.Input(G.NewGraph(), "x", 4, 1, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	y, err := bn.Build(x, nn.Train)
	if err != nil {
		t.Fatal(err)
	}
	machine, err := nn.NewMachine(y)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := machine.RunAll(); err != nil {
			t.Fatal(err)
		}
	}
	if got := count.Ints()[0]; got != 3 {
		t.Errorf("%d batches after three", got)
	}

	const many = 1<<24 + 1 // which float32 does not have
	count.Ints()[0] = many
	path := filepath.Join(t.TempDir(), "bn.safetensors")
	if err := nn.NewStateDict(everything).WriteFile(path); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), `"bn.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[0,8]}`) {
		t.Errorf("the header is %.500q", data[8:])
	}
	sd, err := nn.ReadStateDict(path)
	if err != nil {
		t.Fatal(err)
	}
	other := nn.NewBatchNorm2D("bn", nn.BatchNorm2DConfig{Channels: 1})
	into := append(other.Params(), other.Buffers()...)
	if err := sd.CopyTo(into); err != nil {
		t.Fatal(err)
	}
	if got := other.Buffers()[2].Ints()[0]; got != many {
		t.Errorf("the counter came back as %d, want %d", got, many)
	}
	// A file that is older than the counter has none.
	sd.Tensors = slices.DeleteFunc(sd.Tensors, func(t nn.StateTensor) bool { return t.Ints != nil })
	if err := sd.CopyTo(into); err != nil {
		t.Errorf("without the counter: %v", err)
	}
	for _, c := range []struct {
		tensor nn.StateTensor
		want   string
	}{
		{nn.StateTensor{Data: []float32{7}}, ""},
		{nn.StateTensor{Data: []float32{7.5}}, "whole number"},
		{nn.StateTensor{}, "has 0 elements"},
	} {
		c.tensor.Name = "bn.num_batches_tracked"
		err := (&nn.StateDict{Tensors: append(slices.Clone(sd.Tensors), c.tensor)}).CopyTo(into)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%+v: %v, want %q", c.tensor, err, c.want)
		}
	}
	if got := other.Buffers()[2].Ints()[0]; got != 7 {
		t.Errorf("a counter of floats came as %d, want 7", got)
	}
}

func ExampleStateDict_StripPrefix() {
	sd := &nn.StateDict{Tensors: []nn.StateTensor{{Name: "module.lin.bias", Shape: []int{1}, Data: []float32{0.5}}}}
	want := []nn.ParamShape{{Name: "lin.bias", Shape: []int{1}}}
	fmt.Println(sd.Check(want) != nil, sd.StripPrefix("module.").Check(want) != nil)
	// Output: true false
}

func ExampleStateDict_CopyPartly() {
	rng := rand.New(rand.NewPCG(1, 0))
	body := nn.NewLinear("body", nn.LinearConfig{In: 2, Out: 3}, rng)
	old := nn.NewLinear("head", nn.LinearConfig{In: 3, Out: 1}, rng)
	trained := nn.NewStateDict(nn.Params(body, old))

	head := nn.NewLinear("head", nn.LinearConfig{In: 3, Out: 7}, rng) // for seven classes
	copied, err := trained.CopyPartly(nn.Params(body, head))
	fmt.Println(copied, err)
	// Output: 2 copied; of another shape: head.weight, head.bias <nil>
}
