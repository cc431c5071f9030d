"""Writes torch_layers.json and torch_resnet.json: what PyTorch computes, in float64.

    python torch_layers.py

needs PyTorch and nothing else (2.15 wrote the files that are here). A case is an op's
inputs, its output and the gradients of sum(output * upstream), in the order in which the
numbers are drawn: a new one goes behind the others. torch_resnet.json is a
small residual network with group norm and SiLU, two heads, and three steps of its training.
"""
import json
import math
import os

import torch
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
torch.set_default_dtype(torch.float64)
torch.manual_seed(7)


def array(t):
    return {"shape": list(t.shape), "data": [float(f"{v:.9g}") for v in t.detach().reshape(-1).tolist()]}


cases = []


def case(op, attrs, f, **inputs):
    for v in inputs.values():
        v.requires_grad_(True)
    y = f(**inputs)
    upstream = torch.randn(y.shape) if y.dim() else torch.tensor(1.0)
    grads = torch.autograd.grad((y * upstream).sum(), list(inputs.values()))
    cases.append({
        "op": op, "attrs": attrs, "inputs": {k: array(v) for k, v in inputs.items()}, "output": array(y),
        "upstream": array(upstream), "grads": {k: array(g) for k, g in zip(inputs, grads)},
    })


r = torch.randn
case("silu", {}, lambda x: F.silu(x), x=3 * r(2, 3, 5))
case("gelu", {}, lambda x: F.gelu(x), x=3 * r(2, 3, 5))
case("gelu_tanh", {}, lambda x: F.gelu(x, approximate="tanh"), x=3 * r(2, 3, 5))
for groups, shape in [(3, (2, 6, 3, 4)), (1, (2, 4, 5)), (4, (3, 4, 2, 2)), (2, (3, 6))]:
    case("group_norm", {"groups": groups, "eps": 1e-5}, lambda x, weight, bias: F.group_norm(x, groups, weight, bias, 1e-5),
         x=2 * r(shape) + 1, weight=r(shape[1]), bias=r(shape[1]))
for axis, shape in [(1, (3, 5)), (1, (2, 3, 4)), (0, (3, 4)), (-1, (2, 3, 2, 2))]:
    case("softmax", {"axis": axis}, lambda x: F.softmax(x, axis), x=2 * r(shape))
    case("log_softmax", {"axis": axis}, lambda x: F.log_softmax(x, axis), x=2 * r(shape))
    case("log_sum_exp", {"axis": axis}, lambda x: torch.logsumexp(x, axis), x=2 * r(shape))
case("pixel_shuffle", {"scale": 2}, lambda x: F.pixel_shuffle(x, 2), x=r(2, 8, 3, 2))
case("pixel_shuffle", {"scale": 3}, lambda x: F.pixel_shuffle(x, 3), x=r(1, 9, 2, 2))
case("pixel_unshuffle", {"scale": 2}, lambda x: F.pixel_unshuffle(x, 2), x=r(2, 2, 4, 6))
case("concat", {"axis": 1}, lambda a, b, c: torch.cat([a, b, c], 1), a=r(2, 3, 2, 2), b=r(2, 1, 2, 2), c=r(2, 2, 2, 2))
case("slice", {"axis": 2, "from": 1, "to": 6, "step": 2}, lambda x: x[:, :, 1:6:2], x=r(2, 2, 7, 2))
for i, (cin, cout, kernel, stride, padding, dilation, groups) in enumerate([
    (3, 4, (3, 1), (1, 1), (1, 0), (1, 1), 1),
    (3, 4, (1, 5), (1, 2), (0, 2), (1, 1), 1),
    (3, 4, (3, 3), (1, 1), (2, 2), (2, 2), 1),
    (2, 4, (3, 2), (2, 1), (3, 1), (3, 2), 1),
    (4, 6, (3, 3), (1, 1), (1, 1), (1, 1), 2),
    (4, 4, (3, 3), (2, 2), (1, 1), (1, 1), 4),
    (4, 8, (3, 3), (1, 1), (2, 2), (2, 2), 4),
    (6, 3, (1, 1), (1, 1), (0, 0), (1, 1), 3),
]):
    attrs = {"strides": stride, "paddings": padding, "dilations": dilation, "groups": groups}
    case("conv2d", attrs, lambda x, weight, bias: F.conv2d(x, weight, bias, stride, padding, dilation, groups),
         x=r(2, cin, 8, 7), weight=r(cout, cin // groups, *kernel), bias=r(cout))
case("conv_transpose2d", {"strides": (2, 1), "paddings": (1, 0), "dilations": (1, 2), "groups": 1},
     lambda x, weight, bias: F.conv_transpose2d(x, weight, bias, (2, 1), (1, 0), 0, 1, (1, 2)),
     x=r(2, 3, 4, 5), weight=r(3, 2, 4, 2), bias=r(2))

# grid_sample counts from -1 to 1; ours in pixels from the middle: row, then column.
n, h, w = 3, 6, 5
maps = [[1, 0, 0, 0, 1, 0], [0.8, -0.6, 0.7, 0.6, 0.8, -3.4], [1.7, 0.3, 9.1, -0.2, -1.3, 20.3]]
theta = torch.tensor([[[m[4], m[3] * h / w, 2 * m[5] / w], [m[1] * w / h, m[0], 2 * m[2] / h]] for m in maps])
grid = F.affine_grid(theta, (n, 2, h, w), align_corners=False)
case("warp", {"maps": maps}, lambda x: F.grid_sample(x, grid, "bilinear", "reflection", align_corners=False), x=r(n, 2, h, w))

target = [1, 0, 3, 3]
weights = [0.5, 2.0, 1.0, 0.25]
soft = torch.softmax(r(4, 4), 1)
for smoothing, weighted in [(0.1, None), (0.0, weights), (0.2, weights)]:
    case("softmax_cross_entropy_with", {"smoothing": smoothing, "weights": weighted, "target": target},
         lambda x: F.cross_entropy(x, torch.tensor(target), None if weighted is None else torch.tensor(weighted), label_smoothing=smoothing),
         x=2 * r(4, 4))
    case("softmax_cross_entropy_with", {"smoothing": smoothing, "weights": weighted, "soft": soft.reshape(-1).tolist()},
         lambda x: F.cross_entropy(x, soft, None if weighted is None else torch.tensor(weighted), label_smoothing=smoothing),
         x=2 * r(4, 4))
binary = [1.0, 0.0, 0.25, 1.0, 0.0, 1.0]
case("bce_with_logits_with", {"positive": 3.0, "smoothing": 0.0, "target": binary},
     lambda x: F.binary_cross_entropy_with_logits(x, torch.tensor(binary), pos_weight=torch.tensor(3.0)), x=3 * r(6))
case("bce_with_logits_with", {"positive": 1.0, "smoothing": 0.1, "target": binary},
     lambda x: F.binary_cross_entropy_with_logits(x, torch.tensor(binary) * 0.9 + 0.05), x=3 * r(6))

# Schedules.
p = torch.nn.Parameter(torch.zeros(1))


def rates(make, steps):
    opt = torch.optim.SGD([p], lr=0.3)
    schedule = make(opt)
    out = []
    for _ in range(steps):
        out.append(opt.param_groups[0]["lr"])
        opt.step()
        schedule.step()
    return out


S = torch.optim.lr_scheduler
schedules = {
    "one_cycle": rates(lambda o: S.OneCycleLR(o, max_lr=0.3, total_steps=20), 20),
    "cosine": rates(lambda o: S.CosineAnnealingLR(o, T_max=20, eta_min=0.01), 21),
}

with open(os.path.join(HERE, "torch_layers.json"), "w") as f:
    json.dump({"made_with": f"PyTorch {torch.__version__.split('+')[0]}, float64, torch_layers.py",
               "schedules": schedules, "cases": cases}, f, separators=(",", ":"))


class Block(torch.nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.gn1 = torch.nn.GroupNorm(4, cin)
        self.conv1 = torch.nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.gn2 = torch.nn.GroupNorm(4, cout)
        self.conv2 = torch.nn.Conv2d(cout, cout, 3, 1, 1)
        self.shortcut = torch.nn.Conv2d(cin, cout, 1, stride) if stride > 1 or cin != cout else None

    def forward(self, x):
        y = self.conv1(F.silu(self.gn1(x)))
        y = self.conv2(F.silu(self.gn2(y)))
        return y + (x if self.shortcut is None else self.shortcut(x))


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = torch.nn.Conv2d(3, 8, 3, 1, 1)
        self.block1 = Block(8, 8, 1)
        self.block2 = Block(8, 16, 2)
        self.gn = torch.nn.GroupNorm(4, 16)
        self.classes = torch.nn.Linear(16, 5)
        self.angle = torch.nn.Linear(16, 1)

    def forward(self, x):
        x = self.block2(self.block1(self.stem(x)))
        x = F.silu(self.gn(x)).mean((2, 3))
        return self.classes(x), self.angle(x)


torch.manual_seed(8)  # whatever cases come before
net = Net()
with torch.no_grad():
    for name, q in net.named_parameters():
        if "gn" in name:
            q.add_(0.3 * r(q.shape))
        q.copy_(q.float().double())  # what our float32 holds
x, label, angle = r(6, 3, 8, 8).float().double(), torch.tensor([0, 4, 2, 1, 3, 4]), r(6, 1).float().double()
start = {k: array(v) for k, v in net.named_parameters()}


def loss_of():
    logits, turned = net(x)
    return logits, turned, F.cross_entropy(logits, label, label_smoothing=0.1) + F.mse_loss(turned, angle)


logits, turned, loss = loss_of()
loss.backward()
grads = {k: array(v.grad) for k, v in net.named_parameters()}
filters = [v for v in net.parameters() if v.dim() > 1]
others = [v for v in net.parameters() if v.dim() == 1]
opt = torch.optim.AdamW([{"params": filters, "weight_decay": 0.05}, {"params": others, "weight_decay": 0.0}], lr=0.01)
losses, norms = [], []
for step in range(3):
    opt.zero_grad()
    for g in opt.param_groups:
        g["lr"] = 0.005 * (1 + math.cos(math.pi * step / 3))
    _, _, now = loss_of()
    now.backward()
    norms.append(float(torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)))
    losses.append(now.item())
    opt.step()

with open(os.path.join(HERE, "torch_resnet.json"), "w") as f:
    json.dump({
        "made_with": f"PyTorch {torch.__version__.split('+')[0]}, float64, torch_layers.py",
        "x": array(x), "labels": label.tolist(), "angle": array(angle), "weights": start,
        "logits": array(logits), "turned": array(turned), "loss": loss.item(), "grads": grads,
        "losses": losses, "norms": norms, "after": {k: array(v) for k, v in net.named_parameters()},
    }, f, separators=(",", ":"))
