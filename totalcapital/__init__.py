"""Public property and capital projects of all agencies in one place.

``inspect`` says what a file is and ``start`` makes a project of files; ``load_project`` reads an
estate file, ``run`` takes it to tables, maps and workbooks. Every table is a plain DataFrame or
GeoDataFrame whose columns stand in ``totalcapital.tables.TABLES``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalcapital.errors import TotalCapitalError

if TYPE_CHECKING:
    from totalcapital.inspecting import Inspection, estate_naming, inspect
    from totalcapital.pipeline import run
    from totalcapital.project import Project, find_estate, load_project
    from totalcapital.remembering import ComparisonResult, compare, editions, keep
    from totalcapital.running import RunResult, republish
    from totalcapital.starting import Started, start
    from totalcapital.tables import DIFFERENCES, TABLES
    from totalcapital.templates import write_template

__all__ = [
    "DIFFERENCES",
    "TABLES",
    "ComparisonResult",
    "Inspection",
    "Project",
    "RunResult",
    "Started",
    "TotalCapitalError",
    "compare",
    "editions",
    "estate_naming",
    "find_estate",
    "inspect",
    "keep",
    "load_project",
    "republish",
    "run",
    "start",
    "write_template",
]

_HOMES = {
    "DIFFERENCES": "tables",
    "TABLES": "tables",
    "ComparisonResult": "remembering",
    "compare": "remembering",
    "editions": "remembering",
    "keep": "remembering",
    "Inspection": "inspecting",
    "inspect": "inspecting",
    "estate_naming": "inspecting",
    "Started": "starting",
    "start": "starting",
    "write_template": "templates",
    "Project": "project",
    "find_estate": "project",
    "load_project": "project",
    "RunResult": "running",
    "republish": "running",
    "run": "pipeline",
}


def __getattr__(name: str) -> Any:
    """Load a public name on first use, so that the reading worker starts without the whole house."""
    if name not in _HOMES:
        raise AttributeError(name)
    import importlib  # noqa: PLC0415 - only on first use

    return getattr(importlib.import_module(f"totalcapital.{_HOMES[name]}"), name)
