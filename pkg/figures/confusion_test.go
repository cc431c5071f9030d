package figures_test

import (
	"fmt"
	"image/color"
	"testing"

	"github.com/crococlock/crococlock/pkg/figures"
)

func TestConfusion(t *testing.T) {
	for _, n := range []int{1, 2, 12, 30, 31, 100, 400} {
		counts, classes := make([][]int, n), make([]string, n)
		for i := range counts {
			counts[i], classes[i] = make([]int, n), fmt.Sprintf("class %d", i)
			counts[i][i] = 7
		}
		counts[0][n-1] = 12345
		img, err := figures.Confusion(counts, classes, "caption")
		if err != nil {
			t.Fatal(err)
		}
		if w := img.Bounds().Dx(); w > 1700 {
			t.Errorf("%d classes are %d px wide", n, w)
		}
		if n == 2 { // the second column, where nearly all images are
			full := 0
			for y := range img.Bounds().Dy() {
				for x := range img.Bounds().Dx() {
					if img.At(x, y) == (color.RGBA{0, 0x72, 0xb2, 255}) {
						full++
					}
				}
			}
			if full < 2*43*43*8/10 || full > 2*43*43 {
				t.Errorf("%d pixels are those of all images of a class", full)
			}
		}
	}
	for name, counts := range map[string][][]int{"rows": {{1, 2}}, "columns": {{1, 2}, {3}}, "negative": {{1, 2}, {3, -1}}} {
		if _, err := figures.Confusion(counts, []string{"a", "b"}, ""); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
