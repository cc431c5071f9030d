// Package decide says which class a probability stands for, for all who ask.
package decide

import "math"

// Threshold is the probability of the second of two classes from which on a
// picture counts as of that class.
const Threshold = 0.5

// Label returns the label of a picture with probability p of the second of two
// classes; −1 where p is NaN.
func Label(p float64) int {
	switch {
	case p >= Threshold:
		return 1
	case math.IsNaN(p):
		return -1
	}
	return 0
}
