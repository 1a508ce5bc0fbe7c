"""Which CRS a register's coordinates are in: as said and held against the points, or as recognised."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import numpy as np
import pandas as pd
import shapely

from totalcapital.crs import BNG, Reading, in_country, read_as, readings_for

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from totalcapital.issues import IssueLog
    from totalcapital.project import Register
    from totalcapital.reading.mapping.mapping import ColumnPlan
    from totalcapital.reading.raw import RawTable

__all__ = ["ANYWHERE", "Home", "Hypothesis", "canonical_crs", "hex_of_wkt", "settle_crs", "weigh_hypotheses"]

#: From this share on, points fit a hypothesis; up to the other one they contradict it.
_FITS: Final = 0.9
_CONTRADICTS: Final = 0.1
#: With fewer points than this the rows are judged one by one, not their system.
_FEWEST: Final = 3
#: A point this near to an area, in metres, counts as of it.
_NEAR_M: Final = 2000.0
#: So many points are weighed; of more, these many evenly from their sorted order.
_WEIGHED: Final = 2000
_NAMES: Final = {
    "EPSG:4326": (
        "wgs84", "wgs1984", "gcswgs1984", "crs84", "ogccrs84", "urnogcdefcrsogc13crs84", "etrs89", "latlong", "gps",
    ),
    "EPSG:27700": (
        "osgb36", "osgb", "bng", "britishnationalgrid", "osgb1936", "nationalgrid", "os", "osgb36britishnationalgrid",
        "osgb1936britishnationalgrid", "osnationalgrid", "osgrid", "ordnancesurvey",
    ),
    "EPSG:3857": (
        "webmercator", "pseudomercator", "wgs84pseudomercator", "googlemercator", "sphericalmercator", "epsg900913",
        "epsg102100", "esri102100", "wgs1984webmercatorauxiliarysphere",
    ),
    "EPSG:29902": ("irishgrid", "irishnationalgrid", "tm65", "tm65irishgrid", "osi", "osni", "ig"),
    "EPSG:29903": ("tm75", "tm75irishgrid"),
    "EPSG:2157": ("itm", "irishtransversemercator", "irenet95", "irenet95irishtransversemercator"),
    "EPSG:32630": ("utm30", "utm30n", "utmzone30", "utmzone30n", "wgs84utmzone30n", "wgs1984utmzone30n"),
}  # fmt: skip
_BY_NAME: Final = {name: crs for crs, names in _NAMES.items() for name in names}
_DEEPEST: Final = 8


def canonical_crs(text: str) -> str | None:
    """Return a CRS as ``EPSG:code`` from the ways registers write it, or null.

    Examples
    --------
    >>> canonical_crs("urn:ogc:def:crs:EPSG::27700"), canonical_crs("Irish Grid"), canonical_crs("UTM 30N")
    ('EPSG:27700', 'EPSG:29902', 'EPSG:32630')
    """
    plain = re.sub(r"[^a-z0-9]+", "", text.casefold())
    if plain in _BY_NAME:
        return _BY_NAME[plain]
    match = re.fullmatch(r"(?:urnogcdefcrs)?epsg(\d{4,6})", plain)
    return f"EPSG:{match.group(1)}" if match else None


class Home(NamedTuple):
    """Where the records of a register should lie."""

    outline: Any = None
    """Outline of the area that the register is of, in ``crs``; null where it is of none."""
    crs: str = BNG
    """The estate's working CRS."""


#: No area is known; the estate is on the British National Grid.
ANYWHERE: Final = Home()


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One way to read a register's coordinates, and how well the points bear it out."""

    crs: str
    is_swapped: bool
    """The first column is the northing or latitude."""
    factor: float
    """Metres for each unit as written: 1,000 for kilometres, 1 else."""
    share_in_country: float
    """Share of the points in Great Britain (Irish systems: in Ireland), 0 to 1."""
    share_in_area: float | None
    """Share in the register's own area or within 2 km of it, 0 to 1; null where it has none."""

    @property
    def is_plain(self) -> bool:
        """Whether the columns are used as they stand."""
        return not self.is_swapped and self.factor == 1.0

    @property
    def share(self) -> float:
        """Share of points that bear it out: in the area where there is one, else in the country."""
        return self.share_in_country if self.share_in_area is None else self.share_in_area

    def __str__(self) -> str:
        """Return the hypothesis in words."""
        swapped = " with x and y swapped" if self.is_swapped else ""
        return self.crs + swapped + ("" if self.factor == 1.0 else " in kilometres")


def weigh_hypotheses(x: pd.Series, y: pd.Series, *, home: Home = ANYWHERE) -> list[Hypothesis]:
    """Return every way to read two columns of numbers as places, the best borne out first.

    Where at least half of the points lie in the register's area under some hypothesis, the area
    decides, else the country; of equals the commoner reading goes first. Blank points, points that
    are not finite and placeholders (x = y) say nothing and are left out.

    Parameters
    ----------
    x, y
        The columns as they stand in the file; null where not given.
    home
        The register's area, and the working CRS, which tells the estate's country.

    Returns
    -------
    list
        One hypothesis for each of ``crs.readings_for`` the working CRS; with no points all shares are 0.
    """
    first, second = _sample(x, y)
    if home.outline is not None:
        shapely.prepare(home.outline)
    found = [_weigh(first, second, reading, home) for reading in readings_for(home.crs)]
    by_area = max((h.share_in_area or 0.0 for h in found), default=0.0) >= 0.5
    return sorted(
        found,
        key=lambda h: (-(h.share_in_area or 0.0) if by_area else 0.0, -h.share_in_country),
    )


def _weigh(x: NDArray[np.float64], y: NDArray[np.float64], reading: Reading, home: Home) -> Hypothesis:
    inside = in_country(x, y, reading, crs=home.crs)
    share = float(inside.mean()) if len(x) else 0.0
    in_area = None
    if home.outline is not None:
        east, north = read_as(x[inside], y[inside], reading=reading, target=home.crs)
        near = shapely.dwithin(home.outline, shapely.points(east, north), _NEAR_M)
        in_area = float(near.sum() / len(x)) if len(x) else 0.0
    return Hypothesis(reading.crs, reading.is_swapped, reading.factor, share, in_area)


def _sample(x: pd.Series, y: pd.Series) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the points to weigh: the same ones whatever the order of the rows."""
    first, second = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    tells = np.isfinite(first) & np.isfinite(second) & (first != second)
    first, second = first[tells], second[tells]
    if len(first) <= _WEIGHED:
        return first, second
    chosen = np.lexsort((second, first))[np.linspace(0, len(first) - 1, _WEIGHED).astype(int)]
    return first[chosen], second[chosen]


def settle_crs(
    frame: pd.DataFrame,
    raw: RawTable,
    plan: ColumnPlan,
    *,
    register: Register,
    log: IssueLog,
    home: Home = ANYWHERE,
) -> pd.Series:
    """Return the CRS of each row's coordinates or geometry.

    The estate file's word goes first, then the row's, the layout's, the file's. What the estate
    file does not say is held against the points: where nearly all of them lie outside the
    register's area (or the country) when read so, and inside when read in another way, it is not
    believed. Where nothing is said the CRS is recognised, which is noted.

    Parameters
    ----------
    frame
        ``x_read``, ``y_read``, ``crs_read`` (as the row says), ``geometry_read`` (hexadecimal).
    home
        The register's area, and the estate's working CRS.

    Returns
    -------
    Series
        ``EPSG:code`` for each row; null where it cannot be told or is contradicted: such a row has
        no place by its coordinates.
    """
    has_any = (frame["x_read"].notna() & frame["y_read"].notna()) | frame["geometry_read"].notna()
    if register.crs:
        told = canonical_crs(register.crs) or register.crs
        settled = pd.Series(told, index=frame.index, dtype=object).where(has_any, None)
    else:
        said = frame["crs_read"]
        codes = {text: canonical_crs(text) if isinstance(text, str) else None for text in said.unique()}
        fixed = plan.profile.coordinates.crs or raw.crs
        fixed = fixed and (canonical_crs(fixed) or fixed)
        settled = said.map(codes).astype(object)
        settled = settled.where(settled.notna(), fixed).where(has_any, None)
    for told in sorted(settled.dropna().unique()):
        rows = settled == told
        verdict = _contradiction(_points(frame, rows, register), str(told), register, home=home, log=log)
        if verdict == "not used":
            settled = settled.where(~rows, None)
        if verdict is not None:
            has_any &= ~rows
    open_rows = has_any & settled.isna()
    if open_rows.any():
        found = _recognise(_points(frame, open_rows, register), register, home=home, log=log)
        settled = settled.where(~open_rows, found)
    return settled.where(settled.notna(), None)


def _points(frame: pd.DataFrame, rows: pd.Series, register: Register) -> tuple[pd.Series, pd.Series]:
    """Return the coordinates of rows as the estate file says to read them; geometries as their middles."""
    chosen = frame.loc[rows, ["x_read", "y_read", "geometry_read"]]
    x, y = chosen["x_read"].astype("float64"), chosen["y_read"].astype("float64")
    if not (x.notna() & y.notna()).any():
        shapes = shapely.from_wkb([bytes.fromhex(v) for v in chosen["geometry_read"].dropna()])
        middles = shapely.centroid(shapes)
        x, y = pd.Series(shapely.get_x(middles)), pd.Series(shapely.get_y(middles))
    return (y, x) if register.swap_xy else (x, y)


def _contradiction(
    points: tuple[pd.Series, pd.Series], told: str, register: Register, *, home: Home, log: IssueLog
) -> Literal["used", "not used"] | None:
    """Hold points against the CRS they are told to be in; null where they do not contradict it.

    What the estate file says of the system is used, for it was said by a person; but naming the
    system does not say that its axes are in order.
    """
    x, y = _sample(*points)
    reading = Reading(told)
    if len(x) < _FEWEST or reading not in readings_for(home.crs):
        return None
    stated = _weigh(x, y, reading, home)
    if stated.share > _CONTRADICTS:
        return None
    best = weigh_hypotheses(pd.Series(x), pd.Series(y), home=home)[0]
    if best.share < _FITS:
        return None
    is_used = bool(register.crs) and best.crs != told
    where = "the country" if home.outline is None else "the register's area"
    log.add(
        "crs-contradicted",
        "warning",
        f"expected points in {where} when read as {told}, as {'the estate file' if register.crs else 'the file'} "
        f"says; found {stated.share:.0%} there, and {best.share:.0%} when read as {best}. "
        + ("Used as told." if is_used else "Not used: these rows are placed by UPRN or postcode."),
        _remedy(best, register),
        register_id=register.id,
        source_file=register.path,
        column="coordinates",
        value=told,
        rows_count=len(points[0]),
    )
    return "used" if is_used else "not used"


def _remedy(best: Hypothesis, register: Register) -> str:
    if best.factor != 1.0:
        return "Ask for the coordinates in metres."
    keys = f'crs = "{best.crs}"'
    if best.is_swapped:
        keys += f", swap_xy = {'false' if register.swap_xy else 'true'}"
    return f"If that is what they are, say {keys} for register {register.id} in the estate file."


def _recognise(
    points: tuple[pd.Series, pd.Series], register: Register, *, home: Home, log: IssueLog
) -> str | None:
    best = weigh_hypotheses(*points, home=home)[0]
    place: dict[str, Any] = {
        "register_id": register.id,
        "source_file": register.path,
        "rows_count": len(points[0]),
    }
    fits = best.share_in_country >= _FITS
    if fits and best.is_plain:
        in_area = "" if best.share_in_area is None else f", {best.share_in_area:.0%} in the register's area,"
        log.add(
            "crs-recognised",
            "note",
            f"no CRS is stated; {best.share_in_country:.0%} of the points lie in the country{in_area} "
            f"when read as {best.crs}.",
            f'Say crs = "{best.crs}" in the estate file.',
            **place,
        )
        return best.crs
    log.add(
        "crs-not-known",
        "warning",
        "no CRS is stated and none fits the values as they stand. "
        + (f"{best.share:.0%} of them would fit {best}. " if fits else "")
        + "These rows are placed by UPRN or postcode where there is one.",
        _remedy(best, register) if fits else 'Say crs = "EPSG:…" in the estate file.',
        **place,
    )
    return None


def hex_of_wkt(text: str) -> tuple[str | None, str | None]:
    """Return well-known text as hexadecimal well-known binary, or the reason why not."""
    depth = deepest = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    if deepest > _DEEPEST:
        return None, "nested too deeply to be a place"
    shape = shapely.from_wkt(re.sub(r"^SRID=\d+;", "", text.strip()), on_invalid="ignore")
    if shape is None or shape.is_empty:
        return None, "not well-known text of a place"
    return bytes(shapely.to_wkb(shapely.force_2d(shape), include_srid=False)).hex(), None
