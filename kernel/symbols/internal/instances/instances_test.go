package instances_test

import (
	"bytes"
	"crypto/hkdf"
	"crypto/pbkdf2"
	"crypto/sha256"
	"hash"
	"hash/maphash"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/crococlock/crococlock/kernel/symbols/internal/instances"
)

func TestPull(t *testing.T) {
	next, stop := instances.Pull2(func(yield func(any, any) bool) {
		_ = yield("a", 1) && yield("b", nil)
		panic("at the end")
	})
	defer stop()
	var got []any
	for range 2 {
		k, v, ok := next()
		got = append(got, k, v, ok)
	}
	if want := []any{"a", 1, true, "b", nil, true}; !slices.Equal(got, want) {
		t.Errorf("next gives %v, want %v", got, want)
	}
	defer func() {
		if p := recover(); p != "at the end" {
			t.Errorf("next panics with %v", p)
		}
	}()
	next()
}

func TestUnique(t *testing.T) {
	held := instances.Unique(strings.Repeat("a", 3))
	runtime.GC()
	runtime.GC()
	if again := instances.Unique("aaa"); again != held || *again != "aaa" {
		t.Errorf("Unique gives %p %v, then %p %v", held, *held, again, *again)
	}
	type other string
	if instances.Unique(other("aaa")) == held || instances.Unique("b") == held {
		t.Error("Unique gives one pointer to two values")
	}
	if p := instances.Unique(nil); *p != nil {
		t.Errorf("Unique(nil) points to %v", *p)
	}
	runtime.KeepAlive(held)
}

func TestWeak(t *testing.T) {
	p := &[4]int{1, 2, 3, 4}
	held, inside := instances.Weak(unsafe.Pointer(p)), instances.Weak(unsafe.Pointer(&p[2]))
	if held != instances.Weak(unsafe.Pointer(p)) || held == inside {
		t.Error("Weak does not give one for one pointer")
	}
	if instances.Strong(held) != unsafe.Pointer(p) || instances.Strong(inside) != unsafe.Pointer(&p[2]) {
		t.Error("Strong does not give the pointer back")
	}
	runtime.KeepAlive(p)
	p = nil
	runtime.GC()
	runtime.GC()
	if instances.Strong(held) != nil {
		t.Error("Weak keeps memory alive")
	}
	if instances.Strong(instances.Weak(nil)) != nil {
		t.Error("Strong makes something of nil")
	}
}

func TestAddCleanup(t *testing.T) {
	done := make(chan string, 1)
	instances.AddCleanup(unsafe.Pointer(&[64]byte{}), func() { done <- "cleaned" }, "cleaned")
	runtime.GC()
	select {
	case <-done:
	case <-time.After(time.Minute):
		t.Error("the cleanup does not run")
	}
	for _, c := range []struct {
		ptr  *[64]byte
		want string
	}{{nil, "ptr is nil"}, {new([64]byte), "ptr is equal to arg"}} {
		func() {
			defer func() {
				if s, _ := recover().(string); !strings.Contains(s, c.want) {
					t.Errorf("AddCleanup panics with %q, want %q", s, c.want)
				}
			}()
			instances.AddCleanup(unsafe.Pointer(c.ptr), func() {}, c.ptr)
		}()
	}
}

func TestHashes(t *testing.T) {
	seed := maphash.MakeSeed()
	a, again := instances.Comparable(seed, "a"), instances.Comparable(seed, strings.ToLower("A"))
	if a != again || a == instances.Comparable(seed, 1) {
		t.Error("Comparable does not tell values from each other")
	}
	var one, two maphash.Hash
	one.SetSeed(seed)
	two.SetSeed(seed)
	instances.WriteComparable(&one, 1.5)
	instances.WriteComparable(&two, 1.5)
	if one.Sum64() != two.Sum64() {
		t.Error("WriteComparable gives two hashes of one value")
	}
	h := func() hash.Hash { return sha256.New() }
	for name, pair := range map[string][2]func() ([]byte, error){
		"hkdf": {
			func() ([]byte, error) { return instances.HKDFKey(h, []byte("secret"), []byte("salt"), "info", 40) },
			func() ([]byte, error) { return hkdf.Key(sha256.New, []byte("secret"), []byte("salt"), "info", 40) },
		},
		"pbkdf2": {
			func() ([]byte, error) { return instances.PBKDF2Key(h, "secret", []byte("salt"), 10, 40) },
			func() ([]byte, error) { return pbkdf2.Key(sha256.New, "secret", []byte("salt"), 10, 40) },
		},
	} {
		got, err := pair[0]()
		want, _ := pair[1]()
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s gives %x, %v, want %x", name, got, err, want)
		}
	}
}

func TestConvertAssign(t *testing.T) {
	var f float64
	if err := instances.ConvertAssign(&f, "1.5"); err != nil || f != 1.5 {
		t.Errorf("a string of 1.5 becomes %v, %v", f, err)
	}
	if err := instances.ConvertAssign(&f, "x"); err == nil {
		t.Error("a string of x becomes a number")
	}
}
