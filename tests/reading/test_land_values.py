"""Land values of authorities: which file says them, and what becomes of those that none says."""

from __future__ import annotations

import pandas as pd
import pytest
from estates import load, square, write_csv, write_outlines

from totalcapital.appraising import land_values_of
from totalcapital.errors import EstateFileError
from totalcapital.issues import IssueLog
from totalcapital.reading.areas.areas import read_areas
from totalcapital.tables import AREAS, PLACES

LEEDS, BRADFORD = "E08000035", "E08000032"


@pytest.fixture
def values_of(tmp_path, door):
    """A function: rows of values.csv to land values by area, and what was said of them."""
    write_csv(tmp_path / "r.csv", ["Name", "Easting", "Northing"], [["A", "430100", "430100"]])
    write_outlines(
        tmp_path / "lad.geojson",
        {LEEDS: square(430_000, 430_000, 1000), BRADFORD: square(431_000, 430_000, 1000)},
    )

    def read(headings, rows, *, entry="values.csv", **sections):
        write_csv(tmp_path / "values.csv", headings, rows)
        lookups = (
            {"land_values": entry, "authorities": "lad.geojson"} if not sections else sections["lookups"]
        )
        project = load(tmp_path, registers=[{"id": "r", "path": "r.csv"}], lookups=lookups)
        log = IssueLog()
        areas = read_areas(project, door, log=log).set_index("area_id")
        return areas["land_value_gbp_ha"].dropna().to_dict(), log.table()["message"].tolist()

    return read


@pytest.mark.parametrize("heading", ["Land value (£/ha)", "land_value_gbp_ha", "Value per hectare"])
def test_values_are_told_by_their_heading_and_read_as_people_write_money(values_of, heading):
    rows = [[LEEDS, "Leeds", "£2,900,000"], [BRADFORD, "Bradford", "870000"]]
    assert values_of(["LAD20CD", "name", heading], rows) == ({LEEDS: 2_900_000, BRADFORD: 870_000}, [])


def test_an_authority_without_a_value_has_none_and_is_noted(values_of):
    values, said = values_of(["LAD20CD", "Land value"], [[LEEDS, "n/a"]])
    assert values == {}
    assert said[0].startswith("1 values of Land value are no sums of money")
    assert said[1].startswith(f"No land value is given for 2 of 2 authorities, such as {BRADFORD}")


@pytest.mark.parametrize(
    ("headings", "rows", "message"),
    [
        (["LAD20CD", "residential per ha", "industrial per ha"], [[LEEDS, 1, 2]], r"one column of land values.*value = "),
        (["LAD20CD", "price"], [[LEEDS, 1]], r"one column of land values a hectare under lookups.land_values"),
        (["LAD20CD", "land value"], [[LEEDS, 1], [LEEDS, 2]], r"E08000035 stands 2 times"),
        (["name", "land value"], [["Leeds", 1]], r"one column of authority codes.*code = "),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_asked_for(values_of, headings, rows, message):
    with pytest.raises(EstateFileError, match=message):
        values_of(headings, rows)


def test_the_estate_file_may_name_the_columns(values_of):
    entry = {"path": "values.csv", "code": "lad20cd", "value": "residential per ha"}
    rows = [[LEEDS, 5, 2], [BRADFORD, 4, 1]]
    values, _ = values_of(["LAD20CD", "residential per ha", "industrial per ha"], rows, entry=entry)
    assert values == {LEEDS: 5, BRADFORD: 4}


def test_values_need_outlines_of_authorities(values_of):
    with pytest.raises(
        EstateFileError, match=r"lookups.land_values is of authorities; expected their outlines"
    ):
        values_of(["LAD20CD", "land value"], [[LEEDS, 1]], lookups={"land_values": "values.csv"})


def test_a_property_has_the_value_of_the_authority_it_is_most_in():
    areas = AREAS.conform(
        pd.DataFrame({
            "area_id": [LEEDS, BRADFORD, "ward", "E06000014"], "kind": ["authority", "authority", "ward", "authority"],
            "name": "x", "land_value_gbp_ha": [5.0, 4.0, 9.0, None],
        }), crs="EPSG:27700",
    )  # fmt: skip
    places = PLACES.conform(
        pd.DataFrame(
            [("a", LEEDS, "authority", 0.3), ("a", BRADFORD, "authority", 0.7), ("a", "ward", "ward", 1.0),
             ("b", "E06000014", "authority", 1.0), ("c", "ward", "ward", 1.0), ("d", LEEDS, "authority", 0.5),
             ("d", BRADFORD, "authority", 0.5)],
            columns=["subject_id", "area_id", "kind", "share"],
        ).assign(is_main=True)
    )  # fmt: skip
    assert land_values_of(places, areas).to_dict() == {"a": 4.0, "d": 4.0}
