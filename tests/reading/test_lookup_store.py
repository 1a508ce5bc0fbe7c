"""Look-ups: every form they come in gives the same points, kept or read anew, damaged or not."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import tempfile
import threading
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from estates import load, write_csv
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.crs import project_points
from totalcapital.errors import UnreadableFileError
from totalcapital.reading import read
from totalcapital.reading.lookups import lookup_cache, lookup_store, lookups
from totalcapital.reading.lookups.lookup_cache import ask_store, build_lookup
from totalcapital.reading.lookups.lookup_store import DamagedStoreError, LookupStore, write_store
from totalcapital.reading.lookups.lookups import Points, postcode_keys, postcode_range, postcodes_of_keys
from totalcapital.reading.raw import Refusal

BNG = "EPSG:27700"
UPRN_HEAD = ["UPRN", "X_COORDINATE", "Y_COORDINATE", "LATITUDE", "LONGITUDE"]
UPRNS = [["1", 358260.66, 172796.5, 51.4526, -2.602], ["100012345678", 430000.01, 433000.99, 53.79, -1.54],
         ["26", 352967.0, 181077.0, 51.526, -2.679]]  # fmt: skip
CODE_POINT = [["AB101AB", 10, 394235, 806529, "S92000003", "", "S08000020", "", "S12000033", "S13002842"],
              ["LS1 3AB", 10, 429800, 433700, "E92000001", "E19000001", "E18000002", "", "E08000035", "E05001420"],
              ["AB101AF", 90, 0, 0, "S92000003", "", "S08000020", "", "S12000033", "S13002842"]]  # fmt: skip


def text_of(rows):
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue()


def points(keys, x, y, *, ended=None):
    keys = np.array(keys, dtype=np.uint64)
    ended = np.zeros(len(keys), dtype=bool) if ended is None else np.array(ended)
    return Points(keys, np.array(x, dtype=float), np.array(y, dtype=float), ended)


def built(path, kind, folder):
    folder.mkdir()
    build_lookup(path, kind, path.name, folder)
    return LookupStore(folder)


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A cache of its own, which keeps the smallest look-ups too."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("TOTALCAPITAL_CACHE", str(folder))
    monkeypatch.setattr(lookup_cache, "_KEPT_FROM_BYTES", 0)
    return folder / "lookups"


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(1, 60), st.integers(0, 9), st.booleans()), max_size=12), max_size=6
    )
)
def test_a_store_holds_the_first_of_each_code_whatever_the_order_and_the_size_of_runs_and_blocks(batches):
    expected = {}
    for key, x, is_ended in [row for batch in batches for row in batch]:
        expected.setdefault(key, (x, is_ended))
    made = [
        points([r[0] for r in b], [r[1] for r in b], [0] * len(b), ended=[r[2] for r in b])
        for b in batches
        if b
    ]
    with pytest.MonkeyPatch.context() as patch:
        for name, size in (("_BLOCK", 3), ("_RUN", 7), ("_MERGED", 4), ("_SAMPLE", 2)):
            patch.setattr(lookup_store, name, size)
        with tempfile.TemporaryDirectory() as folder:
            write_store(Path(folder), made, crs=BNG, facts={})
            with LookupStore(Path(folder)) as store:
                found = store.find(np.arange(0, 62, dtype=np.uint64))
                some = store.between(np.uint64(10), np.uint64(31))
    assert found.keys.tolist() == sorted(expected)
    assert [(int(x), bool(e)) for x, e in zip(found.x, found.is_ended, strict=True)] == [
        expected[k] for k in sorted(expected)
    ]
    assert some.keys.tolist() == [key for key in sorted(expected) if 10 <= key < 31]


def test_open_uprn_as_csv_gz_zip_and_folder_give_the_same_points_to_the_centimetre(tmp_path):
    text = text_of([UPRN_HEAD, *UPRNS])
    (tmp_path / "plain.csv").write_text("\ufeff" + text, encoding="utf-8")
    (tmp_path / "packed.csv.gz").write_bytes(gzip.compress(text.encode()))
    with zipfile.ZipFile(tmp_path / "osopenuprn_202611_csv.zip", "w") as archive:
        archive.writestr("licence.txt", "Open Government Licence")
        archive.writestr("osopenuprn_202611.csv", text)
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "a.csv").write_text(text_of([UPRN_HEAD, *UPRNS[:1]]))
    (tmp_path / "parts" / "b.csv").write_text(text_of([UPRN_HEAD, *UPRNS[1:]]))
    for number, name in enumerate(["plain.csv", "packed.csv.gz", "osopenuprn_202611_csv.zip", "parts"]):
        with built(tmp_path / name, "uprn", tmp_path / f"s{number}") as store:
            found = store.find(np.array([100012345678, 26, 1, 27], dtype=np.uint64))
        assert (store.crs, store.rows) == (BNG, 3)
        assert found.keys.tolist() == [1, 26, 100012345678]
        assert found.x.tolist() == [358260.66, 352967.0, 430000.01]
        assert found.y.tolist() == [172796.5, 181077.0, 433000.99]


def test_code_point_open_without_headings_as_one_csv_as_its_folder_and_as_its_zip(tmp_path):
    rows = text_of(CODE_POINT)
    (tmp_path / "ab.csv").write_text(rows)
    (tmp_path / "Code-Point Open" / "Data" / "CSV").mkdir(parents=True)
    (tmp_path / "Code-Point Open" / "Doc").mkdir()
    headings = text_of([["PC", "PQ", "EA", "NO", "CY", "RH", "LH", "CC", "DC", "WC"]])
    (tmp_path / "Code-Point Open" / "Doc" / "Code-Point_Open_Column_Headers.csv").write_text(headings)
    (tmp_path / "Code-Point Open" / "Data" / "CSV" / "ab.csv").write_text(
        text_of([CODE_POINT[0], CODE_POINT[2]])
    )
    (tmp_path / "Code-Point Open" / "Data" / "CSV" / "ls.csv").write_text(text_of([CODE_POINT[1]]))
    with zipfile.ZipFile(tmp_path / "codepo_gb.zip", "w") as archive:
        archive.writestr("Data/CSV/ab.csv", text_of([CODE_POINT[0], CODE_POINT[2]]))
        archive.writestr("Data/CSV/ls.csv", text_of([CODE_POINT[1]]))
        archive.writestr("Doc/Code-Point_Open_Column_Headers.csv", headings)
        archive.writestr("Doc/licence.txt", "Open Government Licence")
    for number, name in enumerate(["ab.csv", "Code-Point Open", "codepo_gb.zip"]):
        with built(tmp_path / name, "postcodes", tmp_path / f"s{number}") as store:
            found = store.find(postcode_keys(pa.array(["LS1 3AB", "AB10 1AB", "AB10 1AF"])))
        assert postcodes_of_keys(found.keys) == ["AB101AB", "LS13AB"]  # the third has no place: quality 90
        assert found.x.tolist() == [394235.0, 429800.0]


def test_the_postcode_directory_says_which_codes_have_ended_and_belfast_is_not_read_on_the_wrong_grid(
    tmp_path,
):
    head = ["pcd", "pcds", "dointr", "doterm", "oseast1m", "osnrth1m", "osgrdind"]
    rows = [["LS1 3AB", "LS1 3AB", "198001", "", 429800, 433700, 1], ["LS1 9ZZ", "LS1 9ZZ", "198001", "199806", 429900, 433800, 1],
            ["BT1 5GS", "BT1 5GS", "198001", "", 333700, 374400, 1], ["GY1 1AA", "GY1 1AA", "199806", "", "", "", 9]]  # fmt: skip
    (tmp_path / "ONSPD.csv").write_text(text_of([head, *rows]))
    with built(tmp_path / "ONSPD.csv", "postcodes", tmp_path / "s") as store:
        found = store.find(postcode_keys(pa.array([row[1] for row in rows])))
    assert postcodes_of_keys(found.keys) == ["BT15GS", "LS13AB", "LS19ZZ"]
    assert found.is_ended.tolist() == [False, False, True]
    east, north = project_points(
        np.array([333_700.0]), np.array([374_400.0]), source="EPSG:29902", target=BNG
    )
    assert found.x[0] == pytest.approx(east[0], abs=0.01)
    assert found.y[0] == pytest.approx(north[0], abs=0.01)
    assert found.x[0] < 160_000  # Belfast, not Birkenhead


def test_degrees_come_back_to_the_centimetre_and_a_place_that_is_none_is_left_out(tmp_path):
    rows = [
        ["Postcode", "lat", "long"],
        ["LS1 3AB", 53.8001234, -1.5498765],
        ["JE2 4WD", 99.999999, 0.0],
        ["ZZ1 1ZZ", "", ""],
    ]
    (tmp_path / "p.csv").write_text(text_of(rows))
    with built(tmp_path / "p.csv", "postcodes", tmp_path / "s") as store:
        found = store.between(np.uint64(0), np.uint64(37**7))
    assert store.crs == "EPSG:4326"
    assert (found.x.tolist(), found.y.tolist()) == ([-1.5498765], [53.8001234])


@pytest.mark.parametrize(
    ("code", "inside"),
    [("LS1", ["LS1 1AA", "LS1 9ZZ"]), ("LS10", ["LS10 1AA"]), ("L", []), ("M1", []), ("W1A", ["W1A 0AX"])],
)
def test_the_postcodes_of_an_outward_code_are_its_own_and_no_others(code, inside):
    every = ["LS1 1AA", "LS1 9ZZ", "LS10 1AA", "LS2 1AA", "L1 1AA", "W1A 0AX", "W1B 0AX", "M11 1AA"]
    keys = postcode_keys(pa.array(every))
    first, last = postcode_range(code) if any(c.isdigit() for c in code) else postcode_range(code + "0")
    assert [every[n] for n in np.flatnonzero((keys >= first) & (keys < last))] == inside


def test_keys_of_postcodes_do_not_mind_case_or_spaces_and_come_back():
    assert len(set(postcode_keys(pa.array(["ls13ab", "LS1 3AB", " LS1  3AB"])).tolist())) == 1
    assert postcode_keys(pa.array(["LS1", "", None, "LS1 3A!", "LS13ABC1"])).tolist() == [0] * 5
    codes = ["B11AA", "EC1A1BB", "LS13AB", "M311AA"]
    assert postcodes_of_keys(postcode_keys(pa.array(codes))) == codes


def test_what_is_no_look_up_or_cut_off_is_refused_by_name_with_what_to_give_instead(tmp_path):
    (tmp_path / "r.csv").write_text("Name,Floor\nTown hall,1\n")
    with pytest.raises(
        Refusal, match=r"r\.csv: expected columns for UPRN and coordinates; found Name, Floor"
    ):
        built(tmp_path / "r.csv", "uprn", tmp_path / "s1")
    whole = gzip.compress(text_of([UPRN_HEAD, *UPRNS * 5000]).encode())
    (tmp_path / "cut.csv.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Refusal, match=r"cut\.csv\.gz cannot be read .* Download it again"):
        built(tmp_path / "cut.csv.gz", "uprn", tmp_path / "s2")
    (tmp_path / "bad.csv").write_text(text_of([UPRN_HEAD, *UPRNS, ["x12", 1, 2, 3, 4]]))
    with pytest.raises(Refusal, match=r"bad\.csv cannot be read .*x12"):
        built(tmp_path / "bad.csv", "uprn", tmp_path / "s3")
    (tmp_path / "empty").mkdir()
    with pytest.raises(Refusal, match="there is none inside"):
        built(tmp_path / "empty", "uprn", tmp_path / "s4")


def look(path, calls):
    """Ask a look-up for two UPRNs; note each time that it is built."""

    def build(folder):
        calls.append(folder)
        build_lookup(path, "uprn", path.name, folder)

    return ask_store(
        path, "uprn", build=build, ask=lambda store: store.find(np.array([26, 1], dtype=np.uint64)).x.tolist()
    )


@pytest.fixture
def source(tmp_path):
    """A look-up of UPRNs as csv."""
    path = tmp_path / "uprn.csv"
    path.write_text(text_of([UPRN_HEAD, *UPRNS]))
    return path


def test_a_look_up_is_built_once_and_again_when_its_file_changes_and_the_old_store_goes(cache, source):
    calls = []
    assert [look(source, calls) for _ in range(3)] == [[358260.66, 352967.0]] * 3
    assert len(calls) == 1
    source.write_text(text_of([UPRN_HEAD, ["1", 5.0, 6.0, 0, 0], *UPRNS[1:]]))
    assert look(source, calls) == [5.0, 352967.0]
    assert len(calls) == 2
    assert len(list(cache.iterdir())) == 1


@pytest.mark.parametrize("how", ["one byte", "cut off", "no index", "index of another", "empty"])
def test_a_store_that_is_not_as_it_was_written_is_built_again(cache, source, how):
    calls = []
    look(source, calls)
    (entry,) = cache.iterdir()
    data = (entry / "points.bin").read_bytes()
    if how == "one byte":
        (entry / "points.bin").write_bytes(data[:9] + bytes([data[9] ^ 1]) + data[10:])
    elif how == "cut off":
        (entry / "points.bin").write_bytes(data[:-1])
    elif how == "no index":
        (entry / "index.json").unlink()
    elif how == "empty":
        (entry / "index.json").write_text("")
    else:
        text = (entry / "index.json").read_text()
        (entry / "index.json").write_text(text.replace('"rows": 3', '"rows": 2'))
    assert look(source, calls) == [358260.66, 352967.0]
    assert len(calls) == 2
    assert look(source, calls) == [358260.66, 352967.0]
    assert len(calls) == 2


def test_two_runs_that_build_at_once_both_get_their_answer_and_leave_one_store(cache, source):
    barrier = threading.Barrier(2)
    answers = []

    def run():
        def build(folder):
            barrier.wait(timeout=20)  # neither finds the other's store
            build_lookup(source, "uprn", "u", folder)

        found = ask_store(
            source, "uprn", build=build, ask=lambda s: s.find(np.array([1], dtype=np.uint64)).x.tolist()
        )
        answers.append(found)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [[358260.66]] * 2
    assert [path.name[0] != "." for path in cache.iterdir()] == [True]


def test_a_build_that_fails_leaves_nothing_behind(cache, source):
    def build(folder):
        (folder / "points.bin").write_bytes(b"half")
        raise Refusal("no")

    with pytest.raises(Refusal):
        ask_store(source, "uprn", build=build, ask=lambda store: store.rows)
    assert list(cache.iterdir()) == []


def test_where_nothing_can_be_kept_the_answers_are_the_same(source, tmp_path, monkeypatch):
    monkeypatch.setattr(lookup_cache, "_KEPT_FROM_BYTES", 0)
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("TOTALCAPITAL_CACHE", str(tmp_path / "file"))
    calls = []
    assert [look(source, calls) for _ in range(2)] == [[358260.66, 352967.0]] * 2
    assert len(calls) == 2


def test_a_folder_that_is_no_store_is_damaged_and_not_a_crash(tmp_path):
    (tmp_path / "index.json").write_text("7\n[]\n")
    with pytest.raises(DamagedStoreError):
        LookupStore(tmp_path)


def estate(folder, **named):
    rows = [["1", "LS1 3AB", "100012345678"], ["2", "LS1 9ZZ", "999"], ["3", "M31", ""]]
    write_csv(folder / "r.csv", ["Ref", "Postcode", "UPRN"], rows)
    return load(folder, registers=[{"id": "r", "path": "r.csv"}], lookups=named)


@pytest.mark.usefixtures("cache")
def test_an_estate_takes_the_first_look_up_that_knows_a_code_in_whatever_form_they_come(tmp_path):
    (tmp_path / "first.csv").write_text(text_of([["Postcode", "lat", "long"], ["LS1 3AB", 53.8, -1.55]]))
    second = [
        ["LS13AB", 10, 1, 1, *["x"] * 6],
        ["LS19ZA", 10, 429000, 433000, *["x"] * 6],
        ["M311AA", 10, 376000, 392000, *["x"] * 6],
    ]
    (tmp_path / "second.csv").write_text(text_of(second))
    (tmp_path / "uprn.csv").write_text(text_of([UPRN_HEAD, *UPRNS]))
    for _ in range(2):  # from scratch, then as kept
        result = read(estate(tmp_path, postcodes=["first.csv", "second.csv"], uprn="uprn.csv"))
        found = result.postcodes.set_index("postcode")
        assert found.loc["LS13AB", ["x", "y", "crs"]].tolist() == [-1.55, 53.8, "EPSG:4326"]
        # LS1 9ZZ is in neither: its outward code's are wanted instead
        assert found.loc["LS19ZA", ["x", "y", "crs"]].tolist() == [429000.0, 433000.0, BNG]
        assert found.loc["M311AA", "x"] == 376000.0
        assert result.uprns.to_dict("records") == [
            {"uprn": "100012345678", "x": 430000.01, "y": 433000.99, "crs": BNG}
        ]


def test_a_look_up_that_cannot_be_read_stops_the_run_by_name(tmp_path):
    (tmp_path / "u.csv").write_text("Ref,Name\n1,Town hall\n")
    with pytest.raises(UnreadableFileError, match=r"u\.csv: expected columns for UPRN and coordinates"):
        read(estate(tmp_path, uprn="u.csv"))


def test_the_index_says_what_a_store_was_made_from(tmp_path, source):
    with built(source, "uprn", tmp_path / "s") as store:
        assert store.facts["kind"] == "uprn"
        assert store.facts["source"] == str(source)
    assert store.facts["sha256"] == hashlib.sha256(source.read_bytes()).hexdigest()
    assert json.loads((tmp_path / "s" / "index.json").read_text().partition("\n")[2])["rows"] == 3


def test_a_look_up_that_unpacks_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(lookups, "_LARGEST_BYTES", 1 << 20)
    text = text_of([UPRN_HEAD]) + "1,1.0,1.0,50.0,0.0\r\n" * 100_000
    (tmp_path / "bomb.csv.gz").write_bytes(gzip.compress(text.encode()))
    with pytest.raises(Refusal, match=r"bomb\.csv\.gz: unpacks to more than"):
        built(tmp_path / "bomb.csv.gz", "uprn", tmp_path / "s")
