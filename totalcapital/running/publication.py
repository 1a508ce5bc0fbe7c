"""Publishes a result: whom for, with which key, within a run or again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from totalcapital import colocating, publishing, storing
from totalcapital.assumptions import load_assumptions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from totalcapital.project import Project
    from totalcapital.running.clock import Clock
    from totalcapital.running.press import Audience, Press

__all__ = ["publish_result", "republish"]

_PAGE_KINDS: Final = ("programme", "own", "neighbourhood")


def publish_result(
    project: Project,
    tables: Mapping[str, pd.DataFrame],
    built: Path,
    *,
    audiences: Sequence[Audience] | None,
    press: Press,
    clock: Clock,
) -> None:
    """Publish for each audience; meanwhile write what they need not wait for."""
    chosen = audiences if audiences is not None else _usual_audiences(tables)
    with_key = project if set(chosen) <= {"internal"} else _with_key(project)

    def meanwhile() -> None:
        with clock.stage("geopackage and issues", is_told=False):
            publishing.write_issue_books(tables, built / "issues")
            storing.write_geopackage(tables, built / "estate.gpkg")

    weights = colocating.weights_of(load_assumptions(project.own_assumptions))
    clock.entries += press.publish(
        tables,
        built,
        audiences=chosen,
        project=with_key,
        weights=weights,
        meanwhile=meanwhile,
        tell=clock.tell,
    )


def republish(project: Project, out: Path, *, audiences: Sequence[Audience]) -> list[Path]:
    """Publish the last complete run again, from its store.

    Returns
    -------
    list
        The folders published.

    Raises
    ------
    OutputError
        If OUT holds no complete run.
    """
    tables = storing.read_result(out)
    with_key = _with_key(project)
    weights = colocating.weights_of(load_assumptions(project.own_assumptions))
    folders = []
    for audience in audiences:
        folder = out / audience
        storing.heal(folder)
        built = storing.building_folder(folder)
        built.mkdir()
        try:
            publishing.publish(tables, built, audience=audience, project=with_key, weights=weights)
            storing.replace_folder(built, folder)
        finally:
            storing.heal(folder)
        folders.append(folder)
    return folders


def _usual_audiences(tables: Mapping[str, pd.DataFrame]) -> Sequence[Audience]:
    """Return whom a run publishes for unasked: the public too, where areas are named."""
    has_areas = tables["areas"]["kind"].isin(_PAGE_KINDS).any()
    return ["internal", "public"] if has_areas else ["internal"]


def _with_key(project: Project) -> Project:
    """Return the project with a publication key: the estate file's, else the one kept beside it.

    A key is made once, from the system's randomness, and kept, so that public addresses stay the
    same from run to run.
    """
    if project.publication.key:
        return project
    path = project.folder / ".totalcapital-key"
    if not path.exists():
        import secrets  # noqa: PLC0415 - the one place where chance is wanted

        path.write_text(secrets.token_hex(16) + "\n", encoding="ascii")
        path.chmod(0o600)
    key = path.read_text(encoding="ascii").strip()
    return project.model_copy(update={"publication": project.publication.model_copy(update={"key": key})})
