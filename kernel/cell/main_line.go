package cell

import "strings"

// MainLine finds the line "%%" or "%main", below which a cell is the body of its
// main function: its number from 1, and what stands behind it. 0: there is none.
func MainLine(code string) (line int, args string) {
	for i, l := range strings.Split(code, "\n") {
		name, args, _ := strings.Cut(strings.TrimSpace(l), " ")
		if name == "%%" || name == "%main" {
			return i + 1, strings.TrimSpace(args)
		}
	}
	return 0, ""
}
