"""What every test shares: where the project's own modules are, and which skips are refused."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

_SKIPPED = pytest.StashKey()


def pytest_configure(config):
    """Remember the marked tests that were skipped."""
    config.stash[_SKIPPED] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):  # noqa: ARG001 - the hook's signature
    """Note each skipped test whose marker stands in $TOTALCAPITAL_REFUSE_SKIPS."""
    report = yield
    refused = set(os.environ.get("TOTALCAPITAL_REFUSE_SKIPS", "").split())
    if report.skipped and not hasattr(report, "wasxfail"):
        marks = {mark.name for mark in item.iter_markers()} & refused
        if marks:
            item.config.stash[_SKIPPED].append(f"{item.nodeid} ({', '.join(sorted(marks))})")
    return report


def pytest_sessionfinish(session):
    """Fail the session where a skip is refused: a check that can be skipped unseen is no check."""
    if session.config.stash[_SKIPPED]:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    """Name the refused skips."""
    for nodeid in config.stash[_SKIPPED]:
        terminalreporter.write_line(f"refused skip: {nodeid}", red=True)
