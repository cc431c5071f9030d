// Package classnames keeps the names of classes in the metadata of weights.
package classnames

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Key is the one that they stand under, as a JSON array in the order of labels.
const Key = "classes"

// study are the names of two classes of weights that do not say theirs, such as the
// ones that came with the study.
var study = []string{"clock", "crocodile"}

// Encode is what stands under Key.
func Encode(names []string) string {
	text, _ := json.Marshal(names) // strings always have a JSON form
	return string(text)
}

// Decode reads what Encode wrote.
func Decode(text string) (names []string, err error) {
	if err := json.Unmarshal([]byte(text), &names); err != nil {
		return nil, fmt.Errorf("class names %q in the metadata: %w", text, err)
	}
	return names, nil
}

// Of are the names that the metadata have; where they have none, the study's for
// two classes, else "class 0" and so on.
func Of(metadata map[string]string, classes int) ([]string, error) {
	if text, ok := metadata[Key]; ok {
		return Decode(text)
	}
	if classes == len(study) {
		return slices.Clone(study), nil
	}
	names := make([]string, classes)
	for i := range names {
		names[i] = fmt.Sprintf("class %d", i)
	}
	return names, nil
}
