// Package shares is the shares of classes that a generator's pictures are made of.
package shares

import (
	"fmt"
	"math"
)

// Between is the mix of two classes: 0 is the first, 1 the second, ½ both alike.
func Between(at float64) []float64 { return []float64{1 - at, at} }

// Only is the mix that is one class of classes; none where there is no such class.
func Only(class, classes int) []float64 {
	of := make([]float64, max(classes, 0))
	if class >= 0 && class < len(of) {
		of[class] = 1
	}
	return of
}

// Check reports what makes a mix no shares of so many classes.
func Check(mix []float64, classes int) error {
	if len(mix) != classes {
		return fmt.Errorf("a mix of %d classes, there are %d", len(mix), classes)
	}
	sum := 0.0
	for i, v := range mix {
		if !(v >= 0 && v <= 1) {
			return fmt.Errorf("the share of class %d is %v, want 0 to 1", i, v)
		}
		sum += v
	}
	if math.Abs(sum-1) > 1e-6 {
		return fmt.Errorf("the shares %v add up to %.6g, want 1", mix, sum)
	}
	return nil
}
