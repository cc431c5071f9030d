"""What PyTorch makes of the flow's network, narrow and without dropout, in float64: velocity, gradients, three updates,
averages, samples, and augmented pictures.

Weights and pictures follow from formulas, so that torch_flow.json holds results alone; of large tensors, their norm,
products with three waves and first values. Usage: python torch_flow.py > torch_flow.json
"""

import json, math

import torch, torch.nn as nn, torch.nn.functional as F

C, N, S = 16, 3, 32
E = 4 * C
torch.set_default_dtype(torch.float64)


class Block(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.n1, self.c1 = nn.GroupNorm(8, i), nn.Conv2d(i, o, 3, 1, 1)
        self.n2, self.c2 = nn.GroupNorm(8, o), nn.Conv2d(o, o, 3, 1, 1)
        self.e = nn.Linear(E, 2 * o)
        self.k = nn.Conv2d(i, o, 1) if i != o else nn.Identity()

    def forward(self, x, e):
        g, b = self.e(e)[:, :, None, None].chunk(2, 1)
        h = self.c1(F.silu(self.n1(x)))
        return self.k(x) + self.c2(F.silu(self.n2(h) * (1 + g) + b))


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        pair = lambda i, o: nn.ModuleList([Block(i, o), Block(o, o)])
        self.inp = nn.Conv2d(12, C, 3, 1, 1)
        self.d1, self.down1 = pair(C, C), nn.Conv2d(C, 2 * C, 3, 2, 1)
        self.d2, self.down2 = pair(2 * C, 2 * C), nn.Conv2d(2 * C, 2 * C, 3, 2, 1)
        self.mid = pair(2 * C, 2 * C)
        self.u2, self.up1 = pair(4 * C, 2 * C), nn.Conv2d(2 * C, C, 3, 1, 1)
        self.u1, self.no, self.out = pair(2 * C, C), nn.GroupNorm(8, C), nn.Conv2d(C, 12, 3, 1, 1)
        self.t, self.y, self.g, self.e2 = nn.Linear(64, E), nn.Embedding(3, E), nn.Linear(8, E, bias=False), nn.Linear(E, E)

    def forward(self, x, t, y, g):
        f = torch.exp(torch.linspace(0, math.log(200.0), 32)) * t[:, None] * math.pi / 2
        e = F.silu(self.e2(F.silu(self.t(torch.cat([f.sin(), f.cos()], 1)) + y + self.g(g))))
        up = lambda h: F.interpolate(h, scale_factor=2, mode="nearest")
        h = self.inp(F.pixel_unshuffle(x, 2))
        for b in self.d1: h = b(h, e)
        s1, h = h, self.down1(h)
        for b in self.d2: h = b(h, e)
        s2, h = h, self.down2(h)
        for b in self.mid: h = b(h, e)
        h = torch.cat([up(h), s2], 1)
        for b in self.u2: h = b(h, e)
        h = torch.cat([self.up1(up(h)), s1], 1)
        for b in self.u1: h = b(h, e)
        return F.pixel_shuffle(self.out(F.silu(self.no(h))), 2)


def wave(n, a, b):
    return torch.sin(a * torch.arange(n) + b)


def chirp(n, b):
    i = torch.arange(n).double()
    return torch.sin(0.37 * i * i + b)


def digest(t):
    v = t.detach().flatten()
    return {"Norm": v.norm().item(), "Waves": [(v @ wave(len(v), a, 0)).item() for a in (0.37, 1.1, 2.3)], "First": v[:4].tolist()}


def digests(net):
    return {n: digest(p) for n, p in net.named_parameters()}


net = UNet()
names = [n for n, _ in net.named_parameters()]
with torch.no_grad():
    for k, (name, p) in enumerate(net.named_parameters()):
        norm = p.ndim == 1 and name.endswith("weight")
        scale = 1 if name == "y.weight" else math.sqrt(2 / p[0].numel()) if p.ndim > 1 else 0.1
        p.copy_((chirp(p.numel(), k) * scale + (1 if norm else 0)).float().double().view(p.shape))
pixels = 3 * S * S
x = (1.2 * wave(N * pixels, 0.713, 1)).float().double().view(N, 3, S, S)
target = (wave(N * pixels, 0.0931, 2) * wave(N * pixels, 0.0101, 2)).float().double().view(N, 3, S, S)
t, y = torch.tensor([0.0, 0.37, 0.9]), torch.tensor([0, 2, 1])
g = torch.tensor([[0.0] * 8, [1, 0, 1, 0, 1, 1, 0, 0], [0, 1, 0, 1, 0, 0, 1, 1]])
P = list(net.parameters())
ema = [p.detach().clone() for p in P]
opt = torch.optim.AdamW(P, 7e-4, (0.9, 0.99), weight_decay=0.01)
out = {"Names": names, "Losses": []}
K = 3
for k in range(K):
    for q in opt.param_groups:
        q["lr"] = 7e-4 * min(1, (k + 1) / 2) * (0.97 * 0.5 * (1 + math.cos(math.pi * k / K)) + 0.03)
    v = net(x, t, net.y(y), g)
    loss = F.mse_loss(v, target)
    opt.zero_grad()
    loss.backward()
    if k == 0:
        out["Velocity"] = digest(v)
        out["Grads"] = {n: digest(p.grad) for n, p in net.named_parameters()}
    nn.utils.clip_grad_norm_(P, 1.0)
    opt.step()
    out["Losses"].append(loss.item())
    with torch.no_grad():
        for q, p in zip(ema, P): q.lerp_(p, 0.1)
out["After"] = digests(net)
with torch.no_grad():
    for q, p in zip(ema, P): p.copy_(q)
out["Averages"] = digests(net)


@torch.no_grad()
def sample(n, mix, w, steps, labels):
    x = wave(n * pixels, 2.9, 0.3).float().double().view(n, 3, S, S)
    e, flags, ts = net.y.weight, torch.zeros(n, 8), torch.linspace(1, 0, steps + 1)

    def v(x, t):
        f = lambda r: net(x, torch.full((n,), float(t)), r.expand(n, -1), flags)
        u = f(e[2])
        c = f(mix[0] * e[0] + mix[1] * e[1]) if labels else sum(m * f(e[i]) for i, m in enumerate(mix))
        return u + w * (c - u)

    for a, b in zip(ts[:-1], ts[1:]):
        v0 = v(x, a)
        x1 = x + (b - a) * v0
        x = x + (b - a) * 0.5 * (v0 + v(x1, b)) if b > 0 else x1
    return x


out["Samples"] = {"velocities": digest(sample(2, [0.7, 0.3], 3, 3, False)), "labels": digest(sample(2, [0.7, 0.3], 3, 3, True)),
                  "plain": digest(sample(2, [0, 1], 1, 2, False))}


def augmented(x, fl, tx, ty, sc, ro, asp, br, ct, sa):
    v = lambda s: torch.tensor([s])
    fl, tx, ty, sc, asp, co, si = v(fl), v(tx), v(ty), v(sc), v(asp), v(math.cos(ro)), v(math.sin(ro))
    th = torch.stack([torch.stack([co * sc * asp * fl, -si * sc, tx], 1), torch.stack([si * sc * fl, co * sc / asp, ty], 1)], 1)
    y = F.grid_sample(x, F.affine_grid(th, x.shape, align_corners=False), "bilinear", "reflection", False)
    m = y.mean(1, keepdim=True)
    return (m + (y - m) * sa) * ct + br


picture = wave(pixels, 0.0713, 1).float().double().view(1, 3, S, S)
out["Augmented"] = [digest(augmented(picture, 1.0, 0.1, -0.2, 1.15, 0.2, 0.9, 0.1, 1.3, 0.6)),
                    digest(augmented(picture, -1.0, -0.05, 0.15, 0.85, -0.3, 1.1, -0.2, 0.8, 1.5))]
print(json.dumps(out))
