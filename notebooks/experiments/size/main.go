// Command size measures what it costs to work with many pictures and prints the
// table of environment.md: for folders of 1,000 to 50,000 pictures of 32×32 pixels
// in a hundred classes, how long opening and splitting, an epoch of training and
// predicting take, and how much memory. Every number is a process of its own.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"image/png"
	"log"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
)

const classes = 100

func main() {
	log.SetFlags(0)
	log.SetPrefix("size: ")
	sizes := flag.String("sizes", "1000,5000,20000,50000", "numbers of pictures, each a multiple of 100")
	program := flag.String("crococlock", "bin/crococlock", "the program, whose predict is measured")
	train := flag.String("train", "", "be the measured process: open, split and train on this `folder`")
	fill := flag.String("fill", "", "be the process that fills this `folder` with -sizes pictures")
	flag.Parse()
	var err error
	switch {
	case *train != "":
		err = openSplitTrain(*train)
	case *fill != "":
		var n int
		if n, err = strconv.Atoi(*sizes); err == nil {
			err = fillFolder(*fill, n)
		}
	default:
		err = table(*sizes, *program)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// table makes each folder, measures, and prints a row.
func table(sizes, program string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	fmt.Println("| pictures | open and split, s | an epoch of SimpleNet, s | peak memory, MB | predict, s | a second | its peak memory, MB |")
	fmt.Println("|---|---|---|---|---|---|---|")
	for field := range strings.SplitSeq(sizes, ",") {
		n, err := strconv.Atoi(field)
		if err != nil || n < classes || n%classes != 0 {
			return fmt.Errorf("-sizes: %q is no multiple of %d", field, classes)
		}
		dir, err := os.MkdirTemp("", "crococlock-size-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		// This process stays small: a child's peak begins at its parent's size.
		if out, err := exec.Command(self, "-fill", dir, "-sizes", field).CombinedOutput(); err != nil {
			return fmt.Errorf("%d pictures: %w: %s", n, err, out)
		}
		train := exec.Command(self, "-train", dir)
		train.Stderr = os.Stderr
		times, err := train.Output()
		if err != nil {
			return fmt.Errorf("%d pictures: %w", n, err)
		}
		var open, epoch float64
		if _, err := fmt.Sscan(string(times), &open, &epoch); err != nil {
			return err
		}
		predict := exec.Command(program, "predict", "--format", "csv", dir)
		start := time.Now()
		if err := predict.Run(); err != nil {
			return fmt.Errorf("%s predict: %w", program, err)
		}
		spent := time.Since(start).Seconds()
		fmt.Printf("| %d | %.1f | %.1f | %d | %.1f | %.0f | %d |\n", n, open, epoch, peak(train.ProcessState), spent, float64(n)/spent, peak(predict.ProcessState))
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
	}
	return nil
}

// fillFolder writes n pictures, a thousand synthetic ones again and again, dealt
// to the classes.
func fillFolder(dir string, n int) error {
	const different = 1000
	d := dataset.Synthetic(different/2, 1)
	files := make([][]byte, different)
	for i := range files {
		var b bytes.Buffer
		if err := png.Encode(&b, d.Image(i)); err != nil {
			return err
		}
		files[i] = b.Bytes()
	}
	for i := range n {
		class := filepath.Join(dir, fmt.Sprintf("class%02d", i%classes))
		if i < classes {
			if err := os.Mkdir(class, 0o755); err != nil {
				return err
			}
		}
		if err := os.WriteFile(filepath.Join(class, fmt.Sprintf("%06d.png", i)), files[i%different], 0o644); err != nil {
			return err
		}
	}
	return nil
}

// openSplitTrain prints how many seconds opening and splitting took, and an epoch.
func openSplitTrain(dir string) error {
	start := time.Now()
	d, err := dataset.ReadFolder(dir)
	if err != nil {
		return err
	}
	split, err := dataset.HoldOut(d.Labels, 0.2, rand.New(rand.NewPCG(1, 0)))
	if err != nil {
		return err
	}
	open := time.Since(start)
	start = time.Now()
	config := cnn.Config{Epochs: 1, BatchSize: 50, LearningRate: 1e-3}
	if _, _, err := cnn.Train(context.Background(), d, split, config, nil); err != nil {
		return err
	}
	fmt.Println(open.Seconds(), time.Since(start).Seconds())
	return nil
}
