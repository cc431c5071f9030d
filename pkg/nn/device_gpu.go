//go:build gpu || emulator

package nn

import (
	"sync"

	"github.com/crococlock/crococlock/pkg/nn/internal/card"
	"github.com/crococlock/crococlock/pkg/nn/internal/gpu"
)

// An emulated card computes only where CROCOCLOCK_DEVICE=gpu asks for it.
const builtForCards = gpu.Real

func init() { card.Possible() }

// openCard opens the card once.
var openCard = sync.OnceValues(func() (card.Card, error) {
	c, err := gpu.Open()
	if err != nil { // not a *gpu.Card that is nil
		return nil, err
	}
	return c, nil
})
