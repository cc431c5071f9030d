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
//	adam.SetLR(rate)            // where it is not to be that of the file
//	for ; epoch < epochs; {
//		…
//		epoch++
//		err = state.WriteFile(path)
//	}
//
// The parts are called "net", "solver" and "rng".
func State(net Network, solver G.Solver, rng rand.Source) *RunState {
	s := &RunState{parts: make(map[string]statePart)}
	s.Also(netPart, net)
	s.Also("solver", solver)
	if rng != nil {
		s.Also("rng", rng)
	}
	return s
}

// netPart is the name of the network in a run's state.
const netPart = "net"

// Also adds a part under a name of its own without a point in it: another network
// or solver or source of random numbers, an *EMA, a *Best, or numbers that the
// run counts or measures, as *int, *float64 or *[]float64. It returns s; mistakes are reported
// when s is written or read.
func (s *RunState) Also(name string, part any) *RunState {
	if isNil(part) {
		s.fail(fmt.Errorf("%s is nil", name))
		return s
	}
	switch p := part.(type) {
	case *Adam:
		s.add(name, newAdamState(s, p))
	case *SGD:
		s.add(name, newSGDState(s, p))
	case *EMA:
		s.add(name, emaState{p})
	case *Best:
		s.add(name, bestState{p})
	case *int:
		s.add(name, newNumberState(p, "a whole number", strconv.Itoa, strconv.Atoi))
	case *float64:
		s.add(name, newNumberState(p, "a number", formatFloat, parseFloat))
	case *[]float64:
		s.add(name, newNumberState(p, "numbers", formatFloats, parseFloats))
	case rand.Source:
		s.add(name, sourceState{sourceOf(p)})
	case Network:
		s.add(name, netState{p})
	case int, float64, []float64:
		s.fail(fmt.Errorf("%[1]s is a value of type %[2]T, want a pointer to the variable that holds it, such as &%[1]s", name, part))
	default:
		s.fail(fmt.Errorf("%s is %T, want a network, *Adam, *SGD, *EMA, *Best, *int, *float64, *[]float64 or a source of random numbers", name, part))
	}
	return s
}

// isNil reports nil, and pointers that are.
func isNil(x any) bool {
	v := reflect.ValueOf(x)
	return !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil()
}

func (s *RunState) add(name string, p statePart) {
	switch {
	case name == "":
		s.fail(errors.New("a part needs a name"))
	case strings.Contains(name, "."):
		s.fail(fmt.Errorf("the name %q has a point in it", name))
	case name == "format":
		s.fail(fmt.Errorf("the name %q says what kind of file it is: choose another", name))
	case s.parts[name] != nil:
		s.fail(fmt.Errorf("there are two parts called %q", name))
	default:
		s.names = append(s.names, name)
		s.parts[name] = p
	}
}

func (s *RunState) fail(err error) { s.err = errors.Join(s.err, fmt.Errorf("nn: state: %w", err)) }

// stateFormat tells files of this kind from others, and their version.
const stateFormat = "crococlock run state 1"

// WriteFile writes the state as one safetensors file, whole or not at all: a
// failure leaves what was there before. ReadStateDict reads it too. Its tensors are
//
//	net.conv1.weight, net.bn1.running_mean, …   the network, and so any other
//	solver.m.net.conv1.weight, solver.v.net.…   Adam's moments
//	solver.velocity.net.conv1.weight            SGD's running gradient, with momentum
//	ema.conv1.weight, best.conv1.weight         an EMA, a Best, by the name they were added under
//
// and what is no tensor is metadata: "format", and for each part a text under its
// name, which of a solver is JSON, of a source of random numbers base64, of a
// network empty, and of floats hexadecimal.
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
//
// A solver goes on with the settings of the file, its learning rate, decay and
// groups among them, and an EMA with the decay of the file, whatever they were made
// with: to go on with others, set them after ReadFile (SetLR, SetGroups).
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
			return of(fmt.Errorf("it has %q, which this run has not: %s", name, adding(name)))
		}
	}
	own := make(map[string]*StateDict)
	for _, t := range sd.Tensors {
		name, rest, _ := strings.Cut(t.Name, ".")
		if s.parts[name] == nil {
			return of(fmt.Errorf("tensor %q belongs to no part of this run: %s", t.Name, adding(name)))
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
			return of(fmt.Errorf("it has no %q: it is of a run without that part", name))
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

// adding says how a run gets the part of that name.
func adding(name string) string {
	if name == "rng" {
		return "give State the source of random numbers"
	}
	return fmt.Sprintf("add it with Also(%q, …)", name)
}
