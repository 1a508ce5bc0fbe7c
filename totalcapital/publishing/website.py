"""Writes the whole site of one audience: pages, index, data, workbooks, manifest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from totalcapital.publishing.areas import WHOLE_ESTATE, AreaFigures, Page, figures_of, pages_of
from totalcapital.publishing.capital_files import capital_files
from totalcapital.publishing.index_page import index_page
from totalcapital.publishing.leakcheck import canaries_of, search
from totalcapital.publishing.opendata import as_csv, as_geojson
from totalcapital.publishing.pages import map_page
from totalcapital.publishing.redaction import redact
from totalcapital.publishing.statement import statement_page
from totalcapital.publishing.texts import page_text
from totalcapital.publishing.workbook import write_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from totalcapital.project import Project

__all__ = ["PublishSummary", "publish"]


@dataclass(frozen=True, slots=True)
class PublishSummary:
    """What was published for one audience.

    Parameters
    ----------
    audience
        Who it was written for.
    areas
        The key numbers of each page, in the order of the pages.
    total
        The key numbers of all pages together; a subject is counted once.
    withheld
        Rule: how many sites and projects it took out or made vague. For the publisher's own eyes.
    files
        File, relative to the folder: sha256 of its bytes.
    """

    audience: str
    areas: tuple[AreaFigures, ...]
    total: AreaFigures
    withheld: Mapping[str, int]
    files: Mapping[str, str]


def publish(
    tables: Mapping[str, pd.DataFrame],
    folder: Path,
    *,
    audience: Literal["internal", "partner", "public"],
    project: Project,
    weights: Mapping[str, float] | None = None,
) -> PublishSummary:
    """Write the pages, data and workbooks of one audience into an empty folder.

    Every figure is made from the tables as the audience may see them. The same tables and estate
    file give the same bytes.

    Parameters
    ----------
    tables
        Every table of ``totalcapital.tables.TABLES``, by name, in the working CRS, in metres.
    folder
        An existing, empty folder.
    audience
        Who will read.
    project
        The estate file.
    weights
        Weight of each component of an option's score, shown beside it; none where not known.

    Raises
    ------
    LeakError
        If a value that occurs only in withheld entries stands in any file written.
    PublicationKeyError
        If opaque ids are needed and ``[publication] key`` is missing.
    """
    view = redact(tables, audience=audience, project=project)
    pages = pages_of(view, project=project)
    figures = [figures_of(view, page) for page in pages]
    total = figures_of(view, _together(pages, project))
    (folder / "data").mkdir()
    for page, numbers in zip(pages, figures, strict=True):
        html = map_page(view, page, numbers, project=project, weights=weights or {})
        _write(folder / f"{page.area_id}.html", html)
        sheet = statement_page(view, page, numbers, project=project)
        _write(folder / f"{page.area_id}-statement.html", sheet)
        _write(folder / "data" / f"{page.area_id}.geojson", as_geojson(view, page))
        _write(folder / "data" / f"{page.area_id}.csv", as_csv(view, page))
        for ending, text in capital_files(view, page).items():
            _write(folder / "data" / f"{page.area_id}{ending}", text)
        write_workbook(view, page, numbers, project=project, path=folder / f"{page.area_id}.xlsx")
    _write(folder / "index.html", index_page(view, pages, figures, total, project=project))
    files = _manifest(folder)
    if audience != "internal":
        search(folder, canaries_of(tables, view.verdict, known_texts=_own_words(project)))
    return PublishSummary(audience, tuple(figures), total, view.verdict.counts(), files)


def _own_words(project: Project) -> list[str]:
    """Return the words that stand on pages whatever the registers say."""
    publication = project.publication
    said = [project.estate.name, project.estate.notice, publication.name, publication.contact]
    programme = project.programme_path
    known = programme.read_text(encoding="utf-8") if programme else ""
    return [*(words for words in said if words), json.dumps(page_text(), ensure_ascii=False), known]


def _together(pages: list[Page], project: Project) -> Page:
    return Page(
        WHOLE_ESTATE,
        project.estate.name,
        frozenset().union(*(page.sites for page in pages)),
        frozenset(),
        frozenset().union(*(page.projects for page in pages)),
        tuple(dict.fromkeys(option for page in pages for option in page.options)),
    )


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))


def _manifest(folder: Path) -> dict[str, str]:
    """Write ``manifest.json``: the digest of every other file, by name."""
    files = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    _write(folder / "manifest.json", json.dumps({"files": files}, indent=1, sort_keys=True) + "\n")
    return files
