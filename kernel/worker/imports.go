//go:build !windows

package worker

import (
	"fmt"
	"go/ast"
	"strconv"
	"strings"

	"github.com/crococlock/crococlock/kernel/symbols"
)

// checkImports makes what a cell imports known to gomacro. The error says what
// is not compiled in, and what is.
func checkImports(nodes []ast.Node) error {
	for _, node := range nodes {
		var err error
		ast.Inspect(node, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ImportSpec); ok && err == nil {
				path, unquoteErr := strconv.Unquote(spec.Path.Value)
				if unquoteErr == nil && !symbols.Load(path) {
					err = missing(path)
				}
			}
			return err == nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func missing(path string) error {
	var std, others []string
	for _, p := range symbols.Paths() {
		if first, _, _ := strings.Cut(p, "/"); strings.Contains(first, ".") {
			others = append(others, p)
		} else {
			std = append(std, p)
		}
	}
	return fmt.Errorf("package %q is not compiled into this kernel. What can be imported:\n  %s\nand of the standard library:\n  %s",
		path, strings.Join(others, "\n  "), wrap(std, 76, "\n  "))
}

// wrap joins words by spaces into lines of the given width.
func wrap(words []string, width int, newline string) string {
	var b strings.Builder
	line := 0
	for i, w := range words {
		switch {
		case i == 0:
		case line+1+len(w) > width:
			b.WriteString(newline)
			line = 0
		default:
			b.WriteByte(' ')
			line++
		}
		b.WriteString(w)
		line += len(w)
	}
	return b.String()
}
