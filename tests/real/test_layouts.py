"""Each file of the real places has exactly one layout, told from its headings alone."""

from __future__ import annotations

import pytest
from plain_reading import features, plain_headings, tags

from totalcapital.reading.profiles import load_profiles, normal_heading

PLACES = ("leeds-city-region", "cambridgeshire", "county-durham")
OF_EACH_PLACE = {
    "brownfield_2020.csv": "brownfield-2020",
    "courts.json": "courts",
    "fire_stations_bng.csv": "fire-stations",
    "hospitals_osm.csv": "osm-hospitals",
    "libraries_2016_xy.csv": "libraries-2016",
    "libraries_2023_uprn.csv": "libraries-2023",
    "nhs_Clinics.csv": "nhs-choices",
    "nhs_GPPractices.csv": "nhs-choices",
    "nhs_Hospital.csv": "nhs-choices",
    "os_library_buildings_wkt_bng.csv": "library-footprints",
    "police_stations_3857.csv": "police-points",
    "school_capital_allocations_2025_26.csv": "school-capital-allocations",
    "school_cif_projects_2024_25.csv": "school-cif",
    "schools_gias.csv": "gias-extract",
    "towns_fund_fhsf_projects.csv": "towns-fund",
}
OTHERS = {
    "leeds-city-region/registers/gias_edubase_leeds.csv": "gias-edubase",
    "leeds-city-region/registers/business-rates/bradford.csv": "business-rates-bradford",
    "leeds-city-region/registers/business-rates/calderdale.csv": "business-rates-calderdale",
    "leeds-city-region/registers/business-rates/selby.csv": "business-rates-selby",
    "trafford/trafford_land_and_building_assets.csv": "transparency-code",
    "trafford/trafford_leisure_centres.csv": "trafford-leisure",
    "trafford/trafford_leisure_centres_and_parking_polygons.geojson": "trafford-leisure",
    "trafford/trafford_community_hubs.csv": "trafford-hubs",
    "trafford/trafford_community_hubs.geojson": "trafford-hubs",
    "trafford/libraries.geojson": "trafford-libraries",
    "trafford/allotments.geojson": "allotments",
    "national/courts.json": "courts",
    "national/gias_open_establishments_2025.csv": "gias-extract",
    "national/libraries_england.csv": "libraries-2019",
    "national/libraries_england_2022.csv": "libraries-2023",
    "national/libraries_england_2023.csv": "libraries-2023",
    "national/nhs_Clinics.csv": "nhs-choices",
    "national/nhs_GPPractices.csv": "nhs-choices",
    "national/nhs_Hospital.csv": "nhs-choices",
    "national/nhs_Pharmacy.csv": "nhs-choices",
    "national/nhs_Trust.csv": "nhs-choices",
    "national/os_library_buildings.csv": "library-footprints",
    "national/towns-fund/towns_fund_fhsf_projects.csv": "towns-fund",
    "national/towns-fund/simplification_pathfinder_projects.csv": "towns-fund",
    "national/brownfield/local-authority-eng-amb.csv": "brownfield-2020",
    "capital/erdf-esf-england-2007-2013/Final_England_subsidies.csv": "european-grants",
    "capital/new-york-capital-projects-2020/projects.geojson": "new-york-projects",
    "spending/trafford-supplier-spend/trafford-supplier-spend-2024-25.zip": "trafford-payments",
    "spending/council-payments-west-yorkshire/leeds_2019-01.csv.gz": "payments-by-unit",
    "spending/council-payments-west-yorkshire/calderdale_2019-01.csv.gz": "calderdale-payments",
    "spending/council-payments-west-yorkshire/networkrail_2019-01.csv.gz": "network-rail-payments",
    "spending/nhs-gp-payments/nhs_payments_general_practice_22-23.csv.gz": "nhs-gp-payments",
    "spending/pesa-cra-regional-1999-2018/ParsedCombinedPESA.zip": "regional-analysis",
}
WORKBOOKS = [
    ("national/fire-data.xlsx", "fire-station", 1, "fire-data"),
    ("national/fire-stations-dataset.ods", "STATIONS", 1, "fire-stations"),
    (
        "national/school-capital/Condition_Improvement_Fund_2024_to_2025_outcomes.ods",
        "Approved",
        1,
        "school-cif",
    ),
    (
        "national/school-capital/School_capital_funding_allocations_for_2025_to_2026.xlsx",
        "2_Schools",
        8,
        "school-capital-allocations",
    ),
    ("national/towns-fund/PF_Round_1_Success.xlsx", "Project Details", 2, "towns-fund"),
    *[
        (f"spending/revenue-outturn-england-2010-2018/Revenue_Outturn_Summary__RS__data_{year}_{end}.xls",
         f"RS LA Data {year} (1)", 6, "revenue-outturn")
        for year, end in [
            ("2010-11", "by_LA_-_27-Nov-2012-v2"), ("2011-12", "by_LA_-_Revised_28-Nov-2013"),
            ("2012-13", "by_LA__Revised__-_18-Feb-2014"), ("2013-14", "by_LA_-_Revised_28-Jan-2015"),
            ("2014-15", "by_LA_-_02-Feb-2016"),
        ]
    ],
    (
        "capital/capital-outturn-england/LA_drop-down_capital_expenditure_receipts_and_financing_COR4_2012-13.xls",
        "Total expenditure", 2, "capital-outturn-2012",
    ),
    (
        "capital/capital-outturn-england/COR4_Total_capital_expenditure___receipts_Financing___Prudential_information 1617.xlsx",
        "Expenditure & Receipts", 6, "capital-outturn-2016",
    ),
]  # fmt: skip
EVERY_TEXT_FILE = {
    **{f"{place}/registers/{name}": profile for place in PLACES for name, profile in OF_EACH_PLACE.items()},
    **OTHERS,
}

pytestmark = pytest.mark.real


def fitting(headings):
    return [profile.id for profile in load_profiles() if profile.fits(headings)]


@pytest.mark.parametrize("path", sorted(EVERY_TEXT_FILE))
def test_a_file_fits_one_layout_and_no_other(real_data, path):
    assert fitting(plain_headings(real_data / path)) == [EVERY_TEXT_FILE[path]]


@pytest.mark.parametrize(("path", "sheet", "row", "profile"), WORKBOOKS)
def test_a_sheet_fits_one_layout_and_no_other(real_data, path, sheet, row, profile):
    assert fitting(plain_headings(real_data / path, sheet, row)) == [profile]


def test_every_openstreetmap_layer_fits_the_one_layout(real_data):
    layers = sorted((real_data / "leeds-city-region/registers/osm").glob("*.geojson"))
    assert len(layers) == 22
    assert {path.name: fitting(plain_headings(path)) for path in layers} == {
        path.name: ["osm"] for path in layers
    }


def test_every_brownfield_register_of_england_fits_the_one_layout(real_data):
    lists_of_registers = {"pare.csv", "organisation-boundary-referral.csv"}
    there = sorted((real_data / "national/brownfield").glob("*.csv"))
    registers = [path for path in there if path.name not in lists_of_registers]
    assert (len(there), len(registers)) == (341, 339)
    assert {path.name for path in registers if fitting(plain_headings(path)) != ["brownfield-2020"]} == set()


def test_no_file_of_the_three_places_and_trafford_is_left_without_a_layout(real_data):
    there = {
        path.relative_to(real_data).as_posix()
        for place in (*PLACES, "trafford")
        for path in (real_data / place).rglob("*")
        if path.suffix in {".csv", ".json", ".geojson"} and "/osm/" not in path.as_posix()
    }
    metadata = {"trafford/trafford_land_and_building_assets.csv-metadata.json"}
    assert there - metadata == {
        path for path in EVERY_TEXT_FILE if not path.startswith(("capital/", "national/", "spending/"))
    }


def test_every_heading_a_profile_reads_stands_in_a_file_of_its_layout(real_data):
    """A heading that is misspelt in a profile is read from no file, without a word."""
    seen = {profile.id: set() for profile in load_profiles()}
    for path, profile in EVERY_TEXT_FILE.items():
        seen[profile] |= {normal_heading(h) for h in plain_headings(real_data / path)}
    for path, sheet, row, profile in WORKBOOKS:
        seen[profile] |= {normal_heading(h) for h in plain_headings(real_data / path, sheet, row)}
    for path in sorted((real_data / "leeds-city-region/registers/osm").glob("*.geojson")):
        found = features(path)
        seen["osm"] |= {normal_heading(key) for feature in found for key in feature["properties"]}
        seen["osm"] |= {normal_heading(f"other_tags.{key}") for feature in found for key in tags(feature)}
    seen["courts"] |= {
        normal_heading(f"addresses[Visiting].{part}") for part in ("address", "town", "county", "postcode")
    }
    # Spellings of other councils' registers, and the fields that the Transparency Code recommends, by
    # its words; Trafford publishes neither.
    elsewhere = {"uniqueassetidentity", "uniqueassetid", "servicesoffered", "servicesofferedfromasset"}
    elsewhere |= {"buildingoperationcost", "buildingoperationrunningcost", "buildingoperationrunningcosts"}
    # Of headings that stand several times in a sheet the later ones get a number, and so do columns without one.
    elsewhere |= {normal_heading(f"column {n}") for n in (1, 2, 3)}
    elsewhere |= {
        h
        for p in load_profiles()
        for h in p.headings_used
        if p.id.startswith("capital-outturn") and h[-1:].isdigit()
    }
    elsewhere |= {"requiredmaintenance", "requiredmaintenancecost", "assetofcommunityvalue"}
    unread = {
        profile.id: profile.headings_used - seen[profile.id] - elsewhere
        for profile in load_profiles()
        if profile.basis == "seen"
        and not profile.id.startswith("total-capital")
        and profile.headings_used - seen[profile.id] - elsewhere
    }
    assert unread == {}
