"""What each holding would save and cost as a guest, and add as a host: arrays of low, central and high."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from totalcapital.appraising.words import bit

if TYPE_CHECKING:
    from totalcapital.appraising.rates import Rates

__all__ = ["Stakes", "stakes"]

_LEASED: Final = ("leasehold", "sub-leasehold", "ground-leasehold", "licence")
_REPAIRING: Final = ("leasehold", "sub-leasehold", "ground-leasehold")
_GRADES: Final = ("a", "b", "c", "d", "unknown")
_M2_A_HA: Final = 10_000.0


@dataclass(frozen=True, slots=True)
class Stakes:
    """One row for each holding, in the order of the holdings; null is not known.

    Parameters
    ----------
    need
        Floor area needed elsewhere, the most first, since more is less favourable.
    avoided, is_benchmark
        Running cost of a year that ends when it leaves, and whether a benchmark says so.
    m2_cost
        Running cost of one m2 net internal area there, by its register, thrice.
    rent
        Rent of a year, where it is held on a lease.
    receipt, is_land_value
        What a sale brings, net, and whether land value says so.
    backlog, move, leaving
        Backlog avoided; cost of moving, and of putting a leased building right.
    works_rate, grade
        Works at it for each m2 that it takes in, and its condition as a position in A, B, C, D, unknown.
    is_leased
        Whether it is held on a lease.
    is_by_staff, is_left_by_need
        Whether the move rests on staff; whether what is put right is as large as the need.
    lease_end
        Last day of its lease.
    once_bits, year_bits
        What is not known of it as a guest, of sums once and of sums a year, as bits.
    """

    need: np.ndarray
    avoided: np.ndarray
    is_benchmark: np.ndarray
    m2_cost: np.ndarray
    rent: np.ndarray
    receipt: np.ndarray
    is_land_value: np.ndarray
    backlog: np.ndarray
    move: np.ndarray
    leaving: np.ndarray
    works_rate: np.ndarray
    grade: np.ndarray
    is_leased: np.ndarray
    is_by_staff: np.ndarray
    is_left_by_need: np.ndarray
    lease_end: np.ndarray
    once_bits: np.ndarray
    year_bits: np.ndarray


def stakes(holdings: pd.DataFrame, needs: pd.DataFrame, land_value: pd.Series, rates: Rates) -> Stakes:
    """Return what each holding would save and cost.

    Parameters
    ----------
    holdings, needs
        The tables; needs may lack holdings, whose need is then not known.
    land_value
        GBP a hectare by ``site_id``.
    rates
        The assumptions.
    """
    rent = _numbers(holdings, "rent_gbp")
    tenure = holdings["tenure"]
    has_dates = holdings[["lease_end_date", "lease_break_date"]].notna().any(axis=1)
    is_leased = (tenure.isin(_LEASED) | (rent > 0) | (tenure.isna() & has_dates)).to_numpy(bool)
    need = _need(holdings, needs)
    avoided, is_benchmark = _avoided(holdings, rates, is_leased=is_leased)
    receipt, is_land_value, sale_bits = _receipt(holdings, land_value, rates, is_leased=is_leased)
    backlog = _numbers(holdings, "backlog_gbp")[:, None] * rates.benefit("backlog.avoided-share")
    move, is_by_staff = _move(holdings, need, rates)
    leaving, is_left_by_need = _leaving(holdings, need, rates, rent=rent)
    grades = holdings["condition_grade"].str.lower().map({g: i for i, g in enumerate(_GRADES)})
    grade = grades.fillna(len(_GRADES) - 1).to_numpy(int)
    works = np.array([rates.cost(f"works.condition-{name}") for name in _GRADES])
    held = tenure.isna().to_numpy() & ~is_leased
    gone = np.isnan(avoided[:, 0])
    return Stakes(
        need=need,
        avoided=avoided,
        is_benchmark=is_benchmark,
        m2_cost=_m2_cost(holdings, rates),
        rent=np.where(is_leased, rent, np.nan)[:, None].repeat(3, axis=1),
        receipt=receipt,
        is_land_value=is_land_value,
        backlog=backlog,
        move=move,
        leaving=leaving,
        works_rate=works[grade],
        grade=grade,
        is_leased=is_leased,
        is_by_staff=is_by_staff,
        is_left_by_need=is_left_by_need,
        lease_end=holdings["lease_end_date"].to_numpy("datetime64[D]"),
        once_bits=sale_bits
        | np.where(np.isnan(backlog[:, 0]), bit("backlog"), 0)
        | np.where(held, bit("tenure"), 0),
        year_bits=np.where(gone, bit("running-cost"), 0)
        | np.where(is_leased & np.isnan(rent), bit("rent"), 0)
        | np.where(held, bit("tenure"), 0),
    )


def _numbers(frame: pd.DataFrame, name: str) -> np.ndarray:
    return frame[name].to_numpy(float, na_value=np.nan)


def _need(holdings: pd.DataFrame, needs: pd.DataFrame) -> np.ndarray:
    """Return the need of each holding, the most first; where it has no range, its one value thrice."""
    named = needs.set_index("holding_id")[["need_high_m2", "need_m2", "need_low_m2"]]
    found = named.reindex(holdings["holding_id"].to_numpy()).to_numpy(float)
    middle = found[:, 1]
    middle = np.where(middle > 0, middle, np.nan)[:, None]
    return -np.sort(-np.where(np.isnan(middle), np.nan, np.where(np.isnan(found), middle, found)), axis=1)


def _m2_cost(holdings: pd.DataFrame, rates: Rates) -> np.ndarray:
    """Return each holding's running cost for one m2 net internal area, thrice.

    Needs are net areas. A gross one is taken as net by the stated share; on any other basis the cost of a
    m2 is not known.
    """
    share = holdings["floor_area_basis"].map({"NIA": 1.0, "GIA": rates.one("area.nia-per-gia")})
    area = _numbers(holdings, "floor_area_m2") * share.to_numpy(float, na_value=np.nan)
    cost = _numbers(holdings, "running_cost_gbp") / np.where(area > 0, area, np.nan)
    return np.repeat(cost[:, None], 3, axis=1)


def _by_service(holdings: pd.DataFrame, rates: Rates) -> np.ndarray:
    """Return the benchmark of each holding's service, for one m2; null where no source speaks of it."""
    table = rates.benchmarks("running-cost.benchmark")
    none = np.full(3, np.nan)
    kinds, names = pd.factorize(holdings["service"])
    values = np.array([*(table.get(name, none) for name in names), none])
    found: np.ndarray = values[kinds]
    return found


def _avoided(holdings: pd.DataFrame, rates: Rates, *, is_leased: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the running cost that ends: by the register, else by benchmark where no rent may be in it."""
    stated = _numbers(holdings, "running_cost_gbp")[:, None] * rates.benefit("running-cost.avoided-share")
    area = _numbers(holdings, "floor_area_m2")
    area = np.where((area > 0) & ~is_leased, area, np.nan)
    by_benchmark = area[:, None] * _by_service(holdings, rates)
    is_benchmark = np.isnan(stated[:, 0]) & ~np.isnan(by_benchmark[:, 0])
    return np.where(np.isnan(stated), by_benchmark, stated), is_benchmark


def _receipt(
    holdings: pd.DataFrame, land_value: pd.Series, rates: Rates, *, is_leased: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what a sale of each holding brings, whether by land value, and what is not known of it.

    Only a freehold that the agency owns and shares with nobody is sold. A land value is less what clearing
    the site costs, and may be below nought.
    """
    kept = 1.0 - rates.cost("receipt.sale-cost")
    by_value = _numbers(holdings, "value_gbp")[:, None] * rates.benefit("receipt.value-share") * kept
    hectares = _numbers(holdings, "site_area_m2") / _M2_A_HA
    value = holdings["site_id"].map(land_value).to_numpy(float, na_value=np.nan)
    floor = _numbers(holdings, "floor_area_m2")
    floor = np.where(np.isnan(floor) & holdings["property_kind"].eq("land").to_numpy(bool), 0.0, floor)
    by_land = (hectares * value)[:, None] * rates.benefit("receipt.land-share") * kept
    by_land = by_land - floor[:, None] * rates.cost("clear.building")
    by_land = by_land - hectares[:, None] * rates.cost("clear.land")
    is_land = np.isnan(by_value[:, 0]) & ~np.isnan(by_land[:, 0])
    owned = holdings["tenure"].eq("freehold").to_numpy(bool) & ~is_leased
    owned &= ~holdings["role"].eq("occupier").to_numpy(bool)
    shared = holdings["site_id"].duplicated(keep=False).to_numpy()
    net = np.where(np.isnan(by_value), by_land, by_value)
    net = np.where((owned & ~shared)[:, None], net, np.nan)
    bits = np.where(owned & ~shared & np.isnan(net[:, 0]), bit("value"), 0)
    bits |= np.where(owned & shared, bit("sharers"), 0)
    bits |= np.where(owned & holdings["constraints"].notna().to_numpy(), bit("constraints"), 0)
    return net, is_land, bits


def _move(holdings: pd.DataFrame, need: np.ndarray, rates: Rates) -> tuple[np.ndarray, np.ndarray]:
    """Return the cost of moving each holding, by its staff, else by its need; and whether by staff."""
    staff = _numbers(holdings, "staff_fte")
    by_staff = staff[:, None] * rates.cost("move.per-fte")
    by_need = need * rates.cost("move.per-m2")
    return -np.where(np.isnan(by_staff), by_need, by_staff), ~np.isnan(staff)


def _leaving(
    holdings: pd.DataFrame, need: np.ndarray, rates: Rates, *, rent: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the cost of putting each leased holding right, and whether its need stands for its floor area."""
    repairing = holdings["tenure"].isin(_REPAIRING) | (holdings["tenure"].isna() & (rent > 0))
    area = _numbers(holdings, "floor_area_m2")
    is_by_need = repairing.to_numpy(bool) & ~(area > 0)
    size = np.where(is_by_need[:, None], need, area[:, None])
    cost = -size * rates.cost("exit.dilapidations")
    return np.where(repairing.to_numpy(bool)[:, None], cost, np.nan), is_by_need
