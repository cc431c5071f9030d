package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/crococlock/crococlock/kernel/jupyter"
)

//go:generate go run ./logo

//go:embed logo/logo-32x32.png logo/logo-64x64.png
var logos embed.FS

// ourMark is the key in a kernelspec's metadata that says that it is ours.
const ourMark = "crococlock"

const installLong = `Makes this program known to Jupyter as a kernel for Go: writes a kernelspec that
names the program where it is now. Without flags it is for this user.`

const installExample = `crococlock install
crococlock install --sys-prefix
crococlock install --prefix .venv --name go`

// A kernelPlace is the flags that say where a kernelspec is and its name.
type kernelPlace struct {
	prefix          string
	user, sysPrefix bool
	name            string
}

// placeFlags adds them; verb and preposition are what the command does there.
func placeFlags(cmd *cobra.Command, verb, preposition string) *kernelPlace {
	p := &kernelPlace{}
	flags := cmd.Flags()
	flags.BoolVar(&p.user, "user", false, verb+" for this user (the default)")
	flags.BoolVar(&p.sysPrefix, "sys-prefix", false, verb+" "+preposition+" the active environment (VIRTUAL_ENV or CONDA_PREFIX)")
	flags.StringVar(&p.prefix, "prefix", "", verb+" below `FOLDER`, such as a virtual environment")
	flags.StringVar(&p.name, "name", "gophernotes", "the kernel's `NAME`, by which notebooks ask for it")
	complete(cmd, "prefix", folders)
	complete(cmd, "name", cobra.NoFileCompletions)
	cmd.ValidArgsFunction = cobra.NoFileCompletions
	return p
}

// kernels is the folder of kernelspecs that the flags ask for.
func (p *kernelPlace) kernels(args []string) (string, error) {
	if len(args) > 0 {
		return "", usageError("unexpected argument %q", args[0])
	}
	chosen := 0
	for _, given := range []bool{p.prefix != "", p.user, p.sysPrefix} {
		if given {
			chosen++
		}
	}
	if chosen > 1 {
		return "", usageError("--user, --sys-prefix and --prefix exclude each other")
	}
	return kernelsDir(p.prefix, p.sysPrefix)
}

// newInstall writes a kernelspec, by which Jupyter finds the kernel.
func newInstall(std stdio) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "install [flags]",
		Short:   "install the Jupyter kernel for Go",
		Long:    installLong,
		Example: installExample,
	}
	place := placeFlags(cmd, "install", "into")
	replace := cmd.Flags().Bool("replace", false, "replace a kernel of that name that is not this program's")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		kernels, err := place.kernels(args)
		if err != nil {
			return err
		}
		exe, err := os.Executable()
		if err == nil {
			exe, err = filepath.EvalSymlinks(exe)
		}
		if err != nil {
			return fmt.Errorf("where is this program: %w", err)
		}
		dir, err := install(kernels, place.name, exe, *replace)
		if err != nil {
			return err
		}
		if passing(exe) {
			fmt.Fprintf(std.err, "crococlock install: %s is a temporary build, and the kernel ends with it; \"go install\" makes one to keep\n", exe)
		}
		_, err = fmt.Fprintf(std.out, "Installed the kernel %s in %s; it runs %s\n", strings.ToLower(place.name), dir, exe)
		return err
	}
	return cmd
}

// passing reports whether a program lies where Go keeps builds for a while, as
// "go run" does.
func passing(exe string) bool {
	for dir := filepath.Dir(exe); dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if strings.HasPrefix(filepath.Base(dir), "go-build") {
			return true
		}
	}
	return false
}

// kernelsDir is the folder of kernelspecs that the flags ask for.
func kernelsDir(prefix string, sysPrefix bool) (string, error) {
	if sysPrefix {
		if prefix = os.Getenv("VIRTUAL_ENV"); prefix == "" {
			prefix = os.Getenv("CONDA_PREFIX")
		}
		if prefix == "" {
			return "", errors.New("--sys-prefix: no environment is active (VIRTUAL_ENV and CONDA_PREFIX are not set)")
		}
	}
	if prefix != "" {
		abs, err := filepath.Abs(prefix)
		if err != nil {
			return "", err
		}
		return filepath.Join(abs, "share", "jupyter", "kernels"), nil
	}
	dir, err := jupyter.UserDataDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "kernels"), nil
}

// install writes the kernelspec of the program exe.
func install(kernels, name, exe string, replace bool) (string, error) {
	there := filepath.Join(kernels, strings.ToLower(name))
	if !replace {
		old, err := jupyter.ReadKernelspec(there)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return "", fmt.Errorf("%w (--replace replaces it)", err)
		case old.Metadata[ourMark] == nil:
			return "", fmt.Errorf("%s is another program's kernel (%q); --replace replaces it, --name installs beside it", there, old.DisplayName)
		}
	}
	files, err := fs.Sub(logos, "logo")
	if err != nil {
		return "", err
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
