"""Registers of a small estate, read: what becomes a record, what a value, and what an issue."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from estates import load, square, write_csv, write_outlines

from totalcapital.errors import EstateFileError, RowCountError, UnreadableFileError
from totalcapital.reading import entries, read
from totalcapital.tables import TABLES

pytestmark = pytest.mark.usefixtures("one_door")


@pytest.fixture
def single(tmp_path):
    """A function: headings and rows of one register, with what the estate file says of it, as read."""

    def single(headings, lines, *, capital=False, more=None, **said):
        write_csv(tmp_path / "r.csv", headings, lines)
        entry = {"id": "r", "path": "r.csv", **said}
        result = read(load(tmp_path, **{"capital" if capital else "registers": [entry]}, **(more or {})))
        for name in ("registers", "agencies", "areas", "assets", "projects", "issues"):
            TABLES[name].check(getattr(result, name))
        return result

    return single


def codes(result):
    return (
        result.issues[["code", "source_row", "column", "value"]]
        .astype(object)
        .where(lambda f: f.notna(), None)
        .values.tolist()
    )


def test_values_come_in_their_units_and_what_is_not_understood_is_null_and_an_issue_with_its_row(single):
    result = single(
        ["Ref", "Postcode", "UPRN", "GIA (sq ft)", "Site area (acres)", "Rent", "Lease expiry", "Backlog"],
        [
            ["007", "ls13ab", "010001234567", "1,000", "2", "£1,234.50", "31/03/2027", "TBC"],
            ["NA", "LS1", "1.00012E+11", "5,31200", "n/a", "(50)", "02/13/2024", ""],
        ],
    )
    first, second = (row for _, row in result.assets.sort_values("source_row").iterrows())
    assert (first["reference"], first["postcode"], first["uprn"]) == ("007", "LS1 3AB", "10001234567")
    assert first["floor_area_m2"] == pytest.approx(92.90304)
    assert first["floor_area_basis"] == "GIA"
    assert first["site_area_m2"] == pytest.approx(8093.7128448)
    assert (first["rent_gbp"], first["lease_end_date"]) == (1234.5, pd.Timestamp("2027-03-31"))
    assert pd.isna(first["backlog_gbp"])
    assert (second["reference"], second["postcode"]) == ("NA", "LS1")
    assert second[["uprn", "floor_area_m2", "site_area_m2", "lease_end_date"]].isna().all()
    assert second["rent_gbp"] == -50.0
    said = [row for row in codes(result) if row[0] == "value-not-understood"]
    assert sorted(said, key=lambda row: row[2]) == [
        ["value-not-understood", 3, "GIA (sq ft)", "5,31200"],
        ["value-not-understood", 3, "Lease expiry", "02/13/2024"],
        ["value-not-understood", 3, "UPRN", "1.00012E+11"],
    ]
    assert '"Backlog": "TBC"' in first["source_values"]


def test_a_code_nobody_knows_is_null_and_said_once_with_its_count(single):
    rows = [["1", "LS1 3AB", "Zzyzx"], ["2", "LS1 3AB", "Zzyzx"], ["3", "LS1 3AB", "Library"]]
    result = single(["Ref", "Postcode", "Service"], rows)
    assert result.assets["service"].fillna("-").tolist() == ["-", "-", "library"]
    said = result.issues[result.issues["code"] == "code-not-recognised"]
    assert said[["value", "rows_count", "level"]].values.tolist() == [["Zzyzx", 2, "warning"]]
    known = single(["Ref", "Postcode", "Service"], rows, codes={"service": {"zzy*": "store"}})
    assert known.assets["service"].tolist() == ["store", "store", "library"]


def test_without_a_sensitivity_column_all_is_open_and_with_one_a_blank_or_odd_mark_is_restricted(single):
    rows = [
        ["1", "LS1 3AB", "open"],
        ["2", "LS1 3AB", ""],
        ["3", "LS1 3AB", "???!"],
        ["4", "LS1 3AB", "secret"],
    ]
    marked = single(["Ref", "Postcode", "Sensitivity"], rows)
    assert marked.assets["sensitivity"].tolist() == ["open", "restricted", "restricted", "secret"]
    plain = single(["Ref", "Postcode", "Colour"], rows)
    assert set(plain.assets["sensitivity"]) == {"open"}


@pytest.mark.parametrize(
    ("x", "y", "crs"),
    [("-1.55", "53.8", "EPSG:4326"), ("430000", "433000", "EPSG:27700"), ("-172500", "7130000", "EPSG:3857")],
)
def test_the_crs_of_bare_points_is_recognised_and_said(single, x, y, crs):
    result = single(["Ref", "X", "Y"], [["1", x, y], ["2", x, y]])
    assert result.assets["crs_read"].tolist() == [crs, crs]
    said = result.issues[result.issues["code"] == "crs-recognised"]
    assert said["rows_count"].tolist() == [2]
    assert crs in said["message"].iloc[0]


def test_swapped_or_nonsense_points_get_no_crs_and_the_hint_says_why(single):
    swapped = single(["Ref", "X", "Y"], [["1", "53.8", "-1.55"]])
    assert swapped.assets["crs_read"].isna().all()
    assert (
        "EPSG:4326 with x and y swapped" in swapped.issues.set_index("code").loc["crs-not-known", "message"]
    )
    odd = single(["Ref", "X", "Y"], [["1", "90000000", "90000000"]])
    assert odd.assets["crs_read"].isna().all()


def test_the_estate_files_crs_goes_before_what_is_recognised(single):
    result = single(["Ref", "X", "Y"], [["1", "430000", "433000"]], crs="EPSG:2154")
    assert result.assets["crs_read"].tolist() == ["EPSG:2154"]


def test_the_record_of_each_row_has_an_id_of_its_own_that_does_not_hang_on_its_row(single):
    rows = [
        ["A", "LS1 3AB", "Hall"],
        ["A", "LS1 3AC", "Annexe"],
        ["B", "LS1 3AB", "Mill"],
        ["", "LS1 3AB", "Shed"],
        ["", "LS1 3AB", "Shed"],
    ]
    one = single(["Ref", "Postcode", "Name"], rows)
    two = single(["Ref", "Postcode", "Name"], rows[::-1])
    ids = one.assets["asset_id"].tolist()
    assert len(set(ids)) == 5
    assert "r:B" in ids
    assert (
        one.assets.set_index("asset_id")["name"].to_dict()
        == two.assets.set_index("asset_id")["name"].to_dict()
    )
    said = one.issues.set_index("code")["rows_count"]
    assert (said["reference-repeated"], said["repeated-row"]) == (2, 1)


@pytest.mark.parametrize(
    ("spellings", "agency_id"),
    [
        (
            ["Bradford District Care Trust", "Bradford District Care NHS Foundation Trust"],
            "bradford-district-care-nhs",
        ),
        (["Calderdale Mbc", "Calderdale Metropolitan Borough Council"], "calderdale-council"),
        (
            ["Leeds City Council", "LEEDS CITY COUNCIL ", "Leeds City Council, Property Services"],
            "leeds-council",
        ),
    ],
)
def test_one_body_under_many_spellings_is_one_agency_and_said(single, spellings, agency_id):
    rows = [[str(n), "LS1 3AB", name] for n, name in enumerate(spellings)]
    result = single(["Ref", "Postcode", "Owner"], rows)
    assert result.agencies["agency_id"].tolist() == [agency_id]
    assert result.agencies["is_public"].tolist() == [True]
    assert "agency-spellings-merged" in set(result.issues["code"])


def test_different_bodies_of_one_town_stay_apart_and_nobody_is_no_agency(single):
    names = [
        "Leeds City Council",
        "Leeds Parish Council",
        "Leeds Teaching Hospitals NHS Trust",
        "West Yorkshire Police",
        "",
        "n/a",
        "Unknown",
    ]
    result = single(["Ref", "Postcode", "Owner"], [[str(n), "LS1 3AB", name] for n, name in enumerate(names)])
    assert len(result.agencies) == 4
    assert result.assets["agency_id"].isna().sum() == 3
    assert result.issues.set_index("code").loc["agency-not-known", "rows_count"] == 3
    sectors = result.agencies.set_index("agency_id")["sector"].to_dict()
    assert sorted(sectors.values()) == ["nhs", "parish", "police", "unitary"]


def test_projects_come_with_their_money_in_whole_units_and_nothing_becomes_nought(single):
    result = single(
        ["Project ref", "Project name", "Postcode", "Total cost", "Start on site", "Completion date"],
        [
            ["P1", "New hall", "LS1 3AB", "1,250", "01/04/2027", "2028-09-30"],
            ["P2", "Roof", "LS1 3AB", "", "soon", ""],
        ],
        capital=True,
        amount_unit="thousand",
    )
    first, second = (row for _, row in result.projects.sort_values("source_row").iterrows())
    assert (first["total_gbp"], first["commitment"]) == (1_250_000.0, "unknown")
    assert (first["start_date"], first["end_date"]) == (
        pd.Timestamp("2027-04-01"),
        pd.Timestamp("2028-09-30"),
    )
    assert second[["total_gbp", "start_date", "end_date"]].isna().all()
    assert ["value-not-understood", 3, "Start on site", "soon"] in codes(result)
    assert len(result.assets) == 0


def test_far_dates_are_kept_and_the_registers_day_fills_in_for_the_records(single):
    result = single(
        ["Ref", "Postcode", "Lease expiry", "Effective date"],
        [["1", "LS1 3AB", "24/12/2987", "01/02/2025"], ["2", "LS1 3AB", "25/03/1606", ""]],
        effective_date=dt.date(2026, 9, 30),
    )
    assert result.assets["lease_end_date"].dt.year.tolist() == [2987, 1606]
    assert result.assets["effective_date"].dt.strftime("%Y-%m-%d").tolist() == ["2025-02-01", "2026-09-30"]


def test_rows_that_do_not_add_up_stop_the_run(single, monkeypatch):
    plain = entries.understand_assets

    def loses_one(*arguments, **more):
        result = plain(*arguments, **more)
        result.frame = result.frame.iloc[1:]
        return result

    monkeypatch.setattr(entries, "understand_assets", loses_one)
    with pytest.raises(RowCountError, match=r"r\.csv: 2 rows were read"):
        single(["Ref", "Postcode"], [["1", "LS1 3AB"], ["2", "LS1 3AB"]])


@pytest.mark.parametrize("more", [1, -1])
def test_where_a_second_count_finds_other_rows_nothing_is_made(single, monkeypatch, more):
    plain = entries.add_derived  # the last step before the sum is held against both counts

    def miscounted(frame, raw, *arguments, **said):
        raw.second_count += more
        return plain(frame, raw, *arguments, **said)

    monkeypatch.setattr(entries, "add_derived", miscounted)
    with pytest.raises(
        RowCountError, match=rf"r\.csv: one count finds 2 rows, another {2 + more}; .* Nothing is"
    ):
        single(["Ref", "Postcode"], [["1", "LS1 3AB"], ["2", "LS1 3AB"]])


def test_a_file_with_another_number_of_rows_than_its_publisher_says_is_refused(single):
    rows = [["1", "LS1 3AB"], ["2", "LS1 3AB"]]
    assert len(single(["Ref", "Postcode"], rows, rows=2).assets) == 2
    with pytest.raises(
        RowCountError, match=r"r\.csv: expected 3 rows, as the estate file says; found 2\. .* cut off"
    ):
        single(["Ref", "Postcode"], rows, rows=3)


def test_how_a_file_was_read_stands_in_the_registers(single):
    [entry] = single(["Ref", "Postcode"], [["1", "LS1 3AB"]]).registers.to_dict("records")
    assert (entry["file_format"], entry["encoding"], entry["separator"]) == ("delimited", "utf-8", ",")
    assert entry["heading_row"] == 1


def test_a_register_that_could_never_give_a_place_is_refused_unless_its_area_is_named(single, tmp_path):
    with pytest.raises(
        EstateFileError, match=r"r\.csv: none of its headings could give a place \(Ref, Colour\)"
    ):
        single(["Ref", "Colour"], [["1", "red"]])
    write_outlines(tmp_path / "o.geojson", {"X": square(0, 0, 10)})
    area = {"areas": [{"id": "town", "name": "Town", "path": "o.geojson"}]}
    assert len(single(["Ref", "Colour"], [["1", "red"]], area="town", more=area).assets) == 1


def test_an_outline_that_crosses_itself_is_made_valid_and_said(single, tmp_path):
    bow = [[[0, 0], [10, 10], [10, 0], [0, 10], [0, 0]]]
    write_outlines(tmp_path / "o.geojson", {"E1": bow, "E2": square(20, 0, 10)})
    result = single(
        ["Ref", "Postcode"], [["1", "LS1 3AB"]],
        more={"estate": {"boundaries": {"path": "o.geojson", "code": "lad20cd"}}, "areas": [{"id": "town", "name": "T", "codes": ["E1", "E9"]}]},
    )  # fmt: skip
    areas = result.areas.set_index("area_id")
    assert areas.geometry.is_valid.all()
    assert areas.loc["E1"].geometry.area == pytest.approx(50.0)
    assert areas["kind"].to_dict() == {"E1": "authority", "E2": "authority", "town": "own"}
    assert areas.loc["E2", "name"] == "Area E2"
    said = result.issues.set_index("code")
    assert "E1" in said.loc["outline-made-valid", "message"]
    assert "no outline for E9" in said.loc["area-incomplete", "message"]


def test_a_boundary_file_without_outlines_or_crs_is_refused(single, tmp_path):
    write_csv(tmp_path / "lad.csv", ["LAD20CD", "LAD20NM"], [["E1", "A"]])
    with pytest.raises(UnreadableFileError, match=r"lad\.csv: expected outlines; the file has no geometry"):
        single(
            ["Ref", "Postcode"],
            [["1", "LS1 3AB"]],
            more={"estate": {"boundaries": {"path": "lad.csv", "code": "LAD20CD"}}},
        )


def test_only_the_postcodes_that_are_named_are_taken_from_the_lookup(single, tmp_path):
    write_csv(
        tmp_path / "p.csv", ["pcds", "lat", "long"],
        [["LS1 3AB", "53.8", "-1.55"], ["LS2 9ZZ", "53.9", "-1.5"], ["M31 1AA", "53.4", "-2.4"], ["M31 2BB", "", ""]],
    )  # fmt: skip
    result = single(
        ["Ref", "Postcode"], [["1", "LS1 3AB"], ["2", "M31"]], more={"lookups": {"postcodes": "p.csv"}}
    )
    assert sorted(result.postcodes["postcode"]) == ["LS13AB", "M311AA"]
    assert set(result.postcodes["crs"]) == {"EPSG:4326"}
