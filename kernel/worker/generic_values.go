//go:build !windows

package worker

import "reflect"

func result(v any) []reflect.Value { return []reflect.Value{reflect.ValueOf(v)} }

func results(v, w any) []reflect.Value {
	return []reflect.Value{reflect.ValueOf(v), reflect.ValueOf(w)}
}

// called is what a function of the user's gives. It and the function are in
// interfaces where the function's type mentions one that refers to itself.
func called(f reflect.Value, args ...reflect.Value) reflect.Value {
	if f.Kind() == reflect.Interface {
		f = f.Elem()
	}
	v := f.Call(args)[0]
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	return v
}

func order(f reflect.Value) func(a, b reflect.Value) int {
	return func(a, b reflect.Value) int { return int(called(f, a, b).Int()) }
}

func holds(f reflect.Value) func(v reflect.Value) bool {
	return func(v reflect.Value) bool { return called(f, v).Bool() }
}

func holds2(f reflect.Value) func(a, b reflect.Value) bool {
	return func(a, b reflect.Value) bool { return called(f, a, b).Bool() }
}

// elements are a slice's, not copied.
func elements(s reflect.Value) []reflect.Value {
	all := make([]reflect.Value, s.Len())
	for i := range all {
		all[i] = s.Index(i)
	}
	return all
}

// copied are a slice's elements, for functions that move them.
func copied(s reflect.Value) []reflect.Value { return elements(clone(s)) }

func clone(s reflect.Value) reflect.Value {
	if s.IsNil() {
		return s
	}
	return reflect.AppendSlice(s.Slice3(0, 0, 0), s)
}

// sorted sorts a slice by one of package slices' functions.
func sorted(s reflect.Value, compare func(a, b reflect.Value) int, sort func([]reflect.Value, func(a, b reflect.Value) int)) []reflect.Value {
	all := copied(s)
	sort(all, compare)
	for i, v := range all {
		s.Index(i).Set(v)
	}
	return nil
}

// shrink leaves a slice no elements but those, and clears the rest.
func shrink(s reflect.Value, kept []reflect.Value) []reflect.Value {
	n := 0
	for _, v := range kept {
		s.Index(n).Set(v)
		n++
	}
	s.Slice(n, s.Len()).Clear()
	return []reflect.Value{s.Slice(0, n)}
}

// replace puts the elements of a slice where s[i:j] is; in place, if they fit.
func replace(s reflect.Value, i, j int, by reflect.Value) []reflect.Value {
	s.Slice(i, j) // fails as it must
	tail, by := clone(s.Slice(j, s.Len())), clone(by)
	head, n := s.Slice(0, i), s.Len()-(j-i)+by.Len()
	if n > s.Cap() {
		head = s.Slice3(0, i, i)
	}
	out := reflect.AppendSlice(reflect.AppendSlice(head, by), tail)
	if n < s.Len() {
		s.Slice(n, s.Len()).Clear()
	}
	return []reflect.Value{out}
}

// sequence makes an iterator of the type.
func sequence(typ reflect.Type, run func(yield func(...reflect.Value) bool)) []reflect.Value {
	return []reflect.Value{reflect.MakeFunc(typ, func(in []reflect.Value) []reflect.Value {
		run(func(v ...reflect.Value) bool { return called(in[0], v...).Bool() })
		return nil
	})}
}

func appendSeq(s, seq reflect.Value) []reflect.Value {
	for v := range seq.Seq() {
		s = reflect.Append(s, v)
	}
	return []reflect.Value{s}
}
