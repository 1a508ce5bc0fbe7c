"""What the options of Harbour are worth, which hubs they make, and what scenarios chose, by rule.

Option at rank r: worth not known where r % 3 == 0; else saving a year 20,000 + 1,000 r (low half, high
one and a half), once -30,000, net present value 100,000 + 1,000 r (low -50,000). Every guest needs
150 m2 (120 to 190). A hub stands at each host with free options to the trust and the police, the best
of each. Scenario "all" moves each guest once, best rank first; "cautious" the first two of these; "none"
cannot choose.
"""

from __future__ import annotations

import pandas as pd
import shapely

__all__ = ["choices", "is_worth_known", "moves_of"]

_ASSUMED = [
    ("need.m2-per-fte", "assess", "floor area a person needs", 12.0, 10.0, 8.0, "m2 a person", None, "default"),
    ("weight.proximity", "colocate", "weight of nearness in the score", None, 0.25, None, "weight", None, "default"),
    ("works.office", "appraise", "works for each m2 the guest takes", 900.0, 600.0, 400.0, "GBP a m2", "2026-27", "default"),
    ("move.per-fte", "appraise", "moving one person", None, 500.0, None, "GBP a person", "2026-27", "estate"),
]  # fmt: skip


def is_worth_known(rank):
    return rank % 3 != 0


def choices(options, holdings, shapes):
    """The rows of the tables that hang on options, by table."""
    free = [row for row in options if row["vetoes"] is None]
    all_moves = moves_of(free)
    moves = [("all", row, at) for at, row in enumerate(all_moves)]
    moves += [("cautious", row, at) for at, row in enumerate(all_moves[:2])]
    return {
        "needs": _needs(holdings),
        "rules": _rules(),
        "exclusions": [
            {"exclusion_id": "custody", "reason": "cells must stay apart", "side": "both", "set_by": "default",
             "holdings_count": 4, "options_count": 13, "source": "Own choice"},
            {"exclusion_id": "quay", "reason": "sold to the port", "side": "host", "set_by": "estate",
             "holdings_count": 1, "options_count": 6, "source": "The estate file"},
        ],
        "assumptions": [
            {"assumption_id": name, "stage": stage, "meaning": meaning, "low": low, "value": value, "high": high,
             "unit": unit, "price_base": base, "source": "Own choice", "set_by": by}
            for name, stage, meaning, low, value, high, unit, base, by in _ASSUMED
        ],
        "hubs": _hubs(free, shapes),
        "appraisals": [row for option in free for row in _appraisals(option)],
        "sensitivities": [row for option in free for row in _sensitivities(option)],
        "scenarios": [_scenario(name, [row for own, row, _ in moves if own == name]) for name in ("all", "cautious")]
        + [_nothing()],
        "moves": [_move(name, row, at) for name, row, at in moves],
        "decisions": _decisions(free),
    }  # fmt: skip


def moves_of(free):
    """The free options whose guest has not moved, best first; no host is a guest in Harbour."""
    taken, chosen = set(), []
    for row in free:
        if row["guest_id"] not in taken:
            taken.add(row["guest_id"])
            chosen.append(row)
    return chosen


def _needs(holdings):
    rows = []
    for held in holdings.itertuples():
        is_known = held.agency_id in {"trust", "police"}
        rows.append({
            "holding_id": held.holding_id, "need_low_m2": 120.0 if is_known else None,
            "need_m2": 150.0 if is_known else None, "need_high_m2": 190.0 if is_known else None,
            "need_basis": "15 staff at 10 m2 each" if is_known else None,
            "would_be_known_by": None if is_known else "staff",
        })  # fmt: skip
    return rows


def _rules():
    return [
        {"rule_id": f"status-{name}", "rule_version": "1", "measures": f"whether the register says {name}",
         "applies_to": "every record", "unit": "flag", "watch": None, "flag": 1.0, "peers_at_least_count": 0,
         "confidence": "medium", "source": "Own choice", "set_by": "default"}
        for name in ("vacant", "surplus")
    ]  # fmt: skip


def _hubs(free, shapes):
    made = []
    for host in dict.fromkeys(row["host_id"] for row in free):
        best = {}
        for row in free:
            if row["host_id"] == host:
                best.setdefault(row["guest_id"].split(":")[1], row)
        if len(best) == 2:
            made.append((host, [best[name] for name in sorted(best)]))
    rows = []
    for at, (host, parts) in enumerate(made, 1):
        sites = [name.split(":")[0] for name in (host, *(part["guest_id"] for part in parts))]
        around = shapely.MultiPoint([shapely.point_on_surface(shapes[site]) for site in sites])
        rows.append({
            "hub_id": f"hub-{host.split(':')[0][-3:]}", "anchor_id": host,
            "members": "; ".join(part["guest_id"] for part in parts),
            "option_ids": "; ".join(part["option_id"] for part in parts), "agencies_count": 3, "rank": at,
            "score": round(sum(part["score"] for part in parts) / 2, 4), "spare_m2": 200.0, "need_m2": 300.0,
            "is_room_enough": False, "area_id": parts[0].get("area_id"), "missing": "lease dates",
            "reason": f"{len(sites)} agencies could share {host}: {', '.join(part['guest_id'] for part in parts)}.",
            "geometry": around.convex_hull.buffer(60),
        })  # fmt: skip
    return rows


def _appraisals(option):
    rank = option["rank"]
    if not is_worth_known(rank):
        return [{"subject_id": option["option_id"], "measure": "npv", "missing": "running cost of the guest"}]
    saving = 20_000.0 + 1_000.0 * rank
    parts = {
        "running-cost": (saving / 2, saving, saving * 1.5), "saving": (saving / 2, saving, saving * 1.5),
        "works": (-45_000.0, -22_500.0, -15_000.0), "move": (-7_500.0, -7_500.0, -7_500.0),
        "once": (-52_500.0, -30_000.0, -22_500.0), "npv": (-50_000.0, 100_000.0 + 1_000.0 * rank, 250_000.0),
    }  # fmt: skip
    return [
        {"subject_id": option["option_id"], "measure": name, "low_gbp": low, "central_gbp": central, "high_gbp": high,
         "basis": "600 m2 at GBP 100 a m2" if name == "running-cost" else f"assumption works.office, {name}",
         "missing": "rent of the guest" if name == "saving" else None}
        for name, (low, central, high) in parts.items()
    ]  # fmt: skip


def _sensitivities(option):
    if not is_worth_known(option["rank"]):
        return []
    return [
        {"subject_id": option["option_id"], "measure": name, "central_gbp": central, "switching_pct": change,
         "npv_low_gbp": -10_000.0, "npv_high_gbp": 150_000.0, "reason": f"{name} would have to change by {change} %."}
        for name, central, change in (("running-cost", 20_000.0 + 1_000.0 * option["rank"], -60.0), ("works", -22_500.0, None))
    ]  # fmt: skip


def _move(scenario, option, at):
    is_known = is_worth_known(option["rank"])
    return {
        "scenario_id": scenario, "option_id": option["option_id"], "year": 2027 + at % 3, "need_m2": 150.0,
        "released_m2": 400.0 if at % 4 else None,
        "saving_gbp": 20_000.0 + 1_000.0 * option["rank"] if is_known else None,
        "once_gbp": -30_000.0 if is_known else None,
        "npv_gbp": 100_000.0 + 1_000.0 * option["rank"] if is_known else None, "is_decided": at == 1,
    }  # fmt: skip


def _scenario(name, chosen):
    moves = pd.DataFrame([_move(name, option, at) for at, option in enumerate(chosen)])
    known = int(moves["saving_gbp"].notna().sum())
    saving, npv = float(moves["saving_gbp"].sum()), float(moves["npv_gbp"].sum())
    return {
        "scenario_id": name, "objective": "npv", "limits": "room of the central estimate; each guest once",
        "status": "optimal", "value": npv, "bound": npv, "unit": "GBP", "gap_pct": 0.0, "options_count": 21,
        "left_out_count": 11, "moves_count": len(moves), "saving_low_gbp": saving / 2, "saving_gbp": saving,
        "saving_high_gbp": saving * 1.5, "once_gbp": float(moves["once_gbp"].sum()), "npv_low_gbp": -50_000.0 * known,
        "npv_gbp": npv, "npv_high_gbp": 250_000.0 * known, "released_m2": float(moves["released_m2"].sum()),
        "without_money_count": len(moves) - known, "binding": "at most 2 moves" if name == "cautious" else None,
        "missing": "running cost of 11 guests", "reason": f"{len(moves)} moves save £{saving:,.0f} a year.",
    }  # fmt: skip


def _nothing():
    return {
        "scenario_id": "none", "objective": "space", "limits": "spend nothing", "status": "cannot-choose", "unit": "m2",
        "options_count": 0, "left_out_count": 32, "moves_count": 0, "without_money_count": 0,
        "missing": "floor area of Harbour property 4", "reason": "cannot choose: no floor area known of 32 guests.",
    }  # fmt: skip


def _decisions(free):
    said = [("accepted", "in-force"), ("accepted", "subject-changed")]
    rows = [
        {"subject": "option", "subject_id": option["option_id"], "decision": decision, "by": "Ana",
         "on_date": pd.Timestamp("2026-10-05"), "reason": "the board of October", "owner": "Bo Quayle",
         "next_step": "ask the trust for its plans", "fingerprint": f"f-{at}", "source_row": at + 2, "state": state}
        for at, (option, (decision, state)) in enumerate(zip(free, said, strict=False))
    ]  # fmt: skip
    gone = {"subject": "option", "subject_id": "site-000999:council>site-000998:trust", "decision": "accepted",
            "by": "Ana", "on_date": pd.Timestamp("2026-07-01"), "source_row": 9, "state": "no-such-subject"}  # fmt: skip
    return [*rows, gone]
