package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/crococlock/crococlock/pkg/cnn"
)

// ship writes the guides in half precision.
func ship(dir, out string) error {
	for _, n := range all() {
		if n.kind != guideKind {
			continue
		}
		model, err := cnn.ReadFile(filepath.Join(dir, n.name+".safetensors"))
		if err != nil {
			return err
		}
		path := filepath.Join(out, n.name+".safetensors")
		if err := model.StateDict().WriteHalfFile(path); err != nil {
			return fmt.Errorf("%s: %w", n.name, err)
		}
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		log.Printf("%s: %.2f MB", path, float64(info.Size())/1e6)
	}
	return nil
}
