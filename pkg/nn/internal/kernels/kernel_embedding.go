package kernels

import "fmt"

// Lookup is the geometry of a look-up of N rows of w (Rows, Width); index (N) holds
// their numbers as float32.
type Lookup struct {
	N, Rows, Width int
	numbers        whole
}

// Check refuses an index, input 1, whose numbers are not rows.
func (k *Lookup) Check(in Inputs) error {
	if err := k.numbers.read(in[1], k.Rows); err != nil {
		return fmt.Errorf("index %w", err)
	}
	return nil
}

// EmbeddingForward is y (N, Width), rows of w.
type EmbeddingForward struct{ Lookup }

// Run takes w and index.
func (k *EmbeddingForward) Run(y []float32, in Inputs) error {
	if err := k.Check(in); err != nil {
		return err
	}
	Embedding(y, in[0], k.numbers, k.Rows, k.Width)
	return nil
}

// EmbeddingBackward is dw (Rows, Width), the sums of the rows of dy (N, Width) that
// each row was copied to.
type EmbeddingBackward struct{ Lookup }

// Run takes dy and index.
func (k *EmbeddingBackward) Run(dw []float32, in Inputs) error {
	if err := k.Check(in); err != nil {
		return err
	}
	EmbeddingGrad(dw, in[0], k.numbers, k.Rows, k.Width)
	return nil
}
