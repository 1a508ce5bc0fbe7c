"""What others than those inside see of projects that are hidden, of their money, and of the money of single places."""

from __future__ import annotations

from functools import cache

import harbour_estate
import harbour_money
import pandas as pd
import pytest
from harbour_money import HIDDEN_PROJECTS, SECRET_WORDS, P, with_money
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from totalcapital.publishing import LeakError, publish
from totalcapital.publishing.leakcheck import canaries_of, search
from totalcapital.publishing.redacted_capital import is_masked
from totalcapital.publishing.redaction import redact
from totalcapital.publishing.unpacking import documents
from totalcapital.tables import TABLES, split_list

CAPITAL = ("project_years", "funding", "slippage", "alignments", "ledger")


def view_of(tables, audience, **publication):
    return redact(tables, audience=audience, project=harbour_estate.project(".", **publication))


@pytest.fixture(scope="module")
def tables():
    """A small Harbour, of 100 properties."""
    return _small()


@pytest.fixture(scope="module")
def money(tables):
    return with_money(tables)


@pytest.fixture(scope="module")
def partner(money):
    return view_of(money, "partner").tables


@pytest.fixture(scope="module")
def public(money):
    return view_of(money, "public").tables


def met(alignments):
    return {(row.kind, row.from_id, row.to_id) for row in alignments[~is_masked(alignments)].itertuples()}


def test_those_inside_see_every_row(money):
    seen = view_of(money, "internal").tables
    for name, frame in seen.items():
        assert len(frame) == len(money[name]), name


def test_no_table_of_partner_or_public_names_a_hidden_project(money):
    for audience in ("partner", "public"):
        for name, frame in view_of(money, audience, open=["capital"]).tables.items():
            said = " ".join(map(str, pd.DataFrame(frame).to_numpy().ravel()))
            for word in (*SECRET_WORDS, *HIDDEN_PROJECTS):
                assert word not in said, (audience, name, word)


def test_an_alignment_stays_where_both_ends_and_all_it_rests_on_are_shown(partner):
    nothing = {
        ("combine", P(1), P(2)),
        ("sequence", P(2), P(4)),
        ("spend-then-sell", P(5), "site-000001:council"),
        ("clash", P(10), P(11)),
    }
    seen = met(partner["alignments"])
    assert {row for row in seen if row[0] != "gap"} == nothing
    assert [row[1] for row in seen if row[0] == "gap"] == [P(8)]


def test_ranks_of_alignments_close_up(partner):
    ranks = partner["alignments"]["rank"].dropna()
    assert sorted(ranks) == [1, 2, 3, 4]


def test_of_a_restricted_project_partners_learn_that_there_is_a_match_and_whom_to_ask(partner):
    told = partner["alignments"][is_masked(partner["alignments"])]
    # Q02 and Q03 both meet P01 and are the trust's: one row, or two would tell that there are two
    assert sorted(told["from_id"]) == [P(1), P(4)]
    assert set(told["check_first"]) == {"Ask Harbour NHS Trust."}
    assert set(told["reason"]) == {"A match exists with a project that is not shown here."}
    nothing = [
        "kind", "to_id", "service", "distance_m", "distance_uncertainty_m", "overlap_days", "gap_days", "amount_gbp",
        "time_uncertainty_days", "confidence", "rank", "status", "since_date", "decision", "missing", "rests_on", "geometry",
    ]  # fmt: skip
    assert told[nothing].isna().all(axis=None)


def test_the_id_of_a_masked_row_cannot_be_made_again_from_both_ends(money, partner):
    told = partner["alignments"]
    assert not set(told.loc[is_masked(told), "alignment_id"]) & set(money["alignments"]["alignment_id"])


def test_a_match_that_is_over_or_dismissed_is_not_told(money):
    changed = dict(money)
    at = money["alignments"][["from_id", "to_id"]].isin(["works:Q02", "works:Q03"]).any(axis=1)
    changed["alignments"] = money["alignments"].assign(
        status=money["alignments"]["status"].mask(at, "resolved")
    )
    seen = view_of(changed, "partner").tables["alignments"]
    assert not is_masked(seen).any()


def test_a_resolved_match_that_rested_on_what_is_gone_is_not_told(money):
    changed = dict(money)
    alignments = money["alignments"].copy()
    alignments.loc[:1, "status"] = "resolved"
    alignments.loc[0, "rests_on"] = "works:Q77"  # secret in the last edition, in no list of now
    alignments.loc[1, "rests_on"] = P(3)
    changed["alignments"] = alignments
    seen = met(view_of(changed, "partner").tables["alignments"])
    assert ("combine", P(1), P(2)) not in seen
    assert ("sequence", P(2), P(4)) in seen


def test_numbers_of_rows_are_not_told_to_partners_since_gaps_would_tell_of_hidden_ones(partner):
    for name in ("assets", "projects"):
        assert len(partner[name])
        assert partner[name]["source_row"].isna().all()
        assert partner[name]["source_file"].notna().all()


def test_a_refuge_and_a_project_on_a_secret_property_have_no_masked_row(money):
    changed = dict(money)
    at = money["projects"]["project_id"].isin(["works:Q04", "works:Q05"])
    changed["projects"] = money["projects"].assign(
        sensitivity=money["projects"]["sensitivity"].mask(at, "restricted")
    )
    seen = view_of(changed, "partner").tables["alignments"]
    assert P(2) not in set(seen.loc[is_masked(seen), "from_id"])


def test_savings_of_what_is_hidden_are_in_no_total(partner):
    assert list(partner["ledger"]["saving_gbp"]) == [11_000.0]
    assert partner["ledger"][["by", "reason", "about"]].isna().all(axis=None)


def test_a_reason_that_names_a_hidden_thing_is_put_in_plain_words(money):
    changed = dict(money)
    words = money["alignments"]["reason"].copy()
    words.iloc[0] = "P01 and P02 both lie beside NIGHTJAR  yard."
    changed["alignments"] = money["alignments"].assign(reason=words)
    seen = view_of(changed, "partner").tables["alignments"]
    assert seen["reason"].iloc[0] == "What else it meets is not shown here."
    changed["alignments"] = money["alignments"].assign(check_first="Ask Harbour works 1.")
    shown = view_of(changed, "partner").tables["alignments"]
    assert set(shown.loc[~is_masked(shown), "check_first"]) == {"Ask Harbour works 1."}


def test_what_a_place_rests_on_names_nothing_hidden(money):
    changed = dict(money)
    at = money["locations"]["subject_id"].eq(P(1))
    said = money["locations"]["evidence"].mask(at, "named Quillfeather Lodge in the list")
    changed["locations"] = money["locations"].assign(evidence=said)
    seen = view_of(changed, "partner").tables["locations"].set_index("subject_id")["evidence"]
    assert seen[P(1)] == "What its place rests on is not shown here."
    assert seen[P(2)] == "coordinates in the list"


def test_rows_of_a_register_are_counted_without_those_that_are_hidden(money, tables):
    changed = dict(money)
    at = money["projects"]["project_id"].isin(["works:Q03", "works:Q04", "works:Q05"])
    frame = money["projects"]
    changed["projects"] = frame.assign(
        sensitivity=frame["sensitivity"].mask(at, "open"), name=frame["name"].mask(at, "A hall")
    )
    changed["locations"] = money["locations"].assign(asset_id=None)
    rows = view_of(changed, "partner").tables["registers"].set_index("register_id")
    # 8 rows were read and 7 kept; two of these are hidden
    assert rows.loc["works", ["rows_read", "rows_kept", "rows_set_aside"]].to_list() == [6, 5, 1]
    full = tables["registers"].set_index("register_id")
    assert rows.loc["police", "rows_kept"] == full.loc["police", "rows_kept"] - 1  # site 33
    assert (
        rows.loc["trust", "rows_kept"] == full.loc["trust", "rows_kept"]
    )  # restricted ones are said to exist


def test_totals_of_a_list_are_told_only_where_every_row_of_it_is_shown(money, partner, public):
    assert set(money["reconciliations"]["register_id"]) == {"works", "outturn", "council"}
    assert set(partner["reconciliations"]["register_id"]) == {"outturn", "council"}
    assert set(public["reconciliations"]["register_id"]) == {"outturn"}


def test_the_public_sees_no_alignment_ledger_slippage_or_funding(money):
    for opened in ([], ["capital"], ["capital", "colocation", "underuse"]):
        seen = view_of(money, "public", open=opened).tables
        for name in ("alignments", "ledger", "slippage", "funding", "spending", "property_costs"):
            assert seen[name].empty, name


def test_the_public_sees_money_of_approved_projects_once_it_is_opened(money, public):
    assert public["project_years"].empty
    assert public["projects"]["total_gbp"].isna().all()
    seen = view_of(money, "public", open=["capital"]).tables
    # of twelve projects P00, P03, P06 and P09 are indicative
    assert len(seen["projects"]) == 8
    assert seen["projects"]["total_gbp"].notna().all()
    assert seen["projects"][["original_gbp", "longstop_date"]].isna().all(axis=None)
    assert set(seen["project_years"]["project_id"]) == set(seen["projects"]["project_id"])
    assert set(seen["project_years"]["commitment"]) == {"approved"}
    assert seen["project_years"]["heading"].isna().all()


@pytest.mark.parametrize("audience", ["partner", "public"])
def test_money_at_few_places_is_joined_and_no_total_changes(money, audience):
    seen = view_of(money, audience).tables["accounts"]
    placed = seen[seen["allocation"].eq("placed")]
    assert (placed["rows_count"] >= 5).all()
    assert seen["amount_gbp"].sum() == money["accounts"]["amount_gbp"].sum()
    assert seen["rows_count"].sum() == money["accounts"]["rows_count"].sum()
    north = placed[placed["area_id"].eq("northbank") & placed["service"].isna()].iloc[0]
    # 43,219 and 5,000 are three amounts together; the next smallest, 70,000, joins them
    assert (north["amount_gbp"], north["rows_count"]) == (118_219.0, 10)
    assert pd.isna(north["agency_id"])
    # four amounts of 2027-28 in Southbank have none to join: they are in no area
    alone = seen[seen["financial_year"].eq("2027-28")].iloc[0]
    assert (alone["allocation"], alone["amount_gbp"]) == ("unmapped", 777.0)
    assert pd.isna(alone["area_id"])


def test_who_funds_a_service_is_not_told_where_its_money_was_joined(partner):
    kept = partner["funders"][["area_id", "service"]].to_numpy().tolist()
    assert kept == [["northbank", "education"]]


def test_what_property_costs_stays_inside(partner, public):
    assert partner["property_costs"].empty
    assert public["property_costs"].empty


def by_hand(tables, *, status):
    """Sites of libraries in Northbank with one of another body within 960 m, and how many there are, each pair tried."""
    sites = tables["sites"].set_index("site_id")
    held = tables["holdings"][tables["holdings"]["services"].eq("library").fillna(False)]
    held = held[~held["status"].isin(["vacant", "surplus"])] if status else held
    shapes = {name: sites["geometry"].get(name) for name in held["site_id"]}
    north = set(tables["places"].loc[tables["places"]["area_id"].eq("northbank"), "subject_id"])
    placed = [name for name, shape in shapes.items() if shape is not None]
    near = {
        one
        for one in placed
        for other in placed
        if one != other and shapes[one].distance(shapes[other]) <= 960
    }
    return len(north & set(placed)), len(north & near)


def test_provision_is_counted_again_of_what_is_shown(partner, public):
    # 33 and others of SPECIAL are hidden; the public may not learn by the counts which property is surplus
    for seen, status in ((partner, True), (public, False)):
        row = seen["provision"].set_index(["service", "area_id"]).loc[("library", "northbank")]
        shown = {**seen, "holdings": seen["holdings"]}
        assert (row["sites_count"], row["near_sites_count"]) == by_hand(shown, status=status)
        assert row["near_other_body_count"] == 0  # the council alone has libraries
        named = {name for cell in seen["provision"]["site_ids"] for name in split_list(cell)}
        assert named <= set(seen["sites"]["site_id"])


@cache
def _small():
    return harbour_estate.build(100)


@settings(max_examples=4, deadline=None)
@given(
    st.sets(st.sampled_from(["works:Q01", "works:Q04", "works:Q05"])),
    st.sets(st.sampled_from(["works:Q02", "works:Q03"])),
)
def test_without_hidden_projects_in_the_lists_others_see_the_same(secret, restricted):
    tables = _small()
    money, without = with_money(tables), secret | restricted
    fewer = with_money(tables, without=without)
    for audience in ("partner", "public"):
        before = view_of(money, audience, open=["capital"] if audience == "public" else []).tables
        after = view_of(fewer, audience, open=["capital"] if audience == "public" else []).tables
        for name in before:
            one, other = pd.DataFrame(before[name]), pd.DataFrame(after[name])
            if audience == "partner" and restricted and name == "alignments":
                one, other = one[~is_masked(one)], other[~is_masked(other)]
            if name == "reconciliations" and without >= set(HIDDEN_PROJECTS):
                continue  # a list of which nothing is hidden any more is told
            assert_frame_equal(one, other, obj=f"{audience} {name}")


@pytest.mark.parametrize("audience", ["partner", "public"])
def test_nothing_hidden_stands_in_any_byte_and_without_it_every_byte_is_the_same(
    tables, money, tmp_path, audience
):
    said = {}
    for name, made in (("with", money), ("without", with_money(tables, without=["works:Q01"]))):
        folder = tmp_path / name
        folder.mkdir()
        project = harbour_estate.project(".", open=["capital"] if audience == "public" else [])
        publish(made, folder, audience=audience, project=project)
        search(folder, canaries_of(made, view_of(made, audience).verdict))
        said[name] = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
        for document, text in documents(folder):
            for word in SECRET_WORDS:
                assert word not in text, (document, word)
    differing = {name for name in said["with"] if said["with"][name] != said["without"].get(name)}
    assert differing == set()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("data/leak.csv", "a,b\r\nx,4321987\r\n"),
        ("data/leak.csv", "4321987.0,b\r\n"),
        ("data/leak.txt", "It costs £4,321,987 in all."),
        ("data/leak.json", '{"total_gbp":[1,4321987,3]}'),
        ("data/leak.json", '{"amount":4321987}'),
    ],
)
def test_an_amount_that_only_a_hidden_project_has_is_a_leak(money, tmp_path, name, text):
    canaries = canaries_of(money, view_of(money, "public").verdict)
    assert canaries.amounts[4_321_987] == "secret"
    (tmp_path / "data").mkdir()
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(LeakError, match="'secret' in data/leak"):
        search(tmp_path, canaries)


def test_round_amounts_shared_amounts_and_positions_are_no_leak(money, tmp_path):
    changed = dict(money)
    at = money["projects"]["project_id"].eq("works:Q02")
    total = money["projects"]["total_gbp"].mask(at, 9_000_001.0)
    changed["projects"] = money["projects"].assign(total_gbp=total)
    accounts = money["accounts"].copy()
    accounts.loc[0, "amount_gbp"] = 9_000_001.0
    changed["accounts"] = accounts
    canaries = canaries_of(changed, view_of(changed, "public").verdict)
    assert 9_000_001 not in canaries.amounts  # the council spends as much on education
    assert not {amount for amount in canaries.amounts if amount % 1000 == 0}
    (tmp_path / "page.json").write_text('{"xy":[4321987,1,2,3,4,5]}', encoding="utf-8")
    search(tmp_path, canaries)


def test_harbour_money_keeps_the_contract(money):
    for name, frame in money.items():
        TABLES[name].check(frame)
    assert harbour_money.HELD in set(money["alignments"]["to_id"])
