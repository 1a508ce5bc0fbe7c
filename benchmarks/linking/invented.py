"""Invented records of invented properties, clustered like a country, with the noise registers have.

Nothing of it is real. The same seed gives the same records.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from totalcapital.tables import ASSETS, LOCATIONS

__all__ = ["invent"]

_FIRST = """ash oak thorn elm birch stone wood high low kirk hol brad west east north south mill bridge church
king queen bishop fox hare swan lark raven clay sand marsh heath brook ford spring well white black red green
long broad wick hamp net old new great alder byl cor dar ed fen gor hal ink jar kel lin mar nor orm pem""".split()
_LAST = "ton field ley by ham worth wick thorpe ford bury stead combe gate dale shaw hurst brook don mere wold".split()
_STREETS = (
    "High Station Church Park Mill Victoria Albert Green School Manor Queen King North South York".split()
)
_WAYS = "Street Road Lane Avenue Close Drive Way".split()
#: Kind of place as the name ends, its service, how common.
_KINDS = [
    ("Primary School", "school", 22), ("Infant School", "school", 5), ("Junior School", "school", 5),
    ("High School", "school", 7), ("Library", "library", 5), ("Surgery", "gp-practice", 10),
    ("Health Centre", "clinic", 8), ("Hospital", "hospital", 2), ("Community Centre", "community-centre", 9),
    ("Depot", "depot", 3), ("House", "office", 7), ("Fire Station", "fire-station", 2), ("Police Station", "police-station", 2),
    ("Leisure Centre", "leisure", 4), ("Car Park", "car-park", 4), ("Recreation Ground", "sports-ground", 5),
]  # fmt: skip
_NAMES_SHORT = [
    ("Primary School", "Primary Sch"), ("Community Centre", "Comm Ctr"), ("Centre", "Ctr"), ("School", "Academy"),
    ("Surgery", "Medical Practice"), ("Station", "Stn"),
]  # fmt: skip
_WAYS_SHORT = [("Street", "St"), ("Road", "Rd"), ("Avenue", "Ave"), ("Lane", "Ln"), ("Close", "Cl")]
_TOWNS = 1200
_SPREAD_M = 1800.0


def invent(records: int, seed: int) -> tuple[pd.DataFrame, gpd.GeoDataFrame, pd.Series]:
    """Return assets, their locations, and the true property of each record.

    Properties lie in towns of very different size; a tenth have a neighbour of the same stem and street
    (infants beside juniors). A property has one to four records, each in a register of its own, with
    names shortened, misspelt or missing, numbers left out, and places off by metres or by a postcode.
    """
    chance = np.random.default_rng(seed)
    properties = _properties(int(records / 1.9), chance)
    of = _spread_over(len(properties), records, chance)
    seen = properties.iloc[of].reset_index(drop=True)
    copy = pd.Series(of).groupby(of).cumcount().to_numpy()
    by_postcode = chance.random(records) < 0.3
    shift = chance.normal(0, 9, (records, 2))
    corner = np.floor(seen[["x", "y"]].to_numpy() / 150) * 150 + 75
    at = np.where(by_postcode[:, None], corner, seen[["x", "y"]].to_numpy() + shift)
    names = [_noisy(name, _NAMES_SHORT, chance) for name in seen["name"]]
    assets = pd.DataFrame(
        {
            "asset_id": [f"a{n:07d}" for n in chance.permutation(records)],
            "register_id": [f"register-{(n + c) % 12:02d}" for n, c in zip(of, copy, strict=True)],
            "source_file": "invented.csv",
            "source_row": np.arange(records) + 2,
            "agency_id": [f"agency-{(n // 3 + c) % 40:02d}" for n, c in zip(of, copy, strict=True)],
            "role": "occupier",
            "status": "operational",
            "sensitivity": "open",
            "source_values": "{}",
            "name": np.where(chance.random(records) < 0.04, None, np.array(names, dtype=object)),
            "address": [_noisy(a, _WAYS_SHORT, chance) for a in seen["address"]],
            "postcode": np.where(chance.random(records) < 0.1, None, seen["postcode"].to_numpy(object)),
            "uprn": np.where(chance.random(records) < 0.3, seen["uprn"].to_numpy(object), None),
            "service": np.where(chance.random(records) < 0.15, None, seen["service"].to_numpy(object)),
        }
    )
    locations = gpd.GeoDataFrame(
        {
            "subject_id": assets["asset_id"],
            "method": np.where(by_postcode, "postcode", "coordinates"),
            "accuracy_m": np.where(by_postcode, 100.0, 25.0),
            "evidence": "invented",
        },
        geometry=shapely.points(at),
        crs="EPSG:27700",
    )
    truth = pd.Series(of, index=assets["asset_id"])
    return ASSETS.conform(assets), LOCATIONS.conform(locations, crs="EPSG:27700"), truth


def _properties(count: int, chance: np.random.Generator) -> pd.DataFrame:
    """Return distinct properties: place, name, address, postcode, UPRN, service."""
    centres = chance.uniform([100_000, 50_000], [650_000, 650_000], (_TOWNS, 2))
    weight = chance.pareto(1.1, _TOWNS) + 0.2
    town = chance.choice(_TOWNS, count, p=weight / weight.sum())
    at = centres[town] + chance.normal(0, 1, (count, 2)) * _SPREAD_M * (weight[town, None] ** 0.35)
    stem = [f"{a}{b}".capitalize() for a in _FIRST for b in _LAST]
    named = chance.integers(0, len(stem), count)
    kind = chance.choice(len(_KINDS), count, p=np.array([k[2] for k in _KINDS]) / sum(k[2] for k in _KINDS))
    street = chance.integers(0, len(_STREETS) * len(_WAYS), count)
    number = chance.integers(1, 200, count)
    beside = chance.random(count) < 0.1  # the one after it shares stem, street and postcode
    for column in (named, street, at):
        column[1:][beside[1:]] = column[:-1][beside[1:]]
    at[1:][beside[1:]] += chance.uniform(25, 70, (int(beside[1:].sum()), 2))
    ways = [f"{a} {b}" for a in _STREETS for b in _WAYS]
    cell = np.floor(at / 150).astype(int)
    return pd.DataFrame(
        {
            "x": at[:, 0],
            "y": at[:, 1],
            "name": [f"{stem[n]} {_KINDS[k][0]}" for n, k in zip(named, kind, strict=True)],
            "service": [_KINDS[k][1] for k in kind],
            "address": [f"{n} {ways[s]}, Town {t}" for n, s, t in zip(number, street, town, strict=True)],
            "postcode": [_postcode(a, b) for a, b in cell],
            "uprn": [str(10_000_000 + n) for n in range(count)],
        }
    )


def _postcode(east: int, north: int) -> str:
    """Return a code in the form of a postcode, one for each square of 150 m."""
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    unit = letters[north % 20] + letters[(north // 20) % 20]
    area = letters[(east // 100) % 20] + letters[(north // 400) % 20]
    return f"{area}{(east // 10) % 10} {east % 10}{unit}"


def _spread_over(count: int, records: int, chance: np.random.Generator) -> np.ndarray:
    """Return the property of each record: each has one, the rest fall by chance, four at most."""
    extra = chance.permutation(np.repeat(np.arange(count), chance.integers(0, 4, count)))
    return np.sort(np.concatenate([np.arange(count), extra])[:records])


def _noisy(text: str, short: list[tuple[str, str]], chance: np.random.Generator) -> str:
    """Return a text as another agency would write it: shortened, with a letter left out, in capitals."""
    luck = chance.random()
    if luck < 0.25:
        for whole, part in short:
            if whole in text:
                return text.replace(whole, part, 1)
    if luck < 0.29:
        n = int(chance.integers(1, len(text) - 1))
        return text[:n] + text[n + 1 :]
    if luck < 0.37:
        return text.upper()
    return text
