"""The long run of damaged files: ``make soak``, or ``python tests/hostile/soak.py --files 10000 --seed 1``.

Prints how the reading of each format ended, and keeps every file that broke a promise.
"""

# ruff: noqa: T201 - a script that prints
from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from judging import verdict
from mutations import COUNT, damaged, seeds

from totalcapital.reading.door.door import Door
from totalcapital.reading.profiles import FileHints

ENDS = ("read", "refused", "stopped", "died")


def main():
    """Damage, read and judge; the exit code says whether a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000, help="damaged files in all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("build/soak"), help="where failing files are kept")
    asked = parser.parse_args()
    whole, ends, broken = seeds(), {}, 0
    asked.keep.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with Door(memory_bytes=1 << 30, timeout_s=60) as door:
        for number in range(asked.files):
            name = sorted(whole)[number % len(whole)]
            path = asked.keep / name
            path.write_bytes(damaged(whole[name], f"{asked.seed}-{number}"))
            end, wrong = verdict(door, path, hints=FileHints(), written=COUNT)
            ends.setdefault(name, Counter())[end] += 1
            if wrong:
                broken += 1
                kept = path.rename(asked.keep / f"{asked.seed}-{number}-{name}")
                print(f"{kept}: {wrong}")
            else:
                path.unlink()
    print(f"{asked.files} files in {time.monotonic() - began:.0f} s, {broken} broke a promise")
    print("format     " + "".join(f"{end:>9}" for end in ENDS))
    for name, found in sorted(ends.items()):
        print(f"{name:<11}" + "".join(f"{found[end]:>9}" for end in ENDS))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
