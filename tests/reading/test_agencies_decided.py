"""What people decided on agencies, replayed."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.issues import IssueLog
from totalcapital.reading.agencies import resolve_agencies
from totalcapital.tables import DECISIONS

LEEDS, MARKETS, YORK = "Leeds City Council", "Leeds City Council Markets", "York Council"


def decided(*said):
    """Decisions of (decision, subject, other, day), in the order of their rows."""
    return DECISIONS.conform(
        pd.DataFrame(
            [
                {
                    "subject": "agency", "subject_id": one, "other_id": other, "decision": decision,
                    "on_date": pd.Timestamp(day) if day else None, "source_row": row, "state": "in-force",
                }
                for row, (decision, one, other, day) in enumerate(said, start=2)
            ]
        )
    )  # fmt: skip


def ids(names, *said):
    return read(names, *said).ids.tolist()


def read(names, *said):
    frame = pd.DataFrame({"agency": names, "sector": None, "is_public": None}, dtype=object)
    return resolve_agencies(frame, IssueLog(), decisions=decided(*said) if said else None)


def test_two_accepted_as_one_body_are_one_and_go_by_the_same_id_whatever_is_named_first():
    one = ids(["Anchor", "Anchor Hanover"], ("accepted", "anchor", "anchor-hanover", "2026-01-01"))
    other = ids(["Anchor Hanover", "Anchor"], ("accepted", "Anchor Hanover", "Anchor", None))
    assert one == other == ["anchor", "anchor"]


def test_a_council_gives_its_id_to_what_is_accepted_as_one_with_it():
    assert ids([YORK, "Aldwark Estate"], ("accepted", "Aldwark Estate", YORK, None)) == ["york-council"] * 2


def test_two_rejected_stay_apart_though_the_rule_would_weigh_them_as_one():
    names = ["University of Leeds", "Leeds University"]
    assert len(set(ids(names))) == 1
    result = read(names, ("rejected", "leeds-university", "university-of-leeds", "2026-01-01"))
    assert result.ids.nunique() == 2
    assert result.links["decision"].tolist() == ["rejected"]
    assert result.links["relation"].tolist() == ["different"]
    assert set(result.names["decision"]) == {"auto"}  # the rule's own ids: nothing was taken out of a body


def test_a_spelling_split_off_is_a_body_of_its_own_and_the_others_stay_together():
    result = read([LEEDS, "Leeds MDC", MARKETS], ("split", MARKETS, None, "2026-01-01"))
    assert result.ids.tolist() == ["leeds-council", "leeds-council", "leeds-city-council-markets-own"]
    assert result.names.set_index("name_read")["decision"].to_dict() == {
        LEEDS: "auto", "Leeds MDC": "auto", MARKETS: "split",
    }  # fmt: skip
    assert result.links[["agency_id", "other_agency_id", "decision"]].to_numpy().tolist() == [
        ["leeds-city-council-markets-own", "leeds-council", "split"]
    ]


@pytest.mark.parametrize("pair", [(LEEDS, MARKETS), (MARKETS, LEEDS), (MARKETS, "leeds-council")])
def test_of_two_spellings_that_are_not_one_body_the_rarer_is_split_off(pair):
    result = read([LEEDS, LEEDS, MARKETS], ("rejected", *pair, None))
    assert result.ids.tolist() == ["leeds-council"] * 2 + ["leeds-city-council-markets-own"]
    assert result.names.set_index("name_read")["decision"].to_dict() == {LEEDS: "auto", MARKETS: "rejected"}


def test_a_spelling_is_found_though_its_capitals_differ():
    assert (
        ids([LEEDS, MARKETS], ("split", MARKETS.upper(), None, None))[1] == "leeds-city-council-markets-own"
    )


@pytest.mark.parametrize(
    ("first", "second", "are_one"),
    [
        (("accepted", "2026-01-01"), ("rejected", "2026-02-01"), False),
        (("rejected", "2026-02-01"), ("accepted", "2026-01-01"), False),
        (("rejected", "2026-01-01"), ("accepted", "2026-01-01"), True),
        (("accepted", None), ("rejected", "2026-01-01"), False),
        (("accepted", "2026-01-01"), ("parked", "2026-02-01"), False),
    ],
)
def test_of_two_decisions_on_one_pair_the_later_day_then_the_later_row_counts(first, second, are_one):
    said = [(decision, "anchor", "locala", day) for decision, day in (first, second)]
    assert (len(set(ids(["Anchor", "Locala"], *said))) == 1) is are_one


def test_of_decisions_that_cannot_all_hold_the_latest_do():
    names = ["Anchor", "Locala", "Citu"]
    first, second, third = ids(
        names,
        ("rejected", "anchor", "citu", "2026-03-01"),
        ("accepted", "anchor", "locala", "2026-02-01"),
        ("accepted", "citu", "locala", "2026-01-01"),
    )
    assert first == second
    assert third != first


def test_a_decision_on_a_body_that_is_not_there_changes_nothing():
    plain = read([LEEDS, YORK])
    other = read([LEEDS, YORK], ("accepted", "gone", "york-council", None), ("split", "Nobody", None, None))
    pd.testing.assert_frame_equal(plain.agencies, other.agencies)
    pd.testing.assert_frame_equal(plain.links, other.links)


@pytest.mark.parametrize("decision", ["parked", "dismissed"])
def test_what_is_put_off_or_dismissed_changes_no_result(decision):
    said = (decision, "shipley-college", "shipley-college-of-education", "2026-01-01")
    names = ["Shipley College", "Shipley College of Education"]
    pd.testing.assert_frame_equal(read(names).links, read(names, said).links)


_TEXTS = st.sampled_from(
    ["anchor", "Anchor Homes", "locala", "citu", LEEDS, MARKETS, "leeds-council", "gone"]
)
_DECISION = st.tuples(
    st.sampled_from(["accepted", "rejected", "split", "dismissed"]),
    _TEXTS,
    _TEXTS,
    st.sampled_from([None, "2026-01-01", "2026-02-01"]),
)


@settings(max_examples=20, deadline=None)
@given(said=st.lists(_DECISION, max_size=5), data=st.data())
def test_whatever_is_decided_every_row_has_an_agency_and_order_does_not_matter(said, data):
    names = ["Anchor", "Anchor Homes", "Locala", "Citu", LEEDS, MARKETS]
    said = [(d, one, None if d == "split" else other, day) for d, one, other, day in said]
    result = read(names, *said)
    assert result.ids.notna().all()
    order = data.draw(st.permutations(names))
    again = read(list(order), *said)
    assert dict(zip(names, result.ids, strict=True)) == dict(zip(order, again.ids, strict=True))
    pd.testing.assert_frame_equal(result.links, again.links)
