"""``totalcapital explain``: every statement leads back to register, file, row and rule."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from questions import estate_of, typing

from totalcapital.explaining.records import relation_words
from totalcapital.pipeline import run
from totalcapital.project import load_project

pytestmark = pytest.mark.usefixtures("one_door")


@pytest.fixture(scope="module")
def estate(one_door, tmp_path_factory):  # noqa: ARG001 - its door is used
    folder = tmp_path_factory.mktemp("estate")
    return folder, run(load_project(estate_of(folder)), folder / "out", audiences=[]).tables


@pytest.fixture
def explained(estate, monkeypatch, capsys):
    """A function: what is printed, as data, of something explained."""
    typed = typing(estate[0], monkeypatch, capsys)

    def explained(*words):
        code, out, said = typed("explain", *words, "--json")
        assert code == 0, said
        return json.loads(out)

    return explained


def part(told, beginning):
    return next(each for each in told["parts"] if each["heading"].startswith(beginning))


def test_a_record_leads_back_to_its_register_file_and_row_and_to_the_letter(explained):
    told = explained("council:2")
    assert told["title"] == "Elm Depot (council:2)"
    assert told["lines"][0] == "It stands in register council, file council.csv, row 3."
    said = {row["heading"]: row["cell"] for row in part(told, "What the register says")["rows"]}
    assert said["UPRN"] == "100000000002"
    assert explained("Elm Depot")["id"] == "council:2"  # a name only one has


def test_a_property_tells_how_each_record_is_joined_to_the_others(estate, explained):
    holdings = estate[1]["holdings"]
    site = holdings.loc[holdings["asset_ids"] == "council:3", "site_id"].item()
    told = explained(site)
    assert [row["file and row"] for row in part(told, "Records")["rows"]] == [
        "council.csv, row 4",
        "nhs.csv, row 4",
    ]
    [joined] = part(told, "How they are joined")["rows"]
    assert (joined["record"], joined["is one with"], joined["decided by"]) == (
        "council:3",
        "nhs:N3",
        "the rule",
    )
    assert len(part(told, "Holdings")["rows"]) == 2


@pytest.mark.parametrize("words", [["council:3", "nhs:N3"], ["nhs:N3", "council:3"], ["council:2", "nhs:N1"]])
def test_of_two_records_prior_each_weight_and_total_are_shown_and_add_up(explained, words):
    told = explained(*words)
    *weights, total = part(told, "How it was weighed")["rows"]
    assert weights[0]["evidence"] == "prior"
    assert total["evidence"] == "total"
    assert sum(float(row["weight"]) for row in weights) == pytest.approx(
        float(total["weight"]), abs=0.01 * len(weights)
    )
    assert "doubles the odds" in part(told, "How it was weighed")["remark"]


def test_two_records_that_were_not_kept_are_weighed_for_you_to_see(explained):
    lines = explained("council:2", "nhs:N1")["lines"]
    assert any("kept no link between them" in line for line in lines)
    assert any(line.startswith("They lie 3,096 m apart") for line in lines)


def test_a_question_is_explained_by_its_number_with_what_hangs_on_it(explained):
    told = explained("1")
    assert told["kind"] == "question"
    assert told["lines"][0].startswith("Number 1 in the list: Is “")
    assert part(told, "How it was weighed")["rows"][0]["evidence"] == "prior"


def test_an_agency_shows_each_spelling_and_why_it_is_that_body(explained):
    told = explained("Testshire Council")
    [spelling] = part(told, "Its spellings")["rows"]
    assert (spelling["spelling"], spelling["rows"], spelling["decided by"]) == (
        "Testshire Council",
        "3",
        "the rule",
    )


def test_the_parts_of_an_options_score_add_up_to_it(estate, explained):
    options = estate[1]["colocation"]
    option = options.dropna(subset="score")["option_id"].iloc[0]
    *parts, total = part(explained(option), "How it was scored")["rows"]
    added = [float(row["adds"]) for row in parts if row["adds"] != "left out"]
    assert sum(added) == pytest.approx(float(total["adds"]), abs=0.005)
    assert explained(option.split(">")[0])["kind"] == "holding"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["council:22"], "Near it: council:2"),
        (["Yew Hal"], "Near it: nhs:N3 (Yew Hall)"),
        (["council:1", "council:1"], "expected two different records; council:1 was named twice"),
        (["council:1", "1"], "expected one id, or two records; found council:1 (record)"),
    ],
)
def test_an_unknown_id_is_one_message_that_names_near_ones(estate, monkeypatch, capsys, words, said):
    code, _, err = typing(estate[0], monkeypatch, capsys)("explain", *words)
    assert (code, said in err) == (2, True), err


def test_it_is_printed_in_full_sentences_and_tables(estate, monkeypatch, capsys):
    code, out, _ = typing(estate[0], monkeypatch, capsys)("explain", "council:1", "nhs:N1")
    assert code == 0
    assert "Oak Library (council:1): register council, file council.csv, row 2." in out
    assert "How it was weighed" in out
    assert "total" in out


@pytest.mark.parametrize(
    ("agencies", "status", "said"),
    [
        (["oak", "elm"], "operational", "one property, several agencies: shared already"),
        (["oak", None], "operational", "one property; of one record the agency is not known"),
        (
            ["oak", "elm"],
            "closed",
            "one property; one of the two records has closed, so that it is not shared",
        ),
    ],
)
def test_shared_is_said_only_of_two_known_agencies_that_are_there_today(agencies, status, said):
    assets = pd.DataFrame(
        {"asset_id": ["a:1", "b:1"], "agency_id": agencies, "status": ["operational", status]}
    )
    link = {"asset_id": "a:1", "other_asset_id": "b:1", "relation": "same-building"}
    assert relation_words({"assets": assets}, link) == said
