"""Access before and after a move: how many residents have the guest's service within reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from scipy import sparse
from scipy.spatial import cKDTree

from totalcapital.colocating.residents import runs, spread_residents
from totalcapital.colocating.supply import gives_service, is_visited, supply_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from totalcapital.assumptions import Assumptions
    from totalcapital.colocating.residents import Residents
    from totalcapital.colocating.walking import Walks

__all__ = ["ACCESS_COLUMNS", "access_of"]

#: What ``access_of`` returns.
ACCESS_COLUMNS: Final = (
    "access_before_count", "access_after_count", "access_deprived_before_count", "access_deprived_after_count",
    "score_access", "is_asked", "access_missing",
)  # fmt: skip

#: Residents in reach that are held at once, of all sites or options looked at together.
_AT_ONCE: Final = 4_000_000


def access_of(
    options: pd.DataFrame,
    *,
    holdings: pd.DataFrame,
    sites: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    reach_m: float,
    assumptions: Assumptions,
    walks: Walks | None = None,
) -> pd.DataFrame:
    """Count who has the guest's service within reach before and after each move.

    Of the residents within reach of guest or host: *before*, those within reach of any property
    that gives the service now; *after*, those within reach of one once the guest's property gives it no
    more and the host's does. What is not open to all, or of a kind that is withheld, gives nothing to
    anybody here, so that nothing can be told of it from the counts.

    Parameters
    ----------
    options
        ``host_id`` and ``guest_id``: holdings.
    areas
        The ``areas`` table: LSOAs with residents and deciles of deprivation.
    reach_m
        How far people go, in metres: on foot where ``walks`` joins both ends, else as the crow flies.

    Returns
    -------
    DataFrame
        One row an option, with its index: ``ACCESS_COLUMNS``. Counts are null where not known or not
        asked. ``score_access`` is the lower of after ÷ before for all and for the most deprived fifth, where
        that is ``access.deprived-at-least`` residents, at most 1. ``is_asked`` is false where nobody visits the guest's service, or nothing is left to move.
        ``access_missing`` says what would be needed, as a list.
    """
    supply = supply_of(holdings, sites, coarsest_m=assumptions.value("distance.coarsest"))
    guests = _guests(holdings, supply)
    number = pd.Index(holdings["holding_id"])
    guest, host = number.get_indexer(options["guest_id"]), number.get_indexer(options["host_id"])
    is_asked, missing = guests["is_asked"].to_numpy(bool)[guest], guests["missing"].to_numpy(object)[guest]
    counts = np.full((len(options), 4), np.nan)
    counted = np.flatnonzero(is_asked & pd.isna(missing))
    if len(counted):
        placed = sites[sites.geometry.notna()].sort_values("site_id")
        place = pd.Index(placed["site_id"])
        at = place.get_indexer(holdings["site_id"])
        services = guests["service"].to_numpy(object)[guest[counted]]
        moves = pd.DataFrame({"service": services, "guest": at[guest[counted]], "host": at[host[counted]]})
        giving = {str(name): place.get_indexer(group) for name, group in supply.groupby("service")["site_id"]}
        residents = spread_residents(areas, assumptions)
        near = _near(placed, residents, reach_m, walks=walks, join_m=assumptions.value("access.join"))
        counts[counted], missing[counted] = _counts(moves, giving, near, residents)
    made = pd.DataFrame(index=options.index)
    for name, values in zip(ACCESS_COLUMNS, counts.T, strict=False):
        made[name] = pd.array(values, dtype="Int64")
    made["score_access"] = _score(counts, deprived_at_least=assumptions.value("access.deprived-at-least"))
    made["is_asked"] = is_asked
    made["access_missing"] = missing
    return made


def _guests(holdings: pd.DataFrame, supply: pd.DataFrame) -> pd.DataFrame:
    """Return of each holding whether access is asked should it move, and why it cannot be counted."""
    service = holdings["service"].astype(object)
    visited = service.map({code: is_visited(code) for code in service.dropna().unique()})
    made = pd.DataFrame(
        {"service": service.to_numpy(), "missing": pd.Series([None] * len(holdings), dtype=object)}
    )
    made["is_asked"] = (visited.ne(False) & gives_service(holdings["status"])).to_numpy(bool)
    pairs = pd.MultiIndex.from_frame(supply[["site_id", "service"]].astype(object))
    is_shown = pd.MultiIndex.from_arrays([holdings["site_id"].astype(object), service]).isin(pairs)
    made.loc[made["is_asked"] & ~is_shown, "missing"] = "access, which is not counted for what is not open"
    made.loc[made["is_asked"] & visited.isna().to_numpy(), "missing"] = "what the guest is for"
    return made


def _counts(
    moves: pd.DataFrame,
    giving: Mapping[str, NDArray[np.int64]],
    near: sparse.csr_array,
    residents: Residents,
) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    """Return before and after, of all and of the most deprived fifth, for each move, and what is missing."""
    people = np.column_stack([residents.people, residents.deprived])
    guest, host = moves["guest"].to_numpy(), moves["host"].to_numpy()
    whole = near @ people
    sums = np.zeros((len(moves), 4), dtype=np.int64)
    for service, rows in moves.groupby("service").indices.items():
        cover = np.bincount(near[giving[str(service)]].indices, minlength=len(residents))
        others = people * (cover > 1)[:, None]
        g, h = guest[rows], host[rows]
        shared = _shared(near, g, h, np.hstack([people, others]))
        before = whole[g] + _at(near, h, people * (cover > 0)[:, None]) - shared[:, :2]
        after = whole[h] + _at(near, g, others) - shared[:, 2:]
        sums[rows] = np.column_stack([before[:, 0], after[:, 0], before[:, 1], after[:, 1]])
    whose = np.concatenate([guest, host]).reshape(2, -1)
    unknown = near @ np.column_stack([~residents.is_known, ~residents.is_decile_known]).astype(np.int64)
    is_empty = ~(np.diff(near.indptr)[whose].any(axis=0))
    return _with_gaps(sums, is_empty | unknown[whose, 0].any(axis=0), unknown[whose, 1].any(axis=0))


def _with_gaps(
    sums: NDArray[np.int64], is_unknown: NDArray[np.bool_], is_decile_unknown: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    """Return the counts with null for what is not known, and its name for each move."""
    counts = sums.astype(float)
    counts[is_unknown] = np.nan
    counts[is_decile_unknown, 2:] = np.nan
    gaps = np.full(len(sums), None, dtype=object)
    gaps[is_decile_unknown] = "what the move does to the most deprived (no deprivation by neighbourhood)"
    gaps[counts[:, 0] == 0] = "access (no residents known within reach)"
    gaps[is_unknown] = "access (no residents by neighbourhood)"
    return counts, gaps


def _score(counts: NDArray[np.float64], *, deprived_at_least: float) -> NDArray[np.float64]:
    """Return the lower of after ÷ before for all and for the most deprived fifth, at most 1.

    A fifth of fewer than so many residents before says nothing.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = np.where(counts[:, 0] > 0, counts[:, 1] / counts[:, 0], np.nan)
        is_enough = counts[:, 2] >= max(deprived_at_least, 1.0)
        fifth = np.where(is_enough, counts[:, 3] / counts[:, 2], np.nan)
    return np.where(np.isfinite(whole), np.fmin(np.fmin(whole, fifth), 1.0), np.nan).round(4)


def _near(
    sites: gpd.GeoDataFrame, residents: Residents, reach_m: float, *, walks: Walks | None, join_m: float
) -> sparse.csr_array:
    """Return which points of residents are within reach of each site, as a matrix of ones."""
    xy = shapely.get_coordinates(shapely.point_on_surface(sites.geometry.to_numpy()))
    shape = (len(xy), len(residents))
    rows, columns = [np.empty(0, dtype=np.int32)], [np.empty(0, dtype=np.int32)]
    if min(shape):
        tree = cKDTree(residents.xy)
        sizes = tree.query_ball_point(xy, reach_m, return_length=True)
        for part in runs(sizes, _AT_ONCE):
            found = cKDTree(xy[part]).sparse_distance_matrix(tree, reach_m, output_type="ndarray")
            site, point = found["i"].astype(np.int32) + part.start, found["j"].astype(np.int32)
            if walks is not None:
                metres = walks.between(xy, residents.xy, site, point, join_b_m=join_m, most_m=reach_m)
                reached = np.isnan(metres) | (metres <= reach_m)
                site, point = site[reached], point[reached]
            rows.append(site)
            columns.append(point)
    row, column = np.concatenate(rows), np.concatenate(columns)
    near = sparse.csr_array((np.ones(len(row), dtype=np.int8), (row, column)), shape=shape)
    near.sort_indices()
    return near


def _at(near: sparse.csr_array, sites: NDArray[np.int64], values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the sum of values in reach of each site named."""
    once, back = np.unique(sites, return_inverse=True)
    sums: NDArray[np.int64] = near[once] @ values
    return sums[back]


def _shared(
    near: sparse.csr_array, guest: NDArray[np.int64], host: NDArray[np.int64], values: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the sum of values in reach of guest and host alike, for each pair."""
    sums = np.zeros((len(guest), values.shape[1]), dtype=np.int64)
    for part in runs(np.diff(near.indptr)[guest], _AT_ONCE):
        sums[part] = near[guest[part]].multiply(near[host[part]]) @ values
    return sums
