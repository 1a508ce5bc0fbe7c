"""Prints precision and recall of linking on every labelled set, and its worst mistakes.

``python -m benchmarks.linking.measure [--only NAME] [--worst N]``, at the root of the project.
"""

from __future__ import annotations

import argparse
import sys

import pandas as pd
import shapely

from benchmarks.linking import measuring
from benchmarks.linking.sets import SETS
from benchmarks.linking.sources import link_labelled

#: Sets without a pair in common, of which one total is told: what is better located than by postcode.
_POOLED = ("osm-gias", "osm-postcode", "outlines")
_SHOWN = ("name", "address", "postcode", "service", "status", "register_id")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=sorted(SETS))
    parser.add_argument(
        "--worst", type=int, default=0, help="print this many false and missed pairs of each set"
    )
    asked = parser.parse_args()
    exact = []
    for name in asked.only or SETS:
        labelled = SETS[name]()
        result = link_labelled(labelled)
        pairs = measuring.judged_pairs(labelled, measuring.site_of_records(result.holdings))
        show(labelled, pairs)
        exact += [pairs[pairs["is_exact"]]] if name in _POOLED else []
        if asked.worst:
            show_worst(labelled, pairs, result.links, most=asked.worst)
    if len(exact) == len(_POOLED):
        print(f"\n== Better located than by postcode, {' + '.join(_POOLED)}")
        print(_line("all", pd.Series(measuring.counts(pd.concat(exact)))))
    return 0


def show(labelled, pairs):
    """Print the counts of a set: all, better located than by postcode, by service and by method."""
    print(f"\n== {labelled.title} ({labelled.name}): {labelled.truth.notna().sum():,} labelled records")
    rows = {
        "all": measuring.counts(pairs),
        "better than postcode": measuring.counts(pairs[pairs["is_exact"]]),
    }
    tables = [
        pd.DataFrame(rows).T,
        measuring.by(pairs, "service").head(12),
        measuring.by(pairs, "methods"),
        measuring.by(pairs, "state"),
    ]
    for table in tables:
        for name, row in table.iterrows():
            print(_line(str(name), row))
        print()
    print(
        "records:", ", ".join(f"{k.replace('_', ' ')} {n:,}" for k, n in measuring.record_view(pairs).items())
    )


def _line(name, row):
    return (
        f"{name:40} TP {row.tp:6.0f}  FP {row.fp:5.0f}  FN {row.fn:5.0f}"
        f"  precision {row.precision:.3f} ({row.precision_low:.3f}-{row.precision_high:.3f})"
        f"  recall {row.recall:.3f} ({row.recall_low:.3f}-{row.recall_high:.3f})"
    )


def show_worst(labelled, pairs, links, *, most):
    """Print the false pairs of greatest weight and the missed ones nearest, both records side by side."""
    for title, table in worst(labelled, pairs, links).items():
        print(f"\n-- {title}: {len(table)}")
        for row in table.head(most).itertuples():
            print(f"\n{row.distance_m:7.0f} m  weight {row.weight:.1f}  {row.evidence}")
            for asset_id in (row.asset_id, row.other_asset_id):
                print(f"   {labelled.original[asset_id]:34} {_words(labelled, asset_id)}")


def _words(labelled, asset_id):
    row = labelled.assets.set_index("asset_id").loc[asset_id]
    return " · ".join(str(row[column]) for column in _SHOWN if isinstance(row[column], str))


def worst(labelled, pairs, links):
    """Return the false pairs, greatest weight first, and the missed ones, nearest first."""
    places = labelled.locations.set_index("subject_id").geometry
    table = pairs.copy()
    table["distance_m"] = shapely.distance(
        places.reindex(table["asset_id"]).to_numpy(), places.reindex(table["other_asset_id"]).to_numpy()
    )
    keys = ["asset_id", "other_asset_id"]
    table = table.merge(links[[*keys, "weight", "evidence"]], on=keys, how="left")
    table["evidence"] = table["evidence"].fillna("no link of their own")
    false = table[~table["is_true"]].sort_values(["weight", "distance_m"], ascending=[False, True])
    missed = table[~table["is_found"]].sort_values("distance_m")
    return {"false": false, "missed": missed}


if __name__ == "__main__":
    sys.exit(main())
