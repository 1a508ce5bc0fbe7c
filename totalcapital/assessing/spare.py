"""Spare floor area of each holding, net internal: what it could offer others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from totalcapital.assessing.areas import CASES, NIA_PER_GIA, WANTED_AREA, area_words, net_area
from totalcapital.assessing.benchmarks import is_building, is_of_kind, is_open
from totalcapital.assessing.estimates import Way, first_way
from totalcapital.assessing.floor_use import unused_m2

if TYPE_CHECKING:
    from collections.abc import Sequence

    from totalcapital.assumptions import Assumptions

__all__ = ["spare_of"]

_PER_PERSON: Final = "office.m2-per-person"
_PER_DESK: Final = "office.m2-per-workstation"
_DESKS: Final = "office.desks-per-10-staff"
_KEPT: Final = "school.places-kept-pct"
_UNUSED: Final = "unused floor area"


def spare_of(holdings: pd.DataFrame, assumptions: Assumptions) -> pd.DataFrame:
    """Return each holding's spare floor area, what it rests on, or what would make it known.

    What the agency says is not used goes first, then an empty building, then what people, desks or pupils
    leave over. Property let to others, and what has closed, has none to offer: null.

    Returns
    -------
    DataFrame
        One row per holding, in their order, the columns of ``bands`` that begin with ``spare``.
    """
    own = _Spare(holdings, assumptions)
    is_let = holdings["is_leased_out"].fillna(value=False).astype(bool)
    is_out = is_let | ~is_open(holdings)
    found = first_way(
        holdings,
        [
            own.said(),
            own.empty(),
            own.beyond_staff(),
            own.beyond_desks(),
            own.desks_over(),
            own.school_places(),
            own.nursery_places(),
        ],
    ).mask(is_out)
    wanted = own.wanted().where(found["central"].isna() & is_building(holdings) & is_open(holdings))
    wanted = wanted.mask(is_let & is_open(holdings), "what of it is let, and what of the rest is not used")
    return pd.DataFrame(
        {
            "spare_low_m2": found["low"],
            "spare_m2": found["central"],
            "spare_high_m2": found["high"],
            "spare_basis": found["basis"],
            "spare_assumptions": found["assumptions"],
            "spare_would_be_known_by": wanted,
        }
    )


@dataclass(frozen=True, slots=True)
class _Spare:
    """The ways to the spare floor area of holdings."""

    holdings: pd.DataFrame
    assumptions: Assumptions

    def _net(self, area: pd.Series) -> pd.DataFrame:
        return net_area(area, self.holdings["floor_area_basis"], self.assumptions)

    def _all(self) -> pd.DataFrame:
        return self._net(self.holdings["floor_area_m2"].where(self.holdings["floor_area_m2"] > 0))

    def _staff(self) -> pd.Series:
        return self.holdings["staff_fte"].where(self.holdings["staff_fte"] > 0)

    def _desks(self) -> pd.Series:
        desks = self.holdings["workstations_count"].astype("float64")
        return desks.where(desks > 0)

    def _office(self) -> pd.Series:
        return is_of_kind(self.holdings, "offices") & is_building(self.holdings)

    def _is_whole_its_own(self) -> pd.Series:
        """Tell where the floor area is the holding's alone: an owner's may be partly another agency's."""
        held = self.holdings[self.holdings["agency_id"].notna() & is_open(self.holdings)]
        agencies = held.groupby("site_id")["agency_id"].nunique()
        shared = self.holdings["site_id"].map(agencies).fillna(0) > 1
        return ~shared | (self.holdings["role"] == "occupier")

    def said(self) -> Way:
        """Return what the agency says is not used."""
        unused = unused_m2(self.holdings)

        def words(rows: pd.DataFrame) -> Sequence[str]:
            return [
                f"{words} said not to be used" if m2 > 0 else "all of it is said to be in use"
                for words, m2 in zip(_stated(rows, unused, self.assumptions), unused[rows.index], strict=True)
            ]

        return Way(self._net(unused), words, (NIA_PER_GIA,))

    def empty(self) -> Way:
        """Return the whole of a building that is vacant, surplus or for disposal."""
        is_empty = self.holdings["status"].isin(["vacant", "surplus", "disposal"])
        is_empty &= is_building(self.holdings)

        def words(rows: pd.DataFrame) -> Sequence[str]:
            area = self.holdings["floor_area_m2"]
            return [
                f"the whole building, {words}, said to be {'vacant' if status == 'vacant' else 'surplus or for disposal'}"
                for words, status in zip(_stated(rows, area, self.assumptions), rows["status"], strict=True)
            ]

        return Way(self._all().where(is_empty), words, (NIA_PER_GIA,))

    def beyond_staff(self) -> Way:
        """Return what the staff of an office do not need of it."""
        return self._beyond(self._staff(), _PER_PERSON, "staff")

    def beyond_desks(self) -> Way:
        """Return what the desks of an office do not need of it, where its staff are not known."""
        return self._beyond(self._desks(), _PER_DESK, "desks")

    def _beyond(self, people: pd.Series, per_one: str, what: str) -> Way:
        net, ranges = self._all(), self.assumptions.range(per_one)
        is_told = self._office() & self._is_whole_its_own() & people.notna()
        cases = pd.DataFrame(
            {
                case: (net[case] - people * each).clip(lower=0.0).where(is_told)
                for case, each in zip(CASES, ranges, strict=True)
            }
        )

        def words(rows: pd.DataFrame) -> Sequence[str]:
            areas = _stated(rows, self.holdings["floor_area_m2"], self.assumptions)
            return [
                f"{area}, less {n:g} {what} at {ranges[1]:g} m² each"
                for area, n in zip(areas, people[rows.index], strict=True)
            ]

        return Way(cases, words, (NIA_PER_GIA, per_one))

    def desks_over(self) -> Way:
        """Return desks beyond what the staff of an office need, where its floor area is not known."""
        staff, desks = self._staff(), self._desks()
        is_shared = is_of_kind(self.holdings, "desk_sharing") & is_building(self.holdings)
        per_ten, per_desk = self.assumptions.range(_DESKS), sorted(self.assumptions.range(_PER_DESK))
        cases = pd.DataFrame(
            {
                case: ((desks - staff * need / 10).clip(lower=0.0) * each).where(is_shared)
                for case, need, each in zip(CASES, per_ten, per_desk, strict=True)
            }
        )

        def words(rows: pd.DataFrame) -> Sequence[str]:
            return [
                f"{n:.0f} desks for {people:g} staff, of which {per_ten[1]:g} for each 10 are needed, at {per_desk[1]:g} m² NIA each"
                for n, people in zip(desks[rows.index], staff[rows.index], strict=True)
            ]

        return Way(cases, words, (_DESKS, _PER_DESK))

    def school_places(self) -> Way:
        """Return places of a school without a pupil, beyond those it keeps free."""
        net = self.assumptions.range(NIA_PER_GIA)
        return self._places("school", "school.m2-per-spare-place", "GIA", net, (NIA_PER_GIA,))

    def nursery_places(self) -> Way:
        """Return places of a nursery without a child, beyond those it keeps free."""
        return self._places("nursery", "nursery.m2-per-spare-place", "NIA", (1.0, 1.0, 1.0), ())

    def _places(
        self, service: str, per_place: str, basis: str, net: Sequence[float], besides: Sequence[str]
    ) -> Way:
        places = self.holdings["capacity_count"].astype("float64")
        roll = self.holdings["occupied_count"].astype("float64")
        kept, each = self.assumptions.range(_KEPT), self.assumptions.range(per_place)
        is_told = (self.holdings["service"] == service) & (places > 0)
        cases = pd.DataFrame(
            {
                case: ((places * (1 - kept[at] / 100) - roll).clip(lower=0.0) * each[at] * net[at]).where(
                    is_told
                )
                for at, case in enumerate(CASES)
            }
        )

        def words(rows: pd.DataFrame) -> Sequence[str]:
            return [
                f"{n:.0f} places for {pupils:.0f} pupils, less {kept[1]:g} % kept free, "
                f"at {each[1]:g} m² {basis} a place; spread over the rooms"
                for n, pupils in zip(places[rows.index], roll[rows.index], strict=True)
            ]

        return Way(cases, words, (_KEPT, per_place, *besides))

    def wanted(self) -> pd.Series:
        """Return what would make the spare floor area known, as a list."""
        holdings = self.holdings
        has_area = self._all()["central"].notna()
        wanted = pd.Series(_UNUSED, index=holdings.index, dtype=object)
        wanted = wanted.mask(~has_area, f"{_UNUSED}; {WANTED_AREA}")
        is_empty = holdings["status"].isin(["vacant", "surplus", "disposal"])
        wanted = wanted.mask(is_empty, WANTED_AREA)
        staffed = self._staff().notna() | self._desks().notna()
        office = self._office() & self._is_whole_its_own() & ~is_empty
        wanted = wanted.mask(office & has_area, "staff based there")
        wanted = wanted.mask(office & ~has_area & staffed, WANTED_AREA)
        wanted = wanted.mask(office & ~has_area & ~staffed, f"{WANTED_AREA}; staff based there")
        school = is_of_kind(holdings, "schools") & ~is_empty
        places, roll = ~(holdings["capacity_count"] > 0), holdings["occupied_count"].isna()
        wanted = wanted.mask(school & roll, "pupils on roll").mask(school & places, "capacity")
        return wanted.mask(school & roll & places, "capacity; pupils on roll")


def _stated(rows: pd.DataFrame, area: pd.Series, assumptions: Assumptions) -> Sequence[str]:
    """Return an area of each holding as stated, and as net internal area where that is another."""
    share = assumptions.value(NIA_PER_GIA)
    stated = area_words(rows.assign(floor_area_m2=area[rows.index]))
    return [
        f"{words} taken as {m2 * share:,.0f} m² NIA" if basis == "GIA" else words
        for words, m2, basis in zip(stated, area[rows.index], rows["floor_area_basis"], strict=True)
    ]
