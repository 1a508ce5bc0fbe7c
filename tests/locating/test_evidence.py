"""Own point, UPRN and postcode: which is taken where they disagree, and that it is said why."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from totalcapital import crs
from totalcapital.locating import locate
from totalcapital.tables import ASSETS, LOCATIONS, PROJECTS

BNG = "EPSG:27700"
HOME = {"r": shapely.box(425_000, 428_000, 436_000, 438_000)}
POSTCODES = pd.DataFrame(
    {"postcode": ["LS13AB", "M311AA", "LS19ZZ"], "x": [430_000.0, 376_000.0, 430_200.0], "y": [433_000.0, 392_000.0, 433_200.0],
     "crs": BNG, "is_ended": [False, False, True]}
)  # fmt: skip
#: 1: beside the postcode. 2: 400 m from it. 3: beside Manchester's. 4: at home, 5 km off.
UPRNS = pd.DataFrame(
    {"uprn": ["1", "2", "3", "4"], "x": [430_020.0, 430_400.0, 376_050.0, 434_000.0], "y": [433_000.0, 433_000.0, 392_000.0, 430_000.0],
     "crs": BNG}
)  # fmt: skip


def located(*rows, homes=None, uprns=UPRNS, postcodes=POSTCODES, **more):
    base = {
        "register_id": "r", "source_file": "r.csv", "role": "owner", "status": "unknown", "sensitivity": "open",
        "source_values": "{}", "crs_read": BNG,
    }  # fmt: skip
    made = ASSETS.conform(
        pd.DataFrame(
            [{**base, "asset_id": f"r:{n:03d}", "source_row": n + 2, **row} for n, row in enumerate(rows)]
        )
    )
    result = locate(
        made, PROJECTS.empty(), postcodes=postcodes, uprns=uprns, homes=homes or {}, crs=BNG, **more
    )
    LOCATIONS.check(result.locations)
    return result


def at(result, n=0):
    row = result.locations.iloc[n]
    point = None if row["geometry"] is None else (row["geometry"].x, row["geometry"].y)
    return row["method"], point, row["accuracy_m"]


def said(result):
    return sorted(zip(result.issues["code"], result.issues["level"], strict=True))


def test_a_uprn_beats_a_postcode_and_is_exact_to_ten_metres():
    result = located(
        {"uprn": "2", "postcode": "LS1 3AB"}, {"uprn": "9", "postcode": "LS1 3AB"}, {"uprn": "1"}
    )
    assert at(result, 0) == ("uprn", (430_400.0, 433_000.0), 10.0)
    assert at(result, 1) == ("postcode", (430_000.0, 433_000.0), 100.0)
    assert at(result, 2) == ("uprn", (430_020.0, 433_000.0), 10.0)
    assert said(result) == [("uprn-not-found", "note")]
    assert result.locations["evidence"][0] == "point of UPRN 2"


def test_without_a_look_up_of_uprns_none_is_said_to_be_missing():
    assert said(located({"uprn": "9", "postcode": "LS1 3AB"}, uprns=UPRNS.iloc[:0])) == []


@pytest.mark.parametrize(
    ("east", "method", "codes"),
    [
        (430_054.0, "coordinates", []),  # 34 m from the UPRN's point: within 25 + 10
        (
            430_056.0,
            "uprn",
            [("uprn-disagrees", "note")],
        ),  # 36 m: beyond both, and the UPRN is the more exact
        (431_900.0, "uprn", [("uprn-disagrees", "note")]),
    ],
)
def test_own_coordinates_stay_within_what_both_are_exact_to_else_the_more_exact_is_taken(east, method, codes):
    result = located({"uprn": "1", "x_read": east, "y_read": 433_000.5})
    assert (at(result)[0], said(result)) == (method, codes)


def test_why_the_uprn_was_taken_is_said_with_both_accuracies():
    message = located({"uprn": "1", "x_read": 430_320.0, "y_read": 433_000.0}).issues["message"][0]
    assert message == (
        "the coordinates are 300 m from the point of UPRN 1; the UPRN's point was used: exact to 10 m, "
        "the coordinates to 25 m."
    )


def test_a_coordinate_that_is_a_postcodes_centroid_gives_way_to_the_uprn_without_an_issue():
    result = located({"uprn": "1", "x_read": 430_000.0, "y_read": 433_001.0, "postcode": "LS1 3AB"})
    assert at(result) == ("uprn", (430_020.0, 433_000.0), 10.0)
    assert said(result) == []


def test_far_from_its_uprn_the_one_near_the_postcode_is_taken():
    near = located({"uprn": "3", "x_read": 430_100.0, "y_read": 433_000.5, "postcode": "LS1 3AB"})
    assert at(near)[0] == "coordinates"
    assert said(near) == [("uprn-disagrees", "warning")]
    far = located({"uprn": "1", "x_read": 390_000.5, "y_read": 433_000.5, "postcode": "LS1 3AB"})
    assert at(far)[:2] == ("uprn", (430_020.0, 433_000.0))
    assert said(far) == [("coordinates-disagree", "warning"), ("uprn-disagrees", "warning")]


def test_far_from_its_uprn_and_without_a_postcode_the_one_in_the_registers_area_is_taken():
    assert (
        at(located({"uprn": "3", "x_read": 430_100.0, "y_read": 433_000.5}, homes=HOME))[0] == "coordinates"
    )
    assert at(located({"uprn": "1", "x_read": 390_000.5, "y_read": 433_000.5}, homes=HOME))[0] == "uprn"
    neither = located({"uprn": "3", "x_read": 430_100.0, "y_read": 433_000.5})
    assert at(neither)[0] == "coordinates"
    assert said(neither) == [("uprn-disagrees", "warning")]


def test_a_uprn_against_both_postcode_and_area_is_some_other_propertys():
    result = located({"uprn": "3", "postcode": "LS1 3AB"}, homes=HOME)
    assert at(result) == ("postcode", (430_000.0, 433_000.0), 100.0)
    assert said(result) == [("uprn-disagrees", "warning")]
    # against the postcode alone it is believed: it lies in the area
    assert at(located({"uprn": "4", "postcode": "LS1 3AB"}, homes=HOME))[0] == "uprn"


def test_coordinates_that_the_uprn_bears_out_do_not_yield_to_a_wrong_postcode():
    row = {"uprn": "1", "x_read": 430_030.0, "y_read": 433_000.5, "postcode": "M31 1AA"}
    assert at(located(row))[0] == "coordinates"  # 68 km from the postcode, 10 m from the UPRN
    assert at(located({**row, "uprn": None}))[0] == "postcode"


def test_an_outline_is_measured_from_its_edge_and_keeps_its_place():
    park = shapely.box(
        428_000, 432_000, 430_020, 434_000
    )  # the UPRN's point is at its gate, a kilometre from its middle
    result = located({"uprn": "1", "geometry_read": shapely.to_wkb(park).hex()})
    assert result.locations["method"][0] == "geometry"
    assert said(result) == []


def test_an_ended_postcode_is_used_and_said():
    result = located({"postcode": "LS1 9ZZ"})
    assert at(result)[:2] == ("postcode", (430_200.0, 433_200.0))
    assert result.locations["evidence"][0] == "centroid of LS1 9ZZ, no longer in use"
    assert said(result) == [("postcode-terminated", "note")]


def many(count, **more):
    names = [
        "Ash",
        "Birch",
        "Cedar",
        "Elder",
        "Fir",
        "Gorse",
        "Holly",
        "Ivy",
        "Juniper",
        "Larch",
        "Maple",
        "Oak",
    ]
    return [
        {"x_read": 430_000.5, "y_read": 433_000.5, "name": f"{names[n]} House", **more} for n in range(count)
    ]


def test_a_point_given_for_records_of_three_far_postcodes_is_a_default_and_each_falls_to_its_own():
    codes = pd.DataFrame({"postcode": ["LS13AB", "LS61AA", "LS71AA", "LS81AA"], "x": [430_010.0, 428_000.0, 430_500.0, 433_000.0],
                          "y": [433_000.0, 436_000.0, 435_000.0, 436_500.0], "crs": BNG})  # fmt: skip
    rows = [
        {**row, "postcode": code}
        for row, code in zip(many(4), ["LS1 3AB", "LS6 1AA", "LS7 1AA", "LS8 1AA"], strict=True)
    ]
    result = located(*rows, postcodes=codes, homes=HOME)
    assert [at(result, n)[0] for n in range(4)] == ["coordinates", "postcode", "postcode", "postcode"]
    shared = result.issues[result.issues["code"] == "point-shared"]
    assert shared["source_row"].tolist() == [
        3,
        4,
        5,
    ]  # the town hall itself, at its own postcode, keeps its point
    assert "shared by 4 rows" in shared["message"].iloc[0]
    two = located(*rows[:3], postcodes=codes, homes=HOME)  # two other postcodes may be one campus
    assert [at(two, n)[0] for n in range(3)] == ["coordinates"] * 3


def test_without_postcodes_ten_unlike_names_at_one_point_are_a_default_but_the_flats_of_a_house_are_not():
    assert [at(located(*many(10)), n)[0] for n in range(10)] == ["none"] * 10
    assert [at(located(*many(9)), n)[0] for n in range(9)] == ["coordinates"] * 9
    flats = [{**row, "name": f"Flat {n}, Ash House"} for n, row in enumerate(many(12))]
    assert [at(located(*flats), n)[0] for n in range(12)] == ["coordinates"] * 12
    one_address = many(12, address="Civic Campus, 1 High Street")  # twelve services in one building
    assert [at(located(*one_address), n)[0] for n in range(12)] == ["coordinates"] * 12


def test_rounded_coordinates_are_only_as_exact_as_they_are_written():
    km = located(
        {"x_read": 431_000.0, "y_read": 433_000.0}, {"x_read": -1.55, "y_read": 53.8, "crs_read": "EPSG:4326"}
    )
    assert at(km, 0)[2] == pytest.approx(707.1, abs=0.1)  # half the diagonal of a kilometre
    assert at(km, 1)[2] == pytest.approx(707.1, abs=0.1)
    assert said(km) == [("coordinates-coarse", "note")]
    assert km.issues["rows_count"].tolist() == [2]
    metre = located({"x_read": 431_000.0, "y_read": 433_001.0})
    assert (at(metre)[2], said(metre)) == (25.0, [])
    # 100 m: one such point is chance, a register of them is not
    hundreds = [{"x_read": 431_100.0 + 100 * n, "y_read": 433_100.0} for n in range(12) if n != 9]
    assert at(located(*hundreds))[2] == pytest.approx(70.7, abs=0.1)
    assert at(located(*hundreds[:2]))[2] == 25.0


def test_points_cut_to_the_corner_of_their_postcodes_square_are_placed_by_the_postcode():
    codes = [f"LS1 {n % 10}A{chr(65 + n)}" for n in range(12)]
    postcodes = pd.DataFrame(
        {"postcode": [code.replace(" ", "") for code in codes], "x": [430_063.0 + 730 * n for n in range(12)],
         "y": [433_088.0 + 410 * n for n in range(12)], "crs": BNG, "is_ended": False}
    )  # fmt: skip
    rows = [
        {"x_read": row.x // 100 * 100 + 3, "y_read": row.y // 100 * 100 - 4, "postcode": code}
        for row, code in zip(postcodes.itertuples(), codes, strict=True)
    ]
    result = located(*rows, postcodes=postcodes)
    assert {at(result, n)[0] for n in range(12)} == {"postcode"}
    assert at(result)[2] == 100.0
    assert result.locations["evidence"][0] == (
        "centroid of LS1 0AA, of whose 100 m square the register's own point is the corner"
    )
    few = located(*rows[:9], postcodes=postcodes)  # too few to tell a habit from chance
    assert at(few)[0] == "coordinates"
    beside = [row | {"x_read": row["x_read"] + 30} for row in rows]
    assert at(located(*beside, postcodes=postcodes))[0] == "coordinates"
    assert at(located(*rows, postcodes=postcodes[:0]))[0] == "coordinates"


def test_a_record_outside_its_registers_area_is_used_and_flagged_from_two_kilometres_on():
    result = located({"x_read": 437_900.0, "y_read": 433_000.0}, {"x_read": 438_100.5, "y_read": 433_000.0},
                     {"postcode": "M31 1AA"}, {"postcode": "M31"}, homes=HOME)  # fmt: skip
    flagged = result.issues[result.issues["code"] == "outside-own-area"]
    assert flagged["source_row"].tolist() == [3, 4]
    assert set(flagged["level"]) == {"warning"}
    assert at(result, 1)[0] == "coordinates"


def test_a_councils_record_outside_its_own_authority_is_noted():
    areas = gpd.GeoDataFrame(
        {"area_id": ["E1", "E2"], "name": ["Leeds", "Bradford"], "kind": "authority"},
        geometry=[
            shapely.box(425_000, 428_000, 436_000, 438_000),
            shapely.box(410_000, 428_000, 425_000, 438_000),
        ],
        crs=BNG,
    )
    rows = [{"x_read": x, "y_read": 433_000.0, "agency_id": agency} for x, agency in
            [(420_000.5, "leeds-council"), (420_000.5, "bradford-council"), (420_000.5, "leeds-nhs"), (424_000.5, "leeds-council"), (420_000.5, None)]]  # fmt: skip
    result = located(*rows, areas=areas)
    flagged = result.issues[result.issues["code"] == "outside-own-area"]
    assert (flagged["source_row"].tolist(), flagged["level"].tolist()) == ([2], ["note"])


def test_columns_the_estate_file_says_are_exchanged_are_read_the_other_way_round():
    turned = {"x_read": 433_000.5, "y_read": 420_000.5}
    assert at(located(turned, swapped={"r"}))[1] == (420_000.5, 433_000.5)
    assert at(located(turned, swapped={"other"}))[1] == (433_000.5, 420_000.5)
    outline = shapely.to_wkb(shapely.Point(433_000.5, 420_000.5)).hex()
    assert at(located({"geometry_read": outline}, swapped={"r"}))[1] == (420_000.5, 433_000.5)


def test_without_the_grid_points_that_came_from_degrees_are_five_metres_less_exact(monkeypatch):
    monkeypatch.setattr(crs, "_convertbng", lambda: None)
    result = located(
        {"x_read": -1.548567, "y_read": 53.801277, "crs_read": "EPSG:4326"},
        {"x_read": 430_000.5, "y_read": 433_000.5},
    )
    assert [at(result, n)[2] for n in range(2)] == [30.0, 25.0]


def test_the_order_of_rows_look_ups_and_registers_changes_nothing():
    rng = np.random.default_rng(7)
    rows = [
        {"x_read": rng.uniform(425_000, 436_000), "y_read": rng.uniform(428_000, 438_000), "uprn": str(n % 6),
         "postcode": ["LS1 3AB", "M31 1AA", None, "LS1"][n % 4], "register_id": "rs"[n % 2], "name": f"Hall {n}"}
        for n in range(60)
    ] + many(12)  # fmt: skip
    first = located(*rows, homes=HOME)
    base = located(*rows[::-1], homes=HOME, uprns=UPRNS.iloc[::-1], postcodes=POSTCODES.iloc[::-1])
    turned = base.locations.assign(subject_id=[f"r:{71 - n:03d}" for n in range(72)]).sort_values(
        "subject_id", ignore_index=True
    )
    pd.testing.assert_frame_equal(pd.DataFrame(first.locations), pd.DataFrame(turned))
    assert sorted(first.issues["code"]) == sorted(base.issues["code"])


def test_a_list_of_the_whole_country_has_no_point_out_of_its_way():
    # an even grid over England, and three corners that read like faults of a register of one town:
    # five digits in Cornwall, an Essex coast like Irish numbers, a Teesside that exchanged would lie inland
    corners = [(87_878, 14_962), (615_450, 220_658), (450_987, 532_149)]
    grid = [
        (east, north) for east in range(330_503, 560_000, 20_000) for north in range(110_517, 440_000, 20_000)
    ]
    result = located(*({"x_read": x, "y_read": y} for x, y in [*grid, *corners]))
    assert result.locations["method"].unique().tolist() == ["coordinates"]
    assert said(result) == []


def test_a_point_far_out_of_the_way_of_a_towns_list_is_looked_at():
    town = [(430_003 + 301 * n, 433_007 + 171 * n) for n in range(30)]
    result = located(*({"x_read": x, "y_read": y} for x, y in [*town, (87_878, 432_962)]))
    assert at(result, 30)[0] == "none"
    assert ("coordinates-digits", "warning") in said(result)
