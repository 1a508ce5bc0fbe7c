"""What names and addresses tell, and how two of them agree."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_link import estate

from totalcapital.issues import IssueLog
from totalcapital.linking.addresses import address_of, numbers_meet
from totalcapital.linking.comparing import LEVELS, compare
from totalcapital.linking.linkage import _candidates
from totalcapital.linking.names import name_segment, other_names, title_of
from totalcapital.linking.records import prepare
from totalcapital.wording import tokens


def level(first, second, evidence="name", **more):
    """Return the level of one evidence between two records; a text stands for a name."""
    rows = [row if isinstance(row, dict) else {"name": row} for row in (first, second)]
    records = prepare(
        *estate({"at": (0, 0), **more, **rows[0]}, {"at": (10, 0), "register_id": "s", **more, **rows[1]})
    )
    known = _candidates(records, IssueLog())[1]
    return LEVELS[evidence][int(compare(records, np.array([[0, 1]]), known).levels[evidence][0])]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("St Mary's C of E Primary School", "Saint Mary's Primary Academy", "same"),
        ("St Mary’s School", "St. Marys School", "same"),
        ("St Peter's Church of England (VC) Primary", "St Peters CofE Academy", "same"),
        ("Heptonstall J & I School", "Heptonstall Junior and Infant School", "same"),
        ("Skipton Library", "Skipton Public Library", "same"),
        ("Oakwood Clinic", "Oakwood Health Centre", "same"),
        ("Swillington Primary", "Swilington Primary", "alike"),
        ("Calverley Library", "Calverley Library and Sculpture Room", "contained"),
        ("Skipton Library", "Skipton Fire Station", "other-kind"),
        ("Skipton Library", "Keighley Library", "other-words"),
        ("Holmes Chapel Library", "Holmes Chapel Fire Station", "other-kind"),
        ("Market Rasen Library", "Market Rasen Public Library", "same"),
        ("Wakefield Greenhill Primary School", "Outwood Primary Academy Greenhill", "in-part"),
        ("Merlin Park Academy 4", "Merlin Park Academy 5", "contradict"),
        ("Lindley Infant School", "Lindley Junior School", "contradict"),
        ("Leeds Girls High School", "Leeds Boys High School", "contradict"),
        ("Library", "Skipton Library", "kind-alone"),
        ("Oakwood School", "Oakwood", "kind-not-said"),
        ("Oakwood School", "Elm Depot", "other"),
        ("The Surgery", "The Surgery", "same-general"),  # no word that tells anything
        ("Community Centre", "The Community Centre", "unsaid"),
        ("Library", None, "unsaid"),
        (None, None, "unsaid"),
        ("", "", "unsaid"),
    ],
)
def test_two_names_agree_or_not_and_in_both_directions(first, second, expected):
    assert level(first, second) == expected
    assert level(second, first) == expected


def test_what_a_record_is_for_says_the_kind_of_place_where_its_name_does_not():
    assert level({"name": "Otley", "service": "library"}, "Otley Library") == "same"
    assert level({"service": "library"}, {"name": "Otley Library"}) == "kind-alone"


def test_a_closed_record_contradicts_no_successor():
    closed = {"name": "Lindley Infant School", "status": "closed"}
    assert level(closed, "Lindley Junior School") == "contained"
    assert level({"name": "Intake Middle School", "status": "closed"}, "Valley View Primary") == "succeeded"
    assert level(closed | {"urn": "1"}, {"urn": "2"}, "urn") == ""
    assert level({"urn": "1"}, {"urn": "2"}, "urn") == "other"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("63 Clarendon Road, Leeds", "63 Clarendon Rd, LEEDS LS2 9NZ", "same"),
        ("63 Clarendon Road", "65 Clarendon Road", "other-number"),
        ("84-86 North Street", "88 North Street", "other-number"),
        ("84 \u2013 88 North Street", "86 North Street", "same"),
        ("5a, Aldermanbury, Bradford", "5 Aldermanbury", "same"),
        ("5a Aldermanbury", "5b Aldermanbury", "other-number"),
        ("Flat 3, 12 High Street", "Flat 4, 12 High Street", "other-unit"),
        ("Store No 16, The Oastler Centre", "Store No 25, The Oastler Centre", "other-unit"),
        ("Flat 3, 12 High Street", "12 High Street", "same"),
        ("94 High Avenue", "94 Hihg Avenue", "same"),
        ("Land adjacent to 63 Bondgate, Ripon", "63 Bondgate, Ripon", "street-and-one-number"),
        ("High Street, Penistone", "High St, Sheffield", "street"),
        ("12 High Street", "High Street", "street-and-one-number"),
        ("High Street", "Church Lane", "other-street"),
        ("Penistone", "12 High Street", ""),
        (None, "12 High Street", ""),
    ],
)
def test_two_addresses_agree_or_not_and_in_both_directions(first, second, expected):
    assert level({"address": first}, {"address": second}, "address") == expected
    assert level({"address": second}, {"address": first}, "address") == expected


def test_the_name_of_a_list_that_writes_the_address_into_it_is_its_first_words():
    assert name_segment("Balcony Store 18, Borough Market, Halifax, HX1 1DZ") == "Balcony Store 18"
    assert name_segment("98, Ousegate, Selby, YO8 8BL") is None
    assert name_segment("Beechwood Road") == "Beechwood Road"
    assert address_of("98, Ousegate, Selby, YO8 8BL").streets == {"ousegate"}


def test_a_street_that_their_common_postcode_says_already_is_a_level_of_its_own():
    street = {"address": "Swarcliffe Drive, Leeds"}
    assert level(street, street, "address") == "street"
    assert level(street, street, "address", postcode="LS15 8JE") == "street-of-postcode"
    numbered = {"address": "5 Swarcliffe Drive, Leeds"}
    assert level(numbered, numbered, "address", postcode="LS15 8JE") == "same"


def test_what_stands_opposite_is_no_other_name():
    assert other_names("Oakwood Centre", "Oakwood Lane, Opposite Fearnville Leisure Centre, Leeds") == []
    assert other_names("Oakwood Centre", "Fearnville Leisure Centre, Oakwood Lane") == [
        "fearnville leisure centre"
    ]


def test_a_quarter_or_a_town_after_the_street_is_no_other_name():
    assert other_names("Columbia Chemist", "21-23 Columbia Rd, Ensbury Park, Bournemouth") == []
    assert other_names("Lloyds", "London Road, Holmes Chapel, Cheshire") == []
    found = other_names("Dr Malik", "2nd Floor, East Leeds Health Centre, 78 Osmondthorpe Lane")
    assert found == ["east leeds health centre"]


def test_a_postcode_is_no_house_number():
    assert address_of("Station Road, Ilkley, LS29 8HA").numbers == frozenset()
    assert not numbers_meet(address_of("Station Road LS29 8HA"), address_of("8 Station Road"))


@pytest.mark.parametrize("text", ["St", "12", "", "-", "1st Floor", "St. John's St", "a" * 2000, "0" * 30])
def test_odd_texts_are_taken_apart_without_fault(text):
    tokens(text)
    title_of(text)
    address_of(text)
    name_segment(text)
    other_names(text, text)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_taken_apart_and_agrees_with_itself(text):
    address = address_of(text)
    assert numbers_meet(address, address) == bool(address.numbers)
    assert title_of(text) == title_of(text)
    other_names(text, text)
    assert name_segment(text) is None or name_segment(text) in text
