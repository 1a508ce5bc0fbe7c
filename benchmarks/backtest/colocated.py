"""Libraries that moved in with others: where did the partner stand among their options beforehand?

An estate of England is made as it stood before the moves, run as any estate is, and asked.
``python benchmarks/backtest/colocated.py [--data DIR] [--radius METRES] [--surgeries-public]``
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.backtest.counting import first_place, order_of, summary  # noqa: E402 - as a script too
from benchmarks.backtest.moves import KINDS, find_moves, read_libraries, read_postcodes  # noqa: E402
from totalcapital.pipeline import run  # noqa: E402
from totalcapital.project import load_project  # noqa: E402
from totalcapital.tables import split_list  # noqa: E402

#: A record of the partner's kind this near the library's new place is taken for the true partner.
PARTNER_M = 150.0
AS_OF = "2019-12-31"
REGISTERS = {
    "libraries": ("libraries.csv", ""),
    "council-schools": ("schools.csv", ""),
    # Neither list names the body: the estate file says so much as is known.
    "academies": ("academies.csv", 'agency = "Academy trusts, not named"\nsector = "education"\nis_public = true'),
    "nhs-clinics": ("nhs_Clinics.csv", 'agency = "NHS bodies, not named"\nsector = "nhs"\nis_public = true'),
    "nhs-hospitals": ("nhs_Hospital.csv", ""),
    "nhs-gp-practices": ("nhs_GPPractices.csv", ""),
    "fire-stations": ("fire-stations-dataset.ods", ""),
    "courts": ("courts.json", ""),
}  # fmt: skip


def write_estate(data, folder, moves, *, radius_m, are_surgeries_public=False):
    """Write the estate as it stood before the moves; return its file and the row of each old place."""
    rows = _write_libraries(data / "national" / "libraries_england.csv", folder / "libraries.csv", moves)
    _write_schools(data / "national" / "gias_open_establishments_2025.csv", folder)
    told = [
        f'[estate]\nname = "England before the moves"\nas_of = {AS_OF}\n',
        f'[lookups]\npostcodes = "{_near(data / "reference" / "postcodes_uk_2025.csv.gz", folder)}"\n',
        f"[colocation]\nradius_m = {radius_m}\nstability_draws = 0\n",
    ]
    for name, (file, more) in REGISTERS.items():
        own = folder / file
        path = file if own.exists() else _near(data / "national" / file, folder)
        said = "is_public = true" if are_surgeries_public and name == "nhs-gp-practices" else more
        told.append(f'[[register]]\nid = "{name}"\npath = "{path}"\n{said}\n')
    path = folder / "estate.toml"
    path.write_text("\n".join(told), encoding="utf-8")
    return path, rows


def _near(path, folder):
    return Path(os.path.relpath(path, folder)).as_posix()


def _write_libraries(source, target, moves):
    """Write the list of 2019 with the old places open and the places they moved to left out."""
    with source.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        rows, headings = list(reader), reader.fieldnames
    old, gone = set(moves["old_row"]), set(moves["code"])
    row_of = {}
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, headings)
        writer.writeheader()
        written = 1
        for number, row in enumerate(rows):
            if number in old:
                row["Year closed"] = ""
            elif row["Postcode"].upper().replace(" ", "") in gone:
                continue
            writer.writerow(row)
            written += 1
            row_of[number] = written
    return row_of


def _write_schools(source, folder):
    """Write academies apart from the others: the list does not name their trust."""
    with source.open(encoding="cp1252", newline="") as lines:
        reader = csv.DictReader(lines)
        rows, headings = list(reader), reader.fieldnames
    groups = {"academies.csv": ("Academies", "Free Schools"), "schools.csv": None}
    for name, only in groups.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, headings)
            writer.writeheader()
            academies = groups["academies.csv"]
            writer.writerows(
                row for row in rows if (row["establishment_type_group"] in academies) == bool(only)
            )


def guests_of(tables, moves, row_of):
    """Return the holding of each move's old place; null where it was set aside or has no place."""
    assets = tables["assets"]
    libraries = assets[assets["register_id"] == "libraries"].set_index("source_row")["asset_id"]
    holding_of = {
        asset: holding
        for holding, assets_ in zip(tables["holdings"]["holding_id"], tables["holdings"]["asset_ids"], strict=True)
        for asset in split_list(assets_)
    }  # fmt: skip
    return [holding_of.get(libraries.get(row_of.get(row))) for row in moves["old_row"]]


def options_of(tables, guest):
    """Return a guest's options that are not ruled out, with the host's service, place and agency."""
    options = tables["colocation"]
    mine = options[(options["guest_id"] == guest) & options["vetoes"].isna() & options["score"].notna()]
    holdings = tables["holdings"].set_index("holding_id")
    public = tables["agencies"].set_index("agency_id")["is_public"]
    hosts = holdings.loc[mine["host_id"]]
    is_known = hosts["agency_id"].map(public).notna().to_numpy()
    place = tables["sites"].set_index("site_id").geometry.reindex(hosts["site_id"]).to_numpy()
    return pd.DataFrame(mine[["option_id", "score", "distance_m"]]).assign(
        is_known_fit=mine["score_service"].notna() & is_known,
        is_better_direction=mine["is_better_direction"].to_numpy(bool),
        service=hosts["service"].to_numpy(),
        place=place,
    )


def cases_of(tables, moves, guests):
    """Return one row a move and kind of partner, with where that kind and the partner stand."""
    rows = []
    for move, guest in zip(moves.itertuples(), guests, strict=True):
        if guest is None:
            continue
        options = options_of(tables, guest)
        here = shapely.Point(move.x, move.y)
        for kind, (_, services) in KINDS.items():
            if not getattr(move, kind):
                continue
            row = {
                "name": move.name,
                "kind": kind,
                "is_since_2019": move.is_since_2019,
                "metres": move.metres,
            }
            row |= {"by": move.by, "options_count": len(options)}
            is_near = shapely.distance(options["place"].to_numpy(), here) <= PARTNER_M if len(options) else []
            marks = {"": options["service"].isin(services)}
            marks["_partner"] = marks[""] & np.asarray(is_near, dtype=bool)
            for which, is_true in marks.items():
                row["true_count" + which] = int(is_true.sum())
                for way in ("ours", "distance"):
                    order = order_of(options.assign(is_true=is_true), by=way.replace("ours", "rank"))
                    row[way + which] = first_place(order["is_true"])
                    if way == "ours" and not which:
                        row["is_better_direction"] = bool(
                            order.loc[order["is_true"], "is_better_direction"].head(1).any()
                        )
            rows.append(row)
    return pd.DataFrame(rows)


def report(cases):
    """Print where the kind of the partner stood, and the partner itself where it is known."""
    print("\nEvery case (places are of the first option of the kind; of the partner itself in brackets):")
    for case in cases.itertuples():
        places = " ".join(
            f"{way} {_place(getattr(case, way))} ({_place(getattr(case, way + '_partner'))})"
            for way in ("ours", "distance")
        )
        print(
            f"  {case.name[:34]:34} {case.kind:6} {'since' if case.is_since_2019 else 'before'} 2019, by {case.by}, moved "
            f"{case.metres:5.0f} m; {case.true_count:3} of {case.options_count:3} options of the kind; {places}"
        )
    groups = {
        "all kinds": cases.index == cases.index,
        **{kind: (cases["kind"] == kind).to_numpy() for kind in KINDS},
        "health and school, since 2019": (cases["is_since_2019"] & (cases["kind"] != "civic")).to_numpy(),
        "health and school, before 2019": (~cases["is_since_2019"] & (cases["kind"] != "civic")).to_numpy(),
        "health and school": (cases["kind"] != "civic").to_numpy(),
    }
    for name, mask in groups.items():
        of_group = cases[mask]
        _print(f"{name}: the kind", of_group[of_group["true_count"] > 0], len(of_group))
    found = cases[cases["true_count"] > 0]
    print(
        f"\nOf {len(found)} first options of the kind in our order, the library is the guest in the better direction of "
        f"{int(found['is_better_direction'].sum())}"
    )
    known = cases[cases["true_count_partner"] > 0]
    known = known.drop(columns=["ours", "distance", "true_count"]).rename(
        columns={f"{name}_partner": name for name in ("ours", "distance", "true_count")}
    )
    _print("the partner itself, all kinds", known, len(cases))


def _place(value):
    return "-" if pd.isna(value) else str(int(value))


def _print(title, cases, asked):
    print(f"\n{title}: {len(cases)} cases of {asked} have one among their options")
    if not len(cases):
        return
    for way, row in summary(cases).iterrows():
        shown = f"  {way:20} mean reciprocal rank {row['mrr']:.2f} ({row['low']:.2f} to {row['high']:.2f})"
        if pd.notna(row["hit_1"]):
            shown += f", median {row['median']:.1f}, first {row['hit_1']:.2f}, among five {row['hit_5']:.2f}"
        print(shown)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("TOTALCAPITAL_REAL_DATA", ""))
    parser.add_argument("--radius", type=float, default=1200.0)
    parser.add_argument(
        "--surgeries-public", action="store_true", help="say of GP practices that they are public"
    )
    given = parser.parse_args()
    if given.data is None or not (given.data / "national").is_dir():
        parser.error(
            "expected --data with the folders national and reference; see docs/method/colocation-measured.md"
        )
    data = given.data.resolve()
    postcodes = read_postcodes(data / "reference" / "postcodes_uk_2025.csv.gz")
    funnel = find_moves(*read_libraries(data / "national", postcodes))
    for words, count in funnel.steps:
        print(f"{count:5} {words}")
    with tempfile.TemporaryDirectory() as folder:
        path, row_of = write_estate(
            data,
            Path(folder),
            funnel.moves,
            radius_m=given.radius,
            are_surgeries_public=given.surgeries_public,
        )
        tables = run(load_project(path), Path(folder) / "out", audiences=()).tables
    guests = guests_of(tables, funnel.moves, row_of)
    print(
        f"{sum(guest is not None for guest in guests):5} of the moves are by a library with a holding in the run"
    )
    cases = cases_of(tables, funnel.moves, guests)
    near = int((cases.drop_duplicates("name")["metres"] <= given.radius).sum())
    print(f"{near:5} of them moved no further than {given.radius:.0f} m")
    report(cases)
    return 0


if __name__ == "__main__":
    sys.exit(main())
