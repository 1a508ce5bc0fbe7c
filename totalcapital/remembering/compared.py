"""Compares two editions, or results of runs, and writes what differs: tables, a page, a map layer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital import comparing, publishing, storing
from totalcapital.errors import OutputError
from totalcapital.remembering.kept import editions_folder
from totalcapital.remembering.matching import in_crs_of, match

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd

    from totalcapital.project import Project
    from totalcapital.remembering.recalled import Recalled

__all__ = ["ComparisonResult", "compare", "since_last"]

#: Stands for the newest edition where the name of one may stand.
LAST: Final = "last"


@dataclass(frozen=True, slots=True)
class ComparisonResult:
    """What differs between two editions.

    Attributes
    ----------
    differences
        The ``differences`` table.
    summary
        What stands in ``comparison.json``: the two editions and the counts.
    out
        The folder that was written.
    """

    differences: gpd.GeoDataFrame
    summary: dict[str, Any]
    out: Path


def compare(
    project: Project, out: Path, old: str, new: str | None = None, *, to: Path | None = None
) -> ComparisonResult:
    """Say what differs between two editions, and write it to a folder.

    Parameters
    ----------
    project
        The estate file; it says where editions are kept and how the page looks.
    out
        Folder of the last result.
    old
        Name of an edition, a folder of one or of a result, or ``last``: the newest edition of an earlier day.
    new
        The same; the last result by default.
    to
        Folder to write; ``comparison`` beside OUT by default.

    Raises
    ------
    OutputError
        If there is no such edition, one cannot be read, or the folder cannot be written.
    """
    storing.bring_back(out)
    later = storing.edition_of(out) if new is None else _found(project, new, before=None)
    earlier = _found(project, old, before=later)
    now = storing.read_edition(later)
    before = in_crs_of(storing.read_edition(earlier), now["sites"].crs)
    differences = _differences(before, now, summaries=(earlier.summary, later.summary))
    summary = _summary(earlier, later, differences, is_result=new is None)
    target = to or out.with_name("comparison")
    gone = before["agencies"][~before["agencies"]["agency_id"].isin(now["agencies"]["agency_id"])]
    agencies = pd.concat([now["agencies"], gone], ignore_index=True)
    _write(project, differences, {"agencies": agencies, "areas": now["areas"]}, summary, target)
    return ComparisonResult(differences, summary, target)


def since_last(recalled: Recalled, now: Mapping[str, Any], summary: Mapping[str, Any]) -> str | None:
    """Return in one line what differs from the edition that a run remembers; null where there is none."""
    if recalled.edition is None or recalled.matches is None:
        return None
    found = recalled.matches
    differences = comparing.compare(
        recalled.before, now, records=found.records, projects=found.projects, registers=found.registers,
        summaries=(recalled.edition.summary, summary),
    )  # fmt: skip
    words = comparing.words_of_counts(comparing.counts_of(differences))
    return f"Since {recalled.edition.name}: {words}.  totalcapital compare {recalled.edition.name}"


def _differences(
    before: Mapping[str, Any],
    now: Mapping[str, Any],
    *,
    summaries: tuple[Mapping[str, Any], Mapping[str, Any]],
) -> gpd.GeoDataFrame:
    matches = match(before, now)
    return comparing.compare(
        before, now, records=matches.records, projects=matches.projects, registers=matches.registers,
        summaries=summaries,
    )  # fmt: skip


def _found(project: Project, name: str, *, before: storing.Edition | None) -> storing.Edition:
    """Return the edition, or result, that a word names."""
    folder = editions_folder(project)
    kept = storing.editions_in(folder)
    if name == LAST:
        usable = [one for one in kept if before is None or one.as_of < before.as_of]
        if not usable:
            day = "" if before is None else f" of a day before {before.as_of}"
            raise OutputError(
                f"{folder}: expected an edition{day}; there is none. Keep a result with: totalcapital keep"
            )
        return usable[-1]
    for one in kept:
        if one.name == name:
            return one
    path = (project.folder / name).resolve()
    if not path.is_dir():
        names = ", ".join(one.name for one in kept) or "none"
        raise OutputError(
            f"expected the name of an edition, a folder of a result, or last; found {name!r}. "
            f"Editions in {folder}: {names}."
        )
    storing.bring_back(path)
    return storing.edition_of(path)


def _summary(
    earlier: storing.Edition, later: storing.Edition, differences: gpd.GeoDataFrame, *, is_result: bool
) -> dict[str, Any]:
    counts = comparing.counts_of(differences)
    return {
        "before": _said_of(earlier, earlier.name),
        "now": _said_of(later, "the last result" if is_result else later.name),
        "counts": counts,
        "words": comparing.words_of_counts(counts),
        "rows": len(differences),
    }


def _said_of(edition: storing.Edition, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "as_of": edition.as_of.isoformat(),
        "version": edition.summary.get("version"),
        "sha256": edition.digest,
    }


def _write(
    project: Project,
    differences: gpd.GeoDataFrame,
    named: Mapping[str, Any],
    summary: dict[str, Any],
    target: Path,
) -> None:
    """Write the folder beside its place, then exchange it."""
    if target.exists() and not (target / "comparison.json").is_file():
        raise OutputError(
            f"{target}: expected a new folder or an earlier comparison; it holds something else. Choose another --out."
        )
    storing.heal(target)
    built = storing.building_folder(target)
    try:
        built.mkdir(parents=True)
        text = json.dumps(summary, indent=1, ensure_ascii=False) + "\n"
        (built / "comparison.json").write_text(text, encoding="utf-8")
        publishing.write_comparison(differences, named, built, project=project, summary=summary)
        storing.write_layer(differences, built / "differences.gpkg", "differences")
        storing.replace_folder(built, target)
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(
            f"{target}: the comparison cannot be written ({error.strerror}). What stood there is as it was."
        ) from error
    finally:
        storing.heal(target)
