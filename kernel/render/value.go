package render

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	allItems  = 100 // elements that are written in full
	someItems = 10  // of more, the first and the last
	maxDepth  = 6   // of values within values
	maxLine   = 80  // columns; a value of values that needs more is broken
)

// A writer writes values as %+v does, but for what makes that hard to read:
// strings within values are quoted, long lists are shortened, pointers within
// values are followed, values of values stand on lines of their own where they
// need it, and addresses, which differ from run to run, are left out.
type writer struct {
	size int // of what has been written
}

func (w *writer) text(v reflect.Value, depth int) string {
	if w.size > maxText {
		return "…"
	}
	if !v.IsValid() {
		return "<nil>"
	}
	if depth > 0 {
		if s, ok := ownText(v); ok {
			w.size += len(s)
			return s
		}
	}
	switch v.Kind() {
	case reflect.Interface:
		return w.text(v.Elem(), depth)
	case reflect.Slice, reflect.Array:
		return w.list(v, depth)
	case reflect.Map:
		return w.mapping(v, depth)
	case reflect.Struct:
		return w.fields(v, depth)
	case reflect.Pointer:
		return w.pointer(v, depth)
	}
	s := single(v, depth)
	w.size += len(s)
	return s
}

// single is a value that holds no others.
func single(v reflect.Value, depth int) string {
	switch v.Kind() {
	case reflect.String:
		if depth > 0 {
			return strconv.Quote(v.String())
		}
		return v.String()
	case reflect.Func:
		if v.IsNil() {
			return "<nil>"
		}
		return v.Type().String()
	case reflect.Chan:
		if v.IsNil() {
			return "<nil>"
		}
		return fmt.Sprintf("%v, holds %d of %d", v.Type(), v.Len(), v.Cap())
	case reflect.UnsafePointer:
		return v.Type().String()
	}
	return fmt.Sprint(v)
}

func (w *writer) pointer(v reflect.Value, depth int) string {
	switch {
	case v.IsNil():
		return "<nil>"
	case depth >= maxDepth || !v.CanInterface(): // what is private to a package is its own affair
		return "&…"
	}
	return "&" + w.text(v.Elem(), depth+1)
}

func (w *writer) list(v reflect.Value, depth int) string {
	if depth >= maxDepth && v.Len() > 0 {
		return "[…]"
	}
	n := v.Len()
	var items []string
	for i := 0; i < n; i++ {
		if n > allItems && i == someItems {
			items = append(items, "…")
			i = n - someItems
		}
		items = append(items, w.text(v.Index(i), depth+1))
	}
	s := join("[", items, "]", composite(v.Type().Elem()))
	if n > allItems {
		s += fmt.Sprintf(" %d elements", n)
	}
	return s
}

func (w *writer) mapping(v reflect.Value, depth int) string {
	if depth >= maxDepth && v.Len() > 0 {
		return "map[…]"
	}
	type entry struct{ key, value reflect.Value }
	var entries []entry
	for it := v.MapRange(); it.Next(); { // NaN leads to no value
		entries = append(entries, entry{it.Key(), it.Value()})
	}
	slices.SortFunc(entries, func(a, b entry) int { return compareKeys(a.key, b.key) })
	var items []string
	for i, e := range entries {
		k := e.key
		if i == allItems {
			items = append(items, "…")
			break
		}
		name := w.text(k, depth+1)
		if k.Kind() == reflect.String {
			name = k.String() // as of a field
		}
		items = append(items, name+":"+w.text(e.value, depth+1))
	}
	s := join("map[", items, "]", composite(v.Type().Elem()))
	if len(entries) > allItems {
		s += fmt.Sprintf(" %d entries", len(entries))
	}
	return s
}

func (w *writer) fields(v reflect.Value, depth int) string {
	if depth >= maxDepth && v.NumField() > 0 {
		return "{…}"
	}
	v = opened(v)
	var items []string
	broken := false
	for i := range v.NumField() {
		field := v.Type().Field(i)
		items = append(items, field.Name+":"+w.text(fieldOf(v, i), depth+1))
		broken = broken || composite(field.Type)
	}
	return join("{", items, "}", broken)
}

// join puts items on one line, or, if they are values of values and that were
// too long, each on its own.
func join(begin string, items []string, end string, breakable bool) string {
	line := begin + strings.Join(items, " ") + end
	if !breakable || utf8.RuneCountInString(line) <= maxLine && !strings.Contains(line, "\n") {
		return line
	}
	indent := "\n" + strings.Repeat(" ", len(begin))
	for i, item := range items {
		items[i] = strings.ReplaceAll(item, "\n", indent)
	}
	return begin + strings.Join(items, indent) + end
}

// composite reports whether values of a type hold others.
func composite(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Array, reflect.Map, reflect.Struct:
		return true
	}
	return false
}

// compareKeys orders the keys of a map: numbers by size, others by text.
func compareKeys(a, b reflect.Value) int {
	switch {
	case a.CanInt() && b.CanInt():
		return cmp.Compare(a.Int(), b.Int())
	case a.CanUint() && b.CanUint():
		return cmp.Compare(a.Uint(), b.Uint())
	case a.CanFloat() && b.CanFloat():
		return cmp.Compare(a.Float(), b.Float())
	}
	return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b))
}
