"""Code lists for values: the profile's own first, then the shared one of ``geodata/codelists``."""

from __future__ import annotations

import fnmatch
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

from totalcapital.reading.meaning.wordings import Near, nearest, resembling, resembling_within, words_of
from totalcapital.reading.profiles import match_code
from totalcapital.reading.values import is_not_given
from totalcapital.resources import geodata
from totalcapital.tables import SPENDING
from totalcapital.tables.assets import PROJECTS, STAKE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["CodeList", "CodeRead", "code_of", "codes_allowed", "heading_synonyms"]

Code: TypeAlias = str | bool
#: Of these columns a slip may only ever be read as one of these codes: the safe direction.
_ONLY_TOWARDS: Final = {"sensitivity": ("secret",)}


@dataclass(frozen=True, slots=True)
class CodeRead:
    """What a value of a coded column was read as, and what is to be said of it."""

    code: str | bool | None
    """The code; null where the value says nothing or no list knows it."""
    issue: str = ""
    level: str = ""
    message: str | None = None
    """With ``{count}`` for the rows that hold the value; null: nothing is to be said."""


@cache
def _shared(column: str) -> dict[str, str | bool]:
    folder = geodata("codelists")
    path = folder / f"{column}.toml"
    if not path.is_file():
        return {}
    codes: dict[str, str | bool] = tomllib.loads(path.read_text(encoding="utf-8"))["codes"]
    return codes


@cache
def _withheld_services() -> frozenset[str]:
    """Return the services that are never shown to the public."""
    kinds = tomllib.loads(geodata("publication", "withheld.toml").read_text(encoding="utf-8"))["kinds"]
    return frozenset(service for kind in kinds.values() for service in kind.get("services", ()))


@cache
def heading_synonyms(section: str = "headings") -> Mapping[str, Sequence[str]]:
    """Return, for each of our columns, the headings by which it goes in the field.

    Parameters
    ----------
    section
        ``headings``; ``capital`` for those that mean it in a capital programme besides, ``capital_only`` for
        those that do in the place of the others; ``complement``
        for those of the share that is used, of which ours is the rest.
    """
    path = geodata("codelists") / "headings.toml"
    synonyms: dict[str, list[str]] = tomllib.loads(path.read_text(encoding="utf-8"))[section]
    return synonyms


def codes_allowed(column: str) -> tuple[str, ...]:
    """Return the codes a column may hold; none for a column that is not coded.

    Of a column of spending the name of its list: ``spending_service``, not ``service``.
    """
    for c in SPENDING.columns:
        if column in {f"spending_{c.name}", "discretion"} and column.removeprefix("spending_") == c.name:
            return c.codes
    return next((c.codes for c in (*STAKE_COLUMNS, *PROJECTS.columns) if c.name == column), ())


def code_of(
    column: str, value: str | None, own: Sequence[dict[str, str | bool]]
) -> tuple[str | bool | None, bool]:
    """Return the code of a value and whether any list knew it.

    Parameters
    ----------
    own
        Lists to try first, in order: the estate file's, then the profile's.
    """
    for patterns in own:
        found = match_code(patterns, value)
        if found is not None:
            return (found if found != "" else None), True
    if not value:
        return None, True
    if value in codes_allowed(column):
        return value, True
    found = match_code(_shared(column), value)
    if found is None and column not in _ONLY_TOWARDS:
        found = match_code(_shared(column), " ".join(words_of(value)))
    return (found if found != "" else None), found is not None


class CodeList:
    """The lists by which one coded column of one register is read.

    Parameters
    ----------
    own
        Lists to try first, in order: the estate file's, then the profile's.
    allowed
        Codes the column may hold; none: any.
    """

    def __init__(
        self, column: str, own: Sequence[dict[str, str | bool]] = (), allowed: Sequence[str] = ()
    ) -> None:
        self._column, self._own, self._allowed = column, own, allowed
        self._wordings = _wordings(column, own)

    def knows(self, value: str) -> bool:
        """Tell whether a list knows a value, or it says that nothing was given."""
        code, known = code_of(self._column, value, self._own)
        return (known and self._fits(code)) or (not known and is_not_given(value))

    def read(self, value: str, *, by_likeness: bool = True) -> CodeRead:
        """Return what a value is read as, and what is to be told of it.

        A value no list knows is read as the code of a known wording of which it is a slip of the
        pen (:mod:`totalcapital.reading.meaning.wordings`); that is noted with the likeness of the two. Of
        what nobody may see, a likeness is enough; a mark of sensitivity is never read as a weaker
        one.

        Parameters
        ----------
        by_likeness
            False for columns of free text, where no wording is sought: withheld kinds still are.

        Examples
        --------
        >>> CodeList("status").read("Vacent").code
        'vacant'
        >>> CodeList("service").read("Womens refudge hostel").code
        'refuge'
        >>> CodeList("sensitivity").read("Opne").code is None  # codespell:ignore
        True
        """
        said_plainly = any(match_code(patterns, value) is not None for patterns in self._own)
        if self._column == "service" and not said_plainly and (near := _nearly_withheld(value)):
            return _by_likeness(value, _shared("service")[near.wording], near)
        if self.knows(value):
            return CodeRead(code_of(self._column, value, self._own)[0])
        if not by_likeness:
            return _unknown(value, None, self._wordings)
        near = None if said_plainly else nearest(value, self._wordings)
        code = self._wordings[near.wording] if near else None
        if near and code is not None and self._fits(code) and self._is_safe(code):
            return _by_likeness(value, code, near)
        return _unknown(value, resembling(value, self._wordings), self._wordings)

    def _fits(self, code: Code | None) -> bool:
        return code is None or not self._allowed or code in self._allowed

    def _is_safe(self, code: Code) -> bool:
        return self._column not in _ONLY_TOWARDS or code in _ONLY_TOWARDS[self._column]


def _wordings(column: str, own: Sequence[dict[str, str | bool]]) -> dict[str, str | bool]:
    """Return every wording the lists know, but for stars before it, with its code; own lists go first."""
    known: dict[str, str | bool] = {}
    allowed: dict[str, str | bool] = {code: code for code in codes_allowed(column)}
    for patterns in (*own, _shared(column), allowed):
        for pattern, code in patterns.items():
            wording = pattern.lstrip("*")
            if wording and code != "" and not set(wording[:-1]) & set("*?["):
                known.setdefault(wording, code)
    return known


@cache
def _withheld_wordings() -> tuple[str, ...]:
    return tuple(p for p, code in _shared("service").items() if code in _withheld_services())


@cache
def _harmless_words() -> frozenset[str]:
    """Return the words by which services that may be shown are known."""
    shown = (p for p, code in _shared("service").items() if code not in _withheld_services())
    return frozenset(word for pattern in shown for word in words_of(pattern))


@cache
def _nearly_withheld(value: str) -> Near | None:
    """Return the wording of a withheld kind that a value resembles, where no list says it plainly."""
    plain = value.casefold()
    if any(fnmatch.fnmatchcase(plain, pattern) for pattern in _withheld_wordings()):
        return None
    return resembling_within(value, _withheld_wordings(), harmless=_harmless_words())


def _by_likeness(value: str, code: Code, near: Near) -> CodeRead:
    shown = " ".join(words_of(near.wording))
    return CodeRead(
        code,
        "code-by-likeness",
        "note",
        f"{value!r} is not a value we know; {{count}} rows read as {code}, by its likeness to {shown!r} "
        f"(score {near.score:.0f}).",
    )


def _unknown(value: str, near: Near | None, wordings: Mapping[str, str | bool]) -> CodeRead:
    hint = f" (nearest: {wordings[near.wording]}, score {near.score:.0f})." if near else "."
    return CodeRead(
        None,
        "code-not-recognised",
        "warning",
        f"{value!r} is not a value we know; {{count}} rows read as not known{hint}",
    )
