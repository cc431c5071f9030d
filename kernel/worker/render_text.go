//go:build !windows

package worker

import (
	"fmt"
	"image"
	"reflect"
	"strings"

	xr "github.com/cosmos72/gomacro/xreflect"
)

// maxText bounds the text of one value, in bytes; a slice of a million numbers
// is not read to its end.
const maxText = 16 << 10

// maxItems bounds how many elements of a slice or map are written.
const maxItems = 1000

// format is a value as a person reads it: what its own String or Error says,
// else Go's %v.
func (e *Evaluator) format(v reflect.Value, typ xr.Type) string {
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.CanInterface() {
		return fmt.Sprint(v)
	}
	value := v.Interface()
	if interpreted(typ) {
		for _, r := range e.text {
			if proxy, ok := e.convert(v, typ, r.typ); ok {
				return clip(fmt.Sprint(proxy))
			}
		}
	}
	if s, ok := knownText(value); ok {
		return clip(s)
	}
	switch x := value.(type) {
	case error, fmt.Stringer:
		return clip(fmt.Sprint(x))
	case image.Image:
		size := x.Bounds()
		return fmt.Sprintf("image, %d×%d", size.Dx(), size.Dy())
	}
	if v.Kind() == reflect.Slice && v.Len() > maxItems {
		return clip(fmt.Sprintf("%v … %d elements in all", v.Slice(0, maxItems).Interface(), v.Len()))
	}
	switch v.Kind() {
	case reflect.Func:
		return "<func> " + v.Type().String()
	case reflect.Struct:
		return clip(fmt.Sprintf("%+v", value))
	case reflect.Pointer:
		if v.Elem().Kind() == reflect.Struct {
			return clip(fmt.Sprintf("%+v", value))
		}
	}
	return clip(fmt.Sprint(value))
}

// clip shortens text that nobody would read.
func clip(s string) string {
	if len(s) <= maxText {
		return s
	}
	return fmt.Sprintf("%s … %d bytes in all", strings.ToValidUTF8(s[:maxText], ""), len(s))
}
