"""Small capital programmes by hand: projects on a plane, holdings, options, moves."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import LineString, Point

from totalcapital.aligning import Known, Money, align
from totalcapital.assumptions import load_assumptions
from totalcapital.sections import Align
from totalcapital.tables import (
    AGENCIES,
    ALIGNMENTS,
    ASSETS,
    BAND_TABLE,
    COLOCATION,
    FUNDING,
    HOLDINGS,
    LOCATIONS,
    MOVES,
    NEEDS,
    PLACES,
    PROJECT_YEARS,
    PROJECTS,
    SITES,
)

AS_OF = dt.date(2026, 11, 1)
CRS = "EPSG:27700"


@dataclass
class Programme:
    """An estate under construction; a body is its own name."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def _add(self, table: str, **row: Any) -> None:
        self.rows.setdefault(table, []).append(row)

    def project(
        self, name, body="council", at=(0, 0), days=("2027-04-01", "2028-03-31"), *,
        works="new-build", service="library", total=1_000_000.0, accuracy_m=5.0, method="coordinates", **more,
    ):  # fmt: skip
        start, end = (None if day is None else pd.Timestamp(day) for day in days)
        self._add(
            "projects",
            **{
                "project_id": f"list:{name}", "register_id": "list", "source_file": "list.csv", "source_row": 2,
                "agency_id": body, "name": name, "service": service, "works": works, "commitment": "approved",
                "start_date": start, "end_date": end, "dates_accuracy_days": 0.0, "total_gbp": total,
                "sensitivity": "open", "source_values": "{}", **more,
            },
        )  # fmt: skip
        shape = None if at is None else Point(at) if isinstance(at, tuple) else at
        self._add(
            "locations", subject_id=f"list:{name}", method="none" if at is None else method,
            accuracy_m=None if at is None else accuracy_m, evidence="by hand", geometry=shape,
        )  # fmt: skip
        return self

    def year(self, name, label, amount, period="year"):
        first = None if period != "year" else pd.Timestamp(int(label[:4]), 4, 1)
        last = None if first is None else first + pd.DateOffset(years=1) - pd.Timedelta(days=1)
        self._add(
            "years", project_id=f"list:{name}", period=period, financial_year=label if first else None,
            year_start_date=first, year_end_date=last, amount_gbp=float(amount), commitment="approved", heading=label,
        )  # fmt: skip
        return self

    def money(self, name, amount, source="grant", said="Fund", **more):
        self._add(
            "funding",
            project_id=f"list:{name}",
            source=source,
            source_read=said,
            amount_gbp=float(amount),
            **more,
        )
        return self

    def holding(
        self, name, body="council", at=(0, 0), *, service="office", need=None, spare=None, band="used", **more
    ):
        self._add(
            "sites",
            site_id=name,
            name=name,
            agencies_count=1,
            assets_count=1,
            accuracy_m=5.0,
            geometry=Point(at),
        )
        held = {
            "role": "both", "name": name, "service": service, "status": "operational", "sensitivity": "open",
            "tenure": "freehold", **more,
        }  # fmt: skip
        self._add(
            "holdings", holding_id=f"{name}:{body}", site_id=name, agency_id=body, asset_ids=name, **held
        )
        self._add(
            "assets", asset_id=name, register_id="r", source_file="r.csv", source_row=2, agency_id=body, uprn=f"9{name}",
            source_values="{}", **{key: value for key, value in held.items() if key != "uprn"},
        )  # fmt: skip
        self._add("bands", holding_id=f"{name}:{body}", band=band, spare_m2=spare)
        self._add("needs", holding_id=f"{name}:{body}", need_m2=need)
        return self

    def option(self, host, guest, rank=1, **more):
        self._add(
            "options", option_id=f"{host}>{guest}", host_id=host, guest_id=guest, distance_m=100.0,
            distance_uncertainty_m=10.0, rank=rank, is_better_direction=True, direction="by hand", reason="by hand.",
            geometry=LineString([(0, 0), (1, 0)]), **more,
        )  # fmt: skip
        return self

    def move(self, option, year, scenario="best"):
        self._add("moves", scenario_id=scenario, option_id=option, year=year, need_m2=1.0, is_decided=False)
        return self

    def place(self, subject, area, kind, *, is_main=True):
        self._add("places", subject_id=subject, area_id=area, kind=kind, share=1.0, is_main=is_main)
        return self

    def _table(self, table, name):
        frame = pd.DataFrame(self.rows.get(name, []))
        if table.is_spatial:
            return table.conform(gpd.GeoDataFrame(frame, crs=CRS) if len(frame) else frame, crs=CRS)
        return table.conform(frame)

    def align(self, *, shuffled=None, assumptions=None, **settings):
        """Run the stage; ``shuffled`` is a seed for the order of all rows."""
        names = {
            "projects": PROJECTS, "locations": LOCATIONS, "years": PROJECT_YEARS, "funding": FUNDING, "sites": SITES,
            "holdings": HOLDINGS, "assets": ASSETS, "bands": BAND_TABLE, "needs": NEEDS, "options": COLOCATION,
            "moves": MOVES, "places": PLACES,
        }  # fmt: skip
        tables = {name: self._table(table, name) for name, table in names.items()}
        if shuffled is not None:
            tables = {name: frame.sample(frac=1, random_state=shuffled) for name, frame in tables.items()}
        bodies = (
            pd.concat([tables["projects"]["agency_id"], tables["holdings"]["agency_id"]]).dropna().unique()
        )
        agencies = pd.DataFrame({"agency_id": bodies, "name": bodies, "names_read": bodies})
        result = align(
            tables["projects"],
            money=Money(tables["years"], tables["funding"]),
            locations=tables["locations"],
            known=Known(
                agencies=AGENCIES.conform(agencies),
                **{
                    name: tables[name]
                    for name in (
                        "assets",
                        "holdings",
                        "sites",
                        "bands",
                        "needs",
                        "options",
                        "moves",
                        "places",
                    )
                },
            ),
            settings=Align(**settings),
            assumptions=load_assumptions(assumptions or {}),
            as_of=AS_OF,
        ).alignments
        ALIGNMENTS.check(result)
        return result

    def only(self, **given):
        """Return the one alignment that is found."""
        found = self.align(**given)
        assert len(found) == 1, found[["kind", "from_id", "to_id", "reason"]].to_dict("records")
        return found.iloc[0]


def kinds(found):
    return found["kind"].tolist()
