"""What every test shares: where the project's own modules are, and which skips are refused."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

sys.path.insert(0, str(Path(__file__).resolve().parent))

# A busy machine is no fault of what is tested.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

_REFUSED = set(os.environ.get("TOTALCAPITAL_REFUSE_SKIPS", "").split())
_SKIPPED = []

#: What belongs to the run of one real place, by file or test; a test's first parameter may name the place too.
_PLACE_OF = {
    "tests/real/test_access_real.py": "cambridgeshire",
    "tests/real/test_accounts_real.py": "pathfinders-money",
    "tests/real/test_agencies_real.py": "leeds-city-region",
    "tests/real/test_areas_real.py": "county-durham",
    "tests/real/test_brute_force_pairs.py": "leeds-city-region",
    "tests/real/test_cambridgeshire.py": "cambridgeshire",
    "tests/real/test_county_durham.py": "county-durham",
    "tests/real/test_doubts_real.py": "county-durham",
    "tests/real/test_handed_back.py": "trafford",
    "tests/real/test_leeds_city_region.py": "leeds-city-region",
    "tests/real/test_new_york_alignment.py": "new-york",
    "tests/real/test_places.py::test_openstreetmap_features_keep_their_own_outlines": "leeds-city-region",
    "tests/real/test_points.py::test_traffords_points_and_postcodes_tell_of_one_place": "trafford",
    "tests/real/test_trafford.py": "trafford",
    "tests/real/test_trafford.py::test_the_first_light_estate_has_both_registers_on_one_page": "trafford-first",
}
_PLACES = sorted(set(_PLACE_OF.values()), key=len, reverse=True)
#: What takes longest is begun first, so that no worker is left alone with it in the end.
_LONGEST = ("pathfinders-money", "leeds-city-region", "county-durham", "tests/pipeline/test_remembering.py")


def share_of(nodeid):
    """Return what a test is run together with, by one worker: its real place, else its file."""
    file = nodeid.split("::", 1)[0]
    if file.startswith("tests/real/"):
        first = nodeid.partition("[")[2]
        named = next((place for place in _PLACES if first.startswith((f"{place}]", f"{place}-"))), None)
        return named or _PLACE_OF.get(nodeid) or _PLACE_OF.get(file) or file
    return file


class _ByShare(LoadScopeScheduling):
    def _split_scope(self, nodeid):
        return share_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Have workers take whole shares, in their order here and not by how many tests they have."""
    config.option.loadscopereorder = False
    return _ByShare(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items):
    """Put the longest shares first, once the others are shuffled."""
    result = yield
    items.sort(key=lambda item: [share_of(item.nodeid) != share for share in _LONGEST])
    return result


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
