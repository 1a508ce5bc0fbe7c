"""Agencies of real registers: which names and codes are one body."""

from __future__ import annotations

import pandas as pd
import pytest


@pytest.fixture(scope="module")
def tables(real_run):
    return real_run("leeds-city-region")[0].tables


def id_of(tables, spelling):
    names = tables["agency_names"]
    (agency_id,) = names.loc[names["name_read"] == spelling, "agency_id"].unique()
    return agency_id


@pytest.mark.parametrize(
    "spellings",
    [
        ("New Horizon Community School", "Al Kauthar Girls Academy"),  # one URN
        ("WYFRS", "WYFS", "West Yorkshire FRS", "West Yorkshire Fire & Rescue Service"),
        ("West Yorkshire Poilce", "West Yorkshire Police"),
        ("Universit of Leeds", "University of Leeds", "Leeds University"),
        ("Calderdale & Hudds Nhs Foundation Trust", "Calderdale and Huddersfield NHS Foundation Trust"),
        ("Bradford Hospitals Nhs Trust", "Bradford Teaching Hospitals NHS Foundation Trust"),
    ],
)
def test_spellings_seen_in_the_registers_are_one_body(tables, spellings):
    assert len({id_of(tables, spelling) for spelling in spellings}) == 1


def test_no_name_of_two_practices_makes_them_one(tables):
    practices = tables["assets"][tables["assets"]["register_id"] == "nhs-gp-practices"]
    bodies = practices.groupby("ods_code")["agency_id"].first()
    assert bodies.is_unique


def test_every_doubt_about_agencies_of_the_place_is_one_a_person_would_ask(tables):
    links = tables["agency_links"]
    doubtful = links[links["relation"] == "different"]
    # Looked at one by one; docs/method/agencies.md has the count.
    assert len(doubtful) == 12
    assert doubtful["probability"].between(0.1, 0.99).all()
    assert {"north-yorkshire-council", "selby-council"} in [
        {one, other} for one, other in zip(doubtful["agency_id"], doubtful["other_agency_id"], strict=True)
    ]


def test_the_bodies_of_the_place_have_the_codes_their_registers_give(tables):
    codes = tables["agencies"].set_index("agency_id")["codes"]
    assert codes["leeds-council"] == "dfe:383; gss:E08000035; local-authority-eng:LDS"
    assert codes["bradford-teaching-hospitals-nhs"] == "ods:RAE"
    assert codes["west-yorkshire-fire"] == "gss:E31000045"


def test_every_spelling_of_every_agency_is_listed_with_its_reason(tables):
    names, agencies = tables["agency_names"], tables["agencies"]
    assert set(names["agency_id"]) == set(agencies["agency_id"])
    owned = pd.concat([tables["assets"]["agency_id"], tables["projects"]["agency_id"]]).notna().sum()
    assert names["rows_count"].sum() == owned
    assert names["rule"].str.len().min() > 10
