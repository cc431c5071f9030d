package render

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"gonum.org/v1/gonum/mat"
)

func matrixText(m mat.Matrix) string {
	rows, cols := m.Dims()
	if rows == 0 || cols == 0 {
		return fmt.Sprintf("%d×%d matrix", rows, cols)
	}
	return fmt.Sprintf("%.6g", mat.Formatted(m, mat.Squeeze(), mat.Excerpt(5)))
}

// complexText is a complex matrix, a row a line: gonum formats none.
func complexText(m mat.CMatrix) string {
	rows, cols := m.Dims()
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	for r := range min(rows, someItems) {
		for c := range min(cols, someItems) {
			fmt.Fprintf(w, "%.6g\t", m.At(r, c))
		}
		if cols > someItems {
			fmt.Fprint(w, "…\t")
		}
		fmt.Fprintln(w)
	}
	w.Flush()
	if rows > someItems {
		b.WriteString("  …\n")
	}
	return fmt.Sprintf("%d×%d complex matrix\n%s", rows, cols, strings.TrimSuffix(b.String(), "\n"))
}
