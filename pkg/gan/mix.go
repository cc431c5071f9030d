package gan

import (
	"fmt"

	"github.com/crococlock/crococlock/internal/shares"
)

// Between is the mix of two classes: 0 is the first, 1 the second, ½ both alike.
func Between(at float64) []float64 { return shares.Between(at) }

// Only is the mix that is one class of classes; none where there is no such class.
func Only(class, classes int) []float64 { return shares.Only(class, classes) }

// checkMix reports what makes mix no shares of so many classes.
func checkMix(mix []float64, classes int) error {
	if err := shares.Check(mix, classes); err != nil {
		return fmt.Errorf("gan: %w", err)
	}
	return nil
}
