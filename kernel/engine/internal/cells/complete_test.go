package cells_test

import (
	"testing"

	"github.com/crococlock/crococlock/kernel/engine/internal/cells"
)

func TestComplete(t *testing.T) {
	for _, c := range []struct{ src, status, indent string }{
		{"", cells.StatusComplete, ""},
		{"x := 1", cells.StatusComplete, ""},
		{"fmt.Println(1)\n", cells.StatusComplete, ""},
		{"func f() {}", cells.StatusComplete, ""},
		{"x := 1; x := 2", cells.StatusComplete, ""},
		{"package main\nfunc main() {}", cells.StatusComplete, ""},
		{"func f() {", cells.StatusIncomplete, "\t"},
		{"for {\n\tif x {", cells.StatusIncomplete, "\t\t"},
		{"for {\n    if x {\n", cells.StatusIncomplete, "        "},
		{"for {\n\tx++\n", cells.StatusIncomplete, "\t"},
		{"switch x {\ncase 1:", cells.StatusIncomplete, "\t"},
		{"x := []int{", cells.StatusIncomplete, "\t"},
		{"f(1,", cells.StatusIncomplete, ""},
		{"x +", cells.StatusIncomplete, ""},
		{"x :=", cells.StatusIncomplete, ""},
		{"fmt.", cells.StatusIncomplete, ""},
		{"var x", cells.StatusInvalid, ""},
		{"if x", cells.StatusInvalid, ""},
		{"s := `abc", cells.StatusIncomplete, ""},
		{"/* abc", cells.StatusIncomplete, ""},
		{"package main\nfunc", cells.StatusIncomplete, ""},
		{"s := \"abc", cells.StatusInvalid, ""},
		{"x := 1 }", cells.StatusInvalid, ""},
		{"x y", cells.StatusInvalid, ""},
		{"x := 1 +/ 2", cells.StatusInvalid, ""},
		{"1 = ", cells.StatusIncomplete, ""},
		{"a b +", cells.StatusInvalid, ""},
	} {
		status, indent := cells.Complete(c.src)
		if status != c.status || indent != c.indent {
			t.Errorf("%q is %s, indent %q; want %s, %q", c.src, status, indent, c.status, c.indent)
		}
	}
}
