package cluster

import (
	"fmt"

	"github.com/crococlock/crococlock/internal/column"
	"github.com/go-gota/gota/dataframe"
	"github.com/go-gota/gota/series"
	"gonum.org/v1/gonum/mat"
)

// Frame lays approach 2 out as a table with a row an image: path, class (its
// name), d_<class> for each class, and difference, the distance to the second
// nearest centre less that to the nearest. distances is (N, K), paths and labels
// have N elements, classes K names. A mismatch is the frame's Err.
func Frame(paths []string, labels []int, classes []string, distances *mat.Dense) dataframe.DataFrame {
	n, k := distances.Dims()
	if len(paths) != n || len(labels) != n || len(classes) != k {
		return dataframe.DataFrame{Err: fmt.Errorf("cluster: frame: %d paths, %d labels and %d classes for distances of shape (%d, %d)",
			len(paths), len(labels), len(classes), n, k)}
	}
	diff, err := Differences(distances)
	if err != nil {
		return dataframe.DataFrame{Err: err}
	}
	names := make([]string, n)
	for i, label := range labels {
		if label < 0 || label >= k {
			return dataframe.DataFrame{Err: fmt.Errorf("cluster: frame: label %d is %d, not in [0, %d)", i, label, k)}
		}
		names[i] = classes[label]
	}
	columns := []series.Series{
		column.Strings(paths, "path"),
		column.Strings(names, "class"),
	}
	for j, class := range classes {
		columns = append(columns, series.New(mat.Col(nil, j, distances), series.Float, "d_"+class))
	}
	columns = append(columns, series.New(diff, series.Float, "difference"))
	return dataframe.New(columns...)
}
