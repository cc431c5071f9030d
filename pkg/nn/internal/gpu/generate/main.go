// Command generate reads the kernels that package gpu has and writes what Go
// calls them with, launch_gen.go, and the emulator's table of them,
// emulator/table_gen.c. Run it with go generate in package gpu's folder.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := run("."); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// run writes the generated files of the package in dir.
func run(dir string) error {
	files, err := generated(dir)
	if err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// generated is the text of the generated files, by name.
func generated(dir string) (map[string][]byte, error) {
	sources, err := readSources(filepath.Join(dir, "kernels"))
	if err != nil {
		return nil, err
	}
	kernels, err := sources.kernels()
	if err != nil {
		return nil, err
	}
	launch, err := launchers(kernels)
	if err != nil {
		return nil, err
	}
	return map[string][]byte{
		"launch_gen.go":        launch,
		"emulator/table_gen.c": table(kernels, sources.sum()),
	}, nil
}
