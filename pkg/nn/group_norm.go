package nn

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/nn/internal/exec"
	"github.com/crococlock/crococlock/pkg/nn/internal/kernels"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// GroupNorm normalises x (N, C, …) by the mean and the biased variance of each
// group of C/groups neighbouring channels of each image, then scales by gamma and
// shifts by beta, both (C) (Wu and He, 2018). C must be a multiple of groups; one
// group makes it a layer norm, C groups an instance norm. eps is added to the
// variance; 0 means 1e-5.
func GroupNorm(x, gamma, beta *G.Node, groups int, eps float64) (*G.Node, error) {
	const name = "group_norm"
	eps, err := normGroups(name, x, gamma, beta, groups, eps)
	if err != nil {
		return nil, err
	}
	s := x.Shape()
	k := kernels.GroupNormForward{Groups: groupsOf(s, groups), Eps: eps}
	k.Mean, k.Rstd = make([]float32, k.N*k.G), make([]float32, k.N*k.G)
	attrs := fmt.Sprintf("{%d groups, eps %g}", groups, eps)
	return apply(&op{
		name: name, attrs: attrs, out: s, wrt: []bool{true, true, true}, id: unique(x.Graph()), kernel: k,
		grad: func(in G.Nodes, y, dy *G.Node) (G.Nodes, error) {
			dgamma, dbeta := make([]float32, k.C), make([]float32, k.C)
			// y is an input so that this comes after mean and rstd.
			dx, err := apply(&op{
				name: name + "Grad", attrs: attrs, out: s, inPlace: 0b1, unread: 0b1000,
				kernel: kernels.GroupNormBackward{Groups: k.Groups, Mean: k.Mean, Rstd: k.Rstd, DGamma: dgamma, DBeta: dbeta},
			}, dy, in[0], in[1], y)
			return normGradients(dx, err, dgamma, dbeta)
		},
	}, x, gamma, beta)
}

// normGroups checks the inputs of a group norm and returns eps as it is.
func normGroups(name string, x, gamma, beta *G.Node, groups int, eps float64) (float64, error) {
	s := x.Shape()
	if s.Dims() < 2 {
		return 0, fmt.Errorf("nn: %s: x is %v, want (N, C, …)", name, s)
	}
	if groups < 1 || s[1]%groups != 0 {
		return 0, fmt.Errorf("nn: %s: x is %v in %d groups: want groups that divide %d channels", name, s, groups, s[1])
	}
	if eps == 0 {
		eps = 1e-5
	}
	if !(eps > 0) {
		return 0, fmt.Errorf("nn: %s: eps is %g, want at least 0", name, eps)
	}
	for _, p := range []*G.Node{gamma, beta} {
		if ps := p.Shape(); ps.Dims() != 1 || ps[0] != s[1] {
			return 0, fmt.Errorf("nn: %s: x is %v, %s is %v: want (%d)", name, s, exec.Name(p), ps, s[1])
		}
	}
	return eps, nil
}

// groupsOf is the geometry of a group norm of shape s.
func groupsOf(s tensor.Shape, groups int) kernels.Groups {
	p := planes(s)
	return kernels.Groups{N: p.N, C: p.C, G: groups, Spatial: p.Spatial}
}
