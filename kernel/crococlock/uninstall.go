package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/crococlock/crococlock/kernel/jupyter"
)

// runUninstall removes a kernelspec that install wrote.
func runUninstall(_ context.Context, args []string, std stdio) int {
	flags := flag.NewFlagSet("uninstall", flag.ContinueOnError)
	flags.SetOutput(std.err)
	prefix := flags.String("prefix", "", "uninstall below this `DIR`, such as a virtual environment")
	user := flags.Bool("user", false, "uninstall for this user (the default)")
	sysPrefix := flags.Bool("sys-prefix", false, "uninstall from the active environment (VIRTUAL_ENV or CONDA_PREFIX)")
	name := flags.String("name", "gophernotes", "the kernel's `NAME`")
	flags.Usage = func() {
		fmt.Fprintln(std.err, "Usage: crococlock uninstall [--prefix DIR | --user | --sys-prefix] [--name NAME]\n\nTakes back what crococlock install with the same flags did.")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return exitUsage
	}
	chosen := 0
	for _, given := range []bool{*prefix != "", *user, *sysPrefix} {
		if given {
			chosen++
		}
	}
	if flags.NArg() > 0 || chosen > 1 {
		flags.Usage()
		return exitUsage
	}
	dir, err := kernelsDir(*prefix, *sysPrefix)
	if err == nil {
		dir, err = uninstall(dir, *name)
	}
	if err != nil {
		fmt.Fprintln(std.err, "crococlock:", err)
		return exitError
	}
	fmt.Fprintf(std.out, "Removed the kernel %s from %s\n", strings.ToLower(*name), dir)
	return exitOK
}

func uninstall(kernels, name string) (string, error) {
	name = strings.ToLower(name)
	if name == "" || name != filepath.Base(name) || name == "." || name == ".." {
		return "", fmt.Errorf("uninstall: %q is no name of a kernel", name)
	}
	dir := filepath.Join(kernels, name)
	spec, err := jupyter.ReadKernelspec(dir)
	if err != nil {
		return "", fmt.Errorf("uninstall: %w", err)
	}
	if spec.Metadata[ourMark] == nil {
		return "", fmt.Errorf("uninstall: %s is another program's kernel (%q)", dir, spec.DisplayName)
	}
	if err := os.RemoveAll(dir); err != nil {
		return "", fmt.Errorf("uninstall: %w", err)
	}
	return dir, nil
}
