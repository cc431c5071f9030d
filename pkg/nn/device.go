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
	chosen.Do(func() {})
	return card.Use(d.card)
}

// chosen is done once it is known what machines compute on.
var chosen sync.Once

// chooseDevice takes the device that the environment asks for, if On was not called.
func chooseDevice() (err error) {
	chosen.Do(func() {
		kind := os.Getenv("CROCOCLOCK_DEVICE")
		if kind == "" && !builtForCards {
			return
		}
		var d Device
		if kind == "" {
			if d, err = FindDevice("gpu"); err != nil {
				fmt.Fprintf(os.Stderr, "Computing on the processor: %v.\n", err)
				err = nil
				return
			}
		} else if d, err = FindDevice(kind); err != nil {
			err = fmt.Errorf("%w (the environment variable CROCOCLOCK_DEVICE asks for it)", err)
			return
		}
		err = card.Use(d.card)
	})
	return err
}
