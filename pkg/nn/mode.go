package nn

// Mode says what a graph is for. Training and evaluation are separate graphs
// over the same weights.
type Mode int

const (
	// Eval: dropout does nothing, batch norm uses its running statistics.
	Eval Mode = iota
	// Train: dropout drops, batch norm uses and records the batch's statistics.
	Train
)

// String is "eval" or "train".
func (m Mode) String() string {
	if m == Train {
		return "train"
	}
	return "eval"
}
