"""Kinds of value beyond the plain: money and areas with scales, doubt, periods, identifiers, positions."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from totalcapital.reading import values
from totalcapital.reading.meaning.distinct import parse_texts, tidied
from totalcapital.reading.values import DateRule, Parsed


@pytest.mark.parametrize(
    ("text", "number"),
    [("approx 300", 300.0), ("approx. £1,200", 1200.0), ("c. 300", 300.0), ("c.300", 300.0), ("circa 1.2m", 1.2e6),
     ("about 40", 40.0), ("~250", 250.0), ("est. 12", 12.0)],
)  # fmt: skip
def test_a_number_given_with_doubt_is_read_and_the_doubt_is_noted(text, number):
    assert values.parse_number(text) == (number, None, "given as approximate")


@pytest.mark.parametrize(
    ("text", "fault"),
    [("10-20", "a range, not a number"), ("10 to 20", "a range, not a number"), ("£10k - £20k", "a range, not a number"),
     ("<5", "a bound, not a number"), ("300+", "a bound, not a number"), ("over 300", "a bound, not a number"),
     ("up to 12", "a bound, not a number"), ("≥ 7", "a bound, not a number"),
     ("case 300", "not a number"), ("charge 300", "not a number")],
)  # fmt: skip
def test_a_range_or_a_bound_is_no_number_and_its_ends_are_not_taken(text, fault):
    assert values.parse_number(text) == (None, fault, None)


def test_money_of_a_year_is_money_and_money_of_a_month_is_not():
    assert values.parse_money("£12,000 p.a.").value == 12_000
    assert values.parse_money("£12,000 per annum").value == 12_000
    assert values.parse_money("£1,000 pcm") == (None, "not a number", None)


@pytest.mark.parametrize(
    ("heading", "scale"),
    [("Value £k", 1e3), ("Value (£000)", 1e3), ("Value £000s", 1e3), ("Cost (£'000)", 1e3), ("Cost £’000s", 1e3),
     ("Rent (£ thousands)", 1e3), ("Total £m", 1e6), ("Total (£ million)", 1e6), ("Total £mn", 1e6),
     ("Market value (£)", 1.0), ("£ maintenance", 1.0), ("Kitchen cost £", 1.0), ("Value 2000", 1.0), ("Value", 1.0)],
)  # fmt: skip
def test_a_heading_says_what_one_in_its_column_of_money_stands_for(heading, scale):
    assert values.money_scale(heading) == scale


def test_a_multiple_in_the_cell_goes_before_the_heading():
    assert [values.parse_money(text, 1e3).value for text in ("250", "0.25m", "250k", "(5)")] == [
        250_000.0, 250_000.0, 250_000.0, -5_000.0
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "square_metres"),
    [("1.2 acres / 0.5 ha", 4856.22770688), ("0.5 ha (1.24 acres)", 5000.0), ("1,000 sq ft (93 m²)", 92.90304),
     ("0.5ha = 1.2 acres", 5000.0), ("1,200 sq. metres", 1200.0), ("1,200 m² GIA", 1200.0), ("GIA 1,200 m2", 1200.0),
     ("1,200 square feet", 111.483648), ("250 mÂ²", 250.0)],
)  # fmt: skip
def test_an_area_given_twice_is_its_first_where_both_agree(text, square_metres):
    assert values.parse_area_m2(text) == (pytest.approx(square_metres), None, None)


@pytest.mark.parametrize(
    ("text", "fault"),
    [("0.5 ha (12 acres)", "two areas that disagree"), ("100 / 200 / 300 m2", "not an area"),
     ("100-200 m2", "a range, not an area"), ("300+ sqm", "a bound, not an area"), ("100 / 200", "not an area")],
)  # fmt: skip
def test_areas_that_disagree_or_are_several_are_not_known(text, fault):
    assert values.parse_area_m2(text, "ha") == (None, fault, None)


@pytest.mark.parametrize(
    ("heading", "unit"),
    [("Site area (Ha)", "ha"), ("SITE_AREA_HA", "ha"), ("GIA Sq Ft", "sqft"), ("GIA (ft²)", "sqft"), ("GIA_SQFT", "sqft"),
     ("Floor area Sq.Mtrs", "m2"), ("Area in square metres", "m2"), ("Area (acres)", "acre"), ("Area m2", "m2"),
     ("Shape area", None), ("Chart area", None), ("Hall area", None), ("Acton area", None)],
)  # fmt: skip
def test_a_heading_names_its_unit_of_area_in_many_spellings_and_no_other_word_does(heading, unit):
    assert values.unit_in_heading(heading) == unit


def test_a_percentage_is_taken_as_a_share_of_one_only_where_the_whole_column_shows_it():
    shares = ["0.35", "0.5", "0.02", "1", "0"]
    assert values.percent_factor(shares, "Unused (%)") == 100.0
    assert values.percent_factor(shares, "Unused") == 1.0
    assert values.percent_factor([*shares, "35"], "Unused (%)") == 1.0
    assert values.percent_factor(["0.8", "0", "1"], "Unused (%)") == 1.0  # could be 0.8 of one per cent
    assert values.percent_factor(["0.8"], "Unused", is_formatted=True) == 100.0
    assert values.parse_percent("0.07", 100.0).value == 7.0  # and not 7.000000000000001


@pytest.mark.parametrize(
    ("text", "kind", "first", "last", "accuracy"),
    [
        ("2006", "year", dt.date(2006, 1, 1), dt.date(2006, 12, 31), 182.0),
        ("2026/27", "financial year", dt.date(2026, 4, 1), dt.date(2027, 3, 31), 182.0),
        ("2026-2027", "financial year", dt.date(2026, 4, 1), dt.date(2027, 3, 31), 182.0),
        ("FY 2099/00", "financial year", dt.date(2099, 4, 1), dt.date(2100, 3, 31), 182.0),
        ("March 2027", "month", dt.date(2027, 3, 1), dt.date(2027, 3, 31), 15.0),
        ("Mar-27", "month", dt.date(2027, 3, 1), dt.date(2027, 3, 31), 15.0),
        ("02/2028", "month", dt.date(2028, 2, 1), dt.date(2028, 2, 29), 14.0),
        ("2027-12", "month", dt.date(2027, 12, 1), dt.date(2027, 12, 31), 15.0),
        ("Q3 2024", "quarter", dt.date(2024, 7, 1), dt.date(2024, 9, 30), 46.0),
        ("2024 Q4", "quarter", dt.date(2024, 10, 1), dt.date(2024, 12, 31), 46.0),
        ("Q3 2024/25", "quarter", dt.date(2024, 10, 1), dt.date(2024, 12, 31), 46.0),
        ("Q4 2024/25", "quarter", dt.date(2025, 1, 1), dt.date(2025, 3, 31), 45.0),
    ],
)
def test_a_time_less_exact_than_a_day_has_a_middle_and_a_reach(text, kind, first, last, accuracy):
    period = values.parse_period(text).value
    assert (period.kind, period.first, period.last) == (kind, first, last)
    assert period.accuracy_days == accuracy
    assert values.parse_date(text) == (None, f"only a {kind}", None)


@pytest.mark.parametrize("text", ["2026/28", "Q5 2024", "13/2027", "Smarch 2027", "27", "1806745600", "Q3"])
def test_what_names_no_time_is_no_period(text):
    assert values.parse_period(text).value is None


@given(st.dates(min_value=dt.date(1927, 6, 1), max_value=dt.date(2150, 1, 1)))
def test_a_day_number_is_read_only_by_its_system_and_the_two_are_1462_days_apart(day):
    of_1900, of_1904 = (day - dt.date(1899, 12, 30)).days, (day - dt.date(1904, 1, 1)).days
    if of_1904 >= 10_000:
        assert values.parse_date(str(of_1900), DateRule(serials="1900")).value == day
        assert values.parse_date(str(of_1904), DateRule(serials="1904")).value == day
        assert of_1900 - of_1904 == 1462
    assert values.parse_date(str(of_1900)).value is None


def test_a_two_digit_year_is_noted_as_the_guess_it_is():
    assert values.parse_date("31/03/27").note == "a year of two digits was taken as 1950 to 2049"
    assert values.parse_date("31/03/2027").note is None


def test_the_order_of_day_and_month_is_what_the_column_shows():
    plain = values.weigh_dates({"01/02/2024": 3, "13/02/2024": 1})
    assert (plain.rule, plain.day_first_count, plain.either_count) == (DateRule(), 1, 3)
    american = values.weigh_dates({"02/13/2024": 3, "01/02/2024": 2, "05/05/2024": 9})
    assert american.rule == DateRule(is_day_first=False)
    assert american.either_count == 2  # 5 May is the same both ways
    slip = values.weigh_dates({"02/13/2024": 1, "01/02/2024": 2})
    assert slip.rule == DateRule()  # one date is no habit
    typo = values.weigh_dates({f"{day}/02/2024": 1 for day in range(13, 29)} | {"02/13/2024": 1})
    assert typo.rule == DateRule()
    mixed = values.weigh_dates({"13/02/2024": 1, "02/13/2024": 1, "01/02/2024": 5})
    assert mixed.rule == DateRule(is_order_known=False)
    assert values.parse_date("01/02/2024", mixed.rule).value is None
    assert values.parse_date("02/02/2024", mixed.rule).value == dt.date(2024, 2, 2)


def test_day_numbers_are_dates_only_among_dates_or_under_a_heading_of_dates():
    assert values.weigh_dates({"45292": 2, "31/03/2027": 3}).rule.serials == "1900"
    assert values.weigh_dates({"45292": 2}, "Lease expiry date", system="1904").rule.serials == "1904"
    assert values.weigh_dates({"45292": 2}, "Since when").rule.serials == "1900"
    assert values.weigh_dates({"45292": 2}, "Break").rule.serials is None
    assert values.weigh_dates({"45292": 2, "none yet": 3, "31/03/2027": 1}, "Break").rule.serials is None


@pytest.mark.parametrize(
    ("text", "uprn"),
    [
        ("1.00012345678E+11", "100012345678"),
        ("1.2345678901e10", "12345678901"),
        ("7.2724349E+07", "72724349"),
    ],
)
def test_a_uprn_in_scientific_notation_is_read_where_it_holds_every_digit(text, uprn):
    assert values.parse_uprn(text) == (uprn, None, "read from scientific notation; no digit is lost")


@pytest.mark.parametrize(
    "text", ["1.0001234567E+11", "1.000123456789E+11", "1.00012E+11", "1E+11", "1.5E+12"]
)
def test_a_uprn_with_fewer_or_more_digits_than_it_should_have_is_not_filled_up_with_noughts(text):
    assert values.parse_uprn(text) == (None, "digits lost (scientific notation)", None)


@given(st.integers(min_value=10**6, max_value=10**12 - 1))
def test_scientific_notation_of_six_digits_never_gives_a_uprn(number):
    assert values.parse_uprn(f"{number:.5E}").value is None


@pytest.mark.parametrize(
    ("text", "postcode"),
    [("LSI 3AB", "LS1 3AB"), ("LS1 OAA", "LS1 0AA"), ("M3l 0XX", "M31 0XX"), ("L51 IAA", "L51 1AA"), ("lsi oaa", "LS1 0AA"),
     ("W1A OAX", "W1A 0AX"), ("EC1A IBB", "EC1A 1BB"), ("0L1 1AA", "OL1 1AA"), ("S0I4 2AB", "SO14 2AB")],
)  # fmt: skip
def test_a_letter_typed_for_a_digit_is_put_right_where_only_one_postcode_can_be_meant(text, postcode):
    found = values.parse_postcode(text)
    assert found == (postcode, None, "a letter and a digit that look alike were exchanged")


@pytest.mark.parametrize(
    "text",
    [
        "SO1 4AB",
        "OL1 1AA",
        "IP1 1AA",
        "LL11 1AA",
        "S10 1AA",
        "W1A 0AX",
        "GIR 0AA",  # codespell:ignore
        "B1 1BB",
    ],  # codespell:ignore
)
def test_a_postcode_that_is_formed_rightly_is_never_changed(text):
    assert values.parse_postcode(text) == (text, None, None)


@pytest.mark.parametrize(
    ("text", "postcode"),
    [("12 High St, Leeds LS1 3AB", "LS1 3AB"), ("Town Hall, leeds, ls13ab", "LS1 3AB"), ("LS1 3AB", "LS1 3AB"),
     ("LS1 3AB and LS1 3AB", "LS1 3AB"), ("LS1 3AB, LS2 7HZ", None), ("Unit A1 2AB Road", "A1 2AB"), ("Leeds LS1", None),
     ("Plot XLS1 3ABC", None), ("M62 1KM from Leeds", None), ("", None)],
)  # fmt: skip
def test_a_postcode_in_an_address_is_found_where_there_is_one(text, postcode):
    assert values.find_postcode(text) == postcode


@pytest.mark.parametrize(
    ("text", "x", "y", "crs"),
    [
        ("51.5,-0.1", -0.1, 51.5, "EPSG:4326"),
        ("(51.5 -0.1)", -0.1, 51.5, "EPSG:4326"),
        ("lat: 51.5, long: -0.1", -0.1, 51.5, "EPSG:4326"),
        ("-0.1, 51.5", -0.1, 51.5, "EPSG:4326"),
        ("51.5°N 0.1°W", -0.1, 51.5, "EPSG:4326"),
        ("430000, 433000", 430_000, 433_000, "EPSG:27700"),
        ("E: 430000 N: 433000", 430_000, 433_000, "EPSG:27700"),
        ("430,000, 433,000", 430_000, 433_000, "EPSG:27700"),
        ("SK51203420", 451_205, 334_205, "EPSG:27700"),
        ("SK 5120 3420", 451_205, 334_205, "EPSG:27700"),
        ("se 301 334", 430_150, 433_450, "EPSG:27700"),
        ("SE3015033450", 430_150, 433_450, "EPSG:27700"),
        ("TQ 30000 80000", 530_000, 180_000, "EPSG:27700"),
        ("HP 6000 1000", 460_005, 1_210_005, "EPSG:27700"),
        ("SV 900 100", 90_050, 10_050, "EPSG:27700"),
    ],
)  # fmt: skip
def test_a_position_in_one_cell_is_a_point_in_its_own_system(text, x, y, crs):
    place = values.parse_position(text).value
    assert (place.x, place.y, place.crs) == (pytest.approx(x), pytest.approx(y), crs)


def test_degrees_minutes_and_seconds_are_read_whatever_their_marks():
    for text in (
        "51°30'26\"N 0°7'39\"W",
        "51 30 26 N, 0 7 39 W",
        "51º30’26”N, 0º7’39”W",
        "51°30′26″N 0°7′39″W",
    ):
        place = values.parse_position(text).value
        assert place.y == pytest.approx(51 + 30 / 60 + 26 / 3600)
        assert place.x == pytest.approx(-(7 / 60 + 39 / 3600))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("SK 51 34", "a grid square of 1000 m, too wide to stand for a building"),
        ("SK5134", "a grid square of 1000 m, too wide to stand for a building"),
        ("SK 512 34", "not a grid reference: as many digits for the easting as for the northing"),
        ("SK 12 3456", "not a grid reference: as many digits for the easting as for the northing"),
        ("SI 512 342", "not a position"),
        ("OO 512 342", "a grid square outside Britain"),
        ("12, 34", "two numbers that are no place in Britain"),
        ("431000", "not a position"),
        ("Leeds, LS1", "not a position"),
        ("51°75'00\"N 0°7'39\"W", "not a position"),
    ],
)
def test_what_is_no_position_or_too_coarse_for_a_building_is_a_fault(text, fault):
    assert values.parse_position(text) == (None, fault, None)


def test_a_grid_reference_says_how_wide_its_square_is():
    assert values.parse_position("SK 512 342").note == "the middle of a grid square of 100 m"
    assert values.parse_position("SK 51200 34200").value.square_m == 1.0


@pytest.mark.parametrize(
    ("text", "months"),
    [("6", 6.0), ("6 months", 6.0), ("6m", 6.0), ("1 year", 12.0), ("(3) mths", None), ("12 Months' ", 12.0)],
)
def test_notice_is_counted_in_months(text, months):
    assert values.parse_months(text).value == months


def test_notice_in_days_or_weeks_is_not_taken_for_months():
    assert [values.parse_months(text).value for text in ("90 days", "13 weeks")] == [None, None]


@pytest.mark.parametrize("text", ["Café", "São Tomé", "Ångström", "naïve â", "£5 – Siân’s", "Ã", ""])
def test_letters_of_other_languages_are_not_taken_for_damage(text):
    assert not values.is_double_encoded(text)


@given(st.text(alphabet="éèàâêüßñç£–’“”€½", min_size=1, max_size=5))
def test_utf8_read_as_cp1252_is_seen_as_double_encoded(text):
    shown = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())
    assert values.is_double_encoded(shown)


NUMBERS = st.one_of(
    st.from_regex(r"-?[0-9]{1,9}(,[0-9]{3}){0,2}(\.[0-9]{0,10})?", fullmatch=True),
    st.from_regex(r"[0-9]{1,18}(\.[0-9]{1,12})?", fullmatch=True),
    st.sampled_from(
        ["", "n/a", "1e5", "£5", "5,31200", "４", " 12 ", "1_000", "0", "00", "-0", "nan", "1,000,000"]
    ),
)


def held(read):
    """Return the values of parsed texts, null where there is none."""
    return [None if pd.isna(value) else value for value in read.values.tolist()]


@given(st.lists(NUMBERS, max_size=8), st.sampled_from([1.0, 1000.0, 0.09290304, 10_000.0]))
def test_whole_columns_of_numbers_are_read_as_each_cell_by_itself(texts, factor):
    array = pa.array(texts, type=pa.large_string())
    for kind, parser, scale in (
        ("number", lambda t: values.parse_money(t, factor), factor),
        ("number", lambda t: values.parse_amount(t, factor), factor),
        ("coordinate", values.parse_coordinate, 1.0),
    ):
        read = parse_texts(array, parser, kind, factor=scale)
        each = [parser(text) for text in texts]
        assert held(read) == [p.value for p in each]
        assert read.faults == {i: p.fault for i, p in enumerate(each) if p.fault}
        assert read.notes == {i: p.note for i, p in enumerate(each) if p.note}


AREAS = {"m2": 1.0, "ha": 10_000.0, "sqft": 0.09290304, "acre": 4046.8564224}


@given(st.lists(NUMBERS, max_size=8), st.sampled_from(sorted(AREAS)))
def test_whole_columns_of_areas_are_read_as_each_cell_by_itself(texts, unit):
    parser = lambda text: values.parse_area_m2(text, unit)  # noqa: E731
    read = parse_texts(pa.array(texts, type=pa.large_string()), parser, "number", factor=AREAS[unit])
    assert held(read) == [parser(text).value for text in texts]


IDENTIFIERS = st.one_of(
    st.from_regex(r"0{0,3}[0-9]{1,13}(\.0)?", fullmatch=True),
    st.from_regex(r"[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}", fullmatch=True),
    st.sampled_from(["", "LS1", "1.00012345678E+11", "'123", "TBC", "LSI 3AB"]),
)


@given(st.lists(IDENTIFIERS, max_size=8))
def test_whole_columns_of_identifiers_are_read_as_each_cell_by_itself(texts):
    array = pa.array(texts, type=pa.large_string())
    for kind, parser in (("uprn", values.parse_uprn), ("postcode", values.parse_postcode)):
        read = parse_texts(array, parser, kind)
        each = [parser(text) for text in texts]
        assert held(read) == [p.value for p in each]
        assert read.faults == {i: p.fault for i, p in enumerate(each) if p.fault}


@given(st.lists(st.text(alphabet=st.sampled_from("aé \u00a0\t\n\u200b-\u2003ß€"), max_size=6), max_size=9))
def test_whole_columns_are_tidied_as_each_cell_by_itself(texts):
    assert tidied(pd.Series(texts, dtype="str")).tolist() == [values.tidy(text) for text in texts]


def test_what_a_parser_returns_can_be_read_by_name():
    assert Parsed(5.0) == (5.0, None, None)
    assert values.parse_number("approx 5")._asdict() == {
        "value": 5.0,
        "fault": None,
        "note": "given as approximate",
    }


@pytest.mark.parametrize("text", ["31/03/1027", "31/03/0027", "31-12-9999", "9999-12-31", "1 January 1066"])
def test_a_year_that_no_register_means_is_a_fault(text):
    found = values.parse_date(text)
    assert found.value is None
    assert "the year" in found.fault


@pytest.mark.parametrize(("text", "year"), [("25/03/1606", 1606), ("24/12/2987", 2987), ("01/01/1901", 1901)])
def test_the_days_of_very_long_leases_are_read(text, year):
    assert (values.parse_date(text).value.year, values.parse_date(text).note) == (year, None)


def test_the_first_day_of_1900_is_read_with_a_doubt():
    assert values.parse_date("01/01/1900").note == "1 January 1900 often stands for no date"


@pytest.mark.parametrize("text", ["LS1 3AB, Leeds", "Leeds LS1 3AB", "LS1 3AB (part)"])
def test_a_postcode_with_words_beside_it_is_read_and_noted(text):
    assert values.parse_postcode(text) == ("LS1 3AB", None, "the postcode in a longer text was taken")


def test_two_postcodes_in_a_cell_are_none():
    assert values.parse_postcode("LS1 3AB / LS2 7HZ").fault == "not a postcode"


def test_leading_zeros_of_a_uprn_do_not_count_as_digits():
    assert values.parse_uprn("0100012345678").value == "100012345678"
    assert values.parse_uprn("1000123456789").fault == "not a UPRN (up to 12 digits)"


@pytest.mark.parametrize(
    ("text", "meant"),
    [("8 500", 8500.0), ("12 500.5 m2", 12500.5), ("610 (approx)", 610.0), ("300 m2 est.", 300.0)],
)
def test_areas_with_spaces_and_doubts_behind_are_read(text, meant):
    assert values.parse_area_m2(text).value == meant


def test_a_postcode_with_a_hyphen_is_read_and_noted():
    assert values.parse_postcode("LS2-8BL") == (
        "LS2 8BL",
        None,
        "a mark between its halves was read as a space",
    )


def test_notice_is_a_number_of_months():
    assert [values.parse_months(text).value for text in ("3 months' notice", "6 mths notice", "notice")] == [
        3.0,
        6.0,
        None,
    ]
