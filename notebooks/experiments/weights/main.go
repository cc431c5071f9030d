// Command weights trains the SimpleNet that the program ships: the study's
// configuration on the study's images, split with seed 0.
package main

import (
	"context"
	"flag"
	"log"
	"math/rand/v2"
	"os"
	"os/signal"

	"github.com/crococlock/crococlock/notebooks/experiments/internal/longrun"
	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("weights: ")
	out := flag.String("out", "simplenet.safetensors", "the file to write")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *out); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, out string) error {
	d, err := longrun.Images()
	if err != nil {
		return err
	}
	split, err := dataset.RandomSplit(d.Len(), 500, 250, 250, rand.New(rand.NewPCG(0, 0)))
	if err != nil {
		return err
	}
	config := cnn.DefaultConfig()
	model, _, err := cnn.Train(ctx, d, split, config, cnn.ShowProgress(os.Stderr, config))
	if err != nil {
		return err
	}
	test, err := model.Evaluate(d, split.Test)
	if err != nil {
		return err
	}
	log.Printf("test accuracy %v", test)
	return model.WriteFile(out)
}
