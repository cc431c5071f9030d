package rtype_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"runtime"
	"sync"
	"testing"

	"github.com/crococlock/crococlock/kernel/engine/internal/rtype"
)

// stringers makes types with a method that tells which one it is, until there
// are n or there is no room for more.
func stringers(n int) (made []reflect.Type, err error) {
	for i := range n {
		m := value("String", func(p *int) string { return fmt.Sprint("n", i, " ", *p) })
		t := rtype.New("main", "N")
		if err := t.Complete(intType, []rtype.Method{m}); err != nil {
			return made, err
		}
		made = append(made, t.Type())
	}
	return made, nil
}

func checkStringers(t *testing.T, made []reflect.Type) {
	t.Helper()
	for i, typ := range made {
		v := reflect.New(typ)
		v.Elem().SetInt(7)
		want := fmt.Sprint("n", i, " 7")
		ptr := v.Interface().(fmt.Stringer).String()
		val := v.Elem().Interface().(fmt.Stringer).String()
		fun := typ.Method(0).Func.Call([]reflect.Value{v.Elem()})[0].String()
		if ptr != want || val != want || fun != want {
			t.Fatalf("%s, %s, %s, want %s", ptr, val, fun, want)
		}
	}
}

// More methods and types than the program has stubs for and than the first
// region holds, with the collector and other goroutines at work.
func TestManyMethods(t *testing.T) {
	made, err := stringers(14000)
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { checkStringers(t, made) })
	}
	wg.Wait()
	for _, i := range []int{0, len(made) - 1} {
		if code := made[i].Method(0).Func.UnsafePointer(); !rtype.IsMethod(code) {
			t.Errorf("the code of method %d, %x, is not known for a method's", i, code)
		}
	}
	if rtype.IsMethod(reflect.ValueOf(stringers).UnsafePointer()) {
		t.Error("a function is taken for a method")
	}
	// Types without methods go on.
	for i := range 80000 {
		n := rtype.New("main", "N")
		must(t, n.Complete(intType, nil))
		if v := reflect.New(n.Type()); i%1000 == 0 && fmt.Sprintf("%T%v", v.Interface(), v.Elem()) != "*main.N0" {
			t.Fatalf("%T%v", v.Interface(), v.Elem())
		}
	}
}

// Where the system refuses to execute what was written, in a process of its own,
// methods run out with an error, and what was made goes on.
func TestTooManyMethods(t *testing.T) {
	if os.Getenv("RTYPE_EXHAUST") == "" {
		cmd := exec.Command(os.Args[0], "-test.run=^TestTooManyMethods$", "-test.v")
		cmd.Env = append(os.Environ(), "RTYPE_EXHAUST=1")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		t.Logf("%s", out)
		return
	}
	if err := refuseNewCode(); err != nil {
		t.Skip("this system does not refuse code that was written: ", err)
	}
	made, err := stringers(16384)
	if !errors.Is(err, rtype.ErrTooManyMethods) {
		t.Error(err)
	}
	if len(made) != 16384/2 {
		t.Errorf("%d types with a method", len(made))
	}
	checkStringers(t, made)
	n := rtype.New("main", "N")
	must(t, n.Complete(intType, nil))
}
