"""The ``areas`` table: authorities and smaller areas, a programme's areas, and those of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.code_changes import resolve
from totalcapital.errors import EstateFileError
from totalcapital.reading.areas.claimants import put_claimants
from totalcapital.reading.areas.figures import lsoa_figures
from totalcapital.reading.areas.files import open_sources
from totalcapital.reading.areas.land_values import land_values
from totalcapital.reading.areas.layers import KEYS, Layers
from totalcapital.reading.areas.own import each_inside, is_small, own_outline
from totalcapital.reading.areas.programmes import programme_areas
from totalcapital.reading.areas.residents import Neighbourhoods
from totalcapital.reading.areas.shapes import union_of
from totalcapital.reading.areas.told_residents import is_by_area, put_residents, read_residents
from totalcapital.tables import AREAS, join_list, split_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd

    from totalcapital.issues import IssueLog
    from totalcapital.project import AreaOfOnesOwn, Project
    from totalcapital.reading.door.door import Door

__all__ = ["read_areas"]

#: Kinds that are areas of the estate itself; the others say where each property is.
_OWN: Final = ("programme", "own", "neighbourhood")


def read_areas(project: Project, door: Door, *, log: IssueLog, is_whole: bool = True) -> gpd.GeoDataFrame:
    """Return the areas that an estate gives: of each kind, its programme's and its own.

    Invalid outlines are made valid, which is noted. An area whose codes are not all given keeps the
    part that is there, which is noted; one with none has no outline. Codes that were replaced are
    found under the other code, or through the areas they were made of, which is said.

    Parameters
    ----------
    is_whole
        Whether areas that only say where a property is, and figures of areas, are wanted too.

    Raises
    ------
    UnreadableFileError
        If a file of areas cannot be read.
    EstateFileError
        If it does not hold the code column named or any code of an area asked for, or a programme
        area is not known.
    """
    layers = Layers(project, door, log)
    rows = list(_given(layers, list(KEYS.values()) if is_whole else ["authority"]))
    rows += _asked(project, layers, door, log=log)
    if is_whole:
        _put_figures(rows, project, layers, door, log=log)
        put_claimants(rows, project, door)
    frame = pd.DataFrame(
        [{k: v for k, v in row.items() if k != "parts"} for row in rows], columns=AREAS.column_names
    )
    frame = frame.sort_values(["kind", "area_id"], ignore_index=True)
    areas: gpd.GeoDataFrame = AREAS.conform(frame, crs=project.estate.crs)
    return areas


def _given(layers: Layers, kinds: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the areas of each kind; an authority that is its own county is an authority alone."""
    authorities = set(layers.outlines("authority")["code"])
    for kind in kinds:
        for code, name, shape in layers.outlines(kind).itertuples(index=False):
            if kind == "authority" or code not in authorities:
                yield {
                    "area_id": code, "gss_code": code, "kind": kind, "name": name, "geometry": shape,
                    "parts": (kind, [code]),
                }  # fmt: skip


def _asked(project: Project, layers: Layers, door: Door, *, log: IssueLog) -> list[dict[str, Any]]:
    """Return the areas that the estate asks for by name: its programme's, then its own."""
    own = {area.id: area for area in project.areas}
    rows = []
    for area in programme_areas(project):
        mine = own.pop(area["area_id"], None)
        shape = own_outline(mine, project, door, log=log) if mine else None
        codes = list(mine.codes) if mine and mine.codes else split_list(area["gss_code"])
        row = {**area, "kind": "programme", "geometry": shape, "parts": None}
        if shape is None:
            row["geometry"], row["parts"] = _dissolve(area["name"], codes, layers, project, log=log)
        rows.append(row)
    for area_id, mine in own.items():
        rows += _own(area_id, mine, project, layers, door=door, log=log)
    ids = [row["area_id"] for row in rows]
    if twice := sorted({one for one in ids if ids.count(one) > 1}):
        raise EstateFileError(
            f"{project.path}: the area id {twice[0]!r} stands twice. Give each area its own id."
        )
    return rows


def _own(
    area_id: str, area: AreaOfOnesOwn, project: Project, layers: Layers, *, door: Door, log: IssueLog
) -> list[dict[str, Any]]:
    """Return one area of one's own, or one for each smaller area in it."""
    shape, parts = own_outline(area, project, door, log=log), None
    if area.codes:
        shape, parts = _dissolve(area.name, area.codes, layers, project, log=log)
    if area.each:
        kind = "own" if area.each == "authority" else "neighbourhood"
        if shape is None:
            raise EstateFileError(
                f"{project.path}: area {area_id}: expected an outline to find each {area.each} in. Give boundaries."
            )
        return [
            {"area_id": one, "gss_code": code, "kind": kind, "name": name, "geometry": outline,
             "parts": (area.each, [code])}
            for one, name, code, outline in each_inside(area, layers, shape, path=str(project.path))
        ]  # fmt: skip
    kind = "neighbourhood" if is_small(area, layers, shape) else "own"
    codes = join_list(area.codes)
    return [
        {
            "area_id": area_id,
            "gss_code": codes,
            "kind": kind,
            "name": area.name,
            "geometry": shape,
            "parts": parts,
        }
    ]


def _dissolve(
    name: str, codes: Sequence[str], layers: Layers, project: Project, *, log: IssueLog
) -> tuple[Any, tuple[str, list[str]] | None]:
    """Return the outline of an area made of others, and of which of what kind; null parts where of several kinds."""
    found: list[tuple[str, str]] = []
    missing, said = [], []
    for code in codes:
        kind = layers.kind_of(code)
        one = resolve(code, layers.by_code(kind) if layers.is_given(kind) else {})
        found += [(kind, part) for part in one.parts]
        said += [one.words] if one.words and not one.parts else []
        missing += [] if one.parts else [code]
        if one.words and one.parts:
            log.add(
                "area-recoded" if one.is_recoded else "area-from-predecessors",
                "note",
                f"{name}: {one.words}.",
                "Nothing; or give boundaries of the area's date.",
                source_file=layers.named(kind),
                column="area",
                value=code,
            )
    if missing:
        _say_missing(name, codes, layers, project, missing=missing, said=said, log=log)
    shape = union_of([layers.by_code(kind)[code] for kind, code in found])
    kinds = {kind for kind, _ in found}
    parts = (kinds.pop(), [code for _, code in found]) if len(kinds) == 1 and not missing else None
    return shape, parts


def _say_missing(
    name: str,
    codes: Sequence[str],
    layers: Layers,
    project: Project,
    *,
    missing: Sequence[str],
    said: Sequence[str],
    log: IssueLog,
) -> None:
    """Say which parts of an area are not given; refuse one of which nothing is, where boundaries are given."""
    kind = layers.kind_of(missing[0])
    if not layers.is_given(kind):
        if kind != "authority":
            raise EstateFileError(
                f"{project.path}: {name}: expected outlines of the kind {kind} for {missing[0]}. Give them under {layers.key(kind)}."
            )
        return
    told = "".join(f" {words[0].upper()}{words[1:]}." for words in dict.fromkeys(said))
    path, known = layers.named(kind), layers.by_code(kind)
    if len(missing) == len(codes) and project.estate.areas != "all":
        said_code = (
            project.estate.boundaries.code if project.estate.boundaries and kind == "authority" else ""
        )
        has = f"the column {said_code} has" if said_code else "it has"
        fix = f"{layers.key(kind)}.code" if said_code else "the codes"
        raise EstateFileError(
            f"{path}: expected an outline for {name} ({', '.join(codes)}); {has} none of these codes, "
            f"but {', '.join(sorted(known)[:3])} …{told} Give boundaries of the area's date, or correct {fix}."
        )
    log.add(
        "area-incomplete",
        "warning",
        f"{name}: the boundary file has no outline for {', '.join(missing)}; the area on the map is without them.{told}",
        "Give boundaries of the area's date.",
        source_file=path,
        column="area",
        value=name,
    )


def _put_figures(
    rows: list[dict[str, Any]], project: Project, layers: Layers, door: Door, *, log: IssueLog
) -> None:
    """Fill in residents, deprivation and land values, where they are given."""
    values = land_values(project, layers, door, log=log).to_dict()
    for row in rows:
        if row["kind"] == "authority":
            row["land_value_gbp_ha"] = values.get(row["area_id"])
    counted = open_sources(project, door, "lookups.population", project.lookups.population)
    small = [source for source in counted if not is_by_area(source)]
    _put_neighbourhoods(rows, lsoa_figures(project, layers, door, population=small, log=log), layers)
    told = read_residents(filter(is_by_area, counted), rows, as_of=project.estate.as_of, log=log)
    put_residents(rows, told)


def _put_neighbourhoods(rows: list[dict[str, Any]], figures: pd.DataFrame, layers: Layers) -> None:
    """Fill in residents and deprivation of neighbourhoods (LSOAs), and the residents of what they make up."""
    if figures.empty:
        return
    residents = figures["population_count"].dropna().to_dict()
    deciles = figures["imd_decile"].dropna().to_dict()
    around = Neighbourhoods(layers, figures["population_count"]) if residents else None
    for row in rows:
        if row["kind"] == "lsoa":
            row["population_count"] = residents.get(row["area_id"])
            row["imd_decile"] = deciles.get(row["area_id"])
        elif (
            around is not None
            and row["geometry"] is not None
            and row["kind"] in {*_OWN, "authority", "county"}
        ):
            parts = row["parts"]
            row["population_count"] = (
                around.of_parts(*parts, outline=row["geometry"]) if parts else around.within(row["geometry"])
            )
