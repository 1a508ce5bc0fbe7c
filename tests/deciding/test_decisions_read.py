"""decisions.csv as people leave it: read forgivingly, and nothing passed over without a word."""

from __future__ import annotations

import csv
import io
from contextlib import suppress

import pytest
from estates import load
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.errors import EstateFileError, UnreadableFileError
from totalcapital.issues import IssueLog
from totalcapital.reading.decision_file import parse_decision_file
from totalcapital.reading.decisions import read_decisions, understand_decisions
from totalcapital.tables import DECISIONS

HEAD = "subject,subject_id,other_id,decision,by,on_date,reason"


def read(text, *, encoding="utf-8"):
    log = IssueLog()
    file = parse_decision_file(text.encode(encoding), "decisions.csv")
    table = understand_decisions(file, "decisions.csv", log=log)
    DECISIONS.check(table)
    return table, log.table()


def estate(folder, **said):
    (folder / "a.csv").write_text("Name,Postcode\nOak,LS1 3AB\n", encoding="utf-8")
    return load(folder, registers=[{"id": "a", "path": "a.csv"}], estate=said)


@pytest.mark.parametrize(
    ("separator", "encoding"), [(",", "utf-8"), (";", "cp1252"), ("\t", "utf-16"), ("|", "utf-8-sig")]
)
def test_any_separator_and_encoding_of_excel_says_the_same(separator, encoding):
    text = f"{HEAD}\r\nlink,a:1,b:2,accepted,Zoë,26/11/2026,one door\r\n".replace(",", separator)
    table, issues = read(text, encoding=encoding)
    (row,) = table.to_dict("records")
    assert (row["subject"], row["subject_id"], row["other_id"]) == ("link", "a:1", "b:2")
    assert (row["by"], row["reason"], str(row["on_date"].date())) == ("Zoë", "one door", "2026-11-26")
    assert len(issues) == 0


def test_headings_stand_in_any_order_and_case_and_further_columns_are_for_the_reader():
    table, issues = read(
        "sep=;\r\n\r\nAbout;Your decision;Second ID;ID;Kind;Date\r\n"
        "Oak and Elm;Yes;a:1;b:2;Property;2026-11-26\r\n\r\n"
        ";Separate;;a:1;record;\r\n"
    )
    assert table[["subject_id", "decision", "source_row"]].values.tolist() == [
        ["a:1", "accepted", 4], ["a:1", "split", 6],
    ]  # fmt: skip
    assert len(issues) == 0


@pytest.mark.parametrize(
    ("written", "day"),
    [("2026-11-26", "2026-11-26"), ("26/11/2026", "2026-11-26"), ("26-Nov-26", "2026-11-26"),
     ("46352", "2026-11-26"), ("26.11.2026", "2026-11-26")],
)  # fmt: skip
def test_a_day_is_read_as_excel_of_any_country_leaves_it(written, day):
    table, _ = read(f"{HEAD}\nlink,a:1,b:2,accepted,,{written},\n")
    assert str(table["on_date"].dt.date.iloc[0]) == day


def test_what_cannot_be_understood_is_an_issue_with_row_value_and_remedy_and_the_other_rows_hold():
    table, issues = read(
        f"{HEAD}\n"
        "link,a:1,b:2,perhaps,,,\n"
        "planet,a:1,b:2,accepted,,,\n"
        "link,a:1,,accepted,,,\n"
        "link,a:1,a:1,accepted,,,\n"
        "link,,b:2,accepted,,,\n"
        "link,a:1,b:2,acceptedd,,the day before,\n"
    )
    assert table[["decision", "source_row"]].values.tolist() == [["accepted", 7]]
    said = issues[["source_row", "level", "column", "value"]].astype(object)
    assert said.where(said.notna(), None).values.tolist() == [
        [2, "error", "decision", "perhaps"],
        [3, "error", "subject", "planet"],
        [4, "error", "subject_id", "a:1"],
        [5, "error", "subject_id", "a:1"],
        [6, "error", "subject_id", None],
        [7, "note", "decision", "acceptedd"],
        [7, "warning", "on_date", "the day before"],
    ]
    assert issues["fix"].str.len().gt(0).all()


def test_the_later_day_counts_then_the_later_row_and_one_without_a_day_is_the_oldest():
    table, issues = read(
        f"{HEAD}\n"
        "link,a:1,b:2,accepted,,2026-11-26,\n"
        "link,b:2,a:1,rejected,,2026-11-25,\n"
        "link,a:1,b:2,split,,2026-11-26,\n"
        "link,a:1,b:2,parked,,,\n"
        "link,a:1,c:3,parked,,,\n"
    )
    assert table["state"].tolist() == ["superseded", "superseded", "in-force", "superseded", "in-force"]
    assert table["decision"].iloc[2] == "rejected"  # of a pair: not one but two
    assert issues.loc[issues["code"] == "decision-undated", "source_row"].tolist() == [5]


def test_a_list_of_old_without_the_later_columns_is_read_with_both_ids_in_one_cell():
    table, issues = read("subject,subject_id,decision\nlink,b:2 + a:1,accepted\nlink,a:3,split\n")
    assert table[["subject_id", "decision"]].values.tolist() == [["a:1", "accepted"], ["a:3", "split"]]
    assert table["other_id"].iloc[0] == "b:2"
    assert table[["owner", "next_step", "fingerprint"]].isna().all(axis=None)
    assert len(issues) == 0


def test_an_apostrophe_that_kept_a_cell_from_being_a_formula_is_no_part_of_it():
    table, _ = read(f"{HEAD}\nlink,a:1,b:2,accepted,'@estates,,\"'=1+1, they say\"\n")
    assert table[["by", "reason"]].values.tolist() == [["@estates", "=1+1, they say"]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04workbook", "found a workbook. Save it from Excel as CSV UTF-8"),
        (b"colour,size\nred,3\n", "expected the headings subject"),
        (b'subject,subject_id,decision\nlink,"a:1,accepted\n', "a quotation mark is opened and not closed"),
    ],
)
def test_a_file_that_is_no_list_of_decisions_stops_the_run_with_its_remedy(tmp_path, content, words):
    (tmp_path / "decisions.csv").write_bytes(content)
    with pytest.raises(UnreadableFileError, match=words):
        read_decisions(estate(tmp_path), log=IssueLog())


def test_an_estate_without_decisions_has_none_and_a_named_file_must_be_there(tmp_path):
    table, told = read_decisions(estate(tmp_path), log=IssueLog())
    assert (len(table), told) == (0, None)
    with pytest.raises(UnreadableFileError, match=r"ours\.csv: expected a file of decisions"):
        read_decisions(estate(tmp_path, decisions="ours.csv"), log=IssueLog())
    (tmp_path / "ours.csv").write_text("\n", encoding="utf-8")
    table, told = read_decisions(estate(tmp_path, decisions="ours.csv"), log=IssueLog())
    assert (len(table), told["path"], told["rows_read"]) == (0, "ours.csv", 0)


def test_a_list_of_decisions_that_is_a_link_out_of_the_folder_is_refused(tmp_path):
    (tmp_path / "elsewhere.csv").write_text(HEAD, encoding="utf-8")
    (tmp_path / "estate").mkdir()
    (tmp_path / "estate" / "decisions.csv").symlink_to(tmp_path / "elsewhere.csv")
    with pytest.raises(EstateFileError, match="a link that leads out of its folder"):
        estate(tmp_path / "estate")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["accepted", "no", "x", ""]), st.text(max_size=12)), max_size=8))
def test_every_row_is_kept_or_said_to_be_set_aside(rows):
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(["subject", "subject_id", "other_id", "decision", "reason"])
    writer.writerows(["link", "a:1", "b:2", decision, reason] for decision, reason in rows)
    table, issues = read(written.getvalue().encode("utf-8", "replace").decode("utf-8"))
    assert len(table) + (issues["level"] == "error").sum() == len(rows)


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=80),
    st.sampled_from([b"", b"subject,subject_id,other_id,decision\r\n", b"\xff\xfe", b"sep=;\n"]),
)
def test_any_bytes_are_decisions_or_one_clear_refusal(data, before):
    with suppress(UnreadableFileError):
        file = parse_decision_file(before + data, "decisions.csv")
        if file is not None:
            DECISIONS.check(understand_decisions(file, "decisions.csv", log=IssueLog()))


def test_a_saving_is_read_of_an_alignment_alone():
    table, log = read(
        'subject,subject_id,decision,saving agreed\nalignment,a-1,accepted,"£40,000"\nalignment,a-2,accepted,some\n'
        "option,x>y,accepted,12\n"
    )
    assert table["saving_gbp"].tolist()[0] == 40_000.0
    assert table["saving_gbp"].isna().tolist() == [False, True, True]
    found = log[log["column"] == "saving_gbp"]
    assert list(zip(found["level"], found["source_row"], strict=True)) == [("warning", 3), ("note", 4)]
