"""What the name of a project says of it, where no column of the list does."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from totalcapital.reading.meaning.codelists import CodeList
from totalcapital.reading.projects.money_rows import words_of_projects
from totalcapital.reading.values import tidy
from totalcapital.tables.codes import SERVICES, WORKS

if TYPE_CHECKING:
    import pandas as pd

    from totalcapital.reading.meaning.column_reader import ColumnReader

__all__ = ["add_words", "homes_in", "service_in", "works_in"]


@cache
def _list(column: str) -> CodeList:
    return CodeList(column, (), WORKS if column == "works" else SERVICES)


def works_in(name: str) -> str | None:
    """Return the kind of works that a name speaks of, the names of streets left out.

    Examples
    --------
    >>> [works_in(n) for n in ("Hall Lane Primary: extension", "Library roof", "New depot", "Phase 2")]
    ['extension', 'maintenance', 'new-build', None]
    """
    return _read("works", _without_streets(name))


def service_in(name: str) -> str | None:
    """Return the service that a name speaks of, the names of streets left out.

    Examples
    --------
    >>> service_in("Roof of Selby Library"), service_in("School Road resurfacing")
    ('library', None)
    """
    return _read("service", _without_streets(name))


def homes_in(name: str) -> int | None:
    """Return how many homes a name speaks of.

    Examples
    --------
    >>> homes_in("Eastfield: 42 affordable homes"), homes_in("Homes for all")
    (42, None)
    """
    for pattern in words_of_projects()["homes"]:
        if (match := pattern.search(tidy(name))) and (homes := int(match[1].replace(",", ""))) > 1:
            return homes
    return None


def _without_streets(name: str) -> str:
    plain = tidy(name)
    for pattern in words_of_projects()["streets"]:
        plain = pattern.sub(" ", plain)
    return tidy(plain)


def _read(column: str, name: str) -> str | None:
    codes = _list(column)
    code = codes.read(name, by_likeness=False).code if codes.knows(name) else None
    return code if isinstance(code, str) else None


def add_words(frame: pd.DataFrame, reader: ColumnReader) -> pd.DataFrame:
    """Return projects with works, service and homes from their names, where no column speaks of them.

    Where a list has such a column, a blank cell of it stays blank. What was taken from names is told with
    its count.
    """
    frame = frame.copy()
    names = frame["name"].dropna().unique()
    for column, rule, code in (
        ("works", works_in, "works-from-name"), ("service", service_in, "service-from-name"), ("homes_count", homes_in, "homes-from-name"),
    ):  # fmt: skip
        if reader.speaks_of(column):
            continue
        found: dict[Any, Any] = {name: rule(str(name)) for name in names}
        told = frame["name"].map(found).astype(object)
        frame[column] = told.where(told.notna(), None)
        count = int(told.notna().sum())
        if count:
            reader.tell.once(
                code, "note",
                f"no column says the {_SAID[column]} of a project; taken from the name in {count} of {len(frame)} rows.",
                f"Give the {_SAID[column]} a column of its own.", column=reader.heading("name"), rows_count=count,
            )  # fmt: skip
    return frame


_SAID = {"works": "kind of works", "service": "service", "homes_count": "number of homes"}
