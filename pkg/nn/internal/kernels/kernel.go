package kernels

// Kernel is a computation: its type names it, its fields are its numbers, the same
// wherever it is computed; Run computes it here. Sizes and numbers are fields of
// their own. A field of type []float32 is memory beside the inputs, which the
// kernel, or others that have the same slice, keep from run to run: another device
// has a copy of its own of each, found by the address of the first element.
type Kernel interface {
	// Run fills the whole of y and keeps no reference to any input. It allocates
	// nothing, once it has run.
	Run(y []float32, in Inputs) error
}

// Inputs are the elements of a computation's inputs, nil for those that it has not;
// an array, so that passing them around allocates nothing.
type Inputs [6][]float32

// Preparer is a kernel that needs something of the host for each run, a seed or a
// count: Prepare is called once before each run, wherever that is computed, in the
// order in which the kernels run.
type Preparer interface {
	Kernel
	Prepare()
}

// Drawer is a kernel whose result comes from a generator of the host alone. Run
// draws it, and Draw does for another device, once for each run, in the order in
// which the kernels run.
type Drawer interface {
	Kernel
	Draw(y []float32)
}

// Checker is a kernel that must refuse some values of its inputs. Check reports the
// first of them; in holds what is known, nil otherwise. Run checks by itself.
type Checker interface {
	Kernel
	Check(in Inputs) error
}

// Fuser is a kernel that may be able to do the one after it in the same pass.
type Fuser interface {
	Kernel
	// Fuse is the kernel that makes of the receiver's inputs what next makes of its
	// result; nil where there is none.
	Fuse(next Kernel) Kernel
}

var (
	_ Preparer = BatchNormTrainForward{}
	_ Preparer = (*GatedNormForward)(nil)
	_ Drawer   = DropoutMask{}
	_ Checker  = (*CrossEntropyForward)(nil)
	_ Checker  = (*CrossEntropyBackward)(nil)
	_ Checker  = SoftTargetForward{}
	_ Checker  = SoftTargetBackward{}
	_ Checker  = (*EmbeddingForward)(nil)
	_ Checker  = (*EmbeddingBackward)(nil)
	_ Fuser    = ConvForward{}
	_ Fuser    = ConvGradInput{}
	_ Fuser    = MaxPoolForward{}
	_ Fuser    = BatchNormTrainForward{}
	_ Fuser    = BatchNormEvalForward{}
)
