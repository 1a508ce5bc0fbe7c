"""Each kind of value: what is read, what is not given, and what is a fault, never a guess."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from totalcapital.reading import values

NOT_GIVEN = [
    "",
    " ",
    "-",
    "–",
    "n/a",
    "N/A",
    "None",
    "TBC",
    "tbc ",
    "nan",
    "NULL",
    "\u00a0",
    "[z]",
    "Unknown",
    "#N/A",
]
PARSERS = [
    values.parse_number, values.parse_amount, values.parse_count, values.parse_percent, values.parse_area_m2,
    values.parse_coordinate, values.parse_uprn, values.parse_postcode, values.parse_flag, values.parse_date,
]  # fmt: skip


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.__name__)
@pytest.mark.parametrize("text", NOT_GIVEN)
def test_words_for_not_given_are_null_without_a_fault_and_never_zero(parser, text):
    assert parser(text) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0.0),
        ("1234.5", 1234.5),
        ("£1,234,567", 1_234_567.0),
        ("£1,234.50", 1234.5),
        ("£ 95", 95.0),
        ("-£20", -20.0),
        ("£-20", -20.0),
        ("(1,200)", -1200.0),
        ("(£500)", -500.0),
        ("\u22125", -5.0),  # the minus sign of Unicode
        ("1 234", 1234.0),
        ("1\u00a0234\u00a0567.5", 1_234_567.5),
        ("+7", 7.0),
        (".5", 0.5),
        ("1.2m", 1_200_000.0),
        ("£3.5 million", 3_500_000.0),
        ("250k", 250_000.0),
        ("1.5bn", 1.5e9),
    ],
)
def test_numbers_are_read_as_people_write_them(text, number):
    assert values.parse_number(text) == (pytest.approx(number), None, None)


@pytest.mark.parametrize(
    "text",
    [
        "5,31200",  # not 531200
        "1,23",
        "1.234,50",  # a continental number: neither 1.23450 nor 123450
        "12,3456",
        "inf",
        "-inf",
        "1e400",
        "1E5",
        "1_000",
        "0x1F",
        "４３００００",  # full-width digits
        "1.2.3",
        "12 14",  # two numbers, not 1214
        "5 31200",
        "(500",  # a bracket that is not closed says nothing of the sign
        "500)",
        "100-200",
        "£",
        "12 units",
        "True",
    ],
)
def test_what_is_no_single_number_is_a_fault_and_not_a_guess(text):
    value, reason, _ = values.parse_number(text)
    assert value is None
    assert reason


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_a_whole_number_survives_its_thousands_commas(number):
    assert values.parse_number(f"{number:,}") == (float(number), None, None)


@pytest.mark.parametrize(
    ("text", "value", "has_fault"),
    [
        ("35", 35.0, False),
        ("35%", 35.0, False),
        ("35.5 %", 35.5, False),
        ("0", 0.0, False),
        ("100", 100.0, False),
        ("100.1", None, True),
        ("-1", None, True),
        ("%", None, False),
    ],
)
def test_a_percentage_lies_between_nought_and_a_hundred(text, value, has_fault):
    found, reason, _ = values.parse_percent(text)
    assert (found, reason is not None) == (value, has_fault)


def test_a_quantity_below_zero_is_a_fault():
    assert values.parse_amount("-1")[0] is None
    assert values.parse_amount("(1)")[1] == "less than zero"
    assert values.parse_amount("0") == (0.0, None, None)


def test_a_count_is_a_whole_number():
    assert values.parse_count("12.0") == (12, None, None)
    assert values.parse_count("1,200") == (1200, None, None)
    assert values.parse_count("12.5") == (None, "not a whole number", None)


@pytest.mark.parametrize(
    ("text", "unit", "square_metres"),
    [
        ("1,200", "m2", 1200.0),
        ("0.5", "ha", 5000.0),
        ("0.5 ha", "m2", 5000.0),  # the cell's unit goes before the column's
        ("250 sqm", "ha", 250.0),
        ("250 sq.m", "ha", 250.0),
        ("250 m²", "ha", 250.0),
        ("1 acre", "m2", 4046.8564224),
        ("2 acres", "ha", 8093.7128448),
        ("1,000 sq ft", "m2", 92.90304),
        ("1000", "sqft", 92.90304),
        ("approx 300 m2", "m2", 300.0),
        ("c. 300", "m2", 300.0),
        ("0.5 hectares (1.2 acres)", "m2", 5000.0),
        ("1", "km2", 1_000_000.0),
    ],
)
def test_areas_come_in_square_metres_whatever_the_unit(text, unit, square_metres):
    assert values.parse_area_m2(text, unit)[:2] == (pytest.approx(square_metres), None)


@pytest.mark.parametrize("text", ["-5", "5 rooms", "1.234,50", "100 200", "10 ha 5 acres", "large", "1e4"])
def test_what_is_no_area_is_a_fault(text):
    value, reason, _ = values.parse_area_m2(text)
    assert value is None
    assert reason


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("431000", 431000.0),
        (" 431000.25 ", 431000.25),
        ("-1.5491", -1.5491),
        ("\u22121.5491", -1.5491),
        ("-5.81E-3", -0.00581),
    ],
)
def test_coordinates_are_read_to_the_last_digit(text, value):
    assert values.parse_coordinate(text) == (value, None, None)


def test_a_coordinate_with_a_mark_of_thousands_is_read_and_noted():
    assert values.parse_coordinate("431,000") == (431000.0, None, "a comma was read as a mark of thousands")


@pytest.mark.parametrize(
    "text", ["5,31200", "431,00", "431,000,1", "4.31E+05", "SE 301 334", "53°48'N", "1_000", "inf", "４"]
)
def test_a_coordinate_with_anything_but_digits_sign_and_point_is_a_fault(text):
    value, reason, _ = values.parse_coordinate(text)
    assert value is None
    assert reason


@pytest.mark.parametrize(
    ("text", "uprn"),
    [
        ("100012345678", "100012345678"),
        ("10001234567.0", "10001234567"),
        ("'100012345678", "100012345678"),
        ("010001234567", "10001234567"),
        ("000000000007", "7"),
        ("100 012 345 678", "100012345678"),
        ("100,012,345,678", "100012345678"),
        ("72724349\u200b", "72724349"),
    ],
)
def test_a_uprn_is_its_digits_without_leading_zeros(text, uprn):
    assert values.parse_uprn(text) == (uprn, None, None)


@pytest.mark.parametrize("text", ["1.00012E+11", "1.00012e11", "1E11", "1.0E+11"])
def test_a_uprn_whose_digits_a_spreadsheet_lost_is_a_fault(text):
    assert values.parse_uprn(text) == (None, "digits lost (scientific notation)", None)


@pytest.mark.parametrize(
    "text",
    [
        "1000123456789",  # thirteen digits
        "10001234567.5",
        "-5",
        "UPRN123",
        "12345, 6789",  # two UPRNs are not a third one
        "12345,6789",
        "12345 6789",
        "1234;5678",
        "１２３",
    ],
)
def test_what_is_no_single_uprn_is_a_fault(text):
    value, reason, _ = values.parse_uprn(text)
    assert value is None
    assert reason


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_every_uprn_survives_zero_padding(number):
    assert values.parse_uprn(f"{number:012d}") == (str(number), None, None)


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("LS1 3AB", "LS1 3AB"),
        ("ls13ab", "LS1 3AB"),
        (" LS1  3AB.", "LS1 3AB"),
        ("LS13\u00a03AB", "LS13 3AB"),
        ("L S 1 3 A B", "LS1 3AB"),
        ("M1 1AE", "M1 1AE"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("W1A 0AX", "W1A 0AX"),
        ("M31", "M31"),
        ("m31 ", "M31"),
        ("EC1A", "EC1A"),
        ("LS1 3", "LS1"),  # a sector: its outward code is LS1, not LS13
    ],
)
def test_postcodes_get_one_space_and_outward_codes_stay_coarse(text, postcode):
    assert values.parse_postcode(text) == (postcode, None, None)


@pytest.mark.parametrize("text", ["LS1 3A", "Leeds", "LS1 3AB LS1 3AC", "12345", "LS"])
def test_what_is_no_postcode_is_a_fault(text):
    assert values.parse_postcode(text) == (None, "not a postcode", None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Y", True),
        ("yes", True),
        ("TRUE", True),
        ("1", True),
        ("N", False),
        ("No ", False),
        ("0", False),
        ("false", False),
    ],
)
def test_yes_and_no_are_read_in_their_usual_spellings(text, value):
    assert values.parse_flag(text) == (value, None, None)


def test_maybe_is_neither_yes_nor_no():
    assert values.parse_flag("partly") == (None, "neither yes nor no", None)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("01/02/2024", dt.date(2024, 2, 1)),  # the first of February, not the second of January
        ("13/02/2024", dt.date(2024, 2, 13)),
        ("31-03-27", dt.date(2027, 3, 31)),
        ("31.3.2027", dt.date(2027, 3, 31)),
        ("1/4/49", dt.date(2049, 4, 1)),
        ("1/4/50", dt.date(1950, 4, 1)),
        ("2027-03-31", dt.date(2027, 3, 31)),
        ("2027-03-31T00:00:00", dt.date(2027, 3, 31)),
        ("2027-03-31 14:05:00+00:00", dt.date(2027, 3, 31)),
        ("31/03/2027 00:00", dt.date(2027, 3, 31)),
        ("20270331", dt.date(2027, 3, 31)),
        ("31-Mar-27", dt.date(2027, 3, 31)),
        ("31 March 2027", dt.date(2027, 3, 31)),
        ("1st April 2027", dt.date(2027, 4, 1)),
        ("2nd Sept 2027", dt.date(2027, 9, 2)),
        ("29/02/2024", dt.date(2024, 2, 29)),
    ],
)
def test_dates_are_read_day_before_month(text, date):
    assert values.parse_date(text)[:2] == (date, None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("02/13/2024", "not a date of the calendar"),
        ("30/02/2024", "not a date of the calendar"),
        ("29/02/2023", "not a date of the calendar"),
        ("2027", "only a year"),
        ("March 2027", "only a month"),
        ("1706745600", "not a date"),  # seconds since 1970 are no date here
        ("45292", "not a date"),  # a serial number without its workbook
        ("Q3 2027", "only a quarter"),
        ("31 Mars 2027", "not a date"),
        ("asap", "not a date"),
    ],
)
def test_what_is_no_single_day_is_a_fault(text, reason):
    assert values.parse_date(text) == (None, reason, None)


@given(st.dates(min_value=dt.date(1950, 1, 1), max_value=dt.date(2049, 12, 31)))
def test_a_day_reads_the_same_in_every_way_of_writing_it(day):
    ways = ["%d/%m/%Y", "%d-%m-%y", "%Y-%m-%d", "%d %B %Y", "%d-%b-%y", "%Y%m%d", "%d.%m.%Y"]
    assert {values.parse_date(day.strftime(way))[:2] for way in ways} == {(day, None)}


def test_tidy_text_has_plain_spaces_and_nothing_invisible():
    assert values.tidy(" Town\u00a0 Hall\u200b\n Annexe\ufeff ") == "Town Hall Annexe"
    assert values.tidy("Siân’s £5 – Café") == "Siân’s £5 – Café"
