"""Estimates how often each level of evidence is found among records of one property, and among others.

``python -m benchmarks.linking.estimate [--out FILE.json] [--only SET]``. m is the share of a level among the
true pairs that the linker compares, u that among the pairs it compares that are not true; both among
pairs of which anything is known. Levels are the linker's own. Sets of places that are not measured come
first; those of West Yorkshire are parted into Leeds and the rest, so that one can be estimated and the
other measured. Nothing is written into the project: the numbers are read, judged and put in by hand.
"""

from __future__ import annotations

import argparse
import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from benchmarks.linking.sets import ESTIMATED, SETS
from benchmarks.linking.sources import find_data
from totalcapital.linking.candidates import candidate_pairs
from totalcapital.linking.comparing import LEVELS, Known, compare
from totalcapital.linking.records import IDENTIFIERS, prepare
from totalcapital.linking.rivals import rivals_of
from totalcapital.linking.weighing import totals, weights_of

if TYPE_CHECKING:
    from benchmarks.linking.measuring import Labelled

#: Set: evidence that its truth rests on and that therefore tells nothing of itself.
SOURCES = {
    "libraries": (),
    "outlines-england": ("name", "address"),
    "fire": ("postcode", "address"),
    "neighbours": (),
    "osm-gias": (),
    "osm-postcode": ("postcode",),
    "outlines": ("name",),
}
#: Bits in which the odds that the linker gives are held against the share that is true.
BINS = [-np.inf, -8, -4, -2, -1, 0, 1, 2, 3, 4, 6, 8, 12, np.inf]
FOLDS = {"osm-gias": "Leeds", "osm-postcode": "Leeds"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--only", action="append", choices=sorted(SOURCES))
    asked = parser.parse_args()
    answer = {}
    for name in asked.only or SOURCES:
        labelled = (SETS | ESTIMATED)[name]()
        for part, estimated in _of_set(labelled, name).items():
            answer[part] = estimated
            _show(part, estimated)
    if asked.out:
        asked.out.write_text(json.dumps(answer, indent=1) + "\n", encoding="utf-8")
    return 0


def _of_set(labelled: Labelled, name: str) -> dict[str, dict]:
    pairs, levels, metres, bits = compared_pairs(labelled)
    said = {evidence: levels[evidence] for evidence in levels if evidence not in SOURCES[name]}
    everything = np.ones(len(pairs), dtype=bool)
    parts = {name: everything}
    if name in FOLDS:
        inside = _inside(labelled, pairs["asset_id"], FOLDS[name])
        parts = {f"{name}, {FOLDS[name]}": inside, f"{name}, not {FOLDS[name]}": ~inside}
    found = {}
    for part, rows in parts.items():
        here = pairs[rows]
        true = here["is_true"].to_numpy(bool)
        rests = here["rests"].to_numpy(bool)
        table = {
            evidence: shares(numbers[rows], true, LEVELS[evidence]) for evidence, numbers in said.items()
        }
        for words, kind in (("one rests on a postcode", rests), ("neither does", ~rests)):
            table[f"distance, {words}"] = shares(
                levels["distance"][rows][kind], true[kind], LEVELS["distance"]
            )
        found[part] = {
            "compared": len(here),
            "true": int(true.sum()),
            "true_not_compared": labelled_pairs(labelled) - int(pairs["by_id"].sum())
            if rows is everything
            else None,
            "evidence": table,
            "metres_of_true": quantiles(metres[rows][true]),
            "calibration": calibration(bits[rows], true),
        }
    return found


def compared_pairs(labelled: Labelled) -> tuple[pd.DataFrame, dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Return the pairs of two sides the linker compares, whether they are one property, and their levels."""
    wanted = set(labelled.assets["asset_id"])
    places = labelled.locations[labelled.locations["subject_id"].isin(wanted)]
    records = prepare(labelled.assets, places)
    informative = {name: records.codes[name] for name in IDENTIFIERS}
    every = candidate_pairs(records, informative)
    known = Known(informative, rivals_of(records, every))
    ids = records.frame["asset_id"].to_numpy(object)
    truth, side = labelled.truth.to_dict(), labelled.side.to_dict()
    judged = _opaque_judgements(labelled)
    rows, answers, by_id = [], [], []
    for n, (i, j) in enumerate(every.tolist()):
        a, b = ids[i], ids[j]
        word = judged.get((a, b) if a < b else (b, a))
        if (
            word == "unclear"
            or side.get(a) == side.get(b)
            or (word is None and not (a in truth and b in truth))
        ):
            continue
        rows.append(n)
        by_id.append(a in truth and truth[a] == truth.get(b))
        answers.append(word == "same" if word else by_id[-1])
    chosen = every[rows]
    compared = compare(records, chosen, known)
    rests = records.rests_on_postcode[chosen[:, 0]] | records.rests_on_postcode[chosen[:, 1]]
    frame = pd.DataFrame(
        {
            "asset_id": ids[chosen[:, 0]],
            "other_asset_id": ids[chosen[:, 1]],
            "is_true": answers,
            "by_id": by_id,
            "rests": rests,
        }
    )
    return frame, compared.levels, compared.metres, totals(weights_of(records, compared))


def _opaque_judgements(labelled: Labelled) -> dict[tuple[str, str], str]:
    ids = {original: asset for asset, original in labelled.original.items()}
    said = {}
    for (first, second), word in labelled.judged.items():
        if first in ids and second in ids:
            low, high = sorted((ids[first], ids[second]))
            said[low, high] = word
    return said


def labelled_pairs(labelled: Labelled) -> int:
    """Return how many pairs of two sides have one true id; judgements aside."""
    known = labelled.truth.dropna()
    frame = pd.DataFrame({"truth": known, "side": labelled.side.reindex(known.index)})
    size = frame.groupby("truth").size()
    own = frame.groupby(["truth", "side"]).size()
    return int((size * (size - 1) // 2).sum() - (own * (own - 1) // 2).sum())


def shares(numbers: np.ndarray, true: np.ndarray, names: tuple[str, ...]) -> dict[str, list[float]]:
    """Return for each level m, its count, u, its count; of pairs of which the evidence says anything."""
    known = numbers > 0
    of_true, of_others = int((known & true).sum()), int((known & ~true).sum())
    found = {"": [of_true, int(true.sum()), of_others, int((~true).sum())]}
    for number, level in enumerate(names):
        if not level:
            continue
        m, u = int(((numbers == number) & true).sum()), int(((numbers == number) & ~true).sum())
        found[level] = [
            round(m / of_true, 5) if of_true else None, m, round(u / of_others, 5) if of_others else None, u,
        ]  # fmt: skip
    return found


def quantiles(metres: np.ndarray) -> dict[str, float]:
    known = metres[~np.isnan(metres)]
    if not len(known):
        return {}
    return {str(q): round(float(np.quantile(known, q)), 1) for q in (0.5, 0.75, 0.9, 0.95, 0.98, 0.99)}


def calibration(bits: np.ndarray, true: np.ndarray) -> list[list[float]]:
    """Return, for each range of bits: from, to, pairs, how many of them are true, the share they promise."""
    rows = []
    for low, high in pairwise(BINS):
        here = (bits >= low) & (bits < high)
        if here.any():
            promised = float(np.mean(1 / (1 + np.exp2(-np.clip(bits[here], -50, 50)))))
            rows.append([low, high, int(here.sum()), int((here & true).sum()), round(promised, 4)])
    return rows


def _inside(labelled: Labelled, asset_ids: pd.Series, district: str) -> np.ndarray:
    """Tell which records lie in a district of 2020."""
    outline = None
    with (find_data() / "reference" / "lad20_england.geojsonl").open(encoding="utf-8") as lines:
        for line in lines:
            feature = json.loads(line)
            if feature["properties"]["lad20nm"] == district:
                outline = shapely.make_valid(shapely.from_geojson(json.dumps(feature["geometry"])))
    if outline is None:
        message = f"lad20_england.geojsonl: expected a district {district}; there is none"
        raise ValueError(message)
    places = labelled.locations.set_index("subject_id").geometry.centroid.to_crs("EPSG:4326")
    at = places.reindex(asset_ids)
    inside: np.ndarray = shapely.contains_xy(outline, at.x.to_numpy(), at.y.to_numpy())
    return inside


def _show(part: str, estimated: dict) -> None:
    print(
        f"\n== {part}: {estimated['compared']:,} pairs compared, {estimated['true']:,} of one property"
        f" (and {estimated['true_not_compared']} never compared); metres {estimated['metres_of_true']}"
    )
    for evidence, levels in estimated["evidence"].items():
        of = levels[""]
        print(f" {evidence}: said of {of[0]:,} of {of[1]:,} true pairs, {of[2]:,} of {of[3]:,} others")
        for level, (m, n_m, u, n_u) in levels.items():
            if level and (n_m or n_u):
                weight = np.log2(m / u) if m and u else float("nan")
                print(
                    f"   {level:24} m {m if m is not None else '-':>8} ({n_m:5})  u {u if u is not None else '-':>8} ({n_u:6})  {weight:6.2f} bits"
                )
    print(" bits: pairs, true, share found, share promised")
    for low, high, count, true, promised in estimated["calibration"]:
        print(f"   {low:5} to {high:5}: {count:7,} {true:6,}  {true / count:.3f}  {promised:.3f}")


if __name__ == "__main__":
    sys.exit(main())
