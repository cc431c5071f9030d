"""PyTorch's side of the benchmark: reads lines "job count", answers each with
the milliseconds of count runs of the job, separated by spaces."""
import sys
import time

import torch
from torch import nn

torch.set_num_threads(int(sys.argv[1]))
torch.manual_seed(0)


def simplenet():
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, stride=2, padding=1), nn.MaxPool2d(2), nn.ReLU(),
        nn.Conv2d(16, 32, 3, padding=1), nn.MaxPool2d(2), nn.ReLU(),
        nn.Conv2d(32, 64, 3, padding=1), nn.MaxPool2d(2), nn.ReLU(),
        nn.Flatten(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 1))


def simplenet_epoch():
    net = simplenet()
    x, t = torch.rand(500, 3, 32, 32), (torch.arange(500) % 2).float().view(-1, 1)
    adam, bce = torch.optim.Adam(net.parameters()), nn.BCEWithLogitsLoss()

    def run():
        adam.zero_grad()
        bce(net(x), t).backward()
        adam.step()
    return run


def dcgan_step():
    g = nn.Sequential(
        nn.ConvTranspose2d(100, 256, 4), nn.BatchNorm2d(256), nn.ReLU(),
        nn.ConvTranspose2d(256, 128, 4, 2, 1), nn.BatchNorm2d(128), nn.ReLU(),
        nn.ConvTranspose2d(128, 64, 4, 2, 1), nn.BatchNorm2d(64), nn.ReLU(),
        nn.ConvTranspose2d(64, 3, 4, 2, 1), nn.Tanh())
    d = nn.Sequential(
        nn.Conv2d(3, 64, 4, 2, 1), nn.LeakyReLU(0.2),
        nn.Conv2d(64, 128, 4, 2, 1), nn.BatchNorm2d(128), nn.LeakyReLU(0.2),
        nn.Conv2d(128, 256, 4, 2, 1), nn.BatchNorm2d(256), nn.LeakyReLU(0.2),
        nn.Conv2d(256, 1, 4), nn.Flatten())
    bce = nn.BCEWithLogitsLoss()
    adams = [torch.optim.Adam(n.parameters(), lr=2e-4, betas=(0.5, 0.999)) for n in (d, g)]
    real, one, zero = torch.rand(64, 3, 32, 32) * 2 - 1, torch.ones(64, 1), torch.zeros(64, 1)

    def run():
        fake = g(torch.randn(64, 100, 1, 1))
        adams[0].zero_grad()
        (bce(d(real), one) + bce(d(fake.detach()), zero)).backward()
        adams[0].step()
        adams[1].zero_grad()
        bce(d(fake), one).backward()
        adams[1].step()
    return run


def predict(n):
    net = simplenet().eval()
    x = torch.rand(n, 3, 32, 32)

    def run():
        with torch.inference_mode():
            torch.sigmoid(net(x))
    return run


def sgemm():
    a, b, c = (torch.rand(512, 512) for _ in range(3))
    return lambda: torch.mm(a, b, out=c)


jobs = {
    "simplenet_epoch": simplenet_epoch, "dcgan_step": dcgan_step, "predict_1": lambda: predict(1),
    "predict_1000": lambda: predict(1000), "sgemm": sgemm,
}
ready = {}
print(torch.__version__, flush=True)
for line in sys.stdin:
    job, count = line.split()
    if job not in ready:
        ready[job] = jobs[job]()
        for _ in range(3):
            ready[job]()
    times = []
    for _ in range(int(count)):
        start = time.perf_counter()
        ready[job]()
        times.append("%.6f" % (1e3 * (time.perf_counter() - start)))
    print(*times, flush=True)
