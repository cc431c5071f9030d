package generation

import (
	"fmt"
	"slices"

	"github.com/crococlock/crococlock/pkg/cnn"
	"gonum.org/v1/gonum/mat"
)

// Verdicts are what several classifiers say of pictures.
type Verdicts struct {
	Classes []string
	// P has a table a classifier, (N, K): a picture's probabilities of the classes.
	P []*mat.Dense
}

// Ask asks classifiers, which must know the same classes, about pictures.
func Ask(judges []cnn.Classifier, p Pictures) (*Verdicts, error) {
	if len(judges) == 0 {
		return nil, fmt.Errorf("generation: no judges to ask")
	}
	if err := p.Validate(); err != nil {
		return nil, err
	}
	v := &Verdicts{Classes: judges[0].Classes()}
	for i, j := range judges {
		if j.Size() != p.Side {
			return nil, fmt.Errorf("generation: judge %d takes pictures of %d pixels' side, these have %d", i+1, j.Size(), p.Side)
		}
		if !slices.Equal(j.Classes(), v.Classes) {
			return nil, fmt.Errorf("generation: judge 1 knows the classes %q, judge %d %q", v.Classes, i+1, j.Classes())
		}
		said, err := ask(j, p)
		if err != nil {
			return nil, fmt.Errorf("generation: judge %d: %w", i+1, err)
		}
		v.P = append(v.P, said)
	}
	return v, v.Validate()
}

// together is how many pictures are asked about at a time.
const together = 250

func ask(j cnn.Classifier, p Pictures) (*mat.Dense, error) {
	out := mat.NewDense(p.Len(), len(j.Classes()), nil)
	size := p.size()
	for first := 0; first < p.Len(); first += together {
		last := min(first+together, p.Len())
		said, err := j.Probabilities(p.X[first*size : last*size])
		if err != nil {
			return nil, err
		}
		out.Slice(first, last, 0, len(j.Classes())).(*mat.Dense).Copy(said)
	}
	return out, nil
}

// Validate says why these are no verdicts.
func (v *Verdicts) Validate() error {
	if len(v.P) == 0 {
		return fmt.Errorf("generation: verdicts of nobody")
	}
	n, _ := v.P[0].Dims()
	for i, p := range v.P {
		rows, columns := p.Dims()
		if rows != n || columns != len(v.Classes) {
			return fmt.Errorf("generation: verdicts of judge %d are %d×%d, want %d pictures of %d classes", i+1, rows, columns, n, len(v.Classes))
		}
		for r := range rows {
			for k, q := range p.RawRowView(r) {
				if !(q >= 0 && q <= 1) {
					return fmt.Errorf("generation: judge %d, picture %d: the probability of %s is %v", i+1, r, v.Classes[k], q)
				}
			}
		}
	}
	return nil
}

// Len is the number of pictures.
func (v *Verdicts) Len() int { n, _ := v.P[0].Dims(); return n }

// Mean is the mean of what the classifiers say, (N, K).
func (v *Verdicts) Mean() (*mat.Dense, error) {
	if err := v.Validate(); err != nil {
		return nil, err
	}
	return cnn.Mean(v.P...)
}

// Class is the share of pictures whose mean verdict is the class of a label.
func (v *Verdicts) Class(label int) (Share, error) {
	if label < 0 || label >= len(v.Classes) {
		return Share{}, fmt.Errorf("generation: class %d, there are %d", label, len(v.Classes))
	}
	mean, err := v.Mean()
	if err != nil {
		return Share{}, err
	}
	is := make([]bool, v.Len())
	for i := range is {
		is[i] = cnn.Likeliest(mean.RawRowView(i)) == label
	}
	return shareOf(is)
}

// A Band is where probabilities of the second of two classes lie: their mean
// from Mean[0] to Mean[1], and each of them between Each[0] and Each[1], these
// themselves excluded.
type Band struct{ Mean, Each [2]float64 }

// Strict is the band in which a picture counts as between the classes: a mean of
// 0.3 to 0.7, nobody as sure as 0.9.
func Strict() Band { return Band{Mean: [2]float64{0.3, 0.7}, Each: [2]float64{0.1, 0.9}} }

// Narrow is the band about a place in which guides let a picture pass: a mean
// within 0.1 of it, nobody farther than 0.35; for ½, 0.4 to 0.6 and above 0.15,
// below 0.85.
func Narrow(at float64) Band {
	return Band{Mean: [2]float64{at - 0.1, at + 0.1}, Each: [2]float64{at - 0.35, at + 0.35}}
}

// Validate reports a band that nothing lies in.
func (b Band) Validate() error {
	if !(b.Mean[0] <= b.Mean[1] && b.Each[0] < b.Each[1]) {
		return fmt.Errorf("generation: nothing has a mean from %v to %v of numbers between %v and %v", b.Mean[0], b.Mean[1], b.Each[0], b.Each[1])
	}
	return nil
}

// rounding is by how much a mean of probabilities may miss the number that it is:
// three of 0.7 have a mean below it.
const rounding = 1e-12

// Has reports whether one picture's probabilities lie in the band.
func (b Band) Has(p ...float64) bool {
	mean := 0.0
	for _, q := range p {
		if !(q > b.Each[0] && q < b.Each[1]) {
			return false
		}
		mean += q / float64(len(p))
	}
	return len(p) > 0 && mean >= b.Mean[0]-rounding && mean <= b.Mean[1]+rounding
}

// In reports for each picture whether its verdicts lie in a band; there must be
// two classes.
func (v *Verdicts) In(b Band) ([]bool, error) {
	if err := v.Validate(); err != nil {
		return nil, err
	}
	if len(v.Classes) != 2 {
		return nil, fmt.Errorf("generation: between which of the classes %q? There must be two", v.Classes)
	}
	if err := b.Validate(); err != nil {
		return nil, err
	}
	in, p := make([]bool, v.Len()), make([]float64, len(v.P))
	for i := range in {
		for j, said := range v.P {
			p[j] = said.At(i, 1)
		}
		in[i] = b.Has(p...)
	}
	return in, nil
}

// Between is the share of pictures whose verdicts lie in a band, such as Strict.
func (v *Verdicts) Between(b Band) (Share, error) {
	in, err := v.In(b)
	if err != nil {
		return Share{}, err
	}
	return shareOf(in)
}
