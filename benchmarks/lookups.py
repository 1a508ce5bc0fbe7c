"""Times the look-up of UPRNs beside what a user would write: pandas.read_csv and a merge.

A seeded list in the layout of OS Open UPRN is made in a temporary folder. Each way runs in a
process of its own, so that its peak memory is its own; all three find the same points. OS Open UPRN
has 41 million rows; the straight line from the rows measured here is printed beside.
``python benchmarks/lookups.py [--rows N] [--wanted N]``
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv

from totalcapital.reading.lookups.lookup_cache import build_lookup
from totalcapital.reading.lookups.lookup_store import LookupStore

OPEN_UPRN_ROWS = 41_000_000


def make(folder, rows, wanted):
    """Write the list, in batches, and the numbers to be found, nine in ten of which it knows."""
    rng = np.random.default_rng(27_700)
    step = 12_000_000_000 // rows
    names = ["UPRN", "X_COORDINATE", "Y_COORDINATE", "LATITUDE", "LONGITUDE"]
    schema = pa.schema([(name, pa.int64() if name == "UPRN" else pa.float64()) for name in names])
    asked = []
    with pacsv.CSVWriter(str(folder / "uprn.csv"), schema) as out:
        for start in range(0, rows, 1_000_000):
            count = min(1_000_000, rows - start)
            keys = 1 + (np.arange(start, start + count) * step) + rng.integers(0, step // 2, count)
            columns = [
                keys, rng.uniform(100_000, 650_000, count).round(2), rng.uniform(20_000, 1_100_000, count).round(2),
                rng.uniform(50, 59, count).round(7), rng.uniform(-6, 1.7, count).round(7),
            ]  # fmt: skip
            out.write_table(pa.table(dict(zip(names, columns, strict=True)), schema=schema))
            asked.append(rng.choice(keys, max(1, wanted * count // rows)))
    asked = np.concatenate(asked)
    asked[::10] += step // 2 + 1  # not in the list
    np.save(folder / "wanted.npy", asked)


def ours(folder, store):
    with LookupStore(store) as opened:
        found = opened.find(np.load(folder / "wanted.npy").astype(np.uint64))
    return found.keys, found.x, found.y


def plain(folder, _):
    table = pd.read_csv(folder / "uprn.csv", usecols=["UPRN", "X_COORDINATE", "Y_COORDINATE"])
    wanted = pd.DataFrame({"UPRN": np.unique(np.load(folder / "wanted.npy"))})
    found = wanted.merge(table, on="UPRN")
    return found["UPRN"].to_numpy(), found["X_COORDINATE"].to_numpy(), found["Y_COORDINATE"].to_numpy()


def build(folder, store):
    store.mkdir()
    build_lookup(folder / "uprn.csv", "uprn", "uprn.csv", store)
    return ours(folder, store)


WAYS = {"build, once": build, "look up": ours, "pandas": plain}


def run(way, folder):
    """Run one way in this process and print what it took and found."""
    began = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_SELF)
    keys, x, y = WAYS[way](folder, folder / "store")
    after = resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps(
            {
                "wall_s": time.perf_counter() - began,
                "cpu_s": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
                "peak_mib": after.ru_maxrss // 1024,
                "found": [len(keys), round(float(np.sum(x)), 1), round(float(np.sum(y)), 1)],
            }
        )
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--wanted", type=int, default=100_000)
    parser.add_argument("--way", choices=list(WAYS))
    parser.add_argument("--folder", type=Path)
    told = parser.parse_args()
    if told.way:
        run(told.way, told.folder)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(folder, told.rows, told.wanted)
        size = (folder / "uprn.csv").stat().st_size >> 20
        print(f"{told.rows:,} rows, {size:,} MiB of csv; {told.wanted:,} numbers looked up")
        found = []
        for way in WAYS:
            command = [sys.executable, __file__, "--way", way, "--folder", name]
            answer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            found.append(answer["found"])
            times = OPEN_UPRN_ROWS / told.rows
            print(
                f"{way:12} {answer['wall_s']:7.2f} s ({answer['cpu_s']:.2f} s CPU), peak {answer['peak_mib']:,} MiB; "
                f"at 41 million rows by the straight line {answer['wall_s'] * times:,.0f} s"
            )
        if not found[0] == found[1] == found[2]:
            sys.exit(f"the ways found different points: {found}")
        store = sum(path.stat().st_size for path in (folder / "store").iterdir()) >> 20
        print(f"all found {found[0][0]:,}; the store takes {store:,} MiB")


if __name__ == "__main__":
    main()
