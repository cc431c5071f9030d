package cnn

import "github.com/crococlock/crococlock/pkg/nn"

// averages are the moving averages of a model's weights and of its batch norms'
// statistics; none where config wants none.
type averages []*nn.EMA

func newAverages(m *Model, config Config) (averages, error) {
	if config.Average == 0 {
		return nil, nil
	}
	weights, err := nn.NewEMA(m.Params(), config.Average)
	if err != nil {
		return nil, err
	}
	statistics, err := nn.NewEMA(m.net.Buffers(), config.AverageStatistics)
	return averages{weights, statistics}, err
}

// swap exchanges the model's values and the averages.
func (a averages) swap() {
	for _, e := range a {
		e.Swap()
	}
}
