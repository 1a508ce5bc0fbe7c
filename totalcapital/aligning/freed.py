"""What scenarios chose: which holding moves out, into which, when, in which scenarios."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalcapital.aligning.windows import day_of_year

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Leaving", "leavings_of"]


@dataclass(frozen=True, slots=True)
class Leaving:
    """One chosen option: its guest leaves."""

    option_id: str
    host_id: str
    guest_id: str
    scenarios: tuple[str, ...]
    first_year: int
    """The earliest year of the move in any scenario."""

    @property
    def from_day(self) -> float:
        """First day of that year."""
        return day_of_year(self.first_year)

    @property
    def in_words(self) -> str:
        """In which scenarios, from when."""
        many = "scenarios" if len(self.scenarios) > 1 else "scenario"
        return f"{many} {', '.join(self.scenarios)}, {self.first_year}"


def leavings_of(moves: pd.DataFrame, options: pd.DataFrame) -> dict[str, list[Leaving]]:
    """Return the chosen moves of each guest, by guest, each option once."""
    chosen = moves.merge(options[["option_id", "host_id", "guest_id"]], on="option_id", validate="m:1")
    made: dict[str, list[Leaving]] = {}
    for option, rows in chosen.groupby("option_id", sort=True):
        guest = str(rows["guest_id"].iloc[0])
        scenarios = tuple(sorted(set(rows["scenario_id"])))
        leaving = Leaving(
            str(option), str(rows["host_id"].iloc[0]), guest, scenarios, int(rows["year"].min())
        )
        made.setdefault(guest, []).append(leaving)
    return made
