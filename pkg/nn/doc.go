// Package nn is the vocabulary of every model here: operations with gradients
// that run in any Gorgonia graph, layers on top of them that own their weights,
// losses, optimisers, and a machine that runs a graph in planned memory.
//
// Symbols: N images of C channels, H rows, W columns (the batch is (N, C, H, W),
// row-major, float32); K filters of R rows, S columns; stride s, padding p.
// Everything is float32.
//
// Functions that take nodes only add to their graph: their errors tell what does
// not fit, with the shapes. A run changes no input, neither data nor weights,
// but for what a layer records in its buffers; solvers change weights. What a
// machine computes lies in its own memory, until its next run.
//
// A layer owns its weights as values; a graph refers to them. So one set of
// weights serves a graph for training and one for evaluation, for any batch size:
//
//	rng := rand.New(rand.NewPCG(seed, 0))
//	net := nn.NewSequential(
//		nn.NewConv2D("conv1", nn.Conv2DConfig{In: 3, Out: 16, Kernel: 3, Stride: 2, Padding: 1}, rng),
//		nn.NewMaxPool2D(nn.PoolConfig{Kernel: 2}),
//		nn.NewReLU(),
//		nn.NewFlatten(),
//		nn.NewLinear("lin1", nn.LinearConfig{In: 1024, Out: 1}, rng),
//	)
//	g := gorgonia.NewGraph()
//	x, err := nn.Input(g, "x", 500, 3, 32, 32)
//	t, err := nn.Input(g, "t", 500, 1)
//	logits, err := net.Build(x, nn.Train)
//	loss, err := nn.BCEWithLogits(logits, t)
//	weights, grads, err := nn.Grad(loss, net.Params())
//	machine, err := nn.NewMachine(append(grads, loss)...)
//	adam := nn.NewAdam(nn.DefaultAdam())
//	for range epochs {
//		err = nn.Feed(x, images)
//		err = nn.Feed(t, labels)
//		err = machine.RunAll()
//		err = adam.Step(gorgonia.NodesToValueGrads(weights))
//	}
//
// # Networks
//
// Sequential runs layers one after another, NewResidual and NewConcat side by
// side, NewFunc is a layer of any function, and FiLM one that another input steers.
// Summary lists what a network is made of. A network with several outputs is
// Layers: its trunk is built once, each head on what that made, and their losses,
// weighed with Scale, are added with gorgonia.Add.
//
//	features, err := trunk.Build(x, nn.Train)
//	logits, err := classes.Build(features, nn.Train)
//	turned, err := angle.Build(features, nn.Train)
//	cross, err := nn.SoftmaxCrossEntropyWith(logits, labels, nn.CrossEntropyConfig{LabelSmoothing: 0.1})
//	square, err := nn.MSE(turned, angles)
//	half, err := nn.Scale(square, 0.5)
//	loss, err := gorgonia.Add(cross, half)
//	net := nn.Layers{trunk, classes, angle}
//	weights, grads, err := nn.Grad(loss, net.Params())
//
// Gradients are made for what Grad or GradInput is asked for, and for nothing
// else: nobody has to say what is data. StopGradient keeps a gradient from passing.
//
// # Training
//
// A learning rate is a function of the step (Cosine, OneCycle, WarmUp), set before
// each; ClipNorm limits the gradients' norm; SetGroups gives parameters a decay of
// their own, as Filters parts them. Mixup and OneHot make soft targets. EMA
// averages weights and statistics, Best keeps the best of them and counts for how
// long nothing got better. State is everything that a run needs to go on bit for
// bit, in one file.
//
// # Gorgonia's own ops
//
// Graphs may hold ops of Gorgonia. Those of them that give wrong numbers are done
// by ours or refused by NewMachine and Grad, with the name of what to use:
// GORGONIA.md lists what was checked.
//
// # Examples
//
// The files example_*_test.go beside the source are programs that run; go doc does
// not show them, pkg.go.dev and an editor do. Example learns the exclusive or;
// ExampleNewResidual is a block with group norm and SiLU, ExampleNewFunc a layer of
// one's own; ExampleLayers trains two outputs with two losses, ExampleState stops
// and goes on where it was, ExampleRunState_ReadFile sets another learning rate on
// the way; ExampleStateDict, ExampleStateDict_Sub and ExampleStateDict_CopyPartly
// move weights between files and networks; ExampleFeed fills inputs; ExampleSummary
// shows a network as a table.
package nn
