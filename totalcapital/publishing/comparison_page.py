"""Writes what differs between two editions: a page with a map, a workbook, and CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd
import shapely
import xlsxwriter

from totalcapital.crs import to_wgs84
from totalcapital.publishing.datablock import columns_of, pack
from totalcapital.publishing.frame import parts, seal
from totalcapital.publishing.opendata import plain
from totalcapital.publishing.outlines import points_of, rings_of, simplified, tolerance_m, whole_degrees
from totalcapital.publishing.pages import accent_style, day_words, number_words
from totalcapital.publishing.texts import Markup, clean, escape, fill, spreadsheet_safe
from totalcapital.publishing.workbook import Sheets
from totalcapital.resources import maps

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from totalcapital.project import Project

__all__ = ["write_comparison"]

_SCRIPTS: Final = ("unpack.js", "words.js", "symbols.js", "comparison.js")
_STYLES: Final = ("page.css", "map.css", "comparison.css", "print.css")
#: What a page carries; the files carry all.
_ROWS_ON_A_PAGE: Final = 20_000
_OPTIONS_OF_A_KIND: Final = 500
#: Subjects that stand in the head of the page, not in its list.
_INPUTS: Final = ("estate", "register", "agency")
_PAGE_KINDS: Final = ("programme", "own")
_SHEETS: Final = {
    "Beside the registers": _INPUTS, "Properties": ("site",), "Holdings": ("holding",), "Records": ("record",),
    "Projects": ("project",), "Options": ("option",), "Hubs and scenarios": ("hub", "scenario"),
    "Alignments": ("alignment",), "Accounts": ("account",),
}  # fmt: skip
#: Written only where anything is told of them.
_LAST_SHEETS: Final = ("Hubs and scenarios", "Alignments", "Accounts")
#: Figure: the group of the page that shows it, and its kinds.
_FIGURES: Final = {
    "properties_added": ("properties", "added"), "properties_removed": ("properties", "removed"),
    "became_vacant": ("properties", "became-vacant"), "became_surplus": ("properties", "became-surplus"),
    "closed": ("properties", "closed"),
    "re_used": ("properties", "re-used"), "moved": ("properties", "moved"), "joined": ("properties", "joined"),
    "parted": ("properties", "parted"), "tenure_or_lease": ("properties", "tenure lease"),
    "location": ("records", "location"), "projects_added": ("projects", "added"),
    "projects_removed": ("projects", "removed"), "projects_slipped": ("projects", "slipped"),
    "projects_cost": ("projects", "cost"), "options_added": ("options", "added"),
    "options_removed": ("options", "removed"), "options_decided": ("options", "decided"),
    "hubs_added": ("options", "added"), "hubs_removed": ("options", "removed"),
    "scenarios_changed": ("options", "added removed values"),
    "alignments_added": ("alignments", "added"), "alignments_removed": ("alignments", "removed"),
    "alignments_decided": ("alignments", "decided"), "accounts_changed": ("accounts", "added removed values"),
}  # fmt: skip


def write_comparison(
    differences: gpd.GeoDataFrame,
    now: Mapping[str, Any],
    folder: Path,
    *,
    project: Project,
    summary: Mapping[str, Any],
) -> None:
    """Write ``index.html``, ``comparison.xlsx`` and ``differences.csv`` into a folder, for internal use.

    Parameters
    ----------
    differences
        The ``differences`` table, places in the working CRS.
    now
        ``agencies`` of both editions, and ``areas`` of the later one.
    folder
        An existing folder.
    summary
        The two editions and the counts, as ``comparison.json`` has them.
    """
    named = dict(zip(now["agencies"]["agency_id"], now["agencies"]["name"], strict=True))
    rows = _rows(differences, named)
    (folder / "differences.csv").write_text(_csv(rows), encoding="utf-8", newline="")
    _workbook(rows, folder / "comparison.xlsx", project=project, summary=summary)
    page = _page(differences, rows, now["areas"], project=project, summary=summary)
    (folder / "index.html").write_text(page, encoding="utf-8", newline="")


def _rows(differences: gpd.GeoDataFrame, named: Mapping[str, str]) -> pd.DataFrame:
    """Return the differences with the agency's name, and longitude and latitude in place of a shape."""
    points = to_wgs84(points_of(differences.geometry))
    made = pd.DataFrame(differences.drop(columns="geometry"))
    agency = made["agency_id"].map(named).astype(object)
    agency = agency.where(agency.notna(), made["agency_id"])
    made.insert(list(made.columns).index("agency_id"), "agency", agency)
    made["longitude"], made["latitude"] = points.x.round(6), points.y.round(6)
    return made


def _csv(rows: pd.DataFrame) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(rows.columns)
    for values in zip(*(rows[name] for name in rows.columns), strict=True):
        cells = [plain(value) for value in values]
        writer.writerow(
            [
                "" if cell is None else spreadsheet_safe(cell) if isinstance(cell, str) else cell
                for cell in cells
            ]
        )
    return written.getvalue()


def _workbook(rows: pd.DataFrame, path: Path, *, project: Project, summary: Mapping[str, Any]) -> None:
    """Write one sheet for each subject; no cell is a formula or a link."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), {**options, "constant_memory": True})
    day = dt.date.fromisoformat(str(summary["now"]["as_of"]))
    made = dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC).replace(tzinfo=None)
    book.set_properties({"title": clean(project.estate.name)[:255], "created": made})
    sheets = Sheets(book)
    words = _words()
    lines = [("estate", project.estate.name), ("audience", words["audience"])]
    lines += [
        (f"{side} {name}", summary[side][name])
        for side in ("before", "now")
        for name in ("name", "as_of", "version")
    ]
    lines += [(name, summary["counts"][name]) for name in summary["counts"]]
    lines += [("note", line) for line in words["how"]]
    keys, values = zip(*lines, strict=True)
    sheets.table("Summary", pd.DataFrame({"note": keys, "value": pd.Series(values, dtype=object)}))
    order = ["kind", "name", "agency", "reason", "before", "now", "measure", "unit", "cause"]
    shown = [*order, *(name for name in rows.columns if name not in {*order, "subject"})]
    for name, subjects in _SHEETS.items():
        told = rows.loc[rows["subject"].isin(subjects), shown]
        if len(told) or name not in _LAST_SHEETS:
            sheets.table(name, told)
    book.close()


def _page(
    differences: gpd.GeoDataFrame,
    rows: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    *,
    project: Project,
    summary: Mapping[str, Any],
) -> str:
    words = _words()
    listed = ~rows["subject"].isin(_INPUTS)
    nth = rows.groupby(["subject", "kind"]).cumcount()
    listed &= (rows["subject"] != "option") | (nth < _OPTIONS_OF_A_KIND)
    kept = rows[listed].head(_ROWS_ON_A_PAGE)
    told = {key: words[key] for key in ("script", "heads", "codes")}
    written = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    style = "\n".join(maps("styles", name).read_text(encoding="utf-8") for name in _STYLES)
    own = "\n".join(maps("scripts", name).read_text(encoding="utf-8") for name in _SCRIPTS)
    notice = project.estate.notice
    values = {
        **{f"t_{key}": text for key, text in words["page"].items()},
        "lang": "en-GB",
        "title": f"{words['page']['heading']} | {project.estate.name}",
        "estate": project.estate.name,
        "audience": words["audience"],
        "notice": Markup(f'<p class="notice">{escape(notice)}</p>' if notice else ""),
        "span": words["span"].format(**_span(summary)),
        "figures": _figures(summary["counts"]),
        "inputs": _inputs(rows),
        "how": _paragraphs(
            words["how"], shown=len(kept), total=len(rows) - int(rows["subject"].isin(_INPUTS).sum())
        ),
        "editions": Markup(
            "".join(f"<p>{escape(words['edition'].format(**summary[s]))}</p>" for s in ("before", "now"))
        ),
        "files": Markup(
            "".join(
                f'<li><a href="{escape(n)}">{escape(label)}</a></li>' for n, label in words["files"].items()
            )
        ),
        "leaflet_style": parts()["leaflet_style"],
        "leaflet_script": parts()["leaflet_script"],
        "style": Markup(style + accent_style(project)),
        "script": Markup(f'(() => {{\n"use strict";\n{own}\n}})();'),
        "words": Markup(written.replace("<", "\\u003c").replace("&", "\\u0026")),
        "block": Markup(pack(_block(differences.loc[kept.index], kept, areas))),
        "policy": Markup("@@policy@@"),
    }
    return seal(fill(maps("comparison.html").read_text(encoding="utf-8"), values))


def _span(summary: Mapping[str, Any]) -> dict[str, str]:
    """Return each edition's day in words, with its name where that is another."""
    made = {}
    for side in ("before", "now"):
        day, name = str(summary[side]["as_of"]), str(summary[side]["name"])
        words = day_words(dt.date.fromisoformat(day))
        made[side] = words if name == day else f"{words} ({name})"
    return made


def _figures(counts: Mapping[str, int]) -> Markup:
    """Return the counts that are not nought, each a button that shows what it counts."""
    words = _words()["figures"]
    items = []
    for name, count in counts.items():
        if not count:
            continue
        inner = f"<strong>{number_words(count)}</strong> <span>{escape(words[name][count != 1])}</span>"
        if name in _FIGURES:
            group, kinds = _FIGURES[name]
            inner = f'<button type="button" data-group="{group}" data-kinds="{kinds}">{inner}</button>'
        items.append(f"<li>{inner}</li>")
    return Markup("".join(items) or f"<li>{escape(_words()['none'])}</li>")


def _inputs(rows: pd.DataFrame) -> Markup:
    """Return what differs beside the records: version, estate file, decisions, registers, names."""
    lines = rows[rows["subject"].isin(_INPUTS)]
    if lines.empty:
        return Markup("")
    items = "".join(
        f"<li>{escape(name)}{': ' if isinstance(name, str) else ''}{escape(reason)}</li>"
        for name, reason in zip(lines["name"], lines["reason"], strict=True)
    )
    head = f"{_words()['inputs']} ({number_words(len(lines))})"
    return Markup(f'<details class="inputs" open><summary>{escape(head)}</summary><ul>{items}</ul></details>')


def _paragraphs(lines: list[str], *, shown: int, total: int) -> Markup:
    said = list(lines)
    if shown < total:
        said.append(_words()["cut"].format(n=number_words(shown), all=number_words(total)))
    return Markup("".join(f"<p>{escape(line)}</p>" for line in said))


def _block(shapes: gpd.GeoDataFrame, rows: pd.DataFrame, areas: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return what the page draws: columns, places, lines of options, outlines."""
    names = [
        "difference_id", "subject", "kind", "name", "agency", "before", "now", "measure", "unit", "cause", "because",
        "register_id", "before_file", "before_row", "now_file", "now_row", "reason",
    ]  # fmt: skip
    is_line = shapely.get_type_id(shapes.geometry.to_numpy()) == shapely.GeometryType.LINESTRING
    own = shapes.geometry[is_line]
    ends = [
        whole_degrees(gpd.GeoSeries(shapely.get_point(own.to_numpy(), at), index=own.index, crs=shapes.crs))
        for at in (0, -1)
    ]
    lines = {
        int(row): [*ends[0][2 * at : 2 * at + 2], *ends[1][2 * at : 2 * at + 2]]
        for at, row in enumerate(is_line.nonzero()[0])
    }
    drawn = areas[areas["kind"].isin(_PAGE_KINDS) & areas.geometry.notna()]
    coarse = (
        rings_of(simplified(drawn.geometry, tolerance_m=tolerance_m(shapely.box(*drawn.total_bounds))))
        if len(drawn)
        else []
    )
    return {
        "count": len(rows),
        "rows": columns_of(rows, names),
        "xy": whole_degrees(points_of(shapes.geometry)),
        "lines": lines,
        "outlines": coarse,
    }


def _words() -> Any:
    return json.loads(maps("comparison.en.json").read_text(encoding="utf-8"))
