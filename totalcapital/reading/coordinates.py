"""Which CRS a register's coordinates are in: as said, or as recognised from their values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import shapely

if TYPE_CHECKING:
    from totalcapital.issues import IssueLog
    from totalcapital.project import Register
    from totalcapital.reading.mapping import ColumnPlan
    from totalcapital.reading.raw import RawTable

__all__ = ["canonical_crs", "hex_of_wkt", "recognise_crs", "settle_crs"]

#: Bounds of Great Britain and its waters: west, south, east, north.
_BOXES: Final = {
    "EPSG:4326": (-9.0, 49.8, 2.2, 61.0),
    "EPSG:27700": (1_000.0, 1_000.0, 700_000.0, 1_300_000.0),
    "EPSG:3857": (-1_002_000.0, 6_400_000.0, 245_000.0, 8_600_000.0),
}
_SHARE: Final = 0.9
_NAMES: Final = {
    "wgs84": "EPSG:4326", "wgs1984": "EPSG:4326", "epsg4326": "EPSG:4326", "crs84": "EPSG:4326", "etrs89": "EPSG:4326",
    "osgb36": "EPSG:27700", "osgb": "EPSG:27700", "bng": "EPSG:27700", "britishnationalgrid": "EPSG:27700",
    "epsg27700": "EPSG:27700", "osgb1936": "EPSG:27700", "nationalgrid": "EPSG:27700", "os": "EPSG:27700",
    "osgb36britishnationalgrid": "EPSG:27700", "osgb1936britishnationalgrid": "EPSG:27700",
}  # fmt: skip
_DEEPEST: Final = 8


def canonical_crs(text: str) -> str | None:
    """Return a CRS as ``EPSG:code`` from the ways registers write it, or null."""
    plain = re.sub(r"[^a-z0-9]+", "", text.casefold())
    if plain in _NAMES:
        return _NAMES[plain]
    match = re.fullmatch(r"(?:urnogcdefcrs)?epsg(\d{4,6})", plain)
    return f"EPSG:{match.group(1)}" if match else None


def recognise_crs(x: pd.Series, y: pd.Series) -> tuple[str | None, float, bool]:
    """Return the CRS in which most points lie in Great Britain, that share, and whether x and y are swapped.

    Points at exactly 0,0 say nothing and are left out.
    """
    given = x.notna() & y.notna() & ~((x == 0) & (y == 0))
    if not given.any():
        return None, 0.0, False
    best: tuple[str | None, float, bool] = (None, 0.0, False)
    for swapped in (False, True):
        first, second = (y, x) if swapped else (x, y)
        for crs, (west, south, east, north) in _BOXES.items():
            share = float((first.between(west, east) & second.between(south, north))[given].mean())
            if share > best[1]:
                best = (crs, share, swapped)
    return best


def settle_crs(
    frame: pd.DataFrame,
    raw: RawTable,
    plan: ColumnPlan,
    *,
    register: Register,
    log: IssueLog,
    home: Any = None,
) -> pd.Series:
    """Return the CRS of each row's coordinates or geometry.

    ``home`` is the outline of the register's area in the estate's working CRS, or null.

    The estate file's word goes first, then the row's, the profile's, the file's; else it is
    recognised, which is noted. Null where it cannot be told: such rows have no place.
    """
    x, y = frame["x_read"].astype("float64"), frame["y_read"].astype("float64")
    has_any = (x.notna() & y.notna()) | frame["geometry_read"].notna()
    if register.crs:
        return pd.Series(canonical_crs(register.crs) or register.crs, index=frame.index).where(has_any)
    said = frame["crs_read"].map(lambda text: canonical_crs(text) if isinstance(text, str) else None)
    fixed = plan.profile.coordinates.crs or raw.crs
    settled = said.where(said.notna(), fixed).astype(object)
    open_rows = has_any & settled.isna()
    if open_rows.any():
        found = _recognised(frame, x, y, open_rows)
        place: dict[str, Any] = {
            "register_id": register.id,
            "source_file": register.path,
            "rows_count": int(open_rows.sum()),
        }
        if found[0] and found[1] >= _SHARE and not found[2]:
            settled = settled.where(~open_rows, found[0])
            log.add(
                "crs-recognised",
                "note",
                f"no CRS is stated; {found[1]:.0%} of the points lie in Great Britain "
                f"when read as {found[0]}.",
                f'Say crs = "{found[0]}" in the estate file.',
                **place,
            )
        else:
            hint = f" They fit {found[0]} with x and y swapped." if found[2] else ""
            log.add(
                "crs-not-known",
                "warning",
                f"no CRS is stated and none fits the values.{hint} "
                "These rows are placed by postcode where there is one.",
                'Say crs = "EPSG:…" in the estate file.',
                **place,
            )
    return settled.where(has_any, None)


def _recognised(
    frame: pd.DataFrame, x: pd.Series, y: pd.Series, rows: pd.Series
) -> tuple[str | None, float, bool]:
    if x[rows].notna().any():
        return recognise_crs(x[rows], y[rows])
    points = shapely.centroid(shapely.from_wkb([bytes.fromhex(v) for v in frame.loc[rows, "geometry_read"]]))
    return recognise_crs(pd.Series(shapely.get_x(points)), pd.Series(shapely.get_y(points)))


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
