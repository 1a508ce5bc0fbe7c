"""What ``run.json`` says of a run."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital import colocating, publishing, storing
from totalcapital.assumptions import load_assumptions
from totalcapital.crs import transformation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from totalcapital.project import Project

__all__ = ["summary_of"]

_OF_A_REGISTER: Final = (
    "register_id", "path", "sha256", "profile", "rows_read", "rows_kept", "rows_set_aside", "completeness_pct", "age_days",
)  # fmt: skip


def summary_of(
    project: Project,
    tables: Mapping[str, pd.DataFrame],
    stages: Sequence[dict[str, Any]],
    *,
    decisions: dict[str, Any] | None = None,
    edition: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Return what ``run.json`` holds: options, inputs, stages, and the numbers of each area.

    ``compared_with`` names the files before, which are inputs too: what changed is said against them.

    Parameters
    ----------
    stages
        Name, seconds, memory and rows of each stage, the only part that differs between equal runs.
    decisions
        Path, digest and rows of the file of decisions; null where there is none.
    edition
        Name and digest of the edition that ids were kept from; null where there is none.
    """
    return {
        "version": _version(),
        "form": storing.FORM,
        "as_of": project.estate.as_of.isoformat(),
        "options": {
            "name": project.estate.name,
            "crs": project.estate.crs,
            "currency": project.estate.currency,
            "footprint": str(project.estate.footprint),
            "transformation": transformation(project.estate.crs),
            "radius_m": project.colocation.radius_m,
            "stability_draws": project.colocation.stability_draws,
            "weights": colocating.weights_of(load_assumptions(project.own_assumptions)),
            "estate_sha256": _digest(project),
            "settings_sha256": _settings(project),
        },
        "inputs": [
            {name: None if pd.isna(row[name]) else row[name] for name in _OF_A_REGISTER}
            for row in tables["registers"].to_dict("records")
        ],
        "decisions": decisions,
        "ids_kept_from": edition,
        "compared_with": tables["changes"][["register_id", "before_sha256"]]
        .drop_duplicates()
        .rename(columns={"before_sha256": "sha256"})
        .to_dict("records"),
        "stages": list(stages),
        "areas": list(_area_counts(project, tables)),
        "scenarios": list(_scenarios(tables["scenarios"])),
    }


def _scenarios(scenarios: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the rows of the table, null for what is not known."""
    for row in scenarios.astype(object).to_dict("records"):
        yield {str(name): None if pd.isna(value) else value for name, value in row.items()}


def _digest(project: Project) -> str:
    """Return a digest of what the estate file says, whatever the order of its registers and areas."""
    said = project.model_dump(mode="json", exclude={"path": True, "publication": {"key"}})
    for name in ("registers", "capital", "spending", "areas"):
        said[name] = sorted(said[name], key=lambda entry: str(entry["id"]))
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _settings(project: Project) -> dict[str, str]:
    """Return a digest of each part of the estate file, without what is another in every edition.

    Left out are the day, and each file's path, day and rows.
    """
    said = project.model_dump(
        mode="json", exclude={"path": True, "publication": {"key"}, "estate": {"as_of"}}
    )
    parts = {
        name: part for name, part in said.items() if name not in {"registers", "capital", "spending", "areas"}
    }
    for name in ("registers", "capital", "spending", "areas"):
        for entry in said[name]:
            part = {
                key: value for key, value in entry.items() if key not in {"path", "effective_date", "rows"}
            }
            parts[f"{'area' if name == 'areas' else 'register'} {entry['id']}"] = part
    return {
        name: hashlib.sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()[:12]
        for name, part in sorted(parts.items())
    }


def _area_counts(project: Project, tables: Mapping[str, pd.DataFrame]) -> Iterator[dict[str, Any]]:
    """Yield the numbers of each area page, the same that stand on the page itself."""
    for figures in publishing.internal_figures(tables, project=project):
        yield {
            "area_id": figures.area_id,
            "sites": figures.properties_count,
            "holdings": figures.holdings_count,
            "underuse": figures.surplus_count + figures.under_used_count,
            "colocation": figures.options_count,
            "projects": figures.projects_count,
            "alignments": figures.alignments_count,
            "population": figures.population_count,
        }


def _version() -> str:
    try:
        return version("totalcapital")
    except PackageNotFoundError:
        return "0+unknown"
