"""Reads ``geodata/publication``: what each audience may see, and which kinds of place are withheld."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from totalcapital.errors import ResourceError, TotalCapitalError
from totalcapital.resources import geodata
from totalcapital.tables import TABLES

__all__ = [
    "Audience",
    "AudienceRules",
    "KindRule",
    "PublicationKeyError",
    "SmallRule",
    "TableRule",
    "WithheldKinds",
    "load_audience",
    "load_small",
    "load_withheld_kinds",
]

Audience = Literal["internal", "partner", "public"]

#: Stands in an allow-list for every column of the table.
EVERY_COLUMN = "*"


class PublicationKeyError(TotalCapitalError, ValueError):
    """The public audience needs ``[publication] key``, and there is none."""


def _as_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TableRule(_Strict):
    """The columns of one table that an audience may see."""

    columns: Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
    why: str
    source: str | None = None


class AudienceRules(_Strict):
    """What one audience may see; a table or column that is not named is not seen."""

    audience: Audience
    why: str
    tables: dict[str, TableRule]
    open: dict[str, dict[str, TableRule]] = Field(default_factory=dict)
    """Kind of judgement that ``[publication] open`` may name: further tables and columns."""

    def columns_of(self, table: str, opened: tuple[str, ...]) -> frozenset[str]:
        """Return the columns of ``table`` that may be seen, with the judgements opened."""
        rules = [self.tables.get(table), *(self.open.get(kind, {}).get(table) for kind in opened)]
        names: set[str] = set()
        for rule in rules:
            if rule is not None:
                names.update(TABLES[table].column_names if EVERY_COLUMN in rule.columns else rule.columns)
        return frozenset(names)


class KindRule(_Strict):
    """One kind of place that is not shown, however the register marks it."""

    services: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    """Regular expressions, without regard to case, tried on names, addresses and services as read."""
    why: str
    source: str


class WithheldKinds(_Strict):
    """The kinds of place that are withheld from the public and shown to partners as "exists, ask X"."""

    kinds: dict[str, KindRule]

    def services(self) -> frozenset[str]:
        """Return the service codes that are withheld."""
        return frozenset(service for rule in self.kinds.values() for service in rule.services)

    def pattern(self) -> re.Pattern[str]:
        """Return one expression that finds the words of every withheld kind."""
        parts = [pattern for rule in self.kinds.values() for pattern in rule.patterns]
        return re.compile("|".join(f"(?:{part})" for part in parts) or r"(?!)", re.IGNORECASE)


class SmallRule(_Strict):
    """From how many amounts on a figure is told."""

    at_least_count: int = Field(ge=2)
    why: str
    source: str


@cache
def load_audience(audience: Audience) -> AudienceRules:
    """Read what an audience may see.

    Raises
    ------
    ResourceError
        If the file is missing, or names a table or column that does not exist.
    """
    rules = AudienceRules.model_validate(_read(f"{audience}.toml"))
    for group in (rules.tables, *rules.open.values()):
        for table, rule in group.items():
            known = {*TABLES[table].column_names, EVERY_COLUMN} if table in TABLES else set()
            if not known or set(rule.columns) - known:
                raise ResourceError(
                    f"geodata/publication/{audience}.toml: expected tables and columns of the contract; "
                    f"found {table}: {', '.join(sorted(set(rule.columns) - known)) or 'no such table'}."
                )
    return rules


@cache
def load_withheld_kinds() -> WithheldKinds:
    """Read the kinds of place that are withheld whatever a register says.

    Raises
    ------
    ResourceError
        If the file is missing or not in form.
    """
    return WithheldKinds.model_validate(_read("withheld.toml"))


@cache
def load_small() -> SmallRule:
    """Read from how many amounts at known places on these are told by body and service.

    Raises
    ------
    ResourceError
        If the file is missing or not in form.
    """
    return SmallRule.model_validate(_read("small.toml")["accounts"])


def _read(name: str) -> Any:
    path = geodata("publication", name)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise ResourceError(f"geodata/publication/{name}: expected TOML; {error}") from error
