"""What is known of a programme and its areas, and how well: facts with their sources."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from totalcapital.publishing.texts import Markup, escape, page_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from totalcapital.project import Project
    from totalcapital.publishing.areas import Page

__all__ = ["about", "outline_words", "programme_line", "unsourced"]

#: How the list of a programme says that nobody looked.
_NOT_CHECKED = "general knowledge"


def about(pages: Sequence[Page], *, project: Project) -> Markup:
    """Return what is known of the area of a page, or of the programme where there are several.

    Membership that no source names is said to be unchecked. Nothing where there is no programme.
    """
    path = project.programme_path
    if path is None:
        return Markup("")
    programme = tomllib.loads(path.read_text(encoding="utf-8"))
    words = page_text()["sentences"]
    name = programme["programme"]["name"]
    said: list[str] = [words["programme" if len(pages) == 1 else "programme_all"].format(name=name)]
    if len(pages) == 1:
        area = next((area for area in programme["area"] if area["id"] == pages[0].area_id), None)
        if area is None:
            return Markup("")
        said += _of_area(area, words)
    else:
        said += [programme["programme"]["note"]] if programme["programme"].get("note") else []
        doubted = unsourced(project)
        names = "; ".join(page.name for page in pages if page.area_id in doubted)
        said += [words["unsourced"].format(names=names)] if names else []
    heading = escape(page_text()["page"]["footer_about"])
    return Markup(
        f"<section><h2>{heading}</h2>{''.join(f'<p>{escape(line)}</p>' for line in said)}</section>"
    )


def unsourced(project: Project) -> frozenset[str]:
    """Return the ids of the areas of the estate's programme whose members no source names."""
    path = project.programme_path
    if path is None:
        return frozenset()
    areas = tomllib.loads(path.read_text(encoding="utf-8"))["area"]
    return frozenset(
        area["id"] for area in areas if str(_members_source(area) or _NOT_CHECKED).startswith(_NOT_CHECKED)
    )


def programme_line(page: Page, *, project: Project) -> str:
    """Return the programme a page's area is of, and that its members are not sourced where that is so."""
    path = project.programme_path
    if path is None:
        return ""
    programme, words = tomllib.loads(path.read_text(encoding="utf-8")), page_text()["sentences"]
    if all(area["id"] != page.area_id for area in programme["area"]):
        return ""
    said = words["programme"].format(name=programme["programme"]["name"])
    is_doubted = page.area_id in unsourced(project)
    return f"{said} {words['unsourced_one']}" if is_doubted else str(said)


def _members_source(area: dict[str, Any]) -> str | None:
    """Return where it is from which authorities belong to an area; null where the list does not say."""
    found: str | None = area.get("members_source") or area.get("membership_source")
    return found


def _of_area(area: dict[str, Any], words: dict[str, str]) -> list[str]:
    said = [area["fact"]] if area.get("fact") else []
    if area.get("members_source") and area.get("membership_source"):
        said.append(words["part"].format(source=area["membership_source"]))
    if members := _members_source(area):
        said.append(words["membership"].format(source=members))
    notes = [footprint["note"] for footprint in area["footprint"] if footprint.get("note")]
    return [*said, *(f"{note}." for note in notes)]


def outline_words(pages: Sequence[Page], *, project: Project) -> Markup:
    """Return the words to print with the outlines of pages, such as "not the legal boundary"."""
    labels = sorted({label for page in pages if (label := project.outline_label(page.area_id))})
    if not labels:
        return Markup("")
    heading = escape(page_text()["page"]["boundaries"])
    return Markup(f" · {heading}: <strong>{escape(', '.join(labels))}</strong>")
