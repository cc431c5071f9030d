package render

import (
	"fmt"
	"reflect"
	"strings"
)

// maxText bounds the text of one value, in bytes.
const maxText = 16 << 10

// Text is a value as a person reads it: what is known of its type, or what its
// own String or Error says, else as a writer writes it.
func Text(v reflect.Value) string {
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.IsValid() {
		return "<nil>"
	}
	if !v.CanInterface() {
		return fmt.Sprint(v)
	}
	if s, ok := KnownText(v.Interface()); ok {
		return clip(s)
	}
	if s, ok := ownText(v); ok {
		return clip(s)
	}
	return clip(new(writer).text(v, 0))
}

// ownText is what a value says of itself.
func ownText(v reflect.Value) (string, bool) {
	if !v.CanInterface() || isNil(v) {
		return "", false
	}
	switch x := v.Interface().(type) {
	case error:
		return x.Error(), true
	case fmt.Formatter:
		return fmt.Sprint(x), true
	case fmt.Stringer:
		return x.String(), true // fmt would hide its panic
	}
	return "", false
}

// clip shortens text that nobody would read.
func clip(s string) string {
	if len(s) <= maxText {
		return s
	}
	return fmt.Sprintf("%s … %d bytes in all", strings.ToValidUTF8(s[:maxText], ""), len(s))
}
