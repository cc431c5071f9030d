package kernels

// Addition is y = a + b, N values each. y may be a or b.
type Addition struct{ N int }

// Run takes a and b.
func (k Addition) Run(y []float32, in Inputs) error {
	Add(y, in[0], in[1])
	return nil
}

// Subtraction is y = a − b, N values each. y may be a or b.
type Subtraction struct{ N int }

// Run takes a and b.
func (k Subtraction) Run(y []float32, in Inputs) error {
	a, b := in[0][:k.N], in[1][:k.N]
	for i := range y[:k.N] {
		y[i] = a[i] - b[i]
	}
	return nil
}

// Multiplication is y = a·b, element by element, N values each. y may be a or b.
type Multiplication struct{ N int }

// Run takes a and b.
func (k Multiplication) Run(y []float32, in Inputs) error {
	a, b := in[0][:k.N], in[1][:k.N]
	for i := range y[:k.N] {
		y[i] = a[i] * b[i]
	}
	return nil
}

// Scaling is y = By·x, N values. y may be x.
type Scaling struct {
	N  int
	By float32
}

// Run takes x.
func (k Scaling) Run(y []float32, in Inputs) error {
	Scale(y, in[0], k.By)
	return nil
}

// Copy is y = x, N values. y may be x.
type Copy struct{ N int }

// Run takes x.
func (k Copy) Run(y []float32, in Inputs) error {
	if k.N > 0 && &y[0] != &in[0][0] {
		copy(y, in[0])
	}
	return nil
}

// CopyBeside is y, what another kernel has left beside its own result: From is
// memory beside. There is an input, so that it comes after that kernel, which is not
// read.
type CopyBeside struct{ From []float32 }

// Run takes nothing.
func (k CopyBeside) Run(y []float32, _ Inputs) error {
	copy(y, k.From)
	return nil
}
