package nn

import (
	"encoding"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

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
			copy(t.Ints, from.Ints)
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

// emaState is an EMA, whose decay is text.
type emaState struct{ ema *EMA }

func (p emaState) tensors() tensorsState {
	return tensorsState{func() []StateTensor { return NewStateDict(p.ema.means).Tensors }}
}

func (p emaState) save() ([]StateTensor, string, error) {
	return p.tensors().tensors(), formatFloat(p.ema.decay), nil
}

func (p emaState) check(sd *StateDict, text string) (func(), error) {
	apply, err := p.tensors().check(sd, "")
	if err != nil {
		return nil, err
	}
	decay := p.ema.decay
	if text != "" { // as it was before the decay was saved
		if decay, err = parseFloat(text); err != nil || !(decay >= 0 && decay < 1) {
			return nil, fmt.Errorf("its decay is %q, want 0 ≤ decay < 1", text)
		}
	}
	return func() { apply(); p.ema.decay = decay }, nil
}

// numberState is a number, or some, as text.
type numberState struct {
	format func() string
	parse  func(text string) (func(), error)
}

func newNumberState[T any](p *T, what string, format func(T) string, parse func(text string) (T, error)) numberState {
	return numberState{func() string { return format(*p) }, func(text string) (func(), error) {
		v, err := parse(text)
		if err != nil {
			if f, err := parseFloat(text); err == nil {
				text = fmt.Sprint(f) // as people write it
			}
			return nil, fmt.Errorf("it is %q, want %s for a %T", text, what, p)
		}
		return func() { *p = v }, nil
	}}
}

func (p numberState) save() ([]StateTensor, string, error) { return nil, p.format(), nil }

func (p numberState) check(sd *StateDict, text string) (func(), error) {
	if err := sd.Check(nil); err != nil {
		return nil, err
	}
	return p.parse(text)
}

// formatFloat is a number as text, every bit of it.
func formatFloat(v float64) string { return strconv.FormatFloat(v, 'x', -1, 64) }

func parseFloat(text string) (float64, error) { return strconv.ParseFloat(text, 64) }

func formatFloats(x []float64) string {
	words := make([]string, len(x))
	for i, v := range x {
		words[i] = formatFloat(v)
	}
	return strings.Join(words, " ")
}

func parseFloats(text string) ([]float64, error) {
	var x []float64
	for _, word := range strings.Fields(text) {
		v, err := parseFloat(word)
		if err != nil {
			return nil, err
		}
		x = append(x, v)
	}
	return x, nil
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
		// Go's sources begin with their kind and a colon.
		if kind, _, ok := strings.Cut(string(b), ":"); ok && len(kind) < 16 {
			return nil, fmt.Errorf("it is the state of another source (%s), this run draws from %T", kind, p.source)
		}
		return nil, fmt.Errorf("it is not the state of a source like %T: %w", p.source, err)
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
	text, err := json.Marshal(bestNumbers{b.any, formatFloat(b.score), b.waited})
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
	score, err := parseFloat(n.Score)
	if err != nil {
		return nil, err
	}
	return func() {
		apply()
		p.best.any, p.best.score, p.best.waited = n.Any, score, n.Waited
	}, nil
}
