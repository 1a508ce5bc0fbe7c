"""Leaks planted in published files, each of which must stop publication."""

from __future__ import annotations

import base64
import gzip
import json
import shutil
import zipfile

import geopandas as gpd
import harbour_estate
import pytest
import shapely

from totalcapital.crs import to_wgs84
from totalcapital.publishing import LeakError, publish
from totalcapital.publishing.audiences import load_withheld_kinds
from totalcapital.publishing.leakcheck import canaries_of, search
from totalcapital.publishing.unpacking import documents
from totalcapital.publishing.withheld import judge

SECRET = harbour_estate.asset(33, 200, "police")
EAST, NORTH = harbour_estate.place(33, 200)


@pytest.fixture(scope="module")
def canaries(tables):
    return canaries_of(tables, judge(tables, "public", kinds=load_withheld_kinds()))


@pytest.fixture
def folder(published, tmp_path):
    """A copy of the public site, to plant leaks in."""
    return shutil.copytree(published["public"][0], tmp_path / "public")


def block_with(page, value):
    """Put a value into the packed block of a page."""
    html = page.read_text(encoding="utf-8")
    start = html.index('id="block">') + len('id="block">')
    end = html.index("</script>", start)
    block = json.loads(gzip.decompress(base64.b64decode(html[start:end])))
    block["planted"] = value
    packed = base64.b64encode(gzip.compress(json.dumps(block).encode(), mtime=0)).decode()
    page.write_text(html[:start] + packed + html[end:], encoding="utf-8")


def degrees(decimals):

    point = to_wgs84(gpd.GeoSeries([shapely.Point(EAST, NORTH)], crs="EPSG:27700")).iloc[0]
    return round(point.x, decimals), round(point.y, decimals)


def test_the_public_site_as_made_holds_nothing_withheld(folder, canaries):
    search(folder, canaries)


def test_every_kind_of_text_is_looked_for(canaries):
    for column in ("name", "uprn", "reference", "asset_id", "address"):
        assert str(SECRET[column]).casefold() in canaries.texts, column
    assert canaries.texts["quillfeather lodge"] == "secret"
    # 25 is a vacant building: its full postcode must not be told, its outward code may.
    postcode = harbour_estate.asset(25, 200, "council")["postcode"].casefold()
    assert (postcode in canaries.texts) or canaries.shared_count
    assert postcode.split(" ")[0] not in canaries.texts


@pytest.mark.parametrize("column", ["name", "uprn", "asset_id", "address"])
def test_text_in_a_page_is_a_leak(folder, canaries, column):
    page = folder / "northbank.html"
    page.write_text(page.read_text(encoding="utf-8") + f"<p>{SECRET[column]}</p>", encoding="utf-8")
    with pytest.raises(LeakError, match=r"'secret' in northbank\.html"):
        search(folder, canaries)


def test_the_message_never_holds_the_value(folder, canaries):
    (folder / "data" / "northbank.csv").write_text("Quillfeather Lodge\n", encoding="utf-8")
    with pytest.raises(LeakError) as caught:
        search(folder, canaries)
    assert "quillfeather" not in str(caught.value).casefold()
    assert "data/northbank.csv" in str(caught.value)


@pytest.mark.parametrize(
    "written", ["QUILLFEATHER LODGE", "Quillfeather\n   Lodge", "near Quillfeather Lodge, Harbourton"]
)
def test_case_and_spacing_do_not_hide_a_leak(folder, canaries, written):
    (folder / "data" / "southbank.geojson").write_text(json.dumps({"note": written}), encoding="utf-8")
    with pytest.raises(LeakError):
        search(folder, canaries)


def test_text_in_the_packed_block_is_a_leak(folder, canaries):
    block_with(folder / "northbank.html", {"d": ["Quillfeather Lodge"], "i": [0]})
    with pytest.raises(LeakError, match=r"northbank\.html!block"):
        search(folder, canaries)


def test_text_in_a_workbook_is_a_leak(folder, canaries):
    with zipfile.ZipFile(folder / "northbank.xlsx", "a") as book:
        book.writestr("xl/comments1.xml", "<t>Quillfeather Lodge</t>")
    with pytest.raises(LeakError, match=r"northbank\.xlsx!xl/comments1\.xml"):
        search(folder, canaries)


def test_a_file_name_is_a_leak(folder, canaries):
    (folder / "data" / "Quillfeather Lodge.csv").write_text("", encoding="utf-8")
    with pytest.raises(LeakError):
        search(folder, canaries)


def test_escaped_text_is_a_leak(tables, folder):
    changed = {name: table.copy() for name, table in tables.items()}
    at = changed["assets"]["asset_id"].eq("police:R00033")
    changed["assets"].loc[at, "name"] = "Q & R <Annexe>"
    found = canaries_of(changed, judge(changed, "public", kinds=load_withheld_kinds()))
    (folder / "data" / "northbank.csv").write_text("Q &amp; R &lt;Annexe&gt;\n", encoding="utf-8")
    with pytest.raises(LeakError):
        search(folder, found)


@pytest.mark.parametrize("decimals", [3, 4, 5, 6])
def test_a_place_in_degrees_is_a_leak_at_any_rounding(folder, canaries, decimals):
    lon, lat = degrees(decimals)
    feature = {"type": "Point", "coordinates": [lon, lat]}
    (folder / "data" / "northbank.geojson").write_text(json.dumps(feature), encoding="utf-8")
    with pytest.raises(LeakError, match="secret"):
        search(folder, canaries)


def test_a_place_in_degrees_the_other_way_round_is_a_leak(folder, canaries):
    lon, lat = degrees(6)
    (folder / "data" / "northbank.csv").write_text(f"lat,lon\r\n{lat},{lon}\r\n", encoding="utf-8")
    with pytest.raises(LeakError):
        search(folder, canaries)


def test_a_place_in_metres_is_a_leak(folder, canaries):
    (folder / "data" / "northbank.csv").write_text(f"e,n\r\n{EAST:.0f},{NORTH:.0f}\r\n", encoding="utf-8")
    with pytest.raises(LeakError):
        search(folder, canaries)


def test_a_place_in_the_packed_block_is_a_leak(folder, canaries):
    lon, lat = degrees(5)
    block_with(folder / "northbank.html", [round(lon * 100_000), round(lat * 100_000)])
    with pytest.raises(LeakError, match="block"):
        search(folder, canaries)


def test_the_place_of_a_vacant_building_is_a_leak(folder, canaries):
    x, y = harbour_estate.place(25, 200)
    (folder / "data" / "northbank.csv").write_text(f"e,n\r\n{x:.0f},{y:.0f}\r\n", encoding="utf-8")
    with pytest.raises(LeakError, match="vacant-building"):
        search(folder, canaries)


def test_a_value_that_shown_entries_share_is_no_canary(tables):
    changed = {name: table.copy() for name, table in tables.items()}
    at = changed["assets"]["asset_id"].eq("police:R00033")
    changed["assets"].loc[at, "address"] = changed["assets"].loc[10, "address"]
    found = canaries_of(changed, judge(changed, "public", kinds=load_withheld_kinds()))
    assert changed["assets"].loc[10, "address"].casefold() not in found.texts
    assert found.shared_count >= 1


def test_a_short_number_is_a_leak_only_as_a_cell_of_its_own(tables, folder):
    changed = {name: table.copy() for name, table in tables.items()}
    at = changed["assets"]["asset_id"].eq("police:R00033")
    changed["assets"].loc[at, "reference"] = "55512"
    found = canaries_of(changed, judge(changed, "public", kinds=load_withheld_kinds()))
    page = folder / "data" / "northbank.geojson"
    page.write_text('{"distance": 55512.5, "at": [-55512]}', encoding="utf-8")
    search(folder, found)
    page.write_text('{"reference": "55512"}', encoding="utf-8")
    with pytest.raises(LeakError):
        search(folder, found)


def test_a_name_that_reaches_a_shown_entrys_evidence_stops_publication(tables, tmp_path):
    # The reason of an option names a withheld property that is no end of it.
    changed = {name: table.copy() for name, table in tables.items()}
    view_project = harbour_estate.project(tmp_path)
    changed["colocation"]["reason"] = "Near Quillfeather Lodge."
    with pytest.raises(LeakError, match="secret"):
        publish(changed, tmp_path, audience="partner", project=view_project)


def test_documents_open_what_is_packed(folder):
    names = {name for name, _ in documents(folder)}
    assert "northbank.html!block" in names
    assert any(name.startswith("northbank.xlsx!xl/worksheets") for name in names)
