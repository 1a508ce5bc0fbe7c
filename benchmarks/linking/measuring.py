"""Precision and recall of linking, counted on records whose true property is known.

What counts is the site: two records are found to be one property if they stand on one site, by a link of
their own or through others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

__all__ = [
    "JUDGEMENTS",
    "Labelled",
    "by",
    "counts",
    "judged_pairs",
    "record_view",
    "site_of_records",
    "wilson",
]

#: What a person may say of two records: one property, two, or not to be told from what there is.
JUDGEMENTS: Final = ("same", "different", "unclear")
_METHODS: Final = ("geometry", "coordinates", "uprn", "postcode", "outward-code", "none")


@dataclass(frozen=True, slots=True)
class Labelled:
    """Records as the linker sees them, and what it is not told.

    Attributes
    ----------
    assets, locations
        What ``link`` is given: ids withheld, ``asset_id`` without meaning.
    truth
        Indexed by ``asset_id``: the property's true id; null where it is not known.
    side
        Indexed by ``asset_id``: which list the record is of. Only pairs of two sides are counted.
    original
        Indexed by ``asset_id``: the id the record has outside the benchmark.
    vague
        Ids of records no better located than by a postcode, whatever their method is called.
    judged
        Pairs people looked at, in original ids, lower first, and what they said.
    """

    name: str
    title: str
    assets: pd.DataFrame
    locations: pd.DataFrame
    truth: pd.Series
    side: pd.Series
    original: pd.Series
    vague: frozenset[str] = frozenset()
    judged: dict[tuple[str, str], str] = field(default_factory=dict)


def wilson(hits: int, of: int, z: float = 1.959964) -> tuple[float, float]:
    """Return the 95 % interval of a share by Wilson (1927); of nothing, the whole range.

    Examples
    --------
    >>> tuple(round(x, 3) for x in wilson(8, 10))
    (0.49, 0.943)
    """
    if of == 0:
        return 0.0, 1.0
    share, square = hits / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = z / (1 + square / of) * np.sqrt(share * (1 - share) / of + square / (4 * of * of))
    return float(max(0.0, middle - half)), float(min(1.0, middle + half))


def site_of_records(holdings: pd.DataFrame) -> pd.Series:
    """Return the site of each record, from the holdings."""
    exploded = holdings[["site_id", "asset_ids"]].assign(asset_id=holdings["asset_ids"].map(_listed))
    return exploded.explode("asset_id").set_index("asset_id")["site_id"]


def _listed(cell: str) -> list[str]:
    from totalcapital.tables import split_list  # noqa: PLC0415 - the form of a list is the project's

    return list(split_list(cell))


def judged_pairs(labelled: Labelled, site: pd.Series) -> pd.DataFrame:
    """Return every pair that is of one property, by the truth or by the linker.

    Returns
    -------
    DataFrame
        ``asset_id`` < ``other_asset_id``, ``is_true``, ``is_found``, ``judgement`` (null where nobody
        looked), ``service``, ``methods`` and ``state`` of the two, ``is_exact``: both located better
        than by postcode. Pairs judged unclear are left out. Pairs neither true nor found are not listed.
    """
    known = labelled.truth.dropna()
    frame = pd.DataFrame({"truth": known, "side": labelled.side.reindex(known.index)})
    frame["site"] = site.reindex(frame.index)
    true, found = _pairs_of_one(frame, "truth"), _pairs_of_one(frame, "site")
    ids = {original: asset for asset, original in labelled.original.items()}
    said = {}
    for (first, second), judgement in labelled.judged.items():
        if first in ids and second in ids:
            low, high = sorted((ids[first], ids[second]))
            said[low, high] = judgement
    every = sorted(true | found | set(said))
    table = pd.DataFrame(every, columns=["asset_id", "other_asset_id"])
    table["judgement"] = [said.get(pair) for pair in every]
    table["is_true"] = [said[pair] == "same" if pair in said else pair in true for pair in every]
    of_site = site.to_dict()
    table["is_found"] = [of_site[first] == of_site[second] for first, second in every]
    table = table[(table["judgement"] != "unclear") & (table["is_true"] | table["is_found"])]
    return _described(table.reset_index(drop=True), labelled)


def _pairs_of_one(frame: pd.DataFrame, column: str) -> set[tuple[str, str]]:
    """Return the pairs of two sides that share a value."""
    pairs = set()
    sides = frame["side"].to_dict()
    for members in frame.groupby(column).groups.values():
        ordered = sorted(members)
        for n, first in enumerate(ordered):
            pairs |= {(first, second) for second in ordered[n + 1 :] if sides[first] != sides[second]}
    return pairs


def _described(table: pd.DataFrame, labelled: Labelled) -> pd.DataFrame:
    records = labelled.assets.set_index("asset_id")
    service = records["service"].fillna("other")
    first, second = service.reindex(table["asset_id"]), service.reindex(table["other_asset_id"])
    both = [sorted(pair) for pair in zip(first, second, strict=True)]
    table["service"] = [low if low == high else f"{low} / {high}" for low, high in both]
    is_closed = records["status"] == "closed"
    ended = (
        is_closed.reindex(table["asset_id"]).to_numpy()
        | is_closed.reindex(table["other_asset_id"]).to_numpy()
    )
    table["state"] = np.where(ended, "one is closed", "neither closed")
    method = labelled.locations.set_index("subject_id")["method"]
    is_vague = method.index.isin(labelled.vague)
    method = method.where(~is_vague | method.isin(["outward-code", "none"]), "postcode")
    rank = {name: n for n, name in enumerate(_METHODS)}
    pairs = zip(method.reindex(table["asset_id"]), method.reindex(table["other_asset_id"]), strict=True)
    table["methods"] = [" / ".join(sorted(pair, key=rank.__getitem__)) for pair in pairs]
    table["is_exact"] = ~table["asset_id"].isin(labelled.vague) & ~table["other_asset_id"].isin(
        labelled.vague
    )
    return table


def counts(pairs: pd.DataFrame) -> dict[str, float]:
    """Return TP, FP, FN, precision and recall, each share with its Wilson interval."""
    is_true, is_found = pairs["is_true"].to_numpy(bool), pairs["is_found"].to_numpy(bool)
    tp, fp, fn = (
        int((is_true & is_found).sum()),
        int((~is_true & is_found).sum()),
        int((is_true & ~is_found).sum()),
    )
    (p_low, p_high), (r_low, r_high) = wilson(tp, tp + fp), wilson(tp, tp + fn)
    return {
        "tp": tp, "fp": fp, "fn": fn,
        "precision": tp / (tp + fp) if tp + fp else float("nan"), "precision_low": p_low, "precision_high": p_high,
        "recall": tp / (tp + fn) if tp + fn else float("nan"), "recall_low": r_low, "recall_high": r_high,
    }  # fmt: skip


def by(pairs: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the counts for each value of a column, the value with most pairs first."""
    rows = {value: counts(group) for value, group in pairs.groupby(column)}
    table = pd.DataFrame(rows).T.rename_axis(column)
    if table.empty:
        return table
    total = table[["tp", "fp", "fn"]].sum(axis=1)
    return table.loc[total.sort_values(ascending=False, kind="stable").index]


def record_view(pairs: pd.DataFrame) -> dict[str, int]:
    """Return how records fare: all their true partners found, some, none; with a wrong partner."""
    long = pd.concat(
        [pairs, pairs.rename(columns={"asset_id": "other_asset_id", "other_asset_id": "asset_id"})]
    )
    grouped = long.groupby("asset_id")
    true, hit = grouped["is_true"].sum(), (long["is_true"] & long["is_found"]).groupby(long["asset_id"]).sum()
    wrong = (~long["is_true"] & long["is_found"]).groupby(long["asset_id"]).sum()
    has = true > 0
    return {
        "records": int(has.sum()),
        "all_found": int((has & (hit == true)).sum()),
        "some_found": int((has & (hit < true) & (hit > 0)).sum()),
        "none_found": int((has & (hit == 0)).sum()),
        "with_a_wrong_partner": int((wrong > 0).sum()),
    }
