package cnn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// A Saliency computes how each value of a picture moves a model's logit of a class
// (Simonyan et al., 2014), over the model's own weights. It is not safe for
// concurrent use, nor beside the model's other methods.
type Saliency struct {
	model        *Model
	batch, class int
	sign         float32 // −1 for the first of two classes, whose logit is the second's negative
	machine      *nn.Machine
	x            *G.Node
	logit, grad  *G.Node
}

// Saliency is that of a class, computed for so many pictures at a time.
func (m *Model) Saliency(class, batch int) (*Saliency, error) {
	if class < 0 || class >= len(m.classes) || batch < 1 {
		return nil, fmt.Errorf("cnn: saliency of class %d for %d pictures at a time; there are %d classes", class, batch, len(m.classes))
	}
	s := &Saliency{model: m, batch: batch, class: class, sign: 1}
	if m.outputs == 1 {
		s.sign, s.class = float32(2*class-1), 0
	}
	x, err := nn.Input(G.NewGraph(), "x", batch, 3, m.size, m.size)
	if err != nil {
		return nil, fmt.Errorf("cnn: %w", err)
	}
	logits, err := m.net.Build(x, nn.Eval)
	if err != nil {
		return nil, fmt.Errorf("cnn: %w", err)
	}
	s.x = x
	if s.logit, err = nn.Slice(logits, 1, s.class, s.class+1, 1); err != nil {
		return nil, fmt.Errorf("cnn: %w", err)
	}
	if s.grad, err = nn.GradInput(s.logit, x); err != nil {
		return nil, fmt.Errorf("cnn: %w", err)
	}
	if s.machine, err = nn.NewMachine(s.logit, s.grad); err != nil {
		return nil, fmt.Errorf("cnn: %w", err)
	}
	return s, nil
}

// Of returns the logit of each picture of x, (N, 3, Size, Size) in [0,1], and its
// gradient with respect to the picture, as long as x.
func (s *Saliency) Of(x []float32) (logits, gradients []float32, err error) {
	pixels := s.model.pixels()
	if len(x) == 0 || len(x)%pixels != 0 {
		return nil, nil, fmt.Errorf("cnn: %d values are no whole number of pictures of 3×%d×%d", len(x), s.model.size, s.model.size)
	}
	for at := 0; at < len(x); at += s.batch * pixels {
		part := x[at:min(at+s.batch*pixels, len(x))]
		in := nn.Data(s.x)
		copy(in, part)
		if err := s.machine.RunAll(); err != nil {
			return nil, nil, fmt.Errorf("cnn: %w", err)
		}
		z, g := nn.Data(s.logit)[:len(part)/pixels], nn.Data(s.grad)[:len(part)]
		for i, v := range z {
			if v != v {
				return nil, nil, s.model.notANumber(in, at/pixels, i)
			}
			logits = append(logits, s.sign*v)
		}
		for _, v := range g {
			gradients = append(gradients, s.sign*v)
		}
	}
	return logits, gradients, nil
}
