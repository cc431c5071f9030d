package gpu

import "github.com/crococlock/crococlock/pkg/nn/internal/kernels"

// compute queues k, and reports whether it is one that there are kernels for here.
func (r *run) compute(k kernels.Kernel, y pointer, in [6]pointer) bool {
	switch k := k.(type) {
	case kernels.ConvForward:
		r.convForward(k, y, in)
	case kernels.ConvGradInput:
		r.convGradInput(k, y, in)
	case kernels.ConvGradFilter:
		r.convGradFilter(k, y, in)
	case kernels.MaxPoolForward:
		r.maxPoolForward(k, y, in)
	case kernels.MaxPoolBackward:
		r.maxPoolBackward(k, y, in)
	case kernels.AvgPoolForward:
		r.avgPoolForward(k, y, in)
	case kernels.AvgPoolBackward:
		r.avgPoolBackward(k, y, in)
	case kernels.GlobalPoolForward:
		r.globalPoolForward(k, y, in)
	case kernels.GlobalPoolBackward:
		r.globalPoolBackward(k, y, in)
	case kernels.Addition:
		r.addition(k, y, in)
	case kernels.Subtraction:
		r.subtraction(k, y, in)
	case kernels.Multiplication:
		r.multiplication(k, y, in)
	case kernels.Scaling:
		r.scaling(k, y, in)
	case kernels.Copy:
		r.copy(k, y, in)
	case kernels.CopyBeside:
		r.copyBeside(k, y)
	case kernels.Elementwise:
		r.elementwise(k, y, in)
	case kernels.ElementwiseBackward:
		r.elementwiseBackward(k, y, in)
	case kernels.DropoutForward:
		r.dropoutForward(k, y, in)
	case kernels.ChannelAffineForward:
		r.channelAffineForward(k, y, in)
	case kernels.ChannelAffineBackward:
		r.channelAffineBackward(k, y, in)
	case kernels.ChannelAffineBackwardScale:
		r.channelAffineBackwardScale(k, y, in)
	case kernels.Concat:
		r.concat(k, y, in)
	case kernels.SliceForward:
		r.sliceForward(k, y, in)
	case kernels.SliceBackward:
		r.sliceBackward(k, y, in)
	case kernels.Reduction:
		r.reduction(k, y, in)
	case kernels.BiasGrad:
		r.biasGrad(k, y, in)
	case kernels.BatchNormTrainForward:
		r.batchNormTrainForward(k, y, in)
	case kernels.BatchNormTrainBackward:
		r.batchNormTrainBackward(k, y, in)
	case kernels.BatchNormEvalForward:
		r.batchNormEvalForward(k, y, in)
	case kernels.BatchNormEvalBackward:
		r.batchNormEvalBackward(k, y, in)
	case kernels.GroupNormForward:
		r.groupNormForward(k, y, in)
	case kernels.GroupNormBackward:
		r.groupNormBackward(k, y, in)
	case *kernels.GatedNormForward:
		r.gatedNormForward(k, y, in)
	case kernels.GatedNormBackward:
		r.gatedNormBackward(k, y, in)
	case kernels.SoftmaxForward:
		r.softmaxForward(k, y, in)
	case kernels.SoftmaxBackward:
		r.softmaxBackward(k, y, in)
	case kernels.LogSumExpForward:
		r.logSumExpForward(k, y, in)
	case kernels.LogSumExpBackward:
		r.logSumExpBackward(k, y, in)
	case kernels.LossForward:
		r.lossForward(k, y, in)
	case kernels.LossBackward:
		r.lossBackward(k, y, in)
	case *kernels.CrossEntropyForward:
		r.crossEntropyForward(k, y, in)
	case *kernels.CrossEntropyBackward:
		r.crossEntropyBackward(k, y, in)
	case kernels.SoftTargetForward:
		r.softTargetForward(k, y, in)
	case kernels.SoftTargetBackward:
		r.softTargetBackward(k, y, in)
	case *kernels.EmbeddingForward:
		r.embeddingForward(k, y, in)
	case *kernels.EmbeddingBackward:
		r.embeddingBackward(k, y, in)
	case kernels.ImageTranslate:
		r.imageTranslate(k, y, in)
	case kernels.ImageCutout:
		r.imageCutout(k, y, in)
	case kernels.ImageColour:
		r.imageColour(k, y, in)
	case kernels.ImageWarp:
		r.imageWarp(k, y, in)
	case kernels.ImageWarpBackward:
		r.imageWarpBackward(k, y, in)
	case kernels.UpsampleForward:
		r.upsampleForward(k, y, in)
	case kernels.UpsampleBackward:
		r.upsampleBackward(k, y, in)
	case kernels.Shuffle:
		r.shuffle(k, y, in)
	case *kernels.SpectralForward:
		r.spectralForward(k, y, in)
	case kernels.SpectralBackward:
		r.spectralBackward(k, y, in)
	default:
		return false
	}
	return true
}
