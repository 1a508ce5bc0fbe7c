"""The under-use rules: each with its thresholds, its source and who set them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from totalcapital.assessing.benchmarks import benchmarks
from totalcapital.errors import EstateFileError
from totalcapital.tables import RULES, join_list

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from totalcapital.sections import Thresholds

__all__ = ["Rule", "load_rules", "rules_table"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule with its thresholds, in ``unit``."""

    id: str
    version: str
    measures: str
    applies_to: str
    rests_on: tuple[str, ...]
    """Columns of the record."""
    unit: str
    confidence: str
    source: str
    flag: float | None = None
    watch: float | None = None
    band: str = "under-used"
    """What a record is whose measurement is beyond ``flag``."""
    test: str = "over"
    """Whether a measurement must be over, at least or at most a threshold."""
    shows_use: bool = True
    """Whether a record that passes is used; one that does not stand out by its land may still be empty."""
    peers_at_least: int = 0
    """Records that must be measured before any is tested."""
    set_by: str = "default"

    @property
    def mildest(self) -> float | None:
        """The threshold that is passed first."""
        return self.watch if self.watch is not None else self.flag


def load_rules(thresholds: Mapping[str, float | Thresholds]) -> Sequence[Rule]:
    """Return the rules, with the estate file's thresholds in place of the published ones.

    Parameters
    ----------
    thresholds
        Rule id to one threshold (``flag`` where the rule has one, else ``watch``), or to either or both
        by name.

    Raises
    ------
    EstateFileError
        If a threshold is given for a rule that does not exist, or watch and flag are the wrong way round.
    """
    rules = [Rule(**{**entry, "rests_on": tuple(entry["rests_on"])}) for entry in benchmarks()["rule"]]
    known = [rule.id for rule in rules]
    for rule_id in thresholds:
        if rule_id not in known:
            raise EstateFileError(
                f"[underuse] thresholds: no rule {rule_id!r}; rules are {', '.join(known)}."
            )
    return [_changed(rule, thresholds[rule.id]) if rule.id in thresholds else rule for rule in rules]


def _changed(rule: Rule, given: float | Thresholds) -> Rule:
    if isinstance(given, float | int):
        named = {"flag" if rule.flag is not None else "watch": float(given)}
    else:
        named = {name: value for name in ("watch", "flag") if (value := getattr(given, name)) is not None}
    made = replace(rule, version=f"{rule.version}+estate", set_by="estate", **named)  # type: ignore[arg-type]
    is_given_both = len(named) == 2 and made.watch is not None and made.flag is not None
    if is_given_both and (made.watch < made.flag if rule.test == "at most" else made.watch > made.flag):  # type: ignore[operator]
        raise EstateFileError(
            f"[underuse] thresholds, {rule.id}: expected watch to be passed before flag; "
            f"found watch {made.watch:g} and flag {made.flag:g}."
        )
    return made


def rules_table(rules: Sequence[Rule]) -> pd.DataFrame:
    """Return the ``rules`` table, in the order of the ids."""
    rows = [
        {
            "rule_id": rule.id,
            "rule_version": rule.version,
            "measures": rule.measures,
            "applies_to": rule.applies_to,
            "rests_on": join_list(rule.rests_on),
            "unit": rule.unit,
            "watch": rule.watch,
            "flag": rule.flag,
            "peers_at_least_count": rule.peers_at_least,
            "confidence": rule.confidence,
            "source": rule.source,
            "set_by": rule.set_by,
        }
        for rule in sorted(rules, key=lambda rule: rule.id)
    ]
    made: pd.DataFrame = RULES.conform(pd.DataFrame(rows))
    return made
