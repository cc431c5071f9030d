package nn

import (
	"fmt"
	"os"
	"sync"

	"github.com/crococlock/crococlock/pkg/nn/internal/card"
)

// Device is what machines compute on.
type Device struct {
	// Kind is "cpu" or "gpu": what CROCOCLOCK_DEVICE and the commands' --device take.
	Kind string
	Name string // such as "NVIDIA H100 80GB HBM3"
	card card.Card
}

// String is like "gpu: NVIDIA H100 80GB HBM3".
func (d Device) String() string { return d.Kind + ": " + d.Name }

// cpu is the device that is always there.
var cpu = Device{Kind: "cpu", Name: "the processor"}

// Devices are those that machines can compute on: the processor, and the first
// NVIDIA card if the program was built for cards (tag gpu) and has one.
func Devices() []Device {
	all := []Device{cpu}
	if c, err := openCard(); err == nil {
		all = append(all, Device{Kind: "gpu", Name: c.Name(), card: c})
	}
	return all
}

// FindDevice is the device of a kind, "cpu" or "gpu"; where there is none, the
// error says why.
func FindDevice(kind string) (Device, error) {
	switch kind {
	case "cpu":
		return cpu, nil
	case "gpu":
		c, err := openCard()
		if err != nil {
			return Device{}, fmt.Errorf("nn: no GPU: %w", err)
		}
		return Device{Kind: "gpu", Name: c.Name(), card: c}, nil
	}
	return Device{}, fmt.Errorf("nn: device is %q, want cpu or gpu", kind)
}

// On makes d the device of all machines that are made from now on, and of the
// solvers and averages over their weights; machines made before must not run any
// more. It takes the place of the environment variable CROCOCLOCK_DEVICE, which
// says what machines compute on if nobody calls On: cpu, gpu, or, where it is not
// set, the GPU in programs built for one.
//
// Weights, statistics and moments then lie on the card and are fetched when
// somebody looks: take Param.Data and nn.Data anew after each run rather than
// keeping what they returned. What a machine computed for a solver alone, its
// gradients, is fetched by nn.Data only.
func On(d Device) error {
	chosen.once.Do(func() {})
	return card.Use(d.card)
}

// CurrentDevice is what machines that are made now compute on.
func CurrentDevice() Device {
	if err := chooseDevice(); err != nil {
		return cpu // NewMachine reports it
	}
	if c := card.Active(); c != nil {
		return Device{Kind: "gpu", Name: c.Name(), card: c}
	}
	return cpu
}

// chosen is done once it is known what machines compute on.
var chosen struct {
	once sync.Once
	err  error
}

// chooseDevice takes the device that the environment asks for, if On was not called.
func chooseDevice() error {
	chosen.once.Do(func() { chosen.err = takeDevice(os.Getenv("CROCOCLOCK_DEVICE")) })
	return chosen.err
}

func takeDevice(kind string) error {
	if kind == "" && !builtForCards {
		return nil
	}
	if kind == "" {
		d, err := FindDevice("gpu")
		if err != nil {
			fmt.Fprintf(os.Stderr, "Computing on the processor: %v.\n", err)
			return nil
		}
		return card.Use(d.card)
	}
	d, err := FindDevice(kind)
	if err != nil {
		return fmt.Errorf("%w (the environment variable CROCOCLOCK_DEVICE asks for it)", err)
	}
	return card.Use(d.card)
}
