package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// stockSimpleNet is SimpleNet in Gorgonia's own ops; t is nil for prediction.
func stockSimpleNet(g *G.ExprGraph, x, t *G.Node, rng *rand.Rand) (out *G.Node, weights G.Nodes, err error) {
	weight := func(name string, fanIn int, shape ...int) *G.Node {
		v := tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(shape...))
		bound := 1 / math.Sqrt(float64(fanIn))
		for i := range v.Float32s() {
			v.Float32s()[i] = float32(bound * (2*rng.Float64() - 1))
		}
		n := G.NewTensor(g, tensor.Float32, len(shape), G.WithShape(shape...), G.WithName(name), G.WithValue(v))
		weights = append(weights, n)
		return n
	}
	y := x
	in := 3
	for i, out := range []int{16, 32, 64} {
		stride := 1
		if i == 0 {
			stride = 2
		}
		name := fmt.Sprintf("conv%d", i+1)
		w, b := weight(name, in*9, out, in, 3, 3), weight(name+".bias", in*9, 1, out, 1, 1)
		y = G.Must(G.Conv2d(y, w, tensor.Shape{3, 3}, []int{1, 1}, []int{stride, stride}, []int{1, 1}))
		y = G.Must(G.BroadcastAdd(y, b, nil, []byte{0, 2, 3}))
		y = G.Must(G.MaxPool2D(y, tensor.Shape{2, 2}, []int{0, 0}, []int{2, 2}))
		y = G.Must(G.Rectify(y))
		in = out
	}
	y = G.Must(G.Reshape(y, tensor.Shape{x.Shape()[0], 256}))
	y = G.Must(G.Mul(y, weight("lin1", 256, 256, 256)))
	y = G.Must(G.Rectify(G.Must(G.BroadcastAdd(y, weight("lin1.bias", 256, 1, 256), nil, []byte{0}))))
	y = G.Must(G.Mul(y, weight("lin2", 256, 256, 1)))
	y = G.Must(G.BroadcastAdd(y, weight("lin2.bias", 256, 1, 1), nil, []byte{0}))
	p := G.Must(G.Sigmoid(y))
	if t == nil {
		return p, weights, nil
	}
	// −mean(t·log p + (1−t)·log(1−p))
	one := G.NewConstant(float32(1))
	right := G.Must(G.HadamardProd(t, G.Must(G.Log(p))))
	wrong := G.Must(G.HadamardProd(G.Must(G.Sub(one, t)), G.Must(G.Log(G.Must(G.Sub(one, p))))))
	return G.Must(G.Neg(G.Must(G.Mean(G.Must(G.Add(right, wrong)))))), weights, nil
}

func stockInput(g *G.ExprGraph, name string, rng *rand.Rand, shape ...int) *G.Node {
	v := tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(shape...))
	for i := range v.Float32s() {
		v.Float32s()[i] = rng.Float32()
	}
	return G.NewTensor(g, tensor.Float32, len(shape), G.WithShape(shape...), G.WithName(name), G.WithValue(v))
}

// gorgoniaEpoch is the epoch of simpleNetEpoch in stock Gorgonia.
func gorgoniaEpoch() (c contender, err error) {
	defer recovered(&err)
	rng := rand.New(rand.NewPCG(1, 0))
	g := G.NewGraph()
	x, t := stockInput(g, "x", rng, images, 3, 32, 32), stockInput(g, "t", rng, images, 1)
	loss, weights, err := stockSimpleNet(g, x, t, rng)
	if err != nil {
		return nil, err
	}
	if _, err := G.Grad(loss, weights...); err != nil {
		return nil, err
	}
	machine := G.NewTapeMachine(g, G.BindDualValues(weights...))
	solver := G.NewAdamSolver()
	return func() error {
		machine.Reset()
		if err := machine.RunAll(); err != nil {
			return err
		}
		return solver.Step(G.NodesToValueGrads(weights))
	}, nil
}

// gorgoniaPredict is predict in stock Gorgonia.
func gorgoniaPredict(n int) (c contender, err error) {
	defer recovered(&err)
	rng := rand.New(rand.NewPCG(1, 0))
	g := G.NewGraph()
	if _, _, err := stockSimpleNet(g, stockInput(g, "x", rng, n, 3, 32, 32), nil, rng); err != nil {
		return nil, err
	}
	machine := G.NewTapeMachine(g)
	return func() error {
		machine.Reset()
		return machine.RunAll()
	}, nil
}

// gorgoniaSgemm is the matrix product behind stock Gorgonia: gonum's.
func gorgoniaSgemm() (contender, error) {
	a, b, c := square(1), square(2), square(3)
	general := func(data []float32) blas32.General {
		return blas32.General{Rows: side, Cols: side, Stride: side, Data: data}
	}
	return func() error {
		blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, general(a), general(b), 0, general(c))
		return nil
	}, nil
}

// recovered turns a panic of G.Must into an error.
func recovered(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("%v", r)
	}
}
