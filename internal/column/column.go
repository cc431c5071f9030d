// Package column makes columns of data frames.
package column

import "github.com/go-gota/gota/series"

// Strings is a column that holds the values as they are. series.New takes the
// text "NaN", which may be a class's name, for a value that is missing.
func Strings(values []string, name string) series.Series {
	words := make([]series.Element, len(values))
	for i, v := range values {
		words[i] = word{text: v}
	}
	return series.New(words, series.String, name)
}

// A word is what series.New asks of an element whose text it copies.
type word struct {
	series.Element
	text string
}

func (w word) String() string { return w.text }
