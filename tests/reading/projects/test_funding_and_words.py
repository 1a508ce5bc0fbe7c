"""Where the money comes from, and what a project's name says of it."""

from __future__ import annotations

import pandas as pd
import pytest
from programmes import Programme

from totalcapital.project import Register
from totalcapital.reading.meaning.codelists import CodeList
from totalcapital.reading.profiles import Profile
from totalcapital.reading.projects.words import homes_in, service_in, works_in
from totalcapital.reading.raw import Fault, RawTable
from totalcapital.reading.recipients import without_recipients


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Section 106", "developer"),
        ("CIL", "developer"),
        ("National Lottery Heritage Fund", "lottery"),
        ("Capital receipts", "capital-receipts"),
        ("Prudential borrowing", "borrowing"),
        ("RCCO", "revenue"),
        ("Reserves", "revenue"),
        ("ERDF grant", "european"),
        ("Towns Fund", "grant"),
        ("DfE grant", "grant"),
        ("Contribution from the parish", "other-body"),
        ("Corporate resources", "other"),
    ],
)
def test_a_source_of_funding_is_known_by_the_words_of_programmes(written, code):
    assert CodeList("funding").read(written).code == code


def test_columns_of_sources_are_read_a_nought_is_none_and_less_than_the_total_is_told_once():
    seen = Programme(
        ["Ref", "Total £000", "Grant", "S106 2026/27", "Ring-fenced reserve", "Notes"],
        [["1", "100", "60", "30", "0", "5"], ["2", "10", "", "10", "", ""], ["3", "5", "6", "", "", ""]],
    )
    assert seen.sources("project_id", "source", "financial_year", "amount_gbp", "is_ring_fenced") == [
        ("1", "developer", "2026-27", 30e3, True),
        ("1", "grant", None, 60e3, None),
        ("2", "developer", "2026-27", 10e3, True),
        ("3", "grant", None, 6e3, None),
    ]
    [told] = seen.told("sources-incomplete")
    assert told.startswith("the sources of funding of 1 projects add up to 10,000.00 less than their totals;")
    assert seen.told("total-differs") == [
        "Total £000: expected the sources of funding to add up to the total of 5,000.00; found 6,000.00. The total stands."
    ]


def test_the_words_of_a_source_say_ring_fence_match_and_by_when_it_must_be_spent():
    seen = Programme(
        ["Ref", "Funding source", "Total"],
        [
            ["1", "Levelling up grant (must be spent by 31/03/2028)", "5"],
            ["2", "Unringfenced grant", "6"],
            ["3", "Council match funding", "7"],
            ["4", "Magic beans", "8"],
        ],
    )
    assert seen.sources("project_id", "source", "is_ring_fenced", "is_match", "longstop_date") == [
        ("1", "grant", None, None, pd.Timestamp(2028, 3, 31)),
        ("2", "grant", False, None, None),
        ("3", "other-body", None, True, None),
        ("4", "other", None, None, None),
    ]
    assert seen.values("longstop_date") == [pd.Timestamp(2028, 3, 31), None, None, None]
    assert seen.told("code-not-recognised") == [
        "Funding source: 'Magic beans' is no source of funding we know; 1 rows read as other."
    ]


def test_the_first_day_by_which_any_of_its_money_must_be_spent_is_the_projects():
    rows = [
        ["1", "Grant A (must be spent by 31/03/2029)", "5"],
        ["1", "Grant B (must be spent by 30/09/2027)", "6"],
    ]
    seen = Programme(["Ref", "Funding source", "Amount"], rows)
    assert seen.values("longstop_date") == [pd.Timestamp(2027, 9, 30)]


def test_a_projects_own_last_day_is_that_of_its_only_source_and_of_none_of_several():
    rows = [["1", "8", "5", "3", "30/09/2027"], ["2", "5", "5", "", "30/09/2027"]]
    seen = Programme(["Ref", "2026/27", "Grant", "Borrowing", "Claim by"], rows)
    assert seen.sources("project_id", "source", "longstop_date") == [
        ("1", "borrowing", None),
        ("1", "grant", None),
        ("2", "grant", pd.Timestamp(2027, 9, 30)),
    ]


def test_columns_say_ring_fence_match_and_longstop_before_the_words_do():
    seen = Programme(
        ["Ref", "Funding source", "Total", "Ring-fenced", "Match funding", "Claim by"],
        [["1", "S106", "5", "No", "Yes", "30/09/2027"]],
    )
    assert seen.sources("is_ring_fenced", "is_match", "longstop_date") == [
        (False, True, pd.Timestamp(2027, 9, 30))
    ]


@pytest.mark.parametrize(
    ("name", "works"),
    [
        ("Hall Lane Primary: two-classroom extension", "extension"),
        ("Demolition of the old depot", "demolition"),
        ("Refurbishment and new roof of the library", "refurbishment"),
        ("Town hall boiler replacement", "maintenance"),
        ("Purchase of 5 Market Street", "acquisition"),
        ("New leisure centre", "new-build"),
        ("Office fit-out, level 3", "fit-out"),
        ("Riverside infrastructure", "site-works"),
        ("New Street station forecourt", None),
        ("New Mills library", None),
        ("Community building", None),
    ],
)
def test_the_works_are_told_by_the_name(name, works):
    assert works_in(name) == works


def test_a_street_named_after_a_school_is_no_school_and_homes_are_counted():
    assert [
        service_in(n) for n in ("Selby Library roof", "Library Road resurfacing", "Market Place cinema")
    ] == [
        "library",
        None,
        "arts",
    ]
    names = [
        "42 homes",
        "1,200 new affordable homes",
        "60-bed extra care",
        "12 council flats",
        "House 1",
        "1 houses",
    ]
    assert [homes_in(n) for n in names] == [42, 1200, None, 12, None, None]


def test_a_column_of_works_is_not_second_guessed_and_what_a_name_said_is_told():
    said = Programme(
        ["Ref", "Scheme", "Type of works"], [["1", "Library extension", ""], ["2", "Hall", "New build"]]
    )
    assert said.values("works") == [None, "new-build"]
    guessed = Programme(["Ref", "Scheme"], [["1", "Library extension"], ["2", "Hall"]])
    assert guessed.values("works") == ["extension", None]
    assert guessed.values("service") == ["library", None]
    assert guessed.told("works-from-name") == [
        "no column says the kind of works of a project; taken from the name in 1 of 2 rows."
    ]


def test_the_asset_a_list_names_is_not_taken_for_the_projects_reference():
    seen = Programme(["Asset ID", "Project reference", "Original budget £k"], [["A9", "P1", "5"]])
    assert (seen.values("asset_id"), seen.values("reference")) == (["A9"], ["P1"])
    assert seen.values("original_gbp") == [5e3]


def test_the_cells_of_recipients_are_blank_and_a_name_that_says_one_is_left_out(monkeypatch):
    layout = Profile.model_validate(
        {
            "id": "grants", "title": "g", "source": "s", "kind": "capital", "detect": {}, "columns": {"name": "Project"},
            "recipients": ["Organization", "Postal_code"],
        }
    )  # fmt: skip
    monkeypatch.setattr("totalcapital.reading.recipients.load_profiles", lambda: [layout])
    raw = RawTable(
        ["Organization", "Project", "Postal_code"],
        [["ACME TRAINING LTD 1057", "Bo"], ["Acme Training hub", "Bow baths"], ["LS1 3AB", ""]],
        [2, 3], 2, 2, profile="grants", faults=[Fault("extra-cells", "warning", "m", "f", 2, value="ACME")],
    )  # fmt: skip
    seen = without_recipients(raw, Register(id="r", path="a.csv"))
    assert [list(column) for column in seen.columns] == [["", ""], ["", "Bow baths"], ["", ""]]
    assert [(fault.code, fault.value) for fault in seen.faults] == [
        ("extra-cells", None),
        ("recipient-not-shown", None),
    ]
    other = without_recipients(RawTable(["A"], [["x"]], [2], 1, 1), Register(id="r", path="a.csv"))
    assert list(other.columns[0]) == ["x"]


def test_a_list_of_grants_of_no_known_layout_shows_no_recipient_wherever_it_stands():
    raw = RawTable(
        ["Recipient Org:Name", "Project title", "Notes", "Lead"],
        [
            ["Ada Lovelace Ltd", "Leeds City Council", "Leeds", "Hall"],
            ["Lovelace (Ada) hall", "Leeds City Council hub", "Leeds station", "Roof of Ada Lovelace"],
            ["Ada Lovelace Ltd", "", "", "Hall"],
            ["Leeds City Council", "Leeds City Council", "", "Ada Lovelace Ltd"],
        ],
        [2, 3, 4, 5], 4, 4, faults=[Fault("extra-cells", "warning", "m", "f", 2, value="Ada Lovelace Ltd")],
    )  # fmt: skip
    seen = without_recipients(raw, Register(id="r", path="a.csv"), "capital")
    assert [list(column) for column in seen.columns] == [
        [""] * 4,
        ["Lovelace (Ada) hall", "Leeds City Council hub", "Leeds station", "Roof of Ada Lovelace"],
        ["", "", "", "Hall"],
        ["Leeds City Council", "Leeds City Council", "", ""],
    ]
    assert seen.faults[0].value is None


def test_a_heading_that_the_estate_file_names_is_read_whatever_it_is_called():
    raw = RawTable(["Contractor", "Beneficiary"], [["Roof"], ["Ada"]], [2], 1, 1)
    register = Register(id="r", path="a.csv", columns={"name": "contractor"})
    assert [list(c) for c in without_recipients(raw, register, "capital").columns] == [["Roof"], [""]]
