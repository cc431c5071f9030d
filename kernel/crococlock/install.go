package main

import (
	"context"
	"embed"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/crococlock/crococlock/kernel/jupyter"
)

//go:generate go run ./logo

//go:embed logo/logo-32x32.png logo/logo-64x64.png
var logos embed.FS

// ourMark is the key in a kernelspec's metadata that says that it is ours.
const ourMark = "crococlock"

// runInstall writes a kernelspec, by which Jupyter finds the kernel.
func runInstall(_ context.Context, args []string, std stdio) int {
	flags := flag.NewFlagSet("install", flag.ContinueOnError)
	flags.SetOutput(std.err)
	prefix := flags.String("prefix", "", "install below this `DIR`, such as a virtual environment")
	user := flags.Bool("user", false, "install for this user (the default)")
	sysPrefix := flags.Bool("sys-prefix", false, "install into the active environment (VIRTUAL_ENV or CONDA_PREFIX)")
	name := flags.String("name", "gophernotes", "the kernel's `NAME`, by which notebooks ask for it")
	replace := flags.Bool("replace", false, "replace a kernel of that name that is not this program's")
	flags.Usage = func() {
		fmt.Fprintln(std.err, "Usage: crococlock install [--prefix DIR | --user | --sys-prefix] [--name NAME] [--replace]\n\nMakes the Go kernel known to Jupyter.")
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
		dir, err = install(dir, *name, *replace)
	}
	if err != nil {
		fmt.Fprintln(std.err, "crococlock:", err)
		return exitError
	}
	fmt.Fprintf(std.out, "Installed the kernel %s in %s\n", strings.ToLower(*name), dir)
	return exitOK
}

// kernelsDir is the folder of kernelspecs that the flags ask for.
func kernelsDir(prefix string, sysPrefix bool) (string, error) {
	if sysPrefix {
		if prefix = os.Getenv("VIRTUAL_ENV"); prefix == "" {
			prefix = os.Getenv("CONDA_PREFIX")
		}
		if prefix == "" {
			return "", errors.New("install: --sys-prefix: no environment is active (VIRTUAL_ENV and CONDA_PREFIX are not set)")
		}
	}
	if prefix != "" {
		abs, err := filepath.Abs(prefix)
		if err != nil {
			return "", fmt.Errorf("install: %w", err)
		}
		return filepath.Join(abs, "share", "jupyter", "kernels"), nil
	}
	dir, err := jupyter.UserDataDir()
	if err != nil {
		return "", fmt.Errorf("install: %w", err)
	}
	return filepath.Join(dir, "kernels"), nil
}

func install(kernels, name string, replace bool) (string, error) {
	exe, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("install: where is this program: %w", err)
	}
	if exe, err = filepath.EvalSymlinks(exe); err != nil {
		return "", fmt.Errorf("install: %w", err)
	}
	there := filepath.Join(kernels, strings.ToLower(name))
	if !replace {
		old, err := jupyter.ReadKernelspec(there)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return "", fmt.Errorf("install: %w (--replace replaces it)", err)
		case old.Metadata[ourMark] == nil:
			return "", fmt.Errorf("install: %s is another program's kernel (%q); --replace replaces it, --name installs beside it", there, old.DisplayName)
		}
	}
	files, err := fs.Sub(logos, "logo")
	if err != nil {
		return "", fmt.Errorf("install: %w", err)
	}
	spec := &jupyter.Kernelspec{
		Argv:          []string{exe, "serve", "--connection-file", "{connection_file}"},
		DisplayName:   "Go (Crococlock)",
		Language:      "go",
		InterruptMode: jupyter.InterruptMessage,
		Metadata:      map[string]any{ourMark: map[string]any{"version": version()}},
	}
	return spec.Install(kernels, name, files)
}
