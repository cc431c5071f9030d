package generation

import (
	"fmt"
	"math"
)

// A Share is how many of some pictures are so.
type Share struct {
	Count, Total int
	// Value is Count of Total, Low and High bound it with 95 % confidence (Wilson,
	// 1927).
	Value, Low, High float64
}

// ShareOf is count of total, which is one or more.
func ShareOf(count, total int) (Share, error) {
	if total < 1 || count < 0 || count > total {
		return Share{}, fmt.Errorf("generation: %d of %d is no share", count, total)
	}
	const z = 1.959964 // of the normal distribution, between which and its negative 95 % lie
	n, p := float64(total), float64(count)/float64(total)
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	s := Share{count, total, p, max(middle-half, 0), min(middle+half, 1)}
	// Rounding may leave the ends of the interval beside 0 and 1.
	if count == 0 {
		s.Low = 0
	}
	if count == total {
		s.High = 1
	}
	return s, nil
}

// shareOf counts what is true.
func shareOf(is []bool) (Share, error) {
	n := 0
	for _, yes := range is {
		if yes {
			n++
		}
	}
	return ShareOf(n, len(is))
}

// String is like "85.2 % (82.9 to 87.3)".
func (s Share) String() string {
	return fmt.Sprintf("%.1f %% (%.1f to %.1f)", 100*s.Value, 100*s.Low, 100*s.High)
}
