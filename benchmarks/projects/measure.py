"""Prints how the projects of the national lists are placed, and how often a place is wrong.

``python benchmarks/projects/measure.py [--draw]``; ``--draw`` prints the rows that are to be judged.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from benchmarks.linking.measuring import wilson
from benchmarks.projects.lists import by_method, drawn, judged, located_lists
from totalcapital.placement import placement_of
from totalcapital.tables.codes import LOCATION_METHODS


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draw", action="store_true", help="print the rows to judge, and how each is placed")
    asked = parser.parse_args()
    projects, locations, _ = located_lists()
    placed = by_method(projects, locations)
    if asked.draw:
        columns = ["register_id", "source_row", "method", "accuracy_m", "name", "place_name", "evidence"]
        print(drawn(placed)[columns].to_csv(index=False))
        return 0
    for register, rows in projects.groupby("register_id"):
        show_shares(register, placement_of(rows, locations))
    show_errors(judged(placed))
    return 0


def show_shares(register, found):
    count, known = found["projects_count"].sum(), found["amount_gbp"].sum()
    print(f"\n== {register}: {count:,} projects, £{known:,.0f} stated")
    for row in found.itertuples():
        share = f"{row.projects_count / count:7.1%}"
        money = f"{row.amount_gbp / known:7.1%} of £" if known else "no £ stated"
        print(
            f"{row.method:12} {row.projects_count:6,} {share} {money:>16}  {row.without_amount_count:,} without £"
        )


def show_errors(rows):
    """Print the judgements by list and method, and the share of wrong ones among those that could be told."""
    print(
        f"\n== {len(rows)} rows judged by hand; {int((~rows['is_same']).sum())} are placed otherwise by now"
    )
    same = rows[rows["is_same"]]
    groups = [
        (f"{register} {method}", part) for (register, method), part in same.groupby(["register_id", "method"])
    ]
    towns = same[same["register_id"] != "european"]
    groups += [(f"all but european: {m}", towns[towns["method"] == m]) for m in LOCATION_METHODS]
    for name, part in groups:
        counts = part["judgement"].value_counts()
        wrong, told = counts.get("wrong", 0), counts.get("wrong", 0) + counts.get("right", 0)
        if told:
            low, high = wilson(wrong, told)
            untold = counts.get("cannot tell", 0)
            print(
                f"{name:42} {wrong:3} of {told:3} wrong: {wrong / told:6.1%} ({low:.1%} to {high:.1%}); {untold} cannot tell"
            )


if __name__ == "__main__":
    sys.exit(main())
