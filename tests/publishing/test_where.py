"""Which ward and neighbourhood each property is in: shown with it, and never of what is withheld."""

from __future__ import annotations

import csv
import io
import json

import harbour_estate
import openpyxl
import pandas as pd
import pytest
import shapely

from totalcapital.publishing import LeakError, publish
from totalcapital.publishing.areas import figures_of, pages_of
from totalcapital.publishing.audiences import load_withheld_kinds
from totalcapital.publishing.leakcheck import canaries_of, search
from totalcapital.publishing.redaction import redact
from totalcapital.publishing.unpacking import documents
from totalcapital.publishing.where import where_of
from totalcapital.publishing.withheld import judge
from totalcapital.tables import TABLES

COUNT = 60
#: Of the first 60: 33 secret, 52 restricted, 0, 25 and 50 vacant buildings.
GONE, VACANT = (33, 52), (0, 25, 50)


def lsoa_name(k):
    return f"Lammerport {k:03d}A"


@pytest.fixture(scope="module")
def tables():
    """The harbour estate, each property in a neighbourhood of its own, ten to a ward, and one round them all."""
    made = harbour_estate.build(COUNT)
    whole = made["areas"].geometry.union_all()
    lsoas = [
        {"area_id": f"E0109{k:04d}", "kind": "lsoa", "name": lsoa_name(k), "imd_decile": k % 10 + 1,
         "population_count": 1000 + k, "geometry": whole}
        for k in range(COUNT)
    ]  # fmt: skip
    wards = [
        {"area_id": f"E0509{w:04d}", "kind": "ward", "name": f"Wherryman {w}", "geometry": whole}
        for w in range(COUNT // 10)
    ]
    near = {
        "area_id": "near",
        "kind": "neighbourhood",
        "name": "Near the quay",
        "geometry": shapely.Point(1, 1).buffer(9),
    }
    areas = pd.concat(
        [made["areas"].assign(population_count=[1234, 5678]), pd.DataFrame([*lsoas, *wards, near])]
    )
    made["areas"] = TABLES["areas"].conform(areas.reset_index(drop=True), crs=harbour_estate.BNG)
    rows = [
        {"subject_id": f"site-{k:06d}", "area_id": area, "kind": kind, "share": 1.0, "is_main": True}
        for k in range(COUNT)
        for kind, area in (
            ("lsoa", f"E0109{k:04d}"),
            ("ward", f"E0509{k // 10:04d}"),
            ("neighbourhood", "near"),
        )
    ]
    made["places"] = TABLES["places"].conform(
        pd.concat([made["places"], pd.DataFrame(rows)], ignore_index=True)
    )
    return made


@pytest.fixture(scope="module")
def published(tables, tmp_path_factory):
    made = {}
    for audience in ("internal", "partner", "public"):
        folder = tmp_path_factory.mktemp(audience)
        publish(tables, folder, audience=audience, project=harbour_estate.project(folder))
        made[audience] = folder
    return made


def csv_rows(folder):
    text = (folder / "data" / "northbank.csv").read_bytes().decode("utf-8")
    return {row["name"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


@pytest.mark.parametrize("audience", ["internal", "partner", "public"])
def test_files_say_where_a_property_is(published, audience):
    row = csv_rows(published[audience])["Harbour property 10"]
    assert (row["ward"], row["ward_code"]) == ("Wherryman 1", "E05090001")
    assert (row["lsoa"], row["lsoa_code"]) == (lsoa_name(10), "E01090010")
    assert (row["imd_decile"], row["lsoa_population_count"]) == ("1", "1010")
    assert "county" not in row
    made = json.loads((published[audience] / "data" / "northbank.geojson").read_text(encoding="utf-8"))
    said = [
        one["properties"] for one in made["features"] if one["properties"]["name"] == "Harbour property 10"
    ]
    assert said[0]["lsoa_code"] == "E01090010"


def test_the_workbook_writes_the_decile_as_a_number_with_words(published):
    sheet = openpyxl.load_workbook(published["internal"] / "northbank.xlsx")["Holdings"]
    heads = [cell.value for cell in sheet[1]]
    at = heads.index("imd_decile")
    first = next(
        row for row in sheet.iter_rows(min_row=2) if row[heads.index("name")].value == "Harbour property 10"
    )
    assert first[at].value == 1
    assert "most deprived" in first[at].number_format


def test_a_place_is_written_to_a_tenth_of_a_metre_and_a_day_not_known_is_blank(tables, published):
    row = csv_rows(published["internal"])["Harbour property 10"]
    at = tables["sites"].set_index("site_id").geometry[["site-000010"]].to_crs(4326).iloc[0]
    # PROJ without the grid of Ordnance Survey is some metres off: 0.0001 degree are 11 m north, 7 m east.
    assert abs(float(row["longitude"]) - at.x) < 1e-4
    assert abs(float(row["latitude"]) - at.y) < 1e-4
    assert len(row["latitude"].split(".")[1]) >= 5
    assert row["lease_break_date"] == ""
    sheet = openpyxl.load_workbook(published["internal"] / "northbank.xlsx")["Holdings"]
    heads = [cell.value for cell in sheet[1]]
    values = {
        line[heads.index("name")].value: line[heads.index("latitude")].value
        for line in sheet.iter_rows(min_row=2)
    }
    assert values["Harbour property 10"] == float(row["latitude"])


@pytest.mark.parametrize(("audience", "hidden"), [("public", (*GONE, *VACANT)), ("partner", GONE)])
def test_no_byte_names_the_neighbourhood_of_what_is_withheld(published, audience, hidden):
    texts = "\n".join(text for _, text in documents(published[audience]))
    assert lsoa_name(10) in texts
    for k in hidden:
        assert lsoa_name(k) not in texts, k
        assert f"E0109{k:04d}" not in texts, k


@pytest.mark.parametrize("planted", [lsoa_name(33), "E01090033", "e01090000"])
def test_the_neighbourhood_of_what_is_withheld_stops_publication(tables, published, tmp_path, planted):
    canaries = canaries_of(tables, judge(tables, "public", kinds=load_withheld_kinds()))
    search(published["public"], canaries)
    (tmp_path / "page.html").write_text(f"<p>somewhere in {planted}</p>", encoding="utf-8")
    with pytest.raises(LeakError, match=r"page\.html"):
        search(tmp_path, canaries)


def test_the_neighbourhood_that_a_shown_property_shares_is_no_leak(tables, tmp_path):
    changed = dict(tables)
    places = tables["places"].copy()
    places.loc[places["area_id"].eq("E01090033"), "area_id"] = "E01090010"
    changed["places"] = places
    canaries = canaries_of(changed, judge(changed, "public", kinds=load_withheld_kinds()))
    (tmp_path / "page.html").write_text(f"<p>{lsoa_name(10)}, Wherryman 1</p>", encoding="utf-8")
    search(tmp_path, canaries)


def test_a_ward_where_nothing_else_stands_is_not_named(tables, tmp_path):
    changed = dict(tables)
    places = tables["places"].copy()
    places.loc[places["subject_id"].eq("site-000033") & places["kind"].eq("ward"), "area_id"] = "E05090005"
    places = places[~(places["kind"].eq("ward") & places["subject_id"].between("site-000050", "site-000059"))]
    changed["places"] = places
    project = harbour_estate.project(tmp_path)
    view = redact(changed, audience="public", project=project)
    assert not view.tables["areas"]["name"].eq("Wherryman 5").any()
    canaries = canaries_of(changed, judge(changed, "public", kinds=load_withheld_kinds()))
    assert "wherryman 5" in canaries.texts
    assert "wherryman 1" not in canaries.texts


def test_what_has_no_place_to_show_is_on_the_page_of_no_neighbourhood(tables, tmp_path):
    view = redact(tables, audience="public", project=harbour_estate.project(tmp_path))
    pages = {page.area_id: page for page in pages_of(view, project=harbour_estate.project(tmp_path))}
    assert len(pages["northbank"].sites & view.generalised) == sum(k < 36 for k in VACANT)
    assert not pages["near"].sites & view.generalised
    assert len(pages["near"].sites) == COUNT - len(GONE) - len(VACANT)


def test_a_property_in_two_areas_of_ones_own_is_on_both_pages_and_counted_once(tables, tmp_path):
    changed = dict(tables)
    extra = pd.DataFrame([{"area_id": "quay", "kind": "neighbourhood", "name": "The quay"}])
    changed["areas"] = TABLES["areas"].conform(
        pd.concat([tables["areas"], extra], ignore_index=True), crs=harbour_estate.BNG
    )
    also = [
        {
            "subject_id": "site-000010",
            "area_id": "quay",
            "kind": "neighbourhood",
            "share": 1.0,
            "is_main": False,
        },
        {
            "subject_id": "site-000011",
            "area_id": "quay",
            "kind": "neighbourhood",
            "share": 0.5,
            "is_main": False,
        },
    ]
    changed["places"] = pd.concat(
        [tables["places"], TABLES["places"].conform(pd.DataFrame(also))], ignore_index=True
    )
    project = harbour_estate.project(tmp_path)
    view = redact(changed, audience="internal", project=project)
    pages = {page.area_id: page for page in pages_of(view, project=project)}
    assert pages["quay"].sites == {"site-000010"}
    assert "site-000010" in pages["near"].sites
    summary = publish(changed, tmp_path, audience="internal", project=project)
    assert summary.total.properties_count + summary.total.private_count == COUNT


def test_an_area_says_how_many_live_there(tables, published, tmp_path):
    view = redact(tables, audience="public", project=harbour_estate.project(tmp_path))
    pages = {page.area_id: page for page in pages_of(view, project=harbour_estate.project(tmp_path))}
    assert figures_of(view, pages["northbank"]).population_count == 1234
    assert figures_of(view, pages["near"]).population_count is None
    page = (published["public"] / "northbank.html").read_text(encoding="utf-8")
    assert "<strong>1,234</strong> <span>residents</span>" in page
    index = (published["public"] / "index.html").read_text(encoding="utf-8")
    assert '<td class="number">5,678</td>' in index
    assert (
        "residents" not in (published["public"] / "near.html").read_text(encoding="utf-8").split("<script")[0]
    )


def test_an_area_that_nobody_has_an_outline_of_leaves_the_columns_out(tables, tmp_path):
    plain = redact(harbour_estate.build(COUNT), audience="internal", project=harbour_estate.project(tmp_path))
    assert where_of(plain, plain.tables["sites"]["site_id"]).empty
    rich = redact(tables, audience="internal", project=harbour_estate.project(tmp_path))
    found = where_of(rich, rich.tables["sites"]["site_id"])
    assert list(found.columns) == [
        "ward",
        "ward_code",
        "lsoa",
        "lsoa_code",
        "imd_decile",
        "lsoa_population_count",
    ]
    assert len(found) == COUNT


def test_the_drawing_of_the_areas_writes_no_name_over_another(tables, tmp_path):
    changed = dict(tables)
    boxes = [shapely.box(412000 + n, 312000, 412100 + n, 312100) for n in range(30)]
    small = pd.DataFrame({
        "area_id": [f"w{n:02d}" for n in range(30)], "kind": "neighbourhood", "name": "Wherryman", "geometry": boxes,
    })  # fmt: skip
    changed["areas"] = TABLES["areas"].conform(
        pd.concat([tables["areas"][tables["areas"]["kind"] == "programme"], small], ignore_index=True),
        crs=harbour_estate.BNG,
    )
    publish(changed, tmp_path, audience="internal", project=harbour_estate.project(tmp_path))
    drawing = (tmp_path / "index.html").read_text(encoding="utf-8").split("<svg")[1].split("</svg>")[0]
    assert drawing.count("<a ") == 32
    assert drawing.count(">Wherryman</text>") <= 1
    assert drawing.count(">Northbank</text>") == drawing.count(">Southbank</text>") == 1
    first = drawing.index('href="w00.html"')
    assert drawing.index('href="northbank.html"') < first
