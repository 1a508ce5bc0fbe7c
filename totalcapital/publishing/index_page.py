"""Writes the index page: the areas, their key numbers, and where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from totalcapital.publishing.frame import index_frame, seal
from totalcapital.publishing.index_money import money_columns
from totalcapital.publishing.outlines import points_of, rings_of, simplified, tolerance_m, whole_degrees
from totalcapital.publishing.pages import (
    accent_style,
    figure_list,
    footer,
    number_words,
    shared_values,
)
from totalcapital.publishing.programme import unsourced
from totalcapital.publishing.questions import question_section
from totalcapital.publishing.register_table import register_section, register_style
from totalcapital.publishing.scenario_table import scenario_section
from totalcapital.publishing.texts import Markup, escape, fill, page_text
from totalcapital.resources import maps

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from totalcapital.project import Project
    from totalcapital.publishing.areas import AreaFigures, Page
    from totalcapital.publishing.redaction import View

__all__ = ["index_page"]

_WIDTH = 460.0
#: Degrees of longitude shrink by the cosine of the latitude; at 53 degrees north, by this much.
_NARROWING = 0.6
#: Width of a letter and height of a line of a name, in the drawing's units.
_LETTER, _LINE = 6.5, 13.0


def index_page(
    view: View, pages: Sequence[Page], figures: Sequence[AreaFigures], total: AreaFigures, *, project: Project
) -> str:
    """Return the index page as HTML."""
    words = page_text()["index"]
    frame = fill(
        index_frame(),
        {
            **shared_values(project, view, pages),
            "policy": Markup("@@policy@@"),
            "index_style": Markup(
                "\n".join(
                    maps("styles", name).read_text(encoding="utf-8") for name in ("page.css", "print.css")
                )
                + register_style(view)
                + accent_style(project)
            ),
            "title": f"{words['title']} | {project.estate.name}",
            "heading": project.estate.name,
            "lede": words["lede"],
            "areas_heading": words["areas"],
            "map_heading": words["map"],
            "figures": figure_list(view, total),
            "table": _table(view, pages, figures, total, project=project),
            "map": _overview(view, pages),
            "scenarios": scenario_section(view, currency=project.estate.currency),
            "questions": question_section(view),
            "registers": register_section(view),
            "footer": footer(view, pages, project=project, files=_files(pages)),
        },
    )
    return seal(frame)


def _columns(view: View, total: AreaFigures) -> list[str]:
    """Return the columns on property and projects; those on property only where there is any."""
    if not total.properties_count and not total.private_count:
        return ["projects"] if total.projects_count else []
    names = ["properties", "agencies"]
    if view.may_see("bands", "band"):
        names += ["pressing", "watch", "unknown"]
    if view.may_see("colocation", "reason"):
        names.append("options")
    if view.may_see("appraisals", "central_gbp"):
        names.append("worth_known")
    if view.may_see("hubs", "reason"):
        names.append("hubs")
    return [*names, "projects", "unlocated"]


def _residents(figures: Sequence[AreaFigures]) -> list[str]:
    """Return the column of residents, where the population of any area is known."""
    return ["population"] if any(row.population_count is not None for row in figures) else []


def _value(figures: AreaFigures, name: str) -> str:
    """Return a key number in words; a dash where it is not known."""
    if name == "pressing":
        return number_words(figures.surplus_count + figures.under_used_count)
    count = getattr(figures, f"{name}_count")
    return "\N{EN DASH}" if count is None else number_words(count)


def _table(
    view: View, pages: Sequence[Page], figures: Sequence[AreaFigures], total: AreaFigures, *, project: Project
) -> Markup:
    words, columns = page_text()["index"], [*_columns(view, total), *_residents(figures)]
    heads = words["heads"]
    money = money_columns(view, pages, currency=project.estate.currency)
    top = f'<th scope="col">{escape(heads["name"])}</th>' + "".join(
        f'<th scope="col" class="number">{escape(head)}</th>'
        for head in (*(heads[name] for name in columns), *(head for head, _, _ in money))
    )
    doubted = unsourced(project)
    rows = [
        f'<tr><th scope="row">{_area(row, is_doubted=row.area_id in doubted)}</th>'
        + "".join(_cell(_value(row, name)) for name in columns)
        + "".join(_cell(cells[at]) for _, cells, _ in money)
        + "</tr>"
        for at, row in enumerate(figures)
    ]
    foot = ""
    if len(figures) > 1:
        foot = (
            f'<tfoot><tr><th scope="row">{escape(words["total"])}</th>'
            + "".join(_cell(_value(total, name)) for name in columns)
            + "".join(_cell(cell) for _, _, cell in money)
            + "</tr></tfoot>"
        )
    return Markup(f"<table><thead><tr>{top}</tr></thead><tbody>{''.join(rows)}</tbody>{foot}</table>")


def _cell(text: str) -> str:
    return f'<td class="number">{escape(text)}</td>'


def _area(row: AreaFigures, *, is_doubted: bool) -> str:
    """Return the link to an area and to its statement, with a word where its members are not sourced."""
    words = page_text()["index"]
    said = f' <span class="quiet">{escape(words["unsourced"])}</span>' if is_doubted else ""
    name, area = escape(row.name), escape(row.area_id)
    sheet = escape(words["statement"])
    return (
        f'<a href="{area}.html">{name}</a><br><span class="sheet-link"><a href="{area}-statement.html" '
        f'aria-label="{sheet}: {name}">{sheet}</a>{said}</span>'
    )


def _files(pages: Sequence[Page]) -> Markup:
    return Markup("".join(
        f'<li><a href="{escape(page.area_id)}.xlsx">{escape(page.name)} (Excel)</a></li>' for page in pages
    ))  # fmt: skip


def _overview(view: View, pages: Sequence[Page]) -> Markup:
    """Return a drawing of the outlines, each a link; words where no area has an outline."""
    areas = view.tables["areas"].set_index("area_id")
    shown = [
        page for page in pages if page.area_id in areas.index and areas.geometry[page.area_id] is not None
    ]
    if not shown:
        return Markup(f"<p>{escape(page_text()['sentences']['outline_missing'])}</p>")
    # The largest first: a smaller area stands on it, and its name goes where there is room.
    shown.sort(key=lambda page: (-areas.geometry[page.area_id].area, page.area_id))
    shapes = gpd.GeoSeries([areas.geometry[page.area_id] for page in shown], crs=areas.crs)
    coarse = simplified(shapes, tolerance_m=tolerance_m(shapely.box(*shapes.total_bounds), parts=500.0))
    rings = rings_of(coarse)
    xs = [x for shape in rings for ring in shape for x in ring[::2]]
    ys = [y for shape in rings for ring in shape for y in ring[1::2]]
    if not xs:
        return Markup(f"<p>{escape(page_text()['sentences']['outline_missing'])}</p>")
    west, north = min(xs), max(ys)
    scale = _WIDTH / max((max(xs) - west) * _NARROWING, (north - min(ys)) * 0.75, 1)
    place = _Placing(west, north, scale)
    at = whole_degrees(points_of(coarse))
    spots = [(place.x(at[2 * n]), place.y(at[2 * n + 1])) for n in range(len(shown))]
    links = [
        f'<a href="{escape(page.area_id)}.html"><title>{escape(page.name)}</title>'
        f'<path d="{place.path(shape)}"/><circle cx="{x}" cy="{y}" r="4"/></a>'
        for page, shape, (x, y) in zip(shown, rings, spots, strict=True)
    ]
    # Names are drawn after all shapes, so that none covers them; the links carry the same names.
    names = [
        f'<text x="{x}" y="{y + 18:.1f}">{escape(page.name)}</text>'
        for page, (x, y) in _with_room(shown, spots)
    ]
    box = f"-8 -8 {place.x(max(xs)) + 16:.0f} {place.y(min(ys)) + 24:.0f}"
    label = escape(page_text()["index"]["map"])
    return Markup(
        f'<svg viewBox="{box}" role="group" aria-label="{label}">{"".join(links)}'
        f'<g aria-hidden="true">{"".join(names)}</g></svg>'
    )


def _with_room(
    pages: Sequence[Page], spots: Sequence[tuple[float, float]]
) -> Iterator[tuple[Page, tuple[float, float]]]:
    """Yield the areas whose name covers no name of one before it."""
    taken: list[tuple[float, float, float]] = []
    for page, (x, y) in zip(pages, spots, strict=True):
        half = len(page.name) * _LETTER / 2
        if all(abs(x - x2) >= half + half2 or abs(y - y2) >= _LINE for x2, y2, half2 in taken):
            taken.append((x, y, half))
            yield page, (x, y)


class _Placing:
    """Turns whole degrees into places of the drawing."""

    def __init__(self, west: int, north: int, scale: float) -> None:
        self._west, self._north, self._scale = west, north, scale

    def x(self, longitude: int | None) -> float:
        return round(((longitude or 0) - self._west) * _NARROWING * self._scale, 1)

    def y(self, latitude: int | None) -> float:
        return round((self._north - (latitude or 0)) * self._scale, 1)

    def path(self, rings: list[list[int]]) -> str:
        return "".join(
            "M"
            + "L".join(f"{self.x(x)} {self.y(y)}" for x, y in zip(ring[::2], ring[1::2], strict=True))
            + "Z"
            for ring in rings
        )
