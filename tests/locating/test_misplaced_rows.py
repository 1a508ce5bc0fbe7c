"""Rows of a register that are not where they say: planted by the thousand, and all found."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from totalcapital.crs import project_points
from totalcapital.locating import locate
from totalcapital.tables import ASSETS, PROJECTS

BNG = "EPSG:27700"
#: A county of the east of England, off the diagonal of the grid.
HOME = shapely.Polygon(
    [(520_500, 240_700), (561_300, 236_200), (568_900, 262_400), (549_800, 312_600), (508_700, 305_300), (512_100, 262_900)]
)  # fmt: skip
KINDS = {
    "swapped": {"coordinates-swapped"},
    "degrees": {"coordinates-in-degrees"},
    "degrees swapped": {"coordinates-in-degrees"},
    "kilometres": {"coordinates-in-kilometres"},
    "web mercator": {"coordinates-web-mercator"},
    "utm": {"coordinates-utm"},
    "irish grid": {"coordinates-irish-grid"},
    "irish transverse mercator": {"coordinates-irish-grid"},
    "nought": {"coordinates-placeholder"},
    "ones": {"coordinates-placeholder"},
    "easting twice": {"coordinates-placeholder"},
    "corner": {"coordinates-grid-corner"},
    "digit missing": {"coordinates-digits"},
    "digit too many": {"coordinates-digits"},
    "infinite": {"coordinates-outside"},
    "one of two": {"coordinates-incomplete"},
    "lon 181": {"coordinates-outside", "coordinates-in-kilometres"},
    "elsewhere": {"outside-own-area", "coordinates-disagree"},
    "town hall": {"point-shared"},
    "abroad": {"coordinates-outside"},
}
SYSTEMS = {
    "degrees": "EPSG:4326", "degrees swapped": "EPSG:4326", "web mercator": "EPSG:3857", "utm": "EPSG:32630",
    "irish grid": "EPSG:29902", "irish transverse mercator": "EPSG:2157",
}  # fmt: skip
TOWN_HALL = (545_123.0, 258_456.0)


def places(count, rng):
    """Return points within the county, to the decimetre."""
    found = np.empty((0, 2))
    west, south, east, north = HOME.bounds
    while len(found) < count:
        tried = np.round(np.column_stack([rng.uniform(west, east, 4000), rng.uniform(south, north, 4000)]), 1)
        found = np.vstack([found, tried[shapely.contains_xy(HOME, *tried.T)]])
    return found[:count]


def spoil(kind, x, y, rng):
    """Return two numbers as a faulty register has them."""
    if kind in SYSTEMS:
        a, b = (v[0] for v in project_points(np.array([x]), np.array([y]), source=BNG, target=SYSTEMS[kind]))
        return (b, a) if kind.endswith("swapped") else (a, b)
    if kind == "elsewhere":
        while HOME.distance(shapely.Point(x, y)) < 25_000:
            x, y = rng.uniform(260_000, 620_000), rng.uniform(100_000, 620_000)
        return round(x, 1), round(y, 1)
    return {
        "swapped": (y, x), "kilometres": (x / 1000, y / 1000), "nought": (0.0, 0.0), "ones": (1.0, 1.0),
        "easting twice": (x, x), "corner": (x // 1e4 * 1e4, y // 1e4 * 1e4), "digit missing": (float(str(x)[:3] + str(x)[4:]), y),
        "digit too many": (x, float(str(y)[:3] + "7" + str(y)[3:])), "infinite": (np.inf, y), "one of two": (x, np.nan),
        "lon 181": (181.0, 52.2), "town hall": TOWN_HALL, "abroad": (x, -y),
    }[kind]  # fmt: skip


def register(count, kinds, *, seed, with_codes):
    """Return a register with so many rows of each kind among its good ones, its kinds, and the postcodes."""
    rng = np.random.default_rng(seed)
    truth = places(count, rng)
    planted = np.array(["good"] * (count - len(kinds)) + list(kinds), dtype=object)
    rng.shuffle(planted)
    read = [
        (x, y) if kind == "good" else spoil(kind, x, y, rng)
        for kind, (x, y) in zip(planted, truth, strict=True)
    ]
    # every third row has a postcode of its own that lies some 60 m off
    coded = (np.arange(count) % 3 == 0) if with_codes else np.zeros(count, dtype=bool)
    codes = [
        f"CB{n // 400 % 90 + 1} {n % 9 + 1}{chr(65 + n // 20 % 20)}{chr(65 + n % 20)}" for n in range(count)
    ]
    frame = pd.DataFrame(
        {
            "asset_id": [f"r:{n:05d}" for n in range(count)], "register_id": "r", "source_file": "r.csv",
            "source_row": range(2, count + 2), "role": "owner", "status": "unknown", "sensitivity": "open",
            "source_values": "{}", "crs_read": BNG, "x_read": [p[0] for p in read], "y_read": [p[1] for p in read],
            "name": [f"{'Oak Elm Ash Yew Fir'.split()[n % 5]} House {'abcdefghij'[n // 5 % 10] * 3}{'klmnopqrst'[n // 50 % 10] * 2}" for n in range(count)],
            "postcode": [code if has else None for code, has in zip(codes, coded, strict=True)],
        }
    )  # fmt: skip
    table = pd.DataFrame(
        {"postcode": [c.replace(" ", "") for c in codes], "x": truth[:, 0] + 40, "y": truth[:, 1] - 45}
    )
    return ASSETS.conform(frame), planted, truth, table[coded].drop_duplicates("postcode").assign(crs=BNG)


@pytest.mark.parametrize("with_codes", [False, True], ids=["coordinates alone", "postcodes on a third"])
def test_of_a_thousand_planted_faults_ninety_nine_in_a_hundred_are_flagged_and_none_is_placed_away_unsaid(
    with_codes,
):
    kinds = [kind for kind in KINDS for _ in range(50)]
    assert len(kinds) == 1000
    assets, planted, truth, postcodes = register(4000, kinds, seed=20_261_123, with_codes=with_codes)
    result = locate(assets, PROJECTS.empty(), postcodes=postcodes, homes={"r": HOME}, crs=BNG)
    said = result.issues.dropna(subset=["source_row"]).groupby("source_row")["code"].agg(set)
    flags = [said.get(row, set()) - {"postcode-not-found"} for row in range(2, 4002)]
    right = [bool(flags[n] & KINDS[kind]) for n, kind in enumerate(planted) if kind != "good"]
    assert np.mean(right) >= 0.99
    missed = [(kind, flags[n]) for n, kind in enumerate(planted) if kind != "good" and not flags[n]]
    assert len(missed) <= 10, missed[:10]
    wrongly = [flags[n] for n, kind in enumerate(planted) if kind == "good" and flags[n]]
    assert len(wrongly) <= 3, wrongly
    placed = result.locations.set_index("subject_id").loc[assets["asset_id"]].geometry
    away = placed.notna().to_numpy() & ~shapely.dwithin(HOME, placed.to_numpy(), 2000)
    assert all(flags[n] for n in np.flatnonzero(away))
    # what is recognised is not used: every placed row but those elsewhere stands within reach of the truth
    apart = np.hypot(placed.x - truth[:, 0], placed.y - truth[:, 1]).to_numpy()
    used = placed.notna().to_numpy() & (planted != "elsewhere")
    assert (apart[used] > 150).sum() <= 10


def test_of_a_register_without_an_area_its_own_spread_tells_what_is_out_of_place():
    kinds = [
        kind for kind in ("swapped", "degrees", "irish grid", "web mercator", "kilometres") for _ in range(20)
    ]
    assets, planted, _, _ = register(1000, kinds, seed=5, with_codes=False)
    empty = pd.DataFrame({"postcode": [], "x": [], "y": [], "crs": []})
    result = locate(assets, PROJECTS.empty(), postcodes=empty, homes={}, crs=BNG)
    said = result.issues.dropna(subset=["source_row"]).groupby("source_row")["code"].agg(set)
    flags = [said.get(row, set()) for row in range(2, 1002)]
    assert np.mean([bool(flags[n] & KINDS[kind]) for n, kind in enumerate(planted) if kind != "good"]) >= 0.99
    assert sum(bool(flags[n]) for n, kind in enumerate(planted) if kind == "good") <= 1


def test_a_register_whose_every_row_is_faulty_is_accounted_for_to_the_last_row():
    assets, _, _, _ = register(2500, ["nought"] * 2500, seed=1, with_codes=False)
    empty = pd.DataFrame({"postcode": [], "x": [], "y": [], "crs": []})
    result = locate(assets, PROJECTS.empty(), postcodes=empty, homes={"r": HOME}, crs=BNG)
    said = result.issues[result.issues["code"] == "coordinates-placeholder"]
    assert len(said) == 1001  # a thousand by name, the rest in one line
    assert said["rows_count"].sum() == 2500
    rest = said[said["rows_count"] > 1].iloc[0]
    assert (rest["rows_count"], rest["source_row"]) == (1500, 1002)
