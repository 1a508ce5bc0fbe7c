"""Which headings of a capital programme hold money, by year and by source, and in which unit."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from totalcapital.errors import EstateFileError
from totalcapital.reading.meaning.codelists import CodeList
from totalcapital.reading.profile_money import FundingColumns, Money
from totalcapital.reading.profiles import normal_heading
from totalcapital.reading.projects.money_headings import financial_year, heading_said, is_total, unit_said
from totalcapital.reading.values import is_not_given, parse_money

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

    from totalcapital.project import Register
    from totalcapital.reading.projects.money_headings import HeadingSaid

__all__ = ["UNITS", "UNIT_WORDS", "MoneyColumn", "MoneyPlan", "SourceColumn", "plan_money"]

UNITS: Final = {"unit": 1.0, "thousand": 1e3, "million": 1e6}
UNIT_WORDS: Final = {1.0: "in whole units", 1e3: "in thousands", 1e6: "in millions"}
_PERIODS: Final = {"before": "before the years named", "after": "after the years named"}
#: Cells of a heading that are looked at to see whether it holds money.
_LOOKED_AT: Final = 400


@dataclass(frozen=True, slots=True)
class MoneyColumn:
    """A heading that holds the money of one year, or of before or after the years named."""

    heading: str
    period: str
    """year, before or after."""
    label: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    commitment: str | None = None
    """As the heading says; null: it does not say."""
    scale: float = 1.0
    """What one in it stands for."""

    @property
    def words(self) -> str:
        """What it was read as, for the user."""
        when = f"of {self.label}" if self.label else _PERIODS[self.period]
        said = f", {self.commitment}" if self.commitment else ""
        return f"money {when}{said}, {UNIT_WORDS[self.scale]}"


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """Headings that hold the money of one source."""

    columns: FundingColumns
    label: str | None = None
    """Financial year it is for; null: all together."""
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class MoneyPlan:
    """Every heading of money, the years in their order."""

    years: tuple[MoneyColumn, ...] = ()
    sources: tuple[SourceColumn, ...] = ()
    scale: float = 1.0
    """What one stands for under headings that do not say."""
    begins: str = "04-01"
    """Month and day on which the years begin."""
    totals: Mapping[str, float] = field(default_factory=dict)
    """Our column of a whole project's money: what one in it stands for."""
    total: str | None = None
    """A heading of totals that no list of headings knows."""
    passed_over: Mapping[str, str] = field(default_factory=dict)
    """Heading of a year for which another counts: that other one."""
    remarks: tuple[tuple[str, str | None], ...] = ()
    """Units that contradict one another: words, and the heading."""

    @property
    def rules(self) -> dict[str, str]:
        """Return, for each heading, what it was read as in words for the user."""
        rules = {one.heading: one.words for one in self.years}
        for source in self.sources:
            of = f" of {source.label}" if source.label else ""
            rules |= dict.fromkeys(
                source.columns.headings, f"money by source{of}, {UNIT_WORDS[source.scale]}"
            )
        rules |= {
            heading: f"not counted: {other} is of the same year"
            for heading, other in self.passed_over.items()
        }
        if self.total:
            rules[self.total] = "the total of each project"
        return rules

    @property
    def tables(self) -> dict[str, str]:
        """Return, for each heading that amounts are read from, the table they stand in."""
        sources = {heading: "funding" for one in self.sources for heading in one.columns.headings}
        return sources | {one.heading: "project_years" for one in self.years}


def plan_money(
    headings: Sequence[str],
    cells: Sequence[Sequence[str]] = (),
    *,
    money: Money | None,
    register: Register,
    columns: Mapping[str, Sequence[str]],
    titles: Sequence[str] = (),
) -> MoneyPlan:
    """Return which headings hold money of a year, of before and after, and of a source.

    The estate file's ``year_columns`` go before what the layout names, and both before the words of the
    headings. Where several headings are of one year the latest figure counts (``money_headings.toml``).
    The unit of a heading is what the estate file says, else its own words, the layout's, the one unit
    that the other headings of money name, the words above the table; of two that disagree the first of
    these counts, which is told.

    Parameters
    ----------
    cells
        The cells of each heading; left out: any heading may hold money.
    money
        What the layout says; null: a file of no known layout.
    columns
        Our column to the headings already read as it.
    titles
        What stands above the headings.

    Raises
    ------
    EstateFileError
        If the estate file names a heading that is not there, or a year that is none.
    """
    said = money or Money()
    begins = register.year_begins
    if "year_begins" not in register.model_fields_set and said.year_begins:
        begins = said.year_begins
    found = _Found(headings, cells, taken={h for group in columns.values() for h in group})
    found.named(register, said, begins)
    found.by_words(begins)
    if "total_gbp" not in columns:
        found.total = next((h for h in headings if h not in found.taken and is_total(h)), None)
    if money is None:
        found.sources_by_words(begins)
    else:
        found.sources += [found.respelled(one) for one in said.funding if found.has(one.amount)]
    return replace(_scaled(found, register, said, columns=columns, titles=titles), begins=begins)


class _Found:
    """The headings of money found so far."""

    def __init__(
        self, headings: Sequence[str], cells: Sequence[Sequence[str]], *, taken: Collection[str]
    ) -> None:
        self.headings, self.taken = headings, set(taken)
        self._cells = dict(zip(headings, cells, strict=True)) if len(cells) else {}
        self._spelled = {normal_heading(h): h for h in reversed(headings)}
        self.years: list[MoneyColumn] = []
        self.sources: list[FundingColumns] = []
        self.labels: dict[str, str] = {}
        """Heading of a source's amount: the year it is for."""
        self.passed_over: dict[str, str] = {}
        self.total: str | None = None

    def has(self, heading: str) -> bool:
        return normal_heading(heading) in self._spelled

    def spelled(self, heading: str) -> str:
        return self._spelled[normal_heading(heading)]

    def respelled(self, one: FundingColumns) -> FundingColumns:
        """Return a source's headings as the file spells them, without those it lacks."""
        names = ("amount", "source", "ring_fenced", "match")
        wanted = {name: getattr(one, name) for name in names}
        there = {name: self.spelled(h) if h and self.has(h) else None for name, h in wanted.items()}
        code = one.code or (None if there["source"] else "other")
        return FundingColumns.model_validate(
            there | {"code": code, "is_match": one.is_match, "words": one.words}
        )

    def named(self, register: Register, money: Money, begins: str) -> None:
        """Add the headings that the estate file and the layout name."""
        for label, heading in register.year_columns.items():
            if not self.has(heading):
                raise EstateFileError(
                    f"{register.path}: register {register.id} names the heading {heading!r} in year_columns; the file "
                    f"has {', '.join(self.headings[:15])}. Correct the heading in the estate file."
                )
            if financial_year(label, begins=begins) is None:
                raise EstateFileError(
                    f"register {register.id}: year_columns: expected a year such as 2026/27 or 2026; found {label!r}."
                )
            self._add_year(self.spelled(heading), label, begins)
        if not register.year_columns:
            for label, heading in money.years.items():
                if self.has(heading):
                    self._add_year(self.spelled(heading), label, begins)
        for period, wanted in (("before", money.before), ("after", money.after)):
            for heading in wanted:
                if self.has(heading):
                    self.years.append(MoneyColumn(self.spelled(heading), period))
        self.taken |= {one.heading for one in self.years}
        self.taken |= {self.spelled(h) for one in money.funding for h in one.headings if self.has(h)}

    def _add_year(self, heading: str, label: str, begins: str) -> None:
        year = financial_year(label, begins=begins)
        said = heading_said(heading)
        if year is not None:
            commitment = said.commitment if said else None
            self.years.append(MoneyColumn(heading, "year", year.label, year.start, year.end, commitment))

    def by_words(self, begins: str) -> None:
        """Add the headings whose words say that they are money of a year, or of before or after."""
        plain = {h: said for h in self.headings if (said := heading_said(h)) and not said.rest}
        of_money = {h: said for h, said in plain.items() if h not in self.taken and self._holds_money(h)}
        for heading, said in of_money.items():
            if said.period in {"before", "after"}:
                self.years.append(MoneyColumn(heading, str(said.period), commitment=said.commitment))
        if not any(one.period == "year" for one in self.years):
            self._latest_of_each_year(of_money, begins)
        if not any(
            one.period == "year" for one in self.years
        ):  # only beside years are "future", "balance" money
            self.years = []
        self.taken |= {one.heading for one in self.years} | set(self.passed_over)

    def _latest_of_each_year(self, of_money: Mapping[str, HeadingSaid], begins: str) -> None:
        best: dict[str, str] = {}
        dated = {heading: said for heading, said in of_money.items() if said.year}
        for heading, said in dated.items():
            held = best.setdefault(str(said.year), heading)
            if said.version > of_money[held].version:
                best[str(said.year)] = heading
        for heading, said in dated.items():
            if best[str(said.year)] == heading:
                self._add_year(heading, str(said.year), begins)
            else:
                self.passed_over[heading] = best[str(said.year)]

    def sources_by_words(self, begins: str) -> None:
        """Add the headings that are a source of funding and hold money, of one year or of all."""
        codes = CodeList("funding")
        for heading in self.headings:
            said = heading_said(heading)
            if heading in self.taken or said is None or said.period in {"before", "after"} or not said.rest:
                continue
            code = codes.read(said.rest, by_likeness=False).code if codes.knows(said.rest) else None
            if isinstance(code, str) and self._holds_money(heading, some=True):
                self.sources.append(FundingColumns(amount=heading, code=code))
                self.taken.add(heading)
                year = financial_year(said.year, begins=begins) if said.year else None
                if year is not None:
                    self.labels[heading] = year.label

    def _holds_money(self, heading: str, *, some: bool = False) -> bool:
        """Tell whether half of the cells that say something are amounts; under a heading of a year one is enough."""
        cells = self._cells.get(heading)
        if cells is None:
            return not some
        given = [cell for cell in cells[:_LOOKED_AT] if not is_not_given(cell)]
        amounts = sum(parse_money(cell).fault is None for cell in given)
        said = heading_said(heading)
        is_year = said is not None and said.period == "year"
        return (amounts > 0 if is_year and given else amounts >= 0.5 * len(given)) and (
            bool(given) or not some
        )


def _scaled(
    found: _Found, register: Register, money: Money, *, columns: Mapping[str, Sequence[str]], titles: Sequence[str]
) -> MoneyPlan:  # fmt: skip
    """Return the plan with the unit of each heading."""
    totals = {
        name: columns[name][0] for name in ("total_gbp", "original_gbp", "amount_gbp") if columns.get(name)
    }
    if found.total:
        totals["total_gbp"] = found.total
    amounts = [one.heading for one in found.years] + [one.amount for one in found.sources]
    said = {heading: unit_said(heading) for heading in (*amounts, *totals.values())}
    own = UNITS[register.amount_unit] if "amount_unit" in register.model_fields_set else None
    above = {unit for title in titles if (unit := unit_said(title)) not in {None, 1.0}}
    named = {unit for unit in said.values() if unit is not None}
    layout = UNITS[money.unit] if money.unit else None
    default = next(
        (u for u in (own, layout, *(named if len(named) == 1 else ()), *(above if len(above) == 1 else ())) if u), 1.0
    )  # fmt: skip
    remarks: list[tuple[str, str | None]] = []
    scales: dict[str, float] = {}
    for heading, unit in said.items():
        scales[heading] = own or unit or default
        if own and unit not in {None, own}:
            remarks.append(
                (f"the estate file says {UNIT_WORDS[own]}, the heading {UNIT_WORDS[unit or 1.0]}", heading)
            )
        elif not own and unit and above and unit not in above:
            remarks.append(
                (
                    f"the words above the table say {UNIT_WORDS[min(above)]}, the heading {UNIT_WORDS[unit]}",
                    heading,
                )
            )
    years = [replace(one, scale=scales[one.heading]) for one in found.years]
    order = {"before": 0, "year": 1, "after": 2}
    years.sort(key=lambda one: (order[one.period], str(one.start or ""), one.heading))
    sources = tuple(
        SourceColumn(one, found.labels.get(one.amount), scales[one.amount]) for one in found.sources
    )
    return MoneyPlan(
        tuple(years),
        sources,
        default,
        totals={name: scales[heading] for name, heading in totals.items()},
        total=found.total,
        passed_over=found.passed_over,
        remarks=tuple(remarks),
    )
