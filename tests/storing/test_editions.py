"""Editions: kept whole, never lost unasked, read whatever version wrote them."""

from __future__ import annotations

import datetime as dt
import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from totalcapital.errors import OutputError
from totalcapital.storing import FORM, edition_of, editions_in, keep, last_before, read_edition, write_store
from totalcapital.storing.migrating import link_weighed, read_form, with_tables_of_form_2
from totalcapital.tables import TABLES


def result(folder, as_of="2026-08-01", *, name="Oak", form=FORM):
    """Write the result of a run of one property into a folder."""
    folder.mkdir(parents=True)
    tables = {key: table.empty(crs="EPSG:27700") for key, table in TABLES.items()}
    tables["sites"] = TABLES["sites"].conform(
        gpd.GeoDataFrame(
            {"site_id": ["s-1"], "name": [name], "agencies_count": [1], "assets_count": [1]},
            geometry=[shapely.Point(430_000, 433_000)],
            crs="EPSG:27700",
        )
    )
    write_store(tables, folder / "store")
    summary = {"version": "0.1.0", "as_of": as_of, "stages": [{"seconds": 1.0}]}
    summary |= {} if form is None else {"form": form}
    (folder / "run.json").write_text(json.dumps(summary), encoding="utf-8")
    return folder


def test_a_kept_edition_says_what_the_result_said(tmp_path):
    out = result(tmp_path / "out")
    edition, is_new = keep(out, tmp_path / "editions")
    assert (edition.name, edition.as_of, is_new) == ("2026-08-01", dt.date(2026, 8, 1), True)
    assert edition.digest == edition_of(out).digest
    assert read_edition(edition)["sites"]["name"].tolist() == ["Oak"]
    assert sorted(path.name for path in edition.folder.iterdir()) == ["run.json", "store"]
    assert [path.name for path in (tmp_path / "editions").iterdir()] == ["2026-08-01"]


def test_the_same_again_is_not_written_again_whenever_it_ran(tmp_path):
    keep(result(tmp_path / "out"), tmp_path / "editions")
    later = result(tmp_path / "later")
    summary = json.loads((later / "run.json").read_text(encoding="utf-8"))
    (later / "run.json").write_text(json.dumps(summary | {"stages": [{"seconds": 9.0}]}), encoding="utf-8")
    assert keep(later, tmp_path / "editions")[1] is False


def test_an_edition_that_says_something_else_is_replaced_only_when_asked(tmp_path):
    keep(result(tmp_path / "out"), tmp_path / "editions")
    other = result(tmp_path / "other", name="Elm")
    with pytest.raises(
        OutputError, match=r"2026-08-01 that says something else.*totalcapital keep 2026-08-01 --replace"
    ):
        keep(other, tmp_path / "editions")
    assert read_edition(edition_of(tmp_path / "editions" / "2026-08-01"))["sites"]["name"].tolist() == ["Oak"]
    assert keep(other, tmp_path / "editions", replace=True)[1]
    assert read_edition(edition_of(tmp_path / "editions" / "2026-08-01"))["sites"]["name"].tolist() == ["Elm"]


@pytest.mark.parametrize("name", ["last", "../out", "a/b", " ", ".hidden", "x" * 65])
def test_a_name_that_cannot_be_one_is_refused(tmp_path, name):
    with pytest.raises(OutputError, match=r"expected a name of letters"):
        keep(result(tmp_path / "out"), tmp_path / "editions", name=name)


def test_editions_stand_from_the_oldest_and_ids_come_from_an_earlier_day(tmp_path):
    folder = tmp_path / "editions"
    for day, name in (("2026-08-01", None), ("2026-02-01", "winter"), ("2026-11-01", None)):
        keep(result(tmp_path / day, day), folder, name=name)
    assert [edition.name for edition in editions_in(folder)] == ["winter", "2026-08-01", "2026-11-01"]
    assert last_before(folder, dt.date(2026, 11, 1)).name == "2026-08-01"
    assert last_before(folder, dt.date(2026, 2, 1)) is None
    assert editions_in(tmp_path / "none") == []


def test_an_edition_moved_aside_when_the_machine_stopped_comes_back(tmp_path):
    keep(result(tmp_path / "out"), tmp_path / "editions")
    (tmp_path / "editions" / "2026-08-01").rename(tmp_path / "editions" / ".2026-08-01.old")
    assert [edition.name for edition in editions_in(tmp_path / "editions")] == ["2026-08-01"]


def test_a_folder_that_holds_no_result_is_refused(tmp_path):
    with pytest.raises(OutputError, match=r"expected an edition or the result of a run"):
        edition_of(tmp_path)
    broken = result(tmp_path / "out")
    (broken / "run.json").write_text('{"version": "1"}', encoding="utf-8")
    with pytest.raises(OutputError, match=r"expected what a run writes, with as_of"):
        edition_of(broken)


def test_an_edition_of_a_newer_form_says_which_version_wrote_it(tmp_path):
    newer = result(tmp_path / "out", form=FORM + 1)
    with pytest.raises(
        OutputError, match=rf"form {FORM} or older; found form {FORM + 1}, written by version 0.1.0"
    ):
        read_edition(edition_of(newer))
    with pytest.raises(OutputError, match=r"expected a form of 1"):
        read_form({"form": "two"}, tmp_path)


def test_a_damaged_or_missing_table_is_named(tmp_path):
    out = result(tmp_path / "out")
    (out / "store" / "sites.parquet").write_bytes(b"PAR1 not really")
    with pytest.raises(OutputError, match=r"a file cannot be read"):
        read_edition(edition_of(out))
    with pytest.raises(OutputError, match=r"sites.parquet: expected a table"):
        keep(out, tmp_path / "editions")
    assert editions_in(tmp_path / "editions") == []
    (out / "store" / "sites.parquet").unlink()
    with pytest.raises(OutputError, match=rf"expected sites.parquet of form {FORM}"):
        read_edition(edition_of(out))


def test_an_edition_of_the_first_form_is_read_with_its_links_weighed(tmp_path):
    old = result(tmp_path / "old", form=None)
    store = old / "store"
    for name in ("agency_names", "agency_links", "decisions", "doubts", "renumbered"):
        (store / f"{name}.parquet").unlink()
    pd.DataFrame(
        {
            "asset_id": ["a:1", "a:2"], "other_asset_id": ["b:1", "b:2"], "relation": ["same-building", "same-record"],
            "weight": [0.75, 1.0], "evidence": ["names agree", "same UPRN 7"], "decision": ["auto", "auto"],
        }
    ).to_parquet(store / "links.parquet", index=False)  # fmt: skip
    tables = read_edition(edition_of(old))
    assert set(tables) == set(TABLES)
    for name, table in TABLES.items():
        table.check(tables[name])
    links = tables["links"]
    # three to one is log2 3 = 1.585 bits; certain is taken as 20
    assert links["weight"].tolist() == [1.585, 20.0]
    assert links["probability"].tolist() == [0.75, 1.0]
    assert json.loads(links["weights"][0]) == [["form-1", "names agree", 1.585]]
    assert links["link_id"].is_unique
    assert tables["decisions"].empty


def test_a_link_without_a_share_counts_as_sure_and_one_of_none_against():
    links = pd.DataFrame(
        {"asset_id": ["a", "c"], "other_asset_id": ["b", "d"], "weight": [None, 0.0], "evidence": ["x", "y"]}
    )
    assert link_weighed(links)["weight"].tolist() == [20.0, -20.0]


def test_migrating_leaves_its_argument_and_what_is_there_already():
    decisions = TABLES["decisions"].conform(
        pd.DataFrame(
            [
                {
                    "subject": "link",
                    "subject_id": "a",
                    "decision": "split",
                    "source_row": 2,
                    "state": "in-force",
                }
            ]
        )
    )
    before = {"decisions": decisions}
    made = with_tables_of_form_2(before)
    assert list(before) == ["decisions"]
    assert len(made["decisions"]) == 1
    assert made["renumbered"].empty
