//go:build !windows

package worker

import (
	"cmp"
	"reflect"
	"slices"
	"sync"
)

// genericsOf are the generic functions of a package, nil where cells can call
// none.
func genericsOf(path string) map[string]generic {
	switch path {
	case "slices":
		return slicesGenerics()
	case "maps":
		return mapsGenerics()
	case "cmp", "iter", "sync", "math/rand/v2":
		return otherGenerics()[path]
	}
	return nil
}

type (
	kinds  = []reflect.Type
	values = []reflect.Value
)

// slicesGenerics is package slices. What is not among the instances works on
// the elements as reflection has them, by the package's own functions.
var slicesGenerics = sync.OnceValue(func() map[string]generic {
	type (
		ints    = []int
		floats  = []float64
		strings = []string
	)
	return map[string]generic{
		"All": {"[S ~[]E, E any](s S) iter.Seq2[int, E]", func(out kinds, in values) values {
			return sequence(out[0], func(yield func(...reflect.Value) bool) {
				for i, v := range in[0].Seq2() {
					if !yield(i, v) {
						return
					}
				}
			})
		}, []any{slices.All[ints], slices.All[floats], slices.All[strings]}},
		"AppendSeq": {"[S ~[]E, E any](s S, seq iter.Seq[E]) S", func(_ kinds, in values) values {
			return appendSeq(in[0], in[1])
		}, nil},
		"Backward": {"[S ~[]E, E any](s S) iter.Seq2[int, E]", func(out kinds, in values) values {
			return sequence(out[0], func(yield func(...reflect.Value) bool) {
				for i := in[0].Len() - 1; i >= 0; i-- {
					if !yield(reflect.ValueOf(i), in[0].Index(i)) {
						return
					}
				}
			})
		}, []any{slices.Backward[ints], slices.Backward[floats], slices.Backward[strings]}},
		"BinarySearch": {"[S ~[]E, E cmp.Ordered](x S, target E) (int, bool)", func(_ kinds, in values) values {
			return results(slices.BinarySearchFunc(elements(in[0]), in[1], natural))
		}, []any{slices.BinarySearch[ints], slices.BinarySearch[floats], slices.BinarySearch[strings]}},
		"BinarySearchFunc": {"[S ~[]E, E, T any](x S, target T, cmp func(E, T) int) (int, bool)", func(_ kinds, in values) values {
			return results(slices.BinarySearchFunc(elements(in[0]), in[1], order(in[2])))
		}, nil},
		"Chunk": {"[S ~[]E, E any](s S, n int) iter.Seq[S]", func(out kinds, in values) values {
			s, n := in[0], int(in[1].Int())
			if n < 1 {
				panic("cannot be less than 1")
			}
			return sequence(out[0], func(yield func(...reflect.Value) bool) {
				for i := 0; i < s.Len(); i += n {
					if end := min(i+n, s.Len()); !yield(s.Slice3(i, end, end)) {
						return
					}
				}
			})
		}, nil},
		"Clip": {"[S ~[]E, E any](s S) S", func(_ kinds, in values) values {
			return values{in[0].Slice3(0, in[0].Len(), in[0].Len())}
		}, nil},
		"Clone": {"[S ~[]E, E any](s S) S", func(_ kinds, in values) values {
			return values{clone(in[0])}
		}, nil},
		"Collect": {"[E any](seq iter.Seq[E]) []E", func(out kinds, in values) values {
			return appendSeq(reflect.Zero(out[0]), in[0])
		}, nil},
		"Compact": {"[S ~[]E, E comparable](s S) S", func(_ kinds, in values) values {
			return shrink(in[0], slices.CompactFunc(copied(in[0]), reflect.Value.Equal))
		}, nil},
		"CompactFunc": {"[S ~[]E, E any](s S, eq func(E, E) bool) S", func(_ kinds, in values) values {
			return shrink(in[0], slices.CompactFunc(copied(in[0]), holds2(in[1])))
		}, nil},
		"Compare": {"[S ~[]E, E cmp.Ordered](s1, s2 S) int", func(_ kinds, in values) values {
			return result(slices.CompareFunc(elements(in[0]), elements(in[1]), natural))
		}, nil},
		"CompareFunc": {"[S1 ~[]E1, S2 ~[]E2, E1, E2 any](s1 S1, s2 S2, cmp func(E1, E2) int) int", func(_ kinds, in values) values {
			return result(slices.CompareFunc(elements(in[0]), elements(in[1]), order(in[2])))
		}, nil},
		"Concat": {"[S ~[]E, E any](slices ...S) S", func(out kinds, in values) values {
			all := reflect.Zero(out[0])
			for _, s := range in[0].Seq2() {
				all = reflect.AppendSlice(all, s)
			}
			return values{all}
		}, nil},
		"Contains": {"[S ~[]E, E comparable](s S, v E) bool", func(_ kinds, in values) values {
			return result(slices.ContainsFunc(elements(in[0]), in[1].Equal))
		}, []any{slices.Contains[ints], slices.Contains[floats], slices.Contains[strings]}},
		"ContainsFunc": {"[S ~[]E, E any](s S, f func(E) bool) bool", func(_ kinds, in values) values {
			return result(slices.ContainsFunc(elements(in[0]), holds(in[1])))
		}, nil},
		"Delete": {"[S ~[]E, E any](s S, i, j int) S", func(_ kinds, in values) values {
			return replace(in[0], int(in[1].Int()), int(in[2].Int()), in[0].Slice(0, 0))
		}, nil},
		"DeleteFunc": {"[S ~[]E, E any](s S, del func(E) bool) S", func(_ kinds, in values) values {
			return shrink(in[0], slices.DeleteFunc(copied(in[0]), holds(in[1])))
		}, nil},
		"Equal": {"[S ~[]E, E comparable](s1, s2 S) bool", func(_ kinds, in values) values {
			return result(slices.EqualFunc(elements(in[0]), elements(in[1]), reflect.Value.Equal))
		}, []any{slices.Equal[ints], slices.Equal[floats], slices.Equal[strings]}},
		"EqualFunc": {"[S1 ~[]E1, S2 ~[]E2, E1, E2 any](s1 S1, s2 S2, eq func(E1, E2) bool) bool", func(_ kinds, in values) values {
			return result(slices.EqualFunc(elements(in[0]), elements(in[1]), holds2(in[2])))
		}, nil},
		"Grow": {"[S ~[]E, E any](s S, n int) S", func(out kinds, in values) values {
			s, n := in[0], int(in[1].Int())
			if n < 0 {
				panic("cannot be negative")
			}
			if n -= s.Cap() - s.Len(); n > 0 {
				s = reflect.AppendSlice(s.Slice(0, s.Cap()), reflect.MakeSlice(out[0], n, n)).Slice(0, s.Len())
			}
			return values{s}
		}, nil},
		"Index": {"[S ~[]E, E comparable](s S, v E) int", func(_ kinds, in values) values {
			return result(slices.IndexFunc(elements(in[0]), in[1].Equal))
		}, []any{slices.Index[ints], slices.Index[floats], slices.Index[strings]}},
		"IndexFunc": {"[S ~[]E, E any](s S, f func(E) bool) int", func(_ kinds, in values) values {
			return result(slices.IndexFunc(elements(in[0]), holds(in[1])))
		}, nil},
		"Insert": {"[S ~[]E, E any](s S, i int, v ...E) S", func(_ kinds, in values) values {
			return replace(in[0], int(in[1].Int()), int(in[1].Int()), in[2])
		}, nil},
		"IsSorted": {"[S ~[]E, E cmp.Ordered](x S) bool", func(_ kinds, in values) values {
			return result(slices.IsSortedFunc(elements(in[0]), natural))
		}, []any{slices.IsSorted[ints], slices.IsSorted[floats], slices.IsSorted[strings]}},
		"IsSortedFunc": {"[S ~[]E, E any](x S, cmp func(a, b E) int) bool", func(_ kinds, in values) values {
			return result(slices.IsSortedFunc(elements(in[0]), order(in[1])))
		}, nil},
		"Max": {"[S ~[]E, E cmp.Ordered](x S) E", func(_ kinds, in values) values {
			return values{extreme("slices.Max", in[0], +1, natural)}
		}, []any{slices.Max[ints], slices.Max[floats], slices.Max[strings]}},
		"MaxFunc": {"[S ~[]E, E any](x S, cmp func(a, b E) int) E", func(_ kinds, in values) values {
			return values{extreme("slices.MaxFunc", in[0], +1, order(in[1]))}
		}, nil},
		"Min": {"[S ~[]E, E cmp.Ordered](x S) E", func(_ kinds, in values) values {
			return values{extreme("slices.Min", in[0], -1, natural)}
		}, []any{slices.Min[ints], slices.Min[floats], slices.Min[strings]}},
		"MinFunc": {"[S ~[]E, E any](x S, cmp func(a, b E) int) E", func(_ kinds, in values) values {
			return values{extreme("slices.MinFunc", in[0], -1, order(in[1]))}
		}, nil},
		"Repeat": {"[S ~[]E, E any](x S, count int) S", func(out kinds, in values) values {
			n := int(in[1].Int())
			if n < 0 {
				panic("cannot be negative")
			}
			all := reflect.MakeSlice(out[0], 0, n*in[0].Len())
			for range n {
				all = reflect.AppendSlice(all, in[0])
			}
			return values{all}
		}, nil},
		"Replace": {"[S ~[]E, E any](s S, i, j int, v ...E) S", func(_ kinds, in values) values {
			return replace(in[0], int(in[1].Int()), int(in[2].Int()), in[3])
		}, nil},
		"Reverse": {"[S ~[]E, E any](s S)", func(_ kinds, in values) values {
			swap := reflect.Swapper(in[0].Interface())
			for i, j := 0, in[0].Len()-1; i < j; i, j = i+1, j-1 {
				swap(i, j)
			}
			return nil
		}, nil},
		"Sort": {"[S ~[]E, E cmp.Ordered](x S)", func(_ kinds, in values) values {
			return sorted(in[0], natural, slices.SortFunc)
		}, []any{slices.Sort[ints], slices.Sort[floats], slices.Sort[strings]}},
		"SortFunc": {"[S ~[]E, E any](x S, cmp func(a, b E) int)", func(_ kinds, in values) values {
			return sorted(in[0], order(in[1]), slices.SortFunc)
		}, []any{slices.SortFunc[ints], slices.SortFunc[floats], slices.SortFunc[strings]}},
		"SortStableFunc": {"[S ~[]E, E any](x S, cmp func(a, b E) int)", func(_ kinds, in values) values {
			return sorted(in[0], order(in[1]), slices.SortStableFunc)
		}, nil},
		"Sorted": {"[E cmp.Ordered](seq iter.Seq[E]) []E", func(out kinds, in values) values {
			s := appendSeq(reflect.Zero(out[0]), in[0])
			sorted(s[0], natural, slices.SortFunc)
			return s
		}, nil},
		"SortedFunc": {"[E any](seq iter.Seq[E], cmp func(E, E) int) []E", func(out kinds, in values) values {
			s := appendSeq(reflect.Zero(out[0]), in[0])
			sorted(s[0], order(in[1]), slices.SortFunc)
			return s
		}, nil},
		"SortedStableFunc": {"[E any](seq iter.Seq[E], cmp func(E, E) int) []E", func(out kinds, in values) values {
			s := appendSeq(reflect.Zero(out[0]), in[0])
			sorted(s[0], order(in[1]), slices.SortStableFunc)
			return s
		}, nil},
		"Values": {"[S ~[]E, E any](s S) iter.Seq[E]", func(out kinds, in values) values {
			return sequence(out[0], func(yield func(...reflect.Value) bool) {
				for _, v := range in[0].Seq2() {
					if !yield(v) {
						return
					}
				}
			})
		}, []any{slices.Values[ints], slices.Values[floats], slices.Values[strings]}},
	}
})

// extreme is the largest element for sign 1, the smallest for sign -1; the
// first of several.
func extreme(name string, s reflect.Value, sign int, compare func(a, b reflect.Value) int) reflect.Value {
	if s.Len() == 0 {
		panic(name + ": empty list")
	}
	return slices.MaxFunc(elements(s), func(a, b reflect.Value) int { return sign * compare(a, b) })
}

// natural is the order of cmp.Compare.
func natural(a, b reflect.Value) int {
	switch {
	case a.CanInt():
		return cmp.Compare(a.Int(), b.Int())
	case a.CanUint():
		return cmp.Compare(a.Uint(), b.Uint())
	case a.CanFloat():
		return cmp.Compare(a.Float(), b.Float())
	}
	return cmp.Compare(a.String(), b.String())
}
