"""Real places: where their data is, their estate files, and one run of each."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from write_estate import find_data, write_estate

from totalcapital.pipeline import run
from totalcapital.project import load_project

NEEDS_DATA = "needs the real registers: set TOTALCAPITAL_REAL_DATA to their folder"


@pytest.fixture(scope="session")
def real_data():
    """The folder of the real registers."""
    folder = find_data()
    if folder is None:
        pytest.skip(NEEDS_DATA)
    return folder


@pytest.fixture(scope="session")
def real_estate(real_data, tmp_path_factory):
    """A function: the name of a place to the path of its ready estate file."""

    def ready(name):
        return write_estate(name, real_data, tmp_path_factory.mktemp(name))

    return ready


@pytest.fixture(scope="session")
def real_run(real_estate, tmp_path_factory):
    """A function: the name of a place to the result of its one run, and the folder it wrote."""
    done = {}

    def result(name):
        if name not in done:
            out = tmp_path_factory.mktemp(f"{name}-out") / "out"
            done[name] = (run(load_project(real_estate(name)), out, audiences=["internal"]), out)
        return done[name]

    return result


def pytest_collection_modifyitems(items):
    """Mark every test that needs the real registers, so that its skip can be refused."""
    for item in items:
        if "real_data" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.real)
