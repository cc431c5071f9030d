// Package flow makes pictures by rectified flow (Liu et al., 2022; Lipman et al.,
// 2023): a network learns how pictures turn into noise along straight lines, and
// going back along them makes pictures of noise, of each class and of what lies
// between classes.
//
// Symbols: a picture x in [−1,1], noise e of a standard normal distribution, time t
// in [0,1]. On the straight way from one to the other, x_t = (1−t)·x + t·e, the
// velocity is e − x. The network is shown x_t and t and learns to tell it; since
// many ways cross at x_t, what it learns is their mean. From pure noise at t = 1 one
// follows the velocity back to t = 0. Pictures come and go as float32 in [0,1],
// row-major (N, 3, Side, Side).
//
//	d, err := dataset.Open()
//	config := flow.DefaultConfig()
//	config.Checkpoint = "flow.run" // may be stopped, goes on where it was
//	model, history, err := flow.Train(ctx, d, d.All(), config, flow.ShowProgress(os.Stdout, config))
//	err = model.WriteHalfFile("flow.safetensors")
//	s := flow.DefaultSampling()
//	s.Mix, s.Guidance = flow.Between(0.5), 3
//	x, err := model.Sample(ctx, 64, s, nil)
package flow
