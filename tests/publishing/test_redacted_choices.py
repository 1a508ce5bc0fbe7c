"""What others than those inside see of hubs, worth, scenarios and moves: nothing that hidden property made."""

from __future__ import annotations

import harbour_choices
import harbour_estate
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from totalcapital.publishing import publish
from totalcapital.publishing.leakcheck import canaries_of, search
from totalcapital.publishing.redaction import redact
from totalcapital.tables import TABLES, split_list

CHOICES = ("needs", "rules", "exclusions", "hubs", "assumptions", "appraisals", "sensitivities", "scenarios", "moves")  # fmt: skip
HIDDEN = {f"site-{k:06d}" for k in harbour_estate.SPECIAL}


def view_of(tables, audience, **publication):
    return redact(tables, audience=audience, project=harbour_estate.project(".", **publication))


def is_hidden(holding_or_option):
    return any(part.split(":")[0] in HIDDEN for part in holding_or_option.split(">"))


@pytest.fixture(scope="module")
def partner(tables):
    return view_of(tables, "partner").tables


@pytest.fixture(scope="module")
def free(tables):
    """The options that partners may see, by id: rank among all."""
    options = tables["colocation"].dropna(subset="rank").set_index("option_id")["rank"]
    return {name: int(rank) for name, rank in options.items() if not is_hidden(name)}


def test_harbour_has_what_must_be_hidden(tables):
    # else the tests below would promise nothing
    assert any(is_hidden(cell) for hub in tables["hubs"]["members"] for cell in split_list(hub))
    assert any(map(is_hidden, tables["moves"]["option_id"]))
    assert any(map(is_hidden, tables["appraisals"]["subject_id"]))
    assert any(map(is_hidden, tables["needs"]["holding_id"]))


def test_those_inside_see_every_row(tables):
    seen = view_of(tables, "internal").tables
    for name in CHOICES:
        assert len(seen[name]) == len(tables[name]) > 0, name


def test_what_hangs_on_options_that_are_shown_is_shown_and_nothing_else(tables, partner, free):
    assert set(partner["colocation"].dropna(subset="rank")["option_id"]) == set(free)
    for name, column in (
        ("appraisals", "subject_id"),
        ("sensitivities", "subject_id"),
        ("moves", "option_id"),
    ):
        expected = {one for one in tables[name][column] if one in free}
        assert set(partner[name][column]) == expected, name
    assert not any(map(is_hidden, partner["needs"]["holding_id"]))
    assert len(partner["needs"]) == len(tables["needs"]) - sum(map(is_hidden, tables["needs"]["holding_id"]))


def test_a_hub_goes_whole_with_any_hidden_member_and_ranks_close_up(tables, partner):
    expected = [
        anchor
        for anchor, members in zip(tables["hubs"]["anchor_id"], tables["hubs"]["members"], strict=True)
        if not any(map(is_hidden, split_list(members)))
    ]
    assert list(partner["hubs"].sort_values("rank")["anchor_id"]) == expected
    assert sorted(partner["hubs"]["rank"]) == list(range(1, len(expected) + 1))
    assert 0 < len(expected) < len(tables["hubs"])


@pytest.mark.parametrize("column", ["members", "option_ids"])
def test_one_trace_of_what_is_hidden_is_enough_for_a_hub_to_go(tables, partner, column):
    """Either list alone: were the two ever at odds, nothing hidden may come out by the other."""
    shown = set(partner["hubs"]["anchor_id"])
    first = tables["hubs"]["anchor_id"].isin(shown).idxmax()
    hidden = {
        "members": next(one for one in tables["holdings"]["holding_id"] if is_hidden(one)),
        "option_ids": next(one for one in tables["colocation"]["option_id"] if is_hidden(one)),
    }
    changed = {**tables, "hubs": tables["hubs"].copy()}
    anchor = changed["hubs"].loc[first, "anchor_id"]
    changed["hubs"].loc[first, column] += f"; {hidden[column]}"
    assert set(view_of(changed, "partner").tables["hubs"]["anchor_id"]) == shown - {anchor}


def test_lists_of_a_hub_name_options_and_holdings_that_are_there(partner):
    for row in partner["hubs"].itertuples():
        assert set(split_list(row.members)) <= set(partner["holdings"]["holding_id"])
        assert set(split_list(row.option_ids)) <= set(partner["colocation"]["option_id"])


def test_a_hub_whose_anchor_is_hidden_goes(tables):
    anchor = tables["hubs"]["anchor_id"].iloc[0]
    record = tables["holdings"].set_index("holding_id").loc[anchor, "asset_ids"]
    seen = view_of(tables, "partner", take_down=[record]).tables
    assert anchor not in set(seen["hubs"]["anchor_id"])
    assert anchor not in " ".join(seen["hubs"]["reason"])


@pytest.mark.parametrize("name", ["all", "cautious"])
def test_sums_of_a_scenario_are_those_of_the_moves_that_are_shown(tables, partner, free, name):
    chosen = tables["moves"][tables["moves"]["scenario_id"] == name]["option_id"]
    ranks = [free[one] for one in chosen if one in free]
    known = [rank for rank in ranks if harbour_choices.is_worth_known(rank)]
    row = partner["scenarios"].set_index("scenario_id").loc[name]
    savings = [20_000 + 1_000 * rank for rank in known]
    assert row["moves_count"] == len(ranks)
    assert row["without_money_count"] == len(ranks) - len(known)
    assert row["saving_gbp"] == sum(savings)
    assert (row["saving_low_gbp"], row["saving_high_gbp"]) == (sum(savings) / 2, sum(savings) * 1.5)
    assert row["once_gbp"] == -30_000 * len(known)
    assert row["npv_gbp"] == sum(100_000 + 1_000 * rank for rank in known)


def test_a_sum_of_which_nothing_is_known_is_null_and_never_nought(tables):
    changed = dict(tables)
    money = ["saving_gbp", "once_gbp", "npv_gbp"]
    changed["moves"] = tables["moves"].assign(**dict.fromkeys(money, float("nan")))
    changed["appraisals"] = tables["appraisals"][tables["appraisals"]["measure"] != "saving"]
    row = view_of(changed, "partner").tables["scenarios"].set_index("scenario_id").loc["all"]
    assert row[[*money, "saving_low_gbp", "saving_high_gbp"]].isna().all()
    assert row["without_money_count"] == row["moves_count"] > 0


def test_what_the_search_found_with_all_options_is_not_told(partner):
    row = partner["scenarios"].set_index("scenario_id").loc["all"]
    for column in ("value", "bound", "gap_pct", "options_count", "left_out_count", "limits", "binding", "missing",
                   "npv_low_gbp", "npv_high_gbp"):  # fmt: skip
        assert pd.isna(row[column]), column


def test_a_scenario_of_which_no_move_is_shown_is_left_out_and_one_without_moves_is_not(tables):
    changed = dict(tables)
    hidden = tables["moves"]["option_id"].map(is_hidden).astype(bool)
    changed["moves"] = tables["moves"][hidden | tables["moves"]["scenario_id"].eq("cautious")]
    assert set(view_of(changed, "partner").tables["scenarios"]["scenario_id"]) == {"cautious", "none"}


def test_entries_of_people_and_counts_of_the_never_list_stay_inside(partner):
    assert list(partner["exclusions"]["exclusion_id"]) == ["custody"]
    assert partner["exclusions"][["holdings_count", "options_count"]].isna().all(axis=None)


def test_how_stable_a_rank_is_is_not_told(partner):
    assert partner["colocation"]["rank_stability_pct"].isna().all()


def test_partners_see_how_an_option_was_decided_and_not_by_whom_or_why(partner):
    assert "accepted" in set(partner["colocation"]["decision"].dropna())
    assert partner["decisions"].empty


def test_whatever_hidden_property_is_worth_partners_see_the_same(tables, partner):
    """Change every figure that hidden property has a part in, and every text: nothing shown may change."""
    changed = {name: frame.copy() for name, frame in tables.items()}
    for name, column in (("appraisals", "subject_id"), ("moves", "option_id"), ("needs", "holding_id")):
        at = changed[name][column].map(is_hidden).astype(bool)
        numbers = [one for one in changed[name].columns if changed[name][one].dtype == "float64"]
        changed[name].loc[at, numbers] = 1_234_567.0
    sums = (
        "value",
        "bound",
        "npv_gbp",
        "saving_gbp",
        "released_m2",
        "npv_low_gbp",
        "npv_high_gbp",
        "once_gbp",
    )
    for column in sums:
        changed["scenarios"][column] = 7_654_321.0
    for column in ("limits", "binding", "missing", "reason"):
        changed["scenarios"][column] = "Quillfeather Lodge"
    for column in ("options_count", "left_out_count", "moves_count", "without_money_count"):
        changed["scenarios"].loc[:, column] = 99
    changed["exclusions"].loc[:, ["holdings_count", "options_count"]] = 99
    changed["colocation"]["rank_stability_pct"] = 1.0
    seen = view_of(changed, "partner").tables
    for name in (*CHOICES, "colocation"):
        assert_frame_equal(seen[name], partner[name])


def test_partners_see_what_a_comparison_with_peers_found_and_not_among_how_many(tables):
    changed = dict(tables)
    changed["rules"] = tables["rules"].assign(peers_at_least_count=20)
    changed["underuse"] = tables["underuse"].assign(
        measured=0.07, excess=0.3, evidence="7% of the 159 alike have less"
    )
    seen = view_of(changed, "partner").tables["underuse"]
    assert len(seen) > 0
    assert seen[["measured", "excess"]].isna().all(axis=None)
    assert set(seen["evidence"]) == {
        f"Compared with others of its kind: {one}." for one in set(seen["finding"])
    }
    assert set(view_of(changed, "internal").tables["underuse"]["measured"]) == {0.07}


@pytest.mark.parametrize("opened", [[], ["colocation"], ["colocation", "underuse"]])
def test_the_public_sees_none_of_it_whatever_is_opened(tables, opened):
    seen = view_of(tables, "public", open=opened).tables
    for name in CHOICES:
        assert seen[name].empty, name
    inside = (
        "score_lease", "score_access", "walk_by", "rank_stability_pct", "is_better_direction", "direction", "area_id", "vetoes",
        "notice_by_date", "window_start_date", "window_end_date", "access_before_count", "access_after_count",
        "access_deprived_before_count", "access_deprived_after_count", "decision",
    )  # fmt: skip
    for column in inside:
        assert seen["colocation"][column].isna().all(), column


def test_an_option_is_told_to_the_public_by_nearness_alone(tables):
    changed = dict(tables)
    words = "Harbour property 2 (lease break 31 March 2028, 420 m²) could move into Harbour property 0, about 600 m² unused."
    changed["colocation"] = tables["colocation"].assign(reason=words)
    options = view_of(changed, "public", open=["colocation"]).tables["colocation"]
    assert len(options) > 0
    said = " ".join(options["reason"])
    assert "lease" not in said
    assert "unused" not in said
    assert "Harbour property 97 (Harbour NHS Trust) is " in said


def test_options_without_a_rank_are_not_opened_to_the_public(tables):
    # 13 are vetoed: a veto may name a custody suite, a rank missing says that there is one
    options = view_of(tables, "public", open=["colocation"]).tables["colocation"]
    assert options["rank"].notna().all()


def test_texts_of_what_hangs_on_hidden_property_reach_no_file(tables, tmp_path):
    """Put a withheld name into every text of every row that hangs on hidden property, and look for it."""
    changed = {name: frame.copy() for name, frame in tables.items()}
    for table, column in (("needs", "holding_id"), ("appraisals", "subject_id"), ("sensitivities", "subject_id"),
                          ("hubs", "members"), ("scenarios", None), ("colocation", "option_id")):  # fmt: skip
        frame = changed[table]
        at = [
            column is None or any(map(is_hidden, split_list(cell))) for cell in frame[column or "scenario_id"]
        ]
        said = {
            "need_basis",
            "would_be_known_by",
            "basis",
            "missing",
            "reason",
            "limits",
            "binding",
            "direction",
            "vetoes",
        }
        for text in said & set(TABLES[table].column_names):
            frame.loc[at, text] = "Quillfeather Lodge"
    folder = tmp_path / "partner"
    folder.mkdir()
    publish(changed, folder, audience="partner", project=harbour_estate.project(folder))
    search(folder, canaries_of(changed, view_of(changed, "partner").verdict))
