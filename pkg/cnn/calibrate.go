package cnn

import (
	"fmt"
	"math"
)

// Calibrate divides the logits by a temperature for good, which is what
// Report.Temperature of validation images says: the weights and biases of the last
// layer are divided. Decisions stay, probabilities can be taken at their word. Of a
// network that was handed in the last layer is not known.
func (m *Model) Calibrate(temperature float64) error {
	if !(temperature > 0) || math.IsInf(temperature, 0) {
		return fmt.Errorf("cnn: a temperature of %v, want more than 0", temperature)
	}
	if m.architecture == handedIn {
		return fmt.Errorf("cnn: the last layer of a network that was handed in is not known: divide its weights, or use Report.WithTemperature")
	}
	params := m.Params()
	for _, p := range params[len(params)-2:] { // a linear layer's weight and bias
		data := p.Data()
		for i := range data {
			data[i] = float32(float64(data[i]) / temperature)
		}
	}
	return nil
}
