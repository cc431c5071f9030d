package generation_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/crococlock/crococlock/pkg/generation"
)

// Whatever a file holds, it is read as pictures that are written and read again,
// or refused.
func FuzzReadNPY(f *testing.F) {
	whole, err := os.ReadFile(filepath.Join("testdata", "three.npy"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add(whole[:130])
	f.Add(bytes.Replace(whole, []byte("(3, 3, 4, 4)"), []byte("(0, 3, 9, 9)"), 1))
	f.Add(bytes.Replace(whole, []byte("(3, 3, 4, 4)"), []byte("(36,3, 1, 1)"), 1))
	path := filepath.Join(f.TempDir(), "f.npy")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		p, err := generation.ReadNPY(path)
		if err != nil {
			return
		}
		if err := p.WriteNPY(path); err != nil {
			t.Fatalf("%v was read and cannot be written: %v", p, err)
		}
		again, err := generation.ReadNPY(path)
		if err != nil || again.Len() != p.Len() || again.Side != p.Side {
			t.Fatalf("%v became %v, %v", p, again, err)
		}
	})
}
