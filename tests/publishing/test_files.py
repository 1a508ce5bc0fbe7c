"""The files beside the pages: data block, CSV, GeoJSON, workbook, manifest."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import json
import math
import re

import harbour_estate
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from totalcapital.publishing import publish
from totalcapital.publishing.datablock import number_column, pack, text_column, unpack
from totalcapital.publishing.texts import clean, fill, spreadsheet_safe

FORMULAS = [
    "=1+1",
    "+44 20",
    "-5 High St",
    "@council",
    "\t=1",
    "\r=1",
    '=HYPERLINK("x")',
    "=cmd|' /C calc'!A0",
    "\uff1d1",
]


def read_column(column):
    return [None if at < 0 else column["d"][at] for at in column["i"]]


@given(st.lists(st.one_of(st.none(), st.text())))
def test_text_comes_out_of_a_block_as_it_went_in_but_for_unprintable_characters(words):
    column = text_column(pd.Series(words, dtype=object))
    unpacked = unpack(pack({"column": column}))["column"]
    assert read_column(unpacked) == [None if word is None else clean(word) for word in words]


@given(st.text())
def test_cleaning_changes_no_length_and_nothing_twice(text):
    assert len(clean(text)) == len(text)
    assert clean(clean(text)) == clean(text)


def test_control_characters_and_lone_surrogates_become_the_replacement_character():
    assert clean("a\x00b\x1fc\x7fd\ud800e\ufffef") == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf"
    assert clean("tab\tline\nreturn\r") == "tab\tline\nreturn\r"
    assert clean("\u202eevil \u2028 \U0001f3e5") == "\u202eevil \u2028 \U0001f3e5"


def test_numbers_that_are_not_finite_are_not_known():
    assert number_column(pd.Series([1.0, math.nan, math.inf, -math.inf, 0.5, 0.0])) == [
        1,
        None,
        None,
        None,
        0.5,
        0,
    ]


def test_a_block_has_the_same_bytes_each_time():
    assert pack({"a": [1, 2]}) == pack({"a": [1, 2]})


def test_a_marker_inside_a_value_is_not_filled():
    assert fill("<p>@@a@@ @@b@@</p>", {"a": "@@b@@", "b": "<b>"}) == "<p>@@b@@ &lt;b&gt;</p>"


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_puts_an_apostrophe_before_what_a_spreadsheet_would_run(text):
    assert spreadsheet_safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Town Hall", "5 High Street", "'quoted", ""])
def test_csv_leaves_other_text_alone(text):
    assert spreadsheet_safe(text) == text


def test_csv_has_a_row_per_holding_in_degrees(published):
    text = (published["internal"][0] / "data" / "northbank.csv").read_bytes().decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    # 120 sites, and k % 40 == 12 gives 12, 52 and 92 a second holding.
    assert len(rows) == 123
    ten = next(row for row in rows if row["name"] == "Harbour property 10")
    # Quay Road is near Lichfield, about 1.8 W 52.7 N; worked out with the national grid's own formulae.
    assert abs(float(ten["longitude"]) + 1.82) < 0.1
    assert abs(float(ten["latitude"]) - 52.70) < 0.1
    assert ten["floor_area_m2"] == "410"
    missing = next(row for row in rows if row["name"] == "Harbour property 7")
    assert (missing["longitude"], missing["latitude"], missing["accuracy_m"]) == ("", "", "")


def test_public_csv_has_only_the_columns_the_public_may_see(published):
    head = (published["public"][0] / "data" / "northbank.csv").read_text(encoding="utf-8").splitlines()[0]
    assert set(head.split(",")) == {
        "site_id", "site_name", "agency", "sector", "is_public", "services", "role", "name", "postcode", "service",
        "property_kind", "tenure", "longitude", "latitude", "accuracy_m",
    }  # fmt: skip


def test_geojson_is_degrees_longitude_first_with_null_for_no_place(published):
    made = json.loads((published["internal"][0] / "data" / "northbank.geojson").read_text(encoding="utf-8"))
    assert made["type"] == "FeatureCollection"
    assert "crs" not in made
    assert len(made["features"]) == 120
    by_id = {feature["id"]: feature for feature in made["features"]}
    assert by_id["site-000007"]["geometry"] is None
    lon, lat = by_id["site-000010"]["geometry"]["coordinates"]
    assert -1.95 < lon < -1.7
    assert 52.6 < lat < 52.8
    outline = by_id["site-000006"]["geometry"]["coordinates"][0]
    area = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in itertools.pairwise(outline))
    assert area > 0  # outer rings run counter-clockwise
    assert by_id["site-000012"]["properties"]["agencies"] == "Harbour Council; Harbour NHS Trust"


def test_the_workbook_holds_text_and_numbers_and_no_formula(published):
    book = openpyxl.load_workbook(published["internal"][0] / "northbank.xlsx")
    assert book.sheetnames == [
        "Holdings",
        "Under-use",
        "Options",
        "Decided",
        "Worth",
        "Sensitivity",
        "Hubs",
        "Scenarios",
        "Moves",
        "Assumptions",
        "Rules",
        "Never",
        "Projects",
        "Placed",
        "Unlocated",
        "Issues",
        "Notes",
    ]
    sheet = book["Holdings"]
    heads = [cell.value for cell in sheet[1]]
    assert sheet.max_row == 1 + 123
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref.startswith("A1:")
    areas = [row[heads.index("floor_area_m2")].value for row in sheet.iter_rows(min_row=2)]
    assert sum(area is None for area in areas) == sum(k % 4 == 0 for k in range(120)) + 3  # 12, 52, 92 twice
    assert all(
        cell.data_type != "f" for name in book.sheetnames for row in book[name].iter_rows() for cell in row
    )
    assert book["Unlocated"].max_row == 1 + 6
    assert book["Issues"]["D2"].value == 1


def test_the_public_workbook_has_no_judgements(published):
    book = openpyxl.load_workbook(published["public"][0] / "northbank.xlsx")
    assert book.sheetnames == ["Holdings", "Projects", "Placed", "Unlocated", "Notes"]
    heads = {cell.value for name in ("Holdings", "Projects") for cell in book[name][1]}
    assert not heads & {"band", "status", "uprn", "total_gbp", "rent_gbp", "source_row", "lease_break_date"}


def test_the_manifest_has_the_digest_of_every_other_file(published):
    folder, summary = published["public"]
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert set(manifest) == found - {"manifest.json"}
    assert manifest == summary.files
    for name, digest in manifest.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_a_withheld_total_is_stated_to_the_public_from_eight_on(published, tables, tmp_path):
    # 2 restricted, 2 of a withheld kind, 4 projects not approved: 8; of the 2 secret not even the number is told.
    page = (published["public"][0] / "northbank.html").read_text(encoding="utf-8")
    assert "8 entries are withheld" in page
    fewer = {**tables, "projects": tables["projects"].iloc[:1]}
    publish(fewer, tmp_path, audience="public", project=harbour_estate.project(tmp_path))
    assert not re.search(
        r"\d entries are withheld", (tmp_path / "northbank.html").read_text(encoding="utf-8")
    )
