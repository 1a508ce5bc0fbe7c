"""What the register profiles promise, without any register at hand."""

from __future__ import annotations

import pytest

from totalcapital.reading.profiles import load_profiles, match_code
from totalcapital.tables import ASSETS, PROJECTS, SPENDING, codes

PROFILES = {profile.id: profile for profile in load_profiles()}
FREE = {"agency", "is_public", "is_leased_out", "is_transfer", "is_property"}
TEXTS = {"agency", "constraints", "gss_code"}  # columns of words, not of codes
#: What a list of projects says besides the columns of the table: money of one year or source a row.
OF_MONEY = {
    "register": (),
    "capital": (
        "approved_years",
        "financial_year",
        "amount_gbp",
        "funding_source",
        "is_ring_fenced",
        "is_match",
    ),
    "spending": (),
}
CODES = {
    "service": codes.SERVICES,
    "tenure": codes.TENURES,
    "status": codes.STATUSES,
    "role": codes.ROLES,
    "property_kind": codes.PROPERTY_KINDS,
    "floor_area_basis": codes.AREA_BASES,
    "sector": codes.SECTORS,
    "commitment": codes.COMMITMENTS,
    "works": codes.WORKS,
    "budget": codes.BUDGETS,
    "discretion": codes.DISCRETIONS,
    "basis": codes.SPENDING_BASES,
    "sensitivity": codes.SENSITIVITIES,
}


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_a_profile_fills_columns_of_the_contract_with_codes_of_the_contract(profile):
    table = {"register": ASSETS, "capital": PROJECTS, "spending": SPENDING}[profile.kind]
    known = {
        *table.column_names,
        *OF_MONEY[profile.kind],
        "agency",
        "agency_code",
        "sector",
        "is_public",
        "geometry",
    }
    forms = [profile, *profile.editions]
    used = {*profile.defaults, *profile.summed, *profile.shares}
    given = [(column, code) for column, code in profile.defaults.items() if column in CODES]
    for form in forms:
        used |= {*form.columns, *form.joined, *form.codes}
        for rule in form.where:
            used |= {*rule.columns, *rule.codes, *rule.wording}
        given += [(column, code) for column, listed in form.codes.items() for code in listed.values()]
        given += [(column, code) for rule in form.where for column, code in rule.codes.items()]
    assert used <= known
    for column, code in given:
        if code == "" or column in TEXTS:
            continue
        if column in FREE:
            assert isinstance(code, bool), (column, code)
        else:
            of_spending = column == "service" and profile.kind == "spending"
            allowed = codes.SPENDING_SERVICES if of_spending else CODES[column]
            assert code in allowed, (column, code)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_a_column_is_read_in_one_way_only(profile):
    """A sum may stand beside a column: it fills what the column leaves blank."""
    assert not set(profile.columns) & set(profile.joined)
    assert not {*profile.summed, *profile.shares} & set(profile.joined)
    for edition in profile.editions:
        assert not set(edition.columns) & set(edition.joined)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_a_file_with_all_headings_of_a_layout_is_taken_for_no_other(profile):
    headings = [*profile.detect.headings, *profile.detect.any_headings]
    headings += [h for group in (*profile.columns.values(), *profile.joined.values()) for h in group]
    fitting = [other.id for other in PROFILES.values() if other.fits(headings)]
    assert fitting == ([] if profile.file.headings else [profile.id])


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_detection_asks_for_enough_headings_to_mean_something(profile):
    told = len(profile.detect.headings) + bool(profile.detect.any_headings)
    assert (len(profile.detect.cells) if profile.file.headings else told) >= 2


@pytest.mark.parametrize(
    ("profile", "column", "written", "code"),
    [
        # Held freehold and used; let to another; held on lease; the two columns at odds.
        ("transparency-code", "role", "Freehold, Owner Occupied", "both"),
        ("transparency-code", "role", "Freehold, Leasehold Out", "owner"),
        ("transparency-code", "role", "Freehold, Vacant", "owner"),
        ("transparency-code", "role", "Leasehold, Leasehold In", "occupier"),
        ("transparency-code", "role", "Leasehold, Vacant", "occupier"),
        ("transparency-code", "role", "Freehold, Leasehold In", "unknown"),
        ("transparency-code", "role", "Vacant", "owner"),
        ("transparency-code", "is_leased_out", "Leasehold out", True),
        ("transparency-code", "is_leased_out", "Owner Occupied", False),
        ("transparency-code", "is_leased_out", "Other", ""),
        ("transparency-code", "status", "Vacant", "vacant"),
        ("transparency-code", "status", "Leasehold Out", "unknown"),
        ("transparency-code", "property_kind", "Land/Buildings", "both"),
        ("transparency-code", "property_kind", "Civic Regalia", ""),
        ("transparency-code", "service", "Timperley Library", "library"),
        ("transparency-code", "service", "Former Lostock Library", ""),
        ("transparency-code", "service", "School Road", ""),
        ("transparency-code", "service", "School, Acre Hall", "school"),
        ("transparency-code", "service", "Old Hall Road Childrens Home", "childrens-home"),
        ("gias-edubase", "status", "Closed", "closed"),
        ("gias-edubase", "status", "Open, but proposed to close", "operational"),
        ("gias-edubase", "service", "Community school, Nursery", "nursery"),
        ("gias-edubase", "service", "Community school, Primary", "school"),
        ("gias-edubase", "service", "Further education, 16 plus", "college"),
        ("nhs-choices", "service", "Hospital, Mental Health Hospital", "mental-health"),
        ("nhs-choices", "service", "Hospital, UNKNOWN", "hospital"),
        ("nhs-choices", "is_public", "Independent Sector", False),
        ("libraries-2016", "status", "XLR", "closed"),
        ("libraries-2016", "status", "XLT", "unknown"),
        ("libraries-2016", "status", "", "operational"),
        ("libraries-2019", "status", "Closed", "closed"),
        ("libraries-2023", "status", "CR", "operational"),
        ("libraries-2023", "status", "Temporary Closure", "unknown"),
        ("business-rates-bradford", "service", "WORKSHOP AND PREMISES", "workshop"),
        ("business-rates-bradford", "service", "EL", "school"),
        ("business-rates-calderdale", "service", "Market Stall And Premises", "market"),
        ("business-rates-bradford", "sector", "Nhs Property Services Limited", "nhs"),
        ("business-rates-bradford", "sector", "Yorkshire Ambulance Service Nhs Trust", "ambulance"),
        ("business-rates-bradford", "sector", "Burley-In-Wharfedale Parish Council", "parish"),
        ("business-rates-calderdale", "is_public", "Nhs Property Services Ltd", True),
        ("business-rates-calderdale", "is_public", "Crossley Heath School Academy Trust Ltd", True),
        ("business-rates-calderdale", "is_public", "Academy Divers Ltd", False),
        ("business-rates-bradford", "is_public", "Bingley District Scout Council", False),
        ("business-rates-bradford", "is_public", "Beckfoot Thornton Academy", ""),
        ("brownfield-2020", "is_public", "mixed ownership", ""),
        ("brownfield-2020", "is_public", "not owned by a public authority", False),
        ("towns-fund", "commitment", "", "unknown"),
        ("school-cif", "commitment", "Pending_Approval", "indicative"),
    ],
)
def test_a_value_means_what_its_register_means_by_it(profile, column, written, code):
    assert match_code(PROFILES[profile].codes[column], written) == code


def test_a_grant_by_formula_is_never_a_project():
    (rule,) = PROFILES["school-capital-allocations"].set_aside
    assert {"*", ""} <= set(rule.values)
    assert "not a project" in rule.reason


def test_the_mark_at_the_end_of_a_workbooks_table_is_no_project():
    (rule,) = PROFILES["towns-fund"].set_aside
    assert rule.column == "full_name"  # the mark stands in the last column, the others are blank
    assert match_code(dict.fromkeys(rule.values, True), "PF-CONTROL_PROJECT-DETAILS-END") is True
    assert match_code(dict.fromkeys(rule.values, True), "Bolton Council") is None
