"""What only a whole column, or a whole file, can tell: units, orders, headings nobody knows, missing digits."""

from __future__ import annotations

import datetime as dt
import random

import pandas as pd
import pytest

from totalcapital.issues import IssueLog
from totalcapital.project import Register
from totalcapital.reading.mapping.mapping import headings_read, plan_mapping
from totalcapital.reading.meaning.records import understand_assets
from totalcapital.reading.profiles import Profile
from totalcapital.reading.projects.projects import understand_projects
from totalcapital.reading.raw import RawTable


class Understood:
    """The records of a small file, what was told of it, and how it was mapped."""

    def __init__(self, headings, rows, *, facts=None, profile=None, capital=False, **said):
        columns = [list(column) for column in zip(*rows, strict=True)]
        count = len(rows)
        self.raw = RawTable(
            list(headings), columns, list(range(2, count + 2)), count, count, facts=facts or {}
        )
        self.register = Register.model_validate({"id": "r", "path": "r.csv", "agency": "A", **said})
        kind = "capital" if capital else "register"
        self.plan = plan_mapping(self.raw.headings, profile, self.register, self.raw.columns, kind=kind)
        log = IssueLog()
        understand = understand_projects if capital else understand_assets
        self.frame = understand(self.raw, self.plan, self.register, log=log).frame
        self.issues = log.table()

    def told(self, code):
        """Return row, column and number of rows of each issue of a code."""
        found = self.issues[self.issues["code"] == code]
        return [
            (None if pd.isna(row) else int(row), column, count)
            for row, column, count in zip(
                found["source_row"], found["column"], found["rows_count"], strict=True
            )
        ]

    def message(self, code):
        """Return the message of the only issue of a code."""
        (message,) = self.issues.loc[self.issues["code"] == code, "message"]
        return message

    def values(self, column):
        """Return a column, null where not known."""
        return [None if pd.isna(value) else value for value in self.frame[column].tolist()]


def of_column(heading, cells, **more):
    """A file with a reference and one more column."""
    return Understood(["Ref", heading], [(str(i), cell) for i, cell in enumerate(cells)], **more)


def test_money_under_a_heading_of_thousands_is_in_pounds():
    found = of_column("Book value £'000", ["1,250", "0.5m", "", "TBC"])
    assert found.values("value_gbp") == [1_250_000.0, 500_000.0, None, None]
    assert of_column("Rent (£)", ["1,250"]).values("rent_gbp") == [1250.0]


def test_the_estate_files_unit_of_amounts_is_not_applied_on_top_of_the_headings():
    rows = [("1", "2"), ("2", "3")]
    assert Understood(["Ref", "Total budget £000"], rows, capital=True).values("total_gbp") == [
        2000.0,
        3000.0,
    ]
    said = Understood(["Ref", "Total budget £000"], rows, capital=True, amount_unit="thousand")
    assert said.values("total_gbp") == [2000.0, 3000.0]
    assert Understood(["Ref", "Total budget"], rows, capital=True, amount_unit="million").values(
        "total_gbp"
    ) == [2e6, 3e6]


def test_shares_of_one_under_a_heading_of_percent_are_percentages_and_that_is_told():
    found = of_column("Unused (%)", ["0.35", "0.5", "0.25", "1", ""])
    assert found.values("unused_pct") == [35.0, 50.0, 25.0, 100.0, None]
    assert found.told("unit-assumed") == [(None, "Unused (%)", 4)]
    whole = of_column("Unused (%)", ["0.35", "0.5", "0.25", "12", ""])
    assert whole.values("unused_pct") == [0.35, 0.5, 0.25, 12.0, None]
    assert whole.told("unit-assumed") == []


def test_a_known_layout_is_believed_on_its_own_percentages():
    layout = Profile.model_validate(
        {"id": "x", "title": "x", "source": "x", "detect": {}, "columns": {"unused_pct": "Unused (%)"}}
    )
    found = of_column("Unused (%)", ["0.35", "0.5", "0.25"], profile=layout)
    assert found.values("unused_pct") == [0.35, 0.5, 0.25]
    shown = of_column(
        "Unused (%)", ["0.35", "0.5"], profile=layout, facts={"percent_headings": ["Unused (%)"]}
    )
    assert shown.values("unused_pct") == [35.0, 50.0]


def test_dates_that_only_fit_month_first_turn_the_column_and_that_is_told_once():
    found = of_column("Lease expiry", ["02/13/2024", "03/25/2024", "01/02/2024"])
    assert found.values("lease_end_date") == [
        pd.Timestamp(2024, 2, 13),
        pd.Timestamp(2024, 3, 25),
        pd.Timestamp(2024, 1, 2),
    ]
    assert found.told("date-order-assumed") == [(None, "Lease expiry", 3)]
    assert found.told("value-not-understood") == []


def test_dates_of_both_orders_in_one_column_leave_the_doubtful_ones_not_known():
    found = of_column("Lease expiry", ["13/02/2024", "02/13/2024", "01/02/2024", "2024-05-06"])
    assert found.values("lease_end_date") == [pd.Timestamp(2024, 2, 13), None, None, pd.Timestamp(2024, 5, 6)]
    assert found.told("date-order-mixed") == [(None, "Lease expiry", 3)]
    assert sorted(found.told("value-not-understood")) == [(3, "Lease expiry", 1), (4, "Lease expiry", 1)]


def test_the_first_of_february_is_assumed_where_nothing_settles_it_and_told_once():
    found = of_column("Lease expiry", ["01/02/2024", "03/04/2024", "05/05/2024"])
    assert found.values("lease_end_date")[0] == pd.Timestamp(2024, 2, 1)
    assert found.told("date-order-assumed") == [(None, "Lease expiry", 2)]
    assert of_column("Lease expiry", ["01/02/2024", "30/04/2024"]).told("date-order-assumed") == []


def test_day_numbers_among_dates_are_dates_by_the_system_the_estate_file_names():
    cells = ["45292", "31/03/2027", "30/06/2027"]
    found = of_column("Break clause", cells)
    assert found.values("lease_break_date")[0] == pd.Timestamp(2024, 1, 1)
    assert found.told("value-corrected") == [(2, "Break clause", 1)]
    later = of_column("Break clause", cells, date_system="1904")
    assert later.values("lease_break_date")[0] == pd.Timestamp(2028, 1, 2)
    alone = of_column("Break clause", ["45292", "45293"])
    assert alone.values("lease_break_date") == [None, None]


def test_a_year_is_no_day_of_a_lease_and_the_middle_of_it_is_the_day_of_a_project():
    lease = of_column("Lease expiry", ["2027", "31/03/2028"])
    assert lease.values("lease_end_date") == [None, pd.Timestamp(2028, 3, 31)]
    assert lease.told("value-not-understood") == [(2, "Lease expiry", 1)]
    rows = [("1", "2026/27", "31/12/2028"), ("2", "01/04/2026", ""), ("3", "", "Q3 2027"), ("4", "soon", "")]
    project = Understood(["Ref", "Start on site", "Practical completion"], rows, capital=True)
    assert project.values("start_date") == [pd.Timestamp(2026, 9, 30), pd.Timestamp(2026, 4, 1), None, None]
    assert project.values("end_date")[2] == pd.Timestamp(2027, 8, 15)
    assert project.values("dates_accuracy_days") == [182.0, 0.0, 46.0, None]
    assert project.told("value-not-understood") == [(5, "Start on site", 1)]
    deadline = Understood(["Ref", "Spend by date"], [("1", "2026/27"), ("2", "31/03/2027")], capital=True)
    assert deadline.values("longstop_date") == [None, pd.Timestamp(2027, 3, 31)]


def test_an_easting_that_lost_a_digit_is_not_used_and_its_row_is_told():
    rows = [(str(i), str(430_000 + i), str(433_000 + i)) for i in range(30)]
    rows[7] = ("7", "43007", "433007")
    rows[9] = ("9", "430009", "4330090")
    found = Understood(["Ref", "Easting", "Northing"], rows)
    assert found.values("x_read")[7] is None
    assert found.values("x_read")[8] == 430_008.0
    assert found.values("y_read")[9] is None
    assert found.told("digits-missing") == [(9, "Easting", 1), (11, "Northing", 1)]


def test_northings_on_both_sides_of_a_hundred_thousand_are_all_right():
    rows = [(str(i), str(290_000 + i), str(90_000 + 1_000 * i)) for i in range(10, 60)] + [
        ("x", "290000", "99500")
    ]
    found = Understood(["Ref", "Easting", "Northing"], rows)
    assert found.told("digits-missing") == []
    assert found.frame["y_read"].notna().all()


def test_positions_in_one_cell_become_coordinates_row_by_row():
    cells = ["51.5,-0.1", "SK 512 342", "430000, 433000", "POINT (430000 433000)", "SK 51 34", ""]
    found = of_column("Grid reference", cells, columns={"geometry": "Grid reference"})
    assert found.values("x_read") == [-0.1, 451_250.0, 430_000.0, None, None, None]
    assert found.values("crs_read")[:3] == ["EPSG:4326", "EPSG:27700", "EPSG:27700"]
    assert found.values("geometry_read")[3].startswith("0101000000")
    assert found.told("value-not-understood") == [(6, "Grid reference", 1)]
    assert [row for row, *_ in found.told("value-corrected")] == [3]


def test_a_position_in_one_cell_keeps_its_own_system_and_yields_to_coordinates_of_their_own():
    rows = [("1", "51.5,-0.1", "", ""), ("2", "51.5,-0.1", "430000", "433000")]
    found = Understood(["Ref", "Lat/Long", "Easting", "Northing"], rows, crs="EPSG:27700")
    assert found.values("x_read") == [-0.1, 430_000.0]
    assert found.values("crs_read") == ["EPSG:4326", "EPSG:27700"]


def test_letters_encoded_twice_are_kept_and_told_once_a_column_with_an_example():
    rows = [("1", "Town Hall", "a"), ("2", "CafÃ© Royal", "b"), ("3", "Siânâ€™s Hall", "CafÃ©")]
    found = Understood(["Ref", "Property name", "Colour"], rows)
    assert found.values("name")[1:] == ["CafÃ© Royal", "Siânâ€™s Hall"]
    assert found.told("double-encoded") == [(None, "Property name", 2)]
    assert "row 3" in found.message("double-encoded")


def test_a_postcode_is_taken_from_the_address_only_where_none_is_given():
    rows = [("1", "12 High St, Leeds LS1 3AB", ""), ("2", "9 Low St, Leeds LS2 7HZ", "M31"), ("3", "Leeds", ""),
            ("4", "1 Mid St LS1 3AD", "n/a"), ("5", "2 Mid St LS1 3AD", "rubbish")]  # fmt: skip
    found = Understood(["Ref", "Address", "Postcode"], rows)
    assert found.values("postcode") == ["LS1 3AB", "M31", None, "LS1 3AD", None]
    assert found.told("postcode-from-address") == [(None, "Address", 2)]
    assert found.values("address")[0] == "12 High St, Leeds LS1 3AB"


def test_parts_of_an_address_are_joined_where_given_and_a_row_with_none_of_them_has_none():
    layout = Profile.model_validate(
        {
            "id": "x",
            "title": "x",
            "source": "x",
            "detect": {},
            "joined": {"address": ["No", "Street", "Town"]},
        }
    )
    rows = [
        ("1", "2", "High St", "Leeds"),
        ("2", "", "", "n/a"),
        ("3", "-", "Low St", ""),
        ("4", "7", "", "Otley"),
    ]
    found = Understood(["Ref", "No", "Street", "Town"], rows, profile=layout)
    assert found.values("address") == ["2, High St, Leeds", None, "Low St", "7, Otley"]


def test_references_keep_their_text_whatever_it_looks_like():
    texts = ["007", "NA", "None", "TRUE", "1E5", "nan", "null", "1.0"]
    found = Understood(["Ref", "Postcode"], [(text, "LS1 3AB") for text in texts])
    assert found.values("reference") == texts
    assert found.values("asset_id") == [f"r:{text}" for text in texts]


def test_words_for_not_given_never_become_nought_in_any_column():
    words = ["n/a", "TBC", "[z]", "-", "unknown", "nan", ""]
    headings = [
        "Ref",
        "GIA (m2)",
        "Rent",
        "Beds",
        "Unused (%)",
        "FTE",
        "Lease expiry",
        "Break notice months",
        "UPRN",
    ]
    found = Understood(headings, [(str(i), *[word] * 8) for i, word in enumerate(words)])
    for column in ("floor_area_m2", "rent_gbp", "capacity_count", "unused_pct", "staff_fte", "lease_end_date",
                   "break_notice_months", "uprn"):  # fmt: skip
        assert found.values(column) == [None] * len(words), column
    assert found.told("value-not-understood") == []


def test_a_column_of_faults_names_each_row_up_to_a_bound_and_counts_the_rest():
    found = of_column("GIA (m2)", [f"{i} rooms" for i in range(6_000)])
    told = found.told("value-not-understood")
    assert len(told) == 5_001
    assert sum(count for *_, count in told) == 6_000


def test_rows_in_any_order_give_the_same_values_and_the_same_is_told_of_them():
    rows = [
        (str(i), f"{i} rooms" if i % 3 else str(i), f"{1 + i % 12:02}/{1 + i % 27:02}/2027")
        for i in range(7_600)
    ]
    shuffled = random.Random(7).sample(rows, len(rows))  # noqa: S311 - no secret
    headings = ["Ref", "GIA (m2)", "Lease expiry"]
    one, other = Understood(headings, rows), Understood(headings, shuffled)
    columns = ["asset_id", "floor_area_m2", "lease_end_date"]
    left, right = (each.frame[columns].sort_values("asset_id", ignore_index=True) for each in (one, other))
    pd.testing.assert_frame_equal(left, right)
    said = ["code", "column", "value", "message", "rows_count"]
    left, right = (each.issues[said].sort_values(said, ignore_index=True) for each in (one, other))
    pd.testing.assert_frame_equal(left, right)


@pytest.mark.parametrize(
    ("heading", "column", "rule"),
    [
        ("Post Code", "postcode", "a known name of the column (Post Code)"),
        ("Postcod", "postcode", "near a known name of the column (Postcode, score 93)"),
        (
            "Propery Name",  # codespell:ignore
            "name",
            "near a known name of the column (Property Name, score 96)",
        ),  # codespell:ignore
        (
            "Lease strat date",  # codespell:ignore
            "lease_start_date",
            "near a known name of the column (Lease start date, score 94)",
        ),
        ("Teunre", "tenure", "near a known name of the column (Tenure, score 83)"),
        ("Book value (£'000)", "value_gbp", "a known name of the column (Book value, its unit aside)"),
        (
            "Gross Internal Area Sq.Mtrs",
            "floor_area_m2",
            "a known name of the column (Gross internal area, its unit aside)",
        ),
        ("Lease stop", None, "no rule knows it"),
        ("Contact", None, "no rule knows it"),
        ("Condition surveyor", None, "no rule knows it"),
        ("Colour", None, "no rule knows it"),
        ("Renewal date", None, "no rule knows it"),
    ],
)
def test_a_heading_says_which_column_it_is_and_which_rule_decided(heading, column, rule):
    found = of_column(heading, ["x"])
    read = headings_read(found.raw, found.plan, "r").set_index("heading").loc[heading]
    assert (None if pd.isna(read["column"]) else read["column"], read["rule"]) == (column, rule)


def test_start_and_end_of_a_lease_never_change_places():
    for first, second in (
        ("Lease start", "Lease ed"),
        ("Lease strt", "Lease end"),
        ("Lease end", "Lease end2"),
    ):
        plan = of_column(first, ["x"]).plan
        other = of_column(second, ["x"]).plan
        assert "lease_end_date" not in plan.columns or "end" in first
        assert "lease_start_date" not in other.columns


def test_a_heading_near_a_column_that_another_heading_names_is_not_used():
    found = Understood(["Ref", "Postcode", "Postcod"], [("1", "LS1 3AB", "LS1 3AC")])
    assert found.values("postcode") == ["LS1 3AB"]
    assert found.plan.rules["Postcod"] == "no rule knows it"


def test_a_guessed_heading_is_told():
    found = of_column("Postcod", ["LS1 3AB"])
    assert found.told("heading-guessed") == [(None, "Postcod", 1)]
    assert found.values("postcode") == ["LS1 3AB"]


def shaped(**columns):
    """A file with these columns of cells."""
    headings = list(columns)
    return Understood(headings, list(zip(*columns.values(), strict=True)))


def test_postcodes_without_a_known_heading_are_found_by_their_look():
    cells = [f"LS{i} 3AB" for i in range(1, 25)] + ["n/a"]
    found = shaped(Ref=[str(i) for i in range(25)], PC2=cells)
    assert found.plan.rules["PC2"] == "its values look like postcodes (96 % of 25)"
    assert found.values("postcode")[0] == "LS1 3AB"
    assert found.told("heading-guessed") == [(None, "PC2", 1)]
    few = shaped(Ref=[str(i) for i in range(25)], PC2=[*cells[:20], *["Leeds"] * 5])
    assert "postcode" not in few.plan.columns


def test_uprns_are_found_by_their_look_and_telephone_numbers_are_not():
    numbers = [str(i) for i in range(20)]
    found = shaped(Ref=numbers, K1=[f"1000503660{i:02}" for i in range(20)])
    assert found.plan.columns["uprn"] == ["K1"]
    for cells in (
        [f"011324760{i:02}" for i in range(20)],
        [f"202704{i + 10}" for i in range(20)],
        [f"{430_000 + i}" for i in range(20)],
        ["100050366000"] * 20,
    ):
        assert "uprn" not in shaped(Ref=numbers, K1=cells).plan.columns


def test_coordinates_are_found_by_their_look_only_as_a_pair():
    numbers = [str(i) for i in range(20)]
    east, north = [str(430_000 + 37 * i) for i in range(20)], [str(433_000 + 41 * i) for i in range(20)]
    found = shaped(Ref=numbers, A=east, B=north)
    assert (found.plan.columns["x_read"], found.plan.columns["y_read"]) == (["A"], ["B"])
    assert found.plan.rules["B"] == "its values look like northings (100 % of 20)"
    assert "x_read" not in shaped(Ref=numbers, A=east).plan.columns
    lat, long = [f"{53.8 + i / 1000:.4f}" for i in range(20)], [f"{-1.5 - i / 1000:.4f}" for i in range(20)]
    found = shaped(Ref=numbers, A=lat, B=long)
    assert (found.plan.columns["x_read"], found.plan.columns["y_read"]) == (["B"], ["A"])


def test_amounts_of_money_are_not_taken_for_coordinates():
    numbers = [str(i) for i in range(20)]
    spent = [str(int(100_000 * 1.09**i)) for i in range(20)]
    worth = [str(int(200_000 * 1.05**i)) for i in range(20)]
    assert "x_read" not in shaped(Ref=numbers, A=spent, B=worth).plan.columns
    assert "x_read" not in shaped(Ref=numbers, A=["250000"] * 20, B=["300000"] * 20).plan.columns


def test_positions_in_one_cell_are_found_by_their_look():
    cells = [f"SE 30{i} 33{i}" for i in range(10)]
    found = shaped(Ref=[str(i) for i in range(10)], Spot=cells)
    assert found.values("x_read")[0] == 430_050.0


def test_nothing_is_sought_by_look_where_a_heading_or_the_estate_file_gave_it():
    cells = [f"LS{i} 3AB" for i in range(1, 11)]
    rows = list(zip([str(i) for i in range(10)], ["M31"] * 10, cells, strict=True))
    assert Understood(["Ref", "Postcode", "PC2"], rows).plan.columns["postcode"] == ["Postcode"]
    said = Understood(["Ref", "PC1", "PC2"], rows, columns={"postcode": "PC1"})
    assert said.plan.columns["postcode"] == ["PC1"]
    assert said.plan.rules["PC1"] == "estate file"


def test_samples_of_a_heading_are_its_most_frequent_values_and_blanks_are_counted():
    found = of_column("Colour", ["red", "blue", "red", " ", "", "green", "amber", "blue", "red", "\u00a0"])
    read = headings_read(found.raw, found.plan, "r").set_index("heading").loc["Colour"]
    assert (read["samples"], read["distinct_count"], read["blank_pct"]) == ("red; blue; amber", 4, 30.0)


def test_a_slip_in_a_coded_value_is_told_once_with_its_rows():
    found = of_column("Status", ["Vacent", "Vacent", "Vacant", "Zzyzx"])
    assert found.values("status") == ["vacant", "vacant", "vacant", "unknown"]
    assert found.told("code-by-likeness") == [(None, "Status", 2)]
    assert found.message("code-by-likeness").startswith(
        "Status: 'Vacent' is not a value we know; 2 rows read as vacant"
    )
    assert found.told("code-not-recognised") == [(None, "Status", 1)]


def test_a_column_of_free_text_is_not_told_value_by_value():
    found = of_column("Service", [f"thing {i}" for i in range(2_500)])
    assert len(found.told("code-not-recognised")) == 501
    assert sum(count for *_, count in found.told("code-not-recognised")) == 2_500
    hidden = of_column("Service", [f"thing {i}" for i in range(2_500)] + ["Womens refudge"])
    assert hidden.values("service")[-1] == "refuge"


def test_the_effective_date_of_a_row_goes_before_the_registers():
    found = Understood(
        ["Ref", "Effective date"], [("1", "31/03/2021"), ("2", "")], effective_date=dt.date(2024, 1, 1)
    )
    assert found.values("effective_date") == [pd.Timestamp(2021, 3, 31), pd.Timestamp(2024, 1, 1)]


@pytest.mark.parametrize(
    ("heading", "column", "cells", "meant"),
    [
        ("Vacant (%)", "unused_pct", ["10", "25"], [10.0, 25.0]),
        ("Occupied (%)", "unused_pct", ["10", "25"], [90.0, 75.0]),
        ("Occupancy rate", "unused_pct", ["0.9", "1", "0.75", "0.5"], [10.0, 0.0, 25.0, 50.0]),
        ("Occupancy", "unused_pct", ["45%", "full"], [55.0, None]),
        ("Vacant", "status", ["Y", "n"], ["vacant", "operational"]),
        ("In use?", "status", ["Yes", "No"], ["operational", "vacant"]),
        ("Surplus?", "status", ["Yes", "No"], ["surplus", "unknown"]),
        ("OK to publish", "sensitivity", ["Y", "N", ""], ["open", "restricted", "restricted"]),
        ("Confidential?", "sensitivity", ["Y", "N", "maybe"], ["restricted", "open", "restricted"]),
        ("Listed?", "constraints", ["Yes", "No", "Grade II"], ["Listed", None, "Grade II"]),
    ],
)
def test_a_heading_that_asks_tells_what_the_answer_means(heading, column, cells, meant):
    seen = of_column(heading, cells)
    assert seen.plan.columns == {"reference": ["Ref"], column: [heading]}
    assert seen.values(column) == meant


def test_occupancy_in_words_is_no_share():
    assert "Occupancy" in of_column("Occupancy", ["Sole occupier", "Shared"]).plan.unused


@pytest.mark.parametrize("heading", ["Vacant (m²)", "Empty (sqm)"])
def test_an_area_is_never_read_as_a_state(heading):
    assert of_column(heading, ["100", "0"]).values("unused_area_m2") == [100.0, 0.0]


def test_one_amount_in_pounds_among_millions_is_a_fault_and_a_multiple_in_the_cell_is_not():
    seen = of_column("Backlog £m", ["1.2", "0.35", "£80,000", "£80k", "0.05"])
    assert seen.values("backlog_gbp") == [1.2e6, 350e3, None, 80e3, 50e3]
    assert seen.told("value-not-understood") == [(4, "Backlog £m", 1)]


def test_a_hospital_among_small_buildings_is_dear_and_no_fault():
    seen = of_column("Value (£000)", ["600,000", "50", "60", "70", "55"])
    assert seen.values("value_gbp") == [600e6, 50e3, 60e3, 70e3, 55e3]


@pytest.mark.parametrize("cell", ["€5,000", "$5,000", "USD 5,000"])
def test_another_currency_is_not_read_as_pounds(cell):
    seen = of_column("Annual rent", [cell])
    assert seen.values("rent_gbp") == [None]
    assert seen.told("value-not-understood") == [(2, "Annual rent", 1)]


def test_a_day_since_when_it_is_vacant_says_that_it_is_and_a_status_goes_before_it():
    seen = Understood(
        ["Ref", "Status", "Vacant since"],
        [("1", "", "01/04/2025"), ("2", "In use", "01/04/2025"), ("3", "", "n/a"), ("4", "", "Q3 2024"), ("5", "odd", "2024")],
    )  # fmt: skip
    assert seen.values("status") == ["vacant", "operational", "unknown", "vacant", "unknown"]
    assert seen.told("status-from-date") == [(None, "Vacant since", 2)]


def test_a_day_from_which_it_will_be_vacant_says_nothing_of_today():
    assert of_column("Vacant from", ["01/04/2030"]).values("status") == ["unknown"]


def test_a_unique_property_reference_is_no_uprn():
    seen = Understood(["Unique Property Ref", "Name"], [("1", "Hall"), ("2", "Barn")])
    assert seen.plan.columns == {"reference": ["Unique Property Ref"], "name": ["Name"]}


def test_the_years_of_a_programme_are_its_total_only_where_it_gives_none():
    headings = ["Scheme", "2026/27 £k", "2027/28 £k"]
    seen = Understood(headings, [("Hall", "100", "50")], capital=True)
    assert seen.values("total_gbp") == [150e3]
    seen = Understood([*headings, "Total £k"], [("Hall", "100", "50", "175")], capital=True)
    assert seen.values("total_gbp") == [175e3]


#: What a register says beside what we read: each would be a wrong value in another column.
OTHER_THINGS = """
Previous use|Former use|Proposed use|Rent received|Rent receivable|Rental income|Lease length (years)|Lease term|Landlord|Tenant name
Contact postcode|Head office postcode|Correspondence address|UPRN of parent|Parent UPRN|No. of floors|Number of storeys|Year built|EPC rating
Insurance value|Rateable value|Purchase price|Sale price|Sale date|Acquisition date|Rent review date|Survey date|Condition score|Rent per sqm
Value per m2|Area|Size|Number of rooms|Car parking spaces|Occupied area (m2)|Notes|Surplus units|Vacant units|Plan no|File ref|Previous ref
House no|Directorate|Budget code|Grade|Asbestos|Capital cost|Date opened|Break clause (Y/N)|Date of notice|Spend to date|Grant|Start year
"""


@pytest.mark.parametrize("heading", OTHER_THINGS.replace("\n", "|").strip("|").split("|"))
@pytest.mark.parametrize("kind", ["register", "capital"])
def test_what_only_sounds_like_one_of_ours_is_left_alone(heading, kind):
    plan = plan_mapping([heading], None, Register(id="r", path="a.csv"), kind=kind)
    assert (dict(plan.columns), list(plan.unused)) == ({}, [heading])


@pytest.mark.parametrize("heading", ["Total area (ha)", "Gross area (acres)", "Net area (ha)"])
def test_hectares_and_acres_are_of_land(heading):
    assert list(of_column(heading, ["1"]).plan.columns) == ["reference", "site_area_m2"]


def test_the_estate_file_goes_before_an_occupancy():
    seen = Understood(
        ["Ref", "Occupancy %", "Void share"], [("1", "80", "15"), ("2", "90", "5")], columns={"unused_pct": "Void share"}
    )  # fmt: skip
    assert seen.values("unused_pct") == [15.0, 5.0]
