// Command flow trains the rectified flow on the study's images and shows what it
// makes. Training can be stopped, and goes on where it was when the same command is
// given again.
//
//	flow train -out FILE              a model, with FILE.run beside it until it is done
//	flow grid -model FILE -out DIR    pictures of each class and of what lies between
//
// Beside FILE.safetensors, training keeps FILE.grid.png: samples of each class by the
// averaged weights, as they are by then.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"image/png"
	"io"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/crococlock/crococlock/internal/atomicfile"
	"github.com/crococlock/crococlock/notebooks/experiments/internal/longrun"
	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/flow"
)

func main() { longrun.Main(dispatch) }

var errUsage = errors.New("want a command: train or grid; each has -h")

func dispatch(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return errUsage
	}
	flags := flag.NewFlagSet("flow "+args[0], flag.ExitOnError)
	switch args[0] {
	case "train":
		config := flow.DefaultConfig()
		flags.IntVar(&config.Images, "images", config.Images, "pictures that training looks at, each many times")
		flags.IntVar(&config.Channels, "c", config.Channels, "width of the network, a multiple of 8")
		flags.Uint64Var(&config.Seed, "seed", config.Seed, "chooses weights, order, changes, times and noise")
		flags.IntVar(&config.GridEvery, "grid-every", 500, "steps between two grids of samples; 0 for none")
		flags.StringVar(&config.Checkpoint, "checkpoint", "", "the file that training goes on from; FILE.run where it is not given")
		flags.IntVar(&config.CheckpointEvery, "checkpoint-every", 50, "steps between two times that it is written")
		out := flags.String("out", "flow.safetensors", "the file to write, in half precision")
		flags.Parse(args[1:])
		return train(ctx, config, *out)
	case "grid":
		model := flags.String("model", "flow.safetensors", "the weights")
		out := flags.String("out", ".", "the folder to write to")
		n := flags.Int("n", 60, "pictures of each kind")
		seed := flags.Uint64("seed", 7, "chooses the noise")
		steps := flags.Int("steps", 20, "steps from noise to picture")
		flags.Parse(args[1:])
		return grids(ctx, *model, *out, *n, *seed, *steps)
	}
	return errUsage
}

func train(ctx context.Context, config flow.Config, out string) error {
	d, err := longrun.Images()
	if err != nil {
		return err
	}
	temporary := config.Checkpoint == ""
	if temporary {
		config.Checkpoint = out + ".run"
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o777); err != nil {
		return err
	}
	log.Printf("%v; %d steps", d, config.Steps())
	start, began, sum, count := time.Now(), 0, 0., 0
	m, _, err := flow.Train(ctx, d, d.All(), config, func(u flow.Update) {
		if began == 0 {
			began = u.Step
		}
		sum, count = sum+u.Loss, count+1
		if u.Step%flow.PointEvery == 0 || u.Step == u.Steps {
			log.Printf("step %d of %d: loss %.4f; %.3f s a step", u.Step, u.Steps, sum/float64(count), time.Since(start).Seconds()/float64(u.Step-began+1))
			sum, count = 0, 0
		}
		if u.Grid != nil {
			if err := writeGrid(strings.TrimSuffix(out, filepath.Ext(out))+".grid.png", u.Grid, d.H, flow.GridColumns); err != nil {
				log.Print(err)
			}
		}
	})
	if err != nil {
		return err
	}
	if err := m.WriteHalfFile(out); err != nil {
		return err
	}
	log.Printf("%s is written: %v", out, m)
	if !temporary {
		return nil
	}
	if err := os.Remove(config.Checkpoint); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the weights are written: %w", err)
	}
	return nil
}

// grids writes pictures of each class, and between two.
func grids(ctx context.Context, model, out string, n int, seed uint64, steps int) error {
	m, err := flow.ReadFile(model)
	if err != nil {
		return err
	}
	type kind struct {
		name     string
		mix      []float64
		guidance float64
		way      flow.Way
	}
	var kinds []kind
	if len(m.Classes()) == 2 {
		kinds = []kind{
			{"between", flow.Between(0.5), 3, flow.Velocities},
			{"between-labels", flow.Between(0.5), 3, flow.Labels},
		}
	}
	for class, name := range m.Classes() {
		kinds = append(kinds, kind{name, flow.Only(class, len(m.Classes())), 2, flow.Velocities})
	}
	if err := os.MkdirAll(out, 0o777); err != nil {
		return err
	}
	for _, k := range kinds {
		start := time.Now()
		x, err := m.Sample(ctx, n, flow.Sampling{Mix: k.mix, Way: k.way, Guidance: k.guidance, Steps: steps, Seed: seed}, nil)
		if err != nil {
			return err
		}
		path := filepath.Join(out, "flow_"+k.name+".png")
		if err := writeGrid(path, x, m.Size(), 10); err != nil {
			return err
		}
		log.Printf("%s: %d pictures in %.1f s", path, n, time.Since(start).Seconds())
	}
	return nil
}

func writeGrid(path string, x []float32, side, columns int) error {
	grid, h, w, err := flow.Grid(x, side, columns)
	if err != nil {
		return err
	}
	return atomicfile.Write(path, func(to io.Writer) error { return png.Encode(to, dataset.ToImage(grid, h, w)) })
}
