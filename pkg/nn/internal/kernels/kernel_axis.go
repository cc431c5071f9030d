package kernels

// Concat puts tensors (Outer, Sizes[i], Inner) one after another along the middle
// axis.
type Concat struct {
	Outer, Inner int
	Sizes        []int // at most as many as there are Inputs
}

// Run takes the tensors.
func (k Concat) Run(y []float32, in Inputs) error {
	total, at := 0, 0
	for _, n := range k.Sizes {
		total += n
	}
	for i, n := range k.Sizes {
		CopyAxis(y, in[i], k.Outer, total, n, k.Inner, at, 0, 1, 1, n)
		at += n
	}
	return nil
}

// SliceForward is y (Outer, Count, Inner), elements From, From + Step, … of the
// middle axis of x (Outer, N, Inner).
type SliceForward struct {
	Axis
	From, Step, Count int
}

// Run takes x.
func (k SliceForward) Run(y []float32, in Inputs) error {
	CopyAxis(y, in[0], k.Outer, k.Count, k.N, k.Inner, 0, k.From, 1, k.Step, k.Count)
	return nil
}

// SliceBackward is dx (Outer, N, Inner) of dy (Outer, Count, Inner): zeros but where
// SliceForward took its elements from.
type SliceBackward struct {
	Axis
	From, Step, Count int
}

// Run takes dy.
func (k SliceBackward) Run(dx []float32, in Inputs) error {
	clear(dx)
	CopyAxis(dx, in[0], k.Outer, k.N, k.Count, k.Inner, k.From, 0, k.Step, 1, k.Count)
	return nil
}
