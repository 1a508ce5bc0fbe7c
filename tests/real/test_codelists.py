"""The shared code lists of values, and the synonyms of headings."""

from __future__ import annotations

import tomllib

import pytest

from totalcapital.reading.profiles import match_code, normal_heading
from totalcapital.resources import geodata
from totalcapital.tables import ASSETS, PROJECTS, codes

ALLOWED = {
    "tenure": codes.TENURES,
    "status": codes.STATUSES,
    "service": codes.SERVICES,
    "property_kind": codes.PROPERTY_KINDS,
    "condition_grade": codes.CONDITION_GRADES,
    "role": codes.ROLES,
    "sensitivity": codes.SENSITIVITIES,
}


def code_list(name):
    return tomllib.loads(geodata("codelists", f"{name}.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_a_code_list_holds_only_codes_of_the_contract_and_says_its_source(name):
    listed = code_list(name)
    assert set(listed) == {"source", "codes"}
    assert len(listed["source"]) > 20
    assert {code for code in listed["codes"].values() if code} <= set(ALLOWED[name])


@pytest.mark.parametrize(
    ("name", "written", "code"),
    [
        ("tenure", "Freehold", "freehold"),
        ("tenure", "Leashold", "leasehold"),
        ("tenure", "Long Leasehold (999 years)", "leasehold"),
        ("tenure", "Groundlease", "ground-leasehold"),
        ("tenure", "Ground Leasehold", "ground-leasehold"),
        ("tenure", "Sub-leasehold", "sub-leasehold"),
        ("tenure", "License to occupy", "licence"),
        ("status", "Vacant - awaiting demolition", "vacant"),
        ("status", "Buildings Declared Surplus", "surplus"),
        ("status", "Surplus - under offer", "surplus"),
        ("status", "Under offer", "disposal"),
        ("status", "Closed", "closed"),
        ("status", "Not in use", "vacant"),
        ("status", "In use", "operational"),
        ("status", "Leasehold Out", "unknown"),
        ("status", "Part vacant", "operational"),
        ("property_kind", "Land/Buildings", "both"),
        ("property_kind", "Land with a permanent building", "both"),
        ("property_kind", "Land only", "land"),
        ("property_kind", "Buildings", "building"),
        ("condition_grade", "B - Satisfactory", "B"),
        ("condition_grade", "Poor", "C"),
        ("condition_grade", "A (CDC1)", None),
        ("condition_grade", "B/C", ""),
        ("role", "Owner Occupied", "both"),
        ("role", "Owner", "owner"),
        ("role", "Tenant", "occupier"),
        ("sensitivity", "OFFICIAL-SENSITIVE", "restricted"),
        ("sensitivity", "Official", "open"),
        ("sensitivity", "Commercially sensitive", "restricted"),
        ("sensitivity", "Not sensitive", "open"),
        ("sensitivity", "Top Secret", "secret"),
        ("sensitivity", "see note 4", None),
        ("service", "Library And Premises", "library"),
        ("service", "WORKSHOP AND PREMISES", "workshop"),
        ("service", "Shop and Premises", "retail"),
        ("service", "Young Peoples Centre and Premises", "youth-centre"),
        ("service", "School playing field", "sports-ground"),
        ("service", "Secondary school", "school"),
        ("service", "Residential children's home", "childrens-home"),
        ("service", "Women's refuge", "refuge"),
        ("service", "Police station with custody suite", "custody"),
        ("service", "Children's centre", "childrens-centre"),
        ("service", "Former library", ""),
        ("service", "Jobcentre Plus", "jobcentre"),
        ("service", "Magistrates' Court", "court"),
        ("service", "Squash court", None),
        ("service", "Tennis courts", None),
    ],
)
def test_a_value_as_written_in_the_field_gets_the_code_a_person_would_give_it(name, written, code):
    assert match_code(code_list(name)["codes"], written) == code


@pytest.mark.parametrize("written", ["Yes", "No", "Y", "N", "1", "0", ""])
def test_a_bare_yes_or_no_gives_no_status_since_the_question_is_not_known(written):
    assert match_code(code_list("status")["codes"], written) is None


def test_synonyms_lead_to_columns_of_the_contract_or_to_what_the_reader_needs():
    columns = {*ASSETS.column_names, *PROJECTS.column_names}
    reader = {"agency", "sector", "is_public", "geometry"}
    assert set(code_list("headings")["headings"]) <= columns | reader


def test_no_heading_is_a_synonym_of_two_columns():
    owners = {}
    for column, synonyms in code_list("headings")["headings"].items():
        for heading in synonyms:
            owners.setdefault(normal_heading(heading), set()).add(column)
    assert {heading: found for heading, found in owners.items() if len(found) > 1} == {}


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("GIA (sqm)", "floor_area_m2"),
        ("Gross internal floor area (m²)", "floor_area_m2"),
        ("NIA", "floor_area_m2"),
        ("Site area (ha)", "site_area_m2"),
        ("X Co-ordinate", "x_read"),
        ("GeoY", "y_read"),
        ("LATITUDE", "y_read"),
        ("Next lease break", "lease_break_date"),
        ("Break notice term", "break_notice_months"),
        ("TenureDetail", "status"),
        ("HoldingType", "property_kind"),
        ("Unique Asset ID", "reference"),
        ("Site Code", "reference"),
        ("Land area not delivering services (Hectares)", "unused_land_m2"),
        ("Un-utilised space (%)", "unused_pct"),
        ("WKT", "geometry"),
        ("Spend by date", "longstop_date"),
    ],
)
def test_headings_of_the_field_are_known(heading, column):
    synonyms = code_list("headings")["headings"]
    assert normal_heading(heading) in {normal_heading(h) for h in synonyms[column]}
