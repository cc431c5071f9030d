//go:build !gpu && !emulator

package nn

import (
	"errors"

	"github.com/crococlock/crococlock/pkg/nn/internal/card"
)

const builtForCards = false

func openCard() (card.Card, error) {
	return nil, errors.New("this program was built without support for cards (make build-gpu)")
}
