package dataset

import (
	"context"
	"image"
	"runtime"
	"slices"
)

// ReadSquares is ReadSquare for many files, on all processors: it calls visit for
// each, in their order, with the picture or why there is none, and holds a few
// pictures at a time however many there are. It ends with visit's first error or,
// soon after ctx ends, ctx's.
func ReadSquares(ctx context.Context, files []string, side int, visit func(i int, img *image.NRGBA, err error) error) error {
	if err := checkSide(side); err != nil {
		return err
	}
	ahead := 16 * runtime.GOMAXPROCS(0)
	pictures, errs := make([]*image.NRGBA, ahead), make([]error, ahead)
	at := 0
	for some := range slices.Chunk(files, ahead) {
		parallel(len(some), func(i int) {
			if ctx.Err() == nil {
				pictures[i], errs[i] = ReadSquare(some[i], side)
			}
		})
		if err := ctx.Err(); err != nil {
			return err
		}
		for i := range some {
			if err := visit(at, pictures[i], errs[i]); err != nil {
				return err
			}
			at++
		}
	}
	return nil
}
