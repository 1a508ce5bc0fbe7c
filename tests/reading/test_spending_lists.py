"""The code lists by which spending is read."""

from __future__ import annotations

import re
import tomllib

import pandas as pd
import pytest

from totalcapital.reading.meaning.codelists import CodeList, codes_allowed
from totalcapital.reading.payees import is_of_payee
from totalcapital.reading.profiles import load_profiles
from totalcapital.reading.spending.bodies import area_of_code, bodies_of_returns, with_bodies_of_returns
from totalcapital.reading.spending.discretion import discretion_of_services
from totalcapital.resources import geodata
from totalcapital.tables import codes


def code_list(name):
    return tomllib.loads(geodata("codelists", f"{name}.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("spending_service", codes.SPENDING_SERVICES),
        ("spending_budget", codes.BUDGETS),
        ("spending_basis", codes.SPENDING_BASES),
        ("discretion", codes.DISCRETIONS),
    ],
)
def test_a_list_of_spending_holds_codes_of_the_contract_and_says_its_source(name, allowed):
    listed = code_list(name)
    assert len(listed["source"]) > 20
    assert set(listed["codes"].values()) <= set(allowed)
    assert codes_allowed(name) == allowed


def test_every_service_of_spending_has_how_far_the_place_decides_on_it_and_why():
    assert set(discretion_of_services()) == set(codes.SPENDING_SERVICES)
    services = code_list("discretion")["services"]
    assert all(said["code"] in codes.DISCRETIONS and said["because"] for said in services.values())


def test_bodies_of_returns_have_a_name_and_one_area_code_each():
    bodies = bodies_of_returns()
    assert len(bodies) == 497
    assert all(re.fullmatch(r"E\d{4}", code) for code in bodies)
    assert not [said["name"] for said in bodies.values() if re.search(r" (UA|MBC|CC|DC)$", said["name"])]
    areas = [
        said["gss"]
        for said in bodies.values()
        if "gss" in said and said["gss"].startswith(("E06", "E07", "E08", "E09", "E10"))
    ]
    assert len(areas) == len(set(areas))
    assert bodies["E4704"] == {"name": "Leeds", "gss": "E08000035"}


@pytest.mark.parametrize(
    ("code", "area"), [("dfe:383", "E08000035"), ("dfe:840", "E06000047"), ("dfe:999", None)]
)
def test_a_number_of_the_department_for_education_stands_for_a_council(code, area):
    assert area_of_code(code) == area


@pytest.mark.parametrize(
    ("written", "service"),
    [
        ("Children's social care", "childrens-social-care"),
        ("Adult Social Care", "adult-social-care"),
        ("Social care", "social-care"),
        ("Public Health", "public-health"),
        ("NHS ambulances", "health"),
        ("Housing benefit", "housing-benefit"),
        ("Housing", "housing"),
        ("Police premises", "police"),
        ("Fire and rescue", "fire"),
        ("Levy to the fire service", "fire"),
        ("Waste disposal", "environment"),
        ("Leisure and parks", "culture"),
        ("Pensions and benefits", "social-protection"),
        ("Parish precepts", "other"),
        ("Corporate property", "central-services"),
        ("Wibble", None),
    ],
)
def test_a_wording_means_one_service(written, service):
    assert CodeList("spending_service", (), codes_allowed("spending_service")).read(written).code == service


def test_the_headings_of_a_return_mean_in_words_what_its_layout_says():
    """The layout fixes the service of each heading; the shared words must not say another."""
    [layout] = [profile for profile in load_profiles() if profile.id == "revenue-outturn"]
    words = CodeList("spending_service", (), codes_allowed("spending_service"))
    for amount in (one for one in layout.amount if one.part == "service"):
        assert words.read(amount.headings[0]).code == amount.service, amount.headings[0]


def test_no_layout_reads_whoever_is_paid_as_a_column_of_ours():
    for profile in load_profiles():
        if profile.kind == "spending":
            read = [heading for group in profile.columns.values() for heading in group]
            assert not [
                heading for heading in read if is_of_payee(heading) and heading != "Practice Postcode"
            ], profile.id


def test_the_area_code_of_the_file_goes_before_that_of_the_list_of_bodies():
    rows = pd.DataFrame(
        {"agency": ["Bath UA"] * 2, "agency_code": ["lgf:E0101"] * 2, "gss_code": ["E06000099", None]}
    )
    assert with_bodies_of_returns(rows)["gss_code"].tolist() == ["E06000099", "E06000022"]
