"""``totalcapital decide`` as people type it, and decisions.csv as they leave it."""

from __future__ import annotations

import csv
import json
import shutil

import pytest
from questions import estate_of, typing

from totalcapital.pipeline import run
from totalcapital.project import load_project

pytestmark = pytest.mark.usefixtures("one_door")


@pytest.fixture(scope="module")
def first(one_door, tmp_path_factory):  # noqa: ARG001 - its door is used
    folder = tmp_path_factory.mktemp("first")
    run(load_project(estate_of(folder)), folder / "out", audiences=[])
    return folder


@pytest.fixture
def estate(first, tmp_path):
    shutil.copytree(first, tmp_path / "estate")
    return tmp_path / "estate"


@pytest.fixture
def typed(estate, monkeypatch, capsys):
    """A function: type ``decide`` in the estate's folder; return exit code and what it said."""
    type_in = typing(estate, monkeypatch, capsys)
    return lambda *words: type_in("decide", *words)


def rows_of(folder, name="decisions.csv"):
    with (folder / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def fill(folder, answers, *, name="sheet.csv", separator=";", encoding="cp1252"):
    """Fill in a sheet as Excel of another country would save it: {question's second record: cells}."""
    with (folder / name).open(encoding="utf-8-sig", newline="") as stream:
        table = list(csv.DictReader(stream))
    decision = next(heading for heading in table[0] if heading.startswith("decision"))
    for row in table:
        for column, text in answers.get(row["other_id"], {}).items():
            row[decision if column == "decision" else column] = text
    with (folder / name).open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, list(table[0]), delimiter=separator)
        writer.writeheader()
        writer.writerows(table)


def test_the_list_says_number_question_evidence_and_what_holds(typed):
    code, out, _ = typed()
    assert code == 0
    assert out.index("   1  ") < out.index("   2  ")
    assert "Is “Oak Library” (Testshire Council, record council:1) the same property as" in out
    assert "They are read as two properties." in out
    assert "2 questions, worst first." in out
    assert "totalcapital decide 1 accept" in out


def test_json_gives_the_same_list_as_data(typed):
    _, out, _ = typed("--json", "--subject", "property")
    rows = json.loads(out)
    assert [(row["rank"], row["subject"], row["decided"]) for row in rows] == [
        (1, "link", None),
        (2, "link", None),
    ]
    assert [row["other_id"] for row in rows] == [
        "nhs:N1",
        "nhs:N2",
    ]  # where both floor areas would count twice
    assert json.loads(typed("--json", "--subject", "agencies")[1]) == []


def test_a_question_decided_by_its_number_stands_in_the_file_and_is_off_the_list(estate, typed):
    code, out, _ = typed("1", "accept", "--reason", "one front door", "--by", "Ana")
    assert code == 0
    assert "one property: “Oak Library”" in out
    (row,) = rows_of(estate)
    assert row | {"on_date": "", "fingerprint": "", "about": ""} == {
        "subject": "link", "subject_id": "council:1", "other_id": "nhs:N1", "decision": "accepted", "by": "Ana",
        "on_date": "", "reason": "one front door", "owner": "", "next_step": "", "saving_gbp": "", "fingerprint": "",
        "about": "",
    }  # fmt: skip
    assert row["fingerprint"].startswith("f-")
    _, out, _ = typed()
    assert "nhs:N1" not in out
    assert "1 question" in out
    assert "1 decision since the last run" in out
    assert "Decided since the run: accepted." in typed("--all")[1]


def test_two_records_in_no_list_and_a_record_on_its_own_can_be_decided_on(estate, typed):
    assert typed("council:3", "nhs:N2", "reject")[0] == 0
    assert typed("Elm Depot", "split", "--by", "=Bo")[0] == 0
    assert [(r["subject_id"], r["other_id"], r["decision"], r["by"]) for r in rows_of(estate)][1] == (
        "council:2", "", "split", "'=Bo",
    )  # fmt: skip
    assert [row["decision"] for row in rows_of(estate)] == ["rejected", "split"]
    assert "“=Yew Hall”" in rows_of(estate)[0]["about"]


def test_split_of_a_pair_is_written_as_rejected(estate, typed):
    _, out, _ = typed("1", "split")
    assert "two properties: " in out
    assert rows_of(estate)[0]["decision"] == "rejected"


def test_undo_takes_out_the_last_decision_on_a_question_alone(estate, typed):
    typed("1", "reject")
    typed("1", "accept")
    typed("2", "dismiss")
    assert typed("--undo", "1")[0] == 0
    assert [row["decision"] for row in rows_of(estate)] == ["rejected", "dismissed"]
    typed("--undo", "1")
    code, _, said = typed("--undo", "1")
    assert (code, "expected a decision on “Oak Library”" in said) == (2, True)
    assert len(rows_of(estate)) == 1


def test_a_file_of_ones_own_keeps_its_columns_their_order_and_every_row(estate, typed):
    own = "Colour;Decision;ID;Kind;Second ID\r\nred;no;council:3;link;nhs:N2\r\n\r\nblue;what?;;;\r\n"
    (estate / "decisions.csv").write_text(own, encoding="cp1252")
    assert typed("1", "park", "--owner", "Zoë", "--by", "Bo")[0] == 0
    lines = (estate / "decisions.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "Colour;Decision;ID;Kind;Second ID;by;on_date;owner;fingerprint"
    assert lines[1:4] == ["red;no;council:3;link;nhs:N2", "", "blue;what?;;;"]
    assert lines[4].startswith(";parked;council:1;link;nhs:N1;Bo;20")


def test_a_sheet_filled_in_with_excel_is_taken_in_and_twice_is_once(estate, typed):
    assert typed("--sheet", "sheet.csv")[0] == 0
    fill(estate, {"nhs:N1": {"decision": "Yes", "reason": "=one door", "on_date": "25/11/2026", "by": "Zoë"}})
    code, out, _ = typed("--take", "sheet.csv", "--by", "Bo")
    assert (code, "1 row without a decision was passed over" in out) == (0, True)
    (row,) = rows_of(estate)
    assert (row["decision"], row["by"], row["on_date"], row["reason"]) == (
        "accepted",
        "Zoë",
        "2026-11-25",
        "'=one door",
    )
    code, out, _ = typed("--take", "sheet.csv", "--by", "Bo")
    assert (code, "1 decided so before" in out, len(rows_of(estate))) == (0, True, 1)


def test_a_sheet_with_one_bad_row_is_not_taken_at_all(estate, typed):
    typed("--sheet", "sheet.csv")
    fill(
        estate,
        {"nhs:N1": {"decision": "perhaps"}, "nhs:N2": {"decision": "accept", "subject_id": "council:99"}},
    )
    code, _, said = typed("--take", "sheet.csv")
    assert code == 2
    assert "nothing was taken" in said
    assert "row 2: expected accepted, rejected, split, parked or dismissed; found 'perhaps'" in said
    assert "row 3: expected the id of a link of the last run; found council:99" in said
    assert not (estate / "decisions.csv").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["council:9", "split"], "found 'council:9', which is none in the last run. Near it: council:1"),
        (["council:1", "accept"], "expected two records or two agencies, or a question, link, option or alignment; council:1 is a record"),
        (["1"], "expected accept, reject, split, park or dismiss as the last word; found '1'"),
        (["1", "maybe"], "found 'maybe'. For example: totalcapital decide 1 accept"),
        (["council:1", "council:1", "accept"], "expected two different things; council:1 was named twice"),
        (["Testshire Council", "split"], "Nothing"),
        (["--subject", "planet"], "expected link, agency, option, alignment, redaction; found 'planet'"),
        (["--area", "nowhere"], "expected the id or name of area; found 'nowhere'"),
        (["--take", "none.csv"], "none.csv: expected a file of decisions; it cannot be read"),
    ],
)  # fmt: skip
def test_what_cannot_be_decided_is_one_message_that_says_what_to_type(estate, typed, words, said):
    code, out, err = typed(*words)
    if said == "Nothing":
        assert code == 0  # a spelling with that very name is a body of its own
        return
    assert (code, said in err) == (2, True), err + out
    assert not (estate / "decisions.csv").exists()


def test_a_file_that_is_open_elsewhere_is_left_as_it_is(estate, typed, monkeypatch):
    typed("1", "accept")
    before = (estate / "decisions.csv").read_bytes()
    (estate / ".~lock.decisions.csv#").touch()
    code, _, said = typed("2", "accept")
    assert (code, "the file is open in LibreOffice" in said) == (2, True)
    (estate / ".~lock.decisions.csv#").unlink()

    def locked(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.replace", locked)
    code, _, said = typed("2", "accept")
    assert (code, "Close it in Excel" in said) == (2, True)
    assert (estate / "decisions.csv").read_bytes() == before
    assert not [path for path in estate.iterdir() if path.name.endswith(".new")]


def test_without_a_result_it_says_what_to_type(estate, typed):
    shutil.rmtree(estate / "out")
    code, _, said = typed()
    assert (code, "expected the result of a run; there is none. Type: totalcapital run" in said) == (2, True)
