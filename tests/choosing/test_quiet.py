"""What the solver prints of its own does not stand in what a command prints."""

from __future__ import annotations

import os

import pytest
from choosing_cases import Case

from totalcapital.choosing import search
from totalcapital.choosing.quiet import quiet


def test_what_is_written_meanwhile_is_gone_and_what_comes_after_is_not(capfd):
    with quiet():
        os.write(1, b"HighsMipSolverData")
    os.write(1, b"{}")
    assert capfd.readouterr().out == "{}"


def test_an_error_gives_standard_output_back(capfd):
    with pytest.raises(ValueError, match="no solution"), quiet():
        raise ValueError("no solution")
    os.write(1, b"after")
    assert capfd.readouterr().out == "after"


def test_a_search_prints_nothing(monkeypatch, capfd):
    solve = search.milp

    def talkative(*given, **options):
        os.write(1, b"transformNewIntegerFeasibleSolution")
        return solve(*given, **options)

    monkeypatch.setattr(search, "milp", talkative)
    case = Case().holding("H", spare=100.0).holding("A", need=60.0).holding("B", need=60.0)
    for name in ("A", "B"):
        case.option(name, "H", npv=200.0)
    made = case.choose()
    assert made.scenarios["moves_count"].tolist() == [1]
    assert capfd.readouterr().out == ""
