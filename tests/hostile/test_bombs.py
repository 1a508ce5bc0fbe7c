"""P10: whatever a file does to the worker, the run goes on within its limits, and says what happened."""

from __future__ import annotations

import dataclasses
import time

import pytest
from bombs import BOMBS, GOOD
from reading_tables import rows_of

from totalcapital.reading.profiles import FileHints
from totalcapital.reading.raw import Refusal

SLOWEST_S = 40


@pytest.mark.parametrize("name", BOMBS)
def test_a_file_made_to_fill_the_machine_is_told_in_words_and_the_next_file_is_read(
    tight, tmp_path, monkeypatch, name
):
    make, expected = BOMBS[name]
    if "endless" in name:  # what never ends need not be waited for
        limits = dataclasses.replace(tight._limits, timeout_s=3)
        monkeypatch.setattr(tight._worker, "_limits", limits)
    path = make(tmp_path)
    began = time.monotonic()
    if isinstance(expected, int):
        raw = tight.open(path, path.name, hints=FileHints()).raw
        assert len(raw.source_rows) == raw.rows_read == raw.second_count == expected
    else:
        with pytest.raises(Refusal, match=rf"^{path.name}.*(?:{expected})"):
            tight.open(path, path.name, hints=FileHints())
    assert time.monotonic() - began < SLOWEST_S
    assert not [left for left in tight._folder.iterdir() if left.is_dir()], "temporary files are left"
    monkeypatch.undo()
    (tmp_path / "good.csv").write_text(GOOD, encoding="ascii")
    good = tight.open(tmp_path / "good.csv", "good.csv", hints=FileHints()).raw
    assert rows_of(good) == [("1", "Hall"), ("2", "Library")]
