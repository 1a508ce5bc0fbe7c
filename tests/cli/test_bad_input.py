"""Bad input at the command line: one clear message, exit 2, and the last result as it was."""

from __future__ import annotations

import json
import shutil

import pytest
import xlsxwriter
from estates import square, write_csv, write_outlines
from questions import typing
from small_estates import COUNCIL, NHS, run_command, small_estate, tree_of

from totalcapital.pipeline import run
from totalcapital.project import load_project

pytestmark = pytest.mark.usefixtures("one_door")


@pytest.fixture(scope="module")
def first(one_door, tmp_path_factory):  # noqa: ARG001 - its door is used
    """The small estate and its result."""
    folder = tmp_path_factory.mktemp("first")
    run(load_project(small_estate(folder)), folder / "out", audiences=[])
    return folder


@pytest.fixture
def estate(first, tmp_path):
    """A copy of it."""
    shutil.copytree(first, tmp_path / "estate")
    return tmp_path / "estate"


@pytest.fixture
def typed(estate, monkeypatch, capsys):
    """A function: type a command in the estate's folder; return exit code and what it said."""
    return typing(estate, monkeypatch, capsys)


def workbook(path):
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for row, cells in enumerate([COUNCIL[0], *COUNCIL[1]]):
        sheet.write_row(row, 0, cells)
    book.close()
    return path.read_bytes()


def empty(folder):
    (folder / "council.csv").write_bytes(b"")


def web_page(folder):
    (folder / "council.csv").write_text("<!doctype html><html>Log in</html>", encoding="ascii")


def document(folder):
    (folder / "council.csv").write_bytes(b"%PDF-1.7 ...")


def misnamed(folder):
    (folder / "council.csv").write_bytes(workbook(folder / "x.xlsx"))


def missing(folder):
    (folder / "council.csv").unlink()


def headings_only(folder):
    write_csv(folder / "council.csv", COUNCIL[0], [])


def placeless(folder):
    write_csv(folder / "nhs.csv", ["Trust name", "Staff FTE", "Colour"], [["Oak NHS Trust", "3", "red"]])


def gone_heading(folder):
    write_csv(folder / "council.csv", ["Ref", "Postcode"], [["1", "LS1 3AB"]])


def no_codes(folder):
    write_outlines(folder / "lad.geojson", {"E08000035": square(429_000, 432_000, 3000)}, code="region")
    text = (folder / "estate.toml").read_text(encoding="utf-8")
    line = '[estate]\nboundaries = { path = "lad.geojson", code = "LAD20CD" }'
    (folder / "estate.toml").write_text(text.replace("[estate]", line, 1), encoding="utf-8")


def other_codes(folder):
    write_outlines(folder / "lad.geojson", {"E06000001": square(429_000, 432_000, 3000)}, code="LAD20CD")
    text = (folder / "estate.toml").read_text(encoding="utf-8")
    line = '[estate]\nboundaries = { path = "lad.geojson", code = "LAD20CD" }'
    area = '\n[[area]]\nid = "leeds"\nname = "Leeds"\ncodes = ["E08000035"]\n'
    (folder / "estate.toml").write_text(text.replace("[estate]", line, 1) + area, encoding="utf-8")


def empty_boundary(folder):
    (folder / "outline.geojson").write_text('{"type": "FeatureCollection", "features": []}', encoding="ascii")


def no_postcode_column(folder):
    write_csv(folder / "postcodes.csv", ["a", "b"], [["1", "2"]])


def folder_of_postcodes(folder):
    (folder / "postcodes.csv").unlink()
    (folder / "postcodes.csv").mkdir()


def edited(before, after):
    def edit(folder):
        path = folder / "estate.toml"
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after, 1), encoding="utf-8")

    return edit


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (missing, ["council.csv", "no such file", "Correct the path"]),
        (empty, ["council.csv", "the file is empty", "Ask for the file again"]),
        (headings_only, ["council.csv", "expected rows below the headings", "Ask for the file again"]),
        (web_page, ["council.csv", "web page", "Download the file again"]),
        (document, ["council.csv", "a PDF document", "Ask for the data as CSV or XLSX"]),
        (misnamed, ["council.csv", "its content is a spreadsheet", "rename it to end in .xlsx"]),
        (
            placeless,
            ["nhs.csv", "none of its headings could give a place", "Colour", "under columns of register nhs"],
        ),
        (gone_heading, ["council.csv", "names the heading 'Type' for property_kind", "Correct the heading"]),
        (
            no_codes,
            [
                "lad.geojson",
                "expected the code column 'LAD20CD'",
                "region",
                "Correct boundaries.code in estate.toml",
            ],
        ),
        (other_codes, ["lad.geojson", "expected an outline for Leeds (E08000035)", "E06000001"]),
        (empty_boundary, ["outline.geojson", "the list is empty", "Ask for the file again"]),
        (
            no_postcode_column,
            ["postcodes.csv", "expected columns for postcode", "National Statistics Postcode Lookup"],
        ),
        (folder_of_postcodes, ["postcodes.csv", "expected a look-up as csv; there is none inside"]),
        (
            edited("sector =", "sectr ="),
            ["estate.toml", "unknown key register.0.sectr", "did you mean sector?"],
        ),
        (edited('area = "town"', 'area = "twon"'), ["register council", "area 'twon'", "town", "Correct it"]),
        (
            edited("[estate]", '[estate]\ncrs = "EPSG:4326"'),
            ["[estate] crs", "projected CRS in metres", "EPSG:4326"],
        ),
        (
            edited("[estate]", '[estate]\ncrs = "EPSG:nonsense"'),
            ["[estate] crs", "projected CRS in metres", "EPSG:nonsense"],
        ),
        (
            edited('id = "nhs"', 'id = "nhs"\nprofile = "nhs-choice"'),
            ["register nhs", "profile 'nhs-choice' is not known", "nhs-choices"],
        ),
        (
            edited("[estate]", '[underuse]\nthresholds = { "vacnt" = 1.0 }\n[estate]'),
            ["no rule 'vacnt'", "vacant-building"],
        ),
        (
            edited("[estate]", '[estate]\nprogramme = "pathfindrs"\nareas = "all"'),
            ["pathfindrs", "pathfinders"],
        ),
    ],
)
def test_each_bad_input_is_one_message_with_file_and_remedy_exit_two_and_the_last_result_stays(
    estate, typed, spoil, words
):
    before = tree_of(estate / "out")
    spoil(estate)
    code, _, said = typed("run", "estate.toml", "--out", "out", "--audience", "internal")
    assert code == 2
    assert said.count("totalcapital: ") == 1
    assert [word for word in words if word not in said] == [], said
    assert "fault of Totalcapital itself" not in said
    assert tree_of(estate / "out") == before
    assert [p.name for p in estate.iterdir() if p.name.startswith(".out")] == []


def test_truncated_encrypted_and_damaged_files_are_all_named_at_once_by_the_real_command(estate):
    whole = workbook(estate / "x.xlsx")
    bad = {
        "short.xlsx": whole[: len(whole) // 2],
        "secret.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(600)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(99),
        "short.json": b'[{"ref": 1, "postcode": "LS1 3AB"}, {"ref": 2, "pos',
        "short.gml": b'<?xml version="1.0"?><x xmlns:gml="http://www.opengis.net/gml"><gml:featureMember>',
        "short.gpkg": b"SQLite format 3\x00" + bytes(52) + b"GPKG" + bytes(500),
        "short.zip": b"PK\x03\x04" + bytes(90),
    }
    for name, content in bad.items():
        (estate / name).write_bytes(content)
    text = (estate / "estate.toml").read_text(encoding="utf-8")
    more = "".join(f'[[register]]\nid = "r{n}"\npath = "{name}"\n' for n, name in enumerate(bad))
    (estate / "estate.toml").write_text(text + more, encoding="utf-8")
    before = tree_of(estate / "out")
    code, _, said = run_command("run", "--json", cwd=estate)
    assert code == 2
    assert "Traceback" not in said
    assert [name for name in bad if f"{name}" not in said] == [], said
    assert "took the reading process down" not in said
    assert said.count("totalcapital: ") == 1
    assert tree_of(estate / "out") == before


def test_an_estate_file_that_is_not_there_and_a_wrong_option_exit_two(typed):
    code, _, said = typed("run", "none.toml")
    assert (code, "expected an estate file at none.toml" in said) == (2, True)
    code, _, said = typed("run", "--audience", "everyone")
    assert (code, "expected an audience; found 'everyone'" in said) == (2, True)
    code, _, said = typed("run", "--max-set-aside", "many")
    assert code == 2


def test_too_many_rows_set_aside_are_a_result_with_exit_one_that_says_where(estate, typed):
    rows = [NHS[1][0], [*NHS[1][1], "more"], NHS[1][2]]
    write_csv(estate / "nhs.csv", NHS[0], rows)
    code, out, said = typed("run", "--audience", "internal")
    assert code == 1
    assert "nhs.csv: 33.3 % of its rows were set aside, more than 5 %" in said
    assert "9 rows read = 8 kept + 1 set aside" in out
    assert (
        json.loads((estate / "out" / "run.json").read_text(encoding="utf-8"))["inputs"][1]["rows_set_aside"]
        == 1
    )
    code, _, _ = typed("run", "--audience", "internal", "--max-set-aside", "34")
    assert code == 0


def test_json_output_is_the_run_file_and_nothing_else(estate, typed):
    code, out, _ = typed("run", "--json", "--audience", "internal")
    printed = json.loads(out)
    assert code == 0
    written = json.loads((estate / "out" / "run.json").read_text(encoding="utf-8"))
    assert {**printed, "out": ""} == {**written, "out": ""}


def test_a_fault_of_ours_is_one_message_too(estate, typed, monkeypatch):
    from totalcapital import pipeline  # noqa: PLC0415 - patched here only

    def broken(*_, **__):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(pipeline.linking, "link", broken)
    before = tree_of(estate / "out")
    code, _, said = typed("run")
    assert (code, "fault of Totalcapital itself (ZeroDivisionError" in said) == (2, True)
    assert tree_of(estate / "out") == before


def test_publishing_without_a_result_says_what_to_type(estate, typed):
    shutil.rmtree(estate / "out")
    code, _, said = typed("publish", "--yes")
    assert (code, "expected the result of a run; there is none. Type: totalcapital run" in said) == (2, True)


def test_the_dictionary_of_tables_is_printed_and_an_unknown_table_is_refused(typed):
    code, out, _ = typed("tables", "holdings", "--json")
    (table,) = json.loads(out)
    assert (code, table["name"]) == (0, "holdings")
    code, _, said = typed("tables", "holding")
    assert (code, "expected a table; found 'holding'" in said) == (2, True)
