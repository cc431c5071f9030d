package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"time"

	"github.com/crococlock/crococlock/kernel/engine"
)

func many() {
	t := time.Now()
	e, _ := engine.New(engine.Options{})
	fmt.Println("New", time.Since(t))
	ev := func(i int, c string) time.Duration {
		t := time.Now()
		if _, err := e.Eval(context.Background(), engine.Cell{Number: i, Code: c}); err != nil {
			fmt.Println(c, err)
		}
		return time.Since(t)
	}
	fmt.Println("first", ev(1, "1+1"), ev(2, "1+1"), "fmt", ev(3, `import "fmt"`), ev(4, "_ = fmt.Sprint(1)"))
	var m runtime.MemStats
	for i := 5; i < 10005; i++ {
		var d time.Duration
		switch kind(i) {
		case 0:
			d = ev(i, fmt.Sprintf("x := %d\nx + 1", i))
		case 1:
			d = ev(i, fmt.Sprintf("func f(n int) int { s := 0; for i := range n { s += i * %d }; return s }\nf(10)", i))
		case 2:
			d = ev(i, fmt.Sprintf("y := []int{1,2,%d}\nfor _, v := range y { _ = fmt.Sprint(v, %d) }", i, i))
		case 3:
			d = ev(i, fmt.Sprintf("type T struct { A int; B string }\nt := T{%d, \"x\"}\nt.A++\nfmt.Sprint(t)", i))
		}
		if i%1000 < 4 {
			runtime.GC()
			runtime.ReadMemStats(&m)
			if i == 10000 {
				f, _ := os.Create("/tmp/try/heap.prof")
				pprof.WriteHeapProfile(f)
				f.Close()
			}
			fmt.Println(i, d, m.HeapAlloc>>10, "KB", m.Sys>>20, "MB")
		}
	}
}

func kind(i int) int {
	if k := os.Getenv("KIND"); k != "" {
		return int(k[0] - '0')
	}
	return i % 4
}
