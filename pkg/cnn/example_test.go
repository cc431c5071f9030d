package cnn_test

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/nn"
)

func ExampleTrain() {
	d := dataset.Synthetic(20, 1) // 20 pictures of each class, to be quick
	split, err := dataset.RandomSplit(d.Len(), 20, 10, 10, rand.New(rand.NewPCG(0, 0)))
	if err != nil {
		log.Fatal(err)
	}
	config := cnn.DefaultConfig()
	config.Epochs = 3
	model, history, err := cnn.Train(context.Background(), d, split, config, nil)
	if err != nil {
		log.Fatal(err)
	}
	test, err := model.Evaluate(d, split.Test)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(history), "epochs; tested on", test.Total, "pictures")
	// Output: 3 epochs; tested on 10 pictures
}

func ExampleModel_WriteFile() {
	dir, err := os.MkdirTemp("", "cnn")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	model, err := cnn.NewSimpleNet([]string{"cats", "dogs"}, rand.New(rand.NewPCG(1, 0)))
	if err != nil {
		log.Fatal(err)
	}
	path := filepath.Join(dir, "pets.safetensors")
	if err := model.WriteFile(path); err != nil {
		log.Fatal(err)
	}
	back, err := cnn.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(back.Classes())
	// Output: [cats dogs]
}

func ExampleModel_Latent() {
	model, err := cnn.Pretrained(cnn.SimpleNet)
	if err != nil {
		log.Fatal(err)
	}
	d := dataset.Synthetic(2, 1)
	latent, err := model.Latent(d.X(d.All()))
	if err != nil {
		log.Fatal(err)
	}
	n, size := latent.Dims()
	fmt.Printf("%d pictures, each a point in %d dimensions\n", n, size)
	// Output: 4 pictures, each a point in 256 dimensions
}

func ExampleModel_FeatureMaps() {
	model, err := cnn.Pretrained(cnn.SimpleNet)
	if err != nil {
		log.Fatal(err)
	}
	maps, err := model.FeatureMaps(dataset.Synthetic(1, 1).Sample(0))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d maps of 16×16\n", len(maps)/(16*16))
	// Output: 16 maps of 16×16
}

func ExampleModel_Report() {
	model, err := cnn.Pretrained(cnn.SimpleNet)
	if err != nil {
		log.Fatal(err)
	}
	d := dataset.Synthetic(10, 1)
	report, err := model.Report(d, d.All())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(report.Images(0), "clocks,", report.Images(1), "crocodiles,", len(report.Wrong) == report.Total-report.Correct)
	// Output: 10 clocks, 10 crocodiles, true
}

func ExampleFromNetwork() {
	rng := rand.New(rand.NewPCG(1, 0))
	net := nn.NewSequential(nn.NewFlatten(), nn.NewLinear("lin", nn.LinearConfig{In: 3 * 32 * 32, Out: 3}, rng))
	model, err := cnn.FromNetwork(net, []string{"cat", "dog", "rabbit"}, 32)
	if err != nil {
		log.Fatal(err)
	}
	p, err := model.Probabilities(dataset.Synthetic(1, 1).Sample(0))
	if err != nil {
		log.Fatal(err)
	}
	n, classes := p.Dims()
	fmt.Println(n, "picture,", classes, "probabilities")
	// Output: 1 picture, 3 probabilities
}

func ExampleModel_LoadPartly() {
	rng := rand.New(rand.NewPCG(1, 0))
	pretrained, err := cnn.Pretrained(cnn.SimpleNet)
	if err != nil {
		log.Fatal(err)
	}
	model, err := cnn.New(cnn.SimpleNet, []string{"cat", "dog", "rabbit"}, 32, rng)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(model.LoadPartly(pretrained.StateDict()))
	// Output: 8 copied; of another shape: lin2.weight, lin2.bias <nil>
}
