package gan_test

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/gan"
)

func ExampleTrain() {
	d := dataset.Synthetic(20, 1) // few pictures, narrow networks and a few steps, to be quick
	config := gan.DefaultConfig()
	config.Steps, config.Every, config.Batch, config.Penalised, config.Channels = 4, 2, 8, 4, 4
	model, history, err := gan.Train(context.Background(), d, d.All(), config, func(p *gan.Progress) {
		fmt.Println("step", p.Step, "of", p.Steps)
	})
	if err != nil {
		log.Fatal(err)
	}
	between, err := model.Sample(context.Background(), 2, gan.Between(0.5), 0)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(history), "records,", len(between)/(3*32*32), "pictures")
	// Output:
	// step 2 of 4
	// step 4 of 4
	// 2 records, 2 pictures
}

func ExampleModel_WriteFile() {
	dir, err := os.MkdirTemp("", "gan")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	model, err := gan.NewModel([]string{"cats", "dogs"}, 32, gan.DefaultConfig(), rand.New(rand.NewPCG(1, 0)))
	if err != nil {
		log.Fatal(err)
	}
	path := filepath.Join(dir, "pets.safetensors")
	if err := model.WriteFile(path); err != nil {
		log.Fatal(err)
	}
	back, err := gan.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(back.Classes(), back.Size())
	// Output: [cats dogs] 32
}

func ExampleTrainAutoencoder() {
	d := dataset.Synthetic(10, 1)
	clocks := dataset.Split{Train: d.Indices(0)}
	config := gan.DefaultAutoencoder()
	config.Epochs = 3 // to be quick
	a, history, err := gan.TrainAutoencoder(context.Background(), d, clocks, config, nil)
	if err != nil {
		log.Fatal(err)
	}
	between, err := a.MeanOfClasses(d, d.All(), gan.Between(0.5))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(history), "epochs,", len(between)/3, "pixels")
	// Output: 3 epochs, 1024 pixels
}

func ExamplePixelAverage() {
	d := dataset.Synthetic(10, 1)
	x, err := gan.PixelAverage(d, d.All(), 5, gan.Between(0.5), 0)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(x) / (3 * d.H * d.W))
	// Output: 5
}

func ExampleReadHistory() {
	h, err := gan.ReadHistory("../../notebooks/results/gan/hinge-seed-0.csv")
	if err != nil {
		log.Fatal(err)
	}
	last := h[len(h)-1]
	fmt.Printf("step %d: nearest %.2f, too much alike: %t\n", last.Step, last.Nearest, last.Nearest < gan.CollapsedNearest)
	// Output: step 6000: nearest 0.28, too much alike: true
}
