"""Drafts of the estate file: what a person would write for files they have looked at."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from totalcapital.reading.values import parse_date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from totalcapital.reading.inspection import Look

__all__ = ["draft_entry", "draft_estate"]

_WIDTH: Final = 100
#: "As at 31 March 2026" in a line above the headings.
_AS_AT: Final = re.compile(
    r"\b(?:as (?:at|of|on)|correct (?:at|to)|position at)\b:?\s*([^|;()]*\d{2})", re.IGNORECASE
)
#: Shares of points at which a suggestion is worth making.
_MOST: Final = 0.5


def draft_entry(look: Look, *, area: str | None = None) -> str:
    """Return what the estate file would say of a file, with what is not known as comments.

    What the reader recognises by itself is left out, so that the entry stays true when next
    quarter's file comes.

    Parameters
    ----------
    area
        Area id to give records without a place; none where null.
    """
    if look.refused is not None:
        return "\n".join(_refused(look)) + "\n"
    if look.purpose == "boundaries":
        return f"[estate]\nboundaries = {{ path = {_text(look.path)}, code = {_text(look.code_heading or '')} }}\n"
    if look.purpose in {"population", "postcodes", "uprn"}:
        return f"[lookups]\n{look.purpose} = {_text(look.path)}\n"
    lines = [f"[[{look.kind}]]", f"id = {_text(look.register.id)}", f"path = {_text(look.register.path)}"]
    lines += [f"# {line}" for line in _facts(look)]
    lines += _agency(look)
    lines += _coordinates(look)
    if area is not None:
        lines.append(_with_note(f"area = {_text(area)}", "what its records without a place belong to"))
    lines += _effective_date(look) if look.kind != "spending" else _financial_year(look)
    if not (look.profile and look.profile.licence):
        lines.append('# licence = "OGL-UK-3.0"   # printed with the data; say what the publisher says')
    return "\n".join([*lines, *_unused(look)]) + "\n"


def _refused(look: Look) -> Iterator[str]:
    yield f"# Not used: {look.path}"
    for line in str(look.refused).splitlines():
        yield f"#   {line}"


def _facts(look: Look) -> list[str]:
    read = f"{look.entry['rows_read']:,} rows: {look.entry['rows_kept']:,} kept"
    if look.entry["rows_set_aside"]:
        read += f", {look.entry['rows_set_aside']:,} set aside"
    if look.profile is None:
        return [f"{read}; no known layout: mapped by its headings"]
    return [f"{read}; layout {look.profile.id}: {look.profile.title}"]


def _agency(look: Look) -> list[str]:
    if _given(look, "agency"):
        return []
    if look.kind == "spending":
        return ['# agency = "…"   # who spends it? Unsaid, it is of no body and of no area']
    return ['# agency = "…"   # whose list is it? Unsaid, its records are on the map and part of no option']


def _financial_year(look: Look) -> list[str]:
    if _given(look, "financial_year"):
        return []
    return ['# defaults = { financial_year = "2026/27" }   # nothing in the file says which year it is of']


def _effective_date(look: Look) -> list[str]:
    """Suggest the day the file describes: the one a line above the headings names, where one does."""
    if _given(look, "effective_date"):
        return []
    for title in _titles(look):
        if (match := _AS_AT.search(title)) and (day := parse_date(match[1].strip(" .:,")).value):
            return [
                _with_note(
                    f"# effective_date = {day.isoformat()}", f"a line above the headings says: {title}"
                )
            ]
    return ["# effective_date = 2026-01-31   # the day the file describes; no column says it"]


def _titles(look: Look) -> list[str]:
    facts = look.raw.facts if look.raw is not None else {}
    return [" ".join(str(title).split())[:_WIDTH] for title in facts.get("titles", ())]


def _coordinates(look: Look) -> list[str]:
    """Suggest the CRS where the file does not say it and its points say it plainly."""
    if not look.hypotheses:
        return []
    best = look.hypotheses[0]
    said = set(look.records["crs_read"].dropna().unique()) if "crs_read" in look.records else set()
    fits = best.share_in_country >= _MOST and (best.share_in_area is None or best.share_in_area >= _MOST)
    if not fits or (said == {best.crs} and not best.is_swapped and best.factor == 1):
        return []
    lines = []
    if said != {best.crs}:
        note = f"{best.share_in_country:.0%} of the points lie in the country when read so"
        lines.append(_with_note(f"# crs = {_text(best.crs)}", note))
    if best.is_swapped:
        lines.append(_with_note("# swap_xy = true", "eastings and northings stand in each other's column"))
    return lines


def _unused(look: Look) -> list[str]:
    unused = look.headings.loc[look.headings["column"].isna() & (look.headings["distinct_count"] > 0)]
    names = [_text(heading) for heading in unused["heading"]]
    if not names:
        return []
    table = {"register": "assets", "capital": "projects"}.get(look.kind, look.kind)
    lines = [
        f"# Not used (to use one: columns = {{ our_column = its heading }}; totalcapital tables {table}):"
    ]
    line = "#  "
    for name in names:
        if len(line) + len(name) > _WIDTH and line.strip("# "):
            lines.append(line)
            line = "#  "
        line += f" {name}"
    return [*lines, line]


def _given(look: Look, column: str) -> bool:
    if column == "agency" and look.register.agency is not None:
        return True
    return column in look.records and bool(look.records[column].notna().any())


def draft_estate(
    looks: Sequence[Look],
    *,
    name: str,
    as_of: dt.date,
    areas: Mapping[str, Any],
    own_areas: Sequence[Mapping[str, Any]] = (),
    boundaries: Mapping[str, str] | None,
    area_of: Mapping[str, str],
) -> str:
    """Return the text of an estate file for files that were looked at.

    Parameters
    ----------
    areas
        ``programme`` and ``areas`` of the estate; empty where none is asked for.
    own_areas
        ``id``, ``name`` and ``codes`` of areas that no programme has.
    boundaries
        ``path`` and ``code`` of the file of outlines, where there is one.
    area_of
        Register id to the area its records without a place belong to.
    """
    lines = [
        "# The estate file: what is looked at, and which files it is read from.",
        "# A line that begins with # is a suggestion or a remark: take the # away to use it.",
        "",
        "[estate]",
        f"name = {_text(name)}",
        _with_note(f"as_of = {as_of.isoformat()}", "the day the results describe"),
    ]
    lines += _areas(areas, boundaries)
    for own in own_areas:
        keys = ("id", "name", "codes")
        lines += ["", "[[area]]", *(f"{key} = {json.dumps(own[key], ensure_ascii=False)}" for key in keys)]
    lines += ["", *_lookups(looks)]
    for look in looks:
        if look.is_list or look.purpose == "unreadable":
            lines += ["", draft_entry(look, area=area_of.get(look.register.id)).rstrip()]
    return "\n".join(lines) + "\n"


def _areas(areas: Mapping[str, Any], boundaries: Mapping[str, str] | None) -> Iterable[str]:
    mark = "" if boundaries or not areas else "# "
    if areas:
        yield f"{mark}programme = {_text(areas['programme'])}"
        yield f"{mark}areas = {json.dumps(areas['areas'], ensure_ascii=False)}"
    if boundaries:
        inner = ", ".join(f"{key} = {_text(value)}" for key, value in boundaries.items())
        yield f"boundaries = {{ {inner} }}"
    else:
        yield '# boundaries = { path = "lad.geojson", code = "LAD20CD" }   # outlines of the authorities: without'
        yield "#   them there is one page for the whole estate and no page of its own for an area"


def _lookups(looks: Sequence[Look]) -> Iterator[str]:
    yield "[lookups]"
    for purpose in ("postcodes", "uprn", "population"):
        paths = [look.path for look in looks if look.purpose == purpose]
        if len(paths) == 1:
            yield f"{purpose} = {_text(paths[0])}"
        elif paths:
            yield f"{purpose} = {json.dumps(paths, ensure_ascii=False)}"
    if not any(look.purpose == "postcodes" for look in looks):
        yield '# postcodes = "postcodes.csv"   # places records that have a postcode and no coordinates'
    if not any(look.purpose == "uprn" for look in looks):
        yield '# uprn = "open-uprn.csv"   # OS Open UPRN: places records that have a UPRN and no coordinates'


def _text(value: str) -> str:
    """Return a TOML string."""
    return json.dumps(value, ensure_ascii=False)


def _with_note(line: str, note: str) -> str:
    return f"{line}   # {note}"
