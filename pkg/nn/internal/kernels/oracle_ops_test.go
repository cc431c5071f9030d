package kernels_test

import k "github.com/crococlock/crococlock/pkg/nn/internal/kernels"

// compute runs a case forward and backward; ok is false for an unknown one.
func computeLayer(c oracleCase) (r result, ok bool) {
	for _, family := range []func(oracleCase) (result, bool){computeConv, computePool, computeNorm, computeLoss, computeOther} {
		if r, ok := family(c); ok {
			return r, true
		}
	}
	return result{}, false
}

func computeConv(c oracleCase) (result, bool) {
	x, w, bias, dy := c.Inputs["x"], c.Inputs["weight"], c.Inputs["bias"].Data, c.Upstream.Data
	y, dx, dw, db := dirty(len(dy)), dirty(len(x.Data)), dirty(len(w.Data)), dirty(len(bias))
	s, p := c.Attrs.Stride, c.Attrs.Padding
	switch c.Op {
	case "conv2d":
		g := k.Conv{
			N: x.Shape[0], C: x.Shape[1], H: x.Shape[2], W: x.Shape[3], O: w.Shape[0], KH: w.Shape[2], KW: w.Shape[3],
			StrideH: s, StrideW: s, PadH: p, PadW: p,
		}
		k.Conv2D(y, x.Data, w.Data, bias, g)
		k.Conv2DGradInput(dx, dy, w.Data, g)
		k.Conv2DGradFilter(dw, x.Data, dy, g)
		k.ChannelSum(db, dy, g.N, g.O, g.OH()*g.OW())
	case "conv_transpose2d":
		g := k.ConvTranspose{
			N: x.Shape[0], C: x.Shape[1], H: x.Shape[2], W: x.Shape[3], O: w.Shape[1], KH: w.Shape[2], KW: w.Shape[3],
			StrideH: s, StrideW: s, PadH: p, PadW: p,
		}
		conv := dense(g.Conv())
		compute(k.ConvGradInput{Grouped: conv}, y, x.Data, w.Data, bias)
		compute(k.ConvForward{Grouped: conv}, dx, dy, w.Data)
		compute(k.ConvGradFilter{Grouped: conv, Swapped: true}, dw, x.Data, dy)
		k.ChannelSum(db, dy, g.N, g.O, g.OH()*g.OW())
	case "linear":
		n, in, out := x.Shape[0], x.Shape[1], w.Shape[0]
		g := k.LinearConv(n, in, out)
		k.Conv2D(y, x.Data, w.Data, bias, g)
		k.Conv2DGradInput(dx, dy, w.Data, g)
		k.Conv2DGradFilter(dw, x.Data, dy, g)
		k.ChannelSum(db, dy, n, out, 1)
	default:
		return result{}, false
	}
	return result{y, map[string][]float32{"x": dx, "weight": dw, "bias": db}}, true
}

func computePool(c oracleCase) (result, bool) {
	x, dy := c.Inputs["x"], c.Upstream.Data
	if len(x.Shape) != 4 {
		return result{}, false
	}
	y, dx := dirty(len(dy)), dirty(len(x.Data))
	n, ch, h, w := x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]
	g := k.Pool{N: n, C: ch, H: h, W: w, KH: c.Attrs.Kernel, KW: c.Attrs.Kernel, StrideH: c.Attrs.Stride, StrideW: c.Attrs.Stride}
	switch c.Op {
	case "max_pool2d":
		k.MaxPool2D(y, x.Data, g)
		k.MaxPool2DGrad(dx, dy, x.Data, g)
	case "avg_pool2d":
		k.AvgPool2D(y, x.Data, g)
		k.AvgPool2DGrad(dx, dy, g)
	case "global_avg_pool2d":
		k.GlobalAvgPool(y, x.Data, n, ch, h*w)
		k.GlobalAvgPoolGrad(dx, dy, n, ch, h*w)
	case "global_max_pool2d":
		k.GlobalMaxPool(y, x.Data, n, ch, h*w)
		k.GlobalMaxPoolGrad(dx, dy, x.Data, n, ch, h*w)
	case "global_sum_pool2d":
		k.GlobalSumPool(y, x.Data, n, ch, h*w)
		k.GlobalSumPoolGrad(dx, dy, n, ch, h*w)
	case "upsample_nearest2d":
		k.UpsampleNearest2D(y, x.Data, n, ch, h, w, c.Attrs.Scale)
		k.UpsampleNearest2DGrad(dx, dy, n, ch, h, w, c.Attrs.Scale)
	default:
		return result{}, false
	}
	return result{y, map[string][]float32{"x": dx}}, true
}

func computeNorm(c oracleCase) (result, bool) {
	if c.Op != "batch_norm2d_train" && c.Op != "batch_norm2d_eval" {
		return result{}, false
	}
	x, gamma, beta, dy := c.Inputs["x"], c.Inputs["weight"].Data, c.Inputs["bias"].Data, c.Upstream.Data
	n, ch, spatial := x.Shape[0], x.Shape[1], x.Shape[2]*x.Shape[3]
	y, dx, dgamma, dbeta := dirty(len(dy)), dirty(len(x.Data)), dirty(ch), dirty(ch)
	if c.Op == "batch_norm2d_train" {
		mean, variance := dirty(ch), dirty(ch)
		k.BatchNorm2DTrain(y, mean, variance, x.Data, gamma, beta, n, ch, spatial, c.Attrs.Eps, nil)
		k.BatchNorm2DTrainGrad(dx, dgamma, dbeta, dy, x.Data, gamma, mean, variance, n, ch, spatial, c.Attrs.Eps)
	} else {
		k.BatchNorm2DEval(y, x.Data, gamma, beta, c.Attrs.RunningMean, c.Attrs.RunningVar, n, ch, spatial, c.Attrs.Eps, nil)
		k.BatchNorm2DEvalGrad(dx, dgamma, dbeta, dy, x.Data, gamma, c.Attrs.RunningMean, c.Attrs.RunningVar, n, ch, spatial, c.Attrs.Eps)
	}
	return result{y, map[string][]float32{"x": dx, "weight": dgamma, "bias": dbeta}}, true
}

func computeLoss(c oracleCase) (result, bool) {
	x, target := c.Inputs["x"], c.Attrs.Target
	dx, up := dirty(len(x.Data)), c.Upstream.Data
	var loss float32
	switch c.Op {
	case "bce_with_logits":
		loss = k.BCEWithLogits(x.Data, target)
		k.BCEWithLogitsGrad(dx, x.Data, target, up[0])
	case "mse":
		loss = k.MSE(x.Data, target)
		k.MSEGrad(dx, x.Data, target, up[0])
	case "hinge_discriminator":
		loss = k.HingeDiscriminator(x.Data, c.Attrs.Sign)
		k.HingeDiscriminatorGrad(dx, x.Data, c.Attrs.Sign, up[0])
	case "softmax_cross_entropy":
		labels := make([]int, len(target))
		for i, l := range target {
			labels[i] = int(l)
		}
		loss = k.SoftmaxCrossEntropy(x.Data, labels, x.Shape[0], x.Shape[1])
		k.SoftmaxCrossEntropyGrad(dx, x.Data, labels, x.Shape[0], x.Shape[1], up[0])
	default:
		return result{}, false
	}
	return result{[]float32{loss}, map[string][]float32{"x": dx}}, true
}

func computeOther(c oracleCase) (result, bool) {
	x, dy := c.Inputs["x"], c.Upstream.Data
	y, dx := dirty(len(dy)), dirty(len(x.Data))
	grads := map[string][]float32{"x": dx}
	switch c.Op {
	case "relu":
		k.ReLU(y, x.Data)
		k.ReLUGrad(dx, dy, x.Data)
	case "leaky_relu":
		k.LeakyReLU(y, x.Data, c.Attrs.Slope)
		k.LeakyReLUGrad(dx, dy, x.Data, c.Attrs.Slope)
	case "tanh":
		k.Tanh(y, x.Data)
		k.TanhGrad(dx, dy, y)
	case "sigmoid":
		k.Sigmoid(y, x.Data)
		k.SigmoidGrad(dx, dy, y)
	case "channel_affine":
		n, ch, spatial := x.Shape[0], x.Shape[1], x.Shape[2]*x.Shape[3]
		scale, shift := c.Inputs["scale"].Data, c.Inputs["shift"].Data
		grads["scale"], grads["shift"] = dirty(n*ch), dirty(n*ch)
		k.ChannelAffine(y, x.Data, scale, shift, n, ch, spatial)
		k.ChannelAffineGradX(dx, dy, scale, n, ch, spatial)
		k.ChannelAffineGradScale(grads["scale"], dy, x.Data, n, ch, spatial)
		k.GlobalSumPool(grads["shift"], dy, n, ch, spatial)
	case "embedding":
		w := c.Inputs["weight"]
		grads = map[string][]float32{"weight": dirty(len(w.Data))}
		k.Embedding(y, w.Data, c.Attrs.Index, w.Shape[0], w.Shape[1])
		k.EmbeddingGrad(grads["weight"], dy, c.Attrs.Index, w.Shape[0], w.Shape[1])
	default:
		return result{}, false
	}
	return result{y, grads}, true
}
