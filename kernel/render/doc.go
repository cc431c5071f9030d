// Package render shows values as notebooks do: the results of cells.
//
// A value is shown in every representation it has, with its text beside them.
// They come from its own methods (see package display), or, for the types of
// other libraries that notebooks use most, from here; each kind has a file:
// plot.go, frame.go, image.go, images.go, matrix.go, tensor.go, errors.go, and
// known.go lists them. A type of this module shows itself by its methods.
//
//	data := render.Values(reflect.ValueOf(1.5), reflect.ValueOf("m")) // text/plain: 1.5 m
//	text := render.Text(reflect.ValueOf([]string{"a", "b"}))          // ["a" "b"]
//
// The values are Go's own, whoever made them. What their methods panic with is
// the caller's to recover.
package render
