"""An invented estate, "Harbour", small enough to count by hand: the rules below are the truth.

Site k of 200 (more for speed tests). k below 60 % of the count is in Northbank, the rest in Southbank.
Holder by k % 5: 0, 1 council; 2 trust; 3 police; 4 a private school where k is even, else not known.
k % 20 == 7: no place. k % 25 == 0: vacant building. k % 25 == 1: surplus. k % 10 == 6: an outline of
100 m by 60 m. k % 40 == 12: the council holds a part as well. Sensitivities and kinds: see SPECIAL.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pandas as pd
import shapely
import shapely.affinity
from harbour_choices import choices

from totalcapital.project import Project
from totalcapital.tables import TABLES, join_list

BNG = "EPSG:27700"
KEY = "harbour-key-0123456789abcdef0123456789abcdef"
#: With these the score of an option is what build_options says: 0.4 and half its nearness.
WEIGHTS = {"proximity": 0.5, "space": 0.5, "service": 0.0, "lease": 0.0, "condition": 0.0, "access": 0.0}
#: Site number: (column, value) that differs from the rule.
SPECIAL = {
    33: {"sensitivity": "secret", "name": "Quillfeather Lodge"},
    133: {"sensitivity": "secret", "name": "Brackenmoor Annexe"},
    52: {"sensitivity": "restricted", "name": "Larkspur Clinic"},
    152: {"sensitivity": "restricted", "name": "Tansy House Clinic"},
    63: {"service": "refuge", "name": "Meadowsweet House"},
    163: {"name": "Willow Women's Aid"},
}
SERVICES = {
    "council": "library",
    "trust": "clinic",
    "police": "police-station",
    "school": "school",
    None: "office",
}
AGENCIES = [
    ("council", "Harbour Council", "unitary", True),
    ("police", "Harbour Police", "police", True),
    ("school", "St Brannock's Independent School", "education", False),
    ("trust", "Harbour NHS Trust", "nhs", True),
]


def holder(k):
    last = k % 5
    if last == 4:
        return "school" if k % 2 == 0 else None
    return ("council", "council", "trust", "police")[last]


def place(k, count):
    """A spiral in each bank, so that no two sites share a place."""
    split = count * 3 // 5
    at, size = (k, split) if k < split else (k - split, count - split)
    angle, reach = at * 2.399963, 4200 * ((at + 0.5) / size) ** 0.5
    centre = (412000, 312000) if k < split else (424000, 312000)
    x, y = centre[0] + reach * _cos(angle), centre[1] + reach * _sin(angle)
    return round(x, 1), round(y, 1)


def _cos(angle):
    return float(shapely.affinity.rotate(shapely.Point(1, 0), angle, origin=(0, 0), use_radians=True).x)


def _sin(angle):
    return float(shapely.affinity.rotate(shapely.Point(1, 0), angle, origin=(0, 0), use_radians=True).y)


def status(k):
    return {0: "vacant", 1: "surplus"}.get(k % 25, "operational")


def band(k):
    return {0: "under-used", 1: "surplus", 2: "watch", 3: "used"}.get(k % 25, "unknown")


def geometry(k, count):
    if k % 20 == 7:
        return None
    x, y = place(k, count)
    if k % 10 == 6:
        return shapely.box(x - 50, y - 30, x + 50, y + 30)
    return shapely.Point(x, y)


def asset(k, count, agency, part=""):
    shape = geometry(k, count)
    row = {
        "asset_id": f"{agency or 'unnamed'}:R{k:05d}{part}",
        "register_id": agency or "unnamed",
        "source_file": f"registers/{agency or 'unnamed'}.csv",
        "source_row": k + 2,
        "reference": f"R{k:05d}{part}",
        "agency_id": agency,
        "role": "both",
        "name": f"Harbour property {k}",
        "address": f"{k} Quay Road, Harbourton",
        "postcode": f"ZZ{1 + k % 9} {k % 9}{'ABDEFGHJ'[k % 8]}{'LNPQRSTU'[k // 8 % 8]}",
        "uprn": f"2000{k:08d}",
        "service": SERVICES[agency],
        "property_kind": "building",
        "tenure": "leasehold" if k % 3 == 0 else "freehold",
        "status": status(k),
        "floor_area_m2": None if k % 4 == 0 else 400.0 + k,
        "sensitivity": "open",
        "lease_break_date": pd.Timestamp("2028-03-31") if k % 3 == 0 else None,
        "running_cost_gbp": 61234.0 + k,
        "effective_date": pd.Timestamp("2026-09-30"),
        "x_read": None if shape is None else place(k, count)[0],
        "y_read": None if shape is None else place(k, count)[1],
        "crs_read": None if shape is None else BNG,
    }
    row.update(SPECIAL.get(k, {}))
    row["source_values"] = json.dumps({"Name": row["name"], "Ref": row["reference"]})
    return row


def build(count=200, *, areas=True):
    """Every table of the contract, in the working CRS."""
    assets, holdings, sites, bands, places, locations = [], [], [], [], [], []
    for k in range(count):
        agency = holder(k)
        agencies = [agency, *(["council"] if k % 40 == 12 else [])]
        shape = geometry(k, count)
        site = f"site-{k:06d}"
        for at, one in enumerate(agencies):
            record = asset(k, count, one, part="b" if at else "")
            assets.append(record)
            held = {c: record[c] for c in record if c in TABLES["holdings"].column_names}
            holdings.append({
                **held, "holding_id": f"{site}:{one or 'unknown'}", "site_id": site, "agency_id": one,
                "asset_ids": record["asset_id"], "services": record["service"],
            })  # fmt: skip
            bands.append(
                {
                    "holding_id": f"{site}:{one or 'unknown'}",
                    "band": band(k) if not at else "unknown",
                    "confidence": "medium" if band(k) != "unknown" and not at else None,
                    **_spare(k, known=not at),
                    "would_be_known_by": "floor area; staff" if band(k) == "unknown" or at else None,
                }
            )
            locations.append(
                {
                    "subject_id": record["asset_id"],
                    "method": "none" if shape is None else "coordinates",
                    "accuracy_m": None if shape is None else 5.0 if k % 2 else 80.0,
                    "evidence": "coordinates in the register" if shape is not None else "nothing to go by",
                    "geometry": shape,
                }
            )
        sites.append(
            {
                "site_id": site,
                "name": assets[-1]["name"],
                "agencies_count": len([a for a in agencies if a]),
                "assets_count": len(agencies),
                "accuracy_m": None if shape is None else 5.0 if k % 2 else 80.0,
                "geometry": shape,
            }
        )
        if areas:
            where = "northbank" if k < count * 3 // 5 else "southbank"
            places.append(
                {"subject_id": site, "area_id": where, "kind": "programme", "share": 1.0, "is_main": True}
            )
    projects, found = build_projects(count)
    places += [
        {
            "subject_id": one["project_id"],
            "area_id": "northbank",
            "kind": "programme",
            "share": 1.0,
            "is_main": True,
        }
        for one in projects
        if areas
    ]
    area_of = {row["subject_id"]: row["area_id"] for row in places} if areas else None
    options = build_options(pd.DataFrame(holdings), {s["site_id"]: s["geometry"] for s in sites}, area_of)
    rules = [
        {"asset_id": a["asset_id"], "rule_id": f"status-{a['status']}", "rule_version": "1", "excess": 1.0,
         "finding": "surplus" if a["status"] == "surplus" else "under-used",
         "evidence": f"The register says {a['status']}."}
        for a in assets if a["status"] in {"vacant", "surplus"} and not a["asset_id"].endswith("b")
    ]  # fmt: skip
    issues = [
        {
            "register_id": "council",
            "source_file": "registers/council.csv",
            "source_row": 5,
            "column": "GIA",
            "value": "n/a",
            "code": "not-a-number",
            "level": "warning",
            "message": "expected a number",
            "fix": "give square metres",
            "responsible": "Harbour Council",
            "rows_count": 1,
        }
    ]
    registers = [
        {"register_id": name, "publisher": label, "profile": "transparency-code", "path": f"registers/{name}.csv",
         "sha256": "0" * 64, "effective_date": pd.Timestamp("2026-09-30"), "licence": "OGL-UK-3.0",
         "attribution": f"Contains data of {label}.", "rows_read": n + 1, "rows_kept": n, "rows_set_aside": 1}
        for name, label in [*[(a[0], a[1]) for a in AGENCIES], ("unnamed", "Harbour Open Data")]
        if (n := sum(a["register_id"] == name for a in assets))
    ]  # fmt: skip
    outline = [shapely.Point(412000, 312000).buffer(5200), shapely.Point(424000, 312000).buffer(5200)]
    made = {
        "registers": registers,
        "agencies": [dict(zip(("agency_id", "name", "sector", "is_public"), a, strict=True)) for a in AGENCIES],
        "areas": [
            {"area_id": f"{name.lower()}", "kind": "programme", "name": name, "programme": "invented", "geometry": shape}
            for name, shape in zip(("Northbank", "Southbank"), outline, strict=True) if areas
        ],
        "assets": assets, "projects": projects, "locations": [*locations, *found], "links": [], "sites": sites,
        "holdings": holdings, "places": places, "underuse": rules, "bands": bands, "colocation": options,
        "issues": issues, **choices(options, pd.DataFrame(holdings), {s["site_id"]: s["geometry"] for s in sites}),
    }  # fmt: skip
    return {
        name: table.conform(pd.DataFrame(made[name]), crs=BNG if table.is_spatial else None)
        if made.get(name)
        else table.empty(BNG)
        for name, table in TABLES.items()
    }


def _spare(k, *, known):
    if band(k) not in {"surplus", "under-used"} or not known:
        return {}
    return {
        "spare_low_m2": 150.0, "spare_m2": 200.0, "spare_high_m2": 240.0, "spare_basis": "half of the floor area, as invented",
    }  # fmt: skip


def build_projects(count):
    rows, found = [], []
    for p in range(12):
        x, y = place(p * 7, count)
        rows.append(
            {
                "project_id": f"capital:P{p:02d}",
                "register_id": "council",
                "source_file": "capital.csv",
                "source_row": p + 2,
                "agency_id": "council",
                "name": f"Harbour works {p}",
                "service": "library",
                "commitment": "approved" if p % 3 else "indicative",
                "start_date": pd.Timestamp("2027-04-01"),
                "end_date": pd.Timestamp("2028-03-31"),
                "total_gbp": 734561.0 + p,
                "sensitivity": "open",
                "source_values": "{}",
            }
        )
        found.append(
            {
                "subject_id": f"capital:P{p:02d}",
                "method": "coordinates",
                "accuracy_m": 10.0,
                "evidence": "coordinates in the list",
                "geometry": shapely.Point(x + 40, y + 40),
            }
        )
    return rows, found


def build_options(holdings, shapes, area_of=None):
    """Council buildings that are vacant or surplus take in trust and police within 1,200 m; one veto in five."""
    hosts = holdings[(holdings["agency_id"] == "council") & holdings["status"].isin(["vacant", "surplus"])]
    guests = holdings[holdings["agency_id"].isin(["trust", "police"])]
    rows = []
    for host in hosts.itertuples():
        for guest in guests.itertuples():
            a, b = shapes[host.site_id], shapes[guest.site_id]
            if a is None or b is None or host.site_id == guest.site_id or a.distance(b) > 1200:
                continue
            d = a.distance(b)
            score = round(0.4 + 0.5 * (1 - d / 1200), 4)
            veto = (
                "custody must stay apart"
                if int(guest.site_id[-2:]) % 5 == 3 and int(host.site_id[-2:]) % 2
                else None
            )
            rows.append(
                {
                    "option_id": f"{host.holding_id}>{guest.holding_id}",
                    "host_id": host.holding_id,
                    "guest_id": guest.holding_id,
                    "distance_m": d,
                    "distance_uncertainty_m": 85.0,
                    "walk_min": d / 80,
                    "score": score,
                    "score_proximity": round(1 - d / 1200, 4),
                    "score_space": 0.8,
                    "score_service": 0.6,
                    "is_better_direction": True,
                    "direction": "the host has room and the guest does not",
                    "notice_by_date": pd.Timestamp("2027-09-30"),
                    "window_start_date": pd.Timestamp("2028-03-31"),
                    "area_id": None if area_of is None else area_of[guest.site_id],
                    "missing": "staff; lease dates",
                    "vetoes": veto,
                    "reason": f"{guest.name} is {d:.0f} m from {host.name}, which has room.",
                    "geometry": shapely.LineString(
                        [shapely.point_on_surface(a), shapely.point_on_surface(b)]
                    ),
                }
            )
    rows.sort(key=lambda row: (row["vetoes"] is not None, -row["score"], row["option_id"]))
    free = [row for row in rows if row["vetoes"] is None]
    for at, row in enumerate(free, 1):
        row["rank"], row["rank_stability_pct"] = at, max(0.0, 100.0 - 3 * at)
        row["decision"] = "accepted" if at <= 2 else None
    return rows


def project(folder, **publication):
    """The estate file of Harbour, as the pipeline would load it."""
    return Project.model_validate(
        {
            "path": Path(folder) / "estate.toml",
            "estate": {
                "name": "Harbour public estate",
                "as_of": dt.date(2026, 11, 1),
                "notice": "Invented data.",
            },
            "register": [{"id": "council", "path": "registers/council.csv"}],
            "publication": {
                "key": KEY,
                "contact": "estates@harbour.example",
                "name": "Harbour Partnership",
                **publication,
            },
        }
    )


__all__ = [
    "AGENCIES",
    "KEY",
    "SPECIAL",
    "WEIGHTS",
    "band",
    "build",
    "geometry",
    "holder",
    "join_list",
    "place",
    "project",
    "status",
]
