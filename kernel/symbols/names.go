package symbols

import (
	"slices"
	"strings"
)

// isDisplay reports whether path is another name of displayPackage: the two that
// gophernotes gives it.
func isDisplay(path string) bool {
	return path == "display" || path == "github.com/gopherdata/gophernotes"
}

// Moved returns the path of today of a package that has moved, if it is
// compiled in.
func Moved(path string) (string, bool) {
	for _, m := range moved {
		if rest, ok := strings.CutPrefix(path, m.old); ok && (rest == "" || rest[0] == '/') {
			now := m.now + rest
			return now, Lookup(now) != nil
		}
	}
	return "", false
}

// moved are prefixes of paths that have others now. The packages kept their
// surfaces, but for what years of versions brought.
var moved = [...]struct{ old, now string }{
	{"github.com/kniren/gota/data-frame", "github.com/go-gota/gota/dataframe"},
	{"github.com/kniren/gota", "github.com/go-gota/gota"},
	{"github.com/gonum/plot", "gonum.org/v1/plot"},
	{"github.com/gonum/matrix/mat64", "gonum.org/v1/gonum/mat"},
	{"github.com/gonum/matrix", "gonum.org/v1/gonum/mat"},
	{"github.com/gonum", "gonum.org/v1/gonum"},
	{"gonum.org/v1/gonum/plot", "gonum.org/v1/plot"},
	{"github.com/chewxy/gorgonia/tensor", "gorgonia.org/tensor"},
	{"github.com/chewxy/gorgonia", "gorgonia.org/gorgonia"},
	{"github.com/gorgonia/gorgonia", "gorgonia.org/gorgonia"},
	{"github.com/gorgonia/tensor", "gorgonia.org/tensor"},
	{"gorgonia.org/gorgonia/tensor", "gorgonia.org/tensor"},
	{"code.google.com/p/plotinum", "gonum.org/v1/plot"},
	{"golang.org/x/net/context", "context"},
}

// Standard returns the import paths of the standard packages of that name, the
// likeliest first.
func Standard(name string) []string {
	var paths []string
	for _, p := range packages {
		first, _, _ := strings.Cut(p.Path, "/")
		if p.Name == name && !strings.Contains(first, ".") {
			paths = append(paths, p.Path)
		}
	}
	slices.SortFunc(paths, func(a, b string) int { return rank(a) - rank(b) })
	return paths
}

// rank orders packages of one name: those that notebooks mean first.
func rank(path string) int {
	switch {
	case slices.Contains(preferred[:], path):
		return 0
	case strings.HasSuffix(path, "/v2"):
		return 1
	}
	return 2
}

var preferred = [...]string{"math/rand", "text/template", "text/scanner", "image/draw", "runtime/pprof"}
