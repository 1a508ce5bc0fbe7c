"""P9, P10: what binds the worker, tried from inside it, by Python and by the C library."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from totalcapital.reading.door.door import Door
from totalcapital.reading.door.drivers import closed_environment
from totalcapital.reading.profiles import FileHints
from totalcapital.reading.raw import Refusal

PACKAGE = str(Path(__file__).resolve().parents[2])
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp are of Linux")

TRIES = """
import ctypes, json, os, socket, sys
from pathlib import Path
from totalcapital.reading.door.confining import confine
folder, secret = sys.argv[1:]
said = {"in_force": confine(Path(folder), memory_bytes=1 << 30, temporary_bytes=1 << 20)}
libc = ctypes.CDLL(None, use_errno=True)
def tried(name, action):
    try:
        said[name] = action()
    except (OSError, MemoryError, ImportError) as error:
        said[name] = type(error).__name__
tried("own file", lambda: (Path(folder, "a").write_text("x"), Path(folder, "a").read_text())[1])
tried("other file", lambda: Path(secret).read_text())
tried("other file by C", lambda: libc.open(secret.encode(), 0))
tried("other folder", lambda: os.listdir(os.path.dirname(secret)))
tried("write elsewhere", lambda: Path(secret).write_text("changed"))
tried("link", lambda: os.symlink(secret, folder + "/link"))
tried("socket", lambda: socket.socket())
tried("socket by C", lambda: libc.socket(2, 1, 0))
tried("local socket by C", lambda: libc.socket(1, 1, 0))
tried("program", lambda: os.system("true"))
tried("program by C", lambda: libc.execl(b"/bin/true", b"true", None))
tried("fork", lambda: os.fork())
tried("large file", lambda: Path(folder, "b").write_bytes(bytes(2 << 20)))
tried("memory", lambda: len(bytearray(2 << 30)))
tried("library", lambda: __import__("zoneinfo").ZoneInfo("Europe/London").key)
print(json.dumps(said))
"""


@LINUX
def test_the_worker_reaches_its_own_folder_and_nothing_else(tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "other").mkdir()
    secret = tmp_path / "other" / "secret.csv"
    secret.write_text("secret", encoding="ascii")
    run = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-c", TRIES, str(tmp_path / "own"), str(secret)],
        env=closed_environment(os.environ, str(tmp_path / "own"), PACKAGE),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    said = json.loads(run.stdout)
    in_force = said.pop("in_force")
    assert {"hook", "memory", "network"} <= set(in_force)
    no = "PermissionError"
    assert {name: said[name] for name in ("own file", "socket", "program", "fork", "large file", "memory")} == {
        "own file": "x", "socket": no, "program": no, "fork": no, "large file": "OSError", "memory": "MemoryError",
    }  # fmt: skip
    assert {
        name: said[name] for name in ("socket by C", "local socket by C", "program by C")
    } == dict.fromkeys(("socket by C", "local socket by C", "program by C"), -1)
    assert said["library"] in {"Europe/London", "ModuleNotFoundError"}
    if "files" not in in_force:
        pytest.skip("the kernel has no Landlock")
    assert {
        name: said[name] for name in ("other file", "other folder", "write elsewhere", "link")
    } == dict.fromkeys(("other file", "other folder", "write elsewhere", "link"), no)
    assert said["other file by C"] == -1
    assert secret.read_text(encoding="ascii") == "secret"


@LINUX
def test_the_worker_is_confined_before_any_thread_was_started(door, tmp_path):
    (tmp_path / "a.csv").write_text("Ref,Name\n1,Hall\n", encoding="ascii")
    door.open(tmp_path / "a.csv", "a.csv", hints=FileHints())
    assert {"hook", "memory", "network"} <= set(door.confinement)
    threads = Path(f"/proc/{door._worker.pid}/task")
    for thread in threads.iterdir():
        said = (thread / "status").read_text(encoding="ascii")
        assert "NoNewPrivs:\t1" in said
        assert "Seccomp:\t2" in said


def test_what_a_killed_run_left_is_removed_by_the_next_and_what_runs_is_not(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    over = subprocess.Popen([sys.executable, "-c", ""])
    over.wait()
    left = tmp_path / f"totalcapital-read-{over.pid}-abc"
    (left / "x").mkdir(parents=True)
    running = tmp_path / f"totalcapital-read-{os.getpid()}-abc"
    others = [
        tmp_path / name for name in ("totalcapital-read-x-y", "totalcapital-other", f"mine-{over.pid}-abc")
    ]
    for folder in (running, *others):
        folder.mkdir()
    with Door():
        assert not left.exists()
        assert running.exists()
        assert all(folder.exists() for folder in others)


def test_a_file_larger_than_the_limit_is_refused_before_it_is_copied(tmp_path):
    (tmp_path / "a.csv").write_text("Ref,Name\n" + "1,Hall\n" * 1000, encoding="ascii")
    with (
        Door(temporary_bytes=1000) as door,
        pytest.raises(Refusal, match=r"a\.csv: expected a file of at most 0 MiB"),
    ):
        door.open(tmp_path / "a.csv", "a.csv", hints=FileHints())
