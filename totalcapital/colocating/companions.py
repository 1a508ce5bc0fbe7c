"""Which guests may share one building with one another."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from totalcapital.colocating.fit import service_fit
from totalcapital.tables import split_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

__all__ = ["Companions"]

Kind = tuple[str | None, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Companions:
    """The kinds of holdings, by main service and all services, and which of them go together."""

    kinds: Sequence[Kind]
    kind_of: list[int]
    """Kind of each holding, in the order given."""
    bar: float
    _known: dict[tuple[int, int], bool] = field(default_factory=dict)

    @classmethod
    def of(cls, holdings: pd.DataFrame, *, bar: float) -> Companions:
        """Return the kinds of holdings; ``bar`` is the fit below which two do not go together."""
        numbers: dict[Kind, int] = {}
        kind_of = []
        for service, services in zip(holdings["service"], holdings["services"], strict=True):
            main = service if isinstance(service, str) else None
            every = {*split_list(services), *([main] if main else [])}
            kind_of.append(numbers.setdefault((main, tuple(sorted(every))), len(numbers)))
        return cls(list(numbers), kind_of, bar)

    def go_together(self, kind: int, others: Iterable[int]) -> bool:
        """Tell whether a holding of a kind is known to go with every one of others."""
        return all(self._fits(min(kind, other), max(kind, other)) for other in others)

    def _fits(self, one: int, other: int) -> bool:
        known = self._known.get((one, other))
        if known is None:
            (main, every), (main_2, every_2) = self.kinds[one], self.kinds[other]
            score = service_fit(main, main_2).score
            known = score is not None and score >= self.bar
            known = known and all(service_fit(*pair).veto is None for pair in product(every, every_2))
            self._known[one, other] = known
        return known
