package nn

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
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
// or solver or source of random numbers, an *EMA, a *Best, or numbers that the
// run counts or measures, as *int, *float64 or *[]float64. It returns s; mistakes are reported
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
	case *[]float64:
		s.add(name, numberState{func() string { return formatFloats(*p) }, func(text string) (func(), error) {
			v, err := parseFloats(text)
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
