"""P1, P11: generated and damaged files end in rows that are accounted for, or in words that name the file."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from judging import verdict
from mutations import COUNT, damaged, seeds

from totalcapital.reading.door.worker import read_file
from totalcapital.reading.profiles import FileHints
from totalcapital.reading.raw import Refusal

CELL = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12),
    st.sampled_from(
        ["", " ", "a,b", 'say "x"', "two\nlines", "two\r\nlines", "=1+1", "007", "NA", "Plot {{A}}", "{% of", "£1,200",
         "\u2028", "\x85", "\ufeff", "´", "100012345678", "LS1 3AB", "Total", "Ref"]
    ),
)  # fmt: skip
TABLE = st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=12)


def read(name, data):
    """Return the table read, or the words it was refused with."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            return read_file(path, name, Path(folder), layer=None, hints=FileHints())
        except (Refusal, UnicodeDecodeError) as error:  # the worker puts the second into words
            return str(error) if isinstance(error, Refusal) else name


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(TABLE, st.sampled_from([",", ";", "\t"]), st.sampled_from(["\n", "\r\n"]))
def test_every_row_of_a_generated_text_is_kept_or_set_aside_and_the_two_counts_agree(rows, separator, end):
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator=end)
    writer.writerow(["Ref", "Property name", "Town"])
    writer.writerows(rows)
    written = sum(any(cell.strip() for cell in row) for row in rows)
    raw = read("a.csv", out.getvalue().encode("utf-8"))
    if isinstance(raw, str):
        assert raw.startswith("a.csv")
        return
    aside = sum(fault.level == "error" for fault in raw.faults)
    assert len(raw.source_rows) + aside == raw.rows_read == raw.second_count
    # A cell of nothing but an invisible character is blank to us and not to the count here.
    assert raw.rows_read <= written + 1
    if not any(fault.code not in {"separator-recognised", "encoding-recognised"} for fault in raw.faults):
        assert raw.rows_read == written


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(
    st.binary(max_size=300),
    st.sampled_from(["a.csv", "a.json", "a.geojson", "a.gml", "a.kml", "a.zip", "a.gz", "a"]),
)
def test_bytes_of_no_meaning_end_in_rows_or_in_words_that_name_the_file(data, name):
    raw = read(name, data)
    if isinstance(raw, str):
        assert raw.startswith(name.removesuffix(".gz"))
        return
    assert len(raw.source_rows) + sum(f.level == "error" for f in raw.faults) == raw.rows_read


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(
        ["type", "features", "properties", "geometry", "coordinates", "crs", "Feature", "a"]), inner, max_size=4),
    max_leaves=20,
))  # fmt: skip
def test_any_json_ends_in_rows_or_in_words_that_name_the_file(document):
    import json  # noqa: PLC0415 - only here

    raw = read("a.json", json.dumps(document).encode())
    if isinstance(raw, str):
        assert raw.startswith("a.json")
        return
    assert (
        len(raw.source_rows) + sum(f.level == "error" for f in raw.faults)
        == raw.rows_read
        == raw.second_count
    )


@pytest.fixture(scope="module")
def sound():
    return seeds()


@pytest.mark.parametrize("end", ["csv", "json", "geojson", "gml", "kml", "gpkg", "fgb", "parquet", "xlsx"])
def test_damaged_files_of_each_format_lose_no_row_without_a_word(door, sound, tmp_path, end):
    name = f"a.{end}"
    for seed in range(3 if end == "fgb" else 8):  # damage to a FlatGeobuf often ends the worker
        (tmp_path / name).write_bytes(damaged(sound[name], f"sample-{seed}"))
        _, wrong = verdict(door, tmp_path / name, hints=FileHints(), written=COUNT)
        assert wrong is None, f"seed {seed}: {wrong}"
