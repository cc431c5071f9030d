// Package numbers reads ranges of numbers, as flags give them.
package numbers

import (
	"fmt"
	"strconv"
	"strings"
)

// Range reads "3" or "0-4": the first number and the last.
func Range(s string) (first, last uint64, err error) {
	from, to, ranged := strings.Cut(s, "-")
	if !ranged {
		to = from
	}
	if first, err = strconv.ParseUint(from, 10, 64); err == nil {
		last, err = strconv.ParseUint(to, 10, 64)
	}
	if err != nil || first > last {
		return 0, 0, fmt.Errorf("%q: want a number, or first-last", s)
	}
	return first, last, nil
}
