"""Which records come together where pairs and people disagree, and the ids that sites keep."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_link import estate, groups

from totalcapital.errors import TableError
from totalcapital.fingerprints import pair_fingerprint
from totalcapital.linking import link, link_id, weigh
from totalcapital.linking.decided import Decided
from totalcapital.linking.grouping import group
from totalcapital.linking.sites import site_ids
from totalcapital.tables import DECISIONS, LINKS


def decided(*rows):
    """Return decisions: (record, other record or None, decision) or with a dict of more columns."""
    made = [
        {"subject": "link", "subject_id": f"r:{a:02}", "other_id": None if b is None else f"r:{b:02}", "decision": word,
         "source_row": n + 2, "state": "in-force", **(more[0] if more else {})}
        for n, (a, b, word, *more) in enumerate(rows)
    ]  # fmt: skip
    return DECISIONS.conform(pd.DataFrame(made))


def together(bits, *, size, decisions=None, sure=()):
    """Group records by bits of pairs; a pair not given has -20."""
    known = {tuple(sorted(pair)): weight for pair, weight in bits.items()}
    pairs = np.array([pair for pair, weight in sorted(known.items()) if weight >= 1], dtype=np.int64).reshape(
        -1, 2
    )
    found = group(
        size,
        pairs,
        np.array([known[tuple(pair)] for pair in pairs.tolist()]),
        is_sure=np.array([tuple(pair) in sure for pair in pairs.tolist()], dtype=bool),
        decided=decisions or Decided(),
        weigh=lambda these: np.array([known.get(tuple(pair), -20.0) for pair in these.tolist()]),
    ).site
    return sorted(sorted(np.flatnonzero(found == site).tolist()) for site in set(found.tolist()))


def test_a_chain_breaks_at_its_weakest_pair_where_its_ends_are_plainly_two():
    assert together({(0, 1): 6, (1, 2): 4, (0, 2): -6}, size=3) == [[0, 1], [2]]
    assert together({(0, 1): 4, (1, 2): 6, (0, 2): -6}, size=3) == [[0], [1, 2]]
    assert together({(0, 1): 6, (1, 2): 4, (0, 2): -3.9}, size=3) == [[0, 1, 2]]  # 4 - 3.9 speak for it
    assert together({(0, 1): 6, (1, 2): 4, (0, 2): -4.1}, size=3) == [[0, 1], [2]]


def test_what_is_sure_comes_together_though_third_records_speak_against_it():
    bits = {(0, 1): 6, (1, 2): 4, (0, 2): -20}
    assert together(bits, size=3, sure={(1, 2)}) == [[0], [1, 2]]
    assert together(bits, size=3, sure={(0, 1), (1, 2)}) == [[0, 1, 2]]
    assert together(bits | {(0, 2): -np.inf}, size=3, sure={(0, 1), (1, 2)}) == [
        [0, 1],
        [2],
    ]  # far apart: never


def test_a_no_of_a_person_holds_against_every_chain_and_against_a_yes():
    bits = {(0, 1): 9, (1, 2): 9, (0, 2): 9}
    assert together(bits, size=3, decisions=Decided(rejected=frozenset({(0, 2)}))) == [[0, 1], [2]]
    both = Decided(accepted=frozenset({(0, 1), (1, 2)}), rejected=frozenset({(0, 2)}))
    assert together({}, size=3, decisions=both) == [[0, 1], [2]]
    alone = Decided(alone=frozenset({1}))
    assert together(bits, size=3, decisions=alone) == [[0, 2], [1]]


def test_a_yes_of_a_person_joins_two_that_nothing_else_would():
    assert together({}, size=3, decisions=Decided(accepted=frozenset({(0, 2)}))) == [[0, 2], [1]]


FAR = [
    {"name": "Oak Library", "at": (0, 0)},
    {"name": "Elm Depot", "at": (5000, 0)},
    {"name": "Oak Library", "at": (9, 0)},
]


def test_decisions_are_replayed_and_stand_in_the_links():
    assets, places = estate(*[row | {"register_id": str(n)} for n, row in enumerate(FAR)])
    result = link(assets, places, decisions=decided((0, 1, "accepted"), (0, 2, "rejected")))
    assert groups(result) == [[0, 1], [2]]
    found = result.links.set_index(["asset_id", "other_asset_id"])[["relation", "decision"]].T.to_dict("list")
    assert found == {
        ("r:00", "r:01"): ["same-record", "accepted"],  # one agency
        ("r:00", "r:02"): ["same-campus", "rejected"],
    }
    split = link(assets, places, decisions=decided((2, None, "split")))
    assert groups(split) == [[0], [1], [2]]
    assert split.links["decision"].tolist() == ["split"]


def test_the_later_decision_counts_and_a_parked_or_dismissed_question_changes_nothing():
    assets, places = estate(FAR[0], FAR[2] | {"register_id": "s"})
    day = {"on_date": pd.Timestamp("2026-01-05")}
    later = {"on_date": pd.Timestamp("2026-02-05")}
    for rows, expected in (
        (((0, 1, "rejected", later), (0, 1, "accepted", day)), [[0], [1]]),
        (((0, 1, "rejected", day), (0, 1, "accepted", later)), [[0, 1]]),
        (((0, 1, "accepted"), (0, 1, "rejected")), [[0], [1]]),  # no days: the lower row
        (((1, 0, "rejected"),), [[0], [1]]),  # either way round
        (((0, 1, "accepted"), (1, None, "split")), [[0], [1]]),
        (((0, 1, "parked"),), [[0, 1]]),
        (((0, 1, "dismissed"),), [[0, 1]]),
        (((0, 9, "rejected"),), [[0, 1]]),  # a record that is not there
    ):
        assert groups(link(assets, places, decisions=decided(*rows))) == expected, rows


def test_prior_and_weights_add_up_to_the_total_and_the_total_to_the_probability():
    assets, places = estate(
        {"name": "Oak Library", "at": (0, 0), "uprn": "1", "postcode": "LS1 3AB", "address": "3 High Street"},
        {"name": "Oak Public Library", "at": (40, 0), "uprn": "1", "postcode": "LS1 3AB", "register_id": "s"},
    )
    [row] = link(assets, places).links.to_dict("records")
    listed = json.loads(row["weights"])
    assert listed[0] == [
        "prior",
        "of pairs that are compared, 3% are of one property",
        -5.015,
    ]  # log2(3 / 97)
    assert {evidence for evidence, _, _ in listed[1:]} >= {"uprn", "distance", "name", "postcode", "agency"}
    assert sum(weight for _, _, weight in listed) == pytest.approx(row["weight"], abs=0.002)
    assert row["probability"] == pytest.approx(1 / (1 + 2 ** -row["weight"]), abs=0.0001)
    assert all(words for _, words, _ in listed)


def test_the_weight_of_within_reach_is_that_of_the_ground_two_places_cover():
    assets, places = estate({"at": (0, 0), "uprn": "1"}, {"at": (40, 0), "uprn": "1", "register_id": "s"})
    weights = {
        evidence: weight for evidence, _, weight in json.loads(link(assets, places).links["weights"].iloc[0])
    }
    # two accuracies of 25 m in a circle of 300 m: u = (50 / 300)^2; m = 0.88
    assert weights["distance"] == pytest.approx(np.log2(0.88 / (50 / 300) ** 2), abs=0.001)


def test_a_little_more_than_the_accuracies_is_commoner_where_a_place_rests_on_a_postcode():
    def weight(**second):
        rows = (
            {"at": (0, 0), "uprn": "1", "accuracy_m": 5.0},
            {"at": (150, 0), "uprn": "1", "register_id": "s", **second},
        )
        listed = json.loads(link(*estate(*rows)).links["weights"].iloc[0])
        return {evidence: bits for evidence, _, bits in listed}["distance"]

    # 150 m, more than 105 m and less than twice that: the ring has (210^2 - 105^2) / 300^2 of the circle
    ring = (210**2 - 105**2) / 300**2
    assert weight(method="postcode") == pytest.approx(np.log2(0.15 / ring), abs=0.001)
    ring = (190**2 - 95**2) / 300**2
    assert weight(accuracy_m=90.0) == pytest.approx(np.log2(0.05 / ring), abs=0.001)


def test_what_was_decided_on_is_the_same_whichever_record_has_the_lower_id():
    one, other = {"a:1": "f-2", "b:1": "f-1"}, {"a:1": "f-1", "b:1": "f-2"}
    assert pair_fingerprint(one, "a:1", "b:1") == pair_fingerprint(other, "a:1", "b:1")
    assert pair_fingerprint(one, "a:1", "c:1") is None


def test_two_records_that_are_never_compared_can_be_weighed_and_say_why():
    assets, places = estate(FAR[0], FAR[1] | {"register_id": "s"})
    assert link(assets, places).links.empty
    row = weigh(assets, places, "r:01", "r:00")
    LINKS.check(row)
    assert row["link_id"].tolist() == [link_id("r:00", "r:01")]
    assert row["relation"].tolist() == ["different"]
    assert "5000 m apart" in row["evidence"].iloc[0]
    with pytest.raises(TableError, match="Name two that differ"):
        weigh(assets, places, "r:00", "r:00")
    with pytest.raises(TableError, match="expected two records of assets; found r:00 and r:99"):
        weigh(assets, places, "r:00", "r:99")


def test_a_pair_weighed_alone_weighs_what_it_does_in_the_run():
    assets, places = estate(*[row | {"register_id": str(n)} for n, row in enumerate(FAR)])
    [row] = link(assets, places).links.to_dict("records")
    alone = weigh(assets, places, "r:02", "r:00").to_dict("records")[0]
    assert alone == row


def ids(sites, earlier):
    names = np.array([f"r:{n:02}" for n in range(len(sites))], dtype=object)
    before = (
        None
        if earlier is None
        else pd.Series({f"r:{n:02}": site for n, site in earlier.items()}, dtype=object)
    )
    return site_ids(names, np.array(sites), before).tolist()


def test_a_site_keeps_the_id_that_most_of_its_records_had_and_each_id_stays_with_one():
    assert ids([0, 0, 0], {0: "s-a", 1: "s-b", 2: "s-b"}) == ["s-b"] * 3
    parted = ids([0, 0, 1], {0: "s-a", 1: "s-a", 2: "s-a"})
    assert parted[:2] == ["s-a", "s-a"]
    assert parted[2] not in {"s-a", None}
    tie = ids([0, 1], {0: "s-a", 1: "s-a"})
    assert tie[0] == "s-a"  # the lower record
    assert tie[1] != "s-a"


def test_a_new_site_never_takes_an_id_that_another_had():
    fresh = ids([0], None)[0]
    assert fresh.startswith("s-")
    again = ids([0, 1], {1: fresh})  # the other site had the digest of this one's first record
    assert again[1] == fresh
    assert again[0] != fresh


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.one_of(st.none(), st.sampled_from("abcd"))), min_size=1, max_size=9
    )
)
def test_ids_are_one_a_site_whatever_the_edition_before(rows):
    sites = [site for site, _ in rows]
    found = ids(sites, {n: f"s-{before}" for n, (_, before) in enumerate(rows) if before})
    assert (
        len({(site, made) for site, made in zip(sites, found, strict=True)})
        == len(set(sites))
        == len(set(found))
    )
