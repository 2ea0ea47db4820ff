"""scikit-learn's KMeans in a process of its own, for kmeans.ts: the same lines in and out as contender.ts."""
import json
import resource
import sys
import time
import warnings

import numpy as np
from sklearn.cluster import KMeans

warnings.filterwarnings("ignore")
job = json.loads(sys.stdin.readline())
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
kind = np.float64 if job["engine"].endswith("f64") else np.float32
X = np.fromfile(job["matrix"], dtype=np.float32).reshape(job["n"], job["d"]).astype(kind, copy=False)
seeds = np.fromfile(job["seeds"], dtype=np.float32).reshape(-1, job["d"]).astype(kind, copy=False)
model = None
for line in sys.stdin:
    command = line.strip()
    wall, cpu = time.perf_counter(), time.process_time()
    if command == "fit":
        model = KMeans(len(seeds), init=seeds, n_init=1, max_iter=job["iterations"], tol=0, algorithm="lloyd").fit(X)
    else:
        model.predict(X)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    if command == "fit":
        model.labels_.astype(np.uint8).tofile(job["labels"])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    answer = {"cpu": cpu, "wall": wall, "iterations": int(model.n_iter_), "memory": peak - before}
    answer["centroids"] = [float(x) for x in model.cluster_centers_.ravel()]
    print(json.dumps(answer), flush=True)
