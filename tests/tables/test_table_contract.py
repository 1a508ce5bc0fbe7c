"""The contract between stages: complete, checked, and the same in code, lists and documents."""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from totalcapital.errors import TableError
from totalcapital.issues import IssueLog, load_issue_codes
from totalcapital.tables import AGENCIES, HOLDINGS, ISSUES, SITES, TABLES, join_list, split_list

SOURCE = Path(__file__).resolve().parents[2] / "totalcapital"


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_each_column_has_a_meaning_and_each_number_its_unit(table):
    assert table.meaning.endswith(".")
    names = table.column_names
    assert len(names) == len(set(names))
    for column in table.columns:
        assert column.meaning.endswith("."), column.name
        assert column.kind != "code" or column.codes, column.name
        if column.kind in {"number", "count", "geometry"}:
            assert column.unit, column.name
    assert names == [name.casefold() for name in names]


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_a_unit_in_a_name_is_the_unit_of_the_column(table):
    units = {
        "m2": "m2",
        "gbp": "GBP",
        "pct": "%",
        "m": "m",
        "months": "months",
        "days": "days",
        "fte": "FTE",
        "min": "min",
        "count": "count",
    }
    for column in table.columns:
        suffix = column.name.rsplit("_", 1)[-1]
        if suffix in units and column.kind in {"number", "count"}:
            assert column.unit == units[suffix], column.name
        assert not column.name.endswith("_date") or column.kind == "date", column.name
        assert not column.name.startswith("is_") or column.kind == "flag", column.name


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_an_empty_table_keeps_its_own_contract(table):
    empty = table.empty(crs="EPSG:27700")
    table.check(empty)
    assert list(empty.columns) == table.column_names
    assert len(empty) == 0


def test_a_column_that_was_not_given_is_null_and_never_nought():
    frame = HOLDINGS.conform(pd.DataFrame({"holding_id": ["h"], "site_id": ["s"]}))
    assert frame.drop(columns=["holding_id", "site_id"]).isna().all(axis=None)
    assert str(frame["capacity_count"].dtype) == "Int64"
    assert str(frame["is_leased_out"].dtype) == "boolean"


def test_conforming_keeps_rows_order_and_index_and_does_not_change_its_argument():
    frame = pd.DataFrame({"name": ["B", "A"], "agency_id": ["b", "a"]}, index=[7, 3])
    before = frame.copy()
    made = AGENCIES.conform(frame)
    assert made.index.tolist() == [7, 3]
    assert made["name"].tolist() == ["B", "A"]
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        ({"agency_id": ["a", "a"], "name": ["A", "B"]}, "agency_id"),  # must be unique
        ({"agency_id": ["a", None], "name": ["A", "B"]}, "agency_id"),  # may not be null
        ({"agency_id": ["a"], "name": ["A"], "sector": ["borough"]}, "borough"),  # no such code
    ],
)
def test_a_breach_of_contract_is_refused_and_named(frame, message):
    with pytest.raises(TableError, match=rf"table agencies: .*{message}"):
        AGENCIES.check(AGENCIES.conform(pd.DataFrame(frame)))


def test_an_unknown_or_missing_column_or_a_wrong_kind_is_refused():
    with pytest.raises(TableError, match="unexpected column colour"):
        AGENCIES.conform(pd.DataFrame({"colour": ["red"]}))
    with pytest.raises(TableError, match="column name is missing"):
        AGENCIES.check(
            pd.DataFrame({"agency_id": ["a"]})[["agency_id"]].assign(
                sector=None, is_public=None, codes=None, names_read=None
            )
        )
    with pytest.raises(TableError, match="column capacity_count"):
        HOLDINGS.conform(pd.DataFrame({"capacity_count": ["many"]}))


def test_a_spatial_table_keeps_the_crs_it_came_with():
    frame = gpd.GeoDataFrame({"site_id": ["s"]}, geometry=[shapely.Point(1, 2)], crs=3857)
    assert SITES.conform(frame, crs="EPSG:27700").crs.to_epsg() == 3857
    assert SITES.empty(crs="EPSG:27700").crs.to_epsg() == 27700


def test_lists_in_cells_come_back_as_they_went_in():
    assert split_list(join_list(["a", "b c"])) == ["a", "b c"]
    assert join_list([]) is None
    assert split_list(None) == split_list(float("nan")) == split_list("") == []


def _codes_used():
    """Every small word in quotes, and those that stand first where a fault is reported."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SOURCE.rglob("*.py")))
    return set(re.findall(r'"([a-z]+(?:-[a-z]+)*)"', text)), set(
        re.findall(r'(?:\blog\.add|\bFault|self\._note)\(\s*"([a-z-]+)"', text)
    )


def test_every_issue_code_the_code_reports_is_in_the_list_and_the_other_way_round():
    words, reported = _codes_used()
    listed = set(load_issue_codes())
    assert reported - listed == set()
    assert listed - words == set()


def test_an_issue_of_an_unlisted_code_is_a_fault_of_ours():
    with pytest.raises(KeyError, match="no-such-code"):
        IssueLog().add("no-such-code", "note", "m", "f")


def test_long_values_are_cut_in_the_issue_and_the_rest_is_kept():
    log = IssueLog(responsible="us")
    log.add("blank-rows", "note", "m", "f", value="x" * 500, source_row=3)
    table = log.table()
    ISSUES.check(table)
    assert len(log) == 1
    row = table.iloc[0]
    assert (len(row["value"]), row["source_row"], row["responsible"], row["rows_count"]) == (120, 3, "us", 1)
