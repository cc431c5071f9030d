//go:build emulator && !gpu

package nn

import (
	"sync"

	"github.com/crococlock/crococlock/pkg/nn/internal/card"
	"github.com/crococlock/crococlock/pkg/nn/internal/gpu"
)

// The emulator is asked for by CROCOCLOCK_DEVICE=gpu.
const builtForCards = false

func init() { card.Possible() }

// openCard opens the card once.
var openCard = sync.OnceValues(func() (card.Card, error) {
	c, err := gpu.Open()
	if err != nil { // not a *gpu.Card that is nil
		return nil, err
	}
	return c, nil
})
