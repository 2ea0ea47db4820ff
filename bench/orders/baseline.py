#!/usr/bin/env python3
"""What one would write instead of Moira: pandas + scikit-learn.  usage: baseline.py ORDERS.csv OUT.csv [ANSWER_FOLDER]
Reads orders, resolves people (connected components over e-mail, phone, name + address), makes recency, frequency, value
and traits per person, standardises, tries k = 2..10 by silhouette on a sample of 10,000, fits, assigns everybody, writes the
CSV. Prints steps, then one line of JSON. Into ANSWER_FOLDER, after all is measured: person.i32 (of each row), x.f32, labels.i32."""
import sys, time, json, resource, warnings
warnings.filterwarnings("ignore")
import numpy as np, pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import StandardScaler

source, out = sys.argv[1:3]
began = wall = time.perf_counter()
cpu = time.process_time()

def mark(step):
    global wall, cpu
    now, used = time.perf_counter(), time.process_time()
    print(f"  {step:12s} {used - cpu:7.2f} CPU s, {now - wall:7.2f} s", flush=True)
    wall, cpu = now, used

d = pd.read_csv(source, dtype={"phone": str, "postcode": str})
mark("read")
d["e"] = d.email.str.strip().str.lower()
d["p"] = d.phone.str.replace(r"[^0-9]", "", regex=True).str[-10:]
d["a"] = (d.first_name + "|" + d.last_name + "|" + d.address + "|" + d.postcode).str.lower()
d["t"] = pd.to_datetime(d.ordered_at, utc=True)
mark("normalise")
n = len(d)
rows, values, nodes = [], [], n
for column in ("e", "p", "a"):
    code, distinct = pd.factorize(d[column])
    there = code >= 0
    rows.append(np.flatnonzero(there))
    values.append(code[there] + nodes)
    nodes += len(distinct)
rows, values = np.concatenate(rows), np.concatenate(values)
_, component = connected_components(coo_matrix((np.ones(len(rows), np.int8), (rows, values)), shape=(nodes, nodes)), directed=False)
d["person"] = pd.factorize(component[:n])[0]
mark("resolve")
now = d.t.max()
g = d.groupby("person", sort=True)
t = g.agg(orders=("amount", "size"), spend=("amount", "sum"), avg=("amount", "mean"), last=("t", "max"), first=("t", "min"), email=("e", "first"), state=("state", "first"))
t["recency"] = (now - t["last"]).dt.days
t["tenure"] = (now - t["first"]).dt.days
counts = d.groupby(["person", "product"]).size().unstack(fill_value=0)
t["products"] = (counts > 0).sum(axis=1)
share = counts.div(t.orders, axis=0)
mark("aggregate")
numbers = t[["orders", "spend", "avg", "recency", "tenure", "products"]].copy()
for column in ("orders", "spend", "avg"):
    numbers[column] = np.log1p(numbers[column])
x = np.hstack([StandardScaler().fit_transform(numbers), share.to_numpy(), pd.get_dummies(t.state).to_numpy(float)[:, :8]])
mark("features")
sample = np.random.default_rng(0).choice(len(x), min(10000, len(x)), replace=False)
best = None
for k in range(2, 11):
    model = KMeans(k, n_init=1, random_state=0).fit(x)
    silhouette = silhouette_score(x[sample], model.labels_[sample])
    if best is None or silhouette > best[0]:
        best = (silhouette, k, model)
mark("fit k = 2..10")
t["persona"] = best[2].predict(x)
mark("assign")
t.drop(columns=["last", "first"]).round(2).to_csv(out)
mark("write")
print(json.dumps(dict(rows=n, people=len(t), d=x.shape[1], k=best[1], inertia=best[2].inertia_, seconds=time.perf_counter() - began, cpu=time.process_time(), peakMb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)), flush=True)
if len(sys.argv) > 3:
    folder = sys.argv[3]
    d.person.to_numpy(np.int32).tofile(f"{folder}/person.i32")
    x.astype(np.float32).tofile(f"{folder}/x.f32")
    t.persona.to_numpy(np.int32).tofile(f"{folder}/labels.i32")
