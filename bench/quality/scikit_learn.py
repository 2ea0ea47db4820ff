"""scikit-learn in a process of its own, for sklearn.ts: one JSON question a line in, one JSON answer a line out.

{"ask": "datasets"}: iris, wine, wdbc and digits. {"ask": "made", runs}: sets that scikit-learn makes up. {"ask": "cluster", columns, seed,
k}: what an analyst would do with the columns; {"ask": "at_truth", columns, seed, k}: the same with k given. {"ask": "indices", matrix, d,
labels}: the indices of a grouping. {"ask": "rand", a, b}: the adjusted Rand index.
"""
import json
import sys
import warnings

import numpy as np
from sklearn import datasets, metrics
from sklearn.cluster import KMeans
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import OneHotEncoder, StandardScaler

warnings.filterwarnings("ignore")


def labelled():
    return {
        name: {"names": list(map(str, bunch.feature_names)), "rows": bunch.data.tolist(), "truth": bunch.target.tolist()}
        for name, bunch in (
            ("iris", datasets.load_iris()),
            ("wine", datasets.load_wine()),
            ("wdbc", datasets.load_breast_cancer()),
            ("digits", datasets.load_digits()),
        )
    }


HEAPS = [[-60, 40], [-60, 0], [-30, 20], [20, -40], [40, 30], [60, -10], [80, 40], [100, 0]]


def made(question):
    """Sets of scikit-learn's own generators, one a run."""
    makers = {
        "eight heaps": lambda run: datasets.make_blobs([400] * 3 + [40] * 5, centers=HEAPS, cluster_std=2.0, random_state=run),
        "log-normal heaps": lambda run: log_normal(*datasets.make_blobs(600, 3, centers=4, cluster_std=0.8, center_box=(0, 8), random_state=run)),
        "redundant measures": lambda run: datasets.make_classification(
            600, 10, n_informative=3, n_redundant=5, n_classes=3, n_clusters_per_class=1, class_sep=2.0, random_state=run
        ),
        "unequal classes": lambda run: datasets.make_classification(
            600, 6, n_informative=4, n_redundant=0, n_classes=2, n_clusters_per_class=1, weights=[0.8], class_sep=2.0, random_state=run
        ),
    }
    return {
        name: [
            {"names": [f"trait_{j + 1}" for j in range(X.shape[1])], "rows": X.tolist(), "truth": y.tolist()}
            for X, y in (maker(run) for run in range(question["runs"]))
        ]
        for name, maker in makers.items()
    }


def log_normal(X, y):
    return np.exp(X), y


def standardised(columns):
    """Numbers: mean for missing, then z-scores. Categories: the most frequent for missing, then one column a value."""
    blocks = []
    for column in columns:
        if column["kind"] == "number":
            values = np.array(column["values"], dtype=float).reshape(-1, 1)
            blocks.append(StandardScaler().fit_transform(SimpleImputer().fit_transform(values)))
        else:
            values = np.array(column["values"], dtype=object).reshape(-1, 1)
            filled = SimpleImputer(missing_values=None, strategy="most_frequent").fit_transform(values)
            blocks.append(OneHotEncoder(sparse_output=False).fit_transform(filled))
    return np.hstack(blocks)


def cluster(question):
    X = standardised(question["columns"])
    fits = {k: KMeans(k, n_init=10, random_state=question["seed"]).fit(X).labels_ for k in range(2, 9)}
    scores = {k: metrics.silhouette_score(X, labels) for k, labels in fits.items()}
    chosen = max(scores, key=scores.get)
    at_truth = fits[question["k"]].tolist() if question["k"] else None
    return {"k": chosen, "silhouette": scores[chosen], "labels": fits[chosen].tolist(), "at_truth": at_truth}


def at_truth(question):
    X = standardised(question["columns"])
    return KMeans(question["k"], n_init=10, random_state=question["seed"]).fit(X).labels_.tolist()


def indices(question):
    X = np.array(question["matrix"]).reshape(-1, question["d"])
    labels = question["labels"]
    return {
        "silhouette": metrics.silhouette_score(X, labels, metric="sqeuclidean"),
        "davies_bouldin": metrics.davies_bouldin_score(X, labels),
        "calinski_harabasz": metrics.calinski_harabasz_score(X, labels),
    }


ANSWERS = {
    "datasets": lambda _: labelled(),
    "made": made,
    "cluster": cluster,
    "at_truth": at_truth,
    "indices": indices,
    "rand": lambda question: metrics.adjusted_rand_score(question["a"], question["b"]),
}
for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps(ANSWERS[asked["ask"]](asked)), flush=True)
