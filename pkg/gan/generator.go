package gan

import (
	"fmt"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// smallestMap is the side of the smallest feature maps of both networks.
const smallestMap = 4

// generator makes pictures of noise and labels (Radford et al., 2016): a linear
// layer makes maps of 4×4, each transposed convolution doubles the side. Before
// each there is a batch norm whose scale and shift follow from the label (de Vries
// et al., 2017). A label is a row of a table, or anything between its rows.
// Parameters are called as in the module y, l, n (ModuleList), t (ModuleList).
type generator struct {
	prefix   string // before all names, so that a graph can hold both networks
	latent   int
	channels int // of the maps of 4×4
	table    nn.Param
	first    *nn.LinearLayer
	norms    []*nn.BatchNorm2DLayer
	films    []*nn.FiLM
	ups      []*nn.ConvTranspose2DLayer
}

// newGenerator draws its weights from rng as PyTorch does.
func newGenerator(prefix string, classes, size int, c Config, rng *rand.Rand) (*generator, error) {
	depth, err := levels(size)
	if err != nil {
		return nil, err
	}
	width := c.Channels << (depth - 1)
	g := &generator{prefix: prefix, latent: c.Latent, channels: width}
	g.table = nn.Param{Name: prefix + "y.weight", Value: newTensor(classes, c.Label)}
	normal(g.table.Data(), 1, rng)
	g.first = nn.NewLinear(prefix+"l", nn.LinearConfig{In: c.Latent + c.Label, Out: width * smallestMap * smallestMap}, rng)
	for i := range depth {
		name := fmt.Sprintf("%sn.%d", prefix, i)
		g.norms = append(g.norms, nn.NewBatchNorm2D(name+".b", nn.BatchNorm2DConfig{Channels: width, NoAffine: true}))
		g.films = append(g.films, nn.NewFiLM(name+".g", nn.FiLMConfig{Condition: c.Label, Channels: width}, rng))
		out := nextWidth(width, i == depth-1)
		g.ups = append(g.ups, nn.NewConvTranspose2D(fmt.Sprintf("%st.%d", prefix, i), nn.Conv2DConfig{In: width, Out: out, Kernel: 4, Stride: 2, Padding: 1}, rng))
		width = out
	}
	return g, nil
}

// nextWidth is how many channels a transposed convolution makes of so many; the last
// one's are red, green and blue.
func nextWidth(width int, last bool) int {
	if last {
		return 3
	}
	return width / 2
}

// layers are those with parameters but the table.
func (g *generator) layers() []nn.Layer {
	all := []nn.Layer{g.first}
	for i := range g.norms {
		all = append(all, g.norms[i], plain{g.films[i]}, g.ups[i])
	}
	return all
}

// plain is a FiLM as a list of layers wants it: its parameters alone.
type plain struct{ *nn.FiLM }

// Build is not how a FiLM gets into a graph.
func (p plain) Build(*G.Node, nn.Mode) (*G.Node, error) {
	return nil, fmt.Errorf("gan: %v: no condition", p.FiLM)
}

// Params are what training changes.
func (g *generator) Params() []nn.Param {
	return append([]nn.Param{g.table}, nn.Params(g.layers()...)...)
}

// Buffers are the running statistics.
func (g *generator) Buffers() []nn.Param { return nn.Buffers(g.layers()...) }

// build adds the generator to a graph: z is (N, Latent) normal noise, shares (N, K)
// each class's part in each picture; the pictures are (N, 3, Size, Size) in [−1,1].
func (g *generator) build(z, shares *G.Node, mode nn.Mode) (*G.Node, error) {
	table, err := g.table.Node(z.Graph())
	if err != nil {
		return nil, err
	}
	label, err := G.Mul(shares, table)
	if err != nil {
		return nil, fmt.Errorf("gan: shares %v times labels %v: %w", shares.Shape(), table.Shape(), err)
	}
	x, err := nn.Concat(1, z, label)
	if err != nil {
		return nil, err
	}
	if x, err = g.first.Build(x, mode); err != nil {
		return nil, err
	}
	if x, err = nn.Reshape(x, z.Shape()[0], g.channels, smallestMap, smallestMap); err != nil {
		return nil, err
	}
	for i := range g.norms {
		up := nn.NewSequential(g.norms[i], g.films[i].On(label), nn.NewReLU(), g.ups[i])
		if x, err = up.Build(x, mode); err != nil {
			return nil, err
		}
	}
	return nn.Tanh(x)
}

// normal draws from a normal distribution of mean 0.
func normal(dst []float32, deviation float64, rng *rand.Rand) {
	for i := range dst {
		dst[i] = float32(deviation * rng.NormFloat64())
	}
}
