"""The same figures by pandas and scikit-learn, from the people's events and traits and the encoder's published steps.

Reads a folder (argv[1]): model.json, events.csv, traits.csv, people.csv, and fitted-events.csv where the model was fitted on
earlier data. Prints JSON: persona of everybody, silhouette, revenue, flow, drift. Nothing of Moira's code is used.
"""
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import silhouette_score

folder = Path(sys.argv[1])
case = json.loads((folder / "case.json").read_text())
model, dimensions = case["model"], case["dimensions"]
kept = [trait for trait in model["encoder"]["traits"] if trait["kept"]]
centroids = np.array(model["centroids"], dtype=np.float32).astype(float)
DAY_US = 86_400_000_000


def read(name):
    text = {"person_id": str, "product": str}
    return pd.read_csv(folder / name, dtype=text, keep_default_na=False, na_values=[""])


def measures(events, people, as_of_us):
    """One column a measure of the stream, a row a person; nothing is known of who has no event by then."""
    events = events[events.time <= as_of_us]
    of = events.groupby("person_id")
    columns = {}
    for one in dimensions:
        if one["source"] != "stream":
            continue
        measure = one["measure"]
        if measure == "count":
            values = of.size()
        elif measure == "recency":
            values = np.floor((as_of_us - of.time.max()) / DAY_US)
        elif measure == "tenure":
            values = np.floor((as_of_us - of.time.min()) / DAY_US)
        elif measure == "total":
            values = of.value.sum(min_count=1)
        elif measure == "average":
            values = of.value.mean()
        elif measure == "distinct":
            values = of["product"].nunique()
        else:
            values = (events["product"] == one["value"]).groupby(events.person_id).sum() / of.size()
        columns[one["name"]] = values.reindex(people)
    return columns


def raw(events, traits, people, as_of_us):
    columns = measures(events, people, as_of_us)
    for one in dimensions:
        if one["source"] == "trait":
            columns[one["name"]] = traits[one["trait"]].reindex(people)
    return columns


def encoded(trait, values):
    """A trait's dimensions as the encoder's steps say: NaN where the value is missing."""
    t = trait["transform"]
    if t["kind"] == "number":
        x = pd.to_numeric(values, errors="coerce").to_numpy(float)
        x = np.where(np.isin(x, t.get("missing", [])), np.nan, x)
        x = np.clip(x, t["low"], t["high"])
        if t["log_unit"] is not None:
            x = np.log1p((x - t["low"]) / t["log_unit"])
        return ((x - t["mean"]) / t["sd"] if t["sd"] else x * 0)[:, None]
    if t["kind"] == "ordered":
        place = values.map({label: i for i, label in enumerate(t["labels"])}).to_numpy(float)
        return ((place - t["mean"]) / t["sd"])[:, None]
    place = values.map({label: i for i, label in enumerate(t["labels"])})
    if t["other"]:
        place = place.where(place.notna() | values.isna(), len(t["labels"]))
    shares = np.array(t["shares"])
    block = (np.arange(len(shares)) == place.to_numpy(float)[:, None]) - shares
    return np.where(place.isna().to_numpy()[:, None], np.nan, block * t["scale"])


def matrix_of(columns):
    blocks = [encoded(trait, columns[trait["name"]]) for trait in kept]
    return np.hstack(blocks).astype(np.float32).astype(float)


def assign(matrix):
    """The nearest centre over what is known; of equal ones the first."""
    distances = np.stack([np.nansum((matrix - centre) ** 2, axis=1) for centre in centroids], axis=1)
    ordered = np.sort(distances, axis=1)
    margin = ordered[:, 1] - ordered[:, 0]
    return distances.argmin(axis=1), margin


def revenue(events, persona_of):
    events = events.assign(persona=events.person_id.map(persona_of), month=pd.to_datetime(events.time, unit="us").dt.strftime("%Y-%m"))
    events = events[events.persona.notna()]
    result = []
    for p in range(len(centroids)):
        own = events[events.persona == p]
        spans = own.groupby("person_id").time.agg(["min", "max"]) // 1_000_000
        products = own.groupby("product").agg(orders=("time", "size"), value=("value", "sum"))
        result.append({
            "people": int((persona_of == p).sum()),
            "buyers": int(own.person_id.nunique()),
            "orders": len(own),
            "value": round(float(own.value.sum()), 4),
            "lifetime_days": round(float((spans["max"] - spans["min"]).mean() / 86_400), 2) if len(own) else None,
            "months": {
                month: [int(rows.person_id.nunique()), len(rows), round(float(rows.value.sum()), 4)]
                for month, rows in own.groupby("month")
            },
            "products": {name: [int(row.orders), round(float(row.value), 4)] for name, row in products.iterrows()},
        })
    return result


def bins_of(trait, values):
    bins = trait["bins"]
    if bins["kind"] == "ranges":
        x = pd.to_numeric(values, errors="coerce").to_numpy(float)
        t = trait["transform"]
        if t:
            x = np.where(np.isin(x, t.get("missing", [])), np.nan, x)
        place = np.clip(np.searchsorted(bins["edges"], x, side="right") - 1, 0, None).astype(float)
        place[np.isnan(x)] = np.nan
        count = len(bins["edges"])
    elif bins["kind"] == "labels":
        place = values.map({label: i for i, label in enumerate(bins["labels"])})
        place = place.where(place.notna() | values.isna(), len(bins["labels"])).to_numpy(float)
        count = len(bins["labels"]) + 1
    else:
        place = values.map({"false": 0, "true": 1, False: 0, True: 1}).to_numpy(float)
        count = 2
    if not trait["transform"]:
        place = np.full(len(values), np.nan)
    known = place[~np.isnan(place)].astype(int)
    return np.append(np.bincount(known, minlength=count), np.isnan(place).sum())


def stability_index(before, now):
    before, now = np.maximum(before, 0.5), np.maximum(now, 0.5)
    p, q = before / before.sum(), now / now.sum()
    return float(((q - p) * np.log(q / p)).sum())


people = read("people.csv").set_index("person_id")
events, traits = read("events.csv"), read("traits.csv").set_index("person_id")
columns = raw(events, traits, people.index, case["as_of_us"])
matrix = matrix_of(columns)
persona, margin = assign(matrix)
persona_of = pd.Series(persona, index=people.index)
result = {"persona": dict(zip(people.index, persona.tolist())), "least_margin": float(margin.min())}

result["complete"] = bool(not np.isnan(matrix).any())
if result["complete"] and len(set(persona)) > 1:
    result["silhouette"] = float(silhouette_score(matrix, persona, metric="sqeuclidean"))

result["revenue"] = revenue(events[events.time <= case["as_of_us"]], persona_of)

flow = {}
for date in case["flow_dates"]:
    end = min(case["as_of_us"], (int(pd.Timestamp(date, tz="UTC").timestamp()) + 86_400) * 1_000_000 - 1)
    known = people.index if end >= case["as_of_us"] else people.index[people.first_seen <= end]
    counted, _ = assign(matrix_of(raw(events, traits, known, end)))
    flow[date] = np.bincount(counted, minlength=len(centroids)).tolist()
result["flow"] = flow

if case.get("fitted"):
    then = read("fitted-people.csv").set_index("person_id")
    before = raw(read("fitted-events.csv"), read("fitted-traits.csv").set_index("person_id"), then.index, case["fitted"]["as_of_us"])
else:
    before = columns
result["drift"] = {
    trait["name"]: stability_index(bins_of(trait, before[trait["name"]]), bins_of(trait, columns[trait["name"]]))
    for trait in model["encoder"]["traits"]
}
print(json.dumps(result))
