package notebook

import (
	"encoding/json"
	"slices"
	"strings"
)

// A node is a JSON value that keeps how it was written: *object, *array or
// scalar.
type node interface{}

// An object keeps the order of its members.
type object struct{ members []member }

type member struct {
	key     string // decoded
	value   node
	written scalar // the key as it stands in the file; "" for a new one
}

type array struct{ items []node }

// A scalar is a string, number, true, false or null as it stands in the file.
type scalar string

const null = scalar("null")

func (o *object) get(key string) node {
	if o == nil {
		return nil
	}
	for i := range o.members {
		if o.members[i].key == key {
			return o.members[i].value
		}
	}
	return nil
}

// object returns the member as an object, nil where it is none.
func (o *object) object(key string) *object {
	v, _ := o.get(key).(*object)
	return v
}

// text returns the member as a string, its lines joined where it is a list of
// strings, as nbformat stores longer texts.
func (o *object) text(key string) string { return textOf(o.get(key)) }

func textOf(v node) string {
	switch v := v.(type) {
	case scalar:
		var s string
		if strings.HasPrefix(string(v), `"`) && json.Unmarshal([]byte(v), &s) == nil {
			return s
		}
	case *array:
		var b strings.Builder
		for _, item := range v.items {
			b.WriteString(textOf(item))
		}
		return b.String()
	}
	return ""
}

// set replaces a member where it stands. A new one goes to its place in the
// alphabet where the others are sorted, as nbformat writes them, else to the
// end.
func (o *object) set(key string, value node) {
	for i := range o.members {
		if o.members[i].key == key {
			o.members[i].value = value
			return
		}
	}
	at := len(o.members)
	if slices.IsSortedFunc(o.members, compareKeys) {
		at, _ = slices.BinarySearchFunc(o.members, member{key: key}, compareKeys)
	}
	o.members = slices.Insert(o.members, at, member{key: key, value: value})
}

func (o *object) remove(key string) {
	o.members = slices.DeleteFunc(o.members, func(m member) bool { return m.key == key })
}

func compareKeys(a, b member) int { return strings.Compare(a.key, b.key) }

// sorted returns v with the keys of all its objects sorted, as nbformat writes
// them.
func sorted(v node) node {
	switch v := v.(type) {
	case *object:
		out := &object{members: slices.Clone(v.members)}
		slices.SortStableFunc(out.members, compareKeys)
		for i := range out.members {
			out.members[i].value = sorted(out.members[i].value)
		}
		return out
	case *array:
		out := &array{items: slices.Clone(v.items)}
		for i := range out.items {
			out.items[i] = sorted(out.items[i])
		}
		return out
	}
	return v
}

// newObject makes an object of key, value, key, value, …
func newObject(pairs ...any) *object {
	o := &object{}
	for i := 0; i < len(pairs); i += 2 {
		o.members = append(o.members, member{key: pairs[i].(string), value: pairs[i+1]})
	}
	return o
}
