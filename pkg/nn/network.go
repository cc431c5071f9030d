package nn

import "slices"

// A Network is anything with parameters: a Layer is one, and so are Layers.
type Network interface {
	Params() []Param
	Buffers() []Param
}

// Layers are parts of one network that are not built one after another, such as a
// trunk and its heads.
type Layers []Layer

// Params are those of all layers in order, each once.
func (l Layers) Params() []Param { return Params(l...) }

// Buffers are those of all layers in order, each once.
func (l Layers) Buffers() []Param { return Buffers(l...) }

// values are all that a network is made of.
func values(net Network) []Param { return slices.Concat(net.Params(), net.Buffers()) }
