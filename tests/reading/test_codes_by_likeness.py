"""Coded values that no list knows: which are a slip of the pen, which are not, and what must be withheld."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from totalcapital.reading.meaning.codelists import CodeList, codes_allowed
from totalcapital.reading.meaning.wordings import nearest, resembling_within, words_of


def read(column, value, *own):
    return CodeList(column, own, codes_allowed(column)).read(value)


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [("status", "Vacent", "vacant"), ("status", "Vacnat", "vacant"), ("status", "Operatonal", "operational"),  # codespell:ignore
     ("status", "Ocupied", "operational"), ("status", "Unocupied", "vacant"), ("status", "Surplas", "surplus"),  # codespell:ignore
     ("status", "Mothbaled", None), ("tenure", "Frehold", "freehold"), ("tenure", "Liscence", "licence"),  # codespell:ignore
     ("service", "Libary", "library"), ("service", "Officce", "office"), ("role", "Owenr", "owner"),  # codespell:ignore
     ("property_kind", "Buildng", "building")],
)  # fmt: skip
def test_a_value_with_one_slip_is_read_as_what_it_was_meant_to_be(column, value, code):
    found = read(column, value)
    assert found.code == code
    if code:
        assert (found.issue, found.level) == ("code-by-likeness", "note")
        assert repr(value) in found.message
        assert code in found.message
        assert "score" in found.message


@pytest.mark.parametrize(
    ("column", "value"),
    [("status", "non-operational"), ("status", "Non operatonal"), ("status", "inoccupied"), ("status", "inactive"),  # codespell:ignore
     ("status", "not vacant"), ("status", "No longer vacent"), ("tenure", "not freehold"), ("tenure", "Non-leashold")],
)  # fmt: skip
def test_a_negation_is_never_taken_for_what_it_negates(column, value):
    assert read(column, value).code is None


@pytest.mark.parametrize(
    ("value", "other"),
    [("marker", "market"), ("policy", "police"), ("collage", "college"), ("horse", "house"), ("count", "court"),
     ("storm", "store"), ("vacate", "vacant"), ("contact", "contract"), ("let", "lot"), ("sire", "site")],
)  # fmt: skip
def test_another_word_of_one_letters_difference_is_no_slip(value, other):
    assert nearest(value, {other: 1}) is None


def test_a_slip_is_seen_before_more_words_as_in_the_list_itself():
    assert read("service", "Comunity Centre").code == "community-centre"  # codespell:ignore
    assert read("service", "Comunity Centre, upper hall").code == "community-centre"  # codespell:ignore
    assert read("status", "Vacent - awaiting demolition").code == "vacant"
    assert read("status", "Vacent - not in use").code is None
    assert read("status", "Long vacent").code is None


def test_two_known_words_are_never_slips_for_one_another():
    known = {"lease start": 1, "lease end": 2, "rent": 3, "tent": 4}
    assert nearest("lease end", {"lease start": 1}) is None
    assert nearest("rent", known) is None
    assert nearest("lease strat", known).wording == "lease start"  # codespell:ignore


def test_a_slip_that_fits_two_meanings_equally_is_neither():
    assert nearest("stationx", {"stationa": 1, "stationb": 2}) is None
    assert nearest("stationx", {"stationa": 1, "stationb": 1}).score == 87.5


@pytest.mark.parametrize(
    "value",
    ["Refudge", "Womens refug", "Refuge", "Refugee hostel", "Women's refudge hostel", "Refudge office"],
)
def test_a_misspelt_refuge_is_withheld_whatever_else_it_is_called(value):
    assert read("service", value).code == "refuge"


@pytest.mark.parametrize(
    "value",
    [
        "Childrens home",  # codespell:ignore
        "Childrens hme",  # codespell:ignore
        "Chidrens home",
        "Childen's Home",
        "Residental childrens unit",  # codespell:ignore
        "CHILDRENS HOMES",  # codespell:ignore
    ],
)
def test_a_misspelt_childrens_home_is_withheld(value):
    assert read("service", value).code == "childrens-home"


@pytest.mark.parametrize("value", ["Custdy suite", "Police custody", "Custdoy office"])
def test_misspelt_custody_is_withheld(value):
    assert read("service", value).code == "custody"


@pytest.mark.parametrize(
    ("value", "code"), [("Refuse depot", "depot"), ("Childrens centre", "childrens-centre"), ("Customer service centre", "customer-service")]  # codespell:ignore
)  # fmt: skip
def test_what_only_sounds_like_a_withheld_kind_is_not_withheld(value, code):
    assert read("service", value).code in {code, "office", "community-centre"}
    assert read("service", value).code not in {"refuge", "childrens-home", "custody"}


@given(st.data())
def test_one_wrong_letter_within_refuge_never_gives_a_service_that_may_be_shown(data):
    place = data.draw(st.integers(min_value=1, max_value=5))
    letter = data.draw(
        st.sampled_from("abcdefghijklmnopqrtuvwxyz")
    )  # without s: "refuse" is a word of its own
    value = "refuge"[:place] + letter + "refuge"[place + 1 :]
    assert read("service", value).code == "refuge"


@pytest.mark.parametrize(
    "value",
    ["Opne", "Publik", "Unclasified", "Not sensitve", "Offical", "Publc"],  # codespell:ignore
)  # codespell:ignore
def test_a_mark_of_sensitivity_is_never_read_as_a_weaker_one(value):
    assert read("sensitivity", value).code is None


def test_a_misspelt_secret_is_secret():
    assert read("sensitivity", "Secrt").code == "secret"
    assert read("sensitivity", "Top secrte").code == "secret"


def test_what_is_less_near_is_not_known_and_the_nearest_is_named_with_its_score():
    found = read("status", "Vacation let")
    assert (found.code, found.issue, found.level) == (None, "code-not-recognised", "warning")
    assert "nearest: vacant, score" in read("status", "vacancy").message
    assert "nearest" not in read("status", "Zzyzx").message


def test_the_estate_files_own_words_go_before_every_likeness():
    assert read("service", "Refudge", {"Refudge": "office"}).code == "office"
    assert read("status", "Vacent", {"vacent": "closed"}).code == "closed"
    assert read("status", "Vacent", {"Vacent": ""}) == (read("status", ""))


def test_an_own_wording_is_known_for_likeness_too():
    assert read("status", "Awating works", {"awaiting works": "vacant"}).code == "vacant"


def test_words_are_parted_at_capitals_signs_and_digits_stay():
    assert words_of("PropertyName") == ("property", "name")
    assert words_of("Lease_End-Date (new)") == ("lease", "end", "date", "new")
    assert words_of("Children’s") == ("childrens",) or words_of("Children's") == (  # codespell:ignore
        "childrens",  # codespell:ignore
    )  # codespell:ignore


def test_of_a_wording_of_two_words_both_must_be_there():
    assert resembling_within("childrens party", ["*children*home*"]) is None  # codespell:ignore
    assert resembling_within("nursing home", ["*children*home*"]) is None
    assert resembling_within("childrns hme", ["*children*home*"]).wording == "*children*home*"
