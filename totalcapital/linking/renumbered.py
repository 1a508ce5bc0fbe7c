"""Which records of an earlier edition are which now, though an agency gave them other references."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from rapidfuzz import fuzz
from scipy.spatial import cKDTree

from totalcapital.linking.linkage import link
from totalcapital.resources import geodata
from totalcapital.tables import STAKE_COLUMNS
from totalcapital.tables.codes import DISTANCE_METHODS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["MATCH_COLUMNS", "bounds", "match_records", "words_of"]

#: One row for each record found again. Rule alone: no weight and no probability.
MATCH_COLUMNS: Final = ("asset_id", "before_id", "register_id", "weight", "probability", "evidence")
#: What a record says of its property. Role and sensitivity are set by the estate file as often as not.
_SAID: Final = tuple(column.name for column in STAKE_COLUMNS if column.name not in {"role", "sensitivity"})
_IDENTIFIERS: Final = ("uprn", "urn", "ods_code")
_BEFORE, _NOW = "before/", "now/"


def match_records(
    before: pd.DataFrame,
    before_locations: gpd.GeoDataFrame,
    now: pd.DataFrame,
    locations: gpd.GeoDataFrame,
    *,
    registers: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Find the records of an earlier edition among those of now, one to one, register by register.

    In this order: the same id and words; the same words at the same place under another id; the same id,
    unless name, postcode and place all differ; one name, or one that holds the other, with one postcode
    or place; and what linking takes for one property, the surest first, ties by id. The order of rows
    does not matter.

    Parameters
    ----------
    before, now
        ``assets``, of which the earlier one may lack columns; or projects in the form of assets.
    before_locations, locations
        Their places, in one CRS in metres.
    registers
        Register id before to register id now, where it is another.

    Returns
    -------
    DataFrame
        ``MATCH_COLUMNS``, sorted by ``asset_id``; each id at most once on either side.
    """
    old, new = _side(before, before_locations, registers or {}), _side(now, locations, {})
    found: list[pd.DataFrame] = []
    for rule in _RULES:
        pairs = rule(old, new)
        found.append(pairs)
        old = old[~old["asset_id"].isin(pairs["before_id"])]
        new = new[~new["asset_id"].isin(pairs["asset_id"])]
    found.append(_linked(old, new, before, now, crs=locations.crs))
    filled = [pairs for pairs in found if len(pairs)]
    if not filled:
        return pd.DataFrame(columns=list(MATCH_COLUMNS))
    together = pd.concat([pairs.astype({"weight": float, "probability": float}) for pairs in filled])
    matched = together.merge(now[["asset_id", "register_id"]], on="asset_id", validate="one_to_one")
    return matched[list(MATCH_COLUMNS)].sort_values("asset_id", ignore_index=True)


def _side(assets: pd.DataFrame, locations: gpd.GeoDataFrame, registers: Mapping[str, str]) -> pd.DataFrame:
    """Return what matching asks of each record, sorted by id."""
    records = assets.sort_values("asset_id", ignore_index=True)
    at = locations.set_index("subject_id").reindex(records["asset_id"])
    is_fine = at["method"].isin(DISTANCE_METHODS).to_numpy(bool) & at.geometry.notna().to_numpy(bool)
    points = np.full((len(records), 2), np.nan)
    shapes = at.geometry.to_numpy()
    points[is_fine] = shapely.get_coordinates(shapely.centroid(shapes[is_fine]))
    register = records["register_id"].replace(dict(registers))
    own = records["asset_id"].str.split(":", n=1).str[1].fillna(records["asset_id"])
    return pd.DataFrame(
        {
            "asset_id": records["asset_id"],
            "register": register,
            "key": register + ":" + own,
            "words": words_of(records).to_numpy(),
            "name": records["name"],
            "plain": records["name"].str.casefold().str.replace(r"[\W_]+", "", regex=True),
            "postcode": records["postcode"],
            **{name: records[name] for name in _IDENTIFIERS},
            "is_telling": records["name"].notna()
            & records[["postcode", "address", "uprn"]].notna().any(axis=1),
            "method": at["method"].to_numpy(object),
            "shape": shapes,
            "x": points[:, 0],
            "y": points[:, 1],
            "accuracy_m": at["accuracy_m"].to_numpy(float),
        }
    )


def words_of(records: pd.DataFrame) -> pd.Series:
    """Return a number for all that each record says, its reference, row and coordinates left out."""
    said = pd.DataFrame(index=records.index)
    for name in _SAID:
        column = (
            records[name] if name in records.columns else pd.Series(None, index=records.index, dtype=object)
        )
        said[name] = pd.Categorical(column.astype(object).where(column.notna(), "\0").astype(str))
    return pd.util.hash_pandas_object(said, index=False)


def _pairs(old: pd.DataFrame, new: pd.DataFrame, words: str) -> pd.DataFrame:
    """Return two columns of records, row by row one record, in the form of matches."""
    return pd.DataFrame(
        {
            "asset_id": new["asset_id"].to_numpy(object),
            "before_id": old["asset_id"].to_numpy(object),
            "weight": np.nan,
            "probability": np.nan,
            "evidence": words,
        }
    )


def _joined(old: pd.DataFrame, new: pd.DataFrame, keys: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of both sides whose keys are given and stand once on each, in one order."""
    left, right = (
        side.dropna(subset=keys).drop_duplicates(keys, keep=False).set_index(keys) for side in (old, new)
    )
    both = left.index.intersection(right.index).sort_values()
    return left.loc[both].reset_index(), right.loc[both].reset_index()


def _apart_m(old: pd.DataFrame, new: pd.DataFrame) -> NDArray[np.float64]:
    """Return how far each two lie apart beyond both accuracies; not a number where one has no place."""
    metres = shapely.distance(old["shape"].to_numpy(object), new["shape"].to_numpy(object))
    fine = old["x"].notna().to_numpy(bool) & new["x"].notna().to_numpy(bool)
    slack = old["accuracy_m"].fillna(0.0).to_numpy(float) + new["accuracy_m"].fillna(0.0).to_numpy(float)
    return np.where(fine, np.maximum(metres - slack, 0.0), np.nan)


def _same_id_and_words(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Pair records of one id and the same words, unless they lie apart: numbers of two alike may be exchanged."""
    left, right = _joined(old, new, ["key", "words"])
    near = ~(_apart_m(left, right) > 0.0)
    return _pairs(left[near], right[near], "same reference")


def _same_words_elsewhere(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Pair records under other ids that alone say the same, with a name and something beside it."""
    left, right = _joined(old[old["is_telling"]], new[new["is_telling"]], ["register", "words"])
    near = ~(_apart_m(left, right) > bounds()["same_name"]["apart_m"])
    return _pairs(left[near], right[near], "says the same under another reference")


def _same_id(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Pair records of one id, unless the id was given to another property."""
    left, right = _joined(old, new, ["key"])
    limit = bounds()["same_reference"]
    far = _apart_m(left, right) > limit["apart_m"]
    other_postcode = (
        (left["postcode"] != right["postcode"]) & left["postcode"].notna() & right["postcode"].notna()
    )
    placed = left["x"].notna() & right["x"].notna()
    coded = left["postcode"].notna() & right["postcode"].notna()
    differs = (far | ~placed) & (other_postcode | ~coded) & (placed | coded)
    for name in _IDENTIFIERS:
        differs &= ~(left[name] == right[name]).fillna(value=False).astype(bool)
    rows = np.flatnonzero(differs & left["name"].notna() & right["name"].notna())
    alike = np.ones(len(left), dtype=bool)
    for row in rows:
        similar = fuzz.token_sort_ratio(left["name"].iloc[row].casefold(), right["name"].iloc[row].casefold())
        alike[row] = similar >= limit["name_similarity"]
    return _pairs(left[alike], right[alike], "same reference")


def _same_words_nearby(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Pair records of the same words, each the nearest of the other: parcels that say only where they are."""
    return _nearest_to_each_other(*_of_same_words(old[old["x"].notna()], new[new["x"].notna()]))


def _same_words_unplaced(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Pair records of the same words without a place, in the order of their ids."""
    left, right = (
        side.assign(nth=side.groupby("group").cumcount())
        for side in _of_same_words(old[old["x"].isna()], new[new["x"].isna()])
    )
    return _pairs(*_joined(left, right, ["group", "nth"]), "says the same under another reference")


def _of_same_words(old: pd.DataFrame, new: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the records whose words stand in their register on both sides, with ``group``, in the order of ids."""
    keys = ["register", "words"]
    sides = [
        one.merge(other[keys].drop_duplicates(), on=keys).sort_values("asset_id", ignore_index=True)
        for one, other in ((old, new), (new, old))
    ]
    together = pd.concat([side[keys] for side in sides])
    group = together.groupby(keys, sort=True).ngroup().to_numpy()
    size = len(sides[0])
    return sides[0].assign(group=group[:size]), sides[1].assign(group=group[size:])


def _nearest_to_each_other(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Pair points of one group that are each the other's nearest and lie within both accuracies."""
    if left.empty or right.empty:
        return _pairs(left.head(0), right.head(0), "")
    apart = 1e8  # further than any two places: points of different groups are never nearest
    points = [
        np.column_stack([side["x"], side["y"], side["group"] * apart]).astype(float) for side in (left, right)
    ]
    there = cKDTree(points[1]).query(points[0])[1]
    back = cKDTree(points[0]).query(points[1])[1]
    mutual = np.flatnonzero(back[there] == np.arange(len(left)))
    pairs = left.iloc[mutual].reset_index(drop=True), right.iloc[there[mutual]].reset_index(drop=True)
    same = (pairs[0]["group"] == pairs[1]["group"]).to_numpy(bool)
    same = same & ~(_apart_m(*pairs) > bounds()["same_name"]["apart_m"])
    return _pairs(pairs[0][same], pairs[1][same], "says the same at the same place under another reference")


def _same_name(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Pair one record gone and one new of the same name, where postcode or place agree and nothing speaks against."""
    left, right = _joined(old, new, ["register", "plain"])
    limit, apart = bounds()["same_name"], _apart_m(left, right)
    placed = np.isfinite(apart)
    coded = (left["postcode"].notna() & right["postcode"].notna()).to_numpy(bool)
    same_postcode = coded & (left["postcode"] == right["postcode"]).to_numpy(bool) & ~(apart > limit["far_m"])
    near = placed & (apart <= limit["apart_m"])
    agree = (same_postcode | near | (~placed & ~coded)) & ~_other_identifier(left, right)
    return _pairs(left[agree], right[agree], "same name and place under another reference")


def _same_postcode(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Pair the one record gone and the one new of a postcode, where one's name holds all words of the other's."""
    full = [side[side["postcode"].str.contains(" ", na=False) & side["name"].notna()] for side in (old, new)]
    left, right = _joined(full[0], full[1], ["register", "postcode"])
    agree = ~(_apart_m(left, right) > bounds()["same_name"]["far_m"]) & ~_other_identifier(left, right)
    for row in np.flatnonzero(agree):
        names = (_words(left["name"].iloc[row]), _words(right["name"].iloc[row]))
        agree[row] = bool(names[0]) and bool(names[1]) and (names[0] <= names[1] or names[1] <= names[0])
    return _pairs(
        left[agree], right[agree], "same postcode, and one name holds the other, under another reference"
    )


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", name.casefold()))


def _other_identifier(left: pd.DataFrame, right: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell the pairs of which an identifier is given on both sides and differs."""
    against = np.zeros(len(left), dtype=bool)
    for name in _IDENTIFIERS:
        both = left[name].notna() & right[name].notna()
        against |= (both & (left[name] != right[name])).to_numpy(bool)
    return against


#: In the order in which they are tried; linking comes after them.
_RULES: Final = (
    _same_id_and_words, _same_words_elsewhere, _same_words_nearby, _same_id, _same_words_unplaced, _same_name,
    _same_postcode,
)  # fmt: skip


def _linked(
    old: pd.DataFrame, new: pd.DataFrame, before: pd.DataFrame, now: pd.DataFrame, *, crs: Any
) -> pd.DataFrame:
    """Pair what linking takes for one property: the surest first, then by id.

    References are taken out and the two sides made two registers, so that other references in one
    register do not speak against it.
    """
    shared = set(old["register"]) & set(new["register"])
    old, new = old[old["register"].isin(shared)], new[new["register"].isin(shared)]
    empty = _pairs(old.head(0), new.head(0), "")
    if old.empty or new.empty:
        return empty
    sides = [_as_linked(old, before, _BEFORE), _as_linked(new, now, _NOW)]
    assets = pd.concat([side[0] for side in sides], ignore_index=True)
    places = gpd.GeoDataFrame(
        pd.concat([side[1] for side in sides], ignore_index=True), geometry="geometry", crs=crs
    )
    links = link(assets, places).links
    links = links[links["relation"].isin(["same-record", "same-building"])]
    links = links[links["probability"] >= bounds()["linked"]["probability"]]
    low, high = links["asset_id"], links["other_asset_id"]
    across = links[low.str.startswith(_BEFORE) & high.str.startswith(_NOW)]
    pairs = across.assign(
        before_id=across["asset_id"].str.removeprefix(_BEFORE),
        asset_id=across["other_asset_id"].str.removeprefix(_NOW),
    )
    was, is_ = (side.set_index("asset_id")["register"] for side in (old, new))
    pairs = pairs[(pairs["before_id"].map(was) == pairs["asset_id"].map(is_)).to_numpy(bool)]
    return _one_to_one(pairs, before, now) if len(pairs) else empty


def _as_linked(side: pd.DataFrame, assets: pd.DataFrame, prefix: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return records and places as linking wants them, under prefixed ids and without references."""
    records = assets.set_index("asset_id", drop=False).loc[side["asset_id"]].reset_index(drop=True)
    records = records.assign(
        asset_id=prefix + records["asset_id"],
        register_id=prefix + side["register"].to_numpy(object),
        reference=None,
    )
    fine = side["x"].notna().to_numpy(bool)
    places = pd.DataFrame(
        {
            "subject_id": records["asset_id"],
            "method": np.where(fine, side["method"].to_numpy(object), "none"),
            "accuracy_m": side["accuracy_m"].to_numpy(float),
            "evidence": "",
            "geometry": list(side["shape"].where(fine, None)),
        }
    )
    return records, places


def _one_to_one(pairs: pd.DataFrame, before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return the surest pairs, each record in one of them; of equally sure ones those that say more of the same."""
    names = [name for name in _SAID if name in before.columns]
    one, other = (
        frame.set_index("asset_id").loc[ids, names].astype(object)
        for frame, ids in ((before, pairs["before_id"]), (now, pairs["asset_id"]))
    )
    same = one.astype(str).to_numpy() == other.astype(str).to_numpy()
    agree = (same & one.notna().to_numpy() & other.notna().to_numpy()).sum(axis=1)
    ordered = pairs.assign(agree=agree).sort_values(
        ["weight", "agree", "before_id", "asset_id"], ascending=[False, False, True, True]
    )
    used: tuple[set[str], set[str]] = set(), set()
    kept = []
    for row, (was, is_) in enumerate(zip(ordered["before_id"], ordered["asset_id"], strict=True)):
        if was not in used[0] and is_ not in used[1]:
            used[0].add(was)
            used[1].add(is_)
            kept.append(row)
    chosen = ordered.iloc[kept]
    return chosen[["asset_id", "before_id", "weight", "probability", "evidence"]].reset_index(drop=True)


@cache
def bounds() -> dict[str, Any]:
    """Return the thresholds of ``geodata/benchmarks/renumbered.toml``."""
    return tomllib.loads(geodata("benchmarks", "renumbered.toml").read_text(encoding="utf-8"))
