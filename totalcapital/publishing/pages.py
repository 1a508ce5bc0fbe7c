"""Writes one map page: header, data block and footer round the frame."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyproj

from totalcapital.crs import transformation
from totalcapital.errors import EstateFileError
from totalcapital.publishing.block import block_of
from totalcapital.publishing.capital_files import endings_of
from totalcapital.publishing.datablock import pack
from totalcapital.publishing.frame import make, map_frame
from totalcapital.publishing.programme import about, outline_words
from totalcapital.publishing.sources import registers_of
from totalcapital.publishing.texts import Markup, escape, fill, page_text
from totalcapital.resources import maps

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from totalcapital.project import Project
    from totalcapital.publishing.areas import AreaFigures, Page
    from totalcapital.publishing.redaction import View

__all__ = [
    "STATED_FROM",
    "accent_style",
    "day_words",
    "exactness_words",
    "figure_list",
    "footer",
    "map_page",
    "number_words",
    "shared_values",
]

#: A count of what was withheld is stated to the public from this number on (RELIABILITY P12).
STATED_FROM = 8

#: A place is called coarse from here on: no distance within a town means anything.
_COARSE_M = 500.0

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def map_page(
    view: View, page: Page, figures: AreaFigures, *, project: Project, weights: Mapping[str, float]
) -> str:
    """Return one map page as HTML, complete in itself."""
    text = page_text()
    words = {
        key: text[key]
        for key in (
            "script",
            "heads",
            "columns",
            "components",
            "capital",
            "codes",
            "legend",
            "sentences",
            "scenario_lines",
            "money",
        )
    }
    written = json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    values = {
        **shared_values(project, view, [page]),
        "title": f"{page.name} | {project.estate.name}",
        "accent_style": accent_style(project),
        "header": _header(view, page, figures, project),
        "footer": footer(view, [page], project=project, files=_files(view, page)),
        "words": Markup(written.replace("<", "\\u003c").replace("&", "\\u0026")),
        "block": Markup(pack(block_of(view, page, project=project, weights=weights))),
    }
    return make(map_frame(), values)


def shared_values(project: Project, view: View, pages: Sequence[Page]) -> dict[str, Any]:
    """Return what every page of a site says."""
    text, estate = page_text(), project.estate
    audience = text["audience"][view.audience]
    return {
        **{f"t_{key}": words for key, words in text["page"].items()},
        "lang": text["lang"],
        "estate": estate.name,
        "as_of": estate.as_of.isoformat(),
        "as_of_words": day_words(estate.as_of),
        "notice": Markup(f'<p class="notice">{escape(estate.notice)}</p>' if estate.notice else ""),
        "audience": Markup(f'<strong class="audience">{escape(audience)}</strong>' if audience else ""),
        "boundaries": outline_words(pages, project=project),
    }


def _header(view: View, page: Page, figures: AreaFigures, project: Project) -> Markup:
    words = page_text()
    sentence = words["sentences"]
    if figures.unlocated_count:
        noun = _plural(sentence["property"], figures.unlocated_count)
        n = f"{number_words(figures.unlocated_count)} {noun}"
        show = escape(words["page"]["unplaced_show"])
        unplaced = (
            f"{escape(sentence['unplaced'].format(n=n))} "
            f'<button type="button" class="link" data-place="off">{show}</button>'
        )
    else:
        unplaced = escape(sentence["unplaced_none"]) if page.sites else ""
    private = ""
    if figures.private_count:
        told = _plural(words["figures"]["private"], figures.private_count)
        private = f"{number_words(figures.private_count)} {told}."
    return fill(
        maps("header.html").read_text(encoding="utf-8").strip(),
        {
            **shared_values(project, view, [page]),
            "name": page.name,
            "statement": f"{page.area_id}-statement.html",
            "figures": figure_list(view, figures),
            "unplaced": Markup(unplaced),
            "private": private,
        },
    )


def figure_list(view: View, figures: AreaFigures) -> Markup:
    """Return the key numbers as list items; a judgement the audience may not see is not there."""
    words = page_text()["figures"]
    shown: list[tuple[str, int, str]] = [
        ("properties", figures.properties_count, ""),
        ("agencies", figures.agencies_count, ""),
    ]
    if view.may_see("bands", "band"):
        pressing = figures.surplus_count + figures.under_used_count
        shown += [
            ("pressing", pressing, "surplus under-used"),
            ("watch", figures.watch_count, "watch"),
            ("unknown", figures.unknown_count, "unknown"),
        ]
    if view.may_see("colocation", "reason"):
        shown.append(("options", figures.options_count, ""))
    shown.append(("projects", figures.projects_count, ""))
    if figures.population_count is not None:
        shown.append(("residents", figures.population_count, ""))
    if not figures.properties_count + figures.private_count and figures.projects_count:
        shown = [one for one in shown if one[0] in {"agencies", "projects", "residents"}]
    if not len(view.tables["sites"]) and not len(view.tables["projects"]):
        shown = [one for one in shown if one[0] == "residents"]
    items = [
        f'<li data-figure="{key}" data-bands="{bands}"><strong>{number_words(count)}</strong> '
        f"<span>{escape(_plural(words[key], count))}</span></li>"
        for key, count, bands in shown
    ]
    return Markup("".join(items))


def footer(view: View, pages: Sequence[Page], *, project: Project, files: Markup) -> Markup:
    """Return the foot of a page: registers, accuracy, files, whom to tell."""
    words, publication = page_text()["sentences"], project.publication
    contact = (
        words["contact"].format(contact=publication.contact) if publication.contact else words["contact_none"]
    )
    publisher = words["published_by"].format(name=publication.name) if publication.name else ""
    return fill(
        maps("footer.html").read_text(encoding="utf-8").strip(),
        {
            **shared_values(project, view, pages),
            "about": about(pages, project=project),
            "registers": _registers(view, registers_of(view, pages)),
            "accuracy": _accuracy(
                view, frozenset().union(*(page.sites for page in pages)), crs=project.estate.crs
            ),
            "withheld": _withheld(view),
            "files": files,
            "contact": contact,
            "publisher": publisher,
        },
    )


def _registers(view: View, registers: pd.DataFrame) -> Markup:
    """Return the registers that what is on a page is from, as a table."""
    text = page_text()["sentences"]
    if registers.empty:
        return Markup(f"<p>{escape(text['no_registers'])}</p>")
    counted = view.may_see("registers", "rows_read")
    heads = text["table_heads"] if counted else text["table_heads"][:3]
    rows = [
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in _register_cells(row, is_counted=counted)) + "</tr>"
        for row in registers.to_dict("records")
    ]
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    label = escape(page_text()["page"]["sources_label"])
    return Markup(
        f'<div id="sources" role="region" aria-label="{label}" tabindex="0"><table class="sources">'
        f"<thead><tr>{top}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _register_cells(row: Mapping[Any, Any], *, is_counted: bool) -> list[str]:
    """Return the cells of one register, as HTML."""
    not_stated = escape(page_text()["sentences"]["register_gone"])
    register = escape(row["register_id"])
    source = escape(row["publisher"]) or (register if is_counted else not_stated)
    if is_counted and source != register:
        source += f' <span class="quiet">{register}</span>'
    if not pd.isna(row["attribution"]):
        source += f'<br><span class="quiet">{escape(row["attribution"])}</span>'
    day = not_stated if pd.isna(row["effective_date"]) else day_words(row["effective_date"].date())
    cells = [source, day, escape(row["licence"]) or not_stated]
    if is_counted:
        cells += [number_words(int(row[name])) for name in ("rows_read", "rows_kept", "rows_set_aside")]
    return cells


def _accuracy(view: View, sites: frozenset[str], *, crs: str) -> Markup:
    words = page_text()["sentences"]
    here = view.tables["sites"]
    here = here[here["site_id"].isin(sites)]
    placed = here[here.geometry.notna() & ~here.geometry.is_empty]["accuracy_m"]
    said = [
        words["accuracy"].format(n=number_words(int((placed <= m).sum())), all=number_words(len(here)), m=m)
        for m in (10, 100)
        if len(here)
    ]
    coarse, none = int((placed > _COARSE_M).sum()), len(here) - len(placed)
    if coarse:
        said.append(words["accuracy_coarse"].format(n=number_words(coarse)))
    if none:
        said.append(words["accuracy_none"].format(n=number_words(none)))
    said += exactness_words(crs)
    if len(here) and view.may_see("bands", "band"):
        said.append(words["unknown_note"])
    return Markup("".join(f"<p>{escape(sentence)}</p>" for sentence in said))


def exactness_words(crs: str) -> list[str]:
    """Return what is said of the working CRS, and of the transformation to it and its accuracy.

    Raises
    ------
    ResourceError
        If the transformation does not put Ordnance Survey's test points where they belong.
    """
    words, used = page_text()["sentences"], transformation(crs)
    grid = words["grids"].get(crs) or f"{pyproj.CRS.from_user_input(crs).name} ({crs})"
    miss = used["accuracy_m"]
    if miss is None:
        good = words["accuracy_not_known"]
    else:
        good = words["accuracy_good"].format(m=f"{miss:g}") if miss else words["accuracy_exact"]
    name = words["transformations"].get(used["name"], used["name"])
    return [
        words["accuracy_crs"].format(grid=grid),
        words["accuracy_transformation"].format(name=name, good=good),
    ]


def _withheld(view: View) -> Markup:
    total = view.verdict.gone_count
    if view.audience == "internal" or total < STATED_FROM:
        return Markup("")
    words = page_text()["sentences"]["withheld"].format(n=number_words(total))
    return Markup(f"<p>{escape(words)}</p>")


def _files(view: View, page: Page) -> Markup:
    words = page_text()["files"]
    names = {
        f"data/{page.area_id}.csv": words["csv"],
        f"data/{page.area_id}.geojson": words["geojson"],
        **{f"data/{page.area_id}{ending}": words[ending] for ending in endings_of(view, page)},
        f"{page.area_id}.xlsx": words["xlsx"],
    }
    return Markup(
        "".join(f'<li><a href="{escape(name)}">{escape(label)}</a></li>' for name, label in names.items())
    )


def _plural(forms: list[str], count: int) -> str:
    return forms[0] if count == 1 else forms[1]


def number_words(count: int) -> str:
    """Return a whole number with commas between thousands."""
    return f"{count:,}"


def day_words(day: dt.date) -> str:
    """Return a day as people write it here: 1 November 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def accent_style(project: Project) -> Markup:
    """Return the style that gives pages the publisher's own colour; empty where none is named.

    Raises
    ------
    EstateFileError
        If ``[publication] colours`` names anything but ``accent``, is not #rrggbb, or is too pale
        for white text on it to be read (contrast below 4.5 to 1, WCAG 2.2).
    """
    colours = project.publication.colours
    if not colours:
        return Markup("")
    found = colours.get("accent", "")
    if set(colours) != {"accent"} or not _HEX.fullmatch(found) or _contrast_with_white(found) < 4.5:
        raise EstateFileError(
            '[publication] colours: expected accent = "#rrggbb", dark enough for white text on it '
            f"(contrast 4.5 to 1); found {dict(colours)!r}. Choose a darker colour or leave it out."
        )
    return Markup(f":root{{--accent:{found}}}")


def _contrast_with_white(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
