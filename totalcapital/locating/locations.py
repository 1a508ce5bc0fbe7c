"""Where each record is: own geometry, own coordinates, postcode, outward code, or none."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj.exceptions
import shapely

from totalcapital.crs import BNG, project_points, project_shapes
from totalcapital.issues import IssueLog
from totalcapital.resources import geodata
from totalcapital.shapes import mend
from totalcapital.tables import LOCATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["LocateResult", "locate"]

#: Great Britain on the National Grid: anything else is not where it says. Nothing lies in the first
#: kilometre, where placeholders, degrees and kilometres end up that are called metres.
_GRID: Final = (1_000.0, 1_000.0, 700_000.0, 1_300_000.0)


@dataclass(frozen=True, slots=True)
class LocateResult:
    """What the ``locate`` stage made."""

    locations: gpd.GeoDataFrame
    issues: pd.DataFrame


@cache
def _settings() -> dict[str, Any]:
    return tomllib.loads(geodata("benchmarks", "location.toml").read_text(encoding="utf-8"))


def locate(
    assets: pd.DataFrame,
    projects: pd.DataFrame,
    *,
    postcodes: pd.DataFrame,
    homes: Mapping[str, Any],
    crs: str,
) -> LocateResult:
    """Give each asset and project a place by the best evidence it has.

    The ladder is own geometry, own coordinates, full postcode, outward code, none. A coordinate
    that equals its postcode's centroid is only as exact as that; one far from its postcode and
    outside its register's area, where the postcode lies inside, is not used. A record without
    evidence has method ``none`` and no geometry: it stays in every table and count.

    Parameters
    ----------
    assets, projects
        As read; their coordinates in the CRS each row states.
    postcodes
        ``postcode`` (without space), ``x``, ``y``, ``crs``; may be empty.
    homes
        Register id to the outline of the area it is of, where it is of one.
    crs
        The estate's working CRS.

    Returns
    -------
    LocateResult
        One location per asset and project, in the order of their ids.
    """
    columns = [
        "subject_id",
        "register_id",
        "source_file",
        "source_row",
        "postcode",
        "x_read",
        "y_read",
        "crs_read",
        "geometry_read",
    ]
    subjects = pd.concat(
        [
            assets.rename(columns={"asset_id": "subject_id"})[columns],
            projects.rename(columns={"project_id": "subject_id"})[columns],
        ],
        ignore_index=True,
    )
    log = IssueLog()
    ladder = _Ladder(len(subjects))
    centroids = _centroids(postcodes, crs)
    _by_outward(subjects, ladder, centroids=centroids)
    by_postcode = _by_postcode(subjects, ladder, centroids=centroids, log=log)
    _by_coordinates(subjects, ladder, crs=crs, by_postcode=by_postcode, homes=homes, log=log)
    _by_geometry(subjects, ladder, crs=crs, log=log)
    _note_unplaced(subjects, ladder.method, log)
    frame = LOCATIONS.conform(
        pd.DataFrame(
            {
                "subject_id": subjects["subject_id"],
                "method": ladder.method,
                "accuracy_m": ladder.accuracy_m,
                "evidence": ladder.evidence,
                "geometry": ladder.shapes,
            }
        ).sort_values("subject_id", ignore_index=True),
        crs=crs,
    )
    return LocateResult(frame, log.table())


class _Ladder:
    """The place of each subject so far; a better rung replaces a worse one."""

    def __init__(self, size: int) -> None:
        self.shapes: NDArray[np.object_] = np.full(size, None, dtype=object)
        self.method: NDArray[np.object_] = np.full(size, "none", dtype=object)
        self.evidence: NDArray[np.object_] = np.full(
            size, "no geometry, coordinates or postcode", dtype=object
        )
        self.accuracy_m: NDArray[np.float64] = np.full(size, np.nan)

    def put(self, rows: Any, shapes: Any, *, method: str, evidence: Any, accuracy_m: Any = None) -> None:
        """Give rows a place; the accuracy is the method's where none is given."""
        self.shapes[rows], self.method[rows], self.evidence[rows] = shapes, method, evidence
        self.accuracy_m[rows] = _settings()["accuracy_m"][method] if accuracy_m is None else accuracy_m


def _centroids(postcodes: pd.DataFrame, crs: str) -> pd.DataFrame:
    if postcodes.empty:
        return pd.DataFrame({"postcode": [], "east": [], "north": []})
    east, north = project_points(
        postcodes["x"].to_numpy(float),
        postcodes["y"].to_numpy(float),
        source=str(postcodes["crs"].iloc[0]),
        target=crs,
    )
    frame = pd.DataFrame({"postcode": postcodes["postcode"], "east": east, "north": north})
    frame = frame[np.isfinite(east) & np.isfinite(north)]
    return frame.sort_values("postcode").drop_duplicates("postcode")


def _by_outward(subjects: pd.DataFrame, ladder: _Ladder, *, centroids: pd.DataFrame) -> None:
    outward = centroids["postcode"].astype(str).str[:-3]
    middle = centroids.groupby(outward)[["east", "north"]].median()
    given = subjects["postcode"].fillna("")
    stems = given.str.split(" ").str[0]
    rows = np.flatnonzero((given != "").to_numpy() & stems.isin(middle.index).to_numpy())
    if len(rows):
        at = middle.reindex(stems.iloc[rows]).to_numpy(float)
        words = ("middle of the postcodes of " + stems.iloc[rows]).to_numpy(object)
        ladder.put(rows, shapely.points(at), method="outward-code", evidence=words)


def _by_postcode(
    subjects: pd.DataFrame, ladder: _Ladder, *, centroids: pd.DataFrame, log: IssueLog
) -> NDArray[np.float64]:
    """Place what has a full postcode; return each row's postcode point, not a number where none."""
    nowhere: NDArray[np.float64] = np.full((len(subjects), 2), np.nan)
    if centroids.empty:
        return nowhere
    at = centroids.set_index("postcode")
    given = subjects["postcode"].fillna("")
    key = given.str.replace(" ", "", regex=False)
    found = np.column_stack([key.map(at["east"]).astype(float), key.map(at["north"]).astype(float)])
    full = given.str.contains(" ", regex=False).to_numpy(dtype=bool)
    here = np.isfinite(found[:, 0]) & full
    words = ("centroid of " + given[here]).to_numpy(object)
    ladder.put(here, shapely.points(found[here]), method="postcode", evidence=words)
    lost = subjects[full & ~here]
    for (register_id, source_file, postcode), rows in lost.groupby(
        ["register_id", "source_file", "postcode"]
    ):
        log.add(
            "postcode-not-found",
            "note",
            f"{postcode} is not in the postcode look-up.",
            "Check the postcode; new ones come with a newer look-up.",
            register_id=register_id,
            source_file=source_file,
            source_row=int(rows["source_row"].iloc[0]),
            column="postcode",
            value=postcode,
            rows_count=len(rows),
        )
    return np.where(here[:, None], found, nowhere)


def _by_coordinates(
    subjects: pd.DataFrame,
    ladder: _Ladder,
    *,
    crs: str,
    by_postcode: NDArray[np.float64],
    homes: Mapping[str, Any],
    log: IssueLog,
) -> None:
    x, y = subjects["x_read"].to_numpy(float), subjects["y_read"].to_numpy(float)
    given = np.isfinite(x) & np.isfinite(y) & subjects["crs_read"].notna().to_numpy()
    east, north = np.full(len(x), np.nan), np.full(len(x), np.nan)
    for source, rows in subjects[given].groupby("crs_read"):
        at = rows.index.to_numpy()
        try:
            east[at], north[at] = project_points(x[at], y[at], source=str(source), target=crs)
        except pyproj.exceptions.CRSError:
            _note_unknown_crs(str(source), len(rows), log)
    inside = given & _inside(east, north, crs)
    for position in np.flatnonzero(given & ~inside):
        row = subjects.iloc[position]
        said = f"{x[position]:g}, {y[position]:g}"
        log.add(
            "coordinates-outside",
            "warning",
            f"expected a point in the country; found ({said}) in {row['crs_read']}. Not used.",
            "Correct the coordinates.",
            column="coordinates",
            value=said,
            **_where(row),
        )
    apart = np.hypot(east - by_postcode[:, 0], north - by_postcode[:, 1])
    checks = _settings()["checks"]
    centroid = inside & (apart <= checks["centroid_m"])
    share = pd.Series(centroid[inside]).groupby(subjects["register_id"][inside].to_numpy()).mean()
    all_of = subjects["register_id"].map(share).fillna(0.0).to_numpy() >= checks["centroid_share"]
    coarse = inside & (centroid | all_of)
    disagree = inside & (apart > checks["disagree_m"])
    wrong = _wrong(subjects, disagree, east, north, by_postcode=by_postcode, apart=apart, homes=homes)
    _note_disagreement(subjects, disagree, apart, wrong, log=log)
    inside, coarse = inside & ~wrong, coarse & ~wrong
    named = "coordinates of the register (" + subjects["crs_read"].astype(object) + ")"
    words = np.array(named, dtype=object)
    words[coarse] += ", which are the centroid of the postcode"
    accuracy = _settings()["accuracy_m"]
    metres = np.where(coarse, accuracy["postcode"], accuracy["coordinates"])
    ladder.put(
        inside,
        shapely.points(east[inside], north[inside]),
        method="coordinates",
        evidence=words[inside],
        accuracy_m=metres[inside],
    )


def _note_unknown_crs(source: str, rows_count: int, log: IssueLog) -> None:
    message = f"the CRS {source} is not known."
    log.add(
        "crs-not-known",
        "warning",
        message,
        "Correct the CRS.",
        column="crs",
        value=source,
        rows_count=rows_count,
    )


def _where(row: pd.Series) -> dict[str, Any]:
    """Return where a row stands, for the issue log."""
    return {
        "register_id": row["register_id"],
        "source_file": row["source_file"],
        "source_row": int(row["source_row"]),
    }


def _inside(east: NDArray[np.float64], north: NDArray[np.float64], crs: str) -> NDArray[np.bool_]:
    finite: NDArray[np.bool_] = np.isfinite(east) & np.isfinite(north)
    if crs != BNG:
        return finite
    west, south, right, top = _GRID
    return finite & (east > west) & (east < right) & (north > south) & (north < top)


def _wrong(
    subjects: pd.DataFrame,
    disagree: NDArray[np.bool_],
    east: NDArray[np.float64],
    north: NDArray[np.float64],
    *,
    by_postcode: NDArray[np.float64],
    apart: NDArray[np.float64],
    homes: Mapping[str, Any],
) -> NDArray[np.bool_]:
    """Tell which coordinates are wrong, where they and the postcode cannot both be right."""
    checks = _settings()["checks"]
    wrong = np.zeros(len(subjects), dtype=bool)
    registers = subjects["register_id"].to_numpy(object)
    for position in np.flatnonzero(disagree):
        home = homes.get(registers[position])
        if home is None:
            wrong[position] = apart[position] > checks["wrong_m"]
            continue
        point = shapely.Point(east[position], north[position])
        centroid = shapely.Point(*by_postcode[position])
        is_near = [shapely.dwithin(home, at, checks["disagree_m"]) for at in (point, centroid)]
        wrong[position] = is_near == [False, True]
    return wrong


def _note_disagreement(
    subjects: pd.DataFrame,
    rows: NDArray[np.bool_],
    apart: NDArray[np.float64],
    wrong: NDArray[np.bool_],
    *,
    log: IssueLog,
) -> None:
    for position in np.flatnonzero(rows):
        row = subjects.iloc[position]
        taken = "the postcode was used" if wrong[position] else "the coordinates were used"
        log.add(
            "coordinates-disagree",
            "warning" if wrong[position] else "note",
            f"the coordinates are {apart[position] / 1000:.1f} km from the middle of {row['postcode']}; {taken}.",
            "Correct the coordinates or the postcode.",
            column="coordinates",
            value=str(row["postcode"]),
            **_where(row),
        )


def _by_geometry(subjects: pd.DataFrame, ladder: _Ladder, *, crs: str, log: IssueLog) -> None:
    given = subjects[subjects["geometry_read"].notna() & subjects["crs_read"].notna()]
    for source, rows in given.groupby("crs_read"):
        made = shapely.from_wkb([bytes.fromhex(text) for text in rows["geometry_read"]])
        try:
            moved = project_shapes(gpd.GeoSeries(made, index=rows.index, crs=str(source)), crs)
        except pyproj.exceptions.CRSError:
            _note_unknown_crs(str(source), len(rows), log)
            continue
        for position, shape in moved.items():
            row = rows.loc[position]
            if (usable := _usable(shape, row, crs, log)) is not None:
                is_point = usable.geom_type == "Point"
                ladder.put(
                    position,
                    usable,
                    method="geometry",
                    evidence=f"{'point' if is_point else 'outline'} of the register ({row['crs_read']})",
                    accuracy_m=_settings()["accuracy_m"]["coordinates" if is_point else "geometry"],
                )


def _usable(shape: Any, row: pd.Series, crs: str, log: IssueLog) -> Any:
    """Return a geometry, made valid where it was not; null where it lies outside the country."""
    bounds = np.array(shapely.bounds(shape))
    if not (_inside(bounds[:1], bounds[1:2], crs).all() and _inside(bounds[2:3], bounds[3:], crs).all()):
        log.add(
            "coordinates-outside",
            "warning",
            "expected a geometry in the country; it lies outside. Not used.",
            "Correct the geometry.",
            column="geometry",
            **_where(row),
        )
        return None
    if shapely.is_valid(shape):
        return shape
    mended = mend(shape)
    log.add(
        "geometry-made-valid",
        "note",
        f"the geometry is not valid ({shapely.is_valid_reason(shape)[:60]}); made valid, area {shape.area:.0f} m² "
        f"before, {mended.area:.0f} m² after.",
        "Draw it again.",
        column="geometry",
        **_where(row),
    )
    return mended


def _note_unplaced(subjects: pd.DataFrame, method: NDArray[np.object_], log: IssueLog) -> None:
    for name, words in (
        ("none", "no place"),
        ("outward-code", "only an outward code, too coarse for distances"),
    ):
        rows = subjects[method == name]
        for (register_id, source_file), group in rows.groupby(["register_id", "source_file"]):
            log.add(
                "not-located",
                "note",
                f"{len(group)} records have {words}; they are in table and counts, "
                + ("on no map." if name == "none" else "and take no part in distances."),
                "Give coordinates, a UPRN or a full postcode.",
                register_id=register_id,
                source_file=source_file,
                rows_count=len(group),
            )
