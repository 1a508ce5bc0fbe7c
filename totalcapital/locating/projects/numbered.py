"""Properties that a project names by a number: UPRN, URN, or the reference of a register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalcapital.locating.projects.ground import Lenders

__all__ = ["Numbered", "Numbers"]


class Numbered(NamedTuple):
    """A property found by its number."""

    at: int
    """Its place among the lenders."""
    words: str
    method: str


class Numbers:
    """Finds properties by their numbers; of several records the surest placed counts."""

    def __init__(self, lenders: Lenders) -> None:
        self._lenders = lenders
        self._by: dict[str, dict[str, list[int]]] = {
            column: _index(lenders, column) for column in ("uprn", "urn", "asset_id", "ods_code", "reference")
        }

    def of(self, project: Mapping[Any, Any]) -> Numbered | None:
        """Return the property that a project names by UPRN, else URN, else reference; null where none is found."""
        who = (
            project["agency_id"] if isinstance(project["agency_id"], str) else None,
            project["sensitivity"],
        )
        for column, kind, method in (("uprn", "UPRN", "uprn"), ("urn", "URN", "asset")):
            at = self._one(column, project[column], who)
            if at is not None:
                return Numbered(at, f"{kind} {project[column]}", method)
        at = self._by_reference(project["asset_id"], who)
        return None if at is None else Numbered(at, f"property {project['asset_id']}", "asset")

    def _one(self, column: str, value: object, who: tuple[str | None, str]) -> int | None:
        rows = self._by[column].get(value.casefold(), ()) if isinstance(value, str) else ()
        return next((at for at in rows if self._lenders.may_lend(at, *who)), None)

    def _by_reference(self, value: object, who: tuple[str | None, str]) -> int | None:
        """Return the property of an id or a site code, or of a reference of the project's own body."""
        for column in ("asset_id", "ods_code"):
            at = self._one(column, value, who)
            if at is not None:
                return at
        agency = who[0]
        if not isinstance(value, str) or agency is None:
            return None
        own = [
            at
            for at in self._by["reference"].get(value.casefold(), ())
            if self._lenders.agency[at] == agency and self._lenders.may_lend(at, *who)
        ]
        return own[0] if len({self._lenders.registers[at] for at in own}) == 1 else None


def _index(lenders: Lenders, column: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for at, value in enumerate(lenders.texts(column)):
        if value is not None:
            found.setdefault(value.casefold(), []).append(at)
    return found
