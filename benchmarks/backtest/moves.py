"""Libraries that moved to where a health service, a school or a civic service is: found in two lists of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyproj

__all__ = ["KINDS", "Funnel", "find_moves", "is_same_street", "read_libraries", "read_postcodes", "stem"]

#: What a library of 2023 says it shares with, and the services of the partner's records.
KINDS = {
    "health": (("co_located_health",), ("hospital", "clinic", "gp-practice", "mental-health", "pharmacy")),
    "school": (
        ("co_located_schools_colleges", "co_located_universities_highereducation"),
        ("school", "nursery", "college", "university"),
    ),
    "civic": (
        ("co_located_civic",),
        ("court", "police-station", "town-hall", "office", "customer-service", "jobcentre"),
    ),
}
#: Words that do not tell one library of an authority from another.
GENERIC = frozenset(
    "library libraries the community centre center and hub at of local branch information service services "
    "customer neighbourhood one stop shop link reference book collection civic public a in with access point".split()
)
#: Authorities of 2019 by what they are in 2023.
SUCCESSORS = {
    "cumberland": "cumbria", "westmorland furness": "cumbria", "north northamptonshire": "northamptonshire",
    "west northamptonshire": "northamptonshire", "hertfordshire": "herefordshire",
    "southend on sea": "southend",
}  # fmt: skip
#: In the list of 2019 the libraries of Hertfordshire stand under Herefordshire.
#: The same, fewer: for pairing by name alone.
PLAIN = frozenset("library libraries the community centre and hub at of local".split())
COUNCIL = frozenset("council county borough city of and the royal london metropolitan district".split())
STREETS = frozenset(
    "road street lane avenue way drive close square place hill parade boulevard crescent terrace row gate walk "
    "gardens green broadway gate rd st ave".split()
)
#: Two libraries of one stem, and two of which one closed as the other opened, are one up to so far apart.
FURTHEST_M, FURTHEST_BY_YEAR_M = 3000.0, 1500.0
NEAREST_M = 100.0


@dataclass(frozen=True)
class Funnel:
    """How many libraries are left at each step, told in words, and the moves."""

    steps: tuple[tuple[str, int], ...]
    moves: pd.DataFrame


def _words(text):
    return re.sub(r"[^a-z0-9 ]", " ", text.lower().replace("'", "").replace("’", "")).split()


def stem(name):
    """Return the words of a library's name that tell it from others of its authority."""
    return " ".join(word for word in _words(re.sub(r"\(.*?\)", " ", name)) if word not in GENERIC)


def _plain(name):
    return " ".join(word for word in _words(name) if word not in PLAIN)


def _council(name):
    return " ".join(word for word in _words(name) if word not in COUNCIL)


def _body(name):
    council = _council(name)
    return SUCCESSORS.get(council, council)


def is_same_street(one, other):
    """Tell whether two addresses name one street: then a new postcode is a correction, not a move."""

    def streets(address):
        parts = (_words(part) for part in str(address).split(","))
        named = ([word for word in part if not word[0].isdigit()] for part in parts)
        return {" ".join(part) for part in named if len(part) > 1 and part[-1] in STREETS}

    return bool(streets(one) & streets(other))


def read_postcodes(path):
    """Return the easting and northing of each postcode, by its letters and digits."""
    table = pd.read_csv(path).set_axis(["postcode", "lat", "long"], axis=1)
    to_grid = pyproj.Transformer.from_crs(4326, 27700, always_xy=True)
    x, y = to_grid.transform(table["long"].to_numpy(), table["lat"].to_numpy())
    places = pd.DataFrame({"x": x, "y": y}, index=table["postcode"].str.replace(" ", ""))
    return places[~places.index.duplicated()]


def read_libraries(folder, postcodes):
    """Return the list of 2019 and that of 2023 with the same columns, one row a library, with its place."""
    old = pd.read_csv(folder / "libraries_england.csv", dtype=str, keep_default_na=False)
    new = pd.read_csv(
        folder / "libraries_england_2023.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig"
    )
    kinds = {kind: new[list(columns)].ne("").any(axis=1) for kind, (columns, _) in KINDS.items()}
    before = pd.DataFrame(
        {
            "row": range(len(old)),
            "name": old["Library name"],
            "authority": old["Local authority"],
            "address": old["Address 1"],
            "postcode": old["Postcode"],
            "is_open": old["Year closed"].eq(""),
            "closed": pd.to_numeric(old["Year closed"], errors="coerce"),
            "is_alone": old["Co-located"].str.lower().eq("no"),
        }
    )
    after = pd.DataFrame(
        {
            "row": range(len(new)),
            "name": new["name"],
            "authority": new["reporting"],
            "address": new["address1"],
            "postcode": new["postcode"],
            "is_open": ~new["operation_23"].str.lower().eq("closed"),
            "closed": pd.to_numeric(new["closed"], errors="coerce"),
            "opened": pd.to_numeric(new["opened"], errors="coerce"),
            "is_alone": ~new["co_located"].str.lower().eq("yes"),
            **kinds,
        }
    )
    return tuple(_placed(frame, postcodes) for frame in (before, after))


def _placed(frame, postcodes):
    code = frame["postcode"].str.upper().str.replace(" ", "")
    at = postcodes.reindex(code)
    return frame.assign(
        code=code,
        x=at["x"].to_numpy(),
        y=at["y"].to_numpy(),
        body=frame["authority"].map(_body),
        stem=frame["name"].map(stem),
    )


def find_moves(before, after):
    """Find the libraries that moved to a shared place, and say how many were left at each step.

    A library of 2019 that is said to share with nobody and one of 2023 that shares are one, of the same
    authority, if they have the same stem, or if the one closed in the year the other opened, give or take
    one; of several the nearest, at most 3 km away, or 1.5 km where only the years say so. It moved if the postcodes differ, their centres are
    100 m apart and the addresses name no street in common.

    Returns
    -------
    Funnel
        ``moves``: a row each with ``old_row`` and ``new_row`` (rows of the lists), ``is_since_2019``,
        the kinds it shares with, ``x`` and ``y`` of the new place, ``metres`` between the two.
    """
    kinds = list(KINDS)
    shared = after[after["is_open"] & ~after["is_alone"]]
    named = _by_name(before, after)
    changed = named[named["is_alone_old"] & ~named["is_alone_new"]]
    of_kind = changed[changed[kinds].any(axis=1)]
    other = of_kind[of_kind["code_old"] != of_kind["code_new"]]
    moves = _pairs(before[before["is_alone"]], shared[shared[kinds].any(axis=1)], after)
    was_open = set(before.loc[before["is_open"], "code"])
    moves["is_since_2019"] = before["is_open"].loc[moves["old"]].to_numpy() & ~moves["code"].isin(was_open)
    reopened = before["is_open"].loc[moves["old"]].to_numpy()
    moves = moves[moves["is_since_2019"] | ~reopened]
    steps = (
        ("libraries of 2019 and 2023 paired by authority and name", len(named)),
        ("of them shared with nobody in 2019 and share in 2023", len(changed)),
        ("of them with health, a school or a civic service", len(of_kind)),
        ("of them with another postcode", len(other)),
        (
            "moves since 2019, renamed libraries too, corrected postcodes not",
            int(moves["is_since_2019"].sum()),
        ),
        (
            "moves before 2019 (the old place stands closed in the lists)",
            int((~moves["is_since_2019"]).sum()),
        ),
    )
    return Funnel(steps, moves.reset_index(drop=True))


def _by_name(before, after):
    """Pair libraries by authority and name as they stand, leaving out names that stand twice."""
    key = ["council", "plain"]
    sides = []
    for frame in (before, after):
        told = frame.assign(council=frame["authority"].map(_council), plain=frame["name"].map(_plain))
        sides.append(told[~told.duplicated(key, keep=False)])
    pairs = sides[0].merge(sides[1], on=key, suffixes=("_old", "_new"))
    return pairs[pairs["is_open_old"] & pairs["is_open_new"]]


def _pairs(alone, shared, after):
    closed_since = after.loc[after["closed"].notna()].drop_duplicates(["body", "stem"])
    closed_since = closed_since.set_index(["body", "stem"])["closed"]
    rows = []
    for new in shared.itertuples():
        near = alone[(alone["body"] == new.body) & (alone["code"] != new.code)]
        metres = np.hypot(near["x"] - new.x, near["y"] - new.y)
        known = pd.Series(list(zip(near["body"], near["stem"], strict=True)), index=near.index)
        closed = near["closed"].fillna(known.map(closed_since))
        is_same = (near["stem"] == new.stem) & (near["stem"] != "")
        in_turn = ((closed - new.opened).abs() <= 1) & (metres <= FURTHEST_BY_YEAR_M)
        fits = (is_same | in_turn) & (metres >= NEAREST_M) & (metres <= FURTHEST_M)
        fits &= ~near["address"].map(lambda address, to=new.address: is_same_street(address, to))
        if fits.any():
            old = metres[fits].idxmin()
            rows.append(
                {
                    "old": old, "old_row": int(near.loc[old, "row"]), "new_row": new.row, "name": new.name,
                    "by": "name" if is_same[old] else "year", "x": new.x, "y": new.y,
                    "from": near.loc[old, "address"], "to": new.address, "metres": float(metres[old]), "code": new.code,
                    **{kind: bool(getattr(new, kind)) for kind in KINDS},
                }
            )  # fmt: skip
    return pd.DataFrame(rows).sort_values("metres").drop_duplicates("old").sort_values("old_row")
