"""What goes back to each agency: its workbook, the list of all faults, and the internal page."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import shutil
import subprocess
import tomllib
import zipfile

import harbour_estate
import openpyxl
import pandas as pd
import pytest

from totalcapital.issues import load_issue_codes
from totalcapital.publishing import completeness, publish, with_completeness, write_issue_books
from totalcapital.publishing.completeness import needed_fields, score_pct
from totalcapital.publishing.fault_effects import faults_by_kind, in_own_words
from totalcapital.resources import geodata
from totalcapital.tables import TABLES, join_list

AS_OF = dt.date(2026, 11, 1)
#: What spreadsheet programs have been made to run or to fetch, and what looks like it.
PAYLOADS = [
    "=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://example.org","x")', '=IMPORTXML("http://example.org","//a")',
    '=WEBSERVICE("http://example.org")', "=SUM(A1:A9)", "=A1", "==1", "= 1", "=@SUM(1)", "+1+1", "+cmd|' /C calc'!A0",
    "+44 20 7946 0000", "-1+1", "-2+3+cmd|' /C calc'!A0", "- Hall", "@SUM(1+1)", "@council", "\t=1+1", "\r=1+1",
    "\n=1+1", " =1+1", "\x00=1+1", "'=1+1", '"=1+1"', "=1+1;", ";=1+1", ",=1+1", "\uff1d1+1", "\uff0b1", "\uff0d1",
    "\uff20SUM(1)", "{=1+1}", '=DDE("cmd";"/C calc";"x")', "http://example.org", "mailto:a@example.org",
    "internal:Summary!A1", "file:///etc/hosts", "<r><t>=1+1</t></r>", "</t></si><f>1+1</f>", "_x003D_1+1", "%0A=1+1",
]  # fmt: skip


def estate(
    assets=(), *, locations=None, bands=(), issues=(), headings=(), changes=(), registers=None, projects=()
):
    """Tables of register "r", each holding of one record, named after it."""
    assets = [
        {
            "asset_id": f"r:{at}", "register_id": "r", "source_file": "r.csv", "source_row": at + 2, "role": "owner",
            "status": "unknown", "sensitivity": "open", "source_values": "{}", **row,
        }
        for at, row in enumerate(assets)
    ]  # fmt: skip
    places = locations if locations is not None else ["none"] * len(assets)
    made = {
        "registers": registers
        or [
            {
                "register_id": "r", "path": "r.csv", "sha256": "0" * 64, "rows_read": len(assets),
                "rows_kept": len(assets), "rows_set_aside": 0,
            }
        ],
        "assets": assets,
        "projects": [
            {
                "project_id": f"c:{at}", "register_id": "c", "source_file": "c.csv", "source_row": at + 2,
                "commitment": "unknown", "sensitivity": "open", "source_values": "{}", **row,
            }
            for at, row in enumerate(projects)
        ],
        "locations": [
            {"subject_id": one["asset_id"], "method": method, "evidence": "e"}
            for one, method in zip(assets, places, strict=True)
        ],
        "holdings": [
            {
                "holding_id": f"h:{one['asset_id']}", "site_id": "s", "asset_ids": join_list([one["asset_id"]]),
                "role": "owner", "status": "unknown", "sensitivity": "open",
            }
            for one in assets
        ],
        "bands": [
            {"holding_id": f"h:{one['asset_id']}", "band": band} for one, band in zip(assets, bands, strict=False)
        ],
        "issues": [
            {"register_id": "r", "source_file": "r.csv", "level": "warning", "code": "value-not-understood",
             "message": "m", "fix": "f", "rows_count": 1, **row}
            for row in issues
        ],
        "headings": [
            {"register_id": "r", "position": at, **row} for at, row in enumerate(headings, start=1)
        ],
        "changes": list(changes),
    }  # fmt: skip
    return {
        name: table.conform(pd.DataFrame(made[name]), crs="EPSG:27700" if table.is_spatial else None)
        if made.get(name)
        else table.empty("EPSG:27700")
        for name, table in TABLES.items()
    }


def filled(tables):
    """The same tables with what a run adds before it writes the workbooks."""
    given = completeness(tables)
    return tables | {"completeness": given, "registers": with_completeness(tables, given, as_of=AS_OF)}


def books(tables, folder):
    write_issue_books(filled(tables), folder)
    return openpyxl.load_workbook(folder / "r.xlsx")


def table_of(sheet):
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:] if any(cell is not None for cell in row)]


def of_field(tables, field):
    frame = completeness(tables).set_index("field")
    row = frame.loc[field]
    return int(row["applies_count"]), int(row["given_count"]), row["effect"]


def test_a_field_counts_only_the_records_it_applies_to():
    tables = estate(
        [
            {"property_kind": "land", "tenure": "freehold"},
            {"property_kind": "building", "tenure": "leasehold", "floor_area_m2": 10.0},
            {"property_kind": "both", "tenure": "licence", "lease_end_date": pd.Timestamp("2030-01-01")},
            {"tenure": None},
        ]
    )
    # land has no floor area; a record that does not say what it is may be a building
    assert of_field(tables, "floor_area_m2")[:2] == (3, 1)
    assert of_field(tables, "lease_end_date")[:2] == (2, 1)
    assert of_field(tables, "tenure")[:2] == (4, 3)
    assert of_field(tables, "uprn")[:2] == (4, 0)


def test_a_floor_area_of_nought_is_given_and_an_unknown_status_is_not():
    tables = estate([{"floor_area_m2": 0.0, "status": "unknown"}, {"status": "vacant"}])
    assert of_field(tables, "floor_area_m2")[:2] == (2, 1)
    assert of_field(tables, "status")[:2] == (2, 1)


def test_an_outward_code_is_no_place():
    methods = ["coordinates", "postcode", "uprn", "geometry", "outward-code", "none"]
    assert of_field(estate([{}] * 6, locations=methods), "place")[:2] == (6, 4)


def test_the_effect_says_how_many_and_how_many_of_them_cannot_be_tested():
    buildings = [{"property_kind": "building"}] * 3 + [{"property_kind": "building", "floor_area_m2": 9.0}]
    tables = estate(buildings, bands=["unknown", "under-used", "unknown", "unknown"])
    assert of_field(tables, "floor_area_m2")[2] == (
        "3 buildings have no floor area: their spare space cannot be worked out. "
        "2 of them cannot be tested for under-use at all."
    )
    one = estate([{"tenure": "leasehold"}], bands=["used"])
    assert (
        of_field(one, "lease_end_date")[2] == "1 lease has no end date, so no window for a move can be found."
    )
    assert of_field(one, "floor_area_m2")[2] == (
        "1 building has no floor area: its spare space cannot be worked out."
    )
    assert pd.isna(of_field(one, "tenure")[2])


def test_capital_projects_have_fields_of_their_own():
    tables = estate(projects=[{"total_gbp": 5.0}, {}], registers=[
        {"register_id": "c", "path": "c.csv", "sha256": "0", "rows_read": 2, "rows_kept": 2, "rows_set_aside": 0}
    ])  # fmt: skip
    found = completeness(tables).set_index("field")
    assert list(found.index) == ["place", "agency", "total_gbp", "start_date"]
    assert found.loc["total_gbp", ["applies_count", "given_count"]].tolist() == [2, 1]
    assert found.loc["total_gbp", "effect"] == "1 project has no total cost and is in no sum."


def test_the_score_is_the_weighted_mean_of_the_shares_given():
    rows = pd.DataFrame({"applies_count": [10, 4, 2], "given_count": [5, 4, 0], "weight": [3.0, 2.0, 1.0]})
    # (3 x 0.5 + 2 x 1 + 1 x 0) / 6
    assert score_pct(rows) == 58.3
    assert score_pct(rows.iloc[:0]) is None


def test_a_register_without_records_has_no_score_rather_than_nought():
    (row,) = filled(estate())["registers"].to_dict("records")
    assert pd.isna(row["completeness_pct"])
    assert pd.isna(row["age_days"])


@pytest.mark.parametrize(
    ("register_day", "record_days", "age"),
    [
        ("2026-10-31", ["2020-01-01"], 1),  # the register's own word goes first
        (None, ["2025-11-01", "2026-09-01", None], 61),  # else its newest record
        ("2026-11-11", [None], -10),
        (None, [None], None),
    ],
)
def test_the_age_is_counted_to_the_day_the_results_describe(register_day, record_days, age):
    tables = estate([{"effective_date": pd.Timestamp(day) if day else None} for day in record_days])
    day = pd.Timestamp(register_day) if register_day else pd.NaT
    tables["registers"] = tables["registers"].assign(effective_date=pd.Series([day], dtype="datetime64[ms]"))
    found = filled(tables)["registers"]["age_days"].iloc[0]
    assert pd.isna(found) if age is None else found == age


def test_every_weight_has_its_reason_and_every_sentence_its_number():
    for need in needed_fields():
        assert need.why, need.field
        assert need.applies in {"every", "building", "leased"}
        for sentence in (*need.effect, *(need.untested or ())):
            assert "{n}" in sentence
            assert sentence.endswith("."), sentence


def test_faults_stand_errors_first_then_by_row_and_in_the_agencys_own_words(tmp_path):
    headings = [
        {"heading": "Asset No", "column": "reference"},
        {"heading": "Floor space", "column": "floor_area_m2"},
        {"heading": "Street", "column": "address"},
        {"heading": "Town", "column": "address"},
        {"heading": "X", "column": "x_read"},
        {"heading": "Y", "column": "y_read"},
    ]
    issues = [
        {"source_row": 9, "level": "note", "column": "coordinates"},
        {
            "source_row": 3,
            "column": "Floor space",
            "value": "abc",
            "message": "expected a number; found 'abc'.",
        },
        {"source_row": 2, "column": "name, address", "value": "s-0123456789ab:r-council"},
        {"source_row": None, "level": "error", "column": None, "rows_count": 4},
        {"source_row": 8, "level": "error", "column": "uprn"},
    ]
    records = [{"reference": "A1", "name": "Oak House"}, {"reference": "A2", "name": "Elm House"}]
    sheet = books(estate(records, issues=issues, headings=headings), tmp_path / "issues")["What to put right"]
    rows = table_of(sheet)
    assert [(row["Level"], row["Row"]) for row in rows] == [
        ("error", None), ("error", 8), ("warning", 2), ("warning", 3), ("note", 9),
    ]  # fmt: skip
    assert [row["Column"] for row in rows] == [None, "uprn", "name, Street + Town", "Floor space", "X + Y"]
    assert (rows[3]["Reference"], rows[3]["Property or project"]) == ("A2", "Elm House")
    assert rows[3]["What we read"] == "abc"
    assert rows[3]["What we expected, and what is wrong"] == "expected a number; found 'abc'."
    # an id of ours says nothing to an agency
    assert rows[2]["What we read"] is None
    assert rows[0]["Rows"] == 4


def test_each_sheet_can_be_filtered_and_printed(tmp_path):
    book = books(estate([{}], issues=[{"source_row": 2}]), tmp_path / "issues")
    assert book.sheetnames == ["What to put right", "Summary", "What is not given", "How it was read"]
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in {(None, 0), (1, 0)}
    for name in ("What to put right", "What is not given"):
        assert book[name].freeze_panes == "A2"
        assert book[name].auto_filter.ref.startswith("A1:")
        assert book[name].print_title_rows == "$1:$1"
        assert book[name].column_dimensions["A"].width > 5


def test_the_summary_gives_each_fault_its_rows_level_and_effect(tmp_path):
    issues = [
        {"code": "agency-not-known", "level": "note", "rows_count": 12},
        {"code": "value-not-understood", "source_row": 2},
        {"code": "value-not-understood", "source_row": 3},
        {"code": "extra-cells", "level": "error", "source_row": 4},
    ]
    sheet = books(estate([{}, {}], issues=issues), tmp_path / "issues")["Summary"]
    rows = [row[:4] for row in sheet.iter_rows(values_only=True)]
    assert (
        "error",
        "a row has more cells than there are headings",
        1,
        "1 row is in no table, count or map.",
    ) in rows
    assert (
        "warning", "a value is not of the kind its column holds", 2, "2 values are taken as not known.",
    ) in rows  # fmt: skip
    assert ("note", "records name no agency", 12, "12 records are part of no co-location option.") in rows
    assert [row[0] for row in rows].index("error") < [row[0] for row in rows].index("warning")
    assert ("Day it describes", "not said", None, None) in rows
    assert any(
        row[0] == "Place" and row[2] == 2 and row[3].startswith("2 records are on no map") for row in rows
    )


def test_records_that_do_not_give_all_are_listed_with_what_is_missing_of_each(tmp_path):
    whole = {
        "status": "vacant", "service": "office", "floor_area_m2": 5.0, "tenure": "freehold", "uprn": "1", "agency_id": "a",
    }  # fmt: skip
    records = [whole | {"reference": "W"}, whole | {"reference": "U", "uprn": None}, whole | {"property_kind": "land", "floor_area_m2": None, "tenure": None, "reference": "L"}]  # fmt: skip
    tables = estate(records, locations=["postcode"] * 3)
    rows = table_of(books(tables, tmp_path / "issues")["What is not given"])
    assert [(row["Reference"], row["UPRN"], row["Tenure"], row["Floor area"]) for row in rows] == [
        ("U", "missing", None, None), ("L", None, "missing", None),
    ]  # fmt: skip


def test_how_it_was_read_names_every_heading_with_its_rule_and_what_was_not_used(tmp_path):
    headings = [
        {"heading": "Ref", "column": "reference", "rule": "a synonym", "samples": "A; B", "distinct_count": 2, "blank_pct": 0.0},
        {"heading": "Colour", "rule": "no rule knows it", "distinct_count": 0, "blank_pct": 100.0},
    ]  # fmt: skip
    tables = estate([{"crs_read": "EPSG:27700"}, {}], headings=headings)
    tables["registers"] = tables["registers"].assign(encoding="cp1252", separator="\t", heading_row=3)
    sheet = books(tables, tmp_path / "issues")["How it was read"]
    rows = [tuple(row) for row in sheet.iter_rows(values_only=True)]
    assert ("Ref", "reference", "a synonym", "A; B", 2, 0) in rows
    assert ("Colour", "not used", "no rule knows it", None, 0, 100) in rows
    facts = {row[0]: row[1] for row in rows if row[1] is not None}
    assert facts["Encoding"] == "cp1252"
    assert facts["Separator"] == "tab"
    assert facts["Row of the headings"] in {3, "3"}
    assert facts["Coordinate system"] == "EPSG:27700 (1 records)"
    assert "Sheet or layer" not in facts


def test_what_changed_since_the_last_file_has_a_sheet_only_where_something_did(tmp_path):
    change = {
        "register_id": "r", "kind": "records-gone", "level": "warning", "before_count": 10, "now_count": 7,
        "rows_count": 3, "message": "3 records are gone.", "before_sha256": "x",
    }  # fmt: skip
    rows = table_of(books(estate([{}], changes=[change]), tmp_path / "issues")["Since the last file"])
    assert rows == [
        {"What": "Records gone", "Level": "warning", "Column": None, "Before": 10, "Now": 7, "Records": 3, "What changed": "3 records are gone."}
    ]  # fmt: skip


def payload_tables():
    records = [{"reference": text, "name": text, "source_row": at + 2} for at, text in enumerate(PAYLOADS)]
    issues = [
        {"source_row": at + 2, "column": text, "value": text, "message": text, "fix": text}
        for at, text in enumerate(PAYLOADS)
    ]
    headings = [{"heading": text, "column": "name", "rule": text, "samples": text} for text in PAYLOADS]
    changes = [
        {"register_id": "r", "kind": "values-changed", "level": "note", "column": text, "rows_count": 1,
         "message": text, "before_sha256": text}
        for text in PAYLOADS
    ]  # fmt: skip
    tables = estate(records, issues=issues, headings=headings, changes=changes)
    tables["registers"] = tables["registers"].assign(
        path="=1+1", profile="=1+1", encoding="=1+1", sheet="@SUM(1)"
    )
    return tables


def test_forty_payloads_in_every_column_make_no_formula_and_no_link(tmp_path):
    assert len(PAYLOADS) >= 40
    book = books(payload_tables(), tmp_path / "issues")
    seen = 0
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "n", "inlineStr"}, (sheet.title, cell.coordinate)
                assert cell.hyperlink is None
                seen += cell.data_type == "s"
    assert seen > 40 * 8
    with zipfile.ZipFile(tmp_path / "issues" / "r.xlsx") as parts:
        names = parts.namelist()
        for name in names:
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                text = parts.read(name).decode("utf-8")
                assert not re.search(r"<f[ >/]", text), name
                assert "<hyperlink" not in text
        assert not [name for name in names if "externalLink" in name or "connections" in name]


def test_text_stays_as_it_was_read_in_the_workbook(tmp_path):
    sheet = books(payload_tables(), tmp_path / "issues")["What to put right"]
    read = {row["Row"]: row["What we read"] for row in table_of(sheet)}
    for at, text in enumerate(PAYLOADS):
        if not re.search(r"[\x00-\x1f]|^<r>|_x", text):
            assert read[at + 2] == text


def test_text_that_looks_like_the_workbooks_own_xml_stays_text(tmp_path):
    tables = estate([{}], issues=[{"source_row": 2, "value": "<r><t>bold</t></r>"}])
    (row,) = table_of(books(tables, tmp_path / "issues")["What to put right"])
    assert row["What we read"].strip() == "<r><t>bold</t></r>"


def test_a_spreadsheet_program_finds_no_formula_either(tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not on this machine")
    books(payload_tables(), tmp_path / "issues")
    subprocess.run(  # noqa: S603 - a program of this machine on a file of this test
        [office, "--headless", "--convert-to", "fods", "--outdir", str(tmp_path), str(tmp_path / "issues" / "r.xlsx")],
        check=True, timeout=600, capture_output=True,
    )  # fmt: skip
    assert "table:formula" not in (tmp_path / "r.fods").read_text(encoding="utf-8")


def test_the_list_of_all_faults_is_safe_in_a_spreadsheet_and_its_numbers_are_numbers(tmp_path):
    issues = [{"source_row": at + 2, "value": text, "rows_count": 3} for at, text in enumerate(PAYLOADS)]
    books(estate([{}], issues=issues), tmp_path / "issues")
    data = (tmp_path / "issues" / "issues.csv").read_bytes()
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert data.startswith(b"\xef\xbb\xbf")
    assert len(rows) == len(PAYLOADS)
    for row, text in zip(rows, PAYLOADS, strict=True):
        risky = text[0] in "=+-@\t\r\n\x00\uff1d\uff0b\uff0d\uff20"
        assert row["value"] == ("'" + text if risky else text).replace("\x00", "\ufffd")
        assert row["rows_count"] == "3"
    assert [row["source_row"] for row in rows] == [str(at + 2) for at in range(len(PAYLOADS))]


def test_more_faults_than_a_sheet_shows_are_all_in_the_list_and_the_summary_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("totalcapital.publishing.issuebooks.MOST_ROWS", 5)
    book = books(estate([{}], issues=[{"source_row": 2}] * 7), tmp_path / "issues")
    assert len(table_of(book["What to put right"])) == 5
    facts = {row[0]: row[1] for row in book["Summary"].iter_rows(values_only=True)}
    assert facts["Faults"] == "7; the first 5 are here, all of them in issues.csv"
    text = (tmp_path / "issues" / "issues.csv").read_text(encoding="utf-8-sig")
    assert len(text.splitlines()) == 1 + 7


def test_the_same_tables_give_the_same_bytes(tmp_path):
    tables = filled(payload_tables())
    for name in ("one", "two"):
        write_issue_books(tables, tmp_path / name)
    for name in ("r.xlsx", "issues.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_column_of_ours_that_the_file_does_not_have_is_said_in_plain_words():
    headings = pd.DataFrame({"heading": ["Size"], "column": ["floor_area_m2"]})
    columns = pd.Series(["floor_area_m2", "lease_end_date", "Size", None], dtype="str")
    assert in_own_words(columns, headings) == ["Size", "lease end date", "Size", None]


def test_every_kind_of_fault_that_has_an_effect_is_in_the_list_and_each_level_has_one():
    said = tomllib.loads(geodata("codelists", "issue_effects.toml").read_text(encoding="utf-8"))
    assert set(said["code"]) - set(load_issue_codes()) == set()
    assert set(said["level"]) == {"error", "warning", "note"}
    for one, several in (*said["code"].values(), *said["level"].values()):
        assert "{n}" in one
        assert "{n}" in several


def test_faults_of_no_register_and_no_faults_at_all_are_no_fault():
    assert faults_by_kind(TABLES["issues"].empty()).empty


@pytest.fixture(scope="module")
def internal(tables, tmp_path_factory):
    """The invented estate with what a run adds, and its internal and public index pages."""
    whole = filled(tables)
    pages = {}
    for audience in ("internal", "partner", "public"):
        folder = tmp_path_factory.mktemp(f"handback-{audience}")
        publish(whole, folder, audience=audience, project=harbour_estate.project(folder))
        pages[audience] = folder / "index.html"
    return pages


def test_the_internal_page_shows_how_much_of_what_is_needed_each_register_gives(internal):
    html = internal["internal"].read_text(encoding="utf-8")
    section = re.search(r'<section class="registers".*?</section>', html, re.DOTALL)[0]
    heads = re.findall(r"<th scope=\"col\"[^>]*>([^<]*)</th>", section)
    row = re.search(r'<tr><th scope="row"><a href="\.\./issues/trust\.xlsx">trust</a></th>.*?</tr>', section)[
        0
    ]
    cells = dict(zip(heads[1:], re.findall(r"<td[^>]*>(.*?)</td>", row), strict=True))
    # 40 records of the trust's (k % 5 == 2); k % 20 == 7 of them have no place; k % 4 == 0 no floor area;
    # k % 3 == 0 are leased, and none has an end date; 30 September to 1 November is 32 days.
    ours = range(2, 200, 5)
    assert cells["Records"] == str(len(ours))
    assert cells["Place"] == f"{round(100 * sum(k % 20 != 7 for k in ours) / 40)} %" == "75 %"
    assert cells["Floor area"] == f"{round(100 * sum(k % 4 != 0 for k in ours) / 40)} %" == "75 %"
    assert cells["Lease end"] == "0 %"
    assert cells["UPRN"] == "100 %"
    assert cells["Age"] == "32 days"


def test_partner_and_public_pages_are_as_if_registers_were_never_scored(internal, tables, tmp_path):
    for audience in ("partner", "public"):
        folder = tmp_path / audience
        folder.mkdir()
        # the key and the folder name are the estate's own
        publish(tables, folder, audience=audience, project=harbour_estate.project(folder))
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                other = internal[audience].parent / path.relative_to(folder)
                assert other.read_bytes() == path.read_bytes(), path.name


def test_a_share_is_a_hundred_only_for_all_and_nought_only_for_none(tmp_path):
    tables = estate([{"uprn": "1"}] * 999 + [{}], locations=["postcode"] + ["none"] * 999)
    publish(filled(tables), tmp_path, audience="internal", project=harbour_estate.project(tmp_path))
    html = (tmp_path / "index.html").read_text(encoding="utf-8")
    section = re.search(r'<section class="registers".*?</section>', html, re.DOTALL)[0]
    assert "99 %" in section
    assert "1 %" in section
    assert "100 %" not in section


def test_a_hostile_register_id_and_message_stay_text_on_the_page(tmp_path):
    change = {
        "register_id": "r", "kind": "records-gone", "level": "note", "rows_count": 1,
        "message": "<script>alert(1)</script>{{ 7 * 7 }}@@footer@@", "before_sha256": "x",
    }  # fmt: skip
    tables = filled(estate([{}], changes=[change]))
    publish(tables, tmp_path, audience="internal", project=harbour_estate.project(tmp_path))
    html = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 * 7 }}@@footer@@" in html
    assert "<script>alert" not in html


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1366])
def test_the_table_of_registers_scrolls_in_its_own_frame_and_never_the_page(internal, open_page, width):
    page = open_page(internal["internal"], width=width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    links = page.locator(".registers th a")
    assert links.first.get_attribute("href") == "../issues/council.xlsx"
    frame = page.locator(".registers .twin-scroll")
    assert frame.get_attribute("tabindex") == "0"
    assert frame.get_attribute("aria-label")
