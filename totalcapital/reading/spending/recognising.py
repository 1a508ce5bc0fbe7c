"""Whether a file of no known layout is a list of spending."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from totalcapital.reading.mapping.heading_meanings import by_synonyms
from totalcapital.reading.payees import is_of_payee
from totalcapital.reading.profiles import normal_heading

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

__all__ = ["is_spending"]

#: Our columns that a list of property or projects has, and one of spending has not.
_OF_PLACES: Final = frozenset({"uprn", "x_read", "geometry", "address", "name", "floor_area_m2", "tenure"})


def is_spending(headings: Sequence[str], given: Collection[str]) -> bool:
    """Tell whether headings are those of a list of spending.

    They are where they name an amount and a day or year and, besides, either whoever is paid or a
    service, and no place.

    Parameters
    ----------
    given
        Our columns that the headings would be read as, were it a list of property.

    Examples
    --------
    >>> is_spending(["Supplier", "Date paid", "Net amount", "Description"], ["name"])
    True
    >>> is_spending(["Property", "UPRN", "Service", "Value", "Date"], ["name", "uprn", "service"])
    False
    """
    columns = by_synonyms({normal_heading(heading): heading for heading in headings}, {}, "spending")
    if "amount_gbp" not in columns or not {"paid_on_date", "financial_year"} & set(columns):
        return False
    pays = any(
        is_of_payee(heading)
        for heading in headings
        if normal_heading(heading) not in {"description", "purpose"}
    )
    return (pays and "paid_on_date" in columns) or ("service" in columns and not _OF_PLACES & set(given))
