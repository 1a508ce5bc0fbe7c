"""Real lists of public spending, read: what they add up to, counted again from the files by other code."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections import Counter, defaultdict
from fractions import Fraction

import pandas as pd
import pytest
import python_calamine
from estates import load

from totalcapital.reading import read

pytestmark = pytest.mark.real

OUTTURN = "spending/revenue-outturn-england-2010-2018/Revenue_Outturn_Summary__RS__data_"
REVENUE = {
    "2010-11": f"{OUTTURN}2010-11_by_LA_-_27-Nov-2012-v2.xls",
    "2011-12": f"{OUTTURN}2011-12_by_LA_-_Revised_28-Nov-2013.xls",
    "2012-13": f"{OUTTURN}2012-13_by_LA__Revised__-_18-Feb-2014.xls",
    "2013-14": f"{OUTTURN}2013-14_by_LA_-_Revised_28-Jan-2015.xls",
    "2014-15": f"{OUTTURN}2014-15_by_LA_-_02-Feb-2016.xls",
}
CAPITAL = "capital/capital-outturn-england/"
COR_2012 = f"{CAPITAL}LA_drop-down_capital_expenditure_receipts_and_financing_COR4_2012-13.xls"
COR_2016 = f"{CAPITAL}COR4_Total_capital_expenditure___receipts_Financing___Prudential_information 1617.xlsx"
TRAFFORD = "spending/trafford-supplier-spend/trafford-supplier-spend-2024-25.zip"
PRACTICES = "spending/nhs-gp-payments/nhs_payments_general_practice_22-23.csv.gz"
REGIONS = "spending/pesa-cra-regional-1999-2018/ParsedCombinedPESA.zip"
PAYMENTS = "spending/council-payments-west-yorkshire/"
SCHOOLS = "county-durham/registers/school_capital_allocations_2025_26.csv"


@pytest.fixture(scope="module")
def result(real_data, tmp_path_factory):
    """Every list in one estate, read once."""
    entries = [{"id": f"revenue-{year}", "path": path} for year, path in REVENUE.items()]
    entries += [{"id": "capital-2012", "path": COR_2012}, {"id": "capital-2016", "path": COR_2016}]
    entries += [{"id": "trafford", "path": TRAFFORD}, {"id": "regions", "path": REGIONS}]
    entries += [{"id": "practices", "path": PRACTICES, "defaults": {"financial_year": "2022-23"}}]
    entries += [
        {"id": "leeds", "path": f"{PAYMENTS}leeds_2019-02.csv.gz", "agency": "Leeds City Council"},
        {"id": "calderdale", "path": f"{PAYMENTS}calderdale_2019-01.csv.gz"},
        {"id": "network-rail", "path": f"{PAYMENTS}networkrail_2019-01.csv.gz"},
        {
            "id": "schools",
            "path": SCHOOLS,
            "agency": "Department for Education",
            "columns": {"amount_gbp": "DFC", "gss_code": "Local Authority Number"},
            "defaults": {"service": "education", "budget": "capital", "basis": "allocation", "financial_year": "2025-26"},
        },
    ]  # fmt: skip
    whole = [entry | {"path": str(real_data / entry["path"])} for entry in entries]
    return read(load(tmp_path_factory.mktemp("spending"), spending=whole))


def of(result, register):
    return result.spending[result.spending["register_id"] == register]


def sheet(path, part):
    """Cells of the first sheet with a word in its name."""
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    name = next(name for name in book.sheet_names if part in name)
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def pounds(thousands):
    """Exact pounds of a cell in thousands; a cell of words is nothing."""
    return Fraction(thousands) * 1000 if isinstance(thousands, int | float) else Fraction(0)


def archive_rows(path):
    with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as stream:
        yield from csv.DictReader(io.TextIOWrapper(stream, encoding="utf-8", newline=""))


# --- revenue outturn ---


@pytest.mark.parametrize("year", REVENUE)
def test_every_heading_read_adds_up_to_the_england_row_to_the_pound(result, real_data, year):
    cells = sheet(real_data / REVENUE[year], "Data")
    headings = [" ".join(str(heading).split()) for heading in cells[5]]
    at = headings.index("Local authority")
    [england] = [row for row in cells if str(row[at]).strip() == "ENGLAND"]
    first = {}
    for position, heading in enumerate(headings):
        first.setdefault(heading, position)
    spending = of(result, f"revenue-{year}")
    read_ = spending.groupby("source_column")["amount_gbp"].sum()
    assert len(read_) >= 23
    for heading, total in read_.items():
        assert Fraction(total) == pounds(england[first[heading]]), heading
    assert set(spending["financial_year"]) == {year}


@pytest.mark.parametrize("year", REVENUE)
def test_the_services_and_the_net_current_expenditure_stated_are_reconciled(result, real_data, year):
    """A few rows differ by a thousand pounds or two in the workbooks themselves, which round each cell."""
    cells = sheet(real_data / REVENUE[year], "Data")
    rows = [row for row in cells[6:] if isinstance(row[0], str) and len(row[0]) == 5 and row[0][1:].isdigit()]
    stated = {
        key: sum(
            pounds(row[next(i for i, h in enumerate(cells[5]) if str(h).startswith(key))]) for row in rows
        )
        for key in ("TOTAL SERVICE EXPENDITURE", "NET CURRENT EXPENDITURE")
    }
    found = result.reconciliations[result.reconciliations["register_id"] == f"revenue-{year}"]
    for key, total in stated.items():
        [line] = found[found["what"].str.contains(key)].to_dict("records")
        assert (line["rows_count"], Fraction(line["stated_gbp"])) == (444, total)
        assert abs(line["difference_gbp"]) <= 6_000
        assert line["differing_count"] <= 22
    feet = found[found["what"].str.startswith("row ")]
    assert len(feet) == 7  # England and six classes
    assert feet["differing_count"].tolist() == [0] * 7


def test_444_bodies_have_their_sector_and_the_same_name_in_every_year(result):
    spending = result.spending[result.spending["register_id"].str.startswith("revenue-")]
    bodies = spending.merge(result.agencies[["agency_id", "sector"]], on="agency_id", how="left")
    of_2010 = (
        bodies[bodies["financial_year"] == "2010-11"]
        .drop_duplicates("agency_id")
        .set_index("agency_id")["sector"]
    )
    since = {f"{name}-council" for name in ("buckinghamshire", "dorset", "north-yorkshire", "somerset")}
    assert set(of_2010[list(since)]) == {"unitary"}  # counties then, of one tier now
    assert Counter(of_2010.drop(list(since))) == {
        "district": 201, "unitary": 125, "county": 23, "police": 37, "fire": 30, "other": 24,
    }  # fmt: skip
    years = bodies.groupby("agency_id")["financial_year"].nunique()
    durham = spending[spending["gss_code"] == "E06000047"]
    assert set(durham["agency_id"]) == {"durham-council"}
    assert (years == 5).sum() >= 430


def test_levies_and_precepts_are_told_as_passed_on(result):
    passed = result.spending[
        result.spending["is_transfer"] & result.spending["register_id"].str.startswith("revenue-")
    ]
    assert set(passed["source_column"]) == {
        "Parish precepts", "Integrated Transport Authority levy", "Waste Disposal Authority levy",
        "London Pensions Fund Authority levy", "Other levies", "Levy: Environment Agency flood defence",
    }  # fmt: skip


# --- capital outturn ---


@pytest.mark.parametrize(
    ("register", "path", "blocks"),
    [
        ("capital-2012", COR_2012, ("Total expenditure", 5, 11)),
        ("capital-2016", COR_2016, ("Expenditure & Rec", 6, 12)),
    ],
)
def test_capital_expenditure_of_each_service_is_that_of_the_bodies_to_the_pound(
    result, real_data, register, path, blocks
):
    """Services stand in blocks of seven columns, of which the third is total capital expenditure."""
    part, first, count = blocks
    cells = sheet(real_data / path, part)
    bodies = [row for row in cells if isinstance(row[0], str) and len(row[0]) == 5 and row[0][1:].isdigit()]
    columns = [first + 7 * block for block in range(count)]
    total = sum(pounds(row[column]) for row in bodies for column in columns)
    everything = sum(pounds(row[first + 7 * count]) for row in bodies)
    spending = of(result, register)
    assert set(spending["budget"]) == {"capital"}
    assert float(spending["amount_gbp"].sum()) == pytest.approx(float(total), abs=0.5)
    assert float(total) == pytest.approx(float(everything), abs=0.5)
    assert len(bodies) == 444


def test_the_capital_of_one_body_of_2016_17_is_not_known_and_england_has_it_estimated(result):
    lines = result.reconciliations[result.reconciliations["register_id"] == "capital-2016"]
    [england] = lines[lines["what"].str.contains("England:")].to_dict("records")
    others = lines[~lines["what"].str.contains("England:")]
    assert england["difference_gbp"] == pytest.approx(-4_382_187.8, abs=0.1)
    assert others["differing_count"].sum() == 0
    [register] = result.registers[result.registers["register_id"] == "capital-2016"].to_dict("records")
    assert register["rows_kept"] == 443


# --- payments ---


def test_trafford_adds_up_to_the_penny_with_its_credits_and_its_capital(result, real_data):
    pence = Counter()
    count = 0
    for row in archive_rows(real_data / TRAFFORD):
        amount = Fraction(row["Amount"]) * 100
        count += 1
        pence["all"] += amount
        pence["capital"] += amount if row["ProfitCentre"] == "990000" else 0
        pence["credits"] += min(0, amount)
    spending = of(result, "trafford")
    assert (count, len(spending)) == (210_068, 210_068)
    assert float(pence["all"]) == 56_521_957_374
    by_budget = spending.groupby("budget")["amount_gbp"].sum()
    assert round(by_budget["capital"] * 100) == pence["capital"] == 11_240_235_116
    assert round(spending["amount_gbp"].sum() * 100) == pence["all"]
    assert round(spending.loc[spending["amount_gbp"] < 0, "amount_gbp"].sum() * 100) == pence["credits"]
    assert set(spending["agency_id"]) == {"trafford-council"}
    assert set(spending["financial_year"]) == {"2024-25"}


def test_the_service_of_most_of_what_trafford_pays_is_known_and_pay_and_capital_grants_are_not(
    result, real_data
):
    spending = of(result, "trafford")
    unknown = spending[spending["service"].isna()]
    assert round(unknown["amount_gbp"].sum() / 1e6) == 230  # of 565
    pay = grants = Fraction(0)
    for row in archive_rows(real_data / TRAFFORD):
        pay += (
            Fraction(row["Amount"])
            if row["OrganisationalUnit"] == "NA" and "CFUND" not in row["Purpose"]
            else 0
        )
        grants += Fraction(row["Amount"]) if row["Purpose"] == "CAP GRANT OTH BODIES" else 0
    assert (round(float(pay) / 1e6), round(float(grants) / 1e6)) == (105, 61)


def test_what_trafford_pays_its_joint_venture_for_waste_and_lights_is_no_cost_of_premises(result, real_data):
    rows = list(archive_rows(real_data / TRAFFORD))
    venture = [Fraction(row["Amount"]) for row in rows if row["OrganisationalUnit"].startswith("JVC:")]
    premises = of(result, "trafford").query("is_property")
    assert round(float(sum(venture)) / 1e6) == 20
    assert premises["amount_gbp"].sum() / 1e6 < 10
    assert premises.loc[premises["service"] == "environment", "amount_gbp"].sum() < 200_000


def test_what_trafford_pays_on_to_police_fire_transport_and_waste_is_told_as_passed_on(result, real_data):
    """Precepts and levies by the words of their purpose, each month's payment one row."""
    paid = defaultdict(Fraction)
    for row in archive_rows(real_data / TRAFFORD):
        for words in ("GMP CFUND", "GMFA CFUND", "GMFRA CFUND", "GMITA LEVY", "WASTE DISPOSAL LEVY"):
            if row["Purpose"].startswith(words):
                paid[words] += Fraction(row["Amount"])
        if "Waste Levy" in row["Purpose"]:
            paid["adjusted"] += Fraction(row["Amount"])
    passed = of(result, "trafford").query("is_transfer")
    assert float(passed["amount_gbp"].sum()) == pytest.approx(float(sum(paid.values())), abs=0.005)
    assert round(passed["amount_gbp"].sum()) == 64_218_925  # of 565.2 million


def test_nobody_who_was_paid_by_trafford_stands_in_any_table(result, real_data):
    paid = {row["BeneficiaryName"].strip() for row in archive_rows(real_data / TRAFFORD)}
    known = " | ".join(result.agency_names["name_read"].dropna().unique())
    names = {name for name in paid if len(name) >= 8 and name not in known}
    assert len(names) > 2_000
    spending = of(result, "trafford")
    texts = {
        str(value)
        for whole in (
            spending,
            result.issues,
            result.headings,
            result.registers,
            result.agencies,
            result.reconciliations,
        )
        for frame in [whole[whole["register_id"] == "trafford"] if "register_id" in whole else whole]
        for column in frame.columns
        if column != "spending_id" and frame[column].dtype in (object, "str", "string")
        for value in frame[column].dropna().unique()
    }
    said = "\n".join(texts).casefold()
    assert {name for name in names if name.casefold() in said} == set()


def test_lists_of_other_bodies_add_up_to_their_rows(result, real_data):
    for register, file, heading in (
        ("leeds", "leeds_2019-02", "Amount"),
        ("calderdale", "calderdale_2019-01", "Net Amount"),
        ("network-rail", "networkrail_2019-01", "Spend"),
    ):
        text = gzip.decompress((real_data / f"{PAYMENTS}{file}.csv.gz").read_bytes()).decode("latin-1")
        rows = [
            row for row in csv.DictReader(io.StringIO(text, newline="")) if "Grand Total" not in row.values()
        ]
        total = sum(Fraction(row[heading]) for row in rows if row[heading])
        assert float(of(result, register)["amount_gbp"].sum()) == pytest.approx(float(total), abs=0.005)
    [line] = result.reconciliations[result.reconciliations["register_id"] == "network-rail"].to_dict(
        "records"
    )
    assert (line["differing_count"], round(line["stated_gbp"], 2)) == (0, 509_792_606.90)
    calderdale = of(result, "calderdale")
    capital = calderdale[calderdale["service_read"].str.endswith("- Capital", na=False)]
    assert set(capital["budget"]) == {"capital"}
    # a word of fewer than five payments is not shown, and still says the budget
    text = gzip.decompress((real_data / f"{PAYMENTS}calderdale_2019-01.csv.gz").read_bytes()).decode(
        "latin-1"
    )
    areas = [
        row["Expense Area"] for row in csv.DictReader(io.StringIO(text, newline="")) if row["Net Amount"]
    ]
    assert (calderdale["budget"] == "capital").sum() == sum(
        area.strip().endswith("- Capital") for area in areas
    )
    assert set(calderdale["agency_id"]) == {"calderdale-council"}


# --- health, regions, schools ---


def test_payments_to_practices_are_told_with_premises_apart_and_at_their_postcodes(result, real_data):
    text = gzip.decompress((real_data / PRACTICES).read_bytes()).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    premises = sum(Fraction(row["Premises Payments"]) for row in rows)
    total = sum(Fraction(row["Total NHS Payments to General Practice"]) for row in rows)
    spending = of(result, "practices")
    by = spending.groupby("is_property")["amount_gbp"].sum()
    assert by[True] == pytest.approx(float(premises), abs=0.005)
    assert by.sum() == pytest.approx(float(total), abs=0.005)
    assert round(by.sum() / 1e9, 3) == 10.230
    assert spending["postcode"].notna().all()
    assert not spending.astype("str").apply(lambda c: c.str.contains("DR ", regex=False)).to_numpy().any()


def test_regional_totals_are_those_of_the_statistics_and_every_row_is_accounted_for(result, real_data):
    sums, count = defaultdict(Fraction), 0
    for row in archive_rows(real_data / REGIONS):
        count += 1
        if row["GeographyCode"] == "UKE" and row["FinancialYear"] == "2017-18" and row["Value"]:
            sums[row["CAPorCUR"]] += Fraction(row["Value"])
    assert [round(float(sums[name]) / 1e9, 3) for name in ("CUR", "CAP")] == [45.088, 3.777]
    spending = of(result, "regions")
    mine = spending[(spending["gss_code"] == "E12000003") & (spending["financial_year"] == "2017-18")]
    by = mine.groupby("budget")["amount_gbp"].sum()
    assert by["revenue"] == pytest.approx(float(sums["CUR"]), abs=1)
    assert by["capital"] == pytest.approx(float(sums["CAP"]), abs=1)
    assert set(spending["basis"]) == {"ceiling"}
    [register] = result.registers[result.registers["register_id"] == "regions"].to_dict("records")
    assert register["rows_read"] == count == 401_482
    assert register["rows_kept"] + register["rows_set_aside"] == count


def test_a_file_of_no_layout_of_spending_is_read_as_the_estate_file_says(result, real_data):
    with (real_data / SCHOOLS).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    amounts = [Fraction(row["DFC"]) for row in rows if row["DFC"].replace(".", "").isdigit()]
    spending = of(result, "schools")
    assert len(spending) == len(amounts)
    assert float(spending["amount_gbp"].sum()) == pytest.approx(float(sum(amounts)), abs=0.005)
    assert set(spending["gss_code"]) == {"E06000047"}  # 840 is County Durham
    assert pd.unique(spending["basis"]).tolist() == ["allocation"]
