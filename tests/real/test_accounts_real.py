"""Accounts of every pathfinder and Total Place area, held against sums of the workbooks' own cells."""

from __future__ import annotations

import csv
import io
import tomllib
import zipfile

import pandas as pd
import pytest
import python_calamine

from totalcapital.accounting import Held, Known, account
from totalcapital.assumptions import load_assumptions
from totalcapital.resources import geodata
from totalcapital.sections import Accounts
from totalcapital.tables import AREAS, HOLDINGS, PLACES, SITES

pytestmark = pytest.mark.real

FOLDER = "spending/revenue-outturn-england-2010-2018"
YEARS = ("2010-11", "2011-12", "2012-13", "2013-14", "2014-15")
#: Precepts and levies: what the bodies of the workbook pay one another, and parishes.
LEVIES = ("Parish precepts", "Integrated Transport Authority levy", "Waste Disposal Authority levy",
          "London Pensions Fund Authority levy", "Other levies")  # fmt: skip
SERVICES = {
    "education": ("Education services", "Education: student support - mandatory awards"),
    "highways-and-transport": ("Highways and transport services",),
    "culture": ("Cultural and related services",),
    "planning-and-development": ("Planning and development services",),
    "police": ("Police services",),
    "fire": ("Fire and rescue services",),
    "central-services": ("Central services",),
}
DISTRICTS = {
    "E07000008": "Cambridge", "E07000009": "East Cambridgeshire", "E07000010": "Fenland", "E07000011": "Huntingdonshire",
    "E07000012": "South Cambridgeshire", "E06000031": "Peterborough", "E06000010": "Kingston upon Hull",
    "E06000011": "East Riding of Yorkshire", "E06000012": "North East Lincolnshire", "E06000013": "North Lincolnshire",
    "E08000032": "Bradford", "E08000033": "Calderdale", "E08000034": "Kirklees", "E08000035": "Leeds",
    "E08000036": "Wakefield", "E08000016": "Barnsley", "E08000017": "Doncaster", "E08000018": "Rotherham",
    "E08000019": "Sheffield", "E07000163": "Craven", "E07000164": "Hambleton", "E07000165": "Harrogate",
    "E07000166": "Richmondshire", "E07000167": "Ryedale", "E07000168": "Scarborough", "E07000169": "Selby",
    "E06000014": "York",
}  # fmt: skip

YORKSHIRE = [name for code, name in DISTRICTS.items() if name not in {
    "Cambridge", "East Cambridgeshire", "Fenland", "Huntingdonshire", "South Cambridgeshire", "Peterborough",
}]  # fmt: skip

#: By hand: of each area the bodies that serve it alone, and those whose area is larger, with the districts they serve.
CAMBRIDGESHIRE = ("E07000008", "E07000009", "E07000010", "E07000011", "E07000012")
WITH_PETERBOROUGH = (*CAMBRIDGESHIRE, "E06000031")
HUMBERSIDE = ("E06000010", "E06000011", "E06000012", "E06000013")
WEST_YORKSHIRE = ("E08000032", "E08000033", "E08000034", "E08000035", "E08000036")
SOUTH_YORKSHIRE = ("E08000016", "E08000017", "E08000018", "E08000019")
COUNTY = ("E07000163", "E07000164", "E07000165", "E07000166", "E07000167", "E07000168", "E07000169")
NORTH_YORKSHIRE = (*COUNTY, "E06000014")
PLACES_BY_HAND = {
    "cambridgeshire": (
        CAMBRIDGESHIRE,
        {
            CAMBRIDGESHIRE: ["E0521", "E0531", "E0532", "E0533", "E0536", "E0551"],
            WITH_PETERBOROUGH: ["E6005", "E7005", "E6105"],
        },
    ),
    "hull": (("E06000010",), {("E06000010",): ["E2002"], HUMBERSIDE: ["E6020", "E7020", "E6120"]}),
    "leeds-city-region": (
        (*WEST_YORKSHIRE, "E08000016", "E06000014", "E07000163", "E07000165", "E07000169"),
        {
            ("E06000014",): [
                *("E4701", "E4702", "E4703", "E4704", "E4705", "E4401", "E2701", "E2731", "E2753", "E2757"),
                *("E6047", "E7047", "E6147", "E6347", "E6353"),
            ],
            SOUTH_YORKSHIRE: ["E6044", "E7044", "E6144", "E6344", "E6350"],
            COUNTY: ["E2721"],
            NORTH_YORKSHIRE: ["E6027", "E7027", "E6127"],
        },
    ),
}


def workbook(real_data, year):
    """Body to heading to pounds: the cells of one year's workbook, each thousand times itself."""
    (path,) = (real_data / FOLDER).glob(f"*{year}*.xls")
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    rows = book.get_sheet_by_name(f"RS LA Data {year} (1)").to_python()
    headings = [" ".join(str(cell).split()) for cell in rows[5]]
    end = next(n for n, heading in enumerate(headings) if heading.startswith("NET CURRENT EXPENDITURE"))
    return {
        row[0]: {
            heading: 1000 * value
            for heading, value in zip(headings[:end], row, strict=False)
            if isinstance(value, float | int)
        }
        for row in rows[6:]
        if isinstance(row[0], str) and len(row[0]) == 5 and row[0][1:].isdigit()
    }


def net(cells):
    """Net current expenditure without precepts and levies: the sum of its parts, not the total beside them.

    Stated totals are off by a thousand or two where parts were rounded.
    """
    return sum(
        value
        for heading, value in cells.items()
        if not heading.startswith("TOTAL SERVICE") and heading not in LEVIES
    )


def every_resident(real_data):
    """Name of a district to residents of 2021: the name of each neighbourhood begins with that of its district."""

    def rows(name):
        with (real_data / "reference" / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    named = {
        row["lsoa21_code"]: row["lsoa21_name"].rsplit(" ", 1)[0]
        for row in rows("lsoa21/lookup_lsoa21_ward24_ltla24.csv")
    }
    counts = {}
    for row in rows("lsoa-imd-population/lsoa_population.csv"):
        name = named[row["lsoacd"]]
        counts[name] = counts.get(name, 0) + int(row["population"])
    return counts


@pytest.fixture(scope="module")
def tables(real_run):
    return real_run("pathfinders-money")[0].tables


@pytest.fixture(scope="module")
def books(real_data):
    return {year: workbook(real_data, year) for year in YEARS}


@pytest.fixture(scope="module")
def residents(real_data):
    counts = every_resident(real_data)
    return {code: counts[name] for code, name in DISTRICTS.items()}


def expected(name, year, books, residents, value):
    """What an area's bodies spend by hand: whole, or by its residents of those they serve."""
    districts, served = PLACES_BY_HAND[name]
    return sum(
        value(books[year][body])
        * sum(residents[d] for d in area if d in districts)
        / sum(residents[d] for d in area)
        for area, bodies in served.items()
        for body in bodies
        if body in books[year]
    )


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("name", PLACES_BY_HAND)
def test_an_area_has_what_its_bodies_spend_to_the_pound(tables, books, residents, name, year):
    accounts = tables["accounts"]
    mine = accounts[(accounts["area_id"] == name) & (accounts["financial_year"] == year)]
    assert mine["amount_gbp"].sum() == pytest.approx(
        expected(name, year, books, residents, net), abs=1, rel=0
    )
    for service, headings in SERVICES.items():
        found = mine.loc[mine["service"] == service, "amount_gbp"].sum()
        by_hand = expected(
            name, year, books, residents, lambda cells, h=headings: sum(cells.get(one, 0) for one in h)
        )
        assert found == pytest.approx(by_hand, abs=1, rel=0), service
    assert mine["per_head_gbp"].sum() == pytest.approx(
        mine["amount_gbp"].sum() / sum(residents[code] for code in PLACES_BY_HAND[name][0])
    )


@pytest.mark.parametrize("year", YEARS)
def test_all_authorities_with_what_is_unmapped_add_up_to_england_without_levies(tables, books, year):
    accounts, areas = tables["accounts"], tables["areas"]
    authorities = set(areas.loc[areas["kind"] == "authority", "area_id"])
    tiles = accounts[accounts["area_id"].isna() | accounts["area_id"].isin(authorities)]
    found = tiles.loc[tiles["financial_year"] == year, "amount_gbp"].sum()
    assert found == pytest.approx(sum(map(net, books[year].values())), abs=1, rel=0)


def test_money_in_no_authority_is_that_of_parks_and_of_a_county_of_which_a_district_went_elsewhere(tables):
    """Christchurch went to Bournemouth in 2019: how many of that council's residents live there is not known."""
    accounts = tables["accounts"]
    lost = set(accounts.loc[accounts["area_id"].isna(), "agency_id"])
    others = {one for one in lost if "park" not in one and "broads" not in one}
    assert others == {"dorset-council"}


def test_all_eleven_pathfinders_have_every_year_and_each_tier_that_serves_them(tables):
    accounts = tables["accounts"]
    pages = accounts[accounts["area_id"].isin(pilots("pathfinders"))]
    assert pages.groupby("area_id")["financial_year"].nunique().eq(len(YEARS)).all()
    assert pages["area_id"].nunique() == 11
    tiers = pages.groupby("area_id")["sector"].agg(set)
    for area in ("cambridgeshire", "hampshire", "worcestershire"):
        assert {"county", "district", "police", "fire"} <= tiers[area]
    assert all({"police", "fire"} <= found for area, found in tiers.items() if area != "hackney")


def pilots(programme):
    """Id to codes of a programme's areas, as of 2020."""
    said = tomllib.loads((geodata("programmes") / f"{programme}.toml").read_text(encoding="utf-8"))
    return {area["id"]: area["footprint"][-1]["codes"] for area in said["area"]}


def test_all_thirteen_total_place_pilots_have_every_tier_to_the_pound(tables, books):
    """From the same returns, with the pilots for pages. Dorset's county council is whole in its pilot."""
    areas = tables["areas"]
    rows = [
        {"area_id": f"pilot-{one}", "gss_code": "; ".join(codes), "kind": "programme", "name": one}
        for one, codes in pilots("total_place").items()
    ]
    place = pd.concat([areas[areas["kind"] == "authority"], AREAS.conform(pd.DataFrame(rows), crs=areas.crs)])
    result = account(
        tables["spending"],
        known=Known(place, tables["agencies"], tables["registers"], pd.DataFrame({"postcode": [], "x": []})),
        held=Held(SITES.empty(crs=areas.crs), HOLDINGS.empty(), PLACES.empty()),
        settings=Accounts(price_base="2014-15"),
        assumptions=load_assumptions({}),
        as_of=pd.Timestamp("2026-11-01").date(),
    )
    pages = result.accounts[result.accounts["area_id"].fillna("").str.startswith("pilot-")]
    assert pages.groupby("area_id")["financial_year"].nunique().to_dict() == dict.fromkeys(
        (row["area_id"] for row in rows), 5
    )
    dorset = pages[
        (pages["area_id"] == "pilot-dorset-poole-and-bournemouth") & (pages["financial_year"] == "2014-15")
    ]
    bodies = [
        "E1202",
        "E1201",
        "E1221",
        "E1232",
        "E1233",
        "E1234",
        "E1236",
        "E1237",
        "E1238",
        "E6112",
        "E7012",
    ]
    by_hand = sum(net(books["2014-15"][body]) for body in bodies)
    assert dorset["amount_gbp"].sum() == pytest.approx(by_hand, abs=1, rel=0)
    assert set(dorset["allocation"]) == {"whole"}


def test_yorkshire_counted_from_below_stands_beside_the_regions_statistics_by_resident(
    tables, books, real_data
):
    """All bodies of the region but its parks: districts, county, police, fire and transport, each whole."""
    with zipfile.ZipFile(
        real_data / "spending/pesa-cra-regional-1999-2018/ParsedCombinedPESA.zip"
    ) as archive:
        text = archive.read(archive.namelist()[0]).decode("utf-8-sig")
    top = sum(
        float(row["Value"] or 0)
        for row in csv.DictReader(io.StringIO(text, newline=""))
        if row["GeographyCode"] == "UKE" and row["FinancialYear"] == "2014-15"
    )
    starts = ("E20", "E27", "E44", "E47")
    others = ("E7020", "E7027", "E7044", "E7047", "E6120", "E6127", "E6144", "E6147", "E6350", "E6353")
    counted = sum(
        net(cells) for body, cells in books["2014-15"].items() if body.startswith(starts) or body in others
    )
    heads = sum(every_resident(real_data)[name] for name in YORKSHIRE)
    ceilings = tables["ceilings"]
    whole = ceilings[ceilings["service"].isna() & ceilings["budget"].isna()]
    row = whole[(whole["area_id"] == "E12000003") & (whole["financial_year"] == "2014-15")].iloc[0]
    assert row["ceiling_per_head_gbp"] * heads == pytest.approx(top, abs=1, rel=0)
    assert row["counted_per_head_gbp"] * heads == pytest.approx(counted, abs=1, rel=0)
    assert round(row["ceiling_per_head_gbp"]), round(row["share_pct"]) == (8431, 23)


@pytest.mark.parametrize(
    "service", ["fire", "police", "adult-social-care", "childrens-social-care", "housing-benefit"]
)
def test_what_councils_police_and_fire_alone_spend_comes_near_the_regions_ceiling(tables, service):
    """Outside London, whose authority returns police and fire by another form, between eight tenths and a tenth above it."""
    ceilings = tables["ceilings"]
    rows = ceilings[(ceilings["service"] == service) & (ceilings["budget"] == "revenue")]
    rows = rows[(rows["area_id"] == rows["region_code"]) & (rows["financial_year"] == "2014-15")]
    assert len(rows) == 9
    assert rows.loc[rows["area_id"] != "E12000007", "share_pct"].between(80, 110).all()
