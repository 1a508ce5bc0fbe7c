"""Spare floor area and the need for it: net internal, with low and high, and null where nothing tells it."""

from __future__ import annotations

import pytest
from assessed_rows import assessed, needs, spares

from totalcapital.assumptions import load_assumptions

NET = {"floor_area_basis": "NIA"}
GROSS = {"floor_area_basis": "GIA"}
OFFICE = NET | {"service": "office", "floor_area_m2": 1000.0, "staff_fte": 50.0}
VACANT = {"status": "vacant", "property_kind": "building", "floor_area_m2": 300.0}


SCHOOL = {"service": "school", "capacity_count": 200, "occupied_count": 150}


def near(*values):
    return pytest.approx(list(values))


SPARE = [
    # What the agency says is not used.
    (NET | {"unused_area_m2": 40.0, "floor_area_m2": 100.0}, [40.0] * 3),
    (NET | {"unused_area_m2": 40.0}, [40.0] * 3),
    (NET | {"unused_pct": 25.0, "floor_area_m2": 200.0}, [50.0] * 3),
    (GROSS | {"unused_pct": 25.0, "floor_area_m2": 200.0}, near(40.0, 41.25, 42.5)),
    (OFFICE | {"unused_area_m2": 40.0}, [40.0] * 3),  # before what the staff leave over
    (NET | VACANT | {"unused_area_m2": 40.0}, [40.0] * 3),  # and before the whole of an empty building
    # The whole of an empty building.
    (NET | VACANT, [300.0] * 3),
    (GROSS | VACANT, near(240.0, 247.5, 255.0)),
    (NET | VACANT | {"status": "disposal"}, [300.0] * 3),
    # What staff do not need of an office, at 12, 10 and 8 m2 a person; else its desks.
    (OFFICE, [400.0, 500.0, 600.0]),
    (OFFICE | {"staff_fte": 90.0}, [0.0, 100.0, 280.0]),
    (OFFICE | GROSS, near(800 - 600, 825 - 500, 850 - 400)),
    (OFFICE | {"staff_fte": None, "workstations_count": 60}, [280.0, 400.0, 520.0]),
    (OFFICE | {"workstations_count": 60}, [400.0, 500.0, 600.0]),
    # Desks beyond 8, 7 and 6 for each 10 staff, where the floor area is not known.
    (
        {"service": "office", "staff_fte": 100.0, "workstations_count": 90},
        near((90 - 80) * 8, (90 - 70) * 10, (90 - 60) * 12),
    ),
    # Places without pupils, beyond 10, 5 and 0 % that are kept free.
    (SCHOOL, near(30 * 4.1 * 0.8, 40 * 5.2 * 0.825, 50 * 6.3 * 0.85)),
    (SCHOOL | {"occupied_count": 210}, [0.0] * 3),
    ({"service": "nursery", "capacity_count": 40, "occupied_count": 30}, near(6 * 2.3, 8 * 2.5, 10 * 3.5)),
]


def test_spare_is_what_is_not_used_or_empty_or_left_over_by_staff_desks_or_pupils():
    assert spares(*[row for row, _ in SPARE]) == [expected for _, expected in SPARE]


def test_spare_is_null_where_nothing_tells_it_and_where_it_is_let_to_another():
    rows = [
        {},
        {"floor_area_m2": 300.0},
        {"unused_pct": 25.0},
        NET | VACANT | {"property_kind": "land"},
        {"status": "vacant", "property_kind": "building"},
        NET | VACANT | {"status": "closed"},
        VACANT | {"floor_area_basis": "GEA"},
        VACANT | {"floor_area_basis": "unknown"},
        VACANT,
        OFFICE | {"floor_area_basis": "unknown"},
        OFFICE | {"service": "library"},
        NET | VACANT | {"is_leased_out": True},
        NET | {"unused_area_m2": 40.0, "floor_area_m2": 100.0, "is_leased_out": True},
        NET | {"unused_area_m2": 40.0, "floor_area_m2": 100.0, "status": "closed"},
        NET | {"unused_area_m2": 140.0, "floor_area_m2": 100.0},
        {"service": "school", "capacity_count": 200},
        {"service": "jobcentre", "staff_fte": 100.0, "workstations_count": 90},
    ]
    bands = assessed(*rows).bands
    assert bands[["spare_low_m2", "spare_m2", "spare_high_m2", "spare_basis"]].isna().all(axis=None)


SPARE_WANTED = [
    (VACANT | {"floor_area_basis": "GEA"}, "floor area as GIA or NIA"),
    ({"service": "office"}, "floor area as GIA or NIA; staff based there"),
    ({"service": "office", "staff_fte": 5.0}, "floor area as GIA or NIA"),
    (OFFICE | {"staff_fte": None}, "staff based there"),
    ({"service": "school", "capacity_count": 200}, "pupils on roll"),
    ({"service": "school"}, "capacity; pupils on roll"),
    (NET | {"service": "library", "floor_area_m2": 500.0}, "unused floor area"),
    ({"service": "library"}, "unused floor area; floor area as GIA or NIA"),
    (OFFICE | {"is_leased_out": True}, "what of it is let, and what of the rest is not used"),
    ({"service": "park"}, None),
    ({"service": "office", "status": "closed"}, None),
    (OFFICE, None),
]


def test_where_spare_is_not_known_it_says_what_would_tell():
    said = assessed(*[row for row, _ in SPARE_WANTED]).bands["spare_would_be_known_by"]
    assert said.astype(object).where(said.notna(), None).tolist() == [wanted for _, wanted in SPARE_WANTED]


def test_what_several_agencies_share_is_not_given_away_as_what_one_of_them_leaves_over():
    owner = OFFICE | {"role": "both", "site_id": "s"}
    tenant = OFFICE | {"role": "occupier", "site_id": "s", "agency_id": "police", "floor_area_m2": 600.0}
    bands = assessed(owner, tenant).bands
    assert bands["spare_m2"].isna().tolist() == [True, False]
    assert bands["spare_m2"].iloc[1] == 100.0  # what the tenant holds is its own
    assert bands["spare_would_be_known_by"].iloc[0] == "unused floor area"
    said = assessed(owner | {"unused_area_m2": 70.0}, tenant).bands
    assert said["spare_m2"].tolist() == [70.0, 100.0]
    alone = [
        owner,
        tenant | {"agency_id": None},
        owner | {"site_id": "t"},
        tenant | {"site_id": "t", "status": "closed"},
    ]
    assert assessed(*alone).bands["spare_m2"].iloc[[0, 2]].tolist() == [500.0] * 2  # no other agency is there


def test_the_basis_says_numbers_and_conversion_and_the_assumptions_exist():
    bands = assessed(OFFICE | GROSS).bands.iloc[0]
    assert bands["spare_basis"] == "1,000 m² GIA taken as 825 m² NIA, less 50 staff at 10 m² each"
    assert bands["spare_assumptions"] == "area.nia-per-gia; office.m2-per-person"
    rows = [OFFICE, OFFICE | {"staff_fte": None, "workstations_count": 3}, VACANT | NET, {"service": "school", "capacity_count": 9, "occupied_count": 3},
            {"service": "nursery", "capacity_count": 9, "occupied_count": 3}, {"service": "office", "staff_fte": 1.0, "workstations_count": 3},
            NET | {"service": "library", "unused_pct": 4.0, "floor_area_m2": 10.0}]  # fmt: skip
    result = assessed(*rows)
    named = {*";".join(result.bands["spare_assumptions"]).replace(" ", "").split(";")}
    named |= {*";".join(result.needs["need_assumptions"].dropna()).replace(" ", "").split(";")}
    assert named == set(load_assumptions({}).table().query("stage == 'assess'")["assumption_id"])


def test_an_assumption_of_the_estate_file_changes_both_areas():
    made = assessed(OFFICE, assumptions={"office.m2-per-person": 5.0})
    assert made.bands["spare_m2"].tolist() == [750.0]
    assert made.needs["need_m2"].tolist() == [250.0]


LIBRARY = NET | {"service": "library", "floor_area_m2": 500.0, "staff_fte": 9.0}
NEED = [
    # Staff, then desks, where they tell it.
    (OFFICE, [400.0, 500.0, 600.0]),
    ({"service": "office", "workstations_count": 20}, [160.0, 200.0, 240.0]),
    ({"service": "office", "workstations_count": 20, "staff_fte": 10.0}, [80.0, 100.0, 120.0]),
    (OFFICE | {"status": "surplus"}, [400.0, 500.0, 600.0]),  # its staff are still there
    # Pupils or children.
    (
        {"service": "school", "occupied_count": 100},
        near((350 + 410) * 0.8, (700 + 520) * 0.825, (1050 + 630) * 0.85),
    ),
    ({"service": "nursery", "occupied_count": 10}, near(23.0, 25.0, 35.0)),
    # The area in use.
    (LIBRARY | {"unused_pct": 20.0}, near(400.0, 400.0, 400.0)),
    (LIBRARY | {"unused_pct": 0.0}, near(500.0, 500.0, 500.0)),
    (LIBRARY | GROSS | {"unused_area_m2": 100.0}, near(320.0, 330.0, 340.0)),
]


def test_need_is_told_by_staff_desks_pupils_or_the_area_in_use():
    assert needs(*[row for row, _ in NEED]) == [expected for _, expected in NEED]


def test_need_of_a_service_with_a_front_of_house_is_said_to_be_staff_space_only():
    station = assessed({"service": "police-station", "staff_fte": 7.0}).needs.iloc[0]
    assert station["need_m2"] == 70.0
    assert station["need_basis"] == (
        "7 staff at 10 m² NIA each; staff space only, rooms for the public come on top"
    )


NEED_WANTED = [
    ({"service": "office", "floor_area_m2": 500.0}, "staff based there"),
    ({"service": "school", "capacity_count": 50}, "pupils on roll"),
    ({"service": "fire-station", "staff_fte": 40.0}, "floor area as GIA or NIA; unused floor area"),
    ({"service": "park"}, None),
    (OFFICE | {"status": "vacant"}, None),  # no service is there
    (OFFICE | {"status": "closed"}, None),
    (LIBRARY, "unused floor area"),  # never the whole floor area as such
    (LIBRARY | {"unused_pct": 20.0, "is_leased_out": True}, "unused floor area"),
]


def test_where_need_is_not_known_it_says_what_would_tell():
    made = assessed(*[row for row, _ in NEED_WANTED]).needs
    assert made[["need_low_m2", "need_m2", "need_high_m2", "need_basis"]].isna().all(axis=None)
    said = made["would_be_known_by"]
    assert said.astype(object).where(said.notna(), None).tolist() == [wanted for _, wanted in NEED_WANTED]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (OFFICE, [400.0, 500.0, 600.0]),  # all below the 1,000 m2 it has
        (OFFICE | {"floor_area_m2": 550.0}, [400.0, 500.0, 550.0]),
        (OFFICE | {"floor_area_m2": 450.0}, [400.0, 450.0, 450.0]),
        (OFFICE | GROSS | {"floor_area_m2": 400.0}, [330.0, 330.0, 330.0]),  # 0.825 of it, in every case
        (OFFICE | {"floor_area_m2": None}, [400.0, 500.0, 600.0]),
        (
            OFFICE | {"floor_area_m2": 450.0, "floor_area_basis": "GEA"},
            [400.0, 500.0, 600.0],
        ),  # on no basis of ours
        (OFFICE | {"floor_area_m2": 0.0}, [400.0, 500.0, 600.0]),  # nought is no area
    ],
)
def test_a_service_needs_no_more_than_it_has_now(row, expected):
    made = needs(row)
    assert made == [pytest.approx(expected)]


def test_an_empty_building_has_its_whole_room_where_the_register_says_only_what_it_serves():
    surplus = {"service": "office", "property_kind": None, "status": "surplus", "floor_area_m2": 800.0}
    bands = assessed(surplus | GROSS | {"staff_fte": None}).bands.iloc[0]
    assert bands["spare_m2"] == pytest.approx(800.0 * 0.825)


def test_nothing_unused_is_said_plainly():
    bands = assessed(OFFICE | GROSS | {"unused_area_m2": 0.0}).bands.iloc[0]
    assert (bands["spare_m2"], bands["spare_basis"]) == (0.0, "all of it is said to be in use")
