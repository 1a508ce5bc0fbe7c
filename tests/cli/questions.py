"""Two registers whose UPRNs contradict their places, and what is typed in their folder."""

from __future__ import annotations

import sys

import pytest
from estates import write_csv, write_estate

from totalcapital.cli import main

__all__ = ["COUNCIL", "HEAD", "NHS", "estate_of", "typing"]

HEAD = ["Ref", "Name", "Easting", "Northing", "UPRN", "Floor area (m2)"]
COUNCIL = [
    ["1", "Oak Library", "430017", "433021", "100000000001", "400"],
    ["2", "Elm Depot", "434013", "433027", "100000000002", "900"],
    ["3", "=Yew Hall", "436011", "433029", "", ""],
]
NHS = [
    ["N1", "Ash Clinic", "430917", "433021", "100000000001", "700"],
    ["N2", "Fir Surgery", "434013", "435027", "100000000002", ""],
    ["N3", "Yew Hall", "436012", "433029", "", ""],
]


def estate_of(folder):
    """Write the estate: two questions, and one property of two agencies."""
    write_csv(folder / "council.csv", HEAD, COUNCIL)
    write_csv(folder / "nhs.csv", HEAD, NHS)
    owners = {"council": ("Testshire Council", "district"), "nhs": ("Oak NHS Trust", "nhs")}
    registers = [
        {"id": name, "path": f"{name}.csv", "agency": agency, "sector": sector, "crs": "EPSG:27700"}
        for name, (agency, sector) in owners.items()
    ]
    return write_estate(folder, registers=registers)


def typing(folder, monkeypatch, capsys):
    """Return a function: type a command in a folder; it returns exit code and what was said."""

    def typed(*words):
        monkeypatch.setattr(sys, "argv", ["totalcapital", *map(str, words)])
        monkeypatch.setenv("COLUMNS", "500")
        monkeypatch.chdir(folder)
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        assert "Traceback" not in said.err + said.out
        return left.value.code or 0, said.out, said.err

    return typed
