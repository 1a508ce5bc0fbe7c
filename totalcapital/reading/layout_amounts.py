"""What a layout says of lists of spending: which headings hold amounts, and which totals the file states."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from totalcapital.tables.codes import BUDGETS, SPENDING_SERVICES

__all__ = ["Amount", "StatedTotal", "TotalRows"]


def _as_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Headings = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Amount(_Strict):
    """A heading under which each row gives one amount, and what that amount is."""

    headings: Headings
    """The first that a file has is read; headings drift from year to year."""
    service: str | None = None
    """Code of the service; as the row says where left out."""
    budget: str | None = None
    """As the row says where left out."""
    financial_year: str | None = None
    """Of headings that each hold the money of one year; as the row says where left out."""
    is_transfer: bool | None = None
    is_property: bool | None = None
    part: str = ""
    """Name by which a stated total knows the amounts it is the sum of."""
    only_with: Headings = ()
    """Read only in files that have one of these headings too: a heading can mean another thing in another year."""
    less: Headings = ()
    """Headings whose amounts are taken off, since they are told by themselves."""

    @model_validator(mode="after")
    def _known_codes(self) -> Amount:
        if self.service is not None and self.service not in SPENDING_SERVICES:
            raise ValueError(f"{self.service!r} is no service of spending")
        if self.budget is not None and self.budget not in BUDGETS:
            raise ValueError(f"{self.budget!r} is no budget")
        return self


class StatedTotal(_Strict):
    """A heading under which each row gives the sum of other amounts of the row."""

    headings: Headings
    parts: Headings
    """The parts of which it is the sum."""


class TotalRows(_Strict):
    """Rows that hold the sums of other rows: set aside, and held against what was read."""

    column: str
    """Heading that tells them."""
    values: Headings
    """Patterns (``*`` and ``?``), compared without regard to case."""
    by: str | None = None
    """Heading of a kind: the row is the sum of the rows of the same kind; of all where its cell is blank."""
