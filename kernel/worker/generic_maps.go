//go:build !windows

package worker

import (
	"iter"
	"math/rand/v2"
	"reflect"
	"sync"
)

var mapsGenerics = sync.OnceValue(func() map[string]generic {
	return map[string]generic{
		"All": {"[M ~map[K]V, K comparable, V any](m M) iter.Seq2[K, V]", func(out kinds, in values) values {
			return sequence(out[0], func(yield func(...reflect.Value) bool) {
				for k, v := range in[0].Seq2() {
					if !yield(k, v) {
						return
					}
				}
			})
		}, nil},
		"Clone": {"[M ~map[K]V, K comparable, V any](m M) M", func(out kinds, in values) values {
			if in[0].IsNil() {
				return in
			}
			m := reflect.MakeMapWithSize(out[0], in[0].Len())
			insert(m, in[0])
			return values{m}
		}, nil},
		"Collect": {"[K comparable, V any](seq iter.Seq2[K, V]) map[K]V", func(out kinds, in values) values {
			m := reflect.MakeMap(out[0])
			insert(m, in[0])
			return values{m}
		}, nil},
		"Copy": {"[M1 ~map[K]V, M2 ~map[K]V, K comparable, V any](dst M1, src M2)", func(_ kinds, in values) values {
			insert(in[0], in[1])
			return nil
		}, nil},
		"DeleteFunc": {"[M ~map[K]V, K comparable, V any](m M, del func(K, V) bool)", func(_ kinds, in values) values {
			del := holds2(in[1])
			for k, v := range in[0].Seq2() {
				if del(k, v) {
					in[0].SetMapIndex(k, reflect.Value{})
				}
			}
			return nil
		}, nil},
		"Equal": {"[M1, M2 ~map[K]V, K, V comparable](m1 M1, m2 M2) bool", func(_ kinds, in values) values {
			return result(equalMaps(in[0], in[1], reflect.Value.Equal))
		}, nil},
		"EqualFunc": {"[M1 ~map[K]V1, M2 ~map[K]V2, K comparable, V1, V2 any](m1 M1, m2 M2, eq func(V1, V2) bool) bool", func(_ kinds, in values) values {
			return result(equalMaps(in[0], in[1], holds2(in[2])))
		}, nil},
		"Insert": {"[M ~map[K]V, K comparable, V any](m M, seq iter.Seq2[K, V])", func(_ kinds, in values) values {
			insert(in[0], in[1])
			return nil
		}, nil},
		"Keys": {"[M ~map[K]V, K comparable, V any](m M) iter.Seq[K]", func(out kinds, in values) values {
			return sequence(out[0], func(yield func(...reflect.Value) bool) {
				for k := range in[0].Seq() {
					if !yield(k) {
						return
					}
				}
			})
		}, nil},
		"Values": {"[M ~map[K]V, K comparable, V any](m M) iter.Seq[V]", func(out kinds, in values) values {
			return sequence(out[0], func(yield func(...reflect.Value) bool) {
				for _, v := range in[0].Seq2() {
					if !yield(v) {
						return
					}
				}
			})
		}, nil},
	}
})

// insert puts the pairs of a map or an iterator into a map.
func insert(m, from reflect.Value) {
	for k, v := range from.Seq2() {
		m.SetMapIndex(k, v)
	}
}

func equalMaps(a, b reflect.Value, equal func(v, w reflect.Value) bool) bool {
	if a.Len() != b.Len() {
		return false
	}
	for k, v := range a.Seq2() {
		if w := b.MapIndex(k); !w.IsValid() || !equal(v, w) {
			return false
		}
	}
	return true
}

var otherGenerics = sync.OnceValue(func() map[string]map[string]generic {
	once := func(out kinds, in values) values {
		value := sync.OnceValue(func() []reflect.Value { return in[0].Call(nil) })
		return values{reflect.MakeFunc(out[0], func([]reflect.Value) []reflect.Value { return value() })}
	}
	return map[string]map[string]generic{
		"cmp": {
			"Compare": {"[T cmp.Ordered](x, y T) int", func(_ kinds, in values) values { return result(natural(in[0], in[1])) }, nil},
			"Less":    {"[T cmp.Ordered](x, y T) bool", func(_ kinds, in values) values { return result(natural(in[0], in[1]) < 0) }, nil},
			"Or": {"[T comparable](vals ...T) T", func(out kinds, in values) values {
				for _, v := range in[0].Seq2() {
					if !v.IsZero() {
						return values{v}
					}
				}
				return values{reflect.Zero(out[0])}
			}, nil},
		},
		"iter": {
			"Pull": {"[V any](seq iter.Seq[V]) (func() (V, bool), func())", func(out kinds, in values) values {
				next, stop := iter.Pull(in[0].Seq())
				return values{reflect.MakeFunc(out[0], func([]reflect.Value) []reflect.Value {
					v, ok := next()
					if !ok {
						v = reflect.Zero(out[0].Out(0))
					}
					return values{v, reflect.ValueOf(ok)}
				}), reflect.ValueOf(stop)}
			}, nil},
			"Pull2": {"[K, V any](seq iter.Seq2[K, V]) (func() (K, V, bool), func())", func(out kinds, in values) values {
				next, stop := iter.Pull2(in[0].Seq2())
				return values{reflect.MakeFunc(out[0], func([]reflect.Value) []reflect.Value {
					k, v, ok := next()
					if !ok {
						k, v = reflect.Zero(out[0].Out(0)), reflect.Zero(out[0].Out(1))
					}
					return values{k, v, reflect.ValueOf(ok)}
				}), reflect.ValueOf(stop)}
			}, nil},
		},
		"sync": {
			"OnceValue":  {"[T any](f func() T) func() T", once, nil},
			"OnceValues": {"[T1, T2 any](f func() (T1, T2)) func() (T1, T2)", once, nil},
		},
		"math/rand/v2": {
			"N": {"[Int integer](n Int) Int", func(out kinds, in values) values {
				n := reflect.New(out[0]).Elem()
				switch {
				case in[0].CanUint() && in[0].Uint() > 0:
					n.SetUint(rand.Uint64N(in[0].Uint()))
				case in[0].CanInt() && in[0].Int() > 0:
					n.SetInt(rand.Int64N(in[0].Int()))
				default:
					panic("invalid argument to N")
				}
				return values{n}
			}, nil},
		},
	}
})
