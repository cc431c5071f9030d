// Package progress shows how far long work has come, in one way for all the
// places a program runs in: a bar redrawn in place on a terminal and in a
// notebook, and in a log a plain line at each tenth.
//
//	bar := progress.New(os.Stderr, "training", int64(epochs))
//	for e := 1; e <= epochs; e++ {
//		…
//		bar.Set(int64(e))
//	}
//	bar.Done()
package progress
