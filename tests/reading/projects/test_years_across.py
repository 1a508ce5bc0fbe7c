"""Capital programmes with their years across the columns."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from programmes import Programme

from totalcapital import reading
from totalcapital.errors import EstateFileError
from totalcapital.project import load_project
from totalcapital.reading.profiles import Profile
from totalcapital.reading.projects.money_headings import financial_year, heading_said, is_total, unit_said

YEAR = ("year", "2026-27", None)


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("2026/27", YEAR),
        ("26-27", YEAR),
        ("2026-27 £000", YEAR),
        ("2026/2027 (£m)", YEAR),
        ("FY27", YEAR),
        ("FY2026/27 budget", YEAR),
        ("budget_2026_27", YEAR),
        ("Year 1 2026/27 (£m)", YEAR),
        ("2026/27 approved", ("year", "2026-27", "approved")),
        ("Approved 2026/27 £000", ("year", "2026-27", "approved")),
        ("2026/27 indicative", ("year", "2026-27", "indicative")),
        ("2026/27 not yet approved", ("year", "2026-27", "indicative")),
        ("2026", ("year", "2026", None)),
        ("Spend to 31 March 2026", ("before", None, None)),
        ("Actual spend to 31/03/26 (£)", ("before", None, None)),
        ("Prior years", ("before", None, None)),
        ("Pre 2026/27 spend", ("before", None, None)),
        ("Expenditure to date", ("before", None, None)),
        ("Later years", ("after", None, None)),
        ("Beyond 2031/32", ("after", None, None)),
        ("2031/32+", ("after", None, None)),
        ("Remaining to complete", ("after", None, None)),
        ("Cost to complete", ("after", None, None)),
    ],
)
def test_a_heading_of_money_says_its_year_and_whether_it_is_approved(heading, said):
    found = heading_said(heading)
    assert (found.period, found.year, found.commitment, found.rest) == (*said, "")


@pytest.mark.parametrize(
    "heading",
    ["2026/27 outturn report", "Previous name", "Future use", "Start on site", "Prior approval reference", "Status to date",
     "Remaining budget 2026/27", "Built 2026"],
)  # fmt: skip
def test_a_heading_with_other_words_is_no_money_of_a_year(heading):
    assert heading_said(heading).rest


@pytest.mark.parametrize("heading", ["2026/27 to 2030/31", "2026-27 & 2027-28", "Total 2026-31"])
def test_a_heading_of_several_years_is_no_year(heading):
    assert heading_said(heading) is None


def test_totals_are_known_with_the_years_they_name():
    assert [
        is_total(h) for h in ("Total 2026/27 to 2030/31 (£000)", "Overall total", "Total floor area")
    ] == [
        True,
        True,
        False,
    ]


def test_a_year_has_the_days_that_its_list_says_it_begins_on():
    assert financial_year("2026/27").start == dt.date(2026, 4, 1)
    assert financial_year("2026/27").end == dt.date(2027, 3, 31)
    assert financial_year("2021").start == dt.date(2021, 1, 1)
    july = financial_year("2021", begins="07-01")
    assert (july.label, july.start, july.end) == ("2021", dt.date(2020, 7, 1), dt.date(2021, 6, 30))
    assert financial_year("2021", begins="01-01").end == dt.date(2021, 12, 31)
    assert financial_year("2023/24", begins="02-29").start == dt.date(2023, 2, 28)
    assert financial_year("2026/28") is None


@given(st.integers(2000, 2098), st.sampled_from("/-–"), st.booleans(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_every_spelling_of_a_year_is_that_year(first, dash, short, long_second):
    second = f"{first + 1}" if long_second and not short else f"{(first + 1) % 100:02d}"
    text = f"{first % 100:02d}{dash}{second}" if short else f"{first}{dash}{second}"
    assert financial_year(text).label == f"{first}-{(first + 1) % 100:02d}"
    assert heading_said(f"{text} (£000)").year == f"{first}-{(first + 1) % 100:02d}"


def test_the_unit_is_what_the_heading_says():
    units = [
        unit_said(h) for h in ("2026/27 £000", "£k 26/27", "Total £m", "2026 ($000)", "Cost (£)", "2026/27")
    ]
    assert units == [1e3, 1e3, 1e6, 1e3, 1.0, None]


def test_money_is_read_by_year_before_and_after_and_a_blank_is_not_nought():
    seen = Programme(
        ["Scheme ref", "Scheme", "Spend to 31 March 2026", "2026/27", "2027/28 indicative", "Later years", "Total £000"],
        [["1", "Hall", "10", "100", "-", "[z]", "110"], ["2", "Barn", "", "(5)", "20", "[x]", "15"]],
    )  # fmt: skip
    assert seen.money("project_id", "period", "financial_year", "amount_gbp") == [
        ("1", "before", None, 10e3),
        ("1", "year", "2026-27", 100e3),
        ("1", "year", "2027-28", 0.0),
        ("2", "year", "2026-27", -5e3),
        ("2", "year", "2027-28", 20e3),
    ]
    assert seen.values("total_gbp") == [110e3, 15e3]
    assert seen.headings.loc["2027/28 indicative", "rule"] == "money of 2027-28, indicative, in thousands"
    assert seen.headings.loc["Later years", "column"] == "project_years"


def test_a_project_without_money_has_no_total_and_no_year():
    seen = Programme(["Ref", "2026/27", "2027/28"], [["1", "", "[x]"], ["2", "0", ""], ["3", "tbc", "nil"]])
    assert seen.values("total_gbp") == [None, 0.0, 0.0]
    assert seen.money("project_id", "financial_year", "amount_gbp") == [
        ("2", "2026-27", 0.0),
        ("3", "2027-28", 0.0),
    ]
    assert seen.told("sum-incomplete") == [
        "total_gbp: expected an amount in each of 2 columns; 2 rows lack some (rows 3, 4). Read as the sum of those given."
    ]


@pytest.mark.parametrize(
    ("said", "titles", "headings", "amount", "disagree"),
    [
        ({}, (), ["Ref", "2026/27 £m"], 2e6, 0),
        ({}, (), ["Ref", "2026/27", "Total £000"], 2e3, 0),
        ({}, ("Capital programme (all figures in £000s)",), ["Ref", "2026/27"], 2e3, 0),
        ({}, ("Capital programme (all figures in £000s)",), ["Ref", "2026/27 £m"], 2e6, 1),
        ({"amount_unit": "thousand"}, (), ["Ref", "2026/27"], 2e3, 0),
        ({"amount_unit": "thousand"}, (), ["Ref", "2026/27 £m"], 2e3, 1),
        ({}, (), ["Ref", "2026/27"], 2.0, 0),
    ],
)
def test_the_estate_file_then_the_heading_then_its_neighbours_then_the_title_say_the_unit(
    said, titles, headings, amount, disagree
):
    seen = Programme(headings, [["1", "2", "2"][: len(headings)]], titles=titles, **said)
    assert seen.money("amount_gbp") == [(amount,)]
    assert len(seen.told("units-disagree")) == disagree


def test_the_latest_figure_of_a_year_counts_and_the_others_are_named():
    seen = Programme(
        ["Ref", "2026/27 original budget", "2026/27 revised budget", "2026/27 actual to date"],
        [["1", "10", "12", "3"]],
    )
    assert seen.money("financial_year", "amount_gbp", "heading") == [
        ("2026-27", 12.0, "2026/27 revised budget")
    ]
    assert seen.headings.loc["2026/27 original budget", "rule"] == (
        "not counted: 2026/27 revised budget is of the same year"
    )
    assert len(seen.told("year-stands-twice")) == 2


def test_the_estate_file_says_which_heading_is_which_year():
    headings, rows = ["Ref", "Col A", "Col B"], [["1", "5", "6"]]
    seen = Programme(headings, rows, year_columns={"2026/27": "Col A", "2027/28": "col b"})
    assert seen.money("financial_year", "amount_gbp") == [("2026-27", 5.0), ("2027-28", 6.0)]
    with pytest.raises(
        EstateFileError, match=r"names the heading 'Col C' in year_columns; the file has Ref, Col A"
    ):
        Programme(headings, rows, year_columns={"2026/27": "Col C"})
    with pytest.raises(EstateFileError, match="expected a year such as 2026/27 or 2026; found 'next'"):
        Programme(headings, rows, year_columns={"next": "Col A"})


def test_the_first_years_are_approved_where_the_estate_file_says_how_many():
    headings = ["Ref", "Prior years", "2026/27", "2027/28", "2028/29", "Later years"]
    rows = [["1", "1", "2", "3", "4", "5"], ["2", "", "", "", "6", ""]]
    seen = Programme(headings, rows, approved_years=2)
    assert seen.money("project_id", "financial_year", "amount_gbp", "commitment") == [
        ("1", "2026-27", 2.0, "approved"),
        ("1", "2027-28", 3.0, "approved"),
        ("1", "2028-29", 4.0, "indicative"),
        ("1", None, 1.0, "approved"),
        ("1", None, 5.0, "indicative"),
        ("2", "2028-29", 6.0, "indicative"),
    ]
    assert seen.values("commitment") == ["approved", "indicative"]


def test_a_heading_says_more_of_a_year_than_the_project_and_the_project_more_than_nothing():
    seen = Programme(
        ["Ref", "Approval status", "2026/27", "2027/28 indicative"], [["1", "Approved", "2", "3"], ["2", "", "4", "5"]]
    )  # fmt: skip
    assert seen.money("project_id", "financial_year", "commitment") == [
        ("1", "2026-27", "approved"),
        ("1", "2027-28", "indicative"),
        ("2", "2026-27", "unknown"),
        ("2", "2027-28", "indicative"),
    ]
    assert seen.values("commitment") == ["approved", "unknown"]


def test_a_project_that_says_nothing_certain_is_as_approved_as_its_first_year():
    seen = Programme(
        ["Ref", "Commitment", "2026/27 approved"], [["1", "unknown", "5"], ["2", "indicative", "5"]]
    )
    assert seen.values("commitment") == ["approved", "indicative"]


def test_a_total_that_its_years_do_not_add_up_to_stands_and_is_told_with_both_figures():
    seen = Programme(
        ["Ref", "2026/27", "2027/28", "Total"], [["1", "100", "50", "150"], ["2", "100", "50", "170"]]
    )
    assert seen.values("total_gbp") == [150.0, 170.0]
    assert seen.told("total-differs") == [
        "Total: expected the years to add up to the total of 170.00; found 150.00. The total stands."
    ]
    [row] = seen.reconciliations.itertuples()
    assert (row.rows_count, row.differing_count) == (2, 1)
    assert (row.stated_gbp, row.read_gbp, row.difference_gbp) == (320.0, 300.0, -20.0)


def test_a_difference_of_rounding_is_none():
    seen = Programme(
        ["Ref", "2026/27 £m", "2027/28 £m", "Total £m"],
        [["1", "1.3", "1.3", "2.5"], ["2", "1.3", "1.3", "2.8"]],
    )
    # Three figures to a tenth of a million: up to 0.15 million by rounding.
    assert len(seen.told("total-differs")) == 1
    assert seen.reconciliations["differing_count"].tolist() == [1]


def test_totals_of_the_years_alone_have_what_is_outside_them_added():
    headings = ["Ref", "Prior years", "2026/27", "2027/28", "Total"]
    rows = [["1", "100", "10", "20", "30"], ["2", "50", "1", "2", "3"], ["3", "", "4", "5", "9"]]
    seen = Programme(headings, rows)
    assert seen.values("total_gbp") == [130.0, 53.0, 9.0]
    assert len(seen.told("total-of-years")) == 1
    assert seen.told("total-differs") == []


def test_one_total_of_its_years_alone_among_totals_of_the_whole_stands_as_stated():
    """Of three lists of money before the years one total leaves it out: a slip, and no rule of the list."""
    rows = [["1", "100", "10", "20", "30"], ["2", "50", "1", "2", "53"], ["3", "5", "4", "5", "14"]]
    seen = Programme(["Ref", "Prior years", "2026/27", "2027/28", "Total"], rows)
    assert seen.values("total_gbp") == [30.0, 53.0, 14.0]
    assert seen.told("total-of-years") == []
    assert len(seen.told("total-differs")) == 1


def test_headings_of_two_units_are_each_read_in_their_own():
    seen = Programme(["Ref", "2026/27 £000", "2027/28 £m", "Total (£)"], [["1", "5", "0.002", "7000"]])
    assert seen.money("amount_gbp") == [(2000.0,), (5000.0,)]
    assert seen.values("total_gbp") == [7000.0]
    assert seen.told("total-differs") == []


def test_what_a_layout_calls_blank_is_no_amount_and_nought_elsewhere_is():
    layout = Profile.model_validate(
        {
            "id": "p", "title": "p", "source": "s", "kind": "capital", "detect": {}, "columns": {"reference": "Ref"},
            "blank": {"2026/27": ["0"]},
        }
    )  # fmt: skip
    seen = Programme(["Ref", "2026/27", "2027/28"], [["1", "0", "0"]], profile=layout)
    assert seen.money("financial_year", "amount_gbp") == [("2027-28", 0.0)]


def test_amounts_that_are_none_are_told_with_their_row():
    rows = [["1", "see note", "5"], ["2", "$5", "6"], ["3", "7", "8"]]
    seen = Programme(["Ref", "2026/27", "2027/28"], rows)
    assert seen.money("project_id", "amount_gbp") == [("1", 5.0), ("2", 6.0), ("3", 7.0), ("3", 8.0)]
    assert seen.told("value-not-understood") == [
        "2026/27: expected an amount; found 'see note': not a number. Read as not known.",
        "2026/27: expected an amount; found '$5': not in pounds. Read as not known.",
    ]


def test_the_mark_of_a_footnote_is_no_part_of_an_amount_and_is_told():
    rows = [
        ["1", "150*", "1"],
        ["2", "(20) †", "2"],
        ["3", "*", "3"],
        *([str(n), "7", "7"] for n in range(4, 12)),
    ]
    seen = Programme(["Ref", "2026/27 £000", "2027/28 £000"], rows)
    amounts = dict(
        one[::2] for one in seen.money("project_id", "financial_year", "amount_gbp") if one[1] == "2026-27"
    )
    assert (amounts["1"], amounts["2"], "3" in amounts) == (150_000.0, -20_000.0, False)
    assert seen.told("value-corrected") == [
        f"2026/27 £000: {text!r} was read with an assumption: the mark of a footnote taken off."
        for text in ("150*", "(20) †")
    ]


@pytest.mark.parametrize("heading", ["Trust", "NHS trust", "Sponsor"])
def test_the_trust_of_a_programme_is_the_body_whose_project_it_is(heading):
    seen = Programme(["Ref", heading, "2026/27"], [["1", "Anytown NHS Trust", "5"]])
    assert seen.headings.loc[heading, "column"] == "agency"


@given(
    st.lists(
        st.lists(st.one_of(st.just(""), st.integers(-500, 500).map(str)), min_size=3, max_size=3), min_size=1, max_size=6
    ),
    st.randoms(use_true_random=False),
)  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_no_pound_is_lost_whatever_the_order_of_rows_and_columns(cells, random):
    years = ["2026/27", "2027/28", "Later years"]
    rows = [[str(number), *row] for number, row in enumerate(cells)]
    order = random.sample(range(3), 3)
    mixed = random.sample([[row[0], *(row[1 + i] for i in order)] for row in rows], len(rows))
    first = Programme(["Ref", *years], rows)
    second = Programme(["Ref", *(years[i] for i in order)], mixed)
    total = sum(float(cell) for row in cells for cell in row if cell)
    assert first.years["amount_gbp"].sum() == total
    columns = ("project_id", "period", "financial_year", "amount_gbp", "commitment", "heading")
    assert first.money(*columns) == second.money(*columns)
    assert dict(zip(first.frame["reference"], first.values("total_gbp"), strict=True)) == dict(
        zip(second.frame["reference"], second.values("total_gbp"), strict=True)
    )


@pytest.mark.parametrize(
    ("total", "differing", "stated"),
    [
        (["Total", "3", "7.5", "10.5"], [0, 0, 0], [3000.0, 7500.0, 10500.0]),
        (["Total", "3", "7.5", "20.5"], [0, 0, 1], [3000.0, 7500.0, 20500.0]),
        (["Total", "3", "", "10.5"], [], []),  # which figure is of which column is not known
    ],
)
def test_the_row_of_totals_of_a_list_is_held_against_its_columns_and_the_rows_count(
    tmp_path, total, differing, stated
):
    rows = [
        ["Scheme", "2026/27 £000", "2027/28 £000", "Total £000"],
        ["A", "1", "2.5", "3.5"],
        ["B", "2", "5", "7"],
        total,
    ]
    (tmp_path / "list.csv").write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    (tmp_path / "estate.toml").write_text(
        '[estate]\nname = "E"\nas_of = 2026-11-01\n[[capital]]\nid = "l"\npath = "list.csv"\nagency = "A"\n',
        "utf-8",
    )
    result = reading.read(load_project(tmp_path / "estate.toml"))
    held = result.reconciliations
    held = held[held["what"].str.startswith("row 4, the total of the list: ")]
    assert held["differing_count"].tolist() == differing
    assert held["stated_gbp"].tolist() == stated
    assert result.projects["total_gbp"].sum() == 10_500.0
    told = result.issues.loc[result.issues["code"] == "total-differs", "message"].tolist()
    assert told == [
        "Total £000: expected the rows to add up to the total of the list, 20,500.00; found 10,500.00. The rows count."
    ] * sum(differing)
