package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/crococlock/crococlock/internal/atomicfile"
	"github.com/crococlock/crococlock/notebooks/experiments/internal/longrun"
	"github.com/crococlock/crococlock/pkg/gan"
)

// An experiment is how networks are trained and where the results go.
type experiment struct {
	config       gan.Config
	dir, results string
	commit       string
	grids        int // steps from one grid to the next
}

// train trains on all images, or goes on where its checkpoint is there. Of a training
// that is done it leaves the weights, the history and the grids.
func (e experiment) train(ctx context.Context) error {
	c := e.config
	if c.Loss == gan.Hinge {
		c = gan.HingeConfig()
		c.Steps, c.Seed, c.Channels = e.config.Steps, e.config.Seed, e.config.Channels
	}
	if e.results == "" {
		e.results = e.dir
	}
	for _, dir := range []string{e.dir, e.results} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	name := fmt.Sprintf("%s-seed-%d", c.Loss, c.Seed)
	weights := filepath.Join(e.dir, name+".safetensors")
	if _, err := os.Stat(weights); err == nil {
		log.Printf("%s is there", weights)
		return nil
	}
	c.Checkpoint, c.CheckpointEvery = weights+".run", 50
	d, err := longrun.Images()
	if err != nil {
		return err
	}
	start, began := time.Now(), 0
	m, history, err := gan.Train(ctx, d, d.All(), c, func(p *gan.Progress) {
		if began == 0 {
			began = p.Step - c.Every
		}
		log.Printf("%s, step %d of %d: loss of D %.3f, of G %.3f, penalty %.2f, margin %.2f, won %.0f %%, spread %.2f, nearest %.2f; %.2f s a step", c.Loss, p.Step, p.Steps,
			p.DiscriminatorLoss, p.GeneratorLoss, p.Penalty, p.Margin, 100*p.Won, p.Spread, p.Nearest, time.Since(start).Seconds()/float64(p.Step-began))
		if p.Step%e.grids == 0 {
			if err := e.look(p, name); err != nil {
				log.Print(err)
			}
		}
	})
	if err != nil {
		return err
	}
	log.Print(history.Verdict())
	comment := fmt.Sprintf("# gan train, %s, seed %d, %d steps, commit %s\n", c.Loss, c.Seed, c.Steps, e.commit)
	if err := writeHistory(history, filepath.Join(e.results, name+".csv"), comment); err != nil {
		return err
	}
	if err := m.WriteFile(weights); err != nil {
		return err
	}
	return forget(c.Checkpoint)
}

// look writes the samples of this moment under the step's name and as the last, and
// the generator.
func (e experiment) look(p *gan.Progress, name string) error {
	grid, err := p.Grid(20)
	if err != nil {
		return err
	}
	for _, file := range []string{fmt.Sprintf("%s-%06d.png", name, p.Step), name + ".png"} {
		if err := writePNG(grid, filepath.Join(e.dir, file)); err != nil {
			return err
		}
	}
	return p.WriteFile(filepath.Join(e.dir, name+".now.safetensors"))
}

func writePNG(img image.Image, path string) error {
	return atomicfile.Write(path, func(w io.Writer) error { return png.Encode(w, img) })
}

func writeHistory(h gan.History, path, comment string) error {
	return atomicfile.Write(path, func(w io.Writer) error {
		if _, err := io.WriteString(w, comment); err != nil {
			return err
		}
		return h.DataFrame().WriteCSV(w)
	})
}

// forget removes a checkpoint that is not needed any more.
func forget(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the weights are written: %w", err)
	}
	return nil
}
