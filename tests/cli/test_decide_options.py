"""Deciding on options as people type it: by rank, in a sheet, over runs and editions, and once one is gone."""

from __future__ import annotations

import csv
import datetime as dt
import json

import pytest
from estates import write_csv, write_estate
from questions import typing

import totalcapital
from totalcapital.pipeline import run
from totalcapital.project import load_project

pytestmark = pytest.mark.usefixtures("one_door")

HEAD = ["Ref", "Name", "Use", "Easting", "Northing"]
# The library and the clinic 300 m apart, the office another 300 m on.
COUNCIL = [
    ["1", "Oak Library", "Library", "430011", "433021"],
    ["2", "Elm House", "Offices", "430613", "433021"],
]
NHS = [["N1", "Ash Clinic", "Clinic", "430312", "433021"]]


def write(folder, *, day=dt.date(2026, 11, 1), council=COUNCIL, nhs=NHS, body="Testshire Council"):
    write_csv(folder / "council.csv", HEAD, council)
    write_csv(folder / "nhs.csv", HEAD, nhs)
    registers = [
        {"id": name, "path": f"{name}.csv", "agency": agency, "sector": sector, "is_public": True, "crs": "EPSG:27700",
         "columns": {"service": "Use"}}
        for name, agency, sector in (("council", body, "district"), ("nhs", "Oak NHS Trust", "nhs"))
    ]  # fmt: skip
    write_estate(folder, registers=registers, estate={"as_of": day})


def run_again(folder):
    return run(load_project(folder / "estate.toml"), folder / "out", audiences=[]).tables


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys):
    type_in = typing(tmp_path, monkeypatch, capsys)
    return lambda *words: type_in("decide", *words)


@pytest.fixture
def estate(tmp_path):
    write(tmp_path)
    return run_again(tmp_path)


def best(tables):
    return tables["colocation"].dropna(subset="rank").sort_values("rank").iloc[0]


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_an_option_is_decided_by_its_rank_and_listed_with_owner_and_next_step(tmp_path, estate, typed):
    first = best(estate)
    code, out, _ = typed(
        "o1", "accept", "--by", "Ana", "--owner", "Bo", "--next-step", "ask the trust", "--reason", "near"
    )
    assert code == 0
    assert "accepted: “" in out
    (row,) = rows_of(tmp_path / "decisions.csv")
    assert (row["subject"], row["subject_id"], row["other_id"]) == ("option", first["option_id"], "")
    assert "moves into" in row["about"]
    _, out, _ = typed("--subject", "option")
    assert "o1  accepted: “" in out
    assert "Decided by Ana on " in out
    assert (
        ": near. Owner: Bo. Next step: ask the trust. Since the last run: it takes effect at the next." in out
    )
    assert "1 option decided: 1 accepted. The best without a decision:" in out
    now = run_again(tmp_path)
    assert best(now)["decision"] == "accepted"
    assert "In force." in typed("--subject", "option")[1]
    # a decision in force is no question
    assert now["doubts"].empty


@pytest.mark.parametrize("word", ["reject", "park"])
def test_what_is_decided_against_loses_its_rank_and_stays_on_the_list(tmp_path, estate, typed, word):
    option = best(estate)["option_id"]
    typed("o1", word, "--by", "Ana")
    now = run_again(tmp_path)["colocation"].set_index("option_id")
    assert now["decision"].dropna().to_dict() == {option: {"reject": "rejected", "park": "parked"}[word]}
    assert now["rank"].isna()[option]
    rows = json.loads(typed("--subject", "option", "--json")[1])
    assert [(row["option_id"], row["rank"], row["state"]) for row in rows] == [(option, None, "in-force")]
    assert typed("--undo", option)[0] == 0
    assert rows_of(tmp_path / "decisions.csv") == []


def test_options_are_filled_in_on_a_sheet(tmp_path, estate, typed):
    code, out, _ = typed("--subject", "option", "--sheet", "options.csv")
    ranked = estate["colocation"]["rank"].notna().sum()
    assert (code, f"{ranked} options written" in out) == (0, True)
    rows = rows_of(tmp_path / "options.csv")
    assert rows[0]["number"] == "o1"
    assert rows[0]["now"] == "Nothing is decided."
    assert rows[0]["question"].startswith(best(estate)["reason"])
    decision = next(name for name in rows[0] if name.startswith("decision"))
    rows[0] |= {decision: "yes", "owner": "Bo", "next_step": "measure it"}
    with (tmp_path / "options.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert typed("--take", "options.csv", "--by", "Ana")[0] == 0
    (row,) = rows_of(tmp_path / "decisions.csv")
    assert (row["subject_id"], row["decision"], row["owner"]) == (best(estate)["option_id"], "accepted", "Bo")
    run_again(tmp_path)
    rows = json.loads(typed("--subject", "option", "--json")[1])
    assert [row["state"] for row in rows] == ["in-force"]


def test_a_decision_lasts_through_new_references_a_new_name_and_new_editions(tmp_path, estate, typed):
    option = best(estate)
    typed("o1", "accept", "--by", "Ana")
    project = load_project(tmp_path / "estate.toml")
    run_again(tmp_path)
    totalcapital.keep(project, tmp_path / "out")
    for day, prefix in ((dt.date(2027, 2, 1), "X"), (dt.date(2027, 5, 1), "Y")):
        write(
            tmp_path,
            day=day,
            council=[[f"{prefix}{row[0]}", *row[1:]] for row in COUNCIL],
            body="Borough of Testshire",
        )
        now = run_again(tmp_path)
        (row,) = now["decisions"].to_dict("records")
        assert row["state"] == "in-force", row
        held = now["colocation"].set_index("option_id").loc[row["subject_id"]]
        assert held["decision"] == "accepted"
        assert held["distance_m"] == option["distance_m"]
        listed = json.loads(typed("--subject", "option", "--json")[1])
        assert [one["option_id"] for one in listed] == [row["subject_id"]]
        totalcapital.keep(load_project(tmp_path / "estate.toml"), tmp_path / "out")
    # the file is as people wrote it
    assert rows_of(tmp_path / "decisions.csv")[0]["subject_id"] == option["option_id"]


def test_once_an_option_is_gone_its_decision_says_why_and_what_it_was(tmp_path, estate, typed):
    typed("o1", "accept", "--by", "Ana", "--owner", "Bo")
    totalcapital.keep(load_project(tmp_path / "estate.toml"), tmp_path / "out")
    assert len(estate["colocation"]) > 0
    other = [["N7", "Fir Surgery", "GP surgery", "470312", "433021"]]
    write(tmp_path, day=dt.date(2027, 2, 1), nhs=other)
    now = run_again(tmp_path)
    (row,) = now["decisions"].to_dict("records")
    assert row["state"] == "no-such-subject"
    assert "left their register" in row["state_reason"]
    _, out, _ = typed("--subject", "option")
    assert "No such option now: the records of " in out
    assert "“Ash Clinic” (Oak NHS Trust)" in out
    assert "Owner: Bo." in out


def test_a_subject_that_is_none_is_refused_with_those_that_are(typed, estate):  # noqa: ARG001 - a result stands there
    code, _, said = typed("--subject", "planet")
    assert (code, "expected link, agency, option" in said) == (2, True)
