"""What every test shares: where the project's own modules are, and which skips are refused."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

_REFUSED = set(os.environ.get("TOTALCAPITAL_REFUSE_SKIPS", "").split())
_SKIPPED = []


def pytest_runtest_logreport(report):
    """Note each skipped test whose marker stands in $TOTALCAPITAL_REFUSE_SKIPS."""
    marks = _REFUSED & set(report.keywords)
    if report.skipped and marks and not hasattr(report, "wasxfail"):
        _SKIPPED.append(f"{report.nodeid} ({', '.join(sorted(marks))})")


def pytest_sessionfinish(session):
    """Fail the session where a skip is refused: a check that can be skipped unseen is no check."""
    if _SKIPPED:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    """Name the refused skips."""
    for nodeid in _SKIPPED:
        terminalreporter.write_line(f"refused skip: {nodeid}", red=True)
