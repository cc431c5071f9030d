package main

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
)

// displayPackage is what cells import as "display".
const displayPackage = module + "/kernel/display"

// instancesPackage is what the sources of generic functions import; cells do not.
const instancesPackage = module + "/kernel/symbols/internal/instances"

// compiledIn are the import paths of everything that cells can import without
// its source.
func compiledIn() ([]string, error) {
	own, err := ownPackages()
	if err != nil {
		return nil, err
	}
	std, err := standard()
	if err != nil {
		return nil, err
	}
	return slices.Concat(own, []string{displayPackage, instancesPackage}, std, thirdParty), nil
}

// ownPackages are the folders of pkg/ that hold Go files and are not internal.
func ownPackages() ([]string, error) {
	seen := map[string]bool{}
	err := filepath.WalkDir(filepath.Join(root, "pkg"), func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "internal" || d.Name() == "testdata"):
			return fs.SkipDir
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		dir, err := filepath.Rel(root, filepath.Dir(path))
		seen[module+"/"+filepath.ToSlash(dir)] = true
		return err
	})
	var list []string
	for path := range seen {
		if !strings.HasSuffix(path, "test") { // helpers of tests, like package httptest
			list = append(list, path)
		}
	}
	slices.Sort(list)
	return list, err
}

func isOwn(path string) bool { return strings.HasPrefix(path, module+"/") }

// standard are the packages of the standard library, less those that are
// useless in a cell.
func standard() ([]string, error) {
	out, err := platforms[0].goCommand("list", "std").Output()
	if err != nil {
		return nil, fmt.Errorf("go list std: %w", err)
	}
	return slices.DeleteFunc(strings.Fields(string(out)), func(path string) bool {
		_, left := leftOut[path]
		elems := strings.Split(path, "/")
		return left || slices.Contains(elems, "internal") || slices.Contains(elems, "vendor")
	}), nil
}

// leftOut are the standard packages that are not compiled in, and why.
var leftOut = map[string]string{
	"unsafe": "go/types has it",

	"log/syslog":             "not there on Windows",
	"plugin":                 "needs cgo",
	"runtime/cgo":            "needs cgo",
	"runtime/race":           "has nothing to call",
	"runtime/coverage":       "wants a program built with -cover",
	"time/tzdata":            "has nothing to call",
	"net/http/pprof":         "registers its pages with the default server where it is linked",
	"crypto/mlkem/mlkemtest": "for tests of package mlkem",
	"testing/cryptotest":     "for tests of package crypto",
}

// thirdParty are the packages of other modules.
var thirdParty = []string{
	"github.com/go-gota/gota/dataframe",
	"github.com/go-gota/gota/series",
	"golang.org/x/exp/constraints",
	"golang.org/x/exp/maps",
	"golang.org/x/exp/rand",
	"golang.org/x/exp/slices",
	"golang.org/x/image/bmp",
	"golang.org/x/image/ccitt",
	"golang.org/x/image/colornames",
	"golang.org/x/image/draw",
	"golang.org/x/image/font",
	"golang.org/x/image/font/basicfont",
	"golang.org/x/image/font/gofont/goregular",
	"golang.org/x/image/font/inconsolata",
	"golang.org/x/image/font/opentype",
	"golang.org/x/image/font/sfnt",
	"golang.org/x/image/math/f32",
	"golang.org/x/image/math/f64",
	"golang.org/x/image/math/fixed",
	"golang.org/x/image/tiff",
	"golang.org/x/image/vector",
	"golang.org/x/image/webp",
	"golang.org/x/sys/cpu",
	"golang.org/x/sys/unix", // empty on Windows
	"golang.org/x/term",
	"gonum.org/v1/gonum/blas",
	"gonum.org/v1/gonum/blas/blas32",
	"gonum.org/v1/gonum/blas/blas64",
	"gonum.org/v1/gonum/blas/cblas128",
	"gonum.org/v1/gonum/cmplxs",
	"gonum.org/v1/gonum/diff/fd",
	"gonum.org/v1/gonum/dsp/fourier",
	"gonum.org/v1/gonum/dsp/transform",
	"gonum.org/v1/gonum/dsp/window",
	"gonum.org/v1/gonum/floats",
	"gonum.org/v1/gonum/floats/scalar",
	"gonum.org/v1/gonum/graph",
	"gonum.org/v1/gonum/graph/coloring",
	"gonum.org/v1/gonum/graph/community",
	"gonum.org/v1/gonum/graph/encoding",
	"gonum.org/v1/gonum/graph/encoding/dot",
	"gonum.org/v1/gonum/graph/flow",
	"gonum.org/v1/gonum/graph/graphs/gen",
	"gonum.org/v1/gonum/graph/iterator",
	"gonum.org/v1/gonum/graph/layout",
	"gonum.org/v1/gonum/graph/multi",
	"gonum.org/v1/gonum/graph/network",
	"gonum.org/v1/gonum/graph/path",
	"gonum.org/v1/gonum/graph/simple",
	"gonum.org/v1/gonum/graph/spectral",
	"gonum.org/v1/gonum/graph/topo",
	"gonum.org/v1/gonum/graph/traverse",
	"gonum.org/v1/gonum/integrate",
	"gonum.org/v1/gonum/integrate/quad",
	"gonum.org/v1/gonum/interp",
	"gonum.org/v1/gonum/lapack",
	"gonum.org/v1/gonum/lapack/lapack64",
	"gonum.org/v1/gonum/mat",
	"gonum.org/v1/gonum/mathext",
	"gonum.org/v1/gonum/num/dual",
	"gonum.org/v1/gonum/num/dualquat",
	"gonum.org/v1/gonum/num/hyperdual",
	"gonum.org/v1/gonum/num/quat",
	"gonum.org/v1/gonum/optimize",
	"gonum.org/v1/gonum/optimize/convex/lp",
	"gonum.org/v1/gonum/optimize/functions",
	"gonum.org/v1/gonum/spatial/barneshut",
	"gonum.org/v1/gonum/spatial/curve",
	"gonum.org/v1/gonum/spatial/kdtree",
	"gonum.org/v1/gonum/spatial/r1",
	"gonum.org/v1/gonum/spatial/r2",
	"gonum.org/v1/gonum/spatial/r3",
	"gonum.org/v1/gonum/spatial/vptree",
	"gonum.org/v1/gonum/stat",
	"gonum.org/v1/gonum/stat/card",
	"gonum.org/v1/gonum/stat/combin",
	"gonum.org/v1/gonum/stat/distmat",
	"gonum.org/v1/gonum/stat/distmv",
	"gonum.org/v1/gonum/stat/distuv",
	"gonum.org/v1/gonum/stat/mds",
	"gonum.org/v1/gonum/stat/samplemv",
	"gonum.org/v1/gonum/stat/sampleuv",
	"gonum.org/v1/gonum/stat/spatial",
	"gonum.org/v1/gonum/unit",
	"gonum.org/v1/gonum/unit/constant",
	"gonum.org/v1/plot",
	"gonum.org/v1/plot/font",
	"gonum.org/v1/plot/palette",
	"gonum.org/v1/plot/palette/brewer",
	"gonum.org/v1/plot/palette/moreland",
	"gonum.org/v1/plot/plotter",
	"gonum.org/v1/plot/plotutil",
	"gonum.org/v1/plot/text",
	"gonum.org/v1/plot/tools/bezier",
	"gonum.org/v1/plot/vg",
	"gonum.org/v1/plot/vg/draw",
	"gonum.org/v1/plot/vg/recorder",
	"gonum.org/v1/plot/vg/vgeps",
	"gonum.org/v1/plot/vg/vgimg",
	"gonum.org/v1/plot/vg/vgpdf",
	"gonum.org/v1/plot/vg/vgsvg",
	"gonum.org/v1/plot/vg/vgtex",
	"gorgonia.org/gorgonia",
	"gorgonia.org/tensor",
	"gorgonia.org/vecf32",
	"gorgonia.org/vecf64",
}
