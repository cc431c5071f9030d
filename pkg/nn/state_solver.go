package nn

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/crococlock/crococlock/pkg/nn/internal/card"
	"gorgonia.org/tensor"
)

// What a solver remembers belongs to tensors; in a file it goes by their names in
// the networks that are saved beside it.

// solverNumbers are a solver's numbers as text.
type solverNumbers struct {
	Kind   string
	Config json.RawMessage
	Steps  map[string]int          // by parameter
	Groups map[string]groupNumbers `json:",omitempty"`
}

// hasMomentum reports whether an SGD remembers anything.
func (n solverNumbers) hasMomentum() bool {
	var c SGDConfig
	return json.Unmarshal(n.Config, &c) == nil && c.Momentum != 0
}

type groupNumbers struct{ LRFactor, WeightDecay float64 }

// memory is what a solver remembers of one parameter.
type memory struct {
	step    int
	vectors [][]float32 // of the parameter's length; of solverState.vectors, in their order
}

// solverState is a solver with names for what it has.
type solverState struct {
	run     *RunState
	kind    string
	vectors []string
	config  any // pointer to it
	groups  *groups
	all     func() map[*tensor.Dense]memory
	// set takes over what was read; it gets vectors of its own.
	set func(all map[*tensor.Dense]memory)
}

func newAdamState(s *RunState, a *Adam) solverState {
	p := solverState{run: s, kind: "adam", vectors: []string{"m", "v"}, config: &a.config, groups: &a.groups}
	if a.decoupled {
		p.kind = "adamw"
	}
	p.all = func() map[*tensor.Dense]memory {
		out := make(map[*tensor.Dense]memory)
		for key, s := range a.states {
			card.Here(s.m)
			card.Here(s.v)
			out[key] = memory{s.step, [][]float32{s.m, s.v}}
		}
		return out
	}
	p.set = func(all map[*tensor.Dense]memory) {
		clear(a.states)
		for key, m := range all {
			a.states[key] = &adamState{m.step, m.vectors[0], m.vectors[1]}
		}
	}
	return p
}

func newSGDState(s *RunState, d *SGD) solverState {
	p := solverState{run: s, kind: "sgd", vectors: []string{"velocity"}, config: &d.config, groups: &d.groups}
	p.all = func() map[*tensor.Dense]memory {
		out := make(map[*tensor.Dense]memory)
		for key, s := range d.states {
			card.Here(s.velocity)
			out[key] = memory{s.step, [][]float32{s.velocity}}
		}
		return out
	}
	p.set = func(all map[*tensor.Dense]memory) {
		clear(d.states)
		for key, m := range all {
			d.states[key] = &sgdState{m.step, m.vectors[0]}
		}
	}
	return p
}

// params are the parameters of the run's networks, by name with the network's.
func (s *RunState) params() (names []string, byName map[string]Param) {
	byName = make(map[string]Param)
	for _, part := range s.names {
		n, ok := s.parts[part].(netState)
		if !ok {
			continue
		}
		for _, p := range n.net.Params() {
			name := part + "." + p.Name
			names = append(names, name)
			byName[name] = p
		}
	}
	return names, byName
}

func (p solverState) save() ([]StateTensor, string, error) {
	config, err := json.Marshal(p.config)
	if err != nil {
		return nil, "", err
	}
	n := solverNumbers{Kind: p.kind, Config: config, Steps: make(map[string]int), Groups: make(map[string]groupNumbers)}
	var tensors []StateTensor
	names, byName := p.run.params()
	all, left := p.all(), len(p.all())
	for _, name := range names {
		key := byName[name].Value
		if g, ok := (*p.groups)[key]; ok {
			n.Groups[name] = groupNumbers{g.LRFactor, g.WeightDecay}
		}
		m, ok := all[key]
		if !ok {
			continue
		}
		left--
		n.Steps[name] = m.step
		for i, v := range m.vectors {
			if v != nil {
				tensors = append(tensors, StateTensor{Name: p.vectors[i] + "." + name, Shape: slices.Clone([]int(key.Shape())), Data: v})
			}
		}
	}
	if left > 0 {
		return nil, "", fmt.Errorf("it has trained %d tensors that no network of this state has: add theirs with Also", left)
	}
	text, err := json.Marshal(n)
	return tensors, string(text), err
}

func (p solverState) check(sd *StateDict, text string) (func(), error) {
	var n solverNumbers
	if err := json.Unmarshal([]byte(text), &n); err != nil {
		return nil, err
	}
	if n.Kind != p.kind {
		return nil, fmt.Errorf("it is of %s, this run's solver is %s", n.Kind, p.kind)
	}
	_, byName := p.run.params()
	all, used := make(map[*tensor.Dense]memory), 0
	for name, step := range n.Steps {
		param, ok := byName[name]
		if !ok {
			return nil, fmt.Errorf("it has trained %q, which this run has not", name)
		}
		m := memory{step: step, vectors: make([][]float32, len(p.vectors))}
		for i, vector := range p.vectors {
			t, ok := sd.Get(vector + "." + name)
			if !ok {
				continue
			}
			if !slices.Equal(t.Shape, param.Value.Shape()) {
				return nil, fmt.Errorf("tensor %q is %v, want %v", t.Name, t.Shape, param.Value.Shape())
			}
			m.vectors[i], used = slices.Clone(t.Data), used+1
		}
		if (p.kind != "sgd" || n.hasMomentum()) && slices.ContainsFunc(m.vectors, func(v []float32) bool { return v == nil }) {
			return nil, fmt.Errorf("it lacks what it remembers of %q", name)
		}
		all[param.Value] = m
	}
	if used != len(sd.Tensors) {
		return nil, fmt.Errorf("%d of its tensors (%s, …) belong to no parameter", len(sd.Tensors)-used, strings.Join(sd.Names()[:1], ""))
	}
	made := make(groups)
	for name, g := range n.Groups {
		param, ok := byName[name]
		if !ok {
			return nil, fmt.Errorf("it has a group of %q, which this run has not", name)
		}
		made[param.Value] = Group{LRFactor: g.LRFactor, WeightDecay: g.WeightDecay}
	}
	return p.applyConfig(n.Config, func() {
		p.set(all)
		*p.groups = made
	})
}

// applyConfig parses the config now and takes it over later.
func (p solverState) applyConfig(raw json.RawMessage, more func()) (func(), error) {
	switch to := p.config.(type) {
	case *AdamConfig:
		var c AdamConfig
		if err := json.Unmarshal(raw, &c); err != nil {
			return nil, err
		}
		return func() { *to = c; more() }, nil
	case *SGDConfig:
		var c SGDConfig
		if err := json.Unmarshal(raw, &c); err != nil {
			return nil, err
		}
		return func() { *to = c; more() }, nil
	}
	return nil, fmt.Errorf("no config of type %T", p.config)
}
