"""The ``account`` stage."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from totalcapital.accounting.bodies import Members
from totalcapital.accounting.ceilings import ceilings
from totalcapital.accounting.counted import counted
from totalcapital.accounting.funders import funders
from totalcapital.accounting.grounds import KEY, WHY_UNMAPPED, Grounds, shares_of_grounds
from totalcapital.accounting.prices import Prices, prices_of
from totalcapital.accounting.property_costs import property_costs
from totalcapital.accounting.residents import Residents
from totalcapital.accounting.shares import Shares
from totalcapital.accounting.weights import weights_of
from totalcapital.issues import IssueLog
from totalcapital.provision import provision
from totalcapital.tables import ACCOUNTS, join_list

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from totalcapital.assumptions import Assumptions
    from totalcapital.sections import Accounts

__all__ = ["AccountResult", "Held", "Known", "account"]

_WHAT: Final = ["financial_year", "service", "budget", "discretion", "basis"]
_ROW: Final = ["area_id", "agency_id", *_WHAT, "allocation", "share"]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of bodies and areas.

    Parameters
    ----------
    areas
        The ``areas`` table as read: with all its neighbourhoods (LSOAs), which divide what authorities share.
    agencies
        The ``agencies`` table.
    registers
        The ``registers`` table.
    postcodes
        Points of postcodes: ``postcode`` without its space, ``x``, ``y``, ``crs``.
    prices
        Index of prices by financial year; empty: the assumptions ``prices.*``.
    currency
        Of the estate.
    """

    areas: gpd.GeoDataFrame
    agencies: pd.DataFrame
    registers: pd.DataFrame
    postcodes: pd.DataFrame
    prices: Mapping[str, float] = field(default_factory=dict)
    currency: str = "GBP"


@dataclass(frozen=True, slots=True)
class Held:
    """What bodies hold, and where: the tables ``sites``, ``holdings`` and ``places``."""

    sites: gpd.GeoDataFrame
    holdings: pd.DataFrame
    places: pd.DataFrame


@dataclass(frozen=True, slots=True)
class AccountResult:
    """What the ``account`` stage made."""

    accounts: pd.DataFrame
    funders: pd.DataFrame
    provision: pd.DataFrame
    property_costs: pd.DataFrame
    ceilings: pd.DataFrame
    issues: pd.DataFrame


def account(
    spending: pd.DataFrame,
    *,
    known: Known,
    held: Held,
    settings: Accounts,
    assumptions: Assumptions,
    as_of: dt.date,
) -> AccountResult:
    """Say what the public purse spends in each area, and what of it stands beside the estate.

    Each pound is counted once: transfers, ceilings and all but one basis of a body, year and budget are left
    out, and said. Money of a larger body is shared out by the rule of the estate file; what is in no area stays, as
    unmapped. Over areas that tile the country, with what is unmapped, the accounts add up to the amounts counted.

    Parameters
    ----------
    spending
        The ``spending`` table.
    settings
        ``[accounts]`` of the estate file.
    assumptions
        ``account.*``, ``prices.*`` and ``walk.*`` are used.
    as_of
        The day the results describe.

    Raises
    ------
    EstateFileError
        If the estate file names a price base without an index.
    """
    log = IssueLog()
    prices = prices_of(
        settings, as_of=as_of, own=known.prices, assumptions=assumptions, currency=known.currency
    )
    members = Members(known.areas)
    residents = Residents(known.areas, members)
    pieces = _pieces(
        counted(spending, log=log),
        members,
        known,
        held=held,
        settings=settings,
        least=assumptions.value("account.within-share"),
    )
    _say_unmapped(pieces, log)
    made = _accounts(pieces, known.agencies, residents, prices)
    return AccountResult(
        made,
        funders(made, authorities_in=residents.authorities_in()),
        provision(
            held.sites, held.holdings, places=held.places, agencies=known.agencies, value=assumptions.value
        ),
        property_costs(pieces, held.holdings, places=held.places),
        ceilings(spending, made, residents=residents),
        log.table(),
    )


def _pieces(
    rows: pd.DataFrame, members: Members, known: Known, *, held: Held, settings: Accounts, least: float
) -> pd.DataFrame:
    """Return each sum of amounts that are alike, in each area that has a share of it."""
    by = [*KEY, *_WHAT, "is_property"]
    rows = rows.sort_values([*by, "amount_gbp"], ignore_index=True)
    sums = rows.groupby(by, dropna=False, sort=True)["amount_gbp"].agg(["sum", "size"]).reset_index()
    keys = sums[KEY].drop_duplicates(ignore_index=True)
    weights = weights_of(
        settings.apportion, known.areas, sites=held.sites, holdings=held.holdings, places=held.places
    )
    shares = Shares(known.areas, members, weights, within=least)
    grounds = Grounds(known.areas, known.agencies, known.registers, known.postcodes, members)
    given = shares_of_grounds(keys, grounds, shares)
    numbered = sums.merge(keys.assign(ground=keys.index), on=KEY, how="left", validate="many_to_one")
    made = numbered.drop(columns="area_id").merge(given, on="ground", how="inner", validate="many_to_many")
    return made.assign(amount_gbp=made["sum"] * made["share"])


def _accounts(
    pieces: pd.DataFrame, agencies: pd.DataFrame, residents: Residents, prices: Prices
) -> pd.DataFrame:
    grouped = pieces.groupby(_ROW, dropna=False, sort=True)
    made = grouped.agg(
        amount_gbp=("amount_gbp", "sum"),
        rows_count=("size", "sum"),
        register_ids=("register_id", lambda ids: join_list(sorted(set(ids)))),
    ).reset_index()
    heads = made["area_id"].map(residents.by_area).astype(float)
    made = made.assign(
        sector=made["agency_id"].map(agencies.set_index("agency_id")["sector"]),
        per_head_gbp=(made["amount_gbp"] / heads).where(heads > 0),
        real_gbp=prices.real(made["amount_gbp"], made["financial_year"]),
        price_base=prices.base,
    )
    order = [name for name in ACCOUNTS.column_names if name in _ROW]
    found: pd.DataFrame = ACCOUNTS.conform(made.sort_values(order, na_position="first", ignore_index=True))
    return found


def _say_unmapped(pieces: pd.DataFrame, log: IssueLog) -> None:
    """Say what of each file is in no area, and why."""
    lost = pieces[pieces["area_id"].isna()]
    for (register, why), part in lost.groupby(["register_id", "why"], sort=True):
        log.add(
            "spending-unmapped",
            "note",
            f"{part['amount_gbp'].sum():,.0f} (amounts: {int(part['size'].sum()):,}) is in no area: {WHY_UNMAPPED[str(why)]}.",
            "Nothing, if it is of a larger place; else say whose area it is for, or give boundaries and residents.",
            register_id=str(register),
            column="area_id",
            rows_count=int(part["size"].sum()),
        )
