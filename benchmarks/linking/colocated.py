"""Libraries of England that say they share a building: is the partner's record on their site?

Recall only, and by kind of partner: the list says with what a library shares, not with which. Libraries
that say they share with nobody are the control. ``python -m benchmarks.linking.colocated``
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace

import pandas as pd
import shapely

from benchmarks.linking.measuring import site_of_records, wilson
from benchmarks.linking.sources import located, read_source
from totalcapital import linking

__all__ = ["KINDS", "NO_LIST", "claims", "shares"]

#: What a library may say, and the services of the partner's records. Pharmacies count as health.
KINDS = {
    "co_located_health": ("hospital", "clinic", "gp-practice", "pharmacy", "mental-health"),
    "co_located_schools_colleges": ("school", "nursery", "college"),
    "co_located_universities_highereducation": ("university", "college"),
    "co_located_civic": (
        "court",
        "police-station",
        "fire-station",
        "town-hall",
        "office",
        "customer-service",
    ),
}
#: What a library may say and no national list here could show.
NO_LIST = (
    "co_located_archives", "co_located_artscentre", "co_located_carehome_hostel", "co_located_catering_bars_pub",
    "co_located_community", "co_located_faithbuildings", "co_located_industrial_business", "co_located_museum",
    "co_located_retail", "co_located_other",
)  # fmt: skip


def claims(assets: pd.DataFrame) -> pd.DataFrame:
    """Return, for each open library of 2023, which kinds of partner it says it has; null: not said."""
    libraries = assets[(assets["register_id"] == "libraries-2023") & (assets["status"] == "operational")]
    rows = [json.loads(text) for text in libraries["source_values"]]
    table = pd.DataFrame(index=libraries["asset_id"])
    for kind in (*KINDS, *NO_LIST):
        table[kind] = [bool(str(row.get(kind) or "").strip()) for row in rows]
    table["alone"] = [str(row.get("co_located") or "").strip().lower() == "no" for row in rows]
    return table


def shares(assets: pd.DataFrame, locations: pd.DataFrame, site: pd.Series) -> pd.DataFrame:
    """Count, for each kind, libraries that say so and where a partner's record is.

    Returns
    -------
    DataFrame
        A row a kind: ``say`` libraries that say so; ``near`` of those with a record of the kind within
        150 m; ``same_postcode``; ``found`` with one on their site; the same for libraries that say they
        share with nobody (``alone``, ``alone_found``).
    """
    said = claims(assets)
    records = assets.set_index("asset_id")
    place = locations.set_index("subject_id").geometry
    rows = []
    for kind, services in KINDS.items():
        partners = records[records["service"].isin(services)]
        found = _count(said.index[said[kind]], records, place, partners, site)
        control = _count(said.index[said["alone"]], records, place, partners, site)
        rows.append({"kind": kind} | found | {"alone": control["say"], "alone_found": control["found"]})
    return pd.DataFrame(rows).set_index("kind")


def _count(libraries, records, place, partners, site):
    beside = place.reindex(partners.index)
    tree = shapely.STRtree(beside[beside.notna()].to_numpy())
    at = place.reindex(libraries)
    near = tree.query(at[at.notna()].to_numpy(), predicate="dwithin", distance=150.0)[0]
    postcode = records["postcode"].reindex(libraries)
    return {
        "say": len(libraries),
        "near": len(set(near)),
        "same_postcode": int(postcode.isin(set(partners["postcode"].dropna())).sum()),
        "found": int(site.reindex(libraries).isin(set(site.reindex(partners.index).dropna())).sum()),
    }


def main() -> int:
    source = read_source("national")
    keep = source.assets["register_id"].isin(["libraries-2019", "libraries-2022", "library-outlines"])
    assets = source.assets[~keep].reset_index(drop=True)
    source = replace(source, assets=assets)
    places = located(source, assets)
    linked = linking.link(assets, places[places["subject_id"].isin(set(assets["asset_id"]))])
    table = shares(assets, places, site_of_records(linked.holdings))
    for kind, row in table.iterrows():
        low, high = wilson(int(row["found"]), int(row["same_postcode"]))
        share = row["found"] / row["same_postcode"] if row["same_postcode"] else float("nan")
        print(
            f"{kind:42} say so {row['say']:4}, such a record within 150 m {row['near']:4}, of the same postcode "
            f"{row['same_postcode']:4}, on the site {row['found']:4} ({share:.2f} of same postcode, {low:.2f}-{high:.2f});"
            f" share with nobody {row['alone']:5}, on the site {row['alone_found']:4}"
        )
    said = claims(assets)
    print(
        "no list of:",
        ", ".join(f"{kind.removeprefix('co_located_')} {int(said[kind].sum())}" for kind in NO_LIST),
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
