"""The estate file: what it may say, and the one clear message where it says something else."""

from __future__ import annotations

import datetime as dt

import pytest
from estates import load, write_csv, write_estate

from totalcapital.errors import EstateFileError
from totalcapital.project import find_estate, load_project

REGISTER = {"id": "council", "path": "council.csv"}


@pytest.fixture
def folder(tmp_path):
    write_csv(tmp_path / "council.csv", ["Ref", "Postcode"], [["1", "LS1 3AB"]])
    return tmp_path


def test_a_small_estate_file_is_enough_and_the_rest_has_its_published_defaults(folder):
    project = load(folder, registers=[REGISTER])
    assert project.estate.as_of == dt.date(2026, 11, 1)
    assert project.estate.crs == "EPSG:27700"
    assert project.colocation.radius_m == 1200.0
    assert project.registers[0].agency is None
    assert project.resolve("council.csv") == folder / "council.csv"


@pytest.mark.parametrize(
    ("sections", "message"),
    [
        ({"registers": [REGISTER | {"agancy": "X"}]}, r"unknown key register\.0\.agancy; did you mean agency\?"),
        ({"registers": [REGISTER], "estate": {"progamme": "x"}}, r"unknown key estate\.progamme; did you mean programme\?"),
        ({"registers": [REGISTER], "colocations": {"radius_m": 5.0}}, r"unknown key colocations; did you mean colocation\?"),
        ({"registers": [REGISTER], "colocation": {"radius": 5.0}}, r"colocation\.radius; did you mean radius_m\?"),
        ({"registers": [REGISTER], "lookups": {"postcode": "council.csv"}}, r"lookups\.postcode; did you mean postcodes\?"),
        ({"registers": [REGISTER], "estate": {"qqq": 1}}, r"unknown key estate\.qqq; known keys: areas, as_of"),
        ({"registers": [REGISTER | {"agency": {"colunm": "X"}}]}, r"colunm; did you mean column\?"),
        ({"registers": [REGISTER | {"columns": {"floor_aera_m2": "GIA"}}]}, r"floor_aera_m2.*did you mean floor_area_m2\?"),
        ({"registers": [REGISTER | {"defaults": {"servce": "library"}}]}, r"servce.*did you mean service\?"),
        ({"registers": [REGISTER | {"codes": {"statis": {"x": "vacant"}}}]}, r"statis.*did you mean status\?"),
        ({"registers": [REGISTER | {"sector": "distrct"}]}, r"sector.*'distrct'.*did you mean district\?"),
        ({"registers": []}, r"expected at least one \[\[register\]\]"),
        ({"registers": [REGISTER, REGISTER]}, r"the id 'council' stands twice"),
        ({"registers": [REGISTER | {"id": "The Council"}]}, r"an id is small letters"),
        ({"registers": [{"id": "council"}]}, r"expected register\.0\.path; it is missing"),
        ({"registers": [REGISTER], "colocation": {"radius_m": -5.0}}, r"colocation\.radius_m: .*greater than 0 \(found -5\.0\)"),
        ({"registers": [REGISTER], "estate": {"as_of": "soon"}}, r"estate\.as_of: .*date.*\(found 'soon'\)"),
        ({"registers": [REGISTER], "areas": [{"id": "a", "name": "A"}]}, r"area a: give one of codes, path and around"),
        ({"registers": [REGISTER], "store": {"kind": "x"}}, r"section \[store\] is not known to this version"),
        ({"registers": [REGISTER | {"path": "gone.csv"}]}, r"register council names gone\.csv; there is no such file"),
        ({"registers": [REGISTER], "lookups": {"postcodes": "gone.csv"}}, r"lookup postcodes names gone\.csv"),
        ({"registers": [REGISTER], "estate": {"boundaries": {"path": "gone.json", "code": "C"}}}, r"boundaries names gone\.json"),
        ({"registers": [REGISTER], "areas": [{"id": "a", "name": "A", "path": "gone.json"}]}, r"area a names gone\.json"),
    ],
)  # fmt: skip
def test_each_fault_is_one_message_that_names_the_file_and_the_remedy(folder, sections, message):
    with pytest.raises(EstateFileError, match=message) as refused:
        load(folder, **sections)
    assert str(folder / "estate.toml") in str(refused.value)


def test_a_file_that_is_no_toml_is_refused_at_its_line(folder):
    path = folder / "estate.toml"
    path.write_text('[estate]\nname = "Testshire\n', encoding="utf-8")
    with pytest.raises(EstateFileError, match=r"estate\.toml: expected TOML; .*line 2"):
        load_project(path)
    path.write_bytes('[estate]\nname = "Café"\n'.encode("cp1252"))
    with pytest.raises(EstateFileError, match=r"estate\.toml: expected TOML"):
        load_project(path)


def test_a_byte_order_mark_is_no_fault(folder):
    path = write_estate(folder, registers=[REGISTER])
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_project(path).estate.name == "Testshire"


def test_the_estate_file_is_found_in_the_folder_or_the_nearest_above(folder):
    path = write_estate(folder, registers=[REGISTER])
    (folder / "a" / "b").mkdir(parents=True)
    assert find_estate(folder / "a" / "b") == path
    with pytest.raises(EstateFileError, match=r"expected an estate file at .*none\.toml"):
        load_project(folder / "none.toml")


def test_the_loaded_project_cannot_be_changed(folder):
    project = load(folder, registers=[REGISTER])
    with pytest.raises(ValueError, match="frozen"):
        project.estate.name = "Other"


def test_a_register_that_is_a_link_out_of_the_folder_is_refused_and_one_named_plainly_is_not(tmp_path):
    (tmp_path / "estate").mkdir()
    (tmp_path / "secret.csv").write_text("Ref,Postcode\n1,LS1 3AB\n", encoding="ascii")
    estate = tmp_path / "estate" / "estate.toml"
    (tmp_path / "estate" / "council.csv").symlink_to(tmp_path / "secret.csv")
    text = '[estate]\nname = "E"\nas_of = 2026-01-01\n[[register]]\nid = "council"\npath = "{}"\n'
    estate.write_text(text.format("council.csv"), encoding="ascii")
    with pytest.raises(
        EstateFileError, match=r"council names council\.csv, a link that leads out .*secret\.csv"
    ):
        load_project(estate)
    for path in ("../secret.csv", str(tmp_path / "secret.csv")):
        estate.write_text(text.format(path), encoding="ascii")
        assert load_project(estate).registers[0].path == path


def test_what_a_file_may_take_is_said_in_gib_and_seconds(tmp_path):
    (tmp_path / "a.csv").write_text("Ref,Postcode\n1,LS1 3AB\n", encoding="ascii")
    text = '[estate]\nname = "E"\nas_of = 2026-01-01\n[[register]]\nid = "a"\npath = "a.csv"\n[reading]\n'
    (tmp_path / "estate.toml").write_text(text + "memory_gib = 3\ntimeout_s = 9.5\n", encoding="ascii")
    assert load_project(tmp_path / "estate.toml").reading.limits == {
        "memory_bytes": 3_221_225_472, "timeout_s": 9.5, "temporary_bytes": 4_294_967_296,
    }  # fmt: skip
