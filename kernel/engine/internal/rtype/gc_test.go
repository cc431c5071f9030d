package rtype_test

import (
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"github.com/crococlock/crococlock/kernel/engine/internal/rtype"
)

// item is a layout with pointers in several places.
type item struct {
	N    int
	S    string
	Next *item
	B    []byte
	M    map[string]string
}

type itemMethods interface {
	Set(n int, s string, f float64, b []byte, more ...string) (int, error)
	Get() (string, *item)
	String() string
}

func makeItem(t testing.TB, name string) *rtype.Named {
	n := rtype.New("main", name)
	u := structOf(t, field("N", intType), field("S", stringType), field("Next", n.PtrType()), field("B", reflect.TypeFor[[]byte]()), field("M", reflect.TypeFor[map[string]string]()))
	get := func(p unsafe.Pointer) (string, *item) {
		i := (*item)(p)
		return strings.Clone(i.S) + string(i.B), &item{S: strings.Clone(i.S), B: []byte(i.S)}
	}
	must(t, n.Complete(u, []rtype.Method{
		pointer("Set", func(i *item, n int, s string, f float64, b []byte, more ...string) (int, error) {
			i.N, i.S, i.B = n, strings.Repeat(s, len(b)), append([]byte(nil), b...)
			i.M = map[string]string{s: strings.Join(more, s)}
			return int(f * 2), errors.New(strings.Clone(s))
		}),
		direct(value("Get", func(*item) (string, *item) { return "", nil }), get),
		value("String", func(i *item) string { return fmt.Sprint(i.N, i.S, i.M) }),
	}))
	return n
}

// Calls from many goroutines with stacks that grow, while types are made and the
// collector runs all the time.
func TestGC(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(1))
	shared := makeItem(t, "Item")
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for g := range 8 {
		wg.Go(func() {
			n := makeItem(t, fmt.Sprint("Item", g))
			for i := range 300 {
				typ := shared.Type()
				if i%2 == 0 {
					typ = n.Type()
				}
				v := reflect.New(typ).Interface().(itemMethods)
				deep(i%100, func() {
					if n, err := v.Set(i, "ab", 1.5, make([]byte, 3), "x", "y"); n != 3 || err.Error() != "ab" {
						t.Error(n, err)
					}
				})
				var s string
				var next *item
				deep(i%90, func() { s, next = v.Get() })
				if s != "ababab\x00\x00\x00" || next.S != "ababab" || string(next.B) != "ababab" {
					t.Error(s, next)
				}
				if got, want := fmt.Sprint(reflect.ValueOf(v).Elem().Interface()), fmt.Sprint(i, "ababab", map[string]string{"ab": "xaby"}); got != want {
					t.Errorf("%s, want %s", got, want)
				}
			}
		})
	}
	go func() {
		for {
			select {
			case <-stop:
				return
			default:
				runtime.GC()
			}
		}
	}()
	wg.Wait()
	close(stop)
}

// deep calls f at the end of a stack that has grown.
func deep(n int, f func()) {
	var pad [64]byte
	pad[n%64] = 1
	if n == 0 {
		f()
	} else {
		deep(n-1, f)
	}
	runtime.KeepAlive(&pad)
}

// The same types, made by several goroutines at once.
func TestConcurrentMaking(t *testing.T) {
	const goroutines = 8
	var structs, interfaces [goroutines][50]reflect.Type
	var wg sync.WaitGroup
	for g := range goroutines {
		wg.Go(func() {
			for i := range 50 {
				structs[g][i] = structOf(t, field("_", reflect.ArrayOf(i, stringType)), field("A", intType))
				interfaces[g][i] = interfaceOf(t, declared(fmt.Sprint("M", i), func() {}), declared("m", func(int) {}))
				n := named(t, fmt.Sprint("T", g, "_", i), structs[g][i], value("String", func(*[0]int) string { return fmt.Sprint(g, " ", i) }))
				if got := reflect.New(n.Type()).Interface().(fmt.Stringer).String(); got != fmt.Sprint(g, " ", i) {
					t.Error(got)
				}
			}
		})
	}
	wg.Wait()
	for g := range goroutines {
		if structs[g] != structs[0] || interfaces[g] != interfaces[0] {
			t.Error("the same types are different ones")
		}
	}
}

// A method that panics, and one that is called on a nil pointer.
func TestPanics(t *testing.T) {
	n := named(t, "P", intType,
		value("Panic", func(*int) { panic(errors.New("boom")) }),
		value("Value", func(p *int) int { return *p }),
		pointer("Pointer", func(p *int) int { return *p }),
		value("Stack", func(*int) string { return string(debug.Stack()) }))
	v := reflect.New(n.Type()).Interface()
	null := reflect.Zero(n.PtrType()).Interface()
	for _, c := range []struct {
		f    func()
		want string
	}{
		{func() { v.(interface{ Panic() }).Panic() }, "boom"},
		{func() { null.(interface{ Value() int }).Value() }, "value method main.P.Value called using nil *P pointer"},
		{func() { null.(interface{ Pointer() int }).Pointer() }, "runtime error: invalid memory address or nil pointer dereference"},
	} {
		func() {
			defer func() {
				if err, _ := recover().(error); err == nil || err.Error() != c.want {
					t.Errorf("%v, want %s", err, c.want)
				}
			}()
			c.f()
		}()
	}
	if s := v.(interface{ Stack() string }).Stack(); !strings.Contains(s, "TestPanics") {
		t.Errorf("the stack does not lead to the caller:\n%s", s)
	}
}

func TestCheck(t *testing.T) {
	must(t, rtype.Check())
}
