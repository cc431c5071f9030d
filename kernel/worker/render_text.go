//go:build !windows

package worker

import (
	"fmt"
	"reflect"
	"strings"

	xr "github.com/cosmos72/gomacro/xreflect"

	"github.com/crococlock/crococlock/kernel/render"
)

// maxText bounds the text of one value, in bytes.
const maxText = 16 << 10

// format is a value as a person reads it: what its own String or Error says,
// else as a writer writes it.
func (e *Evaluator) format(v reflect.Value, typ xr.Type) string {
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.CanInterface() {
		return fmt.Sprint(v)
	}
	if err, ok := v.Interface().(error); ok {
		return clip(errorTree(err, 0).Text())
	}
	if s, ok := render.KnownText(v.Interface()); ok {
		return clip(s)
	}
	if s, ok := e.ownText(v, typ); ok {
		return clip(s)
	}
	return clip((&writer{e: e}).text(v, typ, 0))
}

// ownText is what a value says of itself.
func (e *Evaluator) ownText(v reflect.Value, typ xr.Type) (string, bool) {
	if !v.CanInterface() || isNil(v) {
		return "", false
	}
	if interpreted(typ) {
		if text, ok := e.ownMethod(v, typ, "Error"); ok {
			return text, true
		}
		if text, ok := e.ownMethod(v, typ, "String"); ok {
			return text, true
		}
		for _, r := range e.text {
			if text, ok := e.convert(v, typ, r.typ); ok {
				return fmt.Sprint(text), true
			}
		}
	}
	switch x := v.Interface().(type) {
	case error:
		return x.Error(), true
	case fmt.Stringer, fmt.Formatter:
		return fmt.Sprint(x), true
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
