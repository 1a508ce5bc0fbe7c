"""The labelled sets: which records, and which id is withheld as their truth."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from benchmarks.linking.measuring import Labelled
from benchmarks.linking.sources import Source, located, read_judgements, read_source, vague, withhold

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ESTIMATED", "SETS"]

#: Records of one number further apart than this are two properties or a slip, not one property.
FAR_APART_M = 400.0
_SHORTEST_UPRN = 7
#: Services that share a list or a waiting room.
_FAMILIES = {
    "hospital": "health", "clinic": "health", "gp-practice": "health", "mental-health": "health",
    "library": "library", "fire-station": "fire", "court": "court",
}  # fmt: skip


def osm_gias() -> Labelled:
    """Return public sites on the map of West Yorkshire against the two lists of schools, by URN."""
    source = read_source("leeds-city-region")
    assets = source.assets.set_index("asset_id", drop=False)
    truth = school_ids(assets)
    side = assets["register_id"].map(lambda r: "map" if r.startswith("osm-") else "list")
    is_side = assets["register_id"].str.startswith("osm-") | assets["register_id"].isin(
        ["schools", "schools-leeds"]
    )
    return withhold(
        source,
        "osm-gias",
        "Map of West Yorkshire × schools, by URN",
        truth=truth[is_side],
        side=side,
        labels=("osm-gias",),
    )


def osm_uprn() -> Labelled:
    """Return public sites on the map of West Yorkshire against whatever has their UPRN.

    A UPRN whose records lie far apart is a slip of one of them and says nothing, no more does one on
    several open schools.
    """
    source = read_source("leeds-city-region")
    assets = source.assets.set_index("asset_id", drop=False)
    side = assets["register_id"].map(lambda r: "map" if r.startswith("osm-") else "list")
    schools = assets[(assets["register_id"] == "schools-leeds") & (assets["status"] != "closed")]
    shared = schools["uprn"][schools["uprn"].duplicated(keep=False)]
    truth = _near_each_other(source, assets["uprn"].where(~assets["uprn"].isin(shared)))
    title = "Map of West Yorkshire × others, by UPRN"
    labelled = withhold(source, "osm-uprn", title, truth=truth, side=side, labels=("osm-gias",))
    known = set(truth.dropna().index)
    judged = {pair: word for pair, word in labelled.judged.items() if known.issuperset(pair)}
    return replace(labelled, judged=judged)


def osm_postcode() -> Labelled:
    """Return health, library, fire and court sites on the map against their lists, by postcode and service.

    The postcode is withheld from both: a unit postcode holds some fifteen addresses, seldom two of one
    service that are not one building. Lists without coordinates of their own take no part.
    """
    source = read_source("leeds-city-region")
    assets = source.assets.set_index("asset_id", drop=False)
    is_map = assets["register_id"].str.startswith("osm-")
    lists = ["nhs-hospitals", "nhs-clinics", "nhs-gp-practices", "libraries-2016", "fire", "courts"]
    family = assets["service"].map(_FAMILIES)
    is_full = assets["postcode"].fillna("").str.contains(" ")
    truth = (assets["postcode"] + " " + family).where((is_map | assets["register_id"].isin(lists)) & is_full)
    side = is_map.map({True: "map", False: "list"})
    seen = replace(source, assets=assets.reset_index(drop=True))
    return withhold(
        seen, "osm-postcode", "Map of West Yorkshire × lists of other services, by postcode", truth=truth, side=side,
        also=("postcode",), labels=("osm-postcode",),
    )  # fmt: skip


def libraries() -> Labelled:
    """Return the libraries of England in their lists of 2019, 2022 and 2023, by UPRN.

    Shorter numbers are local codes in the UPRN's column; a number whose records lie far apart is a slip
    or went along with a library that moved.
    """
    source = _part("national", lambda r: r.startswith("libraries-"))
    assets = source.assets.set_index("asset_id", drop=False)
    is_uprn = assets["uprn"].str.len().fillna(0) >= _SHORTEST_UPRN
    truth = _near_each_other(source, assets["uprn"].where(is_uprn))
    title = "Libraries of England 2019 × 2022 × 2023, by UPRN"
    return withhold(
        source, "libraries", title, truth=truth, side=assets["register_id"], labels=("libraries",)
    )


def outlines_nameless() -> Labelled:
    """Return outlines of library buildings against the libraries of Leeds City Region, by the outline's name.

    The name is withheld from the outline, so that only shape, place and service are left.
    """
    return _outlines(
        "outlines-nameless", "Library outlines without name × libraries, by name", also_blank=True
    )


def outlines() -> Labelled:
    """Return the same with the names left on: what a run sees. The truth is of one kind with the evidence."""
    return _outlines("outlines", "Library outlines × libraries, by name", also_blank=False)


def _outlines(name: str, title: str, *, also_blank: bool) -> Labelled:
    source = read_source("leeds-city-region")
    assets = source.assets.set_index("asset_id", drop=False)
    is_outline = assets["register_id"] == "library-outlines"
    is_library = assets["register_id"].isin(["libraries-2016", "libraries-2023"])
    truth = assets["name"].map(_plain_library_name).where(is_outline | is_library)
    truth = _near_each_other(source, truth)
    side = is_outline.map({True: "outline", False: "list"})
    seen = assets.reset_index(drop=True)
    if also_blank:
        seen["name"] = seen["name"].mask(is_outline.to_numpy())
    return withhold(replace(source, assets=seen), name, title, truth=truth, side=side, labels=("outlines",))


def outlines_england() -> Labelled:
    """Return outlines of library buildings against the libraries of England outside Leeds City Region, by name.

    Nobody looked at these while the linker was made. Places of libraries are their postcodes.
    """
    return _outlines_of_england(
        "outlines-england", "Library outlines × libraries of England, by name", with_name=True
    )


def outlines_england_nameless() -> Labelled:
    """Return the same, the outline's name withheld."""
    title = "Library outlines without name × libraries of England, by name"
    return _outlines_of_england("outlines-england-nameless", title, with_name=False)


def _outlines_of_england(name: str, title: str, *, with_name: bool) -> Labelled:
    source = _part(
        "national", lambda r: r.startswith("library-") or r in {"libraries-2022", "libraries-2023"}
    )
    seen_there = set(read_source("leeds-city-region").assets["postcode"].dropna())
    outlines_there = set(read_source("leeds-city-region").assets["reference"].dropna())
    assets = source.assets
    is_there = assets["postcode"].isin(seen_there) | assets["reference"].isin(outlines_there)
    assets = assets[~is_there].set_index("asset_id", drop=False)
    source = replace(source, assets=assets.reset_index(drop=True))
    is_outline = assets["register_id"] == "library-outlines"
    names = assets["name"].map(_plain_library_name)
    truth = _near_each_other(source, _by_place(source, names))
    side = is_outline.map({True: "outline", False: "list"})
    seen = source.assets
    if not with_name:
        seen = seen.assign(name=seen["name"].mask(is_outline.to_numpy()))
    labelled = withhold(replace(source, assets=seen), name, title, truth=truth, side=side)
    return replace(labelled, judged=_not_told(source, names, is_outline, truth))


def _not_told(
    source: Source, names: pd.Series, is_first: pd.Series, truth: pd.Series
) -> dict[tuple[str, str], str]:
    """Return the pairs near each other that their truth keeps apart, but cannot.

    Those whose names share a word, and those of which either has no partner of its own: a building is not
    always called after the library in it.
    """
    known = truth.dropna()
    has_partner = known.isin(set(known[is_first[known.index]])) & known.isin(
        set(known[~is_first[known.index]])
    )
    with_partner = set(known.index[has_partner])
    places = located(source, source.assets).set_index("subject_id")["geometry"].dropna()
    tree = shapely.STRtree(places.to_numpy())
    i, j = tree.query(places.to_numpy(), predicate="dwithin", distance=2 * FAR_APART_M)
    unclear = {}
    for a, b in zip(places.index[i], places.index[j], strict=True):
        if a < b and is_first[a] != is_first[b] and truth[a] != truth[b]:
            words = [set(str(names[x] or "").split()) for x in (a, b)]
            if words[0] & words[1] or a not in with_partner or b not in with_partner:
                unclear[a, b] = "unclear"
    return unclear


def fire_stations() -> Labelled:
    """Return fire stations in the two lists of the Home Office, by postcode, which is withheld from both.

    A postcode that a list has twice is that of a headquarters and says nothing; stations of one name with
    different postcodes are left out.
    """
    source = _part("national", lambda r: r.startswith("fire-"))
    assets = source.assets.set_index("asset_id", drop=False)
    is_full = assets["postcode"].fillna("").str.contains(" ")
    twice = assets.duplicated(["register_id", "postcode"], keep=False)
    truth = assets["postcode"].where(is_full & ~twice)
    names = assets["name"].str.casefold().str.replace(r"fire|rescue|station|stn|and|\W|\d", " ", regex=True)
    title = "Fire stations in two lists, by postcode"
    labelled = withhold(source, "fire", title, truth=truth, side=assets["register_id"], also=("postcode",))
    is_duty = assets["register_id"] == "fire-duty"
    return replace(labelled, judged=_not_told(source, names.str.strip(), is_duty, truth))


def leeds_sample() -> Labelled:
    """Return a sample of pairs that came together in Leeds City Region without an id in common, judged one by one.

    All ids are left in, as in a run. Drawn from the links of one state of the linker, up to twelve of each
    two kinds of list: it tells what is false among links, and nothing of what is missed.
    """
    source = read_source("leeds-city-region")
    ids = source.assets["asset_id"]
    own = pd.Series(ids.to_numpy(), index=pd.Index(ids.to_numpy()))
    places = located(source, source.assets)
    return Labelled(
        "leeds-sample", "Sample of links of Leeds City Region, ids left in", source.assets, places,
        truth=own.where(own.isna()), side=own, original=own, vague=vague(source.assets, places),
        judged=read_judgements("leeds-sample"),
    )  # fmt: skip


def neighbours() -> Labelled:
    """Return schools, health sites, libraries, fire stations and courts of England, each by itself.

    Only pairs of two kinds count, and all as two properties, which a few are not: for what is usual among
    neighbours, not for precision.
    """
    left_out = {"libraries-2019", "libraries-2022", "library-outlines", "fire-duty", "nhs-trusts"}
    source = _part("national", lambda r: r not in left_out)
    assets = source.assets.set_index("asset_id", drop=False)
    families = _FAMILIES | {
        "pharmacy": "health",
        "school": "school",
        "nursery": "school",
        "college": "school",
    }
    title = "Neighbours of two kinds in England, by row"
    truth = assets["asset_id"].where(assets["service"].isin(set(families)))
    return withhold(source, "neighbours", title, truth=truth, side=assets["service"].map(families))


def _by_place(source: Source, names: pd.Series) -> pd.Series:
    """Return a name with the square of ten kilometres it is in, so that one name in two counties is two."""
    places = located(source, source.assets).set_index("subject_id")["geometry"].reindex(names.index).centroid
    square = (places.x // 10_000).astype(str) + " " + (places.y // 10_000).astype(str)
    return (names + " " + square).where(places.notna())


def _plain_library_name(name: object) -> str | None:
    words = re.findall(r"[a-z]+", str(name).casefold().replace("'", "")) if isinstance(name, str) else []
    telling = [
        word
        for word in words
        if word not in {"library", "the", "and", "community", "public", "branch", "hub"}
    ]
    return " ".join(telling) or None


def _near_each_other(source: Source, truth: pd.Series) -> pd.Series:
    """Take away the ids whose records do not all lie near each other."""
    places = located(source, source.assets).set_index("subject_id")
    placed = truth.dropna()
    centre = places["geometry"].reindex(placed.index).centroid
    frame = pd.DataFrame({"truth": placed, "x": centre.x, "y": centre.y})
    spread = frame.groupby("truth")[["x", "y"]].agg(np.ptp).max(axis=1)
    return truth.where(~truth.isin(spread.index[spread > FAR_APART_M]))


def _part(name: str, of: Callable[[str], bool]) -> Source:
    """Return an estate with some of its registers only."""
    source = read_source(name)
    return replace(source, assets=source.assets[source.assets["register_id"].map(of)].reset_index(drop=True))


def school_ids(assets: pd.DataFrame) -> pd.Series:
    """Return one id for all schools that one property has been, as far as numbers tell.

    A school that becomes an academy gets a new URN and mostly keeps the number its authority knows it by.
    A closed school is of the property of the open one that has its UPRN, where they do not lie far apart;
    a UPRN on several open schools says nothing.
    """
    have = assets[assets["urn"].notna()]
    number = pd.Series([_establishment_number(row) for row in have["source_values"]], index=have.index)
    keys = [have["urn"], number.fillna("urn " + have["urn"]), _heir(have).fillna(have["urn"])]
    codes, names = pd.factorize(pd.concat(keys))
    size, rows = len(names), len(have)
    urns, others = np.tile(codes[:rows], 2), codes[rows:]
    graph = coo_matrix((np.ones(2 * rows), (urns, others)), shape=(size, size))
    label = connected_components(graph, directed=False)[1]
    return pd.Series([f"school {n}" for n in label[codes[:rows]]], index=have.index).reindex(assets.index)


def _heir(schools: pd.DataFrame) -> pd.Series:
    """Return the URN of the one open school that has a closed one's UPRN, near it."""
    listed = schools[schools["uprn"].notna() & ~schools["register_id"].str.startswith("osm-")]
    is_open = listed["status"] != "closed"
    one = listed[is_open].drop_duplicates("uprn", keep=False).set_index("uprn")
    closed = listed[~is_open & listed["uprn"].isin(one.index)]
    heirs = one.loc[closed["uprn"]]
    metres = np.hypot(
        closed["x_read"].to_numpy() - heirs["x_read"].to_numpy(),
        closed["y_read"].to_numpy() - heirs["y_read"].to_numpy(),
    )
    found = pd.Series(heirs["urn"].to_numpy(object), index=closed.index)[metres <= FAR_APART_M]
    return found.reindex(schools.index)


def _establishment_number(row: str) -> str | None:
    values = json.loads(row)
    authority = values.get("LA (code)") or values.get("la_code")
    number = values.get("EstablishmentNumber") or values.get("establishment_number")
    return f"{authority}/{number}" if authority and number else None


SETS: dict[str, Callable[[], Labelled]] = {
    "osm-gias": osm_gias,
    "osm-uprn": osm_uprn,
    "osm-postcode": osm_postcode,
    "libraries": libraries,
    "outlines-nameless": outlines_nameless,
    "outlines": outlines,
    "outlines-england": outlines_england,
    "outlines-england-nameless": outlines_england_nameless,
    "fire": fire_stations,
    "leeds-sample": leeds_sample,
}
#: Sets of which only estimates are made.
ESTIMATED = {"neighbours": neighbours}
