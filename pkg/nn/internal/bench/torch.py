# PyTorch's side. The last argument is the layout of images in memory; or cuda, for
# PyTorch's usual way on a card, or cuda_graphs, for a run that is captured once and
# replayed: both in float32, with cuDNN's search for its fastest algorithms.
import math

import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(threads)
torch.manual_seed(0)
card, graphs = sys.argv[3].startswith("cuda"), sys.argv[3] == "cuda_graphs"
layout = torch.contiguous_format if card else getattr(torch, sys.argv[3])
optimizer = adam_options = {}
if card:
    torch.set_default_device("cuda")
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark = True
    optimizer = {"fused": True}
adam_options = optimizer | {"capturable": graphs}


def laid(x):
    return x.to(memory_format=layout)


def simplenet():
    return laid(nn.Sequential(
        nn.Conv2d(3, 16, 3, stride=2, padding=1), nn.MaxPool2d(2), nn.ReLU(),
        nn.Conv2d(16, 32, 3, padding=1), nn.MaxPool2d(2), nn.ReLU(),
        nn.Conv2d(32, 64, 3, padding=1), nn.MaxPool2d(2), nn.ReLU(),
        nn.Flatten(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 1)))


def simplenet_epoch():
    net = simplenet()
    x, t = laid(torch.rand(500, 3, 32, 32)), (torch.arange(500) % 2).float().view(-1, 1)
    adam, bce = torch.optim.Adam(net.parameters(), **adam_options), nn.BCEWithLogitsLoss()

    def run():
        adam.zero_grad()
        bce(net(x), t).backward()
        adam.step()
    return run


def dcgan_step():
    g = laid(nn.Sequential(
        nn.ConvTranspose2d(100, 256, 4), nn.BatchNorm2d(256), nn.ReLU(),
        nn.ConvTranspose2d(256, 128, 4, 2, 1), nn.BatchNorm2d(128), nn.ReLU(),
        nn.ConvTranspose2d(128, 64, 4, 2, 1), nn.BatchNorm2d(64), nn.ReLU(),
        nn.ConvTranspose2d(64, 3, 4, 2, 1), nn.Tanh()))
    d = laid(nn.Sequential(
        nn.Conv2d(3, 64, 4, 2, 1), nn.LeakyReLU(0.2),
        nn.Conv2d(64, 128, 4, 2, 1), nn.BatchNorm2d(128), nn.LeakyReLU(0.2),
        nn.Conv2d(128, 256, 4, 2, 1), nn.BatchNorm2d(256), nn.LeakyReLU(0.2),
        nn.Conv2d(256, 1, 4), nn.Flatten()))
    bce = nn.BCEWithLogitsLoss()
    adams = [torch.optim.Adam(n.parameters(), lr=2e-4, betas=(0.5, 0.999), **adam_options) for n in (d, g)]
    real, one, zero = laid(torch.rand(64, 3, 32, 32) * 2 - 1), torch.ones(64, 1), torch.zeros(64, 1)

    def run():
        fake = g(laid(torch.randn(64, 100, 1, 1)))
        adams[0].zero_grad()
        (bce(d(real), one) + bce(d(fake.detach()), zero)).backward()
        adams[0].step()
        adams[1].zero_grad()
        bce(d(fake), one).backward()
        adams[1].step()
    return run


def conv(i, o):
    return nn.Sequential(nn.Conv2d(i, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o))


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.a, self.b = conv(channels, channels), conv(channels, channels)

    def forward(self, x):
        return F.relu(x + self.b(F.relu(self.a(x))))


class GlobalMax(nn.Module):
    def forward(self, x):
        return x.amax((2, 3))


def resnet_step():
    w = 32
    net = laid(nn.Sequential(
        conv(3, w), nn.ReLU(), conv(w, 2 * w), nn.ReLU(), nn.MaxPool2d(2),
        Residual(2 * w), conv(2 * w, 4 * w), nn.ReLU(), nn.MaxPool2d(2),
        conv(4 * w, 8 * w), nn.ReLU(), nn.MaxPool2d(2),
        Residual(8 * w), GlobalMax(), nn.Dropout(0.2), nn.Linear(8 * w, 1)))
    filters = [p for p in net.parameters() if p.ndim > 1]
    others = [p for p in net.parameters() if p.ndim <= 1]
    sgd = torch.optim.SGD([{"params": filters, "weight_decay": 5e-4}, {"params": others}], 0.05, 0.9, nesterov=True, **optimizer)
    x, t, bce = laid(torch.rand(50, 3, 32, 32) - 0.5), (torch.arange(50) % 2).float().view(-1, 1), nn.BCEWithLogitsLoss()

    def run():
        sgd.zero_grad()
        bce(net(x), t).backward()
        sgd.step()
    return run


class FlowBlock(nn.Module):
    def __init__(self, i, o, e):
        super().__init__()
        self.n1, self.c1 = nn.GroupNorm(8, i), nn.Conv2d(i, o, 3, 1, 1)
        self.n2, self.c2 = nn.GroupNorm(8, o), nn.Conv2d(o, o, 3, 1, 1)
        self.e = nn.Linear(e, 2 * o)
        self.k = nn.Conv2d(i, o, 1) if i != o else nn.Identity()

    def forward(self, x, e):
        g, b = self.e(e)[:, :, None, None].chunk(2, 1)
        h = F.silu(self.n2(self.c1(F.silu(self.n1(x)))) * (1 + g) + b)
        return self.k(x) + self.c2(F.dropout(h, 0.1, self.training))


class Flow(nn.Module):
    def __init__(self, c):
        super().__init__()
        e = 4 * c
        pair = lambda i, o: nn.ModuleList([FlowBlock(i, o, e), FlowBlock(o, o, e)])
        self.inp = nn.Conv2d(12, c, 3, 1, 1)
        self.d1, self.down1 = pair(c, c), nn.Conv2d(c, 2 * c, 3, 2, 1)
        self.d2, self.down2 = pair(2 * c, 2 * c), nn.Conv2d(2 * c, 2 * c, 3, 2, 1)
        self.mid = pair(2 * c, 2 * c)
        self.u2, self.up1 = pair(4 * c, 2 * c), nn.Conv2d(2 * c, c, 3, 1, 1)
        self.u1, self.no, self.out = pair(2 * c, c), nn.GroupNorm(8, c), nn.Conv2d(c, 12, 3, 1, 1)
        self.t, self.y, self.g, self.e2 = nn.Linear(64, e), nn.Embedding(3, e), nn.Linear(8, e, bias=False), nn.Linear(e, e)

    def forward(self, x, t, y, g):
        f = torch.exp(torch.linspace(0, math.log(200.0), 32)) * t[:, None] * math.pi / 2
        e = F.silu(self.e2(F.silu(self.t(torch.cat([f.sin(), f.cos()], 1)) + self.y(y) + self.g(g))))
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


def flow_step():
    net = laid(Flow(64))
    x, target, t = laid(torch.randn(64, 3, 32, 32)), laid(torch.randn(64, 3, 32, 32)), torch.rand(64)
    y, g = torch.arange(64) % 3, (torch.rand(64, 8) < 0.4).float()
    adam = torch.optim.AdamW(net.parameters(), 7e-4, (0.9, 0.99), weight_decay=0.01, **adam_options)

    def run():
        adam.zero_grad()
        F.mse_loss(net(x, t, y, g), target).backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        adam.step()
    return run


def flow_sample():
    net, n = laid(Flow(64)).eval(), 64
    y, g, ts = torch.tensor([0, 2]).repeat_interleave(n), torch.zeros(2 * n, 8), torch.linspace(1, 0, 21).tolist()

    def velocity(x, t):
        class_, none = net(torch.cat([x, x]), torch.full((2 * n,), t), y, g).chunk(2)
        return none + 2 * (class_ - none)

    def run():
        with torch.inference_mode():
            x = laid(torch.randn(n, 3, 32, 32))
            for a, b in zip(ts[:-1], ts[1:]):
                v = velocity(x, a)
                ahead = x + (b - a) * v
                x = x + (b - a) * 0.5 * (v + velocity(ahead, b)) if b > 0 else ahead
            (x / 2 + 0.5).clamp(0, 1)
    return run


def predict(n):
    net = simplenet().eval()
    x = laid(torch.rand(n, 3, 32, 32))

    def run():
        with torch.inference_mode():
            torch.sigmoid(net(x))
    return run


def sgemm():
    a, b, c = (torch.rand(512, 512) for _ in range(3))
    return lambda: torch.mm(a, b, out=c)


jobs = {
    "simplenet_epoch": simplenet_epoch, "dcgan_step": dcgan_step, "resnet_step": resnet_step,
    "flow_step": flow_step, "flow_sample": flow_sample,
    "predict_1": lambda: predict(1), "predict_1000": lambda: predict(1000),
}
if layout == torch.contiguous_format:  # a product of matrices knows no other
    jobs["sgemm"] = sgemm


def captured(run):
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            run()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        run()
    return graph.replay


def on_card(make):
    def made():
        run = captured(make()) if graphs else make()

        def finished():
            run()
            torch.cuda.synchronize()
        return finished
    return made


version = "torch " + torch.__version__
if card:
    jobs = {name: on_card(make) for name, make in jobs.items()}
    version += " on " + torch.cuda.get_device_name()
serve(version, jobs)
