"""What scikit-learn and SciPy make of a few points: the numbers that package cluster is tested against.

    python pkg/cluster/testdata/oracle.py > pkg/cluster/testdata/oracle.json
"""
import json

import numpy as np
from scipy.stats import spearmanr
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE, _t_sne
from sklearn.metrics import (adjusted_rand_score, average_precision_score, pairwise_distances,
                             precision_recall_curve, silhouette_samples)
from sklearn.mixture import GaussianMixture

rng = np.random.default_rng(7)
# Three clouds of different shape in five dimensions, which overlap somewhat.
shapes = [rng.normal(size=(5, 5)) * 0.6 for _ in range(3)]
middles = np.array([[0, 0, 0, 0, 0], [2.5, 1, 0, 0, -1], [-1, 3, 1, 0, 0]], float)
labels = np.arange(90) % 3
x = np.array([middles[l] + shapes[l] @ rng.normal(size=5) for l in labels]).round(4)

out = {"x": x.tolist(), "labels": labels.tolist()}
k = KMeans(3, n_init=20, random_state=0, tol=0).fit(x)
out["kmeans"] = {"inertia": k.inertia_, "labels": k.labels_.tolist()}
out["kmeans_rand"] = adjusted_rand_score(labels, k.labels_)
out["silhouettes"] = silhouette_samples(x, labels).tolist()
for name, kind in (("full", "full"), ("diagonal", "diag")):
    g = GaussianMixture(3, covariance_type=kind, n_init=1, random_state=0, tol=1e-10, max_iter=2000,
                        init_params="kmeans", reg_covar=1e-6).fit(x)
    out["mixture_" + name] = {"log_likelihood": g.score(x) * len(x), "bic": g.bic(x),
                              "weights": sorted(g.weights_.tolist()),
                              "shares": np.sort(g.predict_proba(x), axis=1)[:5].tolist()}
p = PCA(3).fit(x)
points = p.transform(x)
sign = np.sign(p.components_[np.arange(3), np.abs(p.components_).argmax(1)])
out["pca"] = {"shares": p.explained_variance_ratio_.tolist(), "points": (points * sign).tolist()}

d = pairwise_distances(x, metric="sqeuclidean").astype(np.float32)
joint = _t_sne._joint_probabilities(d, 10, 0)  # condensed
out["tsne_p"] = joint[:200].tolist()
t = TSNE(2, perplexity=10, init="pca", method="exact", random_state=0, max_iter=1000, n_iter_without_progress=1000,
         min_grad_norm=0).fit(x)
out["tsne_divergence"] = float(t.kl_divergence_)

wanted = rng.random(60) < 0.3
score = (wanted * 0.8 + rng.normal(size=60)).round(1)  # with ties
precision, recall, _ = precision_recall_curve(wanted, score)
out["scores"] = score.tolist()
out["wanted"] = [bool(w) for w in wanted]
out["average_precision"] = average_precision_score(wanted, score)
# From the highest score on, without the end that scikit-learn adds, up to where all are found.
out["precision"] = precision[:-1][::-1].tolist()
out["recall"] = recall[:-1][::-1].tolist()
other = (score + rng.normal(size=60)).round(1)
out["other_scores"] = other.tolist()
out["spearman"] = float(spearmanr(score, other).statistic)
print(json.dumps(out))
