package tty_test

import (
	"os"
	"testing"

	"github.com/crococlock/crococlock/internal/tty"
)

func TestIs(t *testing.T) {
	f, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if !tty.Is(f) {
		t.Error("a pseudo-terminal is not taken for a terminal")
	}
}
