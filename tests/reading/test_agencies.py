"""Which spellings and codes are one body."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.issues import IssueLog
from totalcapital.reading.agencies import agency_key, resolve_agencies
from totalcapital.reading.agencies.bodies import bodies_of, said_of
from totalcapital.reading.agencies.candidates import candidates, common_words
from totalcapital.tables import AGENCIES, AGENCY_LINKS, AGENCY_NAMES


def rows(*said):
    """Rows of (name, code, sector, is public), the last three as far as they are given."""
    padded = [
        (*one, *(None,) * (4 - len(one))) for one in (s if isinstance(s, tuple) else (s,) for s in said)
    ]
    return pd.DataFrame(padded, columns=["agency", "agency_code", "sector", "is_public"], dtype=object)


def named(*said, decisions=None):
    return resolve_agencies(rows(*said), IssueLog(), decisions=decisions)


def are_one(*said):
    return len(set(named(*said).ids)) == 1


def link_of(result, one, other):
    found = result.links[(result.links["agency_id"] == one) & (result.links["other_agency_id"] == other)]
    assert len(found) == 1
    return found.iloc[0]


@pytest.mark.parametrize(
    "spellings",
    [
        ("Calderdale MBC", "Calderdale Metropolitan Borough Council", "Calderdale Council"),
        ("Bradford MDC", "City of Bradford Metropolitan District Council", "Bradford Council Libraries"),
        ("London Borough of Brent", "Brent Council"),
        ("Hull City Council", "Kingston upon Hull City Council"),
        ("Department for Work and Pensions", "DWP", "Jobcentre Plus"),
        ("Calderdale & Hudds NHS Foundation Trust", "Calderdale and Huddersfield NHS Foundation Trust"),
        ("West Yorkshire FRS", "West Yorkshire Fire and Rescue Service", "WYFRS"),
        ("University of Leeds", "Leeds University"),
        ("Dixons Academies Trust", "DIXONS ACADEMY TRUST LTD"),
        ("Keighley Town Council", "Keighley Town Coucil"),  # codespell:ignore
        ("West Yorkshire Police", "West Yorkshire Poilce"),  # codespell:ignore
        ("Ideal Carehomes", "Ideal Care Homes"),
        ("NHS West Yorkshire ICB", "NHS West Yorkshire Integrated Care Board"),
    ],
)
def test_spellings_of_one_body_are_one_agency(spellings):
    assert are_one(*spellings)


@pytest.mark.parametrize(
    "bodies",
    [
        ("Leeds Teaching Hospitals NHS Trust", "Bradford Teaching Hospitals NHS Foundation Trust"),
        ("Thorpe Parish Council", "Thorne Parish Council"),
        ("Herefordshire Council", "Hertfordshire County Council"),
        ("Durham County Council", "City of Durham Parish Council"),
        ("Chichester City Council", "Chichester District Council"),
        ("City of Sunderland College", "Sunderland City Council"),
        ("Selby District Council", "North Yorkshire Council"),
        ("NHS Calderdale CCG", "NHS West Yorkshire ICB"),
        ("Park Grove Surgery", "Grove Park Surgery"),
        ("Foxhill Primary School", "Foxhill Secondary School"),
        ("East Durham College", "Durham College"),
        ("Newcastle City Council", "Newcastle-under-Lyme Borough Council"),
        ("Anchor", "Anchor Hanover"),
    ],
)
def test_bodies_with_much_the_same_name_stay_apart(bodies):
    assert named(*bodies).ids.nunique() == len(bodies)


def test_one_code_is_one_body_even_if_the_names_differ():
    result = named(("New Horizon Community School", "urn:130274"), ("Al Kauthar Girls Academy", "urn:130274"))
    assert len(set(result.ids)) == 1
    assert result.agencies["codes"].tolist() == ["urn:130274"]
    assert (result.names["rule"].str.contains("the same code urn:130274")).all()


def test_one_name_with_two_codes_of_a_scheme_is_two_bodies_and_that_is_said():
    log = IssueLog()
    said = rows(("The Surgery", "ods:B82003"), ("The Surgery", "ods:C81001"), ("The Surgery", "ods:B82003"))
    result = resolve_agencies(said, log)
    assert result.ids.tolist() == [
        "the-surgery-ods-b82003".removeprefix("the-"),
        "surgery-ods-c81001",
        "surgery-ods-b82003",
    ]
    assert log.table()["code"].tolist() == ["agency-name-of-several"]


def test_a_council_may_have_had_several_codes_of_one_kind():
    result = named(("Barnsley MBC", "gss:E08000016"), ("Barnsley Council", "gss:E08000038"))
    assert result.ids.tolist() == ["barnsley-council"] * 2
    assert result.agencies["codes"].item() == (
        "dfe:370; gss:E08000016; gss:E08000038; local-authority-eng:BNS"
    )


def test_a_body_named_by_the_code_of_a_council_is_that_council():
    result = named(("Civic estate", "E08000035"), "Leeds City Council")
    assert result.ids.tolist() == ["leeds-council"] * 2


def test_the_same_code_on_a_council_and_a_hospital_is_asked_about_and_merges_nothing():
    result = named(
        ("Leeds City Council", "ods:RR8"), ("Harrogate and District NHS Foundation Trust", "ods:RR8")
    )
    assert result.ids.nunique() == 2
    # -10 prior, +26 the code, -4 no word in common, -14 of different kinds.
    link = link_of(result, "harrogate-and-district-nhs", "leeds-council")
    assert (link["weight"], link["relation"]) == (-2.0, "different")
    assert link["probability"] == pytest.approx(1 / 5)  # odds 1 to 4


def test_a_code_under_very_many_names_is_no_code_of_a_body():
    log = IssueLog()
    said = rows(*[(f"{name} Housing Association", "x:1") for name in "ABCDEFGHI"])
    result = resolve_agencies(said, log)
    assert result.ids.nunique() == 9
    assert "agency-code-of-many" in set(log.table()["code"])


def test_rows_with_a_code_and_no_name_are_of_the_body_others_name_with_it():
    result = named(
        (None, "ods:RAE"), ("Bradford Teaching Hospitals NHS Foundation Trust", "ods:RAE"), (None, "ods:RZZ")
    )
    assert result.ids.iloc[0] == "bradford-teaching-hospitals-nhs"
    assert pd.isna(result.ids.iloc[2])
    assert result.names.set_index("name_read").loc["ods:RAE", "rule"].startswith("code ods:RAE, of Bradford")


def test_the_weights_of_a_pair_add_up_and_the_prior_comes_first():
    result = named("Shipley College", "Shipley College of Further Education", "Keighley Town Council")
    (link,) = result.links.itertuples()
    weights = json.loads(link.weights)
    assert weights[0][0] == "prior"
    # -10 prior, +9 the same telling words and more general ones, +2 both a college.
    assert [weight for _, _, weight in weights] == [-10.0, 9.0, 2.0]
    assert link.weight == 1.0
    assert link.probability == pytest.approx(2 / 3, abs=1e-6)
    assert link.relation == "different"
    assert link.evidence == "the same telling words; only one has: education, further; of one kind (college)"


def test_two_agencies_in_doubt_are_asked_about_once_though_one_has_two_spellings():
    result = named("Dixons Academies Trust", "Dixons Academy Trust", "Dixons Academies Charitable Trust")
    doubtful = result.links[result.links["relation"] == "different"]
    assert doubtful[["agency_id", "other_agency_id"]].to_numpy().tolist() == [
        ["dixons-academies-charitable-trust", "dixons-academies-trust"]
    ]


def test_a_council_that_ended_is_another_body_than_the_one_that_took_over_and_that_is_said():
    result = named("Selby District Council", "North Yorkshire Council")
    link = link_of(result, "north-yorkshire-council", "selby-council")
    assert link["relation"] == "different"
    assert "took over from Selby District Council on 1 April 2023: another body in law" in link["evidence"]


def test_bodies_that_are_not_public_are_weighed_by_their_codes_only():
    private = [("Anchor Homes", None, None, False), ("Anchor Homes Group", None, None, False)]
    assert len(named(*private).links) == 0


def test_why_a_spelling_is_read_as_its_body_is_said():
    result = named("DWP", "Leeds City Council", "Citu")
    rules = result.names.set_index("name_read")["rule"]
    assert rules["DWP"] == "same body in the curated list: DWP"
    assert rules["Leeds City Council"] == "kind of body (council) and what is left of its name: leeds"
    assert rules["Citu"] == "its name, but for capitals, punctuation and legal form"


def test_the_fingerprint_of_a_spelling_changes_with_its_codes_alone():
    before = named(("Leeds City Council", "gss:E08000035"), "Otley Town Council").names.set_index("name_read")
    after = named(("Leeds City Council", "gss:E08000035"), ("Otley Town Council", "x:1")).names.set_index(
        "name_read"
    )
    same = before["fingerprint"] == after["fingerprint"].reindex(before.index)
    assert same.to_dict() == {"Leeds City Council": True, "Otley Town Council": False}


def test_names_in_other_letters_are_not_made_one():
    assert named("Ελληνική Κοινότητα", "Українська громада").ids.nunique() == 2


def test_no_rows_give_empty_tables():
    result = named()
    for table, frame in (
        (AGENCIES, result.agencies),
        (AGENCY_NAMES, result.names),
        (AGENCY_LINKS, result.links),
    ):
        table.check(frame)
        assert len(frame) == 0


_NAMES = st.sampled_from(
    [
        "Leeds City Council", "Leeds Council", "DWP", "Dixons Academy Trust", "Dixons Academies Trust", "Anchor",
        "Anchor Homes", "Shipley College", "Shipley College of Education", "The Surgery", "WDH", "St Mary's School",
        "Wakefield District Housing", "Selby District Council", "North Yorkshire Council", None,
    ]
)  # fmt: skip
_CODES = st.sampled_from([None, None, "ods:A1", "ods:A2", "urn:1", "gss:E08000035", "x:1; ods:A2"])


@settings(max_examples=20, deadline=None)
@given(said=st.lists(st.tuples(_NAMES, _CODES), min_size=1, max_size=12), data=st.data())
def test_the_order_of_rows_changes_nothing(said, data):
    frame = rows(*said)
    order = data.draw(st.permutations(range(len(frame))))
    first, second = (resolve_agencies(f, IssueLog()) for f in (frame, frame.iloc[order]))
    pd.testing.assert_frame_equal(first.agencies, second.agencies)
    pd.testing.assert_frame_equal(first.names, second.names)
    pd.testing.assert_frame_equal(first.links, second.links)
    pd.testing.assert_series_equal(first.ids, second.ids.sort_index())


@settings(max_examples=20, deadline=None)
@given(said=st.lists(st.tuples(_NAMES, _CODES), min_size=1, max_size=12))
def test_every_named_row_has_an_agency_and_every_agency_its_rows(said):
    frame = rows(*said)
    result = resolve_agencies(frame, IssueLog())
    assert result.ids[frame["agency"].notna()].notna().all()
    assert set(result.ids.dropna()) == set(result.agencies["agency_id"]) == set(result.names["agency_id"])
    assert result.names["rows_count"].sum() == result.ids.notna().sum()
    AGENCY_LINKS.check(result.links)


@pytest.mark.parametrize(
    "name", ["Leeds City Council", "Bradford MDC", "West Yorkshire Police", "Selby Town Council"]
)
def test_an_agency_keeps_the_id_it_had(name):
    known = {"Leeds City Council": "leeds-council", "Bradford MDC": "bradford-council",
             "West Yorkshire Police": "west-yorkshire-police", "Selby Town Council": "selby-parish"}  # fmt: skip
    assert agency_key(name) == known[name]


def test_bodies_are_weighed_with_few_others_never_all_with_all():
    places = [
        f"{a}{b}{c}" for a in "abcde" for b in ("ing", "er") for c in ("ton", "ham", "ley", "by", "dale")
    ]
    kinds = (
        "Parish Council", "Primary School", "Academy Trust", "Health Centre", "College", "NHS Trust", "Homes", "Council",
        "Community Centre", "High School", "Police", "Arts Group", "Fire Service", "Museum", "Tenants", "Stores",
    )  # fmt: skip
    said, _ = said_of(rows(*[f"{place.title()} {kind}" for place in places for kind in kinds]))
    bodies = bodies_of(said, IssueLog())
    assert len(bodies) == 50 * 16
    # All pairs would be 319,600; those of one place are 120 each.
    assert len(candidates(bodies, common_words(bodies))) <= 50 * 120
