package flow_test

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/flow"
)

func ExampleTrain() {
	d := dataset.Synthetic(20, 1) // few pictures, a narrow network and a few steps, to be quick
	config := flow.DefaultConfig()
	config.Channels, config.BatchSize, config.Images = 8, 8, 24
	model, history, err := flow.Train(context.Background(), d, d.All(), config, func(u flow.Update) {
		fmt.Println("step", u.Step, "of", u.Steps)
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(model.Classes(), len(history), "point")
	// Output:
	// step 1 of 3
	// step 2 of 3
	// step 3 of 3
	// [clock crocodile] 1 point
}

// untrained is a small network that knows nothing.
func untrained() *flow.Model {
	model, err := flow.New(flow.Net{Channels: 8, Classes: 2, Side: 32, Patch: 2}, []string{"cats", "dogs"}, rand.New(rand.NewPCG(1, 0)))
	if err != nil {
		log.Fatal(err)
	}
	return model
}

func ExampleModel_Sample() {
	model := untrained()
	s := flow.DefaultSampling()
	s.Mix, s.Guidance, s.Steps = flow.Between(0.5), 3, 6
	x, err := model.Sample(context.Background(), 4, s, nil)
	if err != nil {
		log.Fatal(err)
	}
	grid, h, w, err := flow.Grid(x, model.Size(), 2)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(dataset.ToImage(grid, h, w).Bounds())
	// Output: (0,0)-(65,65)
}

func ExampleModel_Path() {
	s := flow.DefaultSampling()
	s.Mix, s.Steps = flow.Only(0, 2), 4
	path, err := untrained().Path(context.Background(), s)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(path.Times, len(path.Noisy), "pictures")
	// Output: [1 0.75 0.5 0.25 0] 5 pictures
}

func ExampleModel_WriteHalfFile() {
	dir, err := os.MkdirTemp("", "flow")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "pets.safetensors")
	if err := untrained().WriteHalfFile(path); err != nil {
		log.Fatal(err)
	}
	back, err := flow.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(back.Classes(), back.Size())
	// Output: [cats dogs] 32
}
