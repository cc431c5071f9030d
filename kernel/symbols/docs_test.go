package symbols_test

import (
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/symbols"
)

func TestDoc(t *testing.T) {
	for _, c := range []struct{ path, name, want string }{
		{"strings", "Cut", "func Cut(s, sep string) (before, after string, found bool)\n\nCut slices s around"},
		{"strings", "Builder.WriteString", "func (b *Builder) WriteString(s string) (int, error)\n\nWriteString appends"},
		{"strings", "", "package strings\n\nPackage strings implements"},
		{"math", "Pi", "Pi "},
		{"builtin", "append", "func append(slice []Type, elems ...Type) []Type\n\n"},
		{"slices", "SortFunc", "func SortFunc[S ~[]E, E any](x S, cmp func(a, b E) int)\n\n"},
		{"runtime", "GOOS", "const GOOS string = goos.GOOS\n\nGOOS is the running program's"},
		{"gonum.org/v1/gonum/mat", "Dense.Mul", "func (m *Dense) Mul(a, b Matrix)\n\nMul takes"},
		{"display", "HTML", "func HTML("},
	} {
		if got := symbols.Doc(c.path, c.name); !strings.Contains(got, c.want) {
			t.Errorf("Doc(%q, %q) is %q, want %q in it", c.path, c.name, got, c.want)
		}
	}
	for _, c := range [][2]string{{"strings", "None"}, {"example.com/none", "X"}, {"", ""}} {
		if got := symbols.Doc(c[0], c[1]); got != "" {
			t.Errorf("Doc(%q, %q) is %q, want none", c[0], c[1], got)
		}
	}
}

// Everything of this module that cells can import has a comment.
func TestDocOfOwnPackages(t *testing.T) {
	for _, path := range symbols.Paths() {
		if strings.Contains(path, "crococlock") && !strings.Contains(symbols.Doc(path, ""), "\n\nPackage ") {
			t.Errorf("Doc(%q, \"\") is %q", path, symbols.Doc(path, ""))
		}
	}
}
