"""Where each record is: own geometry, own coordinates, UPRN, postcode, outward code, or none."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from totalcapital.issues import IssueLog
from totalcapital.locating.accuracy import point_accuracy_m
from totalcapital.locating.borders import crossings
from totalcapital.locating.contest import contest, suspect_uprns
from totalcapital.locating.evidence import gather
from totalcapital.locating.ladder import Ladder, checks, settings
from totalcapital.locating.notes import note_rows
from totalcapital.locating.outlines import own_outlines
from totalcapital.locating.points import judge
from totalcapital.locating.sayings import (
    say_contest,
    say_faults,
    say_postcodes,
    say_rounded,
    say_unplaced,
)
from totalcapital.locating.shared import shared_points
from totalcapital.locating.surroundings import Surroundings
from totalcapital.tables import LOCATIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from totalcapital.locating.accuracy import Exactness
    from totalcapital.locating.evidence import Evidence
    from totalcapital.locating.points import OwnPoints

__all__ = ["LocateResult", "locate"]

_COLUMNS = (
    "subject_id", "register_id", "agency_id", "source_file", "source_row", "name", "address", "postcode", "uprn",
    "x_read", "y_read", "crs_read", "accuracy_read_m", "geometry_read",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LocateResult:
    """What the ``locate`` stage made."""

    locations: gpd.GeoDataFrame
    issues: pd.DataFrame


def locate(  # noqa: PLR0913 - what places are told from
    assets: pd.DataFrame,
    projects: pd.DataFrame,
    *,
    postcodes: pd.DataFrame,
    homes: Mapping[str, Any],
    crs: str,
    uprns: pd.DataFrame | None = None,
    areas: gpd.GeoDataFrame | None = None,
    swapped: Collection[str] = (),
) -> LocateResult:
    """Give each asset and project a place by the best evidence it has.

    The ladder is own geometry, own coordinates, UPRN, full postcode, outward code, none. Own
    points that stand for nothing, that are in another system than stated, or that are shared by
    unrelated records are not used, which is an issue each; nothing is corrected. Where own point,
    UPRN and postcode disagree, ``contest`` decides. A record without evidence has method ``none``
    and no geometry: it stays in every table and count.

    Parameters
    ----------
    assets, projects
        As read; their coordinates in the CRS each row states.
    postcodes
        ``postcode`` (without space), ``x``, ``y``, ``crs``, ``is_ended``; may be empty.
    homes
        Register id to the outline of the area it is of, where it is of one.
    crs
        The estate's working CRS.
    uprns
        ``uprn``, ``x``, ``y``, ``crs``; null or empty where there is no look-up.
    areas
        Outlines with ``name`` and ``kind``: a council is held against the authority of its name, an own
        point against the authority of its postcode.
    swapped
        Registers whose two coordinates stand the other way round, as the estate file says.

    Returns
    -------
    LocateResult
        One location per asset and project, in the order of their ids.
    """
    subjects = _subjects(assets, projects)
    log = IssueLog()
    around = Surroundings(subjects, homes, _owners(areas))
    known = uprns if uprns is not None else pd.DataFrame({"uprn": [], "x": [], "y": [], "crs": []})
    evidence = gather(subjects, postcodes, known, crs)
    turned = np.isin(around.codes, [around.names.index(name) for name in swapped if name in around.names])
    shapes, outlines = own_outlines(subjects, turned, evidence=evidence, around=around, crs=crs, log=log)
    points = _own_points(subjects, turned, outlines.usable, evidence=evidence, around=around, crs=crs)
    ladder = Ladder(len(subjects))
    shared = _condemn_defaults(subjects, outlines, points, shapes, evidence=evidence, around=around)
    _say_own(subjects, outlines, points, shared, log)
    exactness = point_accuracy_m(subjects, points, evidence, around=around, crs=crs)
    say_rounded(subjects, exactness.unit_m, log)
    own, accuracy_m, words = _own(subjects, shapes, outlines, points, exactness=exactness)
    suspect = suspect_uprns(own, evidence, around)
    from_uprn_m = np.where(suspect, np.nan, _from_uprn(shapes, own, evidence))
    crossing = crossings(own, shapes, accuracy_m, evidence=evidence, areas=areas)
    verdict = contest(own, accuracy_m, from_uprn_m, evidence=evidence, around=around, crossing=crossing)
    _climb(subjects, ladder, evidence, suspect)
    kept = np.isfinite(own[:, 0]) & ~verdict.yields_to_postcode & ~verdict.yields_to_uprn
    _put_own(ladder, kept, shapes, own, accuracy_m=accuracy_m, words=words)
    _say_corners(ladder, exactness.is_corner & ~kept)
    say_contest(subjects, verdict, accuracy_m, suspect, log)
    say_postcodes(
        subjects,
        evidence,
        log,
        has_postcodes=len(postcodes) > 0,
        has_uprns=len(known) > 0,
        used=ladder.method == "postcode",
    )
    _say_outside(subjects, ladder, around, log)
    is_asset = subjects["subject_id"].isin(assets["asset_id"]).to_numpy(bool)
    say_unplaced(subjects[is_asset], ladder.method[is_asset], log)
    return LocateResult(_table(subjects, ladder, crs), log.table())


def _say_corners(ladder: Ladder, rows: NDArray[np.bool_]) -> None:
    """Add to the evidence of records placed by postcode that their own point says less."""
    less = rows & (ladder.method == "postcode")
    ladder.evidence[less] += ", of whose 100 m square the register's own point is the corner"


def _subjects(assets: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    """Return assets and projects as one table of what places are told from."""
    parts = [
        table.rename(columns={key: "subject_id"})[list(_COLUMNS)].assign(is_project=key == "project_id")
        for table, key in ((assets, "asset_id"), (projects, "project_id"))
        if len(table)
    ]
    if not parts:
        return assets.rename(columns={"asset_id": "subject_id"})[list(_COLUMNS)].assign(is_project=False)
    return pd.concat(parts, ignore_index=True)


def _owners(areas: gpd.GeoDataFrame | None) -> dict[str, Any]:
    """Return the outlines of councils' own authorities by the id that their agency has."""
    if areas is None:
        return {}
    own = areas[(areas["kind"] == "authority") & areas["geometry"].notna()]
    ids = ["-".join(re.findall(r"[a-z0-9]+", name.casefold())) + "-council" for name in own["name"]]
    return dict(zip(ids, own["geometry"], strict=True))


def _own_points(
    subjects: pd.DataFrame,
    turned: NDArray[np.bool_],
    has_shape: NDArray[np.bool_],
    *,
    evidence: Evidence,
    around: Surroundings,
    crs: str,
) -> OwnPoints:
    x, y = (subjects[name].to_numpy(float, na_value=np.nan) for name in ("x_read", "y_read"))
    said = subjects["crs_read"].where(~has_shape, None)
    first, second = np.where(turned, y, x), np.where(turned, x, y)
    return judge(first, second, said, evidence=evidence, around=around, crs=crs)


def _condemn_defaults(
    subjects: pd.DataFrame,
    outlines: OwnPoints,
    points: OwnPoints,
    shapes: NDArray[np.object_],
    *,
    evidence: Evidence,
    around: Surroundings,
) -> NDArray[np.intp]:
    """Mark points shared by unrelated records; return by how many records each point is shared."""
    at = np.where(outlines.usable[:, None], outlines.at, points.at)
    is_default, shared = shared_points(subjects, at, evidence, around)
    for own in (outlines, points):
        own.condemn(is_default, "point-shared")
    shapes[~outlines.usable] = None
    return shared


def _say_own(
    subjects: pd.DataFrame,
    outlines: OwnPoints,
    points: OwnPoints,
    shared: NDArray[np.intp],
    log: IssueLog,
) -> None:
    x, y = (subjects[name].to_numpy(float, na_value=np.nan) for name in ("x_read", "y_read"))
    said = functools.partial(say_faults, subjects, log=log, shared=shared)
    said(points, what="coordinates", found=lambda at: f"{x[at]:.10g}, {y[at]:.10g}")
    said(outlines, what="geometry", found=lambda _: "a geometry")


def _own(
    subjects: pd.DataFrame,
    shapes: NDArray[np.object_],
    outlines: OwnPoints,
    points: OwnPoints,
    *,
    exactness: Exactness,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.object_]]:
    """Return each record's own point, how exact it is, and what it rests on, in words."""
    own = np.where(outlines.usable[:, None], outlines.at, points.at)
    is_point = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    exact = settings()["accuracy_m"]
    of_shape = np.where(is_point, exact["coordinates"], exact["geometry"])
    systems, names = pd.factorize(subjects["crs_read"])
    kinds = np.where(outlines.usable, np.where(is_point, 1, 2), 0)
    notes = np.where(outlines.usable, 0, exactness.note)
    told = [
        f"{kind} of the register ({name}){note}"
        for kind in ("coordinates", "point", "outline")
        for name in [*names, ""]
        for note in exactness.notes
    ]
    # a system that is not known is the last one
    which = (kinds * (len(names) + 1) + systems % (len(names) + 1)) * len(exactness.notes) + notes
    words = np.array(told, dtype=object)[which]
    return own, np.where(outlines.usable, of_shape, exactness.metres), words


def _from_uprn(
    shapes: NDArray[np.object_], own: NDArray[np.float64], evidence: Evidence
) -> NDArray[np.float64]:
    """Return how far each record's own place is from its UPRN's point: from an outline, not its middle."""
    apart: NDArray[np.float64] = np.hypot(*(own - evidence.uprn).T)
    rows = np.flatnonzero(~shapely.is_missing(shapes) & np.isfinite(evidence.uprn[:, 0]))
    apart[rows] = shapely.distance(shapes[rows], shapely.points(evidence.uprn[rows]))
    return apart


def _climb(subjects: pd.DataFrame, ladder: Ladder, evidence: Evidence, suspect: NDArray[np.bool_]) -> None:
    """Give each record the place that look-ups know: outward code, then postcode, then UPRN."""
    given = subjects["postcode"].astype(object)
    rows = np.isfinite(evidence.outward[:, 0])
    stems = given[rows].str.split(" ").str[0]
    ladder.put(
        rows,
        shapely.points(evidence.outward[rows]),
        method="outward-code",
        evidence=("middle of the postcodes of " + stems).to_numpy(object),
    )
    rows = np.isfinite(evidence.postcode[:, 0])
    ended = np.where(evidence.is_ended[rows], ", no longer in use", "").astype(object)
    ladder.put(
        rows,
        shapely.points(evidence.postcode[rows]),
        method="postcode",
        evidence=("centroid of " + given[rows]).to_numpy(object) + ended,
    )
    rows = np.isfinite(evidence.uprn[:, 0]) & ~suspect
    ladder.put(
        rows,
        shapely.points(evidence.uprn[rows]),
        method="uprn",
        evidence=("point of UPRN " + subjects["uprn"][rows].astype(object)).to_numpy(object),
    )


def _put_own(
    ladder: Ladder,
    kept: NDArray[np.bool_],
    shapes: NDArray[np.object_],
    own: NDArray[np.float64],
    *,
    accuracy_m: NDArray[np.float64],
    words: NDArray[np.object_],
) -> None:
    has_shape = ~shapely.is_missing(shapes)
    rows = kept & ~has_shape
    ladder.put(
        rows,
        shapely.points(own[rows]),
        method="coordinates",
        evidence=words[rows],
        accuracy_m=accuracy_m[rows],
    )
    rows = kept & has_shape
    ladder.put(rows, shapes[rows], method="geometry", evidence=words[rows], accuracy_m=accuracy_m[rows])


def _say_outside(subjects: pd.DataFrame, ladder: Ladder, around: Surroundings, log: IssueLog) -> None:
    """Flag what lies outside its register's area, or outside the authority that owns it."""
    if not around.has_home.any() and not around.owners:
        return
    placed = (ladder.method != "none") & (ladder.method != "outward-code")
    middles = shapely.centroid(ladder.shapes)
    at = np.column_stack([shapely.get_x(middles), shapely.get_y(middles)])
    at[~placed] = np.nan
    within_m = checks()["own_area_m"]
    away = placed & around.has_home & ~around.near_home(at, within_m)
    note_rows(
        subjects,
        away,
        log,
        code="outside-own-area",
        level="warning",
        message=lambda at: (
            f"expected a place in the register's area; found one more than {within_m / 1000:.0f} km "
            f"outside it, by {ladder.evidence[at]}. Used."
        ),
        fix="Correct the place, or nothing if the property lies there.",
    )
    note_rows(
        subjects,
        placed & ~away & around.far_from_owner(at, within_m),
        log,
        code="outside-own-area",
        level="note",
        message=lambda at: (
            f"expected a place in the owner's own authority; found one more than "
            f"{within_m / 1000:.0f} km outside it, by {ladder.evidence[at]}. Used."
        ),
        fix="Correct the place, or nothing if the property lies there.",
    )


def _table(subjects: pd.DataFrame, ladder: Ladder, crs: str) -> gpd.GeoDataFrame:
    """Return the ``locations`` in the order of their ids."""
    frame = pd.DataFrame(
        {
            "subject_id": subjects["subject_id"],
            "method": ladder.method,
            "accuracy_m": ladder.accuracy_m,
            "evidence": ladder.evidence,
            "geometry": ladder.shapes,
        }
    )
    if not frame["subject_id"].is_monotonic_increasing:
        frame = frame.sort_values("subject_id", ignore_index=True)
    made: gpd.GeoDataFrame = LOCATIONS.conform(frame, crs=crs)
    return made
