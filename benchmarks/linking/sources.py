"""Registers read and located with the project's own code, their ids taken out before the linker sees them."""

from __future__ import annotations

import csv
import hashlib
import os
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.linking.measuring import JUDGEMENTS, Labelled
from totalcapital import linking, locating, reading
from totalcapital.project import Project, load_project

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "real"))

from write_estate import estate_text, find_data  # noqa: E402 - the tests' own way to the data

__all__ = [
    "Source",
    "find_data",
    "link_labelled",
    "located",
    "read_judgements",
    "read_source",
    "vague",
    "withhold",
]

LABELS = Path(__file__).resolve().parent / "labels"
ESTATES = Path(__file__).resolve().parent / "estates"
SQUARE_M, NEAR_CORNER_M, MOST = 100.0, 8.0, 0.9
#: Columns that name a property by a number some body gave it.
ID_COLUMNS = ("uprn", "urn", "ods_code", "title_number", "reference")


@dataclass(frozen=True)
class Source:
    """A read estate, and what locating it takes besides."""

    assets: pd.DataFrame
    project: Project
    read: Any


@cache
def read_source(name: str) -> Source:
    """Read an estate of the tests (``leeds-city-region``) or of this folder (``national``)."""
    data = find_data()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "estate.toml"
        own = ESTATES / f"{name}.toml"
        if own.exists():
            text = own.read_text(encoding="utf-8").replace(
                "@DATA@", Path(os.path.relpath(data, folder)).as_posix()
            )
        else:
            text = estate_text(name, data, Path(folder).resolve())
        path.write_text(text, encoding="utf-8")
        project = load_project(path)
        read = reading.read(project)
    return Source(read.assets, project, read)


def withhold(
    source: Source,
    name: str,
    title: str,
    *,
    truth: pd.Series,
    side: pd.Series,
    also: tuple[str, ...] = (),
    labels: tuple[str, ...] = (),
) -> Labelled:
    """Return the records without their ids, located anew without them.

    Every id column, the row as read and the meaning of ``asset_id`` go; ``also`` names further columns
    that the linker does not see, though the places may rest on them; ``labels`` are the files of judgements that count for this set.

    Parameters
    ----------
    truth, side
        Indexed by ``asset_id``; null where not labelled.
    """
    assets = source.assets
    seen = assets.copy()
    for column in ID_COLUMNS:
        seen[column] = pd.Series([None] * len(seen), index=seen.index, dtype=seen[column].dtype)
    seen["source_values"] = "{}"
    opaque = {asset_id: _opaque(asset_id) for asset_id in assets["asset_id"]}
    seen["asset_id"] = assets["asset_id"].map(opaque)
    seen = seen.sort_values("asset_id", ignore_index=True)
    ids = pd.Series(list(opaque), index=pd.Index(opaque.values()))
    known = truth.dropna()
    places = located(source, seen)
    for column in also:
        seen[column] = pd.Series([None] * len(seen), index=seen.index, dtype=seen[column].dtype)
    return Labelled(
        name, title, seen, places, truth=known.rename(index=opaque),
        side=side.rename(index=opaque), original=ids, vague=vague(seen, places), judged=read_judgements(*labels),
    )  # fmt: skip


def vague(assets: pd.DataFrame, places: pd.DataFrame) -> frozenset[str]:
    """Return the records no better placed than by their postcode.

    Besides those located so: points as vague as a postcode, and all of a register nearly all of whose
    points stand on the corners of the 100 m grid, as those of the NHS lists do, which are their
    postcode's centre cut to the square it is in.
    """
    at = places.set_index("subject_id").reindex(assets["asset_id"])
    centre = at["geometry"].centroid
    off = [
        np.minimum(axis % SQUARE_M, SQUARE_M - axis % SQUARE_M) <= NEAR_CORNER_M
        for axis in (centre.x, centre.y)
    ]
    on_corner = pd.Series(off[0].to_numpy() & off[1].to_numpy(), index=assets["register_id"])
    cut = on_corner[at["method"].to_numpy() == "coordinates"].groupby(level=0).mean()
    is_vague = at["method"].isin(["postcode", "outward-code", "none"]) | (at["accuracy_m"] >= SQUARE_M)
    is_vague |= assets["register_id"].isin(cut.index[cut > MOST]).to_numpy()
    return frozenset(is_vague.index[is_vague])


def _opaque(asset_id: str) -> str:
    return "a-" + hashlib.sha256(asset_id.encode()).hexdigest()[:16]


def located(source: Source, assets: pd.DataFrame) -> pd.DataFrame:
    """Return the places of records, as a run finds them."""
    read, project = source.read, source.project
    outlines = read.areas.set_index("area_id")["geometry"].dropna()
    registers = zip(read.registers["register_id"], read.registers["area_id"], strict=True)
    homes = {register: outlines[area] for register, area in registers if area in outlines.index}
    return locating.locate(
        assets, read.projects, postcodes=read.postcodes, homes=homes, crs=project.estate.crs,
        uprns=read.uprns, areas=read.areas, swapped=project.swapped,
    ).locations  # fmt: skip


def link_labelled(labelled: Labelled) -> linking.LinkResult:
    """Link the records as a run does."""
    assets = set(labelled.assets["asset_id"])
    places = labelled.locations[labelled.locations["subject_id"].isin(assets)]
    return linking.link(labelled.assets, places)


def read_judgements(*names: str) -> dict[tuple[str, str], str]:
    """Return what people said of pairs, from files of ``labels/``: record ids, the lower first."""
    said = {}
    for path in (LABELS / f"{name}.csv" for name in names):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                if row["judgement"] not in JUDGEMENTS:
                    message = f"{path}: expected one of {', '.join(JUDGEMENTS)}; found {row['judgement']!r}"
                    raise ValueError(message)
                low, high = sorted((row["record"], row["other_record"]))
                said[low, high] = row["judgement"]
    return said
