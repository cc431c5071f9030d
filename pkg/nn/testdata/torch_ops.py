"""Writes torch_ops.json and torch_spectral_norm.json: what PyTorch computes, in float64.

    python torch_ops.py             # writes them
    python torch_ops.py --check     # compares them with what PyTorch computes now

needs PyTorch and nothing else (2.15 wrote the files that are here; 1.13 gives the same
numbers). Most cases of torch_ops.json are an op's inputs, its output and the gradients of
sum(output * upstream); then come batch norm's running statistics and five steps of each
optimiser. torch_spectral_norm.json is a training pass and an evaluation of three layers in
torch.nn.utils.spectral_norm.

The numbers are drawn in the order of the cases: a new case goes to the end of torch_layers.py.
"""
import json
import os
import sys

import torch
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
torch.set_default_dtype(torch.float64)
r = torch.randn


def array(t):
    return {"shape": list(t.shape), "data": [round(v, 9) for v in t.detach().reshape(-1).tolist()]}


cases = []


def case(op, attrs, f, **inputs):
    for v in inputs.values():
        v.requires_grad_(True)
    y = f(**inputs)
    upstream = r(y.shape)
    grads = torch.autograd.grad((y * upstream).sum(), list(inputs.values()))
    cases.append({
        "op": op, "attrs": attrs, "inputs": {k: array(v) for k, v in inputs.items()}, "output": array(y),
        "upstream": array(upstream), "grads": {k: array(g) for k, g in zip(inputs, grads)},
    })


def ops():
    for stride, padding, x, weight in [
        (1, 1, (2, 3, 8, 9), (4, 3, 3, 3)),
        (2, 1, (1, 3, 8, 8), (5, 3, 3, 3)),
        (1, 2, (2, 4, 7, 5), (3, 4, 5, 5)),
        (1, 0, (3, 2, 6, 6), (2, 2, 1, 1)),
        (1, 0, (1, 1, 5, 5), (1, 1, 3, 3)),
        (2, 1, (2, 3, 9, 9), (6, 3, 4, 4)),
        (1, 1, (1, 6, 4, 4), (16, 6, 3, 3)),
        (1, 1, (2, 17, 5, 6), (19, 17, 3, 3)),
    ]:
        case("conv2d", {"stride": stride, "padding": padding},
             lambda x, weight, bias: F.conv2d(x, weight, bias, stride, padding),
             x=r(x), weight=r(weight), bias=r(weight[0]))
    for stride, padding, x, weight in [
        (2, 1, (2, 4, 4, 4), (4, 3, 4, 4)),
        (1, 0, (1, 5, 1, 1), (5, 3, 4, 4)),
        (2, 1, (2, 3, 3, 5), (3, 2, 3, 3)),
        (1, 1, (1, 2, 4, 4), (2, 2, 3, 3)),
    ]:
        case("conv_transpose2d", {"stride": stride, "padding": padding},
             lambda x, weight, bias: F.conv_transpose2d(x, weight, bias, stride, padding),
             x=r(x), weight=r(weight), bias=r(weight[1]))
    for kernel, stride, x in [(2, 2, (2, 3, 8, 8)), (2, 2, (1, 2, 7, 9)), (3, 2, (1, 2, 6, 6))]:
        case("max_pool2d", {"kernel": kernel, "stride": stride}, lambda x: F.max_pool2d(x, kernel, stride), x=r(x))

    for shape in [(4, 3, 5, 5), (2, 1, 3, 4)]:
        x, weight, bias = r(shape), r(shape[1]), r(shape[1])
        case("batch_norm2d_train", {"eps": 1e-5},
             lambda x, weight, bias: F.batch_norm(x, None, None, weight, bias, True, 0.1, 1e-5),
             x=x, weight=weight, bias=bias)
        mean, var = r(shape[1]), torch.rand(shape[1]) + 0.5
        case("batch_norm2d_eval", {"eps": 1e-5, "running_mean": mean.tolist(), "running_var": var.tolist()},
             lambda x, weight, bias: F.batch_norm(x, mean, var, weight, bias, False, 0.1, 1e-5),
             x=r(shape), weight=weight, bias=bias)

    for n, cin, cout in [(4, 7, 5), (1, 256, 3)]:
        case("linear", {}, lambda x, weight, bias: F.linear(x, weight, bias), x=r(n, cin), weight=r(cout, cin), bias=r(cout))
    case("relu", {}, lambda x: F.relu(x), x=r(3, 11))
    case("leaky_relu", {"negative_slope": 0.2}, lambda x: F.leaky_relu(x, 0.2), x=r(3, 11))
    case("tanh", {}, lambda x: torch.tanh(x), x=r(3, 11))
    case("sigmoid", {}, lambda x: torch.sigmoid(x), x=r(3, 11))

    x, binary = 6 * r(9), torch.rand(9).round()
    case("bce_with_logits", {"reduction": "mean", "target": binary.tolist()},
         lambda x: F.binary_cross_entropy_with_logits(x, binary), x=x)
    extreme = torch.tensor([1.0, 0.0, 0.0, 1.0, 0.5])
    case("bce_with_logits", {"reduction": "mean", "target": extreme.tolist(),
                             "note": "extreme logits must give finite loss and gradients"},
         lambda x: F.binary_cross_entropy_with_logits(x, extreme), x=torch.tensor([-200.0, 200.0, -60.0, 60.0, 0.0]))
    label = torch.tensor([0, 3, 1, 1, 2])
    case("softmax_cross_entropy", {"reduction": "mean", "target": label.tolist()},
         lambda x: F.cross_entropy(x, label), x=r(5, 4))
    x, target = r(3, 7), r(3, 7)
    case("mse", {"reduction": "mean", "target": target.reshape(-1).tolist()}, lambda x: F.mse_loss(x, target), x=x)
    sign = torch.tensor([1, 1, 1, 1, -1, -1, -1, -1])
    case("hinge_discriminator", {"note": "mean over all of relu(1 - sign*x); sign +1 real, -1 generated", "sign": sign.tolist()},
         lambda x: F.relu(1 - sign * x).mean(), x=r(8))

    case("upsample_nearest2d", {"scale": 2}, lambda x: F.interpolate(x, scale_factor=2, mode="nearest"), x=r(2, 3, 4, 5))
    case("avg_pool2d", {"kernel": 2, "stride": 2}, lambda x: F.avg_pool2d(x, 2, 2), x=r(2, 3, 6, 8))
    case("global_avg_pool2d", {}, lambda x: x.mean((2, 3)), x=r(2, 3, 4, 5))
    case("global_max_pool2d", {}, lambda x: x.amax((2, 3)), x=r(2, 3, 4, 5))
    case("global_sum_pool2d", {}, lambda x: x.sum((2, 3)), x=r(2, 3, 4, 5))
    case("channel_affine", {"note": "y[n,c,h,w] = x[n,c,h,w]*scale[n,c] + shift[n,c]"},
         lambda x, scale, shift: x * scale[:, :, None, None] + shift[:, :, None, None],
         x=r(2, 3, 4, 5), scale=r(2, 3), shift=r(2, 3))
    index = torch.tensor([1, 0, 3, 1])
    case("embedding", {"index": index.tolist()}, lambda weight: F.embedding(index, weight), weight=r(4, 5))


def running():
    """Batch norm's running statistics after each of three batches."""
    norm = torch.nn.BatchNorm2d(3)
    batches, after = [], []
    for _ in range(3):
        x = 2 * r(4, 3, 5, 5) + 1
        norm(x)
        batches.append(array(x))
        after.append({"running_mean": norm.running_mean.tolist(), "running_var": norm.running_var.tolist()})
    cases.append({"op": "batch_norm2d_running",
                  "attrs": {"eps": 1e-5, "momentum": 0.1, "note": "running_var takes the unbiased batch variance"},
                  "batches": batches, "after_each_batch": after})


def optimisers():
    """Five steps of each towards the least of a function that is no parabola."""
    for name, make, attrs in [
        ("adam", torch.optim.Adam, {"lr": 1e-3, "betas": [0.9, 0.999], "eps": 1e-8}),
        ("adam", torch.optim.Adam, {"lr": 2e-4, "betas": [0.5, 0.999], "eps": 1e-8}),
        ("adamw", torch.optim.AdamW, {"lr": 0.01, "betas": [0.9, 0.999], "eps": 1e-8, "weight_decay": 0.01}),
        ("sgd", torch.optim.SGD, {"lr": 0.05, "momentum": 0.9, "nesterov": True, "weight_decay": 5e-4}),
        ("sgd", torch.optim.SGD, {"lr": 0.1, "momentum": 0.0, "nesterov": False, "weight_decay": 0.0}),
    ]:
        w = r(6).requires_grad_(True)
        start, i, grads, after = w.tolist(), torch.arange(6.0), [], []
        opt = make([w], **attrs)
        for _ in range(5):
            opt.zero_grad()
            ((i + 1) * (w - i / 3) ** 2 + torch.sin(w)).sum().backward()
            grads.append(w.grad.tolist())
            opt.step()
            after.append(w.tolist())
        cases.append({"op": "optimizer", "attrs": {**attrs, "name": name},
                      "w0": start, "grads_each_step": grads, "w_after_each_step": after})


def spectral():
    def flat(t):
        return [float(f"{v:.9g}") for v in t.detach().reshape(-1).tolist()]

    layers = [(kind, make(), r(x)) for kind, make, x in [
        ("conv2d", lambda: torch.nn.Conv2d(2, 3, 3, 2, 1), (2, 2, 5, 5)),
        ("conv_transpose2d", lambda: torch.nn.ConvTranspose2d(2, 3, 4, 2, 1), (2, 2, 3, 3)),
        ("linear", lambda: torch.nn.Linear(4, 3), (2, 4)),
    ]]
    out = []
    for kind, layer, x in layers:
        layer = torch.nn.utils.spectral_norm(layer)
        before = {"weight": flat(layer.weight_orig), "bias": flat(layer.bias), "u": flat(layer.weight_u), "v": flat(layer.weight_v)}
        y = layer(x.requires_grad_(True))
        upstream = r(y.shape)
        (y * upstream).sum().backward()
        out.append({
            "kind": kind, **before, "x_shape": list(x.shape), "x": flat(x), "y_shape": list(y.shape), "y": flat(y),
            "upstream": flat(upstream), "u_after": flat(layer.weight_u), "v_after": flat(layer.weight_v),
            "grad_weight": flat(layer.weight_orig.grad), "grad_bias": flat(layer.bias.grad), "grad_x": flat(x.grad),
            "eval_y": flat(layer.eval()(x)),
        })
    return out


VERSION = f"PyTorch {torch.__version__.split('+')[0]}, float64, torch_ops.py"
torch.manual_seed(1)
ops()
running()
optimisers()
torch.manual_seed(3)
files = {
    "torch_ops.json": {
        "made_with": VERSION,
        "layout": "NCHW; conv weight OIHW; conv_transpose weight IOHW; output of each case, "
                  "then gradient of sum(output*upstream) with respect to every input",
        "cases": cases,
    },
    "torch_spectral_norm.json": {"made_with": VERSION, "cases": spectral()},
}


def differ(a, b):
    """The largest difference between two numbers at one place; infinite where the shapes differ."""
    if isinstance(a, dict) and isinstance(b, dict) and a.keys() == b.keys():
        return max((differ(a[k], b[k]) for k in a), default=0)
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        return max(map(differ, a, b), default=0)
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return abs(a - b)
    return 0 if a == b else float("inf")


for name, made in files.items():
    path = os.path.join(HERE, name)
    if "--check" not in sys.argv[1:]:
        with open(path, "w") as f:
            json.dump(made, f)
        continue
    with open(path) as f:
        worst = differ(json.load(f)["cases"], json.loads(json.dumps(made["cases"])))
    print(f"{name}: {len(made['cases'])} cases, largest difference {worst:g}")
    if not worst <= 1e-8:  # the last digit that is written
        sys.exit(1)
