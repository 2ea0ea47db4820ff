"""scikit-learn in a process of its own, for sklearn.ts: one JSON question a line in, one JSON answer a line out.

{"ask": "datasets"}: iris and wine. {"ask": "cluster", columns, seed, k}: what an analyst would do with the columns. {"ask":
"indices", matrix, d, labels}: the indices of a grouping. {"ask": "rand", a, b}: the adjusted Rand index.
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
        name: {"names": list(bunch.feature_names), "rows": bunch.data.tolist(), "truth": bunch.target.tolist()}
        for name, bunch in (("iris", datasets.load_iris()), ("wine", datasets.load_wine()))
    }


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
    "cluster": cluster,
    "indices": indices,
    "rand": lambda question: metrics.adjusted_rand_score(question["a"], question["b"]),
}
for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps(ANSWERS[asked["ask"]](asked)), flush=True)
