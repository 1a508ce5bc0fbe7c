"""``explain`` of an option, a hub, a scenario and an assumption: every number leads to what it rests on."""

from __future__ import annotations

import harbour_choices
import pandas as pd
import pytest

from totalcapital.errors import UnknownIdError
from totalcapital.explaining import explain
from totalcapital.subjects import find_subject
from totalcapital.tables import TABLES

WEIGHTS = {"proximity": 0.3, "space": 0.25, "service": 0.2, "lease": 0.15, "condition": 0.05, "access": 0.05}
RUN = {"weights": WEIGHTS, "currency": "GBP", "stability_draws": 200}
OPTION = "site-000000:council>site-000003:police"


def told(harbour, word):
    return explain(harbour, [word], options=RUN)


def part(explanation, heading):
    found = next(each for each in explanation.parts if each.heading.startswith(heading))
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


@pytest.mark.parametrize("word", ["o1", "O1", OPTION])
def test_an_option_goes_by_its_rank_as_well_as_by_its_id(harbour, word):
    assert find_subject(harbour, word).id == OPTION
    assert told(harbour, word).id == OPTION


def test_a_bare_number_is_a_question_and_never_an_option(harbour):
    with pytest.raises(UnknownIdError, match="found '1', which is none"):
        find_subject(harbour, "1")
    with pytest.raises(UnknownIdError, match="found 'o99'"):
        find_subject(harbour, "o99")


def test_the_whole_sentence_comes_first(harbour):
    assert told(harbour, "o1").lines[0] == (
        "Harbour property 3 is 593 m from Harbour property 0, which has room. Saves £11,000-£32,000 a year. "
        "Not known: staff; lease dates."
    )


def test_the_parts_of_a_score_add_up_to_it(harbour):
    rows = part(told(harbour, "o1"), "How it was scored")
    known = {row["part"]: row for row in rows if row["adds"] != "left out" and row["part"] != "score"}
    assert set(known) == {"proximity", "space", "service"}
    proximity = float(known["proximity"]["0 to 1"])
    # by hand: (0.3 proximity + 0.25 x 0.8 + 0.2 x 0.6) / 0.75
    expected = (0.3 * proximity + 0.25 * 0.8 + 0.2 * 0.6) / 0.75
    score = next(row for row in rows if row["part"] == "score")
    assert float(score["adds"]) == pytest.approx(expected, abs=5e-5)
    assert sum(float(row["adds"]) for row in known.values()) == pytest.approx(expected, abs=2e-4)


def test_evidence_leads_to_file_and_row(harbour):
    rows = part(told(harbour, "o1"), "What the registers say")
    guest = next(row for row in rows if row["side"] == "guest")
    assert guest["record"] == "police:R00003"
    assert guest["file and row"] == "registers/police.csv, row 5"
    for said in (
        "tenure leasehold",
        "lease break 2028-03-31",
        "floor area 403 m²",
        "running cost 61,237 a year",
    ):
        assert said in guest["says"]


def test_room_is_the_least_spare_less_the_greatest_need_and_so_on(harbour):
    rows = {row["what"]: row for row in part(told(harbour, "o1"), "Room")}
    assert [rows["room left"][case] for case in ("low", "central", "high")] == ["-40", "50", "120"]
    assert rows["needed by the guest"]["rests on"] == "15 staff at 10 m2 each"


def test_leases_stability_and_direction_are_said(harbour):
    found = told(harbour, "o1")
    days = {row["what"]: row["day"] for row in part(found, "Leases")}
    assert days["last day to give notice"] == "2027-09-30"
    assert days["first day the leases let it happen"] == "2028-03-31"
    said = " ".join(found.lines)
    assert "under 97 % of 200 sets of other weights" in said
    assert "Direction: the host has room and the guest does not." in said


def test_worth_is_told_part_by_part_with_its_assumptions_and_switching_values(harbour):
    found = told(harbour, "o1")
    rows = {row["part"]: row for row in part(found, "What it is worth")}
    assert [rows["saving"][case] for case in ("low", "central", "high")] == ["10,500", "21,000", "31,500"]
    assert rows["works"]["rests on"] == "assumption works.office, works"
    assert {row["assumption"] for row in part(found, "Assumptions of its worth")} == {"works.office"}
    hangs = {
        row["part"]: row["worth nothing at a change of"] for row in part(found, "What its worth hangs on")
    }
    assert hangs == {"running-cost": "-60 %", "works": "no change does it"}


@pytest.mark.parametrize(
    ("assumption", "basis", "is_used"),
    [
        ("works.condition-b", {"works": "m2 it needs, fitted out in a host in condition B"}, True),
        ("works.condition-c", {"works": "m2 it needs, fitted out in a host in condition B"}, False),
        ("works.condition-unknown", {"works": "fitted out in a host in a condition not known"}, True),
        ("running-cost.benchmark.office", {"running-cost": "running cost by the register"}, False),
        (
            "running-cost.benchmark.office",
            {"running-cost": "its floor area at the benchmark of its service"},
            True,
        ),
        (
            "running-cost.avoided-share",
            {"double-running": "what it adds to the host until it has left"},
            False,
        ),
        ("running-cost.host-share", {"double-running": "what it adds to the host until it has left"}, True),
        ("move.per-fte", {"move": "its staff, moved"}, True),
        ("move.per-m2", {"move": "its staff, moved"}, False),
        ("discount.first", {"npv": "10 years"}, True),
        ("discount.later", {"npv": "10 years"}, False),
        ("receipt.sale-cost", {"rent": "rent by the register"}, False),
    ],
)
def test_only_assumptions_that_the_worth_of_the_option_uses_are_listed(harbour, assumption, basis, is_used):
    assumed = harbour["assumptions"].iloc[:1].assign(assumption_id=assumption, stage="appraise")
    worth = pd.DataFrame([
        {"subject_id": OPTION, "measure": measure, "central_gbp": 1.0, "low_gbp": 1.0, "high_gbp": 1.0, "basis": words}
        for measure, words in basis.items()
    ])  # fmt: skip
    tables = {**harbour, "assumptions": assumed, "appraisals": TABLES["appraisals"].conform(worth)}
    headings = [each.heading for each in told(tables, OPTION).parts]
    assert ("Assumptions of its worth" in headings) == is_used


def test_an_option_without_a_known_worth_says_what_is_missing(harbour):
    assert not harbour_choices.is_worth_known(3)
    (row,) = part(told(harbour, "o3"), "What it is worth")
    assert (row["central"], row["not known"]) == ("not known", "running cost of the guest")


def test_decisions_scenarios_and_hubs_of_an_option_are_told(harbour):
    found = told(harbour, "o1")
    (decided,) = part(found, "What people decided")
    assert (decided["decision"], decided["by"], decided["owner"]) == ("accepted", "Ana", "Bo Quayle")
    besides = {(row["kind"], row["id"]) for row in part(found, "Where it stands besides")}
    assert {("scenario", "all"), ("scenario", "cautious"), ("hub", "hub-000")} <= besides


def test_an_option_that_is_ruled_out_says_so(harbour):
    vetoed = harbour["colocation"].loc[harbour["colocation"]["vetoes"].notna(), "option_id"].iloc[0]
    assert "It has no rank: it is ruled out." in told(harbour, vetoed).lines


def test_the_score_of_a_hub_is_seen_to_be_the_mean_of_its_options(harbour):
    found = told(harbour, "h1")
    rows = part(found, "Who would move in")
    scores = [float(row["score"]) for row in rows[:-1]]
    assert len(scores) == 2
    assert float(rows[-1]["score"]) == pytest.approx(sum(scores) / 2, abs=1e-4)
    assert any("not all fit in together" in line for line in found.lines)


def test_sums_of_moves_are_those_of_the_scenario(harbour):
    found = told(harbour, "all")
    rows = part(found, "Its moves")
    row = harbour["scenarios"].set_index("scenario_id").loc["all"]
    assert rows[-1]["saves a year"] == f"{row['saving_gbp']:,.0f}"
    assert rows[-1]["net present value"] == f"{row['npv_gbp']:,.0f}"
    assert len(rows) == row["moves_count"] + 1
    first = next(each for each in rows if each["option"] == "o1")
    assert first["move"] == "Harbour property 3 (Harbour Police) to Harbour property 0 (Harbour Council)"
    assert any("so that the gap is 0.00 %" in line for line in found.lines)


def test_a_scenario_that_cannot_choose_says_what_to_find_out(harbour):
    found = told(harbour, "none")
    assert "As large as possible: space. No set was found: cannot-choose." in found.lines
    assert "To find out first: floor area of Harbour property 4." in found.lines
    assert found.parts == []


def test_an_assumption_says_value_range_source_and_what_it_enters(harbour):
    found = told(harbour, "works.office")
    said = " ".join(found.lines)
    assert "Value: 600 GBP a m2; least favourable 900, most favourable 400." in said
    assert "In prices of 2026-27." in said
    measures = {row["measure"]: row["options it is known of"] for row in part(found, "What it enters")}
    # 32 ranked options, of which every third has no worth: 22 have works, once and npv
    assert measures == {"works": "22", "optimism-bias": "0", "once": "22", "npv": "22"}
    assert "Set by the estate file." in told(harbour, "move.per-fte").lines


def test_a_weight_enters_the_score(harbour):
    (row,) = part(told(harbour, "weight.proximity"), "What it enters")
    assert row["what"] == "the score of every option, as the weight of one part"
