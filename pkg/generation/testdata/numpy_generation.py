"""What NumPy makes of small invented samples, for the tests of pkg/generation: numpy_generation.json, and a file of
numpy.save. Definitions written out once more, in loops where they are clearer."""
import json
import os
import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(0)


def kernel(a, b):
    return (a @ b.T / a.shape[1] + 1) ** 3


def mmd2(x, y):
    """Gretton et al. 2012, eq. 3: no vector is compared with itself."""
    n, m = len(x), len(y)
    xx = sum(kernel(x[i:i + 1], x[j:j + 1])[0, 0] for i in range(n) for j in range(n) if i != j)
    yy = sum(kernel(y[i:i + 1], y[j:j + 1])[0, 0] for i in range(m) for j in range(m) if i != j)
    return xx / (n * (n - 1)) + yy / (m * (m - 1)) - 2 * kernel(x, y).mean()


def pairwise(x):
    return np.mean([np.linalg.norm(x[i] - x[j]) for i in range(len(x)) for j in range(i)])


def nearest(samples, training, others):
    out = []
    for i, s in enumerate(samples):
        best = (np.inf, -1, False)
        for mirrored in (False, True):
            for j, t in enumerate(training):
                if others and i == j:
                    continue
                d = np.linalg.norm(s - (t[:, :, ::-1] if mirrored else t))
                if d < best[0]:
                    best = (d, j, mirrored)
        out.append(best)
    return out


def wilson(k, n, z=1.959964):
    p = k / n
    c, h = (p + z * z / 2 / n) / (1 + z * z / n), z / (1 + z * z / n) * np.sqrt(p * (1 - p) / n + z * z / 4 / n / n)
    return [p, c - h, c + h]


x, y = rng.normal(size=(14, 5)), rng.normal(size=(11, 5)) * 1.3 + 0.2
side = 4
training = rng.random((120, 3, side, side), dtype=np.float32)
training[7] = np.clip(training[3] + rng.normal(size=(3, side, side)) * 0.02, 0, 1)  # near twins, as real images have
training[9] = np.clip(training[4][:, :, ::-1] + rng.normal(size=(3, side, side)) * 0.03, 0, 1)
samples = rng.random((9, 3, side, side), dtype=np.float32)
samples[2] = training[5]
samples[6] = np.clip(training[8][:, :, ::-1] + rng.normal(size=(3, side, side)) * 0.01, 0, 1)
# Three decimals keep the file short; the float32 next to them is what Go reads.
training, samples = [np.float32(np.round(a, 3)).astype(np.float64) for a in (training, samples)]
apart = sorted(d for d, _, _ in nearest(training, training, True))
threshold = np.quantile(apart, 0.01, method='interpolated_inverted_cdf')
near = nearest(samples, training, False)
p = np.round(rng.random((5, 40)) ** np.array([[.5], [.7], [1], [1.2], [1.5]]), 3)  # five judges' probability of the second class
p[:, 0], p[:, 1], p[:, 2] = .7, .3, .9
mean = p.mean(0)
between = ((mean >= .3 - 1e-12) & (mean <= .7 + 1e-12) & (p > .1).all(0) & (p < .9).all(0))

json.dump({
    'x': x.tolist(), 'y': y.tolist(), 'mmd2': mmd2(x, y), 'diversity': pairwise(x) / pairwise(y),
    'side': side, 'training': np.round(training, 3).ravel().tolist(), 'samples': np.round(samples, 3).ravel().tolist(), 'threshold': threshold,
    'nearest': [{'distance': float(d), 'training': j, 'mirrored': m} for d, j, m in near],
    'copies': int(sum(d < threshold for d, _, _ in near)),
    'p': p.tolist(), 'second': int((mean >= .5).sum()), 'between': between.tolist(),
    'wilson': [{'count': k, 'total': n, 'want': wilson(k, n)} for k, n in ((1, 2), (3, 40), (852, 1000), (999, 1000))],
}, open(os.path.join(here, 'numpy_generation.json'), 'w'))
np.save(os.path.join(here, 'three.npy'), (np.arange(3 * 3 * 4 * 4, dtype=np.float32) / 200).reshape(3, 3, 4, 4))
