"""Rows as JSON: the quick way writes what the standard library writes."""

from __future__ import annotations

import hashlib
import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.reading.meaning import rowtext
from totalcapital.reading.meaning.rowtext import digests, row_json
from totalcapital.reading.raw import TextColumn, arrow_text

AWKWARD = st.text(
    st.sampled_from(
        ['"', "\\", "\n", "\r", "\t", "\b", "\f", "\x00", "\x1f", "\x7f", " ", ",", "a", "é", "\u2028", "🏛"]
    ),
    max_size=6,
)


def plain_way(headings, columns):
    rows = zip(*columns, strict=True)
    return [
        json.dumps(
            {h: v for h, v in zip(headings, row, strict=True) if v}, ensure_ascii=False, sort_keys=True
        )
        for row in rows
    ]


@st.composite
def tables(draw):
    headings = draw(st.lists(AWKWARD, min_size=1, max_size=5, unique=True))
    size = draw(st.integers(1, 7))
    columns = [draw(st.lists(AWKWARD, min_size=size, max_size=size)) for _ in headings]
    return headings, columns


@settings(max_examples=200, deadline=None)
@given(tables())
def test_rows_are_written_as_the_standard_library_writes_them(table):
    headings, columns = table
    assert row_json(headings, columns).tolist() == plain_way(headings, columns)


def test_rows_beyond_one_batch_are_written_in_their_order(monkeypatch):
    monkeypatch.setattr(rowtext, "_AT_ONCE", 3)
    columns = [[str(i) for i in range(8)], ['"' if i == 5 else "" for i in range(8)]]
    assert row_json(["b", "a"], columns).tolist() == plain_way(["b", "a"], columns)


def test_a_row_of_blanks_is_an_empty_object_and_white_space_is_kept():
    assert row_json(["a", "b"], [["", " "], ["", ""]]).tolist() == ["{}", '{"a": " "}']


def test_no_rows_make_no_text():
    assert row_json([], []).tolist() == []
    assert row_json(["a"], [[]]).tolist() == []


@pytest.mark.parametrize(
    "made",
    [
        lambda cells: TextColumn(arrow_text(cells)),
        lambda cells: pd.Series(cells, dtype=object),
        lambda cells: pd.Series(cells, dtype="str"),
        lambda cells: TextColumn(arrow_text(["cut", "off", *cells]))[2:],
    ],
)
def test_cells_may_come_as_text_columns_or_series(made):
    cells = ['x"y', "", "z"]
    assert row_json(["h"], [made(cells)]).tolist() == ['{"h": "x\\"y"}', "{}", '{"h": "z"}']


def test_digests_are_of_the_bytes_and_keep_the_index():
    found = digests(pd.Series(["abc", "é"], index=[7, 3]))
    assert found.to_dict() == {7: "ba7816bf8f01", 3: hashlib.sha256("é".encode()).hexdigest()[:12]}
    assert digests(["\ud800"]).tolist() == [hashlib.sha256(b"\xed\xa0\x80").hexdigest()[:12]]


def test_half_a_surrogate_pair_becomes_the_replacement_character_and_the_others_stay():
    assert list(TextColumn(arrow_text(["a\ud800b", "🏛"]))) == ["a\ufffdb", "🏛"]


def test_a_text_column_reads_as_the_list_it_is_made_from():
    column = TextColumn(arrow_text(["a", "", "é"]))
    assert column == ["a", "", "é"]
    assert column != ["a", "", "e"]
    assert column != "aé"
    assert (len(column), column[2], column[-1], list(column[1:])) == (3, "é", "é", ["", "é"])
    assert column == TextColumn(arrow_text(["a", "", "é"]))
    assert hash(column) == hash(TextColumn(arrow_text(["a", "", "é"])))
