package cluster

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// parallel calls f with 0 … n−1 on all processors. What f(i) does must not depend
// on the order.
func parallel(n int, f func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	wg.Wait()
}
