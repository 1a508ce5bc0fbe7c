"""Floor area that each holding's service would need elsewhere, net internal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from totalcapital.assessing.areas import CASES, NIA_PER_GIA, WANTED_AREA, area_words, net_area
from totalcapital.assessing.benchmarks import is_building, needs_of
from totalcapital.assessing.estimates import Way, first_way
from totalcapital.assessing.floor_use import unused_m2
from totalcapital.tables import NEEDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from totalcapital.assumptions import Assumptions

__all__ = ["needs_table"]

_PER_PERSON: Final = "office.m2-per-person"
_PER_DESK: Final = "office.m2-per-workstation"
_PER_PUPIL: Final = "school.m2-per-pupil"
_EACH_SCHOOL: Final = "school.m2-each"
_PER_CHILD: Final = "nursery.m2-per-child"
_STAFF_ONLY: Final = "; staff space only, rooms for the public come on top"


def needs_table(holdings: pd.DataFrame, assumptions: Assumptions) -> pd.DataFrame:
    """Return the ``needs`` table: what each service would need, from its own staff, desks, pupils or use.

    The floor area as such tells no need: what is used of it does, where the agency says what is not. What is
    vacant or closed has no service there, and land needs no floor area: null, with nothing to find out.

    Returns
    -------
    DataFrame
        One row per holding, by id.
    """
    own = _Needs(holdings, assumptions)
    is_there = ~holdings["status"].isin(["vacant", "closed"]) & is_building(holdings)
    ways = [own.of_staff(), own.of_desks(), own.of_pupils(), own.of_children(), own.in_use()]
    found = own.no_more_than_now(first_way(holdings, ways)).where(is_there)
    wanted = own.wanted().where(is_there & found["central"].isna())
    frame = pd.DataFrame(
        {
            "holding_id": holdings["holding_id"],
            "need_low_m2": found["low"],
            "need_m2": found["central"],
            "need_high_m2": found["high"],
            "need_basis": found["basis"],
            "need_assumptions": found["assumptions"],
            "would_be_known_by": wanted,
        }
    )
    made: pd.DataFrame = NEEDS.conform(frame.sort_values("holding_id", ignore_index=True))
    return made


@dataclass(frozen=True, slots=True)
class _Needs:
    """The ways to the floor area that services need."""

    holdings: pd.DataFrame
    assumptions: Assumptions

    def of_staff(self) -> Way:
        """Return room for the staff of a service whose need they tell."""
        staff = self.holdings["staff_fte"].where(self.holdings["staff_fte"] > 0)
        return self._of(staff, _PER_PERSON, "staff", needs_of("by_staff"))

    def of_desks(self) -> Way:
        """Return room for the desks of such a service, where its staff are not known."""
        desks = self.holdings["workstations_count"].astype("float64")
        return self._of(desks.where(desks > 0), _PER_DESK, "desks", needs_of("by_staff"))

    def of_children(self) -> Way:
        """Return playrooms for the children of a nursery."""
        children = self.holdings["occupied_count"].astype("float64")
        return self._of(children.where(children > 0), _PER_CHILD, "children", ["nursery"])

    def _of(self, people: pd.Series, per_one: str, what: str, services: Sequence[str]) -> Way:
        ranges = self.assumptions.range(per_one)
        is_told = self.holdings["service"].isin(services)
        cases = pd.DataFrame(
            {case: (people * each).where(is_told) for case, each in zip(CASES, ranges, strict=True)}
        )
        front = needs_of("front_of_house")

        def words(rows: pd.DataFrame) -> Sequence[str]:
            return [
                f"{n:g} {what} at {ranges[1]:g} m² NIA each"
                + (_STAFF_ONLY if service in front else "; playrooms only" if service == "nursery" else "")
                for n, service in zip(people[rows.index], rows["service"], strict=True)
            ]

        return Way(cases, words, (per_one,))

    def of_pupils(self) -> Way:
        """Return room for a school with its pupils."""
        pupils = self.holdings["occupied_count"].astype("float64")
        pupils = pupils.where((pupils > 0) & (self.holdings["service"] == "school"))
        each, per_one = self.assumptions.range(_EACH_SCHOOL), self.assumptions.range(_PER_PUPIL)
        net = self.assumptions.range(NIA_PER_GIA)
        least_first = {"low": (2, 0), "central": (1, 1), "high": (0, 2)}
        cases = pd.DataFrame(
            {
                case: (each[at] + pupils * per_one[at]) * net[share]
                for case, (at, share) in least_first.items()
            }
        )

        def words(rows: pd.DataFrame) -> Sequence[str]:
            return [
                f"{n:.0f} pupils at {per_one[1]:g} m² GIA each and {each[1]:,.0f} m² besides, taken as NIA"
                for n in pupils[rows.index]
            ]

        return Way(cases, words, (_EACH_SCHOOL, _PER_PUPIL, NIA_PER_GIA))

    def in_use(self) -> Way:
        """Return floor area less what is not used; not of property that is let, whose use is the tenant's."""
        holdings = self.holdings
        used = holdings["floor_area_m2"] - unused_m2(holdings)
        used = used.where((used > 0) & ~holdings["is_leased_out"].fillna(value=False).astype(bool))

        def words(rows: pd.DataFrame) -> Sequence[str]:
            stated = area_words(rows.assign(floor_area_m2=used[rows.index]))
            return [
                f"{words} in use, what is not used left out{', taken as NIA' if basis == 'GIA' else ''}"
                for words, basis in zip(stated, rows["floor_area_basis"], strict=True)
            ]

        return Way(net_area(used, holdings["floor_area_basis"], self.assumptions), words, (NIA_PER_GIA,))

    def no_more_than_now(self, found: pd.DataFrame) -> pd.DataFrame:
        """Return the needs with none above the net area the service has now, where that is known: it does with it.

        The central share of net in gross area counts in all three cases, so that they keep their order.
        """
        now = net_area(self.holdings["floor_area_m2"], self.holdings["floor_area_basis"], self.assumptions)
        most = now["central"].where(now["central"] > 0)
        is_more = found["high"] > most
        capped = found.copy()
        for case in CASES:
            capped[case] = found[case].mask(found[case] > most, most)
        words = [
            f"{said}; no more than the {area:,.0f} m² it has now"
            for said, area in zip(found.loc[is_more, "basis"], most[is_more], strict=True)
        ]
        capped.loc[is_more, "basis"] = pd.Series(words, index=found.index[is_more], dtype=object)
        return capped

    def wanted(self) -> pd.Series:
        """Return what would make the need known, as a list."""
        holdings = self.holdings
        by_staff = holdings["service"].isin(needs_of("by_staff"))
        by_pupils = holdings["service"].isin(["school", "nursery"])
        has_area = net_area(holdings["floor_area_m2"], holdings["floor_area_basis"], self.assumptions)
        wanted = pd.Series("unused floor area", index=holdings.index, dtype=object)
        wanted = wanted.mask(has_area["central"].isna(), f"{WANTED_AREA}; unused floor area")
        return wanted.mask(by_staff, "staff based there").mask(by_pupils, "pupils on roll")
