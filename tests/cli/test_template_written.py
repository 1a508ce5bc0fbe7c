"""``init --template`` writes what a body fills in, and no estate."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from totalcapital.cli.commands import app
from totalcapital.errors import OutputError


def typed(*arguments):
    return CliRunner().invoke(app, [*map(str, arguments)])


@pytest.mark.parametrize("kind", ["capital", "spending"])
def test_a_template_is_a_workbook_and_its_text_form_and_they_are_named(kind, tmp_path):
    done = typed("init", tmp_path / "new", "--template", kind)
    names = {f"{kind}-template.csv", f"{kind}-template.xlsx"}
    assert done.exit_code == 0, done.output
    assert {path.name for path in (tmp_path / "new").iterdir()} == names
    assert all(name in done.stdout for name in names)
    assert f"totalcapital inspect {tmp_path / 'new' / f'{kind}-template.xlsx'}" in done.stderr


def test_a_template_that_is_there_is_never_written_over(tmp_path):
    typed("init", tmp_path, "--template", "capital")
    (tmp_path / "capital-template.xlsx").write_bytes(b"filled in")
    done = typed("init", tmp_path, "--template", "capital")
    assert isinstance(done.exception, OutputError)
    assert (tmp_path / "capital-template.xlsx").read_bytes() == b"filled in"


def test_a_template_takes_no_files_and_is_of_a_known_kind(tmp_path):
    listed = tmp_path / "list.csv"
    listed.write_text("Ref\n1\n", encoding="utf-8")
    done = typed("init", tmp_path / "new", listed, "--template", "capital")
    assert done.exit_code == 2
    assert "takes no files" in " ".join(done.stderr.replace("│", " ").split())
    assert typed("init", tmp_path / "new", "--template", "property").exit_code == 2
    assert not (tmp_path / "new").exists()
