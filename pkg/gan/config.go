package gan

import (
	"fmt"
	"math"

	"github.com/crococlock/crococlock/pkg/nn"
)

// The losses that Config knows by name.
const (
	// Relativistic is the pairing loss of Jolicoeur-Martineau (2019) with penalties on
	// the discriminator's gradient at real and at generated pictures (R3GAN, Huang et
	// al., 2024): the discriminator says which of two is the real one, so that it
	// never gets around looking at both.
	Relativistic = "relativistic"
	// Hinge is the usual loss (Lim and Ye, 2017) with spectral normalisation of the
	// discriminator (Miyato et al., 2018).
	Hinge = "hinge"
)

// Config says what networks are made and how they are trained.
type Config struct {
	// Loss is Relativistic or Hinge; "" is Relativistic.
	Loss string
	// Steps is the number of updates of each of the two networks, 1 or more.
	Steps int
	// Batch is the number of pairs of a real and a generated picture that a step
	// learns from, 2 or more.
	Batch int
	// Channels are those of the feature maps of half a picture's side, which double
	// wherever the side halves; Latent is how many numbers of noise a picture is made
	// from, Label how many a class is.
	Channels, Latent, Label int
	// LearningRate is Adam's for both networks, above 0; β is 0 and 0.9.
	LearningRate float64
	// Average is the share that an update leaves of the moving average of the
	// generator, 0 to below 1: the average is what pictures are sampled from.
	Average float64
	// Penalty is the weight of the discriminator's squared gradient, 0 for none, with
	// the relativistic loss alone. The gradient is felt for with noise of deviation
	// Sigma in pixels in [−1,1]: E (D(x + σe) − D(x))²/σ² is about |grad D|² (Σ of
	// its squares), and no second derivatives are needed. Penalised is how many of a
	// batch's pairs bear it; their mean stands for that of all.
	Penalty, Sigma float64
	Penalised      int
	// Augment changes what the discriminator sees, real and generated alike, in ways
	// that gradients pass through; pictures are in [−1,1].
	Augment nn.AugmentConfig
	// Every is the number of steps that one record of the history is about.
	Every int
	// Checkpoint is a file that training writes after every CheckpointEvery steps (0
	// is Every), where it is stopped and at the end, and goes on from, bit for bit,
	// where it is there: that of the same training, of as many steps or fewer. ""
	// for none.
	Checkpoint      string
	CheckpointEvery int
	// Seed chooses the initial weights and all that is drawn.
	Seed uint64
}

// DefaultConfig is the GAN that trains on a thousand images: 16,000 steps of 64.
func DefaultConfig() Config {
	return Config{
		Loss: Relativistic, Steps: 16000, Batch: 64, Channels: 64, Latent: 100, Label: 64,
		LearningRate: 2e-4, Average: 0.998, Penalty: 0.5, Sigma: 0.05, Penalised: 32,
		Augment: nn.DefaultAugment(), Every: 250,
	}
}

// HingeConfig is the same with the usual loss, which collapses.
func HingeConfig() Config {
	c := DefaultConfig()
	c.Loss, c.Penalty, c.Penalised = Hinge, 0, 0
	return c
}

// loss is c.Loss with its default.
func (c Config) loss() string {
	if c.Loss == "" {
		return Relativistic
	}
	return c.Loss
}

// Validate says what in c no training could run with.
func (c Config) Validate() error {
	switch {
	case c.loss() != Relativistic && c.Loss != Hinge:
		return fmt.Errorf("gan: Loss is %q, want %q or %q", c.Loss, Relativistic, Hinge)
	case c.loss() == Hinge && (c.Penalty != 0 || c.Penalised != 0):
		return fmt.Errorf("gan: Penalty is %v and Penalised %d with the loss %s, want 0: spectral normalisation stands for it", c.Penalty, c.Penalised, Hinge)
	case c.Batch < 2:
		return fmt.Errorf("gan: Batch is %d, want 2 or more: a batch norm compares pictures", c.Batch)
	case !(c.LearningRate > 0) || math.IsInf(c.LearningRate, 0):
		return fmt.Errorf("gan: LearningRate is %v, want a number above 0", c.LearningRate)
	case !(c.Average >= 0 && c.Average < 1):
		return fmt.Errorf("gan: Average is %v, want 0 to below 1", c.Average)
	case !(c.Penalty >= 0) || math.IsInf(c.Penalty, 0):
		return fmt.Errorf("gan: Penalty is %v, want a number from 0 on", c.Penalty)
	case c.Penalty > 0 && (!(c.Sigma > 0) || math.IsInf(c.Sigma, 0)):
		return fmt.Errorf("gan: Sigma is %v, want a number above 0", c.Sigma)
	case c.Penalty > 0 && (c.Penalised < 1 || c.Penalised > c.Batch):
		return fmt.Errorf("gan: Penalised is %d, want 1 to Batch, %d", c.Penalised, c.Batch)
	case c.CheckpointEvery < 0:
		return fmt.Errorf("gan: CheckpointEvery is %d, want 0 (Every) or more", c.CheckpointEvery)
	}
	for _, v := range []struct {
		name  string
		value int
	}{{"Steps", c.Steps}, {"Channels", c.Channels}, {"Latent", c.Latent}, {"Label", c.Label}, {"Every", c.Every}} {
		if v.value < 1 {
			return fmt.Errorf("gan: %s is %d, want 1 or more", v.name, v.value)
		}
	}
	if err := c.Augment.Validate(); err != nil {
		return fmt.Errorf("gan: Augment: %w", err)
	}
	return nil
}

// levels is how often the side of pictures halves down to 4, and an error for sides
// that the networks have no layers for.
func levels(size int) (int, error) {
	for k, side := 1, 8; side <= 128; k, side = k+1, 2*side {
		if side == size {
			return k, nil
		}
	}
	return 0, fmt.Errorf("gan: pictures of %d×%d pixels, want a side of 8, 16, 32, 64 or 128", size, size)
}
