"""Layouts known from documentation only: invented files in each, read as a user's would be."""

from __future__ import annotations

import datetime as dt
import json

import pandas as pd
import pytest
from estates import load
from hypothesis import given, settings
from hypothesis import strategies as st
from layouts import Made, as_csv, councils, nhs, others, write_xlsx

from totalcapital.issues import IssueLog
from totalcapital.project import Register
from totalcapital.reading import read
from totalcapital.reading.mapping.mapping import plan_mapping
from totalcapital.reading.meaning.dated import keep_latest
from totalcapital.reading.meaning.derived import add_derived
from totalcapital.reading.profiles import FileHints, Profile, load_profiles, normal_heading
from totalcapital.reading.raw import RawTable
from totalcapital.tables import TABLES

pytestmark = pytest.mark.usefixtures("one_door")

MADE = {
    "eric-site": [nhs.eric_site(), nhs.eric_2016_site()],
    "eric-trust": [nhs.eric_trust()],
    "ods-trusts": [nhs.ods_trusts()],
    "ods-sites": [nhs.ods_sites()],
    "insite": [others.insite()],
    "brownfield-register": [others.brownfield_2017(), others.brownfield_now()],
    "display-energy-certificates": [others.energy()],
    "assets-of-community-value": [others.community_value()],
    "ccod": [others.ccod()],
    "gosport": [councils.gosport()],
    "cheltenham": [councils.cheltenham_2021(), councils.cheltenham_2023()],
    "transparency-code": [councils.transparency_code()],
}
FILES = [(profile, made) for profile, files in MADE.items() for made in files]
PROFILES = {profile.id: profile for profile in load_profiles()}


@pytest.fixture
def take(tmp_path):
    """A function: an invented file to what is read from it, by the layout that it gives away."""

    def take(made, *, workbook=False, **said):
        if workbook:
            write_xlsx(tmp_path / "r.xlsx", made)
        else:
            (tmp_path / "r.csv").write_bytes(as_csv(made))
        entry = {"id": "r", "path": "r.xlsx" if workbook else "r.csv", **said}
        result = read(load(tmp_path, registers=[entry]))
        for name in ("registers", "agencies", "assets", "issues"):
            TABLES[name].check(getattr(result, name))
        return result

    return take


def of(result, *columns, by="reference"):
    """Values of some columns for each record, by another column; null is None."""
    frame = result.assets.set_index(by)[list(columns)].astype(object)
    frame = frame.where(frame.notna(), None)
    return {key: values[0] if len(columns) == 1 else tuple(values) for key, *values in frame.itertuples()}


def said(result, *codes):
    """Code, row and count of the issues of some codes."""
    frame = result.issues[result.issues["code"].isin(codes)]
    return [
        (row.code, None if pd.isna(row.source_row) else int(row.source_row), int(row.rows_count))
        for row in frame.itertuples()
    ]


def agencies(result):
    """Name of each record's body, by the record's reference."""
    names = result.agencies.set_index("agency_id")["name"].to_dict()
    return {key: names.get(value) for key, value in of(result, "agency_id").items()}


# Detection


def test_every_layout_made_from_documentation_has_an_invented_file():
    assert {profile.id for profile in PROFILES.values() if profile.basis == "documentation"} <= set(MADE)


#: Spellings of other years or exporters, each beside one that an invented file has.
OTHER_SPELLINGS = {
    "eric-site": {"Leasehold Type", "Land area owned (Hectares)", "Un-utilised space (%)",
                  "Land area not delivering services (Hectares)"},
    "eric-trust": {"Trust Code", "Trust Name", "Site land area (Hectare)"},
    "insite": {"Property Floor area m²", "Lease Start Date", "Lease Expiry Date", "Available start date",
               "Disposal Total surplus floor m²", "Disposal Total surplus land ha"},
    "display-energy-certificates": {"address"},
    "gosport": {"UPRN"},
}  # fmt: skip


@pytest.mark.parametrize("profile", [p.id for p in PROFILES.values() if p.basis == "documentation"])
def test_every_heading_a_layout_reads_stands_in_an_invented_file_or_is_named_as_another_spelling(profile):
    """A heading that is misspelt in a layout is read from no file, without a word."""
    layout = PROFILES[profile]
    rows = [row for made in MADE[profile] for row in made.rows[:2]]
    seen = {normal_heading(cell) for row in [*rows, layout.file.headings] for cell in row}
    other = {normal_heading(heading) for heading in OTHER_SPELLINGS.get(profile, ())}
    assert layout.headings_used - seen == other


@pytest.mark.parametrize(("profile", "made"), FILES, ids=[profile for profile, _ in FILES])
@pytest.mark.parametrize("workbook", [False, True], ids=["csv", "xlsx"])
def test_an_invented_file_is_recognised_as_its_own_layout_and_fits_no_other(
    profile, made, workbook, door, tmp_path
):
    path = write_xlsx(tmp_path / "f.xlsx", made) if workbook else tmp_path / "f.csv"
    if not workbook:
        path.write_bytes(as_csv(made))
    raw = door.open(path, path.name, hints=FileHints()).raw
    assert raw.profile == profile
    if not PROFILES[profile].file.headings:
        assert [p.id for p in PROFILES.values() if p.fits(raw.headings)] == [profile]
    heads = 0 if PROFILES[profile].file.headings else 1 + (profile == "eric-trust")
    filled = [row for row in made.rows[heads:] if any(row)]
    assert raw.rows_read == len(filled)


@pytest.mark.parametrize("profile", MADE)
def test_the_share_of_a_layout_is_one_for_all_its_headings_and_less_without_one_of_them(profile):
    layout = PROFILES[profile]
    everything = [*layout.detect.headings, *layout.detect.any_headings, *layout.file.headings]
    everything += [h for group in (*layout.columns.values(), *layout.joined.values()) for h in group]
    everything += [h for group in layout.summed.values() for h in group]
    everything += [h for share in layout.shares.values() for h in (*share.part, *share.whole)]
    everything += [*layout.coordinates.x, *layout.coordinates.y]
    assert layout.share_of(everything) == 1.0
    assert layout.share_of([]) == 0.0
    least = (layout.detect.headings or layout.file.headings)[0]
    assert layout.share_of([h for h in everything if normal_heading(h) != normal_heading(least)]) < 1.0


def test_another_years_spelling_is_no_lack():
    layout = Profile.model_validate(
        {
            "id": "x", "title": "x", "source": "x", "detect": {"headings": ["A", "B"]},
            "columns": {"name": ["New name", "Old name"], "postcode": ["Postcode"]},
        }
    )  # fmt: skip
    assert layout.share_of(["A", "B", "Old name", "Postcode"]) == 1.0
    assert layout.share_of(["a", "B ", "Old name"]) == 0.75


# Files without headings


def fits_without_headings(rows):
    return [profile.id for profile in PROFILES.values() if profile.fits_rows(rows)]


@pytest.mark.parametrize("profile", ["ods-trusts", "ods-sites"])
def test_a_file_with_headings_is_never_taken_for_one_without(profile):
    rows = MADE[profile][0].rows
    assert fits_without_headings(rows) == [profile]
    assert fits_without_headings([list(PROFILES[profile].file.headings), *rows]) == []
    assert fits_without_headings([["Heading"] * 27, *rows]) == []
    assert fits_without_headings([row[:26] for row in rows]) == []
    assert fits_without_headings([[*row, ""] for row in rows]) == []
    assert fits_without_headings([*rows, ["Total", *[""] * 26]]) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.text(alphabet="abcXYZ 019", max_size=9), min_size=27, max_size=27), max_size=4))
def test_rows_of_words_never_fit_a_layout_without_headings(rows):
    words = [[*row[:10], "Open Date", *row[11:]] for row in rows]
    assert fits_without_headings([["Organisation Code"] * 27, *words]) == []


def test_a_list_without_headings_keeps_its_first_row(take):
    result = take(nhs.ods_trusts())
    assert of(result, "ods_code", "source_row") == {"RX1": ("RX1", 1), "RX2": ("RX2", 2)}
    assert result.registers["rows_read"].tolist() == [2]
    assert agencies(result) == {"RX1": "ELM NHS FOUNDATION TRUST", "RX2": "OAK NHS TRUST"}


def test_a_close_date_closes_and_an_open_one_says_nothing_of_use(take):
    trusts = take(nhs.ods_trusts())
    assert of(trusts, "status", "status_date") == {
        "RX1": ("operational", None),
        "RX2": ("closed", pd.Timestamp("2016-06-30")),
    }
    sites = take(nhs.ods_sites())
    assert of(sites, "status") == {"RX101": "unknown", "RX2AA": "unknown", "RX2AB": "closed"}


def test_two_trusts_in_one_building_keep_their_own_site_codes_and_no_body_is_made_of_a_code(take):
    result = take(nhs.ods_sites())
    assert of(result, "ods_code", "postcode", "service") == {
        "RX101": ("RX101", "LS1 3AB", "hospital"),
        "RX2AA": ("RX2AA", "LS1 3AB", "mental-health"),
        "RX2AB": ("RX2AB", "LS2 9JT", "clinic"),
    }
    assert result.agencies.empty
    assert json.loads(result.assets.iloc[0]["source_values"])["Parent Organisation Code"] == "RX1"


def test_a_layout_named_in_the_estate_file_gives_its_headings_unless_the_file_has_them(take):
    made = nhs.ods_trusts()
    bare = Made([[*row[:10], "", *row[11:]] for row in made.rows])  # no open date: nothing gives it away
    assert of(take(bare, profile="ods-trusts"), "source_row") == {"RX1": 1, "RX2": 2}
    headed = Made([list(PROFILES["ods-trusts"].file.headings), *made.rows])
    assert of(take(headed, profile="ods-trusts"), "source_row") == {"RX1": 2, "RX2": 3}


def test_a_list_of_that_width_with_headings_of_its_own_is_read_by_them(door, tmp_path):
    made = nhs.ods_trusts()
    words = ["Code", "Title", *[f"Word {letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXY"]]
    (tmp_path / "f.csv").write_bytes(as_csv(Made([words, *made.rows])))
    raw = door.open(tmp_path / "f.csv", "f.csv", hints=FileHints()).raw
    assert (raw.profile, raw.headings, raw.rows_read) == (None, words, 2)


# NHS estates returns


def test_a_site_return_gives_place_area_service_and_stake(take):
    result = take(nhs.eric_site())
    assert of(result, "ods_code", "postcode", "floor_area_m2", "floor_area_basis", "role", "service") == {
        "RX101": ("RX101", "LS1 3AB", 121500.0, "GIA", "both", "hospital"),
        "RX102": ("RX102", "LS2 9JT", 1400.0, "GIA", "occupier", "clinic"),
        "RX103": ("RX103", "LS3 1AA", None, None, "occupier", "other"),
        "RX104": ("RX104", "LS4 2AA", 3000.0, "GIA", "both", "mental-health"),
        "RX105": ("RX105", "LS5 3AA", 5000.0, "GIA", "occupier", "hospital"),
    }
    assert set(agencies(result).values()) == {"ELM NHS FOUNDATION TRUST"}
    assert result.agencies["sector"].tolist() == ["nhs"]


def test_backlog_is_the_sum_of_the_four_risks_and_says_where_one_is_missing(take):
    result = take(nhs.eric_site())
    assert of(result, "backlog_gbp") == {
        "RX101": 1_750_050.0,
        "RX102": 2_000.0,  # of what is given; the true one may be more
        "RX103": None,  # "Not Applicable" four times is not nothing to pay
        "RX104": 0.0,
        "RX105": None,  # a cell that is no number
    }
    assert said(result, "sum-incomplete") == [("sum-incomplete", None, 1)]
    assert said(result, "value-not-understood") == [("value-not-understood", 7, 1)]
    message = result.issues.loc[result.issues["code"] == "sum-incomplete", "message"].item()
    assert "4 columns" in message
    assert "rows 3)" in message


def test_several_small_sites_reported_together_are_no_property(take):
    result = take(nhs.eric_site())
    assert said(result, "not-a-property") == [("not-a-property", 6, 1)]
    assert result.registers[["rows_read", "rows_kept", "rows_set_aside"]].values.tolist() == [[6, 5, 1]]


def test_the_headings_of_a_sum_are_shown_as_read(take):
    result = take(nhs.eric_site())
    shown = result.headings.set_index("heading")["column"]
    assert shown["Cost to eradicate low risk backlog (£)"] == "backlog_gbp"
    assert pd.isna(shown["Integrated Care Board"])


def test_a_workbook_with_its_headings_on_row_13_gives_the_same_records(take):
    text, book = take(nhs.eric_site()), take(nhs.eric_site(), workbook=True)
    columns = ["reference", "name", "postcode", "floor_area_m2", "backlog_gbp", "service", "role"]
    pd.testing.assert_frame_equal(text.assets[columns], book.assets[columns])
    assert of(book, "source_row")["RX101"] == 14


def test_the_site_sheet_is_chosen_before_a_later_years_trust_sheet(door, tmp_path):
    trust = [["Trust Level Data"], ["Trust Code", "Trust Name", "Trust Type", "Cleaning service cost (£)"]]
    trust += [[f"RX{number}", "A TRUST", "ACUTE", "5"] for number in range(300)]
    path = write_xlsx(tmp_path / "e.xlsx", nhs.eric_site(), others=[("Trust Level Data", trust)])
    raw = door.open(path, "e.xlsx", hints=FileHints()).raw
    assert (raw.profile, raw.facts["sheet"]) == ("eric-site", "Site Level Data")


def test_an_earlier_year_gives_under_use_and_the_share_that_is_not_clinical(take):
    result = take(nhs.eric_2016_site())
    assert of(result, "unused_pct", "non_clinical_pct", "site_area_m2", "backlog_gbp") == {
        "RX101": (4.0, 25.0, 25_000.0, 10.0),  # 1.5 + 2.5; 2,000 of 8,000; hectares
        "RX102": (None, None, None, 10.0),  # 115 % cannot be; the clinical area is not given
    }
    assert set(agencies(result).values()) == {"ELM NHS TRUST"}
    assert said(result, "value-not-understood") == [("value-not-understood", 3, 1)]


def test_a_trusts_figures_are_a_record_without_place_and_no_building(take):
    result = take(nhs.eric_trust())
    assert of(result, "name", "property_kind", "unused_pct", "non_clinical_pct", "unused_land_m2") == {
        "RX1": ("All sites of ELM NHS TRUST", None, 4.5, 25.0, 12_500.0),
        "RX2": ("All sites of OAK NHS TRUST", None, None, None, None),
    }
    places = ["x_read", "y_read", "geometry_read", "postcode", "uprn", "address", "ods_code"]
    assert result.assets[places].isna().all(axis=None)
    assert of(result, "role") == {"RX1": "unknown", "RX2": "unknown"}


def test_what_is_left_of_a_byte_order_mark_does_not_hide_the_first_heading(take):
    made = nhs.eric_trust()
    result = take(Made(made.rows[1:], "latin-1", b"\xef\xbb\xbf"))
    assert result.headings["heading"].iloc[0].endswith("Organisation Code")
    assert of(result, "unused_pct") == {"RX1": 4.5, "RX2": None}


# Central government


def by_row(result, *columns):
    return of(result, *columns, by="source_row")


def test_each_interest_is_a_record_with_its_own_occupier_area_and_tenure(take):
    result = take(others.insite())
    names = result.agencies.set_index("agency_id")["name"].to_dict()
    found = {
        row: (names[agency], *rest)
        for row, (agency, *rest) in by_row(
            result, "agency_id", "role", "tenure", "floor_area_m2", "floor_area_basis"
        ).items()
    }
    assert found == {
        2: ("Department for Elms", "occupier", "leasehold", 5000.0, "NIA"),
        3: ("Agency for Oaks", "occupier", "licence", 750.0, "NIA"),
        4: ("Ash Charity", "occupier", "sub-leasehold", 200.0, "NIA"),
        5: ("Department for Elms", "unknown", None, 5000.0, "NIA"),
        6: ("Department for Elms", "owner", None, 5000.0, "NIA"),
        7: ("Department for Elms", "occupier", "leasehold", 5000.0, "NIA"),
    }
    assert set(by_row(result, "uprn").values()) == {"100023"}


def test_a_lease_has_its_rent_its_ends_and_the_break_that_counts(take):
    result = take(others.insite())
    columns = ("rent_gbp", "lease_start_date", "lease_end_date", "lease_break_date", "break_notice_months")
    found = by_row(result, *columns)
    ends = (pd.Timestamp("2015-04-01"), pd.Timestamp("2030-03-31"))
    assert found[2] == (250_000.0, *ends, pd.Timestamp("2025-03-31"), 6.0)
    assert found[7] == (250_000.0, *ends, None, 6.0)  # no break in place, whatever dates stand there
    assert found[3] == (None, None, None, None, None)


def test_the_break_that_is_to_be_taken_goes_before_the_first_that_could_be(take):
    head, lease = others.insite().rows[:2]
    lease = [
        "30/06/2026" if heading == "Actual break date" else cell
        for heading, cell in zip(head, lease, strict=True)
    ]
    assert by_row(take(Made([head, lease])), "lease_break_date") == {2: pd.Timestamp("2026-06-30")}


def test_vacant_space_and_disposal_give_areas_and_only_a_disposal_a_state(take):
    result = take(others.insite())
    assert by_row(result, "unused_area_m2", "unused_land_m2", "status", "status_date") == {
        2: (None, None, "unknown", None),
        3: (None, None, "unknown", None),
        4: (None, None, "unknown", None),
        5: (1100.0, None, "unknown", pd.Timestamp("2024-09-01")),
        6: (None, 2500.0, "disposal", None),
        7: (None, None, "unknown", None),
    }


def test_running_cost_is_the_sum_of_the_occupancy_facts(take):
    result = take(others.insite())
    assert by_row(result, "running_cost_gbp") == {2: 230_000.0, 3: None, 4: None, 5: None, 6: None, 7: None}
    assert said(result, "sum-incomplete") == [("sum-incomplete", None, 1)]


def test_a_security_classification_that_is_blank_or_not_known_is_restricted(take):
    result = take(others.insite())
    assert by_row(result, "sensitivity") == {
        2: "open", 3: "open", 4: "open", 5: "open", 6: "restricted", 7: "restricted",
    }  # fmt: skip
    made = others.insite()
    place = made.rows[0].index("Security Classification")
    odd = [[*row[:place], "Tier 7", *row[place + 1 :]] for row in made.rows[1:]]
    assert set(by_row(take(Made([made.rows[0], *odd])), "sensitivity").values()) == {"restricted"}


# Planning


def test_a_brownfield_register_of_2017_is_read_in_the_crs_of_each_row(take):
    result = take(others.brownfield_2017())
    assert by_row(result, "crs_read", "x_read", "site_area_m2", "role", "constraints") == {
        2: ("EPSG:27700", 430000.0, 5000.0, "owner", "Hazardous substances"),
        3: ("EPSG:4326", -1.55, 12500.0, "owner", None),
        4: ("EPSG:4326", -1.56, None, "unknown", None),
    }
    assert by_row(result, "property_kind", "service") == dict.fromkeys(
        (2, 3, 4), ("land", "development-land")
    )


def test_the_keeper_of_a_brownfield_register_is_never_its_owner(take):
    for made in (others.brownfield_2017(), others.brownfield_now()):
        result = take(made)
        assert result.agencies["name"].tolist() == ["Owner not named, not a public authority"]
        assert result.agencies["is_public"].tolist() == [False]
        assert [row for row, agency in by_row(result, "agency_id").items() if agency] == [3]


def test_an_entry_with_an_end_date_is_closed(take):
    result = take(others.brownfield_now())
    assert by_row(result, "status", "status_date")[5] == ("closed", pd.Timestamp("2023-02-03"))
    assert {by_row(result, "status")[row] for row in (2, 3, 4)} == {"unknown"}


def test_an_asset_of_community_value_is_a_constraint_and_nobodys_holding(take):
    result = take(others.community_value())
    assert by_row(result, "agency_id", "role", "constraints") == {
        2: (None, "unknown", "Asset of community value until 2027-03-01"),
        3: (None, "unknown", "Nominated as an asset of community value; no decision stated"),
    }
    assert said(result, "not-a-property") == [("not-a-property", 4, 1), ("not-a-property", 5, 1)]
    shapes = result.assets.set_index("source_row")["geometry_read"]
    assert shapes.notna().all()
    assert shapes[3].startswith("0101")  # a point, where no outline is given
    assert set(by_row(result, "crs_read").values()) == {"EPSG:4326"}


# Energy


def test_the_newest_certificate_of_a_building_is_kept_and_the_others_are_set_aside_with_the_reason(take):
    result = take(others.energy())
    assert by_row(result, "reference", "floor_area_m2", "service", "uprn") == {
        3: ("B1", 4950.0, "office", "100001"),
        5: ("B2", 300.0, "school", "100001"),  # two buildings of one UPRN
        6: (None, None, "office", "100001"),  # no reference: not known to be another of any
        7: (None, 80.0, "office", "100001"),
    }
    assert said(result, "superseded") == [("superseded", 2, 1), ("superseded", 4, 1)]
    assert "row 3" in result.issues.loc[result.issues["code"] == "superseded", "message"].iloc[0]
    assert result.registers[["rows_read", "rows_kept", "rows_set_aside"]].values.tolist() == [[6, 4, 2]]
    assert result.agencies.empty


def test_which_certificate_is_kept_does_not_depend_on_the_order_of_the_rows(take):
    made = others.energy()
    twins = [[*row[:12], f"{area}", *row[13:]] for row in made.rows[1:] for area in ("10", "20")]
    orders = [twins, twins[::-1], twins[5:] + twins[:5], twins[::2] + twins[1::2]]
    kept = [sorted(take(Made([made.rows[0], *rows])).assets["source_values"]) for rows in orders]
    assert kept[0] == kept[1] == kept[2] == kept[3]
    assert len(kept[0]) == 1 + 1 + 4


def test_certificates_without_any_date_all_stay_and_a_dated_one_supersedes_them(take):
    made = others.energy()
    head, lodged, inspected = (
        made.rows[0],
        made.rows[0].index("lodgement_date"),
        made.rows[0].index("inspection_date"),
    )

    def without_date(row):
        return ["" if place in {lodged, inspected} else cell for place, cell in enumerate(row)]

    bare = [without_date(row) for row in made.rows[1:4]]
    assert len(take(Made([head, *bare])).assets) == 3
    assert by_row(take(Made([head, *bare, made.rows[3]])), "floor_area_m2") == {5: 4000.0}


DATES = st.sampled_from(["2020-01-01", "2021-06-30", "2021-06-30", "", "soon"])
CERTIFICATES = st.lists(
    st.tuples(st.sampled_from(["B1", "b1 ", "B2", ""]), DATES, DATES, st.sampled_from("xy")), max_size=9
)
LATEST = Profile.model_validate(
    {
        "id": "x", "title": "x", "source": "x", "detect": {"headings": ["A"]},
        "latest": {"by": "Ref", "date": ["Lodged", "Inspected"]},
        "summed": {"backlog_gbp": ["High", "Low"]},
        "shares": {"non_clinical_pct": {"part": ["Low"], "whole": ["High", "Low"]}},
    }
)  # fmt: skip


def raw_table(headings, rows):
    columns = [[row[place] for row in rows] for place in range(len(headings))]
    return RawTable(headings, columns, list(range(2, len(rows) + 2)), len(rows), len(rows))


def rows_of_table(raw):
    return list(zip(*(list(map(str, column)) for column in raw.columns), strict=True))


@settings(max_examples=60, deadline=None)
@given(CERTIFICATES, st.randoms(use_true_random=False))
def test_of_each_thing_only_rows_of_its_newest_day_stay_in_any_order_and_none_is_lost(rows, chance):
    headings = ["Ref", "Lodged", "Inspected", "Words"]
    before = raw_table(headings, rows)
    after = keep_latest(before, LATEST)
    gone = [fault.source_row for fault in after.faults]
    assert sorted([*after.source_rows, *gone]) == before.source_rows
    assert after.rows_read == len(rows)
    kept = rows_of_table(after)
    dated = {day: day if day[:1] == "2" else "" for day in ("2020-01-01", "2021-06-30", "", "soon")}
    for thing in ("b1", "b2"):
        mine = [(dated[row[1]], dated[row[2]]) for row in rows if row[0].strip().casefold() == thing]
        left = [(dated[row[1]], dated[row[2]]) for row in kept if row[0].strip().casefold() == thing]
        newest = max(mine, default=None)
        assert left == ([newest] if newest and any(newest) else mine)
    assert [row for row in kept if not row[0]] == [row for row in rows if not row[0]]
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert sorted(rows_of_table(keep_latest(raw_table(headings, shuffled), LATEST))) == sorted(kept)


AMOUNTS = {"": None, "n/a": None, "0": 0.0, "1,250": 1250.0, "£40": 40.0}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(AMOUNTS)), st.sampled_from(sorted(AMOUNTS))), max_size=6))
def test_a_sum_is_of_what_is_given_and_a_share_needs_both(rows):
    raw, register, log = raw_table(["High", "Low"], rows), Register(id="r", path="r.csv"), IssueLog()
    if not rows:
        return
    frame = pd.DataFrame({"source_row": raw.source_rows[::-1]})  # not the file's own order
    plan = plan_mapping(raw.headings, LATEST, register)
    found = add_derived(frame, raw, plan, register=register, log=log)
    for row, total, share in found[["source_row", "backlog_gbp", "non_clinical_pct"]].itertuples(index=False):
        high, low = (AMOUNTS[text] for text in rows[row - 2])
        given_ = [amount for amount in (high, low) if amount is not None]
        assert (None if pd.isna(total) else total) == (sum(given_) if given_ else None)
        whole = None if high is None or low is None else high + low
        assert (None if pd.isna(share) else share) == (100 * low / whole if whole else None)
    partial = sum((AMOUNTS[a] is None) != (AMOUNTS[b] is None) for a, b in rows)
    assert [issue["rows_count"] for issue in log.table().to_dict("records")] == ([partial] if partial else [])


# Councils


def test_the_codes_recommended_fields_are_read_by_its_own_words(take):
    result = take(councils.transparency_code())
    assert of(result, "service", "running_cost_gbp", "backlog_gbp", "constraints", "floor_area_m2") == {
        "A1": ("library", 45_000.0, 120_000.0, "Asset of community value", 1200.0),
        "A2": (None, None, None, None, None),
    }
    assert json.loads(result.assets.iloc[0]["source_values"])["Functional Suitability"] == "Satisfactory"


def test_two_tenure_columns_give_tenure_role_and_vacancy(take):
    result = take(councils.gosport(), agency="Gosport Borough Council")
    assert of(result, "service") == {"G1": "community-centre", "G2": None, "G3": None}
    assert said(result, "code-not-recognised") == []
    assert of(result, "tenure", "role", "status", "x_read") == {
        "G1": ("freehold", "both", "operational", 461900.0),
        "G2": ("freehold", "owner", "vacant", None),
        "G3": ("leasehold", "occupier", "unknown", 462000.0),
    }


def test_headings_that_stand_twice_and_odd_characters_are_read_once_and_plainly(take):
    result = take(councils.cheltenham_2021(), effective_date=dt.date(2021, 4, 1))
    assert of(result, "name", "property_kind", "uprn", "role", "is_leased_out") == {
        "09/1/Land": ("Grass Verge", "land", "10000000011", "both", False),
        "09/2/Land and Building": ("Community Hall", "both", "100000000022", "owner", True),
        "09/3/STRUCTURE": ("Kiosk", "both", "100000000033", "occupier", False),
    }
    assert set(agencies(result).values()) == {"Borough Council"}
    assert of(result, "postcode")["09/2/Land and Building"] == "GL50 9XX"
    assert of(result, "crs_read")["09/1/Land"] == "EPSG:27700"


def test_what_a_value_means_depends_on_the_year_of_the_register(take):
    result = take(councils.cheltenham_2023(), effective_date=dt.date(2023, 6, 30))
    assert of(result, "property_kind", "status", "service") == {
        "09/1/LAND": ("land", "unknown", "allotment"),
        "09/2/BLDG": ("building", "surplus", None),
        "09/3/STRUCTURE": (None, "operational", None),
        "09/4/SITE": ("both", "operational", "park"),
    }
    before = take(councils.cheltenham_2023(), effective_date=dt.date(2022, 12, 31))
    assert set(of(before, "property_kind").values()) == {None}
    assert of(before, "status")["09/2/BLDG"] == "operational"


def test_a_register_without_a_date_is_read_as_before_the_change_and_that_is_said(take):
    result = take(councils.cheltenham_2023())
    assert said(result, "layout-date-not-known") == [("layout-date-not-known", None, 1)]
    assert set(of(result, "property_kind").values()) == {None}
    assert (
        said(take(councils.cheltenham_2023(), effective_date=dt.date(2023, 6, 30)), "layout-date-not-known")
        == []
    )


def layout_with_editions(**more):
    return Profile.model_validate(
        {
            "id": "x", "title": "x", "source": "x", "detect": {"headings": ["A"]},
            "columns": {"service": ["Use"], "property_kind": ["Kind"]},
            "editions": [
                {"from_date": "2020-01-01", "joined": {"service": ["Use", "Note"]}},
                {"from_date": "2023-01-01", "columns": {"service": ["Kind"]}, "codes": {"service": {"x": "school"}}},
            ],
            **more,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "columns", "joined"),
    [
        (None, {"service": ("Use",), "property_kind": ("Kind",)}, {}),
        (dt.date(2019, 12, 31), {"service": ("Use",), "property_kind": ("Kind",)}, {}),
        (dt.date(2020, 1, 1), {"property_kind": ("Kind",)}, {"service": ("Use", "Note")}),
        (dt.date(2023, 1, 1), {"property_kind": ("Kind",), "service": ("Kind",)}, {}),
    ],
)
def test_a_layout_of_a_day_is_its_own_words_and_every_edition_up_to_that_day(day, columns, joined):
    layout = layout_with_editions()
    then = layout.for_date(day)
    assert (then.columns, then.joined) == (columns, joined)
    assert layout.columns == {"service": ("Use",), "property_kind": ("Kind",)}  # itself unchanged


def test_every_heading_of_every_edition_is_known_to_the_layout():
    assert layout_with_editions().headings_used == {"use", "note", "kind"}


def test_editions_out_of_order_are_a_fault_of_the_layout():
    late = [{"from_date": "2023-01-01"}, {"from_date": "2020-01-01"}]
    with pytest.raises(ValueError, match="from the oldest to the newest"):
        layout_with_editions(editions=late)


# Titles


def test_a_title_names_its_first_proprietor_and_whether_it_is_public(take):
    result = take(others.ccod())
    assert of(result, "title_number", "tenure", "role", "postcode") == {
        "WYK1": ("WYK1", "freehold", "owner", "LS1 3AB"),
        "WYK2": ("WYK2", "leasehold", "owner", "LS1 3AB"),
        "WYK3": ("WYK3", "freehold", "owner", "LS1 3AB"),
    }
    public = result.agencies.set_index("name")["is_public"].to_dict()
    assert public == {"LEEDS CITY COUNCIL": True, "DURHAM COUNTY COUNCIL": True, "ASH LIMITED": False}
