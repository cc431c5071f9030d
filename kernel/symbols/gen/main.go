// Command gen writes the tables and data of package symbols: what notebooks can
// import. Run it from the folder of package symbols, as go generate does. What
// it writes depends on the version of Go and on go.sum alone.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
)

// root is the module's folder, seen from package symbols.
const root = "../.."

const module = "github.com/crococlock/crococlock"

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run() error {
	paths, err := compiledIn()
	if err != nil {
		return err
	}
	programs, err := loadAll(paths)
	if err != nil {
		return err
	}
	files, err := generate(programs)
	if err != nil {
		return err
	}
	return write(files)
}

// loadAll loads the packages for each platform.
func loadAll(paths []string) ([]*program, error) {
	programs, errs := make([]*program, len(platforms)), make([]error, len(platforms))
	var wg sync.WaitGroup
	for i, p := range platforms {
		wg.Go(func() {
			if programs[i], errs[i] = load(p, paths); errs[i] != nil {
				errs[i] = fmt.Errorf("%s: %w", p, errs[i])
			}
		})
	}
	wg.Wait()
	return programs, errors.Join(errs...)
}

// write replaces the generated files, and removes those of packages that are
// gone. A file that would not change is left alone.
func write(files map[string][]byte) error {
	old, err := filepath.Glob("gen_*")
	if err != nil {
		return err
	}
	for _, name := range old {
		if files[name] == nil {
			if err := os.Remove(name); err != nil {
				return err
			}
		}
	}
	for name, src := range files {
		if have, err := os.ReadFile(name); err == nil && bytes.Equal(have, src) {
			continue
		}
		if err := os.WriteFile(name, src, 0o644); err != nil {
			return err
		}
	}
	return nil
}
