package instances

import "iter"

// Pull is iter.Pull for values of any type.
func Pull(seq iter.Seq[any]) (next func() (any, bool), stop func()) { return iter.Pull(seq) }

// Pull2 is iter.Pull2 for values of any types.
func Pull2(seq iter.Seq2[any, any]) (next func() (any, any, bool), stop func()) {
	return iter.Pull2(seq)
}
