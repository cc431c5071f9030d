package nn

import (
	"encoding"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"

	G "gorgonia.org/gorgonia"
)

// A RunState is everything that a training run needs to go on as if it had never
// stopped, bit for bit: weights and statistics, what the solver remembers, where
// the random numbers are, and whatever else is added to it. It refers to its parts
// and holds no copies.
type RunState struct {
	names []string
	parts map[string]statePart
	err   error // of State or Also, reported when it is written or read
}

// statePart is something that goes into a file: tensors, and a text beside them.
type statePart interface {
	save() (tensors []StateTensor, text string, err error)
	// check makes what is read ready and reports what does not fit; apply takes it
	// over and cannot fail.
	check(tensors *StateDict, text string) (apply func(), err error)
}

// State is the state of a run that trains net with solver, an *Adam or *SGD, and
// draws from rng, a *rand.PCG or *rand.ChaCha8, or a *rand.Rand over one, that
// dropout, augmentation and the order of the data all draw from. rng may be nil,
// where nothing is drawn.
//
//	source := rand.NewPCG(seed, 0)
//	rng := rand.New(source)
//	…
//	state := nn.State(net, adam, source).Also("epoch", &epoch).Also("best", best)
//	err := state.ReadFile(path) // an error that is fs.ErrNotExist: a new run
//	for ; epoch < epochs; {
//		…
//		epoch++
//		err = state.WriteFile(path)
//	}
func State(net Network, solver G.Solver, rng rand.Source) *RunState {
	s := &RunState{parts: make(map[string]statePart)}
	s.add("net", netState{net})
	s.Also("solver", solver)
	if rng != nil {
		s.Also("rng", rng)
	}
	return s
}

// Also adds a part under a name of its own without a point in it: another network
// or solver or source of random numbers, an *EMA, a *Best, or a number that the
// run counts or measures, as *int or *float64. It returns s; mistakes are reported
// when s is written or read.
func (s *RunState) Also(name string, part any) *RunState {
	if v := reflect.ValueOf(part); !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		s.fail(fmt.Errorf("%s is nil", name))
		return s
	}
	switch p := part.(type) {
	case *Adam:
		s.add(name, newAdamState(s, p))
	case *SGD:
		s.add(name, newSGDState(s, p))
	case *EMA:
		s.add(name, tensorsState{func() []StateTensor { return NewStateDict(p.means).Tensors }})
	case *Best:
		s.add(name, bestState{p})
	case *int:
		s.add(name, numberState{func() string { return strconv.Itoa(*p) }, func(text string) (func(), error) {
			v, err := strconv.Atoi(text)
			return func() { *p = v }, err
		}})
	case *float64:
		s.add(name, numberState{func() string { return strconv.FormatFloat(*p, 'x', -1, 64) }, func(text string) (func(), error) {
			v, err := strconv.ParseFloat(text, 64)
			return func() { *p = v }, err
		}})
	case rand.Source:
		s.add(name, sourceState{sourceOf(p)})
	case Network:
		s.add(name, netState{p})
	default:
		s.fail(fmt.Errorf("%s is %T, which has no state that can be saved", name, part))
	}
	return s
}

func (s *RunState) add(name string, p statePart) {
	if name == "" || strings.Contains(name, ".") || s.parts[name] != nil {
		s.fail(fmt.Errorf("the name %q is empty, has a point or is there already", name))
		return
	}
	s.names = append(s.names, name)
	s.parts[name] = p
}

func (s *RunState) fail(err error) { s.err = errors.Join(s.err, fmt.Errorf("nn: state: %w", err)) }

// stateFormat tells files of this kind from others, and their version.
const stateFormat = "crococlock run state 1"

// WriteFile writes the state as one safetensors file, whole or not at all: a
// failure leaves what was there before. Its weights are there as net.conv1.weight
// and so on, and what is no tensor as metadata.
func (s *RunState) WriteFile(path string) error {
	if s.err != nil {
		return s.err
	}
	sd := &StateDict{Metadata: map[string]string{"format": stateFormat}}
	for _, name := range s.names {
		tensors, text, err := s.parts[name].save()
		if err != nil {
			return fmt.Errorf("nn: state: %s: %w", name, err)
		}
		for _, t := range tensors {
			t.Name = name + "." + t.Name
			sd.Tensors = append(sd.Tensors, t)
		}
		sd.Metadata[name] = text
	}
	return sd.WriteFile(path)
}

// ReadFile reads what WriteFile wrote for a run of the same parts: the same
// networks, solvers of the same kind, the same names. If anything is missing, left
// over or of another shape, it says so and changes nothing.
func (s *RunState) ReadFile(path string) error {
	if s.err != nil {
		return s.err
	}
	sd, err := ReadStateDict(path)
	if err != nil {
		return err
	}
	of := func(err error) error { return fmt.Errorf("nn: state %s: %w", path, err) }
	if sd.Metadata["format"] != stateFormat {
		return of(fmt.Errorf("not the state of a run: its format is %q, want %q", sd.Metadata["format"], stateFormat))
	}
	for name := range sd.Metadata {
		if name != "format" && s.parts[name] == nil {
			return of(fmt.Errorf("it has %q, which this run has not", name))
		}
	}
	own := make(map[string]*StateDict)
	for _, t := range sd.Tensors {
		name, rest, _ := strings.Cut(t.Name, ".")
		if s.parts[name] == nil {
			return of(fmt.Errorf("tensor %q belongs to nothing in this run", t.Name))
		}
		if own[name] == nil {
			own[name] = &StateDict{}
		}
		t.Name = rest
		own[name].Tensors = append(own[name].Tensors, t)
	}
	var all []func()
	for _, name := range s.names {
		text, ok := sd.Metadata[name]
		if !ok {
			return of(fmt.Errorf("it has no %q", name))
		}
		tensors := own[name]
		if tensors == nil {
			tensors = &StateDict{}
		}
		apply, err := s.parts[name].check(tensors, text)
		if err != nil {
			return of(fmt.Errorf("%s: %w", name, err))
		}
		all = append(all, apply)
	}
	for _, apply := range all {
		apply()
	}
	return nil
}

// tensorsState is tensors that are there whatever happens.
type tensorsState struct{ tensors func() []StateTensor }

func (p tensorsState) save() ([]StateTensor, string, error) { return p.tensors(), "", nil }

func (p tensorsState) check(sd *StateDict, _ string) (func(), error) {
	to := p.tensors()
	var want []ParamShape
	for _, t := range to {
		want = append(want, ParamShape{Name: t.Name, Shape: t.Shape})
	}
	if err := sd.Check(want); err != nil {
		return nil, err
	}
	return func() {
		for _, t := range to {
			from, _ := sd.Get(t.Name)
			copy(t.Data, from.Data)
		}
	}, nil
}

// netState is a network.
type netState struct{ net Network }

func (p netState) tensors() tensorsState {
	return tensorsState{func() []StateTensor { return NewStateDict(values(p.net)).Tensors }}
}

func (p netState) save() ([]StateTensor, string, error) { return p.tensors().save() }

func (p netState) check(sd *StateDict, text string) (func(), error) {
	return p.tensors().check(sd, text)
}

// numberState is a number as text.
type numberState struct {
	format func() string
	parse  func(text string) (func(), error)
}

func (p numberState) save() ([]StateTensor, string, error) { return nil, p.format(), nil }

func (p numberState) check(sd *StateDict, text string) (func(), error) {
	if err := sd.Check(nil); err != nil {
		return nil, err
	}
	return p.parse(text)
}

// sourceState is a source of random numbers.
type sourceState struct{ source rand.Source }

func (p sourceState) save() ([]StateTensor, string, error) {
	m, ok := p.source.(encoding.BinaryMarshaler)
	if !ok {
		return nil, "", fmt.Errorf("%T does not tell its state; *rand.PCG does", p.source)
	}
	b, err := m.MarshalBinary()
	return nil, base64.StdEncoding.EncodeToString(b), err
}

func (p sourceState) check(sd *StateDict, text string) (func(), error) {
	if err := sd.Check(nil); err != nil {
		return nil, err
	}
	own, ok := p.source.(encoding.BinaryUnmarshaler)
	if !ok {
		return nil, fmt.Errorf("%T does not take a state; *rand.PCG does", p.source)
	}
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, err
	}
	// Tried on another of its kind, so that a failure changes nothing.
	trial, ok := reflect.New(reflect.TypeOf(p.source).Elem()).Interface().(encoding.BinaryUnmarshaler)
	if !ok {
		return nil, fmt.Errorf("%T does not take a state; *rand.PCG does", p.source)
	}
	if err := trial.UnmarshalBinary(b); err != nil {
		return nil, fmt.Errorf("%T: %w", p.source, err)
	}
	return func() { _ = own.UnmarshalBinary(b) }, nil // the trial had no error
}

// sourceOf is what a *rand.Rand draws from, which it has in its one field and does
// not show; other sources are themselves.
func sourceOf(s rand.Source) rand.Source {
	r, ok := s.(*rand.Rand)
	if !ok {
		return s
	}
	f := reflect.ValueOf(r).Elem().FieldByName("src")
	if !f.IsValid() || f.Type() != reflect.TypeFor[rand.Source]() {
		return s
	}
	if inner := *(*rand.Source)(f.Addr().UnsafePointer()); inner != nil {
		return sourceOf(inner)
	}
	return s
}

// bestState is a Best.
type bestState struct{ best *Best }

// bestNumbers are a Best's numbers; the score in hexadecimal, every bit of it.
type bestNumbers struct {
	Any    bool
	Score  string
	Waited int
}

func (p bestState) tensors() tensorsState { return tensorsState{p.best.tensors} }

func (p bestState) save() ([]StateTensor, string, error) {
	b := p.best
	text, err := json.Marshal(bestNumbers{b.any, strconv.FormatFloat(b.score, 'x', -1, 64), b.waited})
	return slices.Clone(p.best.tensors()), string(text), err
}

func (p bestState) check(sd *StateDict, text string) (func(), error) {
	apply, err := p.tensors().check(sd, "")
	if err != nil {
		return nil, err
	}
	var n bestNumbers
	if err := json.Unmarshal([]byte(text), &n); err != nil {
		return nil, err
	}
	score, err := strconv.ParseFloat(n.Score, 64)
	if err != nil {
		return nil, err
	}
	return func() {
		apply()
		p.best.any, p.best.score, p.best.waited = n.Any, score, n.Waited
	}, nil
}
