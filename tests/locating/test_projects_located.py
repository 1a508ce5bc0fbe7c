"""Where capital projects are: the whole ladder, what is said of doubts, and what never changes a place."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital import locating
from totalcapital.tables import AGENCIES, AREAS, ASSETS, LOCATIONS, PROJECTS, REGISTERS
from totalcapital.tables.codes import DISTANCE_METHODS

BNG = "EPSG:27700"
HAMBLE = shapely.box(430_000, 430_000, 450_000, 450_000)
OTHER = shapely.box(450_000, 430_000, 470_000, 450_000)
POSTCODES = pd.DataFrame(
    {"postcode": ["LS13AB", "LS12XX"], "x": [440_000.0, 441_000.0], "y": [440_000.0, 441_000.0], "crs": BNG}
)
BASE = {"source_file": "f.csv", "sensitivity": "open", "source_values": "{}", "crs_read": BNG}
SCHOOL = {
    "name": "St Mary's C of E Primary School", "service": "school", "urn": "100001", "uprn": "77", "reference": "S1",
    "x_read": 435_000.0, "y_read": 435_000.0, "address": "Church Lane, Otterby",
}  # fmt: skip
LIBRARY = {
    "name": "Otterby Public Library", "service": "library", "x_read": 436_000.0, "y_read": 436_000.0,
    "address": "1 High Street, Otterby", "agency_id": "hamble-council", "reference": "LIB-1",
}  # fmt: skip
DEPOT = {"name": "Depot", "service": "depot", "x_read": 437_000.0, "y_read": 437_000.0}


def spot(x, y):
    """Return a point that is rounded to nothing, as those of registers are."""
    return shapely.Point(x + 11, y + 23)


def _off_round(row):
    moved = {
        name: row[name] + by for name, by in (("x_read", 11), ("y_read", 23)) if row.get(name) is not None
    }
    return {**row, **moved}


def _table(table, key, register, rows, **more):
    made = [
        {
            **BASE,
            "register_id": register,
            key: f"{register}:{n}",
            "source_row": n + 2,
            **more,
            **_off_round(row),
        }
        for n, row in enumerate(rows)
    ]
    return table.conform(pd.DataFrame(made)) if made else table.empty()


def known_areas(wards=()):
    rows = [("E1", "authority", "Hamble", HAMBLE), ("E2", "authority", "Other", OTHER), *wards]
    frame = pd.DataFrame(rows, columns=["area_id", "kind", "name", "geometry"])
    return AREAS.conform(gpd.GeoDataFrame(frame, geometry="geometry", crs=BNG), crs=BNG)


def placed(
    projects, assets=(SCHOOL, LIBRARY, DEPOT), *, area="E1", wards=(), gazetteer=None, postcodes=POSTCODES
):
    """Place projects of one list; return the locations under the row of each, and the issues."""
    held = _table(ASSETS, "asset_id", "r", assets, role="owner", status="operational")
    listed = _table(PROJECTS, "project_id", "c", projects, commitment="unknown")
    areas = known_areas(wards)
    agencies = AGENCIES.conform(
        pd.DataFrame({"agency_id": ["hamble-council"], "name": ["Hamble Council"], "codes": ["gss:E1"]})
    )
    registers = REGISTERS.conform(
        pd.DataFrame(
            [
                {"register_id": one, "path": "f", "sha256": "0", "area_id": where, "rows_read": 1, "rows_kept": 1, "rows_set_aside": 0}
                for one, where in (("r", None), ("c", area))
            ]
        )
    )  # fmt: skip
    own = locating.locate(held, listed, postcodes=postcodes, homes={}, areas=areas, crs=BNG)
    ground = locating.Ground(held, agencies, areas, registers=registers, gazetteer=gazetteer)
    result = locating.locate_projects(own, listed, ground=ground)
    LOCATIONS.check(result.locations)
    return result


def one(project, *args, **more):
    """Return the place of a single project."""
    return placed([project], *args, **more).locations.set_index("subject_id").loc["c:0"]


def codes(result):
    return sorted(code for code in result.issues["code"] if code.startswith("project"))


def test_a_project_with_a_point_of_its_own_keeps_it():
    found = one({"x_read": 440_500.0, "y_read": 440_500.0, "urn": "100001", "name": "Otterby Library: roof"})
    assert (found["method"], found["accuracy_m"]) == ("coordinates", 25.0)
    assert found["geometry"] == spot(440_500, 440_500)
    assert pd.isna(found["asset_id"])


def test_a_point_far_from_the_property_that_the_project_names_is_kept_and_said():
    # 7.8 km from the school: more than 500 m and what both may be off
    result = placed([{"x_read": 440_500.0, "y_read": 440_500.0, "urn": "100001"}])
    said = result.issues[result.issues["code"] == "project-far-from-property"]
    assert said["source_row"].tolist() == [2]
    assert "7,778 m" in said["message"].item()
    near = placed([{"x_read": 435_300.0, "y_read": 435_000.0, "urn": "100001"}])
    assert codes(near) == []


def test_a_project_takes_the_place_of_the_property_it_names():
    said = [
        ({"uprn": "77"}, "uprn", "r:0"),
        ({"urn": "100001"}, "asset", "r:0"),
        ({"asset_id": "r:2"}, "asset", "r:2"),
        ({"asset_id": "lib-1", "agency_id": "hamble-council"}, "asset", "r:1"),
        ({"name": "St Mary's Primary School: new roof"}, "named-asset", "r:0"),
        ({"name": "New roof at Saint Marys CE Primary"}, "named-asset", "r:0"),
        ({"name": "Otterby Library - refurbishment"}, "named-asset", "r:1"),
        ({"name": "Otterby: heating", "service": "library"}, "named-asset", "r:1"),
    ]
    found = placed([project for project, _, _ in said]).locations.set_index("subject_id")
    where = {"r:0": spot(435_000, 435_000), "r:1": spot(436_000, 436_000), "r:2": spot(437_000, 437_000)}
    for n, (_, method, asset) in enumerate(said):
        row = found.loc[f"c:{n}"]
        assert (row["method"], row["asset_id"], row["accuracy_m"]) == (method, asset, 25.0)
        assert row["geometry"] == where[asset]


def test_a_name_that_is_generic_or_of_something_else_finds_no_property():
    names = [
        "Depot improvements",  # no word that tells which
        "Library programme",
        "Otterby Library Road junction",  # a street
        "New Otterby Library",  # another than the one that is there
        "Relocation of Otterby Library",
        "Otterby High School: roof",  # another kind of place
        "St Mary's Church: spire",
        "St Mary's College: roof",  # a college is no school
        "Otterby: new library",  # two pieces
        "Otterby Community Library and Health Hub",  # a word that is not the library's
        "All schools: St Mary's Primary School and others",
    ]
    found = placed([{"name": name} for name in names]).locations.set_index("subject_id")
    for n, name in enumerate(names):
        assert found.loc[f"c:{n}", "method"] not in DISTANCE_METHODS, name
        assert pd.isna(found.loc[f"c:{n}", "asset_id"]), name


def test_a_reference_of_another_body_is_no_reference():
    result = placed([{"asset_id": "LIB-1", "agency_id": "someone-else"}])
    assert result.locations.set_index("subject_id")["method"]["c:0"] == "area"
    assert "project-property-not-found" in codes(result)


def test_a_reference_that_two_registers_of_its_body_use_is_of_neither():
    twin = {**LIBRARY, "register_id": "q", "asset_id": "q:0", "x_read": 432_000.0}
    asked = [{"asset_id": "LIB-1", "agency_id": "hamble-council"}]
    assert placed(asked).locations.set_index("subject_id")["asset_id"]["c:0"] == "r:1"
    result = placed(asked, (LIBRARY, twin))
    assert result.locations.set_index("subject_id")["method"]["c:0"] == "area"
    assert "project-property-not-found" in codes(result)


def test_a_postcode_far_from_the_property_of_its_number_gives_way_and_this_is_said():
    result = placed([{"urn": "100001", "postcode": "LS1 3AB"}])
    assert result.locations.set_index("subject_id")["method"]["c:0"] == "asset"
    assert codes(result) == ["project-far-from-property"]


def test_two_properties_that_fit_equally_are_no_match_and_both_are_named():
    twin = {**SCHOOL, "urn": "100002", "uprn": "78", "x_read": 440_000.0}
    result = placed([{"name": "St Mary's Primary School: roof"}], (SCHOOL, twin))
    assert result.locations.set_index("subject_id")["method"]["c:0"] == "area"
    said = result.issues.set_index("code").loc["project-name-ambiguous", "message"]
    assert said.count("St Mary's C of E Primary School (r)") == 2


def test_of_two_properties_that_fit_the_one_in_the_place_named_is_taken():
    twin = {
        **SCHOOL,
        "urn": "100002",
        "x_read": 445_000.0,
        "y_read": 445_000.0,
        "address": "Mill Lane, Wexby",
    }
    found = one({"name": "St Mary's Primary School: roof", "place_name": "Wexby"}, (SCHOOL, twin))
    assert (found["method"], found["asset_id"]) == ("named-asset", "r:1")


def test_a_property_of_the_name_in_another_place_than_the_one_named_is_not_taken():
    found = one({"name": "St Mary's Primary School: roof", "place_name": "Wexby"})
    assert (found["method"], found["area_id"]) == ("area", "E1")


def test_a_property_of_the_name_far_from_the_postcode_is_not_taken():
    found = one({"name": "St Mary's Primary School: roof", "postcode": "LS1 3AB"})
    assert (found["method"], found["geometry"]) == ("postcode", shapely.Point(440_000, 440_000))


def test_a_property_outside_the_projects_own_area_is_not_taken_unless_it_is_its_own_bodys():
    away = {**LIBRARY, "x_read": 460_000.0, "y_read": 440_000.0}
    assert one({"name": "Otterby Library: roof"}, (away,))["method"] == "area"
    own = one({"name": "Otterby Library: roof", "agency_id": "hamble-council"}, (away,))
    assert (own["method"], own["asset_id"]) == ("named-asset", "r:0")


def test_the_same_bodys_property_goes_before_anothers_of_the_name():
    others = {**LIBRARY, "agency_id": "someone-else", "x_read": 432_000.0}
    found = one({"name": "Otterby Library: roof", "agency_id": "hamble-council"}, (others, LIBRARY))
    assert found["asset_id"] == "r:1"


def test_records_of_one_property_are_one_match_and_the_surest_placed_gives_the_place():
    outline = shapely.box(435_000, 435_010, 435_020, 435_030)
    again = {**SCHOOL, "x_read": None, "y_read": None, "geometry_read": shapely.to_wkb(outline).hex()}
    found = one({"name": "St Mary's Primary School: roof"}, (SCHOOL, again))
    assert (found["asset_id"], found["geometry"], found["accuracy_m"]) == ("r:1", outline, 5.0)


def test_infants_and_juniors_of_one_name_are_told_apart():
    both = (
        {**SCHOOL, "name": "Mill Infant School"},
        {**SCHOOL, "name": "Mill Junior School", "x_read": 438_000.0},
    )
    assert one({"name": "Mill Junior School: boilers"}, both)["asset_id"] == "r:1"
    assert one({"name": "Mill School: boilers"}, both)["method"] == "area"


def test_a_word_in_the_names_of_many_properties_finds_none_by_itself():
    many = [
        {**LIBRARY, "name": f"Otterby {word} Library", "x_read": 431_000.0 + 1_000 * n, "reference": None}
        for n, word in enumerate(["Ash", "Beech", "Cedar", "Elm", "Fir", "Hazel", "Larch", "Maple", "Oak"])
    ]
    plain = {**LIBRARY, "x_read": 444_000.0}
    assert one({"name": "Otterby Library: roof"}, [*many, plain])["method"] == "place-name"
    assert one({"name": "Otterby Maple Library: roof"}, [*many, plain])["asset_id"] == "r:7"


def test_a_property_that_not_all_may_be_told_of_lends_its_place_to_no_project_that_more_may_be_told_of():
    hidden = {**LIBRARY, "uprn": "5", "sensitivity": "restricted"}
    project = {"name": "Otterby Library: roof", "uprn": "5", "asset_id": "LIB-1"}
    assert one(project, (hidden,))["method"] == "area"
    assert one({**project, "agency_id": "hamble-council"}, (hidden,))["method"] == "area"
    assert one({**project, "sensitivity": "secret"}, (hidden,))["method"] == "area"
    own = one({**project, "agency_id": "hamble-council", "sensitivity": "restricted"}, (hidden,))
    assert own["method"] == "uprn"


def test_a_property_known_by_its_outward_code_alone_gives_no_more_than_that():
    found = one({"urn": "100001"}, ({**SCHOOL, "x_read": None, "y_read": None, "postcode": "LS1"},))
    assert (found["method"], found["accuracy_m"], found["asset_id"]) == ("outward-code", 5000.0, "r:0")


TOWN = tuple(
    {"name": f"{n}", "x_read": 433_000.0 + 400 * n, "y_read": 433_000.0, "address": f"{n} High Street, Wexby"}
    for n in range(5)
)


def test_a_town_is_found_from_the_addresses_that_name_it_within_the_projects_own_area():
    found = one({"name": "Public realm", "place_name": "Wexby Town Centre"}, TOWN)
    # points at 0, 400 … 1,600 m: the middle is the third, nine tenths lie within 800 m of it
    assert (found["method"], found["geometry"]) == ("place-name", shapely.Point(433_800, 433_000))
    assert found["accuracy_m"] == 800.0
    assert one({"place_name": "Wexby"}, TOWN, area="E2")["method"] == "area"


def test_two_points_are_too_few_to_know_a_town_by():
    assert one({"place_name": "Wexby"}, TOWN[:2])["method"] == "area"


def test_a_name_whose_addresses_lie_far_apart_is_no_place():
    spread = [
        {**row, "x_read": 431_000.0 + 4_500 * n, "y_read": 431_000.0 + 4_500 * n}
        for n, row in enumerate(TOWN)
    ]
    assert one({"place_name": "Wexby"}, spread)["method"] == "area"


def test_a_town_in_the_name_of_a_project_is_found_where_its_list_names_none():
    assert one({"name": "Footpaths in Wexby"}, TOWN)["method"] == "place-name"
    assert one({"name": "Wexby Road junction"}, TOWN)["method"] == "area"
    assert one({"name": "Borough-wide footpaths, beginning in Wexby"}, TOWN)["method"] == "area"


def test_parts_of_a_town_among_the_wards_are_the_town():
    wards = [
        ("W1", "ward", "Wexby East", shapely.box(440_000, 440_000, 441_000, 441_000)),
        ("W2", "ward", "Wexby West", shapely.box(439_000, 440_000, 440_000, 441_000)),
    ]
    found = one({"place_name": "Wexby"}, (), wards=wards)
    assert found["method"] == "place-name"
    # the furthest corner of a box of 2,000 m by 1,000 m from its middle
    assert found["accuracy_m"] == pytest.approx(1_118.03, abs=0.01)


def gazetteer(*rows):
    frame = pd.DataFrame(rows, columns=["name", "type", "geometry"])
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=BNG)


def test_two_places_of_one_name_in_the_area_are_none_and_this_is_said():
    twice = gazetteer(
        ("Wexby", None, shapely.Point(431_000, 431_000)), ("Wexby", None, shapely.Point(441_000, 441_000))
    )
    result = placed([{"place_name": "Wexby"}], (), gazetteer=twice)
    assert result.locations.set_index("subject_id")["method"]["c:0"] == "area"
    assert "project-place-ambiguous" in codes(result)
    elsewhere = gazetteer(
        *twice.iloc[:1].itertuples(index=False), ("Wexby", None, shapely.Point(460_000, 441_000))
    )
    assert one({"place_name": "Wexby"}, (), gazetteer=elsewhere)["geometry"] == shapely.Point(
        431_000, 431_000
    )


def test_the_name_of_its_own_authority_is_the_whole_of_it_and_its_town_centre_is_the_town():
    town = gazetteer(("Hamble", "Town", shapely.Point(441_000, 441_000)))
    assert one({"place_name": "Hamble"}, (), gazetteer=town)["method"] == "area"
    assert one({"place_name": "Hamble Town Centre"}, (), gazetteer=town)["method"] == "place-name"


def test_two_places_named_together_are_one_place_that_holds_both():
    both = gazetteer(
        ("Wexby", None, shapely.Point(431_000, 431_000)), ("Ashby", None, shapely.Point(435_000, 431_000))
    )
    found = one({"place_name": "Wexby and Ashby"}, (), gazetteer=both)
    assert found["geometry"] == shapely.Point(433_000, 431_000)
    assert found["accuracy_m"] == 3_500.0  # 2,000 m to each, and 1,500 m a place is large


def test_what_is_known_no_better_is_somewhere_in_its_own_bodys_area_as_far_as_that_reaches():
    found = one({"name": "Fees", "agency_id": "hamble-council"}, area=None)
    assert (found["method"], found["area_id"]) == ("area", "E1")
    # the furthest corner of a square of 20 km from its middle
    assert found["accuracy_m"] == pytest.approx(14_142.1, abs=0.1)
    assert found["geometry"] == shapely.Point(440_000, 440_000)


def test_an_authority_that_the_list_names_is_where_the_project_is_looked_for():
    assert one({"name": "Fees", "place_name": "Other"}, area=None)["area_id"] == "E2"


def test_a_project_of_which_nothing_is_known_has_no_place_and_is_counted():
    result = placed([{"name": "Fees"}, {"name": "More fees"}], area=None)
    rows = result.locations[result.locations["subject_id"].str.startswith("c")]
    assert rows["method"].tolist() == ["none", "none"]
    assert rows["geometry"].isna().all()
    said = result.issues[result.issues["code"] == "project-not-placed"]
    assert said["rows_count"].tolist() == [2]


def test_an_outward_code_stands_between_the_name_of_a_place_and_an_area():
    assert one({"postcode": "LS1", "place_name": "Wexby"}, TOWN)["method"] == "place-name"
    assert one({"postcode": "LS1", "name": "Fees"}, TOWN)["method"] == "outward-code"


PROJECT_ROWS = [
    {"name": "St Mary's Primary School: roof"},
    {"name": "Otterby Library: roof", "agency_id": "hamble-council"},
    {"urn": "100001"},
    {"place_name": "Wexby"},
    {"name": "Footpaths in Wexby"},
    {"name": "Fees"},
    {"x_read": 440_500.0, "y_read": 440_500.0},
]
ASSET_ROWS = [SCHOOL, LIBRARY, DEPOT, {**SCHOOL, "urn": "5", "x_read": 435_050.0}, *TOWN]


def shown(result, names):
    """Return method, place and what lent it, by the names of project and property and not by their numbers."""
    own = result.locations[result.locations["subject_id"].str.startswith("c:")]
    lent = own["asset_id"].map(names)
    return sorted(
        zip(own["subject_id"], own["method"], own["geometry"].astype(str), lent.astype(str), strict=True)
    )


@settings(max_examples=4, deadline=None)
@given(st.permutations(range(len(ASSET_ROWS))))
def test_the_order_of_the_registers_rows_does_not_matter(order):
    rows = [{**row, "asset_id": f"r:{n}"} for n, row in enumerate(ASSET_ROWS)]
    first = placed(PROJECT_ROWS, rows)
    again = placed(PROJECT_ROWS, [rows[n] for n in order])
    pd.testing.assert_frame_equal(pd.DataFrame(first.locations), pd.DataFrame(again.locations))


UNRELATED = st.builds(
    lambda name, x, y, service: {"name": name, "x_read": 430_000.0 + x, "y_read": 430_000.0 + y, "service": service},
    st.sampled_from(["Quarry Bank Clinic", "Depot", "Zebra House", "The Old Mill", "Larch Academy", "Library"]),
    st.integers(1, 19_999), st.integers(1, 19_999), st.sampled_from(["school", "library", None]),
)  # fmt: skip


@settings(max_examples=4, deadline=None)
@given(st.lists(UNRELATED, max_size=4))
def test_properties_of_other_names_never_move_a_project(more):
    before = placed(PROJECT_ROWS, ASSET_ROWS)
    after = placed(PROJECT_ROWS, [*ASSET_ROWS, *more])
    assert shown(before, {}) == shown(after, {})


def test_a_library_called_after_a_place_tells_where_it_is():
    found = one(
        {"place_name": "Tinsel Bridge"},
        ({**LIBRARY, "name": "Tinsel Bridge Community Library", "address": None},),
    )
    assert (found["method"], found["accuracy_m"]) == ("place-name", 1500.0)
    assert found["geometry"] == shapely.Point(436_000, 436_000)  # 436,011, 436,023 to the hundred metres


def test_a_vacant_building_lends_its_name_and_address_to_no_place():
    vacant = {**LIBRARY, "name": "Tinsel Bridge Library", "status": "vacant", "address": None}
    assert one({"place_name": "Tinsel Bridge"}, (vacant,))["method"] == "area"
    assert one({"place_name": "Wexby"}, [{**row, "status": "vacant"} for row in TOWN])["method"] == "area"


def test_a_list_whose_places_are_mostly_no_authorities_means_the_town_of_that_name():
    town = gazetteer(
        ("Hamble", "Town", shapely.Point(441_000, 441_000)), ("Wexby", None, shapely.Point(431_000, 431_000))
    )
    rows = [{"place_name": "Hamble"}, {"place_name": "Wexby"}, {"place_name": "Wexby"}]
    towns = placed(rows, (), gazetteer=town).locations.set_index("subject_id")["method"]
    assert towns["c:0"] == "place-name"
    mixed = placed(rows[:2], (), gazetteer=town).locations.set_index("subject_id")["method"]
    assert mixed["c:0"] == "area"


def test_a_county_is_no_town_whatever_stands_in_addresses():
    rows = [{**row, "address": row["address"].replace("Wexby", "Kent")} for row in TOWN]
    assert one({"name": "Kent growth", "place_name": "Kent"}, rows)["method"] == "area"


def test_where_nothing_else_tells_a_place_that_the_projects_name_contradicts_is_not_used():
    known = gazetteer(
        ("Wexby", None, shapely.Point(431_000, 431_000)), ("Ashby", None, shapely.Point(465_000, 441_000))
    )
    project = {"name": "Ashby market hall", "place_name": "Wexby"}
    result = placed([project], (), area=None, gazetteer=known)
    assert result.locations.set_index("subject_id")["method"]["c:0"] == "none"
    assert "project-place-ambiguous" in codes(result)
    assert one(project, (), area="E1", gazetteer=known)["method"] == "place-name"
    assert (
        one({**project, "name": "Wexby market hall"}, (), area=None, gazetteer=known)["method"]
        == "place-name"
    )


def test_a_quarter_in_the_projects_own_name_goes_before_the_town_that_its_list_names():
    known = gazetteer(
        ("Wexby", None, shapely.Point(431_000, 431_000)), ("Ashby", None, shapely.Point(437_000, 431_000))
    )
    rows = {"Ashby health hub": 437_000, "Health hub": 431_000, "Ashby and Wexby health hubs": 431_000}
    for name, easting in rows.items():
        assert one({"name": name, "place_name": "Wexby"}, (), gazetteer=known)["geometry"].x == easting


WORDS = (
    "roof",
    "lifts",
    "boilers",
    "windows",
    "alarms",
    "kitchen",
    "toilets",
    "paving",
    "lighting",
    "drains",
    "signs",
    "doors",
)


@pytest.mark.parametrize(
    ("names", "method"),
    [
        ([f"1 Moor Street: {work}" for work in WORDS], "coordinates"),
        ([f"1 Moor Street: {work}" for work in WORDS[:6]] + list(WORDS[6:]), "coordinates"),
        ([f"1 Moor Street: {work}" for work in WORDS[:5]] + list(WORDS[5:]), "area"),
        (list(WORDS), "area"),
    ],
)
def test_many_projects_on_one_point_are_at_one_building_where_half_of_their_names_share_a_word(names, method):
    found = placed([{"name": name, "x_read": 440_400.0, "y_read": 440_700.0} for name in names]).locations
    assert set(found.loc[found["subject_id"].str.startswith("c:"), "method"]) == {method}
