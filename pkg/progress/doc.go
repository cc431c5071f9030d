// Package progress shows how far long work has come, in one way for all the
// places a program runs in: in a notebook a bar that is updated where it
// stands, on a terminal a line redrawn in place, in a log a plain line at each
// tenth.
//
//	bar := progress.New(os.Stderr, "training", int64(epochs))
//	for e := 1; e <= epochs; e++ {
//		…
//		bar.SetNote(int64(e), fmt.Sprintf("loss %.3f", loss))
//	}
//	bar.Done()
//
// A program that shows bars in a way of its own says so with SetHost; the
// Jupyter kernel does.
package progress
