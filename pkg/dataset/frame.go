package dataset

import (
	"github.com/crococlock/crococlock/internal/column"
	"github.com/go-gota/gota/dataframe"
	"github.com/go-gota/gota/series"
)

// DataFrame returns one row an image with the columns path, class, label and
// split: "train", "validation", "test", or "" for an image in none. A split that
// does not fit the dataset gives a frame whose Err is set.
func (d *Dataset) DataFrame(split Split) dataframe.DataFrame {
	parts, err := split.Names(d.Len())
	if err != nil {
		return dataframe.DataFrame{Err: err}
	}
	classes := make([]string, d.Len())
	for i := range classes {
		classes[i] = d.Class(i)
	}
	return dataframe.New(
		column.Strings(d.Paths, "path"),
		column.Strings(classes, "class"),
		series.New(d.Labels, series.Int, "label"),
		column.Strings(parts, "split"),
	)
}
