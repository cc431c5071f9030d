// Command splits trains SimpleNet on several random splits of the images and
// writes what it reaches on each to a CSV file: how much of the report's test
// accuracy is the network, and how much the luck of one split; how far the losses
// part; and what a half and a quarter of the training images would do.
package main

import (
	"context"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"os"
	"os/signal"
	"strconv"
	"strings"

	"github.com/crococlock/crococlock/internal/atomicfile"
	"github.com/crococlock/crococlock/internal/numbers"
	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("splits: ")
	seeds := flag.String("seeds", "0-9", "first and last seed")
	out := flag.String("out", "splits.csv", "the file to write")
	commit := flag.String("commit", "unknown", "the commit that runs, for the file's first line")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *seeds, *out, *commit); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, seeds, out, commit string) error {
	first, last, err := numbers.Range(seeds)
	if err != nil {
		return fmt.Errorf("-seeds %w", err)
	}
	d, err := dataset.Open()
	if err != nil {
		return err
	}
	log.Print(d)
	rows := [][]string{{"seed", "train", "validation", "test", "train_loss", "validation_loss", "test_half", "test_quarter", "data"}}
	for seed := first; seed <= last; seed++ {
		row, err := experiment(ctx, d, seed)
		if err != nil {
			return fmt.Errorf("seed %d: %w", seed, err)
		}
		rows = append(rows, row)
	}
	return atomicfile.Write(out, func(w io.Writer) error {
		if _, err := fmt.Fprintf(w, "# go run ./notebooks/experiments/splits -seeds %s, commit %s\n", seeds, commit); err != nil {
			return err
		}
		return csv.NewWriter(w).WriteAll(rows)
	})
}

// experiment trains on the split of one seed and returns its row: accuracies in
// percent, losses in nats.
func experiment(ctx context.Context, d *dataset.Dataset, seed uint64) ([]string, error) {
	split, err := dataset.RandomSplit(d.Len(), 500, 250, 250, rand.New(rand.NewPCG(seed, 0)))
	if err != nil {
		return nil, err
	}
	config := cnn.DefaultConfig()
	config.Seed = seed
	model, history, err := cnn.Train(ctx, d, split, config, cnn.ShowProgress(os.Stderr, config))
	if err != nil {
		return nil, err
	}
	row := []string{strconv.FormatUint(seed, 10)}
	accuracy := func(m *cnn.Model, part []int) error {
		s, err := m.Evaluate(d, part)
		row = append(row, fmt.Sprintf("%.1f", 100*s.Accuracy))
		return err
	}
	for _, part := range [][]int{split.Train, split.Validation, split.Test} {
		if err := accuracy(model, part); err != nil {
			return nil, err
		}
	}
	last := history[len(history)-1]
	row = append(row, fmt.Sprintf("%.4f", last.TrainLoss), fmt.Sprintf("%.4f", last.ValidationLoss))
	for _, share := range []int{2, 4} {
		fewer := split
		fewer.Train = split.Train[:len(split.Train)/share]
		model, _, err := cnn.Train(ctx, d, fewer, config, cnn.ShowProgress(os.Stderr, config))
		if err != nil {
			return nil, err
		}
		if err := accuracy(model, split.Test); err != nil {
			return nil, err
		}
	}
	log.Printf("seed %d: train, validation, test %s %%", seed, strings.Join(row[1:4], ", "))
	return append(row, d.Source), nil
}
