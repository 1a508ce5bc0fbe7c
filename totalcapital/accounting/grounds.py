"""What each amount of spending is for: the point of a postcode, an area, or the authorities of a body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from totalcapital.accounting.shares import SHOWN, Ground, Share
from totalcapital.crs import project_points
from totalcapital.tables import split_list

if TYPE_CHECKING:
    import geopandas as gpd

    from totalcapital.accounting.bodies import Cover, Members
    from totalcapital.accounting.shares import Shares

__all__ = ["KEY", "WHY_UNMAPPED", "Grounds", "shares_of_grounds"]

#: What says where an amount belongs; amounts with the same of these are shared out alike.
KEY: Final = ["register_id", "agency_id", "gss_code", "area_id", "postcode"]
#: Why money is in no area.
WHY_UNMAPPED: Final = {
    "unnamed": "neither its row nor its body nor the estate file says which area it is for",
    "elsewhere": "what it is for is in none of the estate's areas",
    "divided": "it is for a larger area, and how that divides is not known or not asked for",
}
#: A share smaller than this is the rounding of a sum.
_NOTHING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Grounds:
    """What is known of where money belongs.

    Parameters
    ----------
    areas
        The ``areas`` table.
    agencies
        The ``agencies`` table; a body's codes say whose area it serves.
    registers
        The ``registers`` table; the area of a file is that of amounts that say none.
    postcodes
        ``postcode`` without its space, ``x``, ``y``, ``crs``.
    members
        Which authorities a code is made of.
    """

    areas: gpd.GeoDataFrame
    agencies: pd.DataFrame
    registers: pd.DataFrame
    postcodes: pd.DataFrame
    members: Members


def shares_of_grounds(keys: pd.DataFrame, known: Grounds, shares: Shares) -> pd.DataFrame:
    """Return the areas that amounts go to.

    A postcode that is found goes before all. Then the row's own code and area: the smaller of the two where one lies in
    the other, else the code. Then the codes of the body, and last the area of the file.

    Parameters
    ----------
    keys
        The columns of ``KEY``, each combination once.

    Returns
    -------
    DataFrame
        ``ground`` (position in ``keys``), ``area_id``, ``share``, ``allocation`` and ``why`` (why money is unmapped): one
        row for each area with a share, and one without an area for what no area has.
    """
    points = _areas_at(keys["postcode"], known)
    codes = _codes_of(known.agencies)
    files = known.registers.set_index("register_id")["area_id"].dropna().to_dict()
    done: dict[_Said, tuple[list[Share], str]] = {}
    rows: list[tuple[int, str | None, float, str, str | None]] = []
    for position, (register, agency, gss, area, postcode) in enumerate(
        keys[KEY].astype(object).where(keys[KEY].notna(), None).itertuples(index=False, name=None)
    ):
        if postcode in points:
            found, why = [Share(one, 1.0, "placed") for one in points[postcode]], "elsewhere"
        else:
            said = _Said(gss, codes.get(agency, ()), area, files.get(register))
            if said not in done:
                done[said] = _shared(said, shares, known.members)
            found, why = done[said]
        rows += [(position, one.area_id, one.share, one.allocation, None) for one in found]
        rest = 1.0 - shares.mapped(found)
        if rest > _NOTHING:
            rows.append((position, None, rest, "unmapped", why))
    made = pd.DataFrame(rows, columns=["ground", "area_id", "share", "allocation", "why"])
    return made.astype(
        {"ground": "int64", "area_id": "str", "share": "float64", "allocation": "str", "why": "str"}
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of where an amount belongs: by its row, by what is known of its body, by the estate file."""

    gss_code: str | None
    body_codes: tuple[str, ...]
    area_id: str | None
    file_area_id: str | None


def _shared(said: _Said, shares: Shares, members: Members) -> tuple[list[Share], str]:
    ground = _ground(said, shares, members)
    if ground is None:
        return [], "unnamed"
    return shares.of(ground), "divided" if shares.reaches(ground) else "elsewhere"


def _ground(said: _Said, shares: Shares, members: Members) -> Ground | None:
    own = members.of(said.gss_code) if said.gss_code else None
    bodies = (members.of(code) for code in said.body_codes)
    cover = own if own is not None else next((one for one in bodies if one is not None), None)
    row = shares.ground_of(said.area_id) if said.area_id and said.area_id != said.file_area_id else None
    if row is not None and _goes_first(row, cover, is_bodys=own is None):
        return row
    if cover is not None:
        return Ground(cover=cover)
    return shares.ground_of(said.file_area_id) if said.file_area_id else None


def _goes_first(row: Ground, cover: Cover | None, *, is_bodys: bool) -> bool:
    """Tell whether the area a row names is what its money is for, rather than the area of its code."""
    if cover is None or row.cover is None:
        return True
    if row.cover.keys() & cover.keys():
        return not cover.keys() <= row.cover.keys()
    return is_bodys


def _codes_of(agencies: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Return the codes by which the area of each body may be known."""
    return {
        agency: tuple(sorted(code.removeprefix("gss:") for code in split_list(codes)))
        for agency, codes in zip(agencies["agency_id"], agencies["codes"], strict=True)
    }


def _areas_at(postcodes: pd.Series, known: Grounds) -> dict[str, list[str]]:
    """Return the areas that each postcode's point lies in, of authorities one; a postcode without a point is left out.

    So is one in no area, where some area has no outline: it may lie there.
    """
    wanted = postcodes.dropna().drop_duplicates().sort_values()
    points = known.postcodes.drop_duplicates("postcode").set_index("postcode")
    points = points.reindex(wanted.str.replace(" ", "", regex=False)).set_index(wanted).dropna(subset=["x"])
    shown = known.areas[known.areas["kind"].isin(SHOWN) & known.areas.geometry.notna()].sort_values("area_id")
    if points.empty or shown.empty:
        return {}
    shapes = np.empty(len(points), dtype=object)
    for crs in points["crs"].unique():
        here = (points["crs"] == crs).to_numpy()
        x, y = (points.loc[here, axis].to_numpy(float) for axis in ("x", "y"))
        shapes[here] = shapely.points(*project_points(x, y, source=crs, target=str(known.areas.crs)))
    outlines = shown.geometry.to_numpy()
    shapely.prepare(outlines)
    area, point = shapely.STRtree(shapes).query(outlines, predicate="intersects")
    found: dict[str, list[str]] = {postcode: [] for postcode in points.index}
    has_authority: set[str] = set()
    for at, of in sorted(zip(point.tolist(), area.tolist(), strict=True)):
        postcode = points.index[at]
        if shown["kind"].iloc[of] == "authority":
            if postcode in has_authority:
                continue
            has_authority.add(postcode)
        found[postcode].append(shown["area_id"].iloc[of])
    has_outlines = known.areas.loc[known.areas["kind"].isin(SHOWN), "geometry"].notna().all()
    return {postcode: ids for postcode, ids in found.items() if ids or has_outlines}
