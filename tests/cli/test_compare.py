"""``keep``, ``editions`` and ``compare`` as people type them."""

from __future__ import annotations

import json

import pyogrio
import pytest
from estates import write_csv
from small_estates import COUNCIL, small_estate
from typer.testing import CliRunner

from totalcapital.cli.commands import app
from totalcapital.errors import OutputError

pytestmark = pytest.mark.usefixtures("one_door")


@pytest.fixture
def typed(tmp_path, monkeypatch):
    """A function: words typed in the small estate's folder to what is printed."""
    small_estate(tmp_path, areas=False)
    monkeypatch.chdir(tmp_path)

    def run(*words):
        result = CliRunner().invoke(app, list(words))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def test_a_quarter_is_kept_compared_and_listed(typed, tmp_path):
    assert "No edition is kept" in typed("editions").stdout
    first = typed("run", "--audience", "internal", "--keep", "--max-set-aside", "100")
    assert "Kept as edition 2026-11-01" in first.stderr
    rows = [[*COUNCIL[1][0][:6], "vacant", *COUNCIL[1][0][7:]], *COUNCIL[1][1:]]
    write_csv(tmp_path / "council.csv", COUNCIL[0], rows)
    path = tmp_path / "estate.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("2026-11-01", "2027-02-01"), encoding="utf-8")
    second = typed("run", "--audience", "internal", "--max-set-aside", "100")
    assert "Since 2026-11-01: 1 became vacant" in second.stdout
    assert "totalcapital compare 2026-11-01" in second.stdout
    told = json.loads(typed("compare", "last", "--json").stdout)
    assert (told["before"]["name"], told["now"]["name"]) == ("2026-11-01", "the last result")
    assert told["counts"]["became_vacant"] == 1
    assert [row["name"] for row in told["differences"] if row["kind"] == "became-vacant"] == ["Oak Library"]
    out = tmp_path / "comparison"
    assert sorted(path.name for path in out.iterdir()) == [
        "comparison.json", "comparison.xlsx", "differences.csv", "differences.gpkg", "index.html",
    ]  # fmt: skip
    assert pyogrio.read_info(out / "differences.gpkg")["features"] == told["rows"]
    once = {path.name: path.read_bytes() for path in out.iterdir()}
    assert "1 became vacant" in typed("compare", "2026-11-01").stdout
    assert {path.name: path.read_bytes() for path in out.iterdir()} == once
    assert "Kept as edition winter" in typed("keep", "winter").stdout
    listed = json.loads(typed("editions", "--json").stdout)
    assert [(entry["name"], entry["as_of"]) for entry in listed] == [
        ("2026-11-01", "2026-11-01"),
        ("winter", "2027-02-01"),
    ]
    assert "no change" in typed("compare", "winter", "out", "--out", "beside").stdout
    assert (tmp_path / "beside" / "index.html").is_file()


def test_a_run_whose_edition_stands_already_says_that_its_result_is_whole_and_how_to_replace_it(
    typed, tmp_path
):
    words = ("run", "--audience", "internal", "--keep", "--max-set-aside", "100")
    typed(*words)
    rows = [[*COUNCIL[1][0][:6], "vacant", *COUNCIL[1][0][7:]], *COUNCIL[1][1:]]
    write_csv(tmp_path / "council.csv", COUNCIL[0], rows)
    with pytest.raises(OutputError, match=r"out is whole. .*totalcapital keep 2026-11-01 --replace"):
        typed(*words)
    assert "Kept as edition" in typed("keep", "--replace").stdout


def test_what_cannot_be_compared_is_said_with_what_to_do(typed, tmp_path):
    with pytest.raises(OutputError, match=r"expected an edition or the result of a run"):
        typed("compare")
    typed("run", "--audience", "internal", "--max-set-aside", "100")
    with pytest.raises(
        OutputError, match=r"expected an edition of a day before 2026-11-01.*totalcapital keep"
    ):
        typed("compare", "last")
    with pytest.raises(OutputError, match=r"expected the name of an edition.*found 'spring'.*: none"):
        typed("compare", "spring")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine", encoding="ascii")
    with pytest.raises(OutputError, match=r"expected a new folder or an earlier comparison"):
        typed("compare", "out", "--out", "mine")
    assert (tmp_path / "mine" / "notes.txt").read_text(encoding="ascii") == "mine"
