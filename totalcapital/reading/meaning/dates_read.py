"""Dates of a whole column: how they are read is told, and those of projects may be less exact than a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalcapital.reading.values import DateEvidence, DateRule, Parsed, parse_date, parse_period

if TYPE_CHECKING:
    from totalcapital.reading.meaning.faults_noted import Teller

__all__ = ["parse_project_date", "tell_dates"]


def parse_project_date(text: str, rule: DateRule | None = None) -> Parsed:
    """Return a day and how far from it the day meant may lie, in days.

    A project may say when it starts by a month, a quarter, a year or a financial year: the middle of
    it is taken, and half of its length is how exact that is. A full date is exact.

    Examples
    --------
    >>> parse_project_date("31/03/2027").value
    (datetime.date(2027, 3, 31), 0.0)
    >>> parse_project_date("Q3 2024").value
    (datetime.date(2024, 8, 15), 46.0)
    """
    day = parse_date(text, rule)
    if day.value is not None:
        return day._replace(value=(day.value, 0.0))
    period = parse_period(text).value
    if period is None:
        return day
    note = f"the middle of a {period.kind}, give or take {period.accuracy_days:.0f} days"
    return Parsed((period.middle, period.accuracy_days), note=note)


def tell_dates(tell: Teller, heading: str, evidence: DateEvidence) -> None:
    """Tell how the order of day and month was settled, where it was not plain."""
    day, month, either = evidence.day_first_count, evidence.month_first_count, evidence.either_count
    rule = evidence.rule
    if day and month:
        others = (
            f"the {either} that could be either are read day first."
            if rule.is_order_known
            else f"the {either} that could be either are not known."
        )
        tell.once(
            "date-order-mixed",
            "warning",
            f"{heading}: {day} dates can only be day before month and {month} only month before day; {others}",
            "Write all dates of the column one way: 31/03/2027.",
            column=heading,
            rows_count=day + month + either,
        )
    elif not rule.is_day_first:
        tell.once(
            "date-order-assumed",
            "note",
            f"{heading}: {month} dates can only be month before day and none the reverse; all are read month first.",
            "Write dates day first: 31/03/2027.",
            column=heading,
            rows_count=month + either,
        )
    elif either and not day:
        tell.once(
            "date-order-assumed",
            "note",
            f"{heading}: nothing settles the order of day and month; {either} dates are read day first, "
            "so that 01/02/2024 is 1 February.",
            "Nothing, if that is right.",
            column=heading,
            rows_count=either,
        )
