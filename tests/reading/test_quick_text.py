"""Large texts read by Arrow give the table that the strict reader gives, and are counted by their bytes."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.reading.profiles import FileHints
from totalcapital.reading.text import delimited, quick_text
from totalcapital.reading.text.delimited import read_delimited
from totalcapital.reading.text.quick_text import read_quickly
from totalcapital.reading.text.record_count import _by_bytes, _by_expression, count_records
from totalcapital.reading.text.text_lines import scan_lines

PARTS = ("headings", "columns", "source_rows", "rows_read", "second_count", "profile", "facts", "faults")


@pytest.fixture
def small(monkeypatch):
    """Read small files quickly too, with two lines at either end read strictly."""
    monkeypatch.setattr(quick_text, "_FEWEST_LINES", 4)
    monkeypatch.setattr(quick_text, "HEAD_LINES", 2)
    monkeypatch.setattr(delimited, "HEAD_LINES", 2)
    monkeypatch.setattr(quick_text, "_TAIL_LINES", 1)
    monkeypatch.setattr(quick_text, "_MOST_ODD", 1.0)


def both_ways(path, **hints):
    made = FileHints(**hints)
    quick = read_delimited(path, "a.csv", made)
    strict = read_delimited(path, "a.csv", made, is_quick=False)
    for part in PARTS:
        assert getattr(quick, part) == getattr(strict, part), part
    return quick


CELL = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "a",
            "Leeds",
            "1,234.5",
            '"',
            '""',
            "x\ny",
            "é",
            "Total",
            '12" pipe',
            "=1",
            "\u00a0",
            "* note",
        ]
    ),
    st.text(st.sampled_from('ab1 ,"\n\r;\té'), max_size=5),
)
#: A line as it stands, right or wrong.
WILD = st.text(st.sampled_from('ab1,,,,""\n\r '), max_size=14)


@st.composite
def registers(draw):
    width = draw(st.integers(2, 5))
    separator = draw(st.sampled_from([",", ";", "\t"]))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator, lineterminator=end)
    headings = [f"Heading {i}" for i in range(width)]
    writer.writerow(headings)
    for _ in range(4):
        writer.writerow([f"cell {i}" for i in range(width)])
    for _ in range(draw(st.integers(2, 14))):
        kind = draw(st.integers(0, 9))
        if kind == 0:
            stream.write(draw(WILD).replace(",", separator) + end)
        elif kind == 1:
            writer.writerow(
                draw(st.sampled_from([headings, ["Total", "5"], ["Total"] + ["7"] * (width - 1), ["Note"]]))
            )
        else:
            extra = draw(st.sampled_from([0, 0, 0, 0, -1, 1]))
            writer.writerow([draw(CELL) for _ in range(width + extra)])
    for _ in range(8):
        writer.writerow([f"cell {i}" for i in range(width)])
    text = stream.getvalue()
    return (text if draw(st.booleans()) else text.rstrip("\r\n")), separator


@pytest.mark.usefixtures("small")
def test_both_ways_of_reading_give_the_same_table(tmp_path, monkeypatch):
    taken = []

    def noted(*arguments, **named):
        found = quickly(*arguments, **named)
        taken.append(found is not None)
        return found

    quickly = delimited._quickly
    monkeypatch.setattr(delimited, "_quickly", noted)
    path = tmp_path / "a.csv"

    @settings(max_examples=300, deadline=None)
    @given(registers())
    def same(register):
        text, separator = register
        path.write_bytes(text.encode())
        both_ways(path, separator=separator, heading_row=1)

    same()
    assert sum(taken) > len(taken) / 2  # else the test compares the strict reader with itself


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from('ab,,""\n\r '), min_size=1, max_size=30))
def test_counting_by_bytes_and_by_expression_agree_wherever_bytes_settle_it(text):
    found = _by_bytes(text.encode(), ",")
    assert found is None or found == _by_expression(text, ",")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,2\n", 2),
        ("a,b\r\n1,2\r\n\r\n,\r\n3,4", 3),
        ('a,b\n"1\n,x\n",2\n', 2),
        ('a,b\n"1""\n""x",2\n"",""\n', 2),
        ("a,b\n   ,\t\n\u00a0,\n", 1),
        ("a\rb\r\rc", 3),
    ],
)
def test_records_are_counted_by_their_bytes(text, expected):
    assert _by_bytes(text.encode(), ",") == expected
    assert count_records(text, ",") == expected


@pytest.mark.parametrize("text", ['a,b\n1,"x\n', 'a,b\n1,12" pipe\n', 'a,b\n"x"y,1\n'])
def test_a_quotation_mark_out_of_place_is_not_settled_by_bytes(text):
    assert _by_bytes(text.encode(), ",") is None


def test_lines_are_measured_with_their_quoted_separators_left_out():
    lines = scan_lines(b'a,b,c\r\n"1,2",x,"y"",z"\r\n\r\n1,"open,2\n12" pipe,b\rlast,,', ",")
    assert lines.widths.tolist() == [3, 3, 1, 0, 0, 3]
    assert [lines.text(i) for i in (1, 4, 5)] == ['"1,2",x,"y"",z"\r\n', '12" pipe,b\r', "last,,"]


def many(rows=6_000, bad=()):
    lines = ["Ref,Name,Postcode,Area"]
    lines += [f'T{i:05},"Hall {i}, west",LS{i % 9 + 1} 1AB,{i}.5' for i in range(rows)]
    for place, line in bad:
        lines[place] = line
    return "\n".join(lines) + "\n"


def test_a_large_file_with_faults_reads_the_same_both_ways_and_names_the_same_rows(tmp_path):
    bad = [
        (700, "T00699,Depot, north,LS1 1AB,4"),
        (1500, 'T01499,"Library,LS1 1AB,4'),
        (2500, "T02499,Shop"),
        (3000, ""),
        (3001, ",,,"),
        (3500, 'T03499,"two\nlines",LS1 1AB,4'),
        (4000, "Ref,Name,Postcode,Area"),
        (4500, "Total,,,99"),
        (5000, "Grand total,5,6,7"),
        (5500, 'T05499,12" pipe,LS1 1AB,4'),
    ]
    path = tmp_path / "a.csv"
    path.write_text(many(bad=bad), encoding="utf-8")
    assert read_quickly(path.read_bytes(), ",") is not None
    raw = both_ways(path)
    assert {(fault.code, fault.source_row) for fault in raw.faults} == {
        ("shifted-row-repaired", 701),
        ("unclosed-quote", 1501),
        ("short-rows", 2501),
        ("blank-rows", None),
        ("repeated-heading", 4001),
        ("totals-row", 4501),
        ("totals-row", 5001),
    }
    assert (raw.rows_read, raw.second_count) == (5998, 5998)
    assert len(raw.source_rows) == 5994
    assert raw.columns[1][raw.source_rows.index(3501)] == "two\nlines"
    assert raw.columns[1][raw.source_rows.index(5501)] == '12" pipe'
    assert raw.columns[0][-1] == "T05999"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_a_large_file_in_another_encoding_reads_the_same_both_ways(tmp_path, encoding):
    path = tmp_path / "a.csv"
    path.write_bytes(many(bad=[(3000, "T02999,Café £5,LS1 1AB,4")]).encode(encoding))
    raw = both_ways(path)
    assert raw.columns[1][2999] == "Café £5"
    assert raw.headings[0] == "Ref"


def test_a_large_file_with_titles_blank_columns_and_a_column_mostly_empty_reads_the_same(tmp_path):
    lines = ["Register of Testshire,,,,,", ",,,,,", "Ref,Name,Postcode,Area,Note,"]
    lines += [
        f"T{i:05},,,{'Total' if i == 4000 else ''},{'x' if i % 1000 == 0 else ''}," for i in range(6_000)
    ]
    path = tmp_path / "a.csv"
    path.write_text("\r\n".join(lines), encoding="utf-8")
    raw = both_ways(path)
    assert raw.headings == ["Ref", "Name", "Postcode", "Area", "Note"]
    assert raw.facts["heading_row"] == 3


@pytest.mark.parametrize(
    "text", ["one\n" * 7000, "a;b\n" * 7000, 'a,"b\n' * 7000, "a,b\n\n" * 9000, many(rows=4_000)]
)
def test_what_is_small_or_not_plain_is_left_to_the_strict_reader(text):
    found = read_quickly(text.encode(), ",")
    assert found is None or len(found[1].numbers) > 8000
    if "\n\n" not in text:
        assert found is None
