package render

import (
	"image"
	"reflect"
	"strings"

	"github.com/crococlock/crococlock/kernel/display"
)

// Values shows values that belong together, such as the results of a function.
// One that has representations beside its text, with all others nil, is shown in
// all of them; else the values are one line of text. Where all are nil there is
// nothing to show, and Data is empty.
func Values(values ...reflect.Value) display.Data {
	var only display.Data
	rich, plain := 0, 0
	text := make([]string, len(values))
	for i, v := range values {
		if isNil(v) {
			text[i] = "<nil>"
			continue
		}
		if d, ok := Rich(v); ok {
			rich++
			only = d
		} else {
			plain++
		}
		text[i] = Text(v)
	}
	switch {
	case rich+plain == 0:
		return display.Data{}
	case rich == 1 && plain == 0:
		if only.Data[display.MIMETypeText] == nil {
			only.Data = withText(only.Data, strings.Join(text, " "))
		}
		return only
	default:
		return display.Data{Data: display.MIMEMap{display.MIMETypeText: strings.Join(text, " ")}}
	}
}

// Rich returns the representations that a value has beside its text, and false
// where it has none.
func Rich(v reflect.Value) (display.Data, bool) {
	if !v.CanInterface() {
		return display.Data{}, false
	}
	value := v.Interface()
	if _, ok := value.(image.Rectangle); ok {
		return display.Data{}, false
	}
	if d, ok := known(value); ok {
		return d, true
	}
	return display.Render(value)
}

// withText is a copy of the bundle with text/plain: the caller's map may be a
// variable of the user's.
func withText(bundle display.MIMEMap, text string) display.MIMEMap {
	out := display.MIMEMap{display.MIMETypeText: text}
	for k, v := range bundle {
		out[k] = v
	}
	return out
}

func isNil(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Interface:
		return v.IsNil() || isNil(v.Elem())
	case reflect.Chan, reflect.Func, reflect.Map, reflect.Pointer, reflect.Slice, reflect.UnsafePointer:
		return v.IsNil()
	}
	return false
}
