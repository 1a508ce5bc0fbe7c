"""JSON, GeoJSON, GeoJSON lines and workbooks, through the door."""

from __future__ import annotations

import datetime as dt
import json

import openpyxl
import pytest
import shapely
import xlsxwriter
from reading_tables import faults_of, rows_of

from totalcapital.reading.raw import Refusal

POINT = {"type": "Point", "coordinates": [-1.5, 53.8]}


def feature(number, geometry=POINT, **properties):
    return {"type": "Feature", "properties": {"ref": number, **properties}, "geometry": geometry}


def collection(*features, **more):
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}, ensure_ascii=False)


def test_a_json_list_is_read_to_the_last_digit_with_nested_keys_as_dotted_headings(read):
    raw = read(
        "a.json",
        '[{"id": 100012345678, "cost": 1.10, "owner": {"name": "Council"}, "tags": ["a", "b"], "open": true,'
        ' "none": null}, {"id": 7, "new": 12345678901234567890.5}]',
    )
    assert raw.headings == ["id", "cost", "owner.name", "tags", "open", "none", "new"]
    assert rows_of(raw) == [
        ("100012345678", "1.10", "Council", "a; b", "true", "", ""),
        ("7", "", "", "", "", "", "12345678901234567890.5"),
    ]
    assert raw.source_rows == [1, 2]
    assert (raw.rows_read, raw.second_count) == (2, 2)


@pytest.mark.parametrize("spatial", [False, True])
def test_a_name_that_stands_twice_in_a_record_keeps_both_values_and_is_said(read, spatial):
    twice = '{"ref": 1, "name": "Hall", "name": "Library"}'
    text = f'[{twice}, {{"ref": 2, "name": "Depot"}}]'
    if spatial:
        point = json.dumps(POINT)
        text = f'{{"type": "FeatureCollection", "features": [{{"type": "Feature", "properties": {twice}, "geometry": {point}}}, '
        text += f'{{"type": "Feature", "properties": {{"ref": 2, "name": "Depot"}}, "geometry": {point}}}]}}'
    raw = read("a.geojson" if spatial else "a.json", text)
    assert raw.headings == ["ref", "name", "name (2)"]
    assert rows_of(raw) == [("1", "Hall", "Library"), ("2", "Depot", "")]
    assert [(fault.code, fault.column) for fault in raw.faults] == [("duplicate-heading", "name")]


def test_records_inside_a_document_are_found_by_their_path_or_where_there_is_one_list(read):
    text = '{"meta": {"n": 1}, "data": {"courts": [{"name": "A"}]}, "rows": [{"name": "B"}, {"name": "C"}]}'
    assert rows_of(read("a.json", text)) == [("B",), ("C",)]
    assert rows_of(read("a.json", text, records="data.courts")) == [("A",)]
    with pytest.raises(Refusal, match=r"expected a list of records at 'data\.shops'"):
        read("a.json", text, records="data.shops")
    with pytest.raises(Refusal, match="found a, b"):
        read("a.json", '{"a": [{"x": 1}], "b": [{"x": 2}]}')


def test_an_item_that_is_no_record_is_set_aside_by_its_number(read):
    raw = read("a.json", '[{"ref": 1}, null, "x", {"ref": 4}]')
    assert rows_of(raw) == [("1",), ("4",)]
    assert raw.source_rows == [1, 4]
    assert faults_of(raw, "error") == [("not-a-record", 2), ("not-a-record", 3)]
    assert (raw.rows_read, raw.second_count) == (4, 4)


def test_features_keep_their_geometry_and_an_unreadable_one_is_named_and_kept_as_a_record(read):
    bad = {"type": "Point", "coordinates": ["x", "y"]}
    raw = read("a.geojson", collection(feature(1), feature(2, None), feature(3, bad), feature(4)))
    assert raw.columns[0] == ["1", "2", "3", "4"]
    assert [None if g is None else shapely.from_wkb(g).wkt for g in raw.geometry] == [
        "POINT (-1.5 53.8)", None, None, "POINT (-1.5 53.8)",
    ]  # fmt: skip
    assert faults_of(raw) == [("bad-geometry", 3)]
    assert raw.crs == "EPSG:4326"
    assert (raw.rows_read, raw.second_count) == (4, 4)


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": []},
        {"type": "Point", "coordinates": [float("nan"), 53.8]},
        {"type": "Point", "coordinates": [float("inf"), 53.8]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
        {"type": "Blob", "coordinates": [1, 2]},
        {"type": "Point"},
    ],
)
def test_empty_and_infinite_geometries_never_come_in(read, geometry):
    raw = read("a.geojson", collection(feature(1, geometry), feature(2)))
    assert raw.geometry[0] is None
    assert raw.geometry[1] is not None
    assert faults_of(raw) == [("bad-geometry", 1)]


@pytest.mark.parametrize(
    ("name", "crs"),
    [
        ("urn:ogc:def:crs:EPSG::27700", "EPSG:27700"),
        ("EPSG:27700", "EPSG:27700"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"),
        ("urn:ogc:def:crs:EPSG::4326", "EPSG:4326"),
    ],
)
def test_the_crs_a_geojson_names_counts(read, name, crs):
    text = collection(feature(1), crs={"type": "name", "properties": {"name": name}})
    assert read("a.geojson", text).crs == crs


def test_a_feature_that_is_nothing_is_set_aside_and_the_rows_still_add_up(read):
    text = json.dumps({"type": "FeatureCollection", "features": [feature(1), None, feature(3)]})
    raw = read("a.geojson", text)
    assert raw.source_rows == [1, 3]
    assert faults_of(raw, "error") == [("not-a-record", 2)]
    assert (raw.rows_read, raw.second_count) == (3, 3)


def test_a_property_that_reads_like_a_feature_is_not_counted_as_one(read):
    text = collection(
        feature(1, type="Feature"), feature(2, note='"type": "Feature"', inner={"type": "Feature"})
    )
    raw = read("a.geojson", text)
    assert (raw.rows_read, raw.second_count) == (2, 2)


def test_geojson_lines_are_read_line_by_line(read):
    text = "\n".join(json.dumps(feature(n)) for n in (1, 2, 3)) + "\n\n"
    raw = read("a.geojsonl", text)
    assert raw.columns[0] == ["1", "2", "3"]
    assert (raw.rows_read, raw.second_count) == (3, 3)
    assert raw.crs == "EPSG:4326"


def test_a_line_separator_inside_a_name_does_not_end_a_geojson_line(read):
    text = "\n".join(
        json.dumps(feature(n, name="Hall\u2028\u0085annexe"), ensure_ascii=False) for n in (1, 2)
    )
    raw = read("a.geojsonl", text)
    assert raw.columns[1] == ["Hall\u2028\u0085annexe"] * 2


def test_geojson_lines_cut_off_are_refused_at_the_line_that_is_cut(read):
    text = "\n".join(json.dumps(feature(n)) for n in (1, 2, 3))
    with pytest.raises(Refusal, match=r"a\.geojsonl, line 3.*cut off"):
        read("a.geojsonl", text[:-10])


def test_one_damaged_geojson_line_is_set_aside_and_the_others_stay(read):
    lines = [json.dumps(feature(n)) for n in (1, 2, 3)]
    raw = read("a.geojsonl", "\n".join([lines[0], lines[1][:30], lines[2]]) + "\n")
    assert raw.columns[0] == ["1", "3"]
    assert raw.source_rows == [1, 3]
    assert faults_of(raw) == [("not-a-record", 2)]
    assert (raw.rows_read, raw.second_count) == (3, 3)


@pytest.mark.parametrize("cut", [10, 60, 120])
def test_a_truncated_json_is_refused_with_line_and_column_and_never_read_short(read, cut):
    text = json.dumps([{"ref": n, "name": f"Hall {n}"} for n in range(20)], indent=1)
    with pytest.raises(Refusal, match=r"a\.json, line \d+, column \d+: not JSON, or cut off"):
        read("a.json", text[:-cut])


def test_json_nested_beyond_reason_is_refused(read):
    with pytest.raises(Refusal, match=r"a\.json"):
        read("a.json", "[" * 200_000 + "]" * 200_000)


def test_an_empty_list_is_refused(read):
    with pytest.raises(Refusal, match="the list is empty"):
        read("a.json", "[]")
    with pytest.raises(Refusal, match="the list is empty"):
        read("a.geojson", collection())


def test_osm_tags_are_spread_into_a_column_each(read):
    tags = '"operator"=>"NHS \\"Trust\\"","amenity"=>"clinic"'
    raw = read("a.geojson", collection(feature(1, other_tags=tags), feature(2)))
    assert dict(zip(raw.headings, zip(*rows_of(raw), strict=True), strict=True))["other_tags.operator"] == (
        'NHS "Trust"', "",
    )  # fmt: skip


def workbook(path, rows, *, sheet="Assets", **options):
    book = xlsxwriter.Workbook(str(path), options)
    page = book.add_worksheet(sheet)
    for i, row in enumerate(rows):
        page.write_row(i, 0, row)
    return book, page


ASSETS = [["Ref", "Name", "UPRN"], ["007", "Hall", 100012345678], ["008", "Shop", None], ["009", "Depot", 42]]


def test_a_workbook_keeps_text_as_text_and_long_numbers_to_the_last_digit(read, tmp_path):
    workbook(tmp_path / "a.xlsx", ASSETS)[0].close()
    raw = read("a.xlsx")
    assert rows_of(raw) == [("007", "Hall", "100012345678"), ("008", "Shop", ""), ("009", "Depot", "42")]
    assert raw.source_rows == [2, 3, 4]
    assert (raw.rows_read, raw.second_count) == (3, 3)


@pytest.mark.parametrize("options", [{}, {"date_1904": True}])
def test_workbook_dates_are_right_in_both_date_systems(read, tmp_path, options):
    book, page = workbook(tmp_path / "a.xlsx", [["Ref", "Lease end"], ["1"]], **options)
    page.write_datetime(1, 1, dt.date(2020, 1, 1), book.add_format({"num_format": "dd/mm/yyyy"}))
    book.close()
    assert rows_of(read("a.xlsx")) == [("1", "2020-01-01")]


def test_the_sheet_named_is_read_hidden_ones_are_said_and_the_widest_visible_one_is_taken(read, tmp_path):
    book, _ = workbook(tmp_path / "a.xlsx", [["About this workbook"]], sheet="Notes")
    for name, rows in (("Assets", ASSETS), ("Old", [["Ref", "Name"], ["1", "Mill"]])):
        page = book.add_worksheet(name)
        for i, row in enumerate(rows):
            page.write_row(i, 0, row)
    page.hide()
    book.close()
    raw = read("a.xlsx")
    assert [row[1] for row in rows_of(raw)] == ["Hall", "Shop", "Depot"]
    assert faults_of(raw) == [("hidden-sheet", None), ("other-sheets", None)]
    assert "Mill" not in str(rows_of(raw))
    assert rows_of(read("a.xlsx", sheet="Old")) == [("1", "Mill")]
    with pytest.raises(Refusal, match="expected a sheet 'Estate'; found Notes, Assets, Old"):
        read("a.xlsx", sheet="Estate")


def test_headings_further_down_the_sheet_and_a_total_below_are_understood(read, tmp_path):
    rows = [
        ["Property list 2026"],
        [],
        ["Ref", "Name", "Town", "m2"],
        [1, "Hall", "Leeds", 10.5],
        ["Total", None, None, 10.5],
    ]
    workbook(tmp_path / "a.xlsx", rows)[0].close()
    raw = read("a.xlsx")
    assert rows_of(raw) == [("1", "Hall", "Leeds", "10.5")]
    assert raw.source_rows == [4]
    assert faults_of(raw, "error") == [("totals-row", 5)]
    assert (raw.rows_read, raw.second_count) == (2, 2)


def test_a_workbook_written_by_another_library_reads_the_same(read, tmp_path):
    book = openpyxl.Workbook()
    for row in ASSETS:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    assert rows_of(read("a.xlsx"))[0] == ("007", "Hall", "100012345678")


def test_an_empty_sheet_is_refused(read, tmp_path):
    workbook(tmp_path / "a.xlsx", [])[0].close()
    with pytest.raises(Refusal, match=r"a\.xlsx"):
        read("a.xlsx")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_truncated_workbook_is_refused_as_damaged(read, tmp_path, share):
    workbook(tmp_path / "a.xlsx", [["Ref", "Name"], *[[n, f"Hall {n}"] for n in range(500)]])[0].close()
    whole = (tmp_path / "a.xlsx").read_bytes()
    with pytest.raises(Refusal, match=r"a\.xlsx: the file is damaged or cut off"):
        read("a.xlsx", whole[: int(len(whole) * share)])


def test_an_encrypted_workbook_is_refused_as_encrypted(read):
    inside = "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(Refusal, match=r"a\.xlsx: the workbook is encrypted. Save it without a password"):
        read("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + inside + bytes(600))


def test_a_workbook_under_a_csv_name_is_refused_with_the_right_name(read, tmp_path):
    workbook(tmp_path / "b.xlsx", ASSETS)[0].close()
    with pytest.raises(
        Refusal, match=r"a\.csv: its name says .*; its content is a spreadsheet .*rename it to end in \.xlsx"
    ):
        read("a.csv", (tmp_path / "b.xlsx").read_bytes())
