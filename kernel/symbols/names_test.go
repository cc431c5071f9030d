package symbols_test

import (
	"slices"
	"testing"

	"github.com/crococlock/crococlock/kernel/symbols"
)

func TestMoved(t *testing.T) {
	for path, want := range map[string]string{
		"github.com/kniren/gota/data-frame": "github.com/go-gota/gota/dataframe",
		"github.com/kniren/gota/series":     "github.com/go-gota/gota/series",
		"github.com/gonum/matrix/mat64":     "gonum.org/v1/gonum/mat",
		"github.com/gonum/stat":             "gonum.org/v1/gonum/stat",
		"github.com/gonum/plot":             "gonum.org/v1/plot",
		"github.com/gonum/plot/vg/draw":     "gonum.org/v1/plot/vg/draw",
		"github.com/chewxy/gorgonia":        "gorgonia.org/gorgonia",
		"gorgonia.org/gorgonia/tensor":      "gorgonia.org/tensor",
	} {
		if got, ok := symbols.Moved(path); !ok || got != want {
			t.Errorf("Moved(%q) is %q, %t, want %q", path, got, ok, want)
		}
	}
	for _, path := range []string{"", "fmt", "github.com/gonum", "github.com/gonum/none", "github.com/gonumx/stat", "gonum.org/v1/plot"} {
		if got, ok := symbols.Moved(path); ok {
			t.Errorf("Moved(%q) is %q, want none", path, got)
		}
	}
}

func TestStandard(t *testing.T) {
	for name, want := range map[string][]string{
		"fmt":      {"fmt"},
		"rand":     {"math/rand", "math/rand/v2", "crypto/rand"},
		"template": {"text/template", "html/template"},
		"json":     {"encoding/json"},
		"draw":     {"image/draw"},
		"scanner":  {"text/scanner", "go/scanner"},
		"pprof":    {"runtime/pprof"},
		"mat":      nil,
		"display":  nil,
		"v2":       nil,
		"":         nil,
	} {
		if got := symbols.Standard(name); !slices.Equal(got, want) {
			t.Errorf("Standard(%q) is %q, want %q", name, got, want)
		}
	}
}
