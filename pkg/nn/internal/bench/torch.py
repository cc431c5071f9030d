# PyTorch's side. The last argument is the layout of images in memory.
import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(threads)
torch.manual_seed(0)
layout = getattr(torch, sys.argv[3])


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
    adam, bce = torch.optim.Adam(net.parameters()), nn.BCEWithLogitsLoss()

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
    adams = [torch.optim.Adam(n.parameters(), lr=2e-4, betas=(0.5, 0.999)) for n in (d, g)]
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
    sgd = torch.optim.SGD([{"params": filters, "weight_decay": 5e-4}, {"params": others}], 0.05, 0.9, nesterov=True)
    x, t, bce = laid(torch.rand(50, 3, 32, 32) - 0.5), (torch.arange(50) % 2).float().view(-1, 1), nn.BCEWithLogitsLoss()

    def run():
        sgd.zero_grad()
        bce(net(x), t).backward()
        sgd.step()
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
    "predict_1": lambda: predict(1), "predict_1000": lambda: predict(1000),
}
if layout == torch.contiguous_format:  # a product of matrices knows no other
    jobs["sgemm"] = sgemm
serve("torch " + torch.__version__, jobs)
