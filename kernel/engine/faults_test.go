package engine_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/engine"
)

// What is there for faults.
const faultScene = `
type (
	st struct{ A int }
	ms struct{ F func() }
	I  interface{ M() }
	J  interface{ N() }
	K  interface{ M(int) }
	E  int
	two struct{}
)
func (*E) M()  {}
func (two) M() {}
func seven[T int | int8 | uint8 | int64 | uint | uint64 | uintptr]() T { return 7 }
var (
	s = make([]int, 3, 5)
	ss = []st{{}, {}, {}}
	nilS []int
	str = "abc"
	arr [3]int
	parr = &arr
	x = [][]int{{1, 2}, {3}}
	m map[string]int
	low, min64 = -1, int64(-1 << 63)
	u, max uint64 = 1 << 63, 1<<64 - 1
	u8 = uint8(200)
	up = ^uintptr(0)
	one, three = 1, 3
	sink any
)
func try(f func()) {
	defer func() {
		r := recover()
		_, ok := r.(runtime.Error)
		fmt.Fprintf(out, "%v | %T %t\n", r, r, ok)
	}()
	f()
}`

// Faults, and what compiled code panics with.
var faults = []struct{ code, want string }{
	{"_ = s[u]", "index out of range [9223372036854775808] with length 3"},
	{"_ = s[max]", "index out of range [18446744073709551615] with length 3"},
	{"_ = s[up]", "index out of range [18446744073709551615] with length 3"},
	{"_ = s[u8]", "index out of range [200] with length 3"},
	// What is called is nil, but its arguments come first.
	{"var k K; k.M(one / (seven[int]() - 7))", "integer divide by zero"},
	{"var k K; k.M(s[seven[int]()])", "index out of range [7] with length 3"},
	{"var k K; defer k.M(one / (seven[int]() - 7))", "integer divide by zero"},
	{"var f func(int); f(one / (seven[int]() - 7))", "integer divide by zero"},
	{"_ = s[low]", "index out of range [-1]"},
	{"_ = s[min64]", "index out of range [-9223372036854775808]"},
	{"_ = s[seven[uint]()]", "index out of range [7] with length 3"},
	{"_ = str[u]", "index out of range [9223372036854775808] with length 3"},
	{"_ = str[low]", "index out of range [-1]"},
	{"_ = arr[u]", "index out of range [9223372036854775808] with length 3"},
	{"_ = parr[max]", "index out of range [18446744073709551615] with length 3"},
	{"_ = ss[u].A", "index out of range [9223372036854775808] with length 3"},
	{"_ = nilS[u]", "index out of range [9223372036854775808] with length 0"},
	{"_ = x[1][u]", "index out of range [9223372036854775808] with length 1"},
	{"_ = x[u][1]", "index out of range [9223372036854775808] with length 2"},
	{"y, i, j := x, u, 0; sink = y[i][j]", "index out of range [9223372036854775808] with length 2"},
	{"y, i, j := x, 0, u; sink = y[i][j]", "index out of range [9223372036854775808] with length 2"},
	{"s[u] = 1", "index out of range [9223372036854775808] with length 3"},
	{"s[u]++", "index out of range [9223372036854775808] with length 3"},
	{"arr[u] -= 2", "index out of range [9223372036854775808] with length 3"},
	{"s[0], s[u] = 1, 2", "index out of range [9223372036854775808] with length 3"},
	{"arr[0], arr[u] = 1, 2", "index out of range [9223372036854775808] with length 3"},
	{"for s[u] = range 3 {}", "index out of range [9223372036854775808] with length 3"},
	{"for _, arr[u] = range s {}", "index out of range [9223372036854775808] with length 3"},
	{"sink = &s[u]", "index out of range [9223372036854775808] with length 3"},

	{"_ = s[:u]", "slice bounds out of range [:9223372036854775808] with capacity 5"},
	{"_ = s[u:]", "slice bounds out of range [9223372036854775808:3]"},
	{"_ = s[u:u]", "slice bounds out of range [:9223372036854775808] with capacity 5"},
	{"_ = s[low:]", "slice bounds out of range [-1:]"},
	{"_ = s[:low]", "slice bounds out of range [:-1]"},
	{"_ = s[three:one]", "slice bounds out of range [3:1]"},
	{"_ = s[u8:one]", "slice bounds out of range [200:1]"},
	{"_ = nilS[:one]", "slice bounds out of range [:1] with capacity 0"},
	{"_ = s[0:0:up]", "slice bounds out of range [::18446744073709551615] with capacity 5"},
	{"_ = s[0:0:low]", "slice bounds out of range [::-1]"},
	{"_ = s[0:up:4]", "slice bounds out of range [:18446744073709551615:4]"},
	{"_ = s[0:low:4]", "slice bounds out of range [:-1:]"},
	{"_ = s[up:2:4]", "slice bounds out of range [18446744073709551615:2:]"},
	{"_ = s[low:2:4]", "slice bounds out of range [-1::]"},
	{"_ = str[:u]", "slice bounds out of range [:9223372036854775808] with length 3"},
	{"_ = str[u:]", "slice bounds out of range [9223372036854775808:3]"},
	{"_ = str[low:]", "slice bounds out of range [-1:]"},
	{"_ = arr[:u]", "slice bounds out of range [:9223372036854775808] with length 3"},
	{"_ = arr[three:one]", "slice bounds out of range [3:1]"},
	{"_ = arr[0:0:u]", "slice bounds out of range [::9223372036854775808] with length 3"},
	{"_ = arr[0:u:2]", "slice bounds out of range [:9223372036854775808:2]"},
	{"_ = parr[:u]", "slice bounds out of range [:9223372036854775808] with length 3"},
	{"_ = parr[0:0:u]", "slice bounds out of range [::9223372036854775808] with length 3"},
	{"_ = [4]int(s)", "cannot convert slice with length 3 to array or pointer to array with length 4"},
	{"_ = (*[4]int)(s)", "cannot convert slice with length 3 to array or pointer to array with length 4"},
	{"_ = (*[1]int)(nilS)", "cannot convert slice with length 0 to array or pointer to array with length 1"},

	{"_ = make([]int, low)", "makeslice: len out of range"},
	{"_ = make([]int, u)", "makeslice: len out of range"},
	{"_ = make([]int, 0, u)", "makeslice: cap out of range"},
	{"_ = make([]int, three, one)", "makeslice: cap out of range"},
	{"_ = make([]struct{}, u)", "makeslice: len out of range"},
	{"_ = make([]struct{}, 0, max)", "makeslice: cap out of range"},
	{"_ = make(chan int, low)", "makechan: size out of range"},
	{"_ = make(chan int, u)", "makechan: size out of range"},
	{"_ = make(chan struct{}, max)", "makechan: size out of range"},
	{"_ = unsafe.Slice(&s[0], low)", "unsafe.Slice: len out of range"},
	{"_ = unsafe.Slice((*int)(nil), three)", "unsafe.Slice: ptr is nil and len is not zero"},
	{"_ = unsafe.String((*byte)(nil), three)", "unsafe.String: ptr is nil and len is not zero"},
	{"_ = one << low", "negative shift amount"},
	{"_ = one >> min64", "negative shift amount"},
	{"one <<= low", "negative shift amount"},
	{"_ = one << max", "nil"},
	{"_ = one / (low + 1)", "integer divide by zero"},

	{"_ = any(nil).(int)", "interface conversion: interface {} is nil, not int"},
	{"_ = any(one).(string)", "interface conversion: interface {} is int, not string"},
	{"_ = any(nil).(I)", "interface conversion: interface is nil, not main.I"},
	{"_ = any(E(1)).(I)", "interface conversion: main.E is not main.I: missing method M"},
	{"_ = I(new(E)).(J)", "interface conversion: *main.E is not main.J: missing method N"},
	{"_ = any(two{}).(K)", "interface conversion: main.two is not main.K: missing method M"},
	{"_ = I(nil).(*E)", "interface conversion: main.I is nil, not *main.E"},
	{"type E int; _ = any(E(1)).(interface{ M() })", "interface conversion: main.E is not interface { M() }: missing method M"},
	{"var old any = E(1); type E int; _ = old.(E)", "interface conversion: interface {} is main.E, not main.E (types from different scopes)"},
	{"m[`a`] = 1", "assignment to entry in nil map"},
	{"map[any]int{}[s] = 1", "hash of unhashable type []int"},
	{"var a any = ms{}; _ = a == a", "comparing uncomparable type main.ms"},
}

// TestFaults looks at what code of cells panics with: the words and the types of
// compiled code.
func TestFaults(t *testing.T) {
	out := new(strings.Builder)
	e, err := engine.New(engine.Options{
		Values:   []engine.Value{{Name: "out", V: &out}},
		Packages: []string{"fmt", "runtime", "unsafe"},
	})
	if err != nil {
		t.Fatal(err)
	}
	eval := func(code string) (string, error) {
		out.Reset()
		_, err := e.Eval(context.Background(), engine.Cell{Number: 1, Code: code})
		return strings.TrimSpace(out.String()), err
	}
	if _, err := eval(faultScene); err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		got, err := eval("try(func() { " + f.code + " })")
		if err != nil {
			t.Errorf("%s: %v", f.code, err)
			continue
		}
		if want := faultWords(f.want); got != want {
			t.Errorf("%s\n got %s\nwant %s", f.code, got, want)
		}
	}
}

// faultWords are a fault's text, as its error has it, with the error's type.
func faultWords(text string) string {
	typ, plain := "runtime.errorString", false
	switch {
	case text == "nil":
		return "<nil> | <nil> false"
	case strings.Contains(text, "range [") || strings.HasPrefix(text, "cannot convert"):
		typ = "runtime.boundsError"
	case strings.HasPrefix(text, "interface conversion"):
		typ, plain = "*runtime.TypeAssertionError", true
	case strings.HasPrefix(text, "makechan") || strings.HasPrefix(text, "assignment"):
		typ, plain = "runtime.plainError", true
	}
	if !plain {
		text = "runtime error: " + text
	}
	return fmt.Sprintf("%s | %s true", text, typ)
}
