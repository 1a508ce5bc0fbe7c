"""Archives, and the door itself: private copies, limits, and a worker that dies."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import signal
import stat
import threading
import time
import zipfile
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely
from reading_tables import rows_of

from totalcapital.reading.door import archives, sniffing
from totalcapital.reading.door.door import Door
from totalcapital.reading.profiles import FileHints
from totalcapital.reading.raw import Refusal

PLAIN = "Ref,Name\n1,Town Hall\n2,Library\n"
ROWS = [("1", "Town Hall"), ("2", "Library")]


def zipped(**members):
    """Return the bytes of a zip of names and contents; dots are written as __."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return made.getvalue()


def test_a_gz_and_a_zip_of_one_file_are_read_as_that_file(read):
    assert rows_of(read("a.csv.gz", gzip.compress(PLAIN.encode()))) == ROWS
    assert rows_of(read("a.zip", zipped(register__csv=PLAIN, readme__txt="see inside"))) == ROWS


def test_a_zip_of_a_shapefile_is_read_with_all_its_parts(read, tmp_path):
    table = gpd.GeoDataFrame({"ref": ["R1"]}, geometry=[shapely.Point(430_000, 430_000)], crs=27700)
    pyogrio.write_dataframe(table, tmp_path / "s.shp")
    parts = {f"s__{p.suffix[1:]}": p.read_bytes() for p in tmp_path.glob("s.*")}
    raw = read("a.zip", zipped(**parts))
    assert raw.columns[raw.headings.index("ref")] == ["R1"]
    assert raw.crs == "EPSG:27700"
    for suffix in ("dbf", "shx"):
        with pytest.raises(Refusal, match=rf"a\.zip: a Shapefile needs its \.{suffix} file"):
            read("a.zip", zipped(**{k: v for k, v in parts.items() if not k.endswith(suffix)}))


@pytest.mark.parametrize("name", ["../evil.csv", "/etc/evil.csv", "..\\evil.csv", "a/../../evil.csv"])
def test_a_zip_with_a_name_that_leaves_it_is_refused_and_nothing_is_written(read, tmp_path, name):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("good.csv", PLAIN)
        archive.writestr(name, PLAIN)
    with pytest.raises(Refusal, match=r"a\.zip: the zip holds names that leave it, or links: '.*evil"):
        read("a.zip", made.getvalue())
    assert not list(tmp_path.parent.rglob("evil.csv"))


def test_a_zip_with_a_symbolic_link_or_a_name_twice_is_refused(read):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        link = zipfile.ZipInfo("link.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(Refusal, match=r"names that leave it, or links: 'link\.csv'"):
        read("a.zip", made.getvalue())
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.csv", PLAIN)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.csv", "Ref,Name\n9,Other\n")
    with pytest.raises(Refusal, match=r"names that stand twice: 'a\.csv'"):
        read("a.zip", made.getvalue())


def test_an_encrypted_zip_is_refused_as_encrypted(read):
    whole = bytearray(zipped(a__csv=PLAIN))
    whole[6] |= 1  # the flag in the member's own heading
    whole[whole.index(b"PK\x01\x02") + 8] |= 1  # and in the list of members
    with pytest.raises(Refusal, match=r"the zip is encrypted\. Send it without a password"):
        read("a.zip", bytes(whole))


def test_a_zip_of_several_registers_is_refused_with_their_names(read):
    with pytest.raises(Refusal, match=r"expected one data file in the zip; found 2 \(a\.csv, b\.csv\)"):
        read("a.zip", zipped(a__csv=PLAIN, b__csv=PLAIN))
    with pytest.raises(Refusal, match="expected one data file in the zip; found 0"):
        read("a.zip", zipped(readme__txt="nothing"))


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_truncated_zip_or_gz_is_refused_as_damaged(read, share):
    text = "Ref,Name\n" + "".join(f"{i},Hall {i * 7919 % 1000}\n" for i in range(3000))
    whole = zipped(a__csv=text)
    with pytest.raises(Refusal, match=r"a\.zip: the file is damaged or cut off"):
        read("a.zip", whole[: int(len(whole) * share)])
    whole = gzip.compress(text.encode())
    with pytest.raises(Refusal, match=r"a\.csv\.gz: the gz file is damaged"):
        read("a.csv.gz", whole[: int(len(whole) * share)])


def test_a_zip_or_gz_damaged_in_the_middle_is_refused_as_damaged(read):
    text = "Ref,Name\n" + "".join(f"{i},Hall {i * 7919 % 1000}\n" for i in range(3000))
    for name, whole in (("a.zip", zipped(a__csv=text)), ("a.csv.gz", gzip.compress(text.encode()))):
        middle = len(whole) // 2
        broken = whole[:middle] + bytes(b ^ 0xFF for b in whole[middle : middle + 40]) + whole[middle + 40 :]
        with pytest.raises(Refusal, match=r"damaged"):
            read(name, broken)


def test_an_archive_that_unpacks_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sniffing, "MAX_UNPACKED", 1 << 20)
    (tmp_path / "a.zip").write_bytes(zipped(a__csv="x" * 3_000_000))
    with pytest.raises(Refusal, match="too large: it unpacks to more than 1 MiB"):
        archives.unpack(tmp_path / "a.zip", "a.zip", tmp_path)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"x" * 3_000_000))
    with pytest.raises(Refusal, match="too large: it unpacks to more than 1 MiB"):
        archives.unpack(tmp_path / "a.csv.gz", "a.csv.gz", tmp_path)


def test_the_digest_is_of_the_file_as_given_and_the_file_is_not_touched(door, tmp_path):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(PLAIN.encode()))
    before = path.read_bytes()
    opened = door.open(path, "a.csv.gz", hints=FileHints())
    assert opened.sha256 == hashlib.sha256(before).hexdigest()
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv.gz"]


def test_a_path_that_is_no_plain_file_is_refused(door, tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    for path, found in (
        (tmp_path, "found a folder"),
        (tmp_path / "none.csv", "there is none"),
        (tmp_path / "pipe.csv", "found a pipe"),
        (Path("/dev/zero"), "found a device"),
    ):
        with pytest.raises(Refusal, match=f"expected a file; {found}"):
            door.open(path, "registers", hints=FileHints())


def test_a_worker_that_dies_costs_its_file_and_not_the_next(tmp_path):
    big = tmp_path / "big.csv"
    big.write_text("Ref,Name\n" + "".join(f"{i},Hall {i}\n" for i in range(600_000)), encoding="utf-8")
    (tmp_path / "a.csv").write_text(PLAIN, encoding="utf-8")
    with Door(timeout_s=60) as door:
        assert rows_of(door.open(tmp_path / "a.csv", "a.csv", hints=FileHints()).raw) == ROWS
        process = door._worker.pid

        def kill():
            time.sleep(0.3)
            os.kill(process, signal.SIGKILL)

        threading.Thread(target=kill).start()
        with pytest.raises(
            Refusal, match=r"big\.csv: the file is unreadable \(it took the reading process down\)"
        ):
            door.open(big, "big.csv", hints=FileHints())
        assert rows_of(door.open(tmp_path / "a.csv", "a.csv", hints=FileHints()).raw) == ROWS
        folder = door._folder
        assert list(folder.iterdir()) == []
        second = door._worker._process
    assert not folder.exists()
    assert second.poll() is not None


def test_a_file_that_takes_too_long_is_stopped(tmp_path):
    big = tmp_path / "big.csv"
    big.write_text("Ref,Name\n" + "".join(f"{i},Hall {i}\n" for i in range(600_000)), encoding="utf-8")
    with (
        Door(timeout_s=0.2) as door,
        pytest.raises(Refusal, match=r"big\.csv: reading took longer than 0.2 s"),
    ):
        door.open(big, "big.csv", hints=FileHints())
