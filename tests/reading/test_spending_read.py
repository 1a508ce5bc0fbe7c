"""Lists of spending, read: what becomes an amount, of whom, for what and when; and that nobody paid is named."""

from __future__ import annotations

import pandas as pd
import pytest
from estates import load, write_csv
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.errors import EstateFileError
from totalcapital.reading import read
from totalcapital.reading.spending.years import year_label, year_of_day
from totalcapital.tables import TABLES

pytestmark = pytest.mark.usefixtures("one_door")

#: Headings of a revenue outturn, with two services, a benefit, a levy and both totals.
RETURN = [
    "E-code", "Local authority", "Class", "Education services", "Highways and transport services",
    "TOTAL SERVICE EXPENDITURE (TOTAL OF LINES 190 TO 698)", "Housing benefits: rent allowances - mandatory payments",
    "Parish precepts ", "NET CURRENT EXPENDITURE (TOTAL OF LINES 699 TO 748)",
]  # fmt: skip


@pytest.fixture
def spent(tmp_path):
    """A function: headings and rows of one list of spending, with what the estate file says of it, as read."""

    def spent(headings, lines, *, more=None, file="2014-15.csv", **said):
        write_csv(tmp_path / file, headings, lines)
        result = read(load(tmp_path, spending=[{"id": "s", "path": file, **said}], **(more or {})))
        for name in ("registers", "headings", "agencies", "spending", "reconciliations", "issues"):
            TABLES[name].check(getattr(result, name))
        return result

    return spent


def amounts(result):
    return {row["spending_id"]: row["amount_gbp"] for _, row in result.spending.iterrows()}


def test_a_row_of_several_services_gives_an_amount_for_each_in_pounds(spent):
    result = spent(RETURN, [["E0101", "Bath UA", "UA", "146.5", "-10", "136.5", "7", "2", "145.5"]])
    rows = result.spending.set_index("source_column")
    assert amounts(result) == {
        "s:2:Education services": 146_500.0,
        "s:2:Highways and transport services": -10_000.0,
        "s:2:Housing benefits: rent allowances - mandatory payments": 7_000.0,
        "s:2:Parish precepts": 2_000.0,
    }
    assert rows["service"].to_dict() == {
        "Education services": "education",
        "Highways and transport services": "highways-and-transport",
        "Housing benefits: rent allowances - mandatory payments": "housing-benefit",
        "Parish precepts": "other",
    }
    assert rows.index[rows["is_transfer"]].tolist() == ["Parish precepts"]
    assert set(rows["budget"]) == {"revenue"}
    assert set(rows["basis"]) == {"outturn"}
    assert set(rows["financial_year"]) == {"2014-15"}
    assert set(rows["gss_code"]) == {"E06000022"}  # E0101 in the list of codes
    assert (
        result.agencies.set_index("agency_id").loc["bath-north-east-somerset-council", "sector"] == "unitary"
    )


def test_nothing_spent_is_no_amount_and_a_row_that_says_nothing_is_set_aside(spent):
    result = spent(RETURN, [
        ["E0101", "Bath UA", "UA", "0", "3", "3", "0", "[z]", "3"],
        ["E0102", "Bristol UA", "UA", "0", "0", "0", "0", "0", "0"],
        ["E0103", "Elsewhere UA", "UA", "", "[z]", "", "", "", ""],
    ])  # fmt: skip
    assert amounts(result) == {"s:2": 3000.0}
    [register] = result.registers.to_dict("records")
    assert (register["rows_read"], register["rows_kept"], register["rows_set_aside"]) == (3, 2, 1)
    said = result.issues[result.issues["code"] == "amount-not-known"]
    assert said["source_row"].tolist() == [4]


def test_stated_totals_are_held_against_their_parts_row_by_row_and_at_the_foot(spent):
    result = spent(RETURN, [
        ["E0101", "Bath UA", "UA", "10", "5", "15", "1", "1", "17"],
        ["E0102", "Bristol UA", "UA", "20", "5", "26", "0", "0", "25"],
        ["E3831", "Adur", "SD", "0", "7", "7", "0", "2", "9"],
        ["", "ENGLAND", "", "30", "17", "48", "1", "3", "51"],
        ["", "UNITARY AUTHORITIES", "UA", "30", "11", "41", "1", "1", "42"],
    ])  # fmt: skip
    assert result.registers["rows_set_aside"].tolist() == [2]
    columns = ["rows_count", "differing_count", "stated_gbp", "read_gbp", "difference_gbp"]
    found = result.reconciliations.set_index("what")[columns]
    [services] = [row for what, row in found.iterrows() if "TOTAL SERVICE" in what]
    [net] = [row for what, row in found.iterrows() if "NET CURRENT" in what]
    [england] = [row for what, row in found.iterrows() if "ENGLAND" in what]
    [unitary] = [row for what, row in found.iterrows() if "UNITARY" in what]
    assert services.tolist() == [3, 1, 48_000.0, 47_000.0, -1_000.0]  # Bristol: 20 and 5 are not 26
    assert net.tolist() == [3, 0, 51_000.0, 51_000.0, 0.0]
    assert england.tolist() == [4, 0, 51_000.0, 51_000.0, 0.0]  # four headings that are read
    assert unitary.tolist() == [4, 1, 43_000.0, 42_000.0, -1_000.0]  # highways: 5 and 5 are not 11


def test_the_same_bodies_of_other_returns_and_registers_are_one(spent):
    result = spent(RETURN, [
        ["E6005", "Cambridgeshire Police Authority", "O", "1", "0", "1", "0", "0", "1"],
        ["E7005", "Cambridgeshire Police and Crime Commissioner and Chief Constable", "O", "2", "0", "2", "0", "0", "2"],
        ["E6105", "Cambridgeshire Combined Fire Authority", "O", "3", "0", "3", "0", "0", "3"],
    ])  # fmt: skip
    by = result.spending.groupby("agency_id")["amount_gbp"].sum().to_dict()
    assert by == {"cambridgeshire-fire": 3000.0, "cambridgeshire-police": 3000.0}


PAYMENTS = [
    "Organisation",
    "Supplier Name",
    "Service Area",
    "Payment Date",
    "Net Amount",
    "Purpose",
    "Revenue/Capital",
]


def test_payments_keep_credits_and_have_the_financial_year_of_their_day(spent):
    result = spent(PAYMENTS, [
        ["Leeds City Council", "Ada Lovelace", "Libraries", "31/03/2025", "£1,200.50", "visit to Ada", "Revenue"],
        ["Leeds City Council", "Ada Lovelace", "Highways", "01/04/2025", "(200.25)", "credit", "Capital"],
        ["Leeds City Council", "Ada Lovelace", "Wibble", "02/04/2025", "1", "", "Neither"],
    ])  # fmt: skip
    rows = result.spending.set_index("source_row")
    assert rows["amount_gbp"].to_dict() == {2: 1200.5, 3: -200.25, 4: 1.0}
    assert rows["financial_year"].to_dict() == {2: "2024-25", 3: "2025-26", 4: "2025-26"}
    assert rows["service"].astype(object).where(rows["service"].notna(), None).to_dict() == {
        2: "culture", 3: "highways-and-transport", 4: None,
    }  # fmt: skip
    assert rows["budget"].astype(object).where(rows["budget"].notna(), None).to_dict() == {
        2: "revenue", 3: "capital", 4: None,
    }  # fmt: skip
    assert set(rows["basis"]) == {"payments"}
    assert set(rows["agency_id"]) == {"leeds-council"}


def test_the_year_that_a_row_names_goes_before_that_of_its_day(spent):
    """Goods of the old year may be paid for in the new."""
    headings = [*PAYMENTS, "Financial Year"]
    row = ["Leeds City Council", "Ada Lovelace", "Libraries", "02/04/2025", "5", "books", "Revenue"]
    result = spent(headings, [[*row, "2024/25"], [*row, ""]])
    assert result.spending["financial_year"].tolist() == ["2024-25", "2025-26"]


def test_whoever_is_paid_stands_in_no_table_even_where_a_row_is_shifted(spent):
    result = spent(PAYMENTS, [
        ["Leeds City Council", "Ada Lovelace", "Libraries", "31/03/2025", "1", "for Ada Lovelace", "Revenue"],
        ["Leeds City Council", "Ada", "Libraries", "Ada Lovelace", "Ada Lovelace", "x", "Revenue"],
    ])  # fmt: skip
    for name in TABLES:
        frame = getattr(result, name, None)
        if isinstance(frame, pd.DataFrame):
            assert not frame.astype("str").apply(lambda c: c.str.contains("Lovelace")).to_numpy().any(), name


def test_the_name_of_whoever_is_paid_is_refused_as_a_column_of_ours(spent):
    with pytest.raises(
        EstateFileError, match="'Supplier Name' is read as service; expected a heading that cannot"
    ):
        spent(
            PAYMENTS,
            [["Leeds City Council", "A", "B", "31/03/2025", "1", "", ""]],
            columns={"service": "Supplier Name"},
        )


def test_how_far_the_place_decides_is_said_by_the_row_then_the_estate_file_then_the_tool(spent):
    headings = ["Organisation", "Service", "Discretion", "Financial year", "Amount (£000)"]
    lines = [
        ["Leeds City Council", "Libraries", "Statutory", "2024/25", "1"],
        ["Leeds City Council", "Libraries", "", "2024/25", "1"],
        ["Leeds City Council", "Waste collection", "", "2024/25", "1"],
        ["Leeds City Council", "Wibble", "", "2024/25", "1"],
    ]
    result = spent(headings, lines, more={"accounts": {"discretion": {"environment": "national"}}})
    rows = result.spending.set_index("source_row")
    found = rows[["discretion", "discretion_source"]].astype(object)
    assert found.where(found.notna(), None).apply(tuple, axis=1).to_dict() == {
        2: ("statutory", "the list"),
        3: ("discretionary", "a rule of the tool"),
        4: ("national", "the estate file"),
        5: ("unknown", None),
    }
    assert rows["amount_gbp"].tolist() == [1000.0] * 4


def test_a_year_that_nothing_says_is_null_and_told_once(spent):
    result = spent(
        ["Organisation", "Service", "Amount"], [["Leeds City Council", "Parks", "1"]], file="spend.csv"
    )
    assert result.spending["financial_year"].isna().all()
    assert (result.issues["code"] == "financial-year-not-known").sum() == 1


@pytest.mark.parametrize(
    ("begins", "day", "label"),
    [
        ("04-01", "2025-03-31", "2024-25"),
        ("04-01", "1999-04-01", "1999-00"),
        ("01-01", "2025-12-31", "2025"),
        ("07-01", "2025-07-01", "2026"),
        ("07-01", "2025-06-30", "2025"),
    ],
)
def test_a_day_is_in_the_financial_year_of_its_body(begins, day, label):
    assert year_of_day(pd.Series(pd.to_datetime([day])), begins).tolist() == [label]


@given(st.dates(pd.Timestamp("1990-01-01").date(), pd.Timestamp("2089-12-31").date()))
@settings(max_examples=50, deadline=None)
def test_the_label_of_any_day_is_read_back_as_itself(day):
    [label] = year_of_day(pd.Series(pd.to_datetime([day])), "04-01")
    assert year_label(label) == label
    assert int(label[:4]) == day.year - ((day.month, day.day) < (4, 1))


def test_the_postcode_of_whoever_is_paid_is_no_place_of_spending(spent):
    headings, line = (
        ["Organisation", "Supplier", "Postcode", "Amount", "Date"],
        ["Leeds City Council", "A", "LS1 3AB", "5", "01/05/2025"],
    )
    result = spent(headings, [line])
    assert result.spending["postcode"].isna().all()
    said = spent(headings, [line], columns={"postcode": "Postcode"})
    assert said.spending["postcode"].tolist() == ["LS1 3AB"]


def test_areas_are_known_by_id_name_or_code_and_others_are_told(spent):
    headings = ["Organisation", "Area", "Service", "Financial year", "Amount"]
    area = {"areas": [{"id": "aire", "name": "Aire Valley", "codes": ["E08000035"]}]}
    result = spent(headings, [
        ["Leeds City Council", "aire", "Parks", "2024/25", "1"],
        ["Leeds City Council", "AIRE VALLEY", "Parks", "2024/25", "2"],
        ["Leeds City Council", "E08000035", "Parks", "2024/25", "3"],
        ["Leeds City Council", "Narnia", "Parks", "2024/25", "4"],
    ], more=area)  # fmt: skip
    found = result.spending.set_index("amount_gbp")[["area_id", "gss_code"]].astype(object)
    assert found.where(found.notna(), None).apply(tuple, axis=1).to_dict() == {
        1.0: ("aire", None),
        2.0: ("aire", None),
        3.0: (None, "E08000035"),
        4.0: (None, None),
    }
    [told] = result.issues[result.issues["code"] == "area-not-known"].to_dict("records")
    assert (told["value"], told["rows_count"]) == ("Narnia", 1)


def test_a_list_that_ends_with_its_total_is_held_against_it(spent):
    headings = ["Supplier Name", "Category Family", "Invoice GL Date", "Spend"]
    rows = [
        ["Ada Ltd", "Track", "2019-01-05", "10.25"],
        ["Bob Ltd", "", "2019-01-07", "2"],
        ["Grand Total", "", "", "12.25"],
    ]
    result = spent(headings, rows)
    assert result.spending["amount_gbp"].sum() == 12.25
    [line] = result.reconciliations.to_dict("records")
    assert (line["rows_count"], line["differing_count"], line["stated_gbp"]) == (1, 0, 12.25)


def test_rows_that_say_the_same_are_added_up_where_the_layout_says_so(spent):
    headings = [
        "FinancialYear",
        "Geography",
        "GeographyCode",
        "Value",
        "HMTFunction",
        "HMTSubfunction",
        "CAPorCUR",
    ]
    result = spent(headings, [
        ["2017-18", "North West", "UKD", "5", "7. Health", "7.A Medical services", "CUR"],
        ["2017-18", "North West", "UKD", "7", "7. Health", "7.B Medical research", "CUR"],
        ["2017-18", "North West", "UKD", "1", "7. Health", "", "CAP"],
        ["2017-18", "North West", "UKD", "2", "3. Public order and safety", "3.1 Police services", "CUR"],
        ["2017-18", "North West", "UKD", "", "9. Education", "", "CUR"],
        ["2017-18", "Outside UK", "UKZ", "9", "9. Education", "", "CUR"],
    ])  # fmt: skip
    found = result.spending.set_index(["service", "budget"])["amount_gbp"].to_dict()
    assert found == {("health", "revenue"): 12.0, ("health", "capital"): 1.0, ("police", "revenue"): 2.0}
    assert set(result.spending["gss_code"]) == {"E12000002"}
    assert set(result.spending["basis"]) == {"ceiling"}
    [register] = result.registers.to_dict("records")
    assert (register["rows_read"], register["rows_kept"], register["rows_set_aside"]) == (6, 4, 2)


def test_premises_are_told_apart_from_the_rest_of_a_total(spent):
    headings = [
        "Practice Code",
        "Practice Name",
        "Practice Postcode",
        "Premises Payments",
        "Total NHS Payments to General Practice",
    ]
    result = spent(headings, [["A81001", "Dr Ada Lovelace", "TS18 1HU", "135112.89", "720462.51"]])
    found = {bool(row["is_property"]): row["amount_gbp"] for _, row in result.spending.iterrows()}
    assert found == {True: pytest.approx(135112.89), False: pytest.approx(585349.62)}
    assert set(result.spending["postcode"]) == {"TS18 1HU"}
    assert set(result.spending["agency_id"]) == {"england-nhs"}


def test_a_list_of_spending_among_registers_is_refused_with_where_it_belongs(tmp_path):
    write_csv(tmp_path / "r.csv", RETURN, [["E0101", "Bath UA", "UA", "1", "1", "2", "0", "0", "2"]])
    with pytest.raises(EstateFileError, match=r"headings are those of spending \(layout revenue-outturn\)"):
        read(load(tmp_path, registers=[{"id": "r", "path": "r.csv"}]))


def test_a_budget_with_a_column_for_each_year_gives_an_amount_a_year(spent):
    headings = ["Organisation", "Service", "2026/27 (£000)", "2027/28 (£000)"]
    lines = [["Leeds City Council", "Libraries", "10", ""], ["Leeds City Council", "Highways", "5", "7.5"]]
    years = {"2026/27": "2026/27 (£000)", "2027/28": "2027/28 (£000)"}
    result = spent(headings, lines, year_columns=years, defaults={"basis": "budget"})
    found = result.spending.set_index(["service_read", "financial_year"])["amount_gbp"].to_dict()
    assert found == {
        ("Libraries", "2026-27"): 10_000.0,
        ("Highways", "2026-27"): 5_000.0,
        ("Highways", "2027-28"): 7_500.0,
    }
    assert "financial-year-not-known" not in set(result.issues["code"])
    with pytest.raises(EstateFileError, match="names the heading 'Next year' for the year 2027/28"):
        spent(headings, lines, year_columns={"2027/28": "Next year"})


def test_a_name_in_a_shifted_row_of_payments_is_no_service_body_or_area(spent):
    headings = ["Organisation", "Supplier", "Service", "Area", "Date paid", "Amount"]
    lines = [
        ["Leeds City Council", "Lovelace Ltd", "Libraries", "", f"{day:02d}/05/2024", "10"]
        for day in range(1, 9)
    ]
    lines.append(["Lovelace Ltd", "Ada Lovelace", "Education Lovelace", "Lovelace House", "09/05/2024", "10"])
    lines += [["Leeds City Council", "x", "Widgets", "", f"{day:02d}/06/2024", "10"] for day in range(1, 6)]
    result = spent(headings, lines)
    for name in TABLES:
        frame = getattr(result, name, None)
        if isinstance(frame, pd.DataFrame):
            assert not frame.astype("str").apply(lambda c: c.str.contains("(?i)lovelace")).to_numpy().any(), (
                name
            )
    # what stands in five rows is a word of the list, known or not
    assert set(result.spending["service_read"].dropna()) == {"Libraries", "Widgets"}
    assert set(result.spending["agency_id"].dropna()) == {"leeds-council"}
    assert result.spending["amount_gbp"].sum() == 140.0


def test_the_organisation_of_a_list_of_grants_received_them_unless_the_estate_file_says_otherwise(spent):
    headings = ["Organisation", "Service", "Postcode", "Date paid", "Amount"]
    lines = [["Ada Lovelace", "Libraries", "LS1 1AA", f"{day:02d}/05/2024", "10"] for day in range(1, 9)]
    result = spent(headings, lines)
    assert result.agencies.empty
    assert result.spending["postcode"].isna().all()
    assert "Lovelace" not in str(result.headings["samples"].tolist())
    said = spent(headings, lines, agency={"column": "Organisation"})
    assert set(said.agencies["name"]) == {"Ada Lovelace"}
