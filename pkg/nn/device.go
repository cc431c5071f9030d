package nn

import (
	"fmt"
	"os"
	"sync"

	"github.com/crococlock/crococlock/pkg/nn/internal/card"
)

// Device is what machines compute on.
type Device struct {
	// Kind is "cpu", "gpu" or "gpu-tf32": what CROCOCLOCK_DEVICE and the commands'
	// --device take.
	Kind string
	Name string // such as "NVIDIA H100 80GB HBM3"
	card card.Card
}

// String is like "gpu: NVIDIA H100 80GB HBM3".
func (d Device) String() string { return d.Kind + ": " + d.Name }

// cpu is the device that is always there.
var cpu = Device{Kind: "cpu", Name: "the processor"}

// Devices are those that machines can compute on: the processor, and the first
// NVIDIA card if the program was built for cards (tag gpu) and has one. The card is
// there twice: "gpu" computes in float32 as the processor does, the tensor cores of
// "gpu-tf32" multiply faster, numbers of which ten bits behind the point are kept,
// in convolutions and products of matrices. Sums are float32 in both.
func Devices() []Device {
	all := []Device{cpu}
	for _, kind := range []string{"gpu", "gpu-tf32"} {
		if d, err := FindDevice(kind); err == nil {
			all = append(all, d)
		}
	}
	return all
}

// FindDevice is the device of a kind, as Devices lists them; where there is none, the
// error says why.
func FindDevice(kind string) (Device, error) {
	switch kind {
	case "cpu":
		return cpu, nil
	case "gpu", "gpu-tf32":
		c, err := openCard()
		if err != nil {
			return Device{}, fmt.Errorf("nn: no GPU: %w", err)
		}
		if kind == "gpu-tf32" {
			c = c.(interface{ TF32() card.Card }).TF32()
		}
		return Device{Kind: kind, Name: c.Name(), card: c}, nil
	}
	return Device{}, fmt.Errorf("nn: device is %q, want cpu, gpu or gpu-tf32", kind)
}

// On makes d the device of all machines that are made from now on, and of the
// solvers and averages over their weights; machines made before must not run any
// more. It takes the place of the environment variable CROCOCLOCK_DEVICE, which
// says what machines compute on if nobody calls On: cpu, gpu, gpu-tf32, or, where it is
// not set, the GPU in programs built for one.
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
	active := card.Active()
	for _, d := range Devices() {
		if d.card == active {
			return d
		}
	}
	return cpu
}

// PreferredBatch is how many small pictures, such as thumbnails, a machine that is made
// now computes in a run at the least time for each, give or take: a processor is busy
// with fewer than a card is.
func PreferredBatch() int {
	if CurrentDevice().card != nil {
		return 128
	}
	return 32
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
