"""The key numbers, counted by hand from the rules in harbour_estate."""

from __future__ import annotations

import harbour_estate
import pandas as pd
import pytest

from totalcapital.publishing import publish


def area(published, audience, area_id):
    return next(row for row in published[audience][1].areas if row.area_id == area_id)


def test_private_bodies_are_shown_but_never_counted(published):
    # Northbank is k 0-119: 120 sites. k % 10 == 4 is the private school: 4, 14 ... 114, so 12.
    north = area(published, "internal", "northbank")
    assert (north.properties_count, north.private_count) == (108, 12)


def test_a_holder_that_is_not_known_counts_as_public(published):
    # k % 10 == 9 has no holder: 12 of them are among the 108, and no agency is counted for them.
    north = area(published, "internal", "northbank")
    assert north.properties_count == 120 - 12
    assert north.agencies_count == 3


def test_bands_are_counted_by_the_most_pressing_of_a_propertys_public_holdings(published):
    # k % 25 is 0 (under-used), 1 (surplus), 2 (watch), 3 (used): five of each below 120 except that
    # k = 100, 101, 102, 103 make five; 24 (k % 25) and private sites never meet these rules.
    north = area(published, "internal", "northbank")
    private = [k for k in range(120) if k % 10 == 4]
    expected = {name: sum(harbour_estate.band(k) == name for k in range(120) if k not in private)
                for name in ("surplus", "under-used", "watch", "used")}  # fmt: skip
    assert expected == {"surplus": 5, "under-used": 5, "watch": 5, "used": 5}
    assert (north.surplus_count, north.under_used_count, north.watch_count, north.used_count) == (5, 5, 5, 5)
    assert north.unknown_count == 108 - 20


def test_properties_without_a_place_are_counted(published):
    # k % 20 == 7: 7, 27, 47, 67, 87, 107 in Northbank; 127, 147, 167, 187 in Southbank.
    assert area(published, "internal", "northbank").unlocated_count == 6
    assert area(published, "internal", "southbank").unlocated_count == 4


def test_the_total_counts_a_subject_once_and_adds_up(published):
    summary = published["internal"][1]
    for name in ("properties_count", "private_count", "unlocated_count", "projects_count", "surplus_count"):
        assert getattr(summary.total, name) == sum(getattr(row, name) for row in summary.areas)
    assert summary.total.agencies_count == 3


def test_options_are_counted_where_the_host_is_and_vetoed_ones_apart(published, tables):
    options = tables["colocation"]
    host = options["host_id"].str.slice(5, 11).astype(int)
    free = options["vetoes"].isna()
    north = area(published, "internal", "northbank")
    assert north.options_count == int((free & (host < 120)).sum()) > 0
    assert north.vetoed_count == int((~free & (host < 120)).sum()) > 0


def test_public_figures_are_made_after_redaction(published):
    # Northbank without 33 (secret), 52 (restricted) and 63 (refuge): 105 of 108.
    north = area(published, "public", "northbank")
    assert north.properties_count == 105
    # Judgements are not the public's, so no band but unknown and no option is counted.
    assert (north.surplus_count, north.under_used_count, north.options_count) == (0, 0, 0)
    # Vacant buildings (k % 25 == 0: 0, 25, 50, 75, 100) stay in the count, without a place.
    assert north.unlocated_count == 6 + 5
    # Projects 0, 3, 6 and 9 are only indicative.
    assert north.projects_count == 8


def test_partners_see_that_a_restricted_property_exists(published):
    # Only the secret 33 is gone; 52 and the refuge 63 exist, without a place.
    north = area(published, "partner", "northbank")
    assert north.properties_count == 107
    assert north.unlocated_count == 6 + 2


def test_an_estate_without_areas_has_one_page_with_everything(tmp_path):
    summary = publish(
        harbour_estate.build(60, areas=False),
        tmp_path,
        audience="internal",
        project=harbour_estate.project(tmp_path),
    )
    assert [row.area_id for row in summary.areas] == ["estate"]
    assert summary.total.properties_count == 54
    assert (tmp_path / "estate.html").is_file()


def test_rows_in_any_order_give_the_same_bytes(tables, published, tmp_path):
    shuffled = {name: table.sample(frac=1, random_state=7) for name, table in tables.items()}
    project = harbour_estate.project(tmp_path)
    summary = publish(
        shuffled, tmp_path, audience="internal", project=project, weights=harbour_estate.WEIGHTS
    )
    assert summary.files == published["internal"][1].files


@pytest.mark.parametrize("audience", ["internal", "partner", "public"])
def test_two_runs_give_the_same_bytes(tables, published, tmp_path, audience):
    project = harbour_estate.project(tmp_path)
    summary = publish(tables, tmp_path, audience=audience, project=project, weights=harbour_estate.WEIGHTS)
    folder, first = published[audience]
    assert summary.files == first.files
    for name in (*summary.files, "manifest.json"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name


def test_arguments_are_left_as_they_were(tables, tmp_path):
    before = {name: table.copy(deep=True) for name, table in tables.items()}
    publish(tables, tmp_path, audience="public", project=harbour_estate.project(tmp_path))
    for name, table in tables.items():
        pd.testing.assert_frame_equal(pd.DataFrame(table), pd.DataFrame(before[name]))
