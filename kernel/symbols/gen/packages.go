//go:build !windows

package main

// fixed are the packages that are compiled in besides this module's own. The
// standard library's are those that notebooks use most; gomacro brings the
// rest, as they were in Go 1.18.
var fixed = []string{
	"bufio", "bytes", "cmp", "container/heap", "container/list", "container/ring", "context", "encoding/base64", "encoding/binary", "encoding/csv",
	"encoding/json", "errors", "fmt", "image", "image/color", "image/draw", "image/jpeg",
	"image/png", "io", "io/fs", "iter", "log", "log/slog", "maps", "math", "math/big", "math/bits", "math/cmplx",
	"math/rand", "math/rand/v2", "os", "os/exec", "path", "path/filepath", "reflect", "regexp",
	"runtime", "slices", "sort", "strconv", "strings", "sync", "sync/atomic",
	"text/tabwriter", "text/template", "time", "unicode", "unicode/utf8",

	"github.com/go-gota/gota/dataframe",
	"github.com/go-gota/gota/series",
	"golang.org/x/image/draw",
	"gonum.org/v1/gonum/floats",
	"gonum.org/v1/gonum/mat",
	"gonum.org/v1/gonum/stat",
	"gonum.org/v1/gonum/stat/distuv",
	"gonum.org/v1/plot",
	"gonum.org/v1/plot/font",
	"gonum.org/v1/plot/palette",
	"gonum.org/v1/plot/palette/brewer",
	"gonum.org/v1/plot/palette/moreland",
	"gonum.org/v1/plot/plotter",
	"gonum.org/v1/plot/plotutil",
	"gonum.org/v1/plot/text",
	"gonum.org/v1/plot/vg",
	"gonum.org/v1/plot/vg/draw",
	"gonum.org/v1/plot/vg/vgimg",
	"gorgonia.org/gorgonia",
	"gorgonia.org/tensor",
}

// bySystem are the packages whose untyped constants differ between operating
// systems; those are written as expressions, not as values.
var bySystem = map[string]bool{"os": true, "path/filepath": true, "runtime": true}

// displayPackage is what cells import as "display".
const displayPackage = module + "/kernel/display"
