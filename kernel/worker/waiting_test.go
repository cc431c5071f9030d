//go:build !windows

package worker_test

import "testing"

func TestInterruptOfPromotedWaits(t *testing.T) {
	if raced {
		t.Skip("what a cell has done that was left behind is not synchronised with the next cell")
	}
	s := newSession(t)
	s.run("import \"sync\"\nx := 1\n" +
		"type locked struct { sync.Mutex; n int }\n" +
		"type shared struct { *sync.RWMutex; n int }\n" +
		"type nested struct { n int; locked }\n" +
		"type group struct { sync.WaitGroup }\n" +
		"type signal struct { *sync.Cond }\n" +
		"type lazy struct { sync.Once }\n" +
		"type locker struct { sync.Locker }")
	for _, code := range []string{
		"a := locked{n: 1}\na.Lock()\na.Lock()",
		"b := &locked{}\nb.Lock()\nb.Lock()",
		"c := shared{&sync.RWMutex{}, 1}\nc.Lock()\nc.RLock()",
		"d := nested{}\nd.Lock()\nd.Lock()",
		"d.locked.Lock()",
		"e := []*nested{{}}\ne[0].Lock()\ne[0].Lock()",
		"f := group{}\nf.Add(1)\nf.Wait()",
		"g := signal{sync.NewCond(&sync.Mutex{})}\ng.L.Lock()\ng.Wait()",
		"h := &lazy{}\nh.Do(func() { h.Do(func() {}) })",
		"var once sync.Once\nonce.Do(func() { for {} })",
		"started := make(chan int)\nvar busy sync.Once\ngo func() { busy.Do(func() { started <- 1; select {} }) }()\n<-started\nbusy.Do(func() {})",
		"i := locker{&sync.Mutex{}}\ni.Lock()\ni.Lock()",
		"var j sync.Locker = new(sync.RWMutex).RLocker()\nk := &sync.RWMutex{}\nk.Lock()\nk.RLocker().Lock()",
		"var l = struct{ sync.Mutex }{}\nl.Lock()\nl.Lock()",
		"var late sync.WaitGroup\nlate.Add(1)\nfunc() { defer late.Wait() }()",
		"func() { defer late.Wait(); for {} }()",
	} {
		s.interrupted(code)
	}
	s.gives("x", "1")
	s.gives("a.Unlock()\na.Lock()\na.n", "1") // held as before the interrupt
}

func TestPromotedWaitsWork(t *testing.T) {
	s := newSession(t)
	s.run("import \"sync\"\ntype counter struct { sync.Mutex; sync.Once; n int }\nc := &counter{}\nvar wg sync.WaitGroup")
	s.gives("for range 50 { wg.Add(1); go func() { defer wg.Done(); c.Lock(); defer c.Unlock(); c.n++ }() }\nwg.Wait()\nc.n", "50")
	s.gives("for range 3 { c.Do(func() { c.n = 7 }); c.n++ }\nc.n", "10")
	s.fails("var o sync.Once\no.Do(func() { panic(\"once\") })", "panic: once", "line 2")
	s.gives("o.Do(func() { c.n = 0 })\nc.n", "10")
	s.gives("type door struct{ open bool }\nfunc (d *door) Lock() { d.open = false }\nd := &door{true}\nd.Lock()\nd.open", "false")
	s.gives("type house struct{ door }\nh := house{door{true}}\nh.Lock()\nh.open", "false")
	s.gives("type doer struct{}\nfunc (doer) Do(n int) int { return 2 * n }\ndoer{}.Do(4)", "8")
	s.fails("o.Do(1)", "func()")
	s.gives("func() { defer wg.Wait(); wg.Add(1); go wg.Done() }()\nfunc() { defer c.Unlock(); c.Lock() }()\nc.n", "10")
}
