"""Links 200,000 invented records here and with splink, each in a process of its own: time, memory, right and wrong.

``python -m benchmarks.linking.scale [--records N] [--splink PYTHON] [--install FOLDER] [--profile]``

splink wants other versions of DuckDB than others may have, so it lives in an environment of its own:
``--install FOLDER`` makes one from the dependency group ``bench``; ``--splink PYTHON`` names one that is there.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import geopandas as gpd
import pandas as pd

from benchmarks.linking.invented import invent
from benchmarks.linking.measuring import site_of_records, wilson

ROOT = Path(__file__).resolve().parents[2]
CELL_M = 150
OURS = """
import json, resource, sys, time
import geopandas as gpd, pandas as pd
from totalcapital.linking import link
folder = sys.argv[1]
assets, places = pd.read_parquet(folder + "/assets.parquet"), gpd.read_parquet(folder + "/places.parquet")
start, cpu = time.perf_counter(), time.process_time()
if sys.argv[2] == "profile":
    import cProfile, pstats
    profile = cProfile.Profile()
    result = profile.runcall(link, assets, places)
    pstats.Stats(profile, stream=sys.stderr).sort_stats("cumulative").print_stats(40)
else:
    result = link(assets, places)
seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
result.holdings[["site_id", "asset_ids"]].to_parquet(folder + "/ours.parquet")
print(json.dumps({"seconds": seconds, "cpu_seconds": cpu, "peak_mib": peak}))
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--splink", type=Path, help="Python of an environment with splink")
    parser.add_argument("--install", type=Path, help="folder to make such an environment in")
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args()
    python = _installed(asked.install) if asked.install else asked.splink
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        truth = _write(asked.records, asked.seed, folder)
        ours = _run([sys.executable, "-c", OURS, str(folder), "profile" if asked.profile else "plain"])
        holdings = pd.read_parquet(folder / "ours.parquet")
        _show("totalcapital", ours, _scored(site_of_records(holdings), truth))
        if python:
            script = Path(__file__).with_name("scale_splink.py")
            theirs = _run([str(python), str(script), str(folder / "records.parquet"), name])
            for path in sorted(folder.glob("splink-*.parquet")):
                clusters = pd.read_parquet(path).set_index("unique_id")["cluster_id"]
                _show(path.stem, theirs, _scored(clusters, truth))
    return 0


def _write(records: int, seed: int, folder: Path) -> pd.Series:
    """Write the records for both, in their own forms, and return the truth."""
    assets, places, truth = invent(records, seed)
    assets.to_parquet(folder / "assets.parquet")
    places.to_parquet(folder / "places.parquet")
    shape = gpd.GeoSeries(places.set_index("subject_id").geometry.reindex(assets["asset_id"]))
    degrees = shape.to_crs("EPSG:4326")
    flat = assets[["asset_id", "name", "address", "postcode", "uprn", "service"]].rename(
        columns={"asset_id": "unique_id"}
    )
    flat = flat.assign(
        name=flat["name"].str.lower(), address=flat["address"].str.lower(), lat=degrees.y.to_numpy(), lon=degrees.x.to_numpy(),
        cell_x=(shape.x // CELL_M).astype(int).to_numpy(), cell_y=(shape.y // CELL_M).astype(int).to_numpy(),
    )  # fmt: skip
    flat.to_parquet(folder / "records.parquet")
    return truth


def _run(command: list[str]) -> dict[str, float]:
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    answer: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def _scored(found: pd.Series, truth: pd.Series) -> dict[str, float]:
    """Count pairs without listing them: those of one group, of one property, of both."""
    both = pd.DataFrame({"found": found.reindex(truth.index), "truth": truth})

    def pairs(columns: list[str]) -> int:
        size = both.groupby(columns).size().to_numpy()
        return int((size * (size - 1) // 2).sum())

    hit = pairs(["found", "truth"])
    return {"tp": hit, "fp": pairs(["found"]) - hit, "fn": pairs(["truth"]) - hit}


def _show(name: str, ran: dict[str, float], score: dict[str, float]) -> None:
    tp, fp, fn = int(score["tp"]), int(score["fp"]), int(score["fn"])
    precision, recall = wilson(tp, tp + fp), wilson(tp, tp + fn)
    print(
        f"{name:14} {ran['seconds']:7.1f} s ({ran['cpu_seconds']:.1f} s of CPU)  peak {ran['peak_mib']:6.0f} MiB  TP {tp:,} FP {fp:,} FN {fn:,}"
        f"  precision {tp / (tp + fp):.4f} ({precision[0]:.4f}-{precision[1]:.4f})"
        f"  recall {tp / (tp + fn):.4f} ({recall[0]:.4f}-{recall[1]:.4f})"
    )


def _installed(folder: Path) -> Path:
    """Make an environment of the group ``bench`` in a folder and return its Python."""
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"][
        "bench"
    ]
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *wanted], check=True)
    return python


if __name__ == "__main__":
    sys.exit(main())
