"""Every page says in which grid distances are worked out, by which transformation, and how good it is."""

from __future__ import annotations

import re

import harbour_estate
import pytest

from totalcapital import crs
from totalcapital.publishing import publish
from totalcapital.publishing.pages import exactness_words

WITH = "Longitude and latitude are turned into it, and back, by OSTN15, the transformation of Ordnance Survey, good to 0.1 m."
WITHOUT = (
    "Longitude and latitude are turned into it, and back, by one fixed seven-parameter shift (Helmert), "
    "since OSTN15 was not at hand, good to 5 m."
)


def told(page):
    """Return the sentences of the section on exactness."""
    (section,) = re.findall(r"<h2>How exact the places are</h2>(.*?)</section>", page, re.DOTALL)
    return re.findall(r"<p>(.*?)</p>", section)


@pytest.mark.parametrize("audience", ["internal", "partner", "public"])
@pytest.mark.parametrize("name", ["index.html", "northbank.html", "southbank.html"])
def test_a_page_of_every_audience_names_the_transformation_and_its_accuracy(published, audience, name):
    pytest.importorskip("convertbng")
    said = told((published[audience][0] / name).read_text(encoding="utf-8"))
    assert said.count(WITH) == 1
    assert "Distances are worked out in metres on the National Grid" in " ".join(said)


@pytest.mark.parametrize("audience", ["internal", "public"])
def test_where_the_grid_of_ostn15_is_missing_the_page_says_five_metres(
    tables, tmp_path, monkeypatch, audience
):
    monkeypatch.setattr(crs, "_convertbng", lambda: None)
    publish(tables, tmp_path, audience=audience, project=harbour_estate.project(tmp_path))
    for name in ("index.html", "northbank.html"):
        said = told((tmp_path / name).read_text(encoding="utf-8"))
        assert said.count(WITHOUT) == 1
        assert not [sentence for sentence in said if "0.1 m" in sentence]


def test_an_estate_in_another_system_is_not_told_of_the_national_grid():
    utm = " ".join(exactness_words("EPSG:32618"))
    assert "metres on WGS 84 / UTM zone 18N (EPSG:32618)" in utm
    assert "by UTM zone 18N (PROJ), which adds no error." in utm
    assert "National Grid" not in utm
    assert "OSTN15" not in utm
    lambert = " ".join(exactness_words("EPSG:2154"))  # its datum is not that of WGS 84: PROJ says a metre
    assert "Lambert-93 (EPSG:2154)" in lambert
    assert lambert.endswith("good to 1 m.")


def test_run_json_names_the_transformation_of_the_working_system():
    assert crs.transformation("EPSG:32618") == {"name": "UTM zone 18N (PROJ)", "accuracy_m": 0.0}
    assert crs.transformation("EPSG:27700") == crs.transformation()
