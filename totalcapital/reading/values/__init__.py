"""From the text of a cell to a value: one small function for each kind of value.

Each takes text and returns a :class:`Parsed`: the value; where it could not be understood, a short
reason; where something was corrected or assumed, what. Blank and the usual words for "not given" are
null without a reason; nothing ever becomes zero. What only a whole column can tell (the order of day
and month, shares of one or of a hundred) is weighed beside the parser that needs it.
"""

from __future__ import annotations

from totalcapital.reading.values.areas import (
    area_factor,
    basis_in_heading,
    parse_area_m2,
    unit_in_heading,
    without_units,
)
from totalcapital.reading.values.dates import DateEvidence, DateRule, parse_date, weigh_dates
from totalcapital.reading.values.flags import parse_flag
from totalcapital.reading.values.identifiers import find_postcode, parse_postcode, parse_uprn
from totalcapital.reading.values.parsed import Parsed
from totalcapital.reading.values.periods import Period, parse_period
from totalcapital.reading.values.positions import Position, parse_coordinate, parse_position
from totalcapital.reading.values.quantities import (
    money_scale,
    most_in_scale,
    parse_amount,
    parse_count,
    parse_money,
    parse_months,
    parse_number,
    parse_percent,
    percent_factor,
)
from totalcapital.reading.values.text import is_double_encoded, is_not_given, tidy

__all__ = [
    "DateEvidence",
    "DateRule",
    "Parsed",
    "Period",
    "Position",
    "area_factor",
    "basis_in_heading",
    "find_postcode",
    "is_double_encoded",
    "is_not_given",
    "money_scale",
    "most_in_scale",
    "parse_amount",
    "parse_area_m2",
    "parse_coordinate",
    "parse_count",
    "parse_date",
    "parse_flag",
    "parse_money",
    "parse_months",
    "parse_number",
    "parse_percent",
    "parse_period",
    "parse_position",
    "parse_postcode",
    "parse_uprn",
    "percent_factor",
    "tidy",
    "unit_in_heading",
    "weigh_dates",
    "without_units",
]
