package randprog_test

import (
	"go/token"
	"go/types"
	"testing"

	"github.com/crococlock/crococlock/kernel/engine/internal/randprog"
	"github.com/crococlock/crococlock/kernel/symbols"
)

type imports map[string]*types.Package

func (m imports) Import(path string) (*types.Package, error) {
	return symbols.Import(token.NewFileSet(), m, path)
}

func TestProgramsCheck(t *testing.T) {
	const n = 300
	refused, known := 0, imports{}
	for seed := range uint64(n) {
		if _, err := randprog.Check(randprog.New(seed), known); err != nil {
			t.Log(err)
			refused++
		}
	}
	if refused > n/10 {
		t.Errorf("%d of %d programs are refused", refused, n)
	}
}

func TestSameSeedSameProgram(t *testing.T) {
	for seed := range uint64(20) {
		first := randprog.New(seed).Body()
		if again := randprog.New(seed).Body(); first != again {
			t.Errorf("seed %d gives two programs", seed)
		}
	}
}
