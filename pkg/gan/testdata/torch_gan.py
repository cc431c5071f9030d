"""What PyTorch makes of the autoencoder and of both GANs, small: forward, gradients, updates, averages, samples.

Weights, pictures and noise follow from formulas, so that torch_gan.json holds results alone; of large tensors, their
norm and products with three waves. Usage: python torch_gan.py > torch_gan.json
"""

import json, math

import torch, torch.nn as nn, torch.nn.functional as F
from torch.nn.utils import spectral_norm

S, K, B, P, C, Z, E = 16, 3, 6, 4, 4, 7, 5
GAMMA, SIGMA, DECAY, STEPS = 0.5, 0.05, 0.9, 2
torch.set_default_dtype(torch.float64)


def wave(n, a, b):
    return torch.sin(a * torch.arange(n) + b)


def single(t):
    return t.float().double()


def digest(t):
    v = t.detach().double().flatten()
    return {"Norm": v.norm().item(), "Waves": [(v @ wave(len(v), a, 0)).item() for a in (0.37, 1.1, 2.3)], "First": v[:4].tolist()}


def fill(net, gain):
    """Weights by formula, in the order of their names."""
    with torch.no_grad():
        for k, (name, p) in enumerate(sorted(net.named_parameters())):
            scale = gain / math.sqrt(p[0].numel()) if p.ndim > 1 else 0.1
            p.copy_(single(wave(p.numel(), 1.7, k) * scale).view(p.shape))
        for k, (name, b) in enumerate(sorted((n, b) for n, b in net.named_buffers() if n.endswith(("_u", "_v")))):
            w = single(wave(b.numel(), 0.9, k))
            b.copy_(w / w.norm())


class CBN(nn.Module):
    def __init__(s, o):
        super().__init__()
        s.b, s.g = nn.BatchNorm2d(o, affine=False), nn.Linear(E, 2 * o)

    def forward(s, x, e):
        g, b = s.g(e)[:, :, None, None].chunk(2, 1)
        return s.b(x) * (1 + g) + b


class Generator(nn.Module):
    def __init__(s):
        super().__init__()
        s.y, s.l = nn.Embedding(K, E), nn.Linear(Z + E, 2 * C * 16)
        s.n = nn.ModuleList([CBN(2 * C), CBN(C)])
        s.t = nn.ModuleList([nn.ConvTranspose2d(2 * C, C, 4, 2, 1), nn.ConvTranspose2d(C, 3, 4, 2, 1)])

    def forward(s, z, shares):
        e = shares @ s.y.weight
        h = s.l(torch.cat([z, e], 1)).view(-1, 2 * C, 4, 4)
        for n, t in zip(s.n, s.t):
            h = t(F.relu(n(h, e)))
        return torch.tanh(h)


class Discriminator(nn.Module):
    def __init__(s, bound):
        super().__init__()
        sn = spectral_norm if bound else lambda m: m
        s.f = nn.ModuleList([sn(nn.Conv2d(3, C, 4, 2, 1)), sn(nn.Conv2d(C, 2 * C, 4, 2, 1))])
        s.l, s.y = sn(nn.Linear(2 * C, 1)), sn(nn.Embedding(K, 2 * C))

    def forward(s, x, y):
        for f in s.f:
            x = F.leaky_relu(f(x), 0.2)
        h = x.sum((2, 3)) / 4
        return s.l(h)[:, 0] + (h * s.y(y)).sum(1)


def augment(x, k):
    """Brightness, saturation, contrast; shift; cutout, by numbers that follow from k and the picture's place."""
    out = []
    for i in range(len(x)):
        w = single(wave(3, 1.3, i + 10 * k))
        down, right = int((3 * i + k) % 5) - 2, int((5 * i + 2 * k) % 5) - 2
        top, left, size = int((7 * i + k) % 17) - 4, int((3 * i + 5 * k) % 17) - 4, 8
        v = x[i] + 0.5 * w[0]
        m = v.mean(0, keepdim=True)
        v = m + (v - m) * (1 + w[1])
        m = v.mean()
        v = m + (v - m) * (1 + 0.5 * w[2])
        u = torch.zeros_like(v)
        u[:, max(down, 0) : S + min(down, 0), max(right, 0) : S + min(right, 0)] = v[
            :, max(-down, 0) : S + min(-down, 0), max(-right, 0) : S + min(-right, 0)
        ]
        keep = torch.ones_like(v)
        keep[:, max(top, 0) : max(top + size, 0), max(left, 0) : max(left + size, 0)] = 0
        out.append(u * keep)
    return torch.stack(out)


def inputs(step):
    x = single(wave(B * 3 * S * S, 0.713, 1 + step) * wave(B * 3 * S * S, 0.0101, 2)).view(B, 3, S, S)
    z = single(1.5 * wave(B * Z, 2.1, 3 + step)).view(B, Z)
    noise = single(SIGMA * 1.4 * wave(2 * P * 3 * S * S, 3.7, 4 + step)).view(2 * P, 3, S, S)
    return x, z, noise, torch.tensor([0, 1, 2, 2, 1, 0])


def gan(loss):
    g, d = Generator(), Discriminator(loss == "hinge")
    fill(g, 1.6), fill(d, 1.6)
    mean = {n: v.clone() for n, v in g.state_dict().items()}
    og, od = torch.optim.Adam(g.parameters(), 2e-4, (0.0, 0.9)), torch.optim.Adam(d.parameters(), 2e-4, (0.0, 0.9))
    out = {"LossD": [], "LossG": [], "Penalty": [], "Said": [], "GradsD": {}, "GradsG": {}}
    for k in range(STEPS):
        x, z, noise, y = inputs(k)
        fake = g(z, F.one_hot(y, K).double())
        xs = augment(torch.cat([x, fake.detach()]), 10 * k)
        some = torch.cat([xs[:P], xs[B : B + P]])
        if loss == "hinge":
            o = d(xs, torch.cat([y, y]))
            dl = (F.relu(1 - o[:B]).mean() + F.relu(1 + o[B:]).mean()) / 2
            od.zero_grad(), dl.backward()
        else:
            o = d(torch.cat([xs, some + noise]), torch.cat([y, y, y[:P], y[:P]]))
            dl = F.softplus(o[B : 2 * B] - o[:B]).mean()
            pen = (((o[2 * B :] - torch.cat([o[:P], o[B : B + P]])) / SIGMA) ** 2).mean()
            out["Penalty"].append(pen.item())
            od.zero_grad(), (dl + GAMMA * pen).backward()
        out["Said"].append(o[: 2 * B].tolist())
        out["LossD"].append(dl.item())
        if k == 0:
            out["GradsD"] = {n: digest(p.grad) for n, p in d.named_parameters()}
        od.step()
        said = d(augment(fake, 10 * k + 1), y)
        if loss == "hinge":
            gl = -said.mean()
        else:
            with torch.no_grad():
                real = d(augment(x, 10 * k + 2), y)
            gl = F.softplus(real - said).mean()
        out["LossG"].append(gl.item())
        og.zero_grad(), gl.backward()
        if k == 0:
            out["Fake"], out["GradsG"] = digest(fake), {n: digest(p.grad) for n, p in g.named_parameters()}
        og.step()
        with torch.no_grad():
            for n, v in g.state_dict().items():
                if v.is_floating_point():
                    mean[n].mul_(DECAY).add_(v, alpha=1 - DECAY)
    out["AfterD"] = {n: digest(p) for n, p in d.named_parameters()}
    out["AfterG"] = {n: digest(p) for n, p in g.named_parameters()}
    out["Tracked"] = {n: digest(p) for n, p in g.named_buffers() if "running" in n}
    g.load_state_dict(mean)
    g.eval()
    shares = torch.tensor([[0.5, 0.5, 0], [0.2, 0.3, 0.5], [0, 0, 1], [1, 0, 0], [0, 0.25, 0.75], [1 / 3, 1 / 3, 1 / 3]])
    out["Sampled"] = digest(g(inputs(0)[1], single(shares)))
    return out


def autoencoder():
    n, planes = 48, 3 * 5
    net = nn.Sequential(nn.Linear(n, n), nn.ReLU(), nn.Linear(n, n), nn.ReLU(), nn.Linear(n, n), nn.ReLU(), nn.Linear(n, n), nn.Sigmoid())
    with torch.no_grad():
        for k, p in enumerate(net.parameters()):
            p.copy_(single(wave(p.numel(), 1.7, k) * (0.25 if p.ndim > 1 else 0.1)).view(p.shape))
    x = single(((torch.arange(planes * n) * 37) % 256) / 255).view(planes, n)
    opt, out = torch.optim.Adam(net.parameters(), 1e-3), {"Losses": []}
    for _ in range(4):
        loss = F.mse_loss(net(x), x)
        out["Losses"].append(loss.item())
        opt.zero_grad(), loss.backward(), opt.step()
    out["Codes"], out["Again"] = digest(net[:4](x)), digest(net(x))
    return out


print(json.dumps({"Autoencoder": autoencoder(), "relativistic": gan("relativistic"), "hinge": gan("hinge")}))
