package worker

import (
	"fmt"
	"os"
)

// pipes opens what the server handed down.
func pipes(env string) (requests, frames *os.File, err error) {
	var in, out uintptr
	if _, err := fmt.Sscan(env, &in, &out); err != nil {
		return nil, nil, fmt.Errorf("%s=%q: %w", EnvPipes, env, err)
	}
	return os.NewFile(in, "requests"), os.NewFile(out, "frames"), nil
}

func volunteer() {}

func exitGroup() { os.Exit(0) }
