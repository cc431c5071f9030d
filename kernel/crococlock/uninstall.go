package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/crococlock/crococlock/kernel/jupyter"
)

const uninstallExample = `crococlock uninstall
crococlock uninstall --prefix .venv --name go`

// newUninstall removes a kernelspec that install wrote.
func newUninstall(std stdio) *cobra.Command {
	cmd := &cobra.Command{
		Use:        "uninstall [flags]",
		Short:      "take the kernel back",
		Long:       "Takes back what \"crococlock install\" with the same flags did. The program stays.",
		Example:    uninstallExample,
		SuggestFor: []string{"remove"},
	}
	place := placeFlags(cmd, "uninstall", "from")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		kernels, err := place.kernels(args)
		if err != nil {
			return err
		}
		dir, err := uninstall(kernels, place.name)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(std.out, "Removed the kernel %s from %s\n", strings.ToLower(place.name), dir)
		return err
	}
	return cmd
}

func uninstall(kernels, name string) (string, error) {
	name = strings.ToLower(name)
	if name == "" || name != filepath.Base(name) || name == "." || name == ".." {
		return "", fmt.Errorf("%q is no name of a kernel", name)
	}
	dir := filepath.Join(kernels, name)
	spec, err := jupyter.ReadKernelspec(dir)
	if err != nil {
		return "", err
	}
	if spec.Metadata[ourMark] == nil {
		return "", fmt.Errorf("%s is another program's kernel (%q)", dir, spec.DisplayName)
	}
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	return dir, nil
}
