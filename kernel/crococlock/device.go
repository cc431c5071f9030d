package main

import (
	"github.com/spf13/cobra"

	"github.com/crococlock/crococlock/pkg/nn"
)

// deviceFlag gives a command that runs networks the flag --device.
func deviceFlag(cmd *cobra.Command) {
	kind := ""
	chooseFlag(cmd, &kind, "device", "compute on `DEVICE`: cpu, gpu, or gpu-tf32, whose products are rounded (default: CROCOCLOCK_DEVICE, or else the GPU if the program was built for one)", "cpu", "gpu", "gpu-tf32")
	cmd.PreRunE = func(*cobra.Command, []string) error {
		if kind == "" {
			return nil
		}
		d, err := nn.FindDevice(kind)
		if err != nil {
			return err
		}
		return nn.On(d)
	}
}
