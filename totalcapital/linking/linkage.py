"""The ``link`` stage: pairs compared, weighed and decided on, and the sites and holdings they make."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from totalcapital.errors import TableError
from totalcapital.fingerprints import pair_fingerprint, record_fingerprints
from totalcapital.issues import IssueLog
from totalcapital.linking.candidates import candidate_pairs, groups_of
from totalcapital.linking.comparing import LEVELS, Compared, Known, compare
from totalcapital.linking.decided import Decided, decided_of
from totalcapital.linking.grouping import group
from totalcapital.linking.holdings import make_holdings
from totalcapital.linking.records import IDENTIFIERS, Records, prepare
from totalcapital.linking.rivals import rivals_of
from totalcapital.linking.settings import linking_settings
from totalcapital.linking.sites import make_sites, site_ids
from totalcapital.linking.weighing import evidence_words, probability, totals, weights_of, weights_text
from totalcapital.tables import LINKS

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["LinkResult", "link", "link_id", "weigh"]

#: Pairs weighed at once: a bound on memory.
_AT_ONCE: Final = 500_000
_AGREES: Final = frozenset(LEVELS["name"].index(level) for level in ("same", "alike", "contained"))
_OF_A_CAMPUS: Final = _AGREES | {
    LEVELS["name"].index(level) for level in ("kind-not-said", "other-kind", "contradict")
}
_OTHER_PREMISES: Final = frozenset(LEVELS["address"].index(level) for level in ("other-number", "other-unit"))


@dataclass(frozen=True, slots=True)
class LinkResult:
    """What the ``link`` stage made."""

    links: pd.DataFrame
    sites: gpd.GeoDataFrame
    holdings: pd.DataFrame
    issues: pd.DataFrame


def link(
    assets: pd.DataFrame,
    locations: gpd.GeoDataFrame,
    *,
    decisions: pd.DataFrame | None = None,
    earlier: pd.Series | None = None,
) -> LinkResult:
    """Decide which records describe the same property.

    Records near one another, of one identifier or of one postcode are compared; prior and the weight of
    each piece of evidence add up to the odds that the two are one property. What is sure enough comes
    together, the surest first, unless that would join records that plainly are not one property; what a
    person decided holds against all evidence. The order of the rows makes no difference.

    Parameters
    ----------
    decisions
        The ``decisions`` table; null: nobody decided anything.
    earlier
        Record: its site id in the edition before, so that sites keep their ids; null: there is none.

    Returns
    -------
    LinkResult
        Every asset is in exactly one site and one holding.
    """
    log = IssueLog()
    records = prepare(assets, locations)
    asset_ids = records.frame["asset_id"].to_numpy(object)
    decided = decided_of(decisions, {name: row for row, name in enumerate(asset_ids)})
    pairs, known = _candidates(records, log)
    kept = _worth_keeping(records, _with_decided(pairs, decided), known, decided)
    compared = compare(records, kept, known)
    weights = weights_of(records, compared)
    total = totals(weights)
    is_far = _is_far(records, compared)
    is_same = (total >= float(linking_settings()["prior"]["same_bits"])) & ~is_far
    grouped = group(
        len(records),
        kept[is_same],
        total[is_same],
        is_sure=compared.levels["uprn"][is_same] == LEVELS["uprn"].index("same"),
        decided=decided,
        weigh=lambda these: _bits(records, these, known),
    )
    _note_far(records, compared, is_far, grouped.site, log)
    ids = site_ids(asset_ids, grouped.site, earlier)
    links = _links(records, compared, weights, total, locations=locations, ids=ids, decided=decided)
    sites = make_sites(records, ids, crs=locations.crs)
    holdings = make_holdings(records.frame.assign(site_id=ids), log=log)
    return LinkResult(links, sites, holdings, log.table())


def weigh(assets: pd.DataFrame, locations: gpd.GeoDataFrame, first: str, second: str) -> pd.DataFrame:
    """Return one row of ``links`` for two records, whether or not they would ever be compared.

    Its relation is what the evidence alone says of the two, without any third record. Whether an
    identifier stands on too many records to say anything is judged by all of ``assets``.

    Raises
    ------
    TableError
        If a record is not in ``assets``, or both are the same.
    """
    missing = [name for name in (first, second) if name not in set(assets["asset_id"])]
    if missing or first == second:
        raise TableError(f"expected two records of assets; found {first} and {second}. Name two that differ.")
    records = prepare(assets, locations)
    row_of = {name: row for row, name in enumerate(records.frame["asset_id"])}
    pair = np.array([sorted((row_of[first], row_of[second]))], dtype=np.int64)
    compared = compare(records, pair, _candidates(records, IssueLog())[1])
    weights = weights_of(records, compared)
    total = totals(weights)
    is_same = total >= float(linking_settings()["prior"]["same_bits"])
    together = bool(is_same[0]) and not bool(_is_far(records, compared)[0])
    ids = np.arange(len(records)).astype(object)
    if together:
        ids[pair[0, 1]] = ids[pair[0, 0]]
    return _links(records, compared, weights, total, locations=locations, ids=ids, decided=Decided())


def link_id(first: str, second: str) -> str:
    """Return the stable short name of a pair of records, whichever stands first."""
    low, high = sorted((first, second))
    return "l-" + hashlib.sha256(f"{low}\0{high}".encode()).hexdigest()[:12]


def _candidates(records: Records, log: IssueLog) -> tuple[NDArray[np.int64], Known]:
    """Return the pairs to compare, and what is known of all records together."""
    informative = _informative(records, log)
    pairs = candidate_pairs(records, informative)
    return pairs, Known(informative, rivals_of(records, pairs))


def _informative(records: Records, log: IssueLog) -> dict[str, NDArray[np.int64]]:
    """Return the codes of identifiers; -1 where one stands on so many records that it says nothing."""
    reach = linking_settings()["reach"]
    most = {"uprn": int(reach["most_of_one_uprn"]), "title_number": int(reach["most_of_one_title"])}
    codes = {name: records.codes[name].copy() for name in IDENTIFIERS}
    for name, bound in most.items():
        for rows in groups_of(records.codes[name]):
            if len(rows) <= bound:
                continue
            codes[name][rows] = -1
            if name == "uprn":
                value = records.frame["uprn"][rows[0]]
                log.add(
                    "same-uprn-far-apart",
                    "note",
                    f"UPRN {value} stands on {len(rows)} records: an estate, not one property; not linked by it.",
                    "Give each building its own UPRN.",
                    column="uprn",
                    value=str(value),
                    rows_count=len(rows),
                )
    return codes


def _with_decided(pairs: NDArray[np.int64], decided: Decided) -> NDArray[np.int64]:
    if not decided:
        return pairs
    said = sorted(decided.accepted | decided.rejected)
    return np.unique(np.concatenate([pairs, np.array(said, dtype=np.int64).reshape(-1, 2)]), axis=0)


def _worth_keeping(
    records: Records,
    pairs: NDArray[np.int64],
    known: Known,
    decided: Decided,
) -> NDArray[np.int64]:
    """Return the pairs that are the same, in doubt, of one UPRN or campus, or decided on; so many at a time."""
    said = decided.accepted | decided.rejected
    found = [np.empty((0, 2), dtype=np.int64)]
    for start in range(0, len(pairs), _AT_ONCE):
        here = pairs[start : start + _AT_ONCE]
        compared = compare(records, here, known)
        total = totals(weights_of(records, compared))
        keep = total >= float(linking_settings()["prior"]["doubt_bits"])
        keep |= _is_campus(records, compared)
        keep |= compared.levels["uprn"] == LEVELS["uprn"].index("same")
        if said:
            keep |= np.array([(i, j) in said for i, j in here.tolist()])
        found.append(here[keep])
    return np.concatenate(found)


def _bits(records: Records, pairs: NDArray[np.int64], known: Known) -> NDArray[np.float64]:
    """Return the bits of pairs; those far apart have none left."""
    found = [np.empty(0)]
    for start in range(0, len(pairs), _AT_ONCE):
        compared = compare(records, pairs[start : start + _AT_ONCE], known)
        total = totals(weights_of(records, compared))
        found.append(np.where(_is_far(records, compared), -np.inf, total))
    return np.concatenate(found)


def _is_far(records: Records, compared: Compared) -> NDArray[np.bool_]:
    """Tell pairs whose places lie so far apart that they are not one property, whatever else agrees."""
    bound = float(linking_settings()["reach"]["far_apart_m"])
    exact = records.accuracy_m[compared.i] + records.accuracy_m[compared.j]
    with np.errstate(invalid="ignore"):
        far: NDArray[np.bool_] = compared.metres > bound + exact
    return far


def _is_campus(records: Records, compared: Compared) -> NDArray[np.bool_]:
    """Tell pairs that stand on one campus: close by with a name in common, or one in the other's outline."""
    bound = float(linking_settings()["reach"]["campus_m"])
    name, address = compared.levels["name"], compared.levels["address"]
    with np.errstate(invalid="ignore"):
        close = compared.metres <= bound
        inside = compared.metres == 0
    named = np.isin(name, list(_OF_A_CAMPUS))
    outlined = records.is_outline[compared.i] | records.is_outline[compared.j]
    other: NDArray[np.bool_] = np.isin(address, list(_OTHER_PREMISES))
    campus: NDArray[np.bool_] = ((close & named) | (inside & outlined)) & ~other
    return campus


def _note_far(
    records: Records,
    compared: Compared,
    is_far: NDArray[np.bool_],
    site: NDArray[np.int64],
    log: IssueLog,
) -> None:
    """Say which records share an identifier with one that is far away, once a record."""
    words = {
        "uprn": "UPRN",
        "urn": "URN",
        "ods_code": "NHS site code",
        "reference": "reference in its register",
    }
    seen: set[tuple[str, int]] = set()
    for evidence, said in words.items():
        rows = np.flatnonzero(is_far & (compared.levels[evidence] == LEVELS[evidence].index("same")))
        for row in rows.tolist():
            i, j = int(compared.i[row]), int(compared.j[row])
            if (evidence, j) in seen or site[i] == site[j]:
                continue
            seen.add((evidence, j))
            record, against = records.frame.iloc[j], records.frame.iloc[i]
            log.add(
                "same-uprn-far-apart",
                "note",
                f"same {said} as {against['asset_id']}, but {compared.metres[row]:.0f} m from it; kept apart.",
                f"Check the {said} and the place.",
                register_id=record["register_id"],
                source_file=record["source_file"],
                source_row=int(record["source_row"]),
                column=said,
                value=record["asset_id"],
            )


def _links(
    records: Records,
    compared: Compared,
    weights: dict[str, NDArray[np.float64]],
    total: NDArray[np.float64],
    *,
    locations: gpd.GeoDataFrame,
    ids: NDArray[np.object_],
    decided: Decided,
) -> pd.DataFrame:
    """Return the ``links`` table: a row a pair, its reason in words, the strongest evidence first."""
    if not len(compared):
        empty: pd.DataFrame = LINKS.empty()
        return empty
    asset_ids = records.frame["asset_id"].to_numpy(object)
    said = [evidence_words(records, compared, row) for row in range(len(compared))]
    pairs = list(zip(compared.i.tolist(), compared.j.tolist(), strict=True))
    relation = _relations(records, compared, ids)
    prints = record_fingerprints(
        records.frame, locations, set(asset_ids[compared.i]) | set(asset_ids[compared.j])
    )
    words = [decided.word(i, j) for i, j in pairs]
    table: pd.DataFrame = LINKS.conform(
        pd.DataFrame(
            {
                "link_id": [link_id(asset_ids[i], asset_ids[j]) for i, j in pairs],
                "asset_id": asset_ids[compared.i],
                "other_asset_id": asset_ids[compared.j],
                "relation": relation,
                "weight": total,
                "probability": probability(total),
                "weights": [weights_text(weights, row, said[row]) for row in range(len(compared))],
                "evidence": [_in_order(said[row], weights, row) for row in range(len(compared))],
                "decision": words,
                "fingerprint": [pair_fingerprint(prints, asset_ids[i], asset_ids[j]) for i, j in pairs],
            }
        )
    )
    return table


def _relations(records: Records, compared: Compared, ids: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return how the two of each pair belong together.

    Of one site: records of one agency, or of one name where an agency is not known, are the same record
    written twice or several interests in one property; others share a building.
    """
    i, j = compared.i, compared.j
    agency = records.codes["agency_id"]
    unknown = (agency[i] < 0) | (agency[j] < 0)
    one = (agency[i] >= 0) & (agency[i] == agency[j])
    one |= unknown & np.isin(compared.levels["name"], list(_AGREES)) & ~compared.by_building
    together = ids[i] == ids[j]
    chosen: NDArray[np.object_] = np.select(
        [together & one, together, _is_campus(records, compared)],
        ["same-record", "same-building", "same-campus"],
        "different",
    ).astype(object)
    return chosen


def _in_order(said: dict[str, str], weights: dict[str, NDArray[np.float64]], row: int) -> str:
    ordered = sorted(said, key=lambda evidence: (-float(weights[evidence][row]), evidence))
    return "; ".join(said[evidence] for evidence in ordered) or "nothing to compare"
