// Package exec runs an expression graph in memory that is planned once.
//
// New takes the nodes whose values are wanted and keeps only what they need: a
// gradient nobody asked for costs nothing. Every intermediate tensor gets a
// place in one arena; places are reused as soon as the last reader is done, and
// the arena itself is reused by every run, so a graph made of ops that write
// into memory they are given (gorgonia.UsePreallocDoer) runs without
// allocating. Nodes run one after another: the arithmetic below them uses all
// cores by itself.
//
// Ops that are not ours run through their own Do; their result is copied into
// the arena, so that an op that returns an alias of its input does no harm. Who
// has something faster for them passes a Replace.
//
//	m, err := exec.New(nil, nil, loss, gradient)
//	for range steps {
//		copy(batch, next())
//		if err := m.RunAll(); err != nil { … }
//		use(loss.Value(), gradient.Value()) // valid until the next RunAll
//	}
package exec
