"""The editions kept of an estate: where they are, which there are, keeping one more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalcapital import storing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from totalcapital.project import Project

__all__ = ["editions", "editions_folder", "keep"]


def editions_folder(project: Project) -> Path:
    """Return where the editions of an estate are kept: ``editions`` beside its file."""
    return project.folder / "editions"


def editions(project: Project) -> Sequence[storing.Edition]:
    """Return the editions kept of an estate, the oldest first."""
    return storing.editions_in(editions_folder(project))


def keep(
    project: Project, out: Path, *, name: str | None = None, replace: bool = False
) -> tuple[storing.Edition, bool]:
    """Keep the result that stands in OUT as an edition beside the estate file.

    Returns
    -------
    tuple
        The edition, and whether it was written: false where the same stands there already.

    Raises
    ------
    OutputError
        If OUT holds no complete result, or an edition of this name says something else and ``replace``
        is not set.
    """
    return storing.keep(out, editions_folder(project), name=name, replace=replace)
