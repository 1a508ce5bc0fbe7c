"""What a layout says of money: which headings hold it by year and by source."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

__all__ = ["FundingColumns", "Money"]

Headings = Annotated[
    tuple[str, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FundingColumns(_Strict):
    """Money of one source, in columns of its own."""

    amount: str
    """Heading of how much."""
    source: str | None = None
    """Heading that names the source row by row."""
    code: str | None = None
    """The source, where the heading of the amount is itself the source."""
    words: str | None = None
    """What that source is called; the heading of the amount where left out."""
    ring_fenced: str | None = None
    """Heading that says whether it may be spent on this alone."""
    match: str | None = None
    """Heading that says whether it is match funding."""
    is_match: bool | None = None
    """The same of every row."""

    @model_validator(mode="after")
    def _one_source(self) -> FundingColumns:
        if (self.source is None) == (self.code is None):
            raise ValueError(f"funding of {self.amount!r}: give one of source and code")
        return self

    @property
    def headings(self) -> list[str]:
        """Every heading it names."""
        return [h for h in (self.amount, self.source, self.ring_fenced, self.match) if h]


class Money(_Strict):
    """The headings of money; those of years are recognised by their words where none are named."""

    unit: Literal["unit", "thousand", "million"] | None = None
    year_begins: str | None = None
    """Month and day on which the years begin, such as 07-01; the estate file's by default."""
    years: dict[str, str] = Field(default_factory=dict)
    """Financial year, such as "2026/27" or "2026": the heading of its money."""
    before: Headings = ()
    """Headings of what was spent before the years named."""
    after: Headings = ()
    """Headings of what comes after them."""
    funding: tuple[FundingColumns, ...] = ()

    @property
    def headings(self) -> list[str]:
        """Every heading it names."""
        return [
            *self.years.values(),
            *self.before,
            *self.after,
            *(heading for one in self.funding for heading in one.headings),
        ]
