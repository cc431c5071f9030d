package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/crococlock/crococlock/pkg/cnn"
)

// weightsUsage explains --weights.
const weightsUsage = "the network to use: a `FILE` in safetensors or PyTorch's formats (default: the residual network in the program, which knows clocks and crocodiles)"

// viewsUsage explains --views.
const viewsUsage = "look at each picture from `N` views and average: 1, as it is, 2, mirrored too, or 18, moved by two pixels too (default: 18 for the network in the program, 1 for --weights)"

// views are what --views may say.
var views = map[string]cnn.Views{"1": {}, "2": {Mirror: true}, "18": cnn.DefaultViews()}

// networkFlags are those of commands that show pictures to a network.
type networkFlags struct {
	weights, views string
	verbose        bool
}

func (f *networkFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.weights, "weights", "", weightsUsage)
	chooseFlag(cmd, &f.views, "views", viewsUsage, "1", "2", "18")
	cmd.Flags().BoolVar(&f.verbose, "verbose", false, "say which network it is, on standard error")
}

// A network is what pictures are shown to.
type network struct {
	cnn.Classifier
	batch int // who has many pictures loses nothing by showing so many at a time
}

// open returns the network that the flags name.
func (f networkFlags) open(std stdio) (network, error) {
	model, err := readModel(f.weights)
	if err != nil {
		return network{}, err
	}
	number, name := f.views, f.weights
	if f.weights == "" {
		name = "the network in the program"
	}
	if number == "" {
		if number = "1"; f.weights == "" {
			number = "18"
		}
	}
	if f.verbose {
		seen := "a picture is looked at as it is"
		if number != "1" {
			seen = "a picture is looked at from " + number + " views"
		}
		fmt.Fprintf(std.err, "%s: %s for pictures of %d×%d pixels of %d classes; %s\n", name, model.Architecture(), model.Size(), model.Size(), len(model.Classes()), seen)
	}
	n := network{model, model.Batch()}
	if number != "1" {
		if n.Classifier, err = model.Averaged(views[number]); err != nil {
			return network{}, err
		}
	}
	return n, nil
}

// readModel reads a file of weights, "" for those in the program.
func readModel(weights string) (*cnn.Model, error) {
	if weights == "" {
		return cnn.Pretrained(cnn.ResNet)
	}
	return cnn.ReadFile(weights)
}
