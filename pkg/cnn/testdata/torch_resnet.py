"""What PyTorch makes of the residual network, narrow and without dropout: forward, backward, four updates, averages.

Weights and pictures follow from formulas, so that torch_resnet.json holds results alone; of large tensors, their
norm and products with three waves. Usage: python torch_resnet.py > torch_resnet.json
"""

import json, math

import torch, torch.nn as nn, torch.nn.functional as F

W, N = 8, 6
torch.set_default_dtype(torch.float64)


class Res(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(c, c, 3, 1, 1, bias=False), nn.BatchNorm2d(c)
        self.conv2, self.bn2 = nn.Conv2d(c, c, 3, 1, 1, bias=False), nn.BatchNorm2d(c)

    def forward(self, x):
        return F.relu(x + self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))))


class Net(nn.Module):
    def __init__(self, w):
        super().__init__()
        for i, (a, b) in enumerate([(3, w), (w, 2 * w), (2 * w, 4 * w), (4 * w, 8 * w)], 1):
            setattr(self, f"conv{i}", nn.Conv2d(a, b, 3, 1, 1, bias=False))
            setattr(self, f"bn{i}", nn.BatchNorm2d(b))
        self.res1, self.res2, self.lin = Res(2 * w), Res(8 * w), nn.Linear(8 * w, 1)

    def block(self, i, x):
        return F.relu(getattr(self, f"bn{i}")(getattr(self, f"conv{i}")(x)))

    def forward(self, x):
        x = F.max_pool2d(self.block(2, self.block(1, x - 0.5)), 2)
        x = F.max_pool2d(self.block(3, self.res1(x)), 2)
        x = F.max_pool2d(self.block(4, x), 2)
        return self.lin(self.res2(x).amax((2, 3)))


def wave(n, a, b):
    return torch.sin(a * torch.arange(n) + b)


def digest(t):
    v = t.detach().double().flatten()
    return {"Norm": v.norm().item(), "Waves": [(v @ wave(len(v), a, 0)).item() for a in (0.37, 1.1, 2.3)], "First": v[:4].tolist()}


net = Net(W)
with torch.no_grad():
    for k, (name, p) in enumerate(sorted(net.named_parameters())):
        scale = math.sqrt(2 / p[0].numel()) * 1.4 if p.ndim > 1 else 0.1
        p.copy_((wave(p.numel(), 1.7, k) * scale + (1 if "bn" in name and "weight" in name else 0)).float().double().view(p.shape))
x = (0.5 + 0.5 * wave(N * 3 * 32 * 32, 0.713, 1) * wave(N * 3 * 32 * 32, 0.0101, 2)).float().double().view(N, 3, 32, 32)
t = torch.tensor([0, 1, 0.25, 1, 0, 0.9]).view(N, 1)
ps = list(net.parameters())
ema = {n: v.clone() for n, v in net.state_dict().items()}
opt = torch.optim.SGD([dict(params=[p for p in ps if p.ndim > 1], weight_decay=5), dict(params=[p for p in ps if p.ndim <= 1])], 0.00005, 0.9, nesterov=True)
out = {"Losses": [], "Grads": {}, "After": {}, "Averages": {}}
T = 4
for k in range(T):
    f = k / T
    for q in opt.param_groups:
        q["lr"] = 0.00005 * (min(1, (k + 1) / (0.25 * T)) if f < 0.25 else 0.5 * (1 + math.cos(math.pi * (f - 0.25) / 0.75)))
    logits = net(x)
    loss = F.binary_cross_entropy_with_logits(logits, t * 0.95 + 0.025)
    opt.zero_grad()
    loss.backward()
    if k == 0:
        out["Logits"] = logits.flatten().tolist()
        out["Grads"] = {n: digest(p.grad) for n, p in net.named_parameters()}
    opt.step()
    out["Losses"].append(loss.item())
    with torch.no_grad():
        names = dict(net.named_parameters())
        for n, v in net.state_dict().items():
            if v.is_floating_point():
                ema[n].lerp_(v, 0.01 if n in names else 0.05)
for n, v in net.state_dict().items():
    if v.is_floating_point():
        out["After"][n], out["Averages"][n] = digest(v), digest(ema[n])
net.load_state_dict(ema)
out["Averaged"] = net.eval()(x).flatten().tolist()
print(json.dumps(out))
