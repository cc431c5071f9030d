package figures_test

import (
	"image"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/figures"
)

// Nine pictures of 32 pixels are twice as large and fit a page.
func TestStripFits(t *testing.T) {
	for columns, factor := range map[int]int{1: 3, 4: 3, 6: 3, 9: 2, 17: 1} {
		fig, err := figures.Strip([]figures.StripRow{{"", tiles(columns, 32)}}, figures.StripOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if width := fig.Bounds().Dx(); width != columns*(factor*32+4)-4+24 || width > 640 {
			t.Errorf("%d columns: %d px", columns, width)
		}
	}
}

func tiles(n, side int) []image.Image {
	var all []image.Image
	for range n {
		all = append(all, image.NewGray(image.Rect(0, 0, side, side)))
	}
	return all
}

func TestStripRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		rows []figures.StripRow
		opt  figures.StripOptions
		want string
	}{
		"none":        {nil, figures.StripOptions{}, "no pictures"},
		"empty row":   {[]figures.StripRow{{"a", nil}}, figures.StripOptions{}, "no pictures"},
		"uneven":      {[]figures.StripRow{{"a", tiles(2, 4)}, {"b", tiles(3, 4)}}, figures.StripOptions{}, "row 1 has 3 pictures, the first 2"},
		"other size":  {[]figures.StripRow{{"a", append(tiles(1, 4), tiles(1, 5)...)}}, figures.StripOptions{}, "picture 1 of row 0"},
		"nil picture": {[]figures.StripRow{{"a", []image.Image{nil}}}, figures.StripOptions{}, "is empty"},
		"columns":     {[]figures.StripRow{{"a", tiles(2, 4)}}, figures.StripOptions{Columns: []string{"x"}}, "1 titles for 2 columns"},
	} {
		if _, err := figures.Strip(c.rows, c.opt); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}
