"""What is known of a programme and its areas, and how well: facts with their sources."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from totalcapital.publishing.texts import Markup, escape, page_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from totalcapital.project import Project
    from totalcapital.publishing.areas import Page

__all__ = ["about", "outline_words"]


def about(pages: Sequence[Page], *, project: Project) -> Markup:
    """Return what is known of the area of a page, or of the programme where there are several.

    Membership that no source names is said to be unchecked. Nothing where there is no programme.
    """
    path = project.programme_path
    if path is None:
        return Markup("")
    programme = tomllib.loads(path.read_text(encoding="utf-8"))
    words = page_text()["sentences"]
    said: list[str] = [words["programme"].format(name=programme["programme"]["name"])]
    if len(pages) == 1:
        area = next((area for area in programme["area"] if area["id"] == pages[0].area_id), None)
        if area is None:
            return Markup("")
        said += _of_area(area, words)
    elif programme["programme"].get("note"):
        said.append(programme["programme"]["note"])
    heading = escape(page_text()["page"]["footer_about"])
    return Markup(
        f"<section><h2>{heading}</h2>{''.join(f'<p>{escape(line)}</p>' for line in said)}</section>"
    )


def _of_area(area: dict[str, Any], words: dict[str, str]) -> list[str]:
    said = [area["fact"]] if area.get("fact") else []
    if area.get("membership_source"):
        said.append(words["membership"].format(source=area["membership_source"]))
    notes = [footprint["note"] for footprint in area["footprint"] if footprint.get("note")]
    return [*said, *(f"{note}." for note in notes)]


def outline_words(pages: Sequence[Page], *, project: Project) -> Markup:
    """Return the words to print with the outlines of pages, such as "not the legal boundary"."""
    labels = sorted({label for page in pages if (label := project.outline_label(page.area_id))})
    if not labels:
        return Markup("")
    heading = escape(page_text()["page"]["boundaries"])
    return Markup(f" · {heading}: <strong>{escape(', '.join(labels))}</strong>")
