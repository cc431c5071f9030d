package nn_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/internal/studytest"
	"github.com/crococlock/crococlock/pkg/nn"
)

// simpleNet is the study's model as its published weights name it.
var simpleNet = []nn.ParamShape{
	{Name: "conv1.weight", Shape: []int{16, 3, 3, 3}}, {Name: "conv1.bias", Shape: []int{16}},
	{Name: "conv2.weight", Shape: []int{32, 16, 3, 3}}, {Name: "conv2.bias", Shape: []int{32}},
	{Name: "conv3.weight", Shape: []int{64, 32, 3, 3}}, {Name: "conv3.bias", Shape: []int{64}},
	{Name: "lin1.weight", Shape: []int{256, 256}}, {Name: "lin1.bias", Shape: []int{256}},
	{Name: "lin2.weight", Shape: []int{1, 256}}, {Name: "lin2.bias", Shape: []int{1}},
}

func TestReadStateDictAuthor(t *testing.T) {
	legacy, err := nn.ReadStateDict(filepath.Join(studytest.Author(t), "model_state"))
	if err != nil {
		t.Fatal(err)
	}
	zipped, err := nn.ReadStateDict(filepath.Join(studytest.Author(t), "model_state_zip.pt"))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(legacy.Tensors, zipped.Tensors) {
		t.Error("the legacy file and the zip file hold different tensors")
	}
	if n := legacy.Parameters(); n != 89_633 {
		t.Errorf("%d parameters, want 89,633", n)
	}
	if err := legacy.Check(simpleNet); err != nil {
		t.Error(err)
	}
	path := filepath.Join(t.TempDir(), "author.safetensors")
	legacy.Metadata = map[string]string{"architecture": "SimpleNet"}
	if err := legacy.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	again, err := nn.ReadStateDict(path)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(legacy, again) {
		t.Error("safetensors gives back other tensors than were written")
	}
}

func TestStateDictCheck(t *testing.T) {
	sd := &nn.StateDict{Tensors: []nn.StateTensor{
		{Name: "w", Shape: []int{2, 3}, Data: make([]float32, 6)},
		{Name: "old", Shape: []int{1}, Data: make([]float32, 1)},
	}}
	err := sd.Check([]nn.ParamShape{{Name: "w", Shape: []int{3, 2}}, {Name: "b", Shape: []int{3}}})
	for _, want := range []string{
		`"w" has the wrong shape: want [3 2], got [2 3]`,
		`"b" is missing: want shape [3]`,
		`"old" is extra: want none of that name, got shape [1]`,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v says nothing of %s", err, want)
		}
	}
	if err := sd.Check([]nn.ParamShape{{Name: "old", Shape: []int{1}}, {Name: "w", Shape: []int{2, 3}}}); err != nil {
		t.Errorf("order matters: %v", err)
	}
}

func TestStateDictCopyTo(t *testing.T) {
	layer := func(seed uint64) []nn.Param {
		return nn.NewLinear("lin", nn.LinearConfig{In: 2, Out: 3}, rand.New(rand.NewPCG(seed, 0))).Params()
	}
	from, to := layer(1), layer(2)
	before := slices.Concat(to[0].Data(), to[1].Data())
	for want, change := range map[string]func(sd *nn.StateDict){
		"missing":                func(sd *nn.StateDict) { sd.Tensors = sd.Tensors[:1] },
		"wrong shape":            func(sd *nn.StateDict) { sd.Tensors[1].Shape = []int{1, 3} },
		"has 2 elements, want 3": func(sd *nn.StateDict) { sd.Tensors[1].Data = sd.Tensors[1].Data[:2] },
	} {
		sd := nn.NewStateDict(from)
		change(sd)
		if err := sd.CopyTo(to); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "lin.bias") {
			t.Errorf("error is %v, want one with %q", err, want)
		}
		if !slices.Equal(slices.Concat(to[0].Data(), to[1].Data()), before) {
			t.Fatalf("%s: something was copied", want)
		}
	}
	if err := nn.NewStateDict(from).CopyTo(to); err != nil {
		t.Fatal(err)
	}
	for i := range from {
		if !slices.Equal(to[i].Data(), from[i].Data()) || &to[i].Data()[0] == &from[i].Data()[0] {
			t.Errorf("%s is no copy", to[i].Name)
		}
	}
}

func TestStateDictWriteFileIsAtomic(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "w.safetensors")
	good := &nn.StateDict{Tensors: []nn.StateTensor{{Name: "w", Shape: []int{1}, Data: []float32{1}}}}
	if err := good.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	bad := &nn.StateDict{Tensors: []nn.StateTensor{{Name: "w", Shape: []int{2}, Data: []float32{1}}}}
	if err := bad.WriteFile(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("got error %v, want one that names %s", err, path)
	}
	if sd, err := nn.ReadStateDict(path); err != nil || !reflect.DeepEqual(sd, good) {
		t.Errorf("the file that was there: %v, %v", sd, err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("%d files left, want 1", len(files))
	}
}

func TestReadStateDictErrors(t *testing.T) {
	dir := t.TempDir()
	if _, err := nn.ReadStateDict(dir); err == nil || !strings.Contains(err.Error(), dir) {
		t.Errorf("a folder: %v", err)
	}
	if _, err := nn.ReadStateDict(filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	text := filepath.Join(dir, "notes.txt")
	if err := os.WriteFile(text, []byte("no weights in here"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := nn.ReadStateDict(text); !errors.Is(err, nn.ErrStateDictFormat) || !strings.Contains(err.Error(), text) {
		t.Errorf("a text: %v", err)
	}
}

func ExampleStateDict_Check() {
	sd := &nn.StateDict{Tensors: []nn.StateTensor{
		{Name: "lin2.weight", Shape: []int{2, 256}, Data: make([]float32, 512)},
	}}
	fmt.Println(sd.Check([]nn.ParamShape{{Name: "lin2.weight", Shape: []int{1, 256}}}))
	// Output: nn: state dict: tensor "lin2.weight" has the wrong shape: want [1 256], got [2 256]
}

func ExampleReadStateDict() {
	dir, err := os.MkdirTemp("", "weights")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "model.safetensors")
	saved := &nn.StateDict{
		Tensors:  []nn.StateTensor{{Name: "lin2.bias", Shape: []int{1}, Data: []float32{0.25}}},
		Metadata: map[string]string{"architecture": "SimpleNet"},
	}
	if err := saved.WriteFile(path); err != nil {
		fmt.Println(err)
		return
	}
	sd, err := nn.ReadStateDict(path) // or what torch.save wrote
	if err != nil {
		fmt.Println(err)
		return
	}
	bias, _ := sd.Get("lin2.bias")
	fmt.Println(sd.Names(), bias.Data, sd.Metadata["architecture"])
	// Output: [lin2.bias] [0.25] SimpleNet
}
