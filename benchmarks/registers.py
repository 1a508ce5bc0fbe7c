"""Times a large CSV register beside ``pandas.read_csv(dtype=str)`` on the same file.

``python benchmarks/registers.py [--rows N] [--parts] [--profile] [--repeat N]``

The register is made (seeded) in a temporary folder: references, names, addresses, postcodes, UPRNs,
National Grid coordinates, codes, areas with thousands separators, dates, blanks and a few faults.
Ours is what a user does: the ``read`` stage through the door, then ``locate`` from the register's
own coordinates. Each way runs in a process of its own, so that memory can be told apart.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd

SEED = 20261101
_STREETS = (
    "High Street",
    "Church Lane",
    "Station Road",
    "Mill Bank",
    "Park Avenue",
    "The Green",
    "Market Place",
)
_KINDS = (
    "Library",
    "Depot",
    "Fire Station",
    "Community Centre",
    "Town Hall",
    "Primary School",
    "Car Park",
    "Clinic",
)
_TOWNS = ("Leeds", "Bradford", "Halifax", "Wakefield", "Huddersfield", "Otley", "Ilkley", "Keighley")


def write_register(path: Path, rows_count: int, *, seed: int = SEED) -> Path:
    """Write a register of as many rows and return its path; the same seed writes the same bytes."""
    rng = np.random.default_rng(seed)

    def pick(words, shares=None):
        return np.array(words, dtype=object)[rng.choice(len(words), rows_count, p=shares)]

    number = np.arange(1, rows_count + 1)
    area = np.round(rng.lognormal(6, 1.2, rows_count), 1)
    letters = np.array(list("ABDEFGHJLNPQRSTUWXYZ"), dtype=object)
    end = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 9000, rows_count), unit="D")
    town = pick(_TOWNS)
    frame = pd.DataFrame(
        {
            "Asset Reference": [f"TC{n:07d}" for n in number],
            "Property Name": pick(_TOWNS) + " " + pick(_KINDS),
            "Address": [
                f"{n}, {s}, {t}"
                for n, s, t in zip(rng.integers(1, 300, rows_count), pick(_STREETS), town, strict=True)
            ],
            "Postcode": [
                f"LS{a} {b}{c}{d}"
                for a, b, c, d in zip(
                    rng.integers(1, 30, rows_count),
                    rng.integers(0, 10, rows_count),
                    letters[rng.integers(0, 20, rows_count)],
                    letters[rng.integers(0, 20, rows_count)],
                    strict=True,
                )
            ],
            "UPRN": (72_000_000 + rng.permutation(rows_count)).astype(str),
            "Easting": np.round(rng.uniform(410_000, 450_000, rows_count), 1).astype(str),
            "Northing": np.round(rng.uniform(420_000, 450_000, rows_count), 1).astype(str),
            "Tenure": pick(["Freehold", "Leasehold", "Licence", ""], [0.6, 0.3, 0.05, 0.05]),
            "Status": pick(["Operational", "Vacant", "Surplus", "occupied", ""], [0.7, 0.1, 0.05, 0.1, 0.05]),
            "GIA (m2)": [f"{a:,.1f}" for a in area],
            "Service": pick(_KINDS),
            "Lease end date": end.strftime("%d/%m/%Y"),
        }
    ).astype(object)
    for heading, share in (("UPRN", 0.2), ("GIA (m2)", 0.1), ("Lease end date", 0.6), ("Postcode", 0.03)):
        frame.loc[rng.random(rows_count) < share, heading] = ""
    faulty = rng.choice(rows_count, max(6, rows_count // 50_000), replace=False)
    for row, (heading, value) in zip(
        faulty,
        [("Easting", "4,1x"), ("Postcode", "LS99"), ("UPRN", "1.00012E+11"), ("GIA (m2)", "large"),
         ("Lease end date", "31/02/2027"), ("Northing", "0")] * (len(faulty) // 6 + 1),
        strict=False,
    ):  # fmt: skip
        frame.loc[row, heading] = value
    frame.to_csv(path, index=False, lineterminator="\r\n")
    return path


def _write_estate(folder: Path, register: str) -> Path:
    path = folder / "estate.toml"
    path.write_text(
        '[estate]\nname = "Benchmark"\nas_of = 2026-11-01\n\n[publication]\nkey = "benchmark"\n\n'
        f'[[register]]\nid = "big"\npath = "{register}"\nagency = "Leeds City Council"\ncrs = "EPSG:27700"\n',
        encoding="utf-8",
    )
    return path


def _peak_mib(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


def _cpu_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(part.ru_utime + part.ru_stime for part in used)


class _Sampler(threading.Thread):
    """Watches the memory of this process and its children together, ten times a second (Linux only)."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak_mib = 0.0
        self._is_over = threading.Event()

    def run(self) -> None:
        while not self._is_over.wait(0.1):
            self.peak_mib = max(self.peak_mib, self._together(os.getpid()))

    def _together(self, process: int) -> float:
        try:
            pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
            tasks = Path(f"/proc/{process}/task").glob("*/children")
            children = {int(child) for task in tasks for child in task.read_text(encoding="ascii").split()}
        except OSError:
            return 0.0
        return pages * resource.getpagesize() / 2**20 + sum(map(self._together, children))

    def stop(self) -> float:
        self._is_over.set()
        self.join()
        return self.peak_mib


def _time_pandas(path: Path) -> dict[str, float]:
    cpu, start = _cpu_s(), time.perf_counter()
    frame = pd.read_csv(path, dtype=str)
    return {
        "total_s": time.perf_counter() - start,
        "cpu_s": _cpu_s() - cpu,
        "rows": len(frame),
        "peak_mib": _peak_mib(resource.RUSAGE_SELF),
    }


def _time_ours(estate: Path, *, profile: bool) -> dict[str, float]:
    from totalcapital.locating import locate  # noqa: PLC0415 - not in the process that times pandas
    from totalcapital.project import load_project  # noqa: PLC0415
    from totalcapital.reading import read  # noqa: PLC0415

    project = load_project(estate)
    profiler = cProfile.Profile()
    if profile:
        profiler.enable()
    sampler = _Sampler()
    sampler.start()
    cpu, start = _cpu_s(), time.perf_counter()
    result = read(project)
    after_read = time.perf_counter()
    located = locate(
        result.assets, result.projects, postcodes=result.postcodes, homes={}, crs=project.estate.crs
    )
    end = time.perf_counter()
    if profile:
        profiler.disable()
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("cumulative").print_stats(45)
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(30)
    return {
        "read_s": after_read - start,
        "locate_s": end - after_read,
        "total_s": end - start,
        "cpu_s": _cpu_s() - cpu,
        "rows": len(result.assets),
        "issues": len(result.issues) + len(located.issues),
        "placed": int((located.locations["method"] == "coordinates").sum()),
        "peak_together_mib": sampler.stop(),
        "peak_mib": _peak_mib(resource.RUSAGE_SELF),
        "worker_peak_mib": _peak_mib(resource.RUSAGE_CHILDREN),
    }


def _time_parts(path: Path, *, profile: bool) -> dict[str, float]:
    """Time what the worker does, in this process."""
    from totalcapital.reading.profiles import FileHints, load_profiles  # noqa: PLC0415
    from totalcapital.reading.raw import load_raw, save_raw  # noqa: PLC0415
    from totalcapital.reading.text.delimited import read_delimited  # noqa: PLC0415 - not in the process of pandas

    load_profiles()
    profiler = cProfile.Profile()
    if profile:
        profiler.enable()
    with tempfile.TemporaryDirectory() as folder:
        times = [time.perf_counter()]
        raw = read_delimited(path, path.name, FileHints())
        times.append(time.perf_counter())
        save_raw(raw, Path(folder))
        times.append(time.perf_counter())
        load_raw(Path(folder))
        times.append(time.perf_counter())
    if profile:
        profiler.disable()
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(30)
    parts = dict(
        zip(("worker_reads_s", "worker_saves_s", "parent_loads_s"), np.diff(times).tolist(), strict=True)
    )
    return parts | {"peak_mib": _peak_mib(resource.RUSAGE_SELF)}


def _apart(way: str, path: Path, *, profile: bool) -> dict[str, float]:
    command = [
        sys.executable,
        __file__,
        "--way",
        way,
        "--path",
        str(path),
        *(["--profile"] if profile else []),
    ]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def main() -> None:
    """Make the register, time both ways, print times, ratio and memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--parts", action="store_true", help="also time what the worker does")
    parser.add_argument("--profile", action="store_true", help="print where the time goes")
    parser.add_argument("--way", choices=["pandas", "ours", "parts"], help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way == "pandas":
        print(json.dumps(_time_pandas(options.path)))
        return
    if options.way:
        time_way = _time_ours if options.way == "ours" else _time_parts
        print(json.dumps(time_way(options.path, profile=options.profile)))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        register = write_register(folder / "register.csv", options.rows)
        estate = _write_estate(folder, register.name)
        print(f"{options.rows:,} rows, {register.stat().st_size / 2**20:.0f} MiB")
        ratios = []
        for _ in range(options.repeat):
            plain = _apart("pandas", register, profile=False)
            ours = _apart("ours", estate, profile=options.profile)
            ratios.append(ours["total_s"] / plain["total_s"])
            by_cpu = ours["cpu_s"] / plain["cpu_s"]
            for title, times in (("pandas.read_csv", plain), ("read + locate", ours)):
                print(f"{title:16}", "  ".join(f"{key} {value:,.2f}" for key, value in times.items()))
            print(f"{'ratio':16} {ratios[-1]:.2f} by the clock, {by_cpu:.2f} by processor time")
        if options.parts:
            parts = _apart("parts", register, profile=options.profile)
            print(f"{'worker':16}", "  ".join(f"{key} {value:,.2f}" for key, value in parts.items()))
        if options.repeat > 1:
            print(f"{'median ratio':16} {np.median(ratios):.2f}")


if __name__ == "__main__":
    main()
