"""P11: whatever the file, the command line ends with 0, 1 or 2 and with words, never with a traceback."""

from __future__ import annotations

import sys

import pytest
from bombs import BOMBS
from disguises import FILES

from totalcapital.cli import main

pytestmark = pytest.mark.usefixtures("one_door")

SAMPLE = [
    "workbook of a billion laughs", "zip of a text of 4 GB that says 4 KB", "zips in zips", "zip that climbs out",
    "GeoPackage cut off", "zip with a link", "JSON 100,000 deep", "KML of a billion laughs",
]  # fmt: skip


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys):
    """A function: put a file into an estate, run it, and return exit code and what was said."""

    def typed(name):
        text = f'[estate]\nname = "E"\nas_of = 2026-01-01\n[[register]]\nid = "r"\nagency = "A"\npath = "{name}"\n'
        (tmp_path / "estate.toml").write_text(text, encoding="utf-8")
        monkeypatch.setattr(sys, "argv", ["totalcapital", "run", "--out", "out"])
        monkeypatch.setenv("COLUMNS", "500")
        monkeypatch.chdir(tmp_path)
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return left.value.code or 0, said.out + said.err

    return typed


@pytest.mark.parametrize("bomb", SAMPLE)
def test_a_file_made_to_do_harm_ends_in_words_at_the_command_line(typed, tmp_path, bomb):
    path = BOMBS[bomb][0](tmp_path)
    code, said = typed(path.name)
    assert code == 2
    assert path.name in said
    assert "Traceback" not in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("place", range(0, len(FILES), 7))
def test_a_file_that_points_elsewhere_ends_in_words_at_the_command_line(typed, tmp_path, place):
    name, make = FILES[place]
    (tmp_path / name).write_bytes(make(tmp_path, "/nowhere/marker.csv", "http://127.0.0.1:9"))
    code, said = typed(name)
    assert code == 2
    assert name in said
    assert "Traceback" not in said
