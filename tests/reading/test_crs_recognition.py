"""Which CRS coordinates are in, told from their values where nothing says it."""

from __future__ import annotations

import pandas as pd
import pytest

from totalcapital.reading.coordinates import canonical_crs, hex_of_wkt, recognise_crs

LEEDS = {
    "EPSG:4326": ([-1.55, -1.50, -1.60], [53.80, 53.82, 53.79]),
    "EPSG:27700": ([430_000.0, 431_500.0, 428_000.0], [433_000.0, 434_000.0, 431_000.0]),
    "EPSG:3857": ([-172_500.0, -167_000.0, -178_000.0], [7_130_000.0, 7_133_000.0, 7_127_000.0]),
}


@pytest.mark.parametrize("crs", LEEDS)
def test_the_crs_is_recognised_from_where_the_points_would_lie(crs):
    x, y = (pd.Series(values) for values in LEEDS[crs])
    assert recognise_crs(x, y) == (crs, 1.0, False)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857"])
def test_swapped_columns_are_told(crs):
    y, x = (pd.Series(values) for values in LEEDS[crs])
    assert recognise_crs(x, y) == (crs, 1.0, True)


def test_numbers_that_fit_nothing_are_recognised_as_nothing():
    assert recognise_crs(pd.Series([9e7, 9e7]), pd.Series([9e7, 9e7])) == (None, 0.0, False)
    assert recognise_crs(pd.Series([430.5, 431.0]), pd.Series([433.5, 434.0]))[0] is None  # kilometres


def test_points_at_nought_nought_say_nothing():
    x, y = pd.Series([0.0, 0.0, -1.55]), pd.Series([0.0, 0.0, 53.8])
    assert recognise_crs(x, y) == ("EPSG:4326", 1.0, False)
    assert recognise_crs(x[:2], y[:2]) == (None, 0.0, False)


def test_the_share_that_fits_is_told():
    x = pd.Series([-1.55] * 3 + [400_000.0])
    y = pd.Series([53.8] * 3 + [400_000.0])
    assert recognise_crs(x, y) == ("EPSG:4326", 0.75, False)


@pytest.mark.parametrize(
    ("text", "crs"),
    [
        ("WGS84", "EPSG:4326"), ("wgs 84", "EPSG:4326"), ("OSGB36", "EPSG:27700"), ("British National Grid", "EPSG:27700"),
        ("EPSG:3857", "EPSG:3857"), ("urn:ogc:def:crs:EPSG::27700", "EPSG:27700"), ("Irish Grid", None), ("", None),
    ],
)  # fmt: skip
def test_crs_names_are_read_as_registers_write_them(text, crs):
    assert canonical_crs(text) == crs


def test_well_known_text_is_read_and_hostile_or_empty_text_is_a_fault():
    assert hex_of_wkt("SRID=27700;POINT (1 2)") == hex_of_wkt("POINT Z (1 2 3)")
    for text in ("POINT EMPTY", "POINT (x y)", "hello"):
        assert hex_of_wkt(text)[0] is None
    assert hex_of_wkt("GEOMETRYCOLLECTION(" * 100_000) == (None, "nested too deeply to be a place")
