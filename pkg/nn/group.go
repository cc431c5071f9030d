package nn

import (
	"fmt"

	"gorgonia.org/tensor"
)

// A Group is parameters that a solver treats in their own way.
type Group struct {
	Params []Param
	// LRFactor multiplies the solver's learning rate; 0 means 1.
	LRFactor float64
	// WeightDecay stands for that of the solver's config.
	WeightDecay float64
}

// Filters parts params into those that weight decay is meant for, weights of
// convolutions and linear layers, and the others: biases and the scales and shifts
// of norms, which have one axis. (Goyal et al., 2017, section 5.3.)
//
//	_, others := nn.Filters(net.Params())
//	err := adamw.SetGroups(nn.Group{Params: others}) // without decay
func Filters(params []Param) (filters, others []Param) {
	for _, p := range params {
		if p.Value.Dims() > 1 {
			filters = append(filters, p)
		} else {
			others = append(others, p)
		}
	}
	return filters, others
}

// groups are a solver's groups by parameter.
type groups map[*tensor.Dense]Group

// set takes over all; nothing is changed by an error.
func (g *groups) set(solver string, all []Group) error {
	found := make(groups)
	for i, one := range all {
		if !(one.LRFactor >= 0) || !(one.WeightDecay >= 0) {
			return fmt.Errorf("nn: %s: group %d has factor %g and decay %g, want at least 0", solver, i, one.LRFactor, one.WeightDecay)
		}
		for _, p := range one.Params {
			if _, twice := found[p.Value]; twice {
				return fmt.Errorf("nn: %s: %s is in two groups", solver, p.Name)
			}
			found[p.Value] = one
		}
	}
	*g = found
	return nil
}

// of is the learning rate and the decay of a parameter.
func (g groups) of(p *tensor.Dense, lr, decay float64) (float64, float64) {
	if one, ok := g[p]; ok {
		if one.LRFactor != 0 {
			lr *= one.LRFactor
		}
		return lr, one.WeightDecay
	}
	return lr, decay
}
