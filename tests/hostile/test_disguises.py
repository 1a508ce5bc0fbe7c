"""P9: a file cannot have another file read, or an address called; a path that names no file is refused."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from disguises import FILES, PATHS

from totalcapital.reading.door.drivers import DRIVERS, closed_environment
from totalcapital.reading.profiles import FileHints
from totalcapital.reading.raw import Refusal

CANARY = "canary-7f3a91"
PACKAGE = str(Path(__file__).resolve().parents[2])


@pytest.fixture(scope="module")
def sink():
    """An address that counts how often it is called."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.2)
    calls, is_open = [], threading.Event()
    is_open.set()

    def listen():
        while is_open.is_set():
            try:
                connection, _ = server.accept()
            except TimeoutError:
                continue
            calls.append(connection.recv(200))
            connection.close()

    thread = threading.Thread(target=listen)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}", calls
    is_open.clear()
    thread.join()
    server.close()


@pytest.fixture
def marker(tmp_path):
    """A file that nothing but its own name may lead to."""
    (tmp_path / "elsewhere").mkdir()
    path = tmp_path / "elsewhere" / "marker.csv"
    path.write_text(f"Ref,Name\n1,{CANARY}\n", encoding="ascii")
    return path


def test_the_sink_counts_a_call(sink):
    url, calls = sink
    before = len(calls)
    with socket.create_connection(("127.0.0.1", int(url.rsplit(":", 1)[1]))) as connection:
        connection.sendall(b"x")
        connection.recv(1)
    assert len(calls) == before + 1


@pytest.mark.parametrize("place", range(len(FILES)), ids=[f"{i}-{name}" for i, (name, _) in enumerate(FILES)])
def test_a_file_that_points_elsewhere_is_refused_or_read_as_what_it_says_and_nothing_else(
    door, tmp_path, marker, sink, place
):
    name, make = FILES[place]
    url, calls = sink
    before = len(calls)
    path = tmp_path / name
    path.write_bytes(make(tmp_path, marker, url))
    said = ""
    try:
        raw = door.open(path, name, hints=FileHints()).raw
        said = repr((raw.headings, [list(cells) for cells in raw.columns], raw.facts, raw.faults))
    except Refusal as refusal:
        said = str(refusal)
        assert said.startswith(name)
        assert "took the reading process down" not in said
    assert CANARY not in said
    assert calls[before:] == []


@pytest.mark.parametrize("given", PATHS, ids=range(len(PATHS)))
def test_a_path_that_names_no_plain_file_is_refused_and_nothing_is_fetched(
    door, tmp_path, marker, sink, given
):
    url, calls = sink
    before = len(calls)
    shown = given.format(marker=marker, sink=url) if "{marker}" in given or "{sink}" in given else given
    with pytest.raises(Refusal, match=r"expected (a file|the path of a file)") as refused:
        door.open(tmp_path / shown, shown, hints=FileHints())
    assert CANARY not in str(refused.value)
    assert calls[before:] == []


def test_the_worker_has_the_drivers_that_are_allowed_and_no_other():
    code = "import pyogrio; print(*sorted(pyogrio.list_drivers()), sep='|')"
    environment = closed_environment({"OGR_SKIP": "", "GDAL_DRIVER_PATH": "/tmp"}, "/tmp", PACKAGE)  # noqa: S108
    run = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert set(run.stdout.strip().split("|")) == DRIVERS
    assert "GDAL_DRIVER_PATH" not in environment
