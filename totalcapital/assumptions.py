"""The numbers that results rest on: one sourced table, which the estate file can change."""

from __future__ import annotations

import difflib
import math
import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from totalcapital.errors import EstateFileError
from totalcapital.resources import geodata
from totalcapital.tables import ASSUMPTIONS
from totalcapital.tables.codes import ASSUMING_STAGES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Assumption", "Assumptions", "discount_factors", "load_assumptions"]

Range = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Assumption:
    """One number, with its range from least to most favourable where it has one."""

    id: str
    stage: str
    meaning: str
    value: float
    unit: str
    source: str
    low: float | None = None
    high: float | None = None
    price_base: str | None = None
    set_by: str = "default"


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Every assumption of a run, by id."""

    _by_id: Mapping[str, Assumption] = field(default_factory=dict)

    def __contains__(self, name: object) -> bool:
        return name in self._by_id

    def value(self, name: str) -> float:
        """Return the central value of an assumption."""
        return self._by_id[name].value

    def range(self, name: str) -> Range:
        """Return its least favourable, central and most favourable value; thrice the one where it has one."""
        one = self._by_id[name]
        low = one.value if one.low is None else one.low
        return low, one.value, one.value if one.high is None else one.high

    def group(self, prefix: str) -> Mapping[str, Assumption]:
        """Return the assumptions whose ids begin with a prefix and a point, by what follows it."""
        start = f"{prefix}."
        return {name.removeprefix(start): one for name, one in self._by_id.items() if name.startswith(start)}

    def table(self) -> pd.DataFrame:
        """Return the ``assumptions`` table: by stage in the order of the run, then by id."""
        rows = [
            {"assumption_id": one.id, **{name: getattr(one, name) for name in ASSUMPTIONS.column_names[1:]}}
            for one in self._by_id.values()
        ]
        order = {stage: place for place, stage in enumerate(ASSUMING_STAGES)}
        rows.sort(key=lambda row: (order[row["stage"]], row["assumption_id"]))
        made: pd.DataFrame = ASSUMPTIONS.conform(pd.DataFrame(rows, columns=ASSUMPTIONS.column_names))
        return made


@cache
def _published() -> Mapping[str, Assumption]:
    found: dict[str, Assumption] = {}
    for stage in ASSUMING_STAGES:
        path = geodata("benchmarks", "assumptions") / f"{stage}.toml"
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["assumption"] if path.is_file() else []
        for entry in entries:
            if entry["id"] in found:
                raise EstateFileError(f"{path.name}: the assumption {entry['id']!r} stands twice.")
            found[entry["id"]] = Assumption(stage=stage, **entry)
    return found


def load_assumptions(own: Mapping[str, float | Sequence[float]]) -> Assumptions:
    """Return the published assumptions, with the estate file's in their place.

    Parameters
    ----------
    own
        Assumption id to a value, or to three: least favourable, central, most favourable. One value
        stands for all three.

    Raises
    ------
    EstateFileError
        If an id is not known (the nearest is named), or a value is no number or out of order.
    """
    made = dict(_published())
    for name, given in own.items():
        if name not in made:
            near = difflib.get_close_matches(name, made, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(made)}"
            raise EstateFileError(f"[assumptions]: no assumption {name!r}; {hint}")
        made[name] = _changed(made[name], given)
    return Assumptions(made)


def _changed(one: Assumption, given: Any) -> Assumption:
    values = [float(each) for each in given] if isinstance(given, list | tuple) else [float(given)] * 3
    rising = values == sorted(values) or values == sorted(values, reverse=True)
    if len(values) != 3 or not rising or not all(map(math.isfinite, values)):
        raise EstateFileError(
            f"[assumptions] {one.id}: expected one number, or three from the least to the most favourable; "
            f"found {given!r}."
        )
    low, value, high = values
    has_range = low != high
    return replace(
        one,
        value=value,
        low=low if has_range else None,
        high=high if has_range else None,
        source=f"The estate file; published: {one.source}",
        set_by="estate",
    )


def discount_factors(assumptions: Assumptions, years: int) -> np.ndarray:
    """Return what a pound of each year is worth today: of year 0, one pound, and so on up to ``years``.

    Examples
    --------
    >>> discount_factors(load_assumptions({}), 2).round(4).tolist()
    [1.0, 0.9662, 0.9335]
    """
    year = np.arange(1, years + 1)
    rate = np.full(years, assumptions.value("discount.latest"))
    for step in ("later", "first"):
        rate[year <= assumptions.value(f"discount.{step}-years")] = assumptions.value(f"discount.{step}")
    return np.concatenate([[1.0], np.cumprod(1.0 / (1.0 + rate / 100.0))])
