"""Small estates by hand: holdings, room, needs, options and what they are worth."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import LineString

from totalcapital.assumptions import load_assumptions
from totalcapital.choosing import Plan, choose
from totalcapital.sections import Scenario
from totalcapital.tables import APPRAISALS, BAND_TABLE, COLOCATION, HOLDINGS, NEEDS

AS_OF = dt.date(2026, 11, 1)
#: Every test here reckons with 3.5 % a year.
NUMBERS = load_assumptions({"discount.first": 3.5})


@dataclass
class Case:
    """An estate under construction; every amount is low, central and high at once unless three are given."""

    holdings: list[dict[str, Any]] = field(default_factory=list)
    bands: list[dict[str, Any]] = field(default_factory=list)
    needs: list[dict[str, Any]] = field(default_factory=list)
    options: list[dict[str, Any]] = field(default_factory=list)
    appraisals: list[dict[str, Any]] = field(default_factory=list)

    def holding(self, name, *, spare=None, need=None, area=1000.0, service="office", **more):
        low, central, high = three(spare)
        self.holdings.append(
            {
                "holding_id": name,
                "site_id": f"site-{name}",
                "agency_id": f"agency-{name}",
                "asset_ids": name,
                "services": service,
                "role": "both",
                "name": name,
                "service": service,
                "status": "operational",
                "sensitivity": "open",
                "floor_area_m2": area,
                "floor_area_basis": "NIA",
                **more,
            }
        )
        self.bands.append(
            {
                "holding_id": name,
                "band": "unknown",
                "spare_low_m2": low,
                "spare_m2": central,
                "spare_high_m2": high,
                "spare_would_be_known_by": "floor area; staff" if spare is None else None,
            }
        )
        low, central, high = three(need)
        self.needs.append(
            {
                "holding_id": name,
                "need_low_m2": low,
                "need_m2": central,
                "need_high_m2": high,
                "would_be_known_by": "staff" if need is None else None,
            }
        )
        return self

    def option(self, guest, host, *, npv=None, saving=None, parts=None, at=((0, 0), (100, 0)), **more):
        name = f"{host}>{guest}"
        self.options.append(
            {
                "option_id": name,
                "host_id": host,
                "guest_id": guest,
                "distance_m": 100.0,
                "distance_uncertainty_m": 0.0,
                "is_better_direction": True,
                "direction": "as planted",
                "rank": len(self.options) + 1,
                "reason": "planted.",
                "geometry": LineString(at),
                **more,
            }
        )
        amounts = {"npv": npv, "saving": saving, **(parts or {})}
        for measure, gbp in amounts.items():
            if gbp is None and measure != "npv":
                continue
            low, central, high = three(gbp)
            self.appraisals.append(
                {
                    "subject_id": name,
                    "measure": measure,
                    "low_gbp": low,
                    "central_gbp": central,
                    "high_gbp": high,
                    "missing": "running cost" if gbp is None else None,
                }
            )
        return self

    def tables(self):
        options = gpd.GeoDataFrame(pd.DataFrame(self.options), geometry="geometry", crs="EPSG:27700")
        return {
            "options": COLOCATION.conform(options),
            "appraisals": APPRAISALS.conform(pd.DataFrame(self.appraisals)),
            "holdings": HOLDINGS.conform(pd.DataFrame(self.holdings)),
            "bands": BAND_TABLE.conform(pd.DataFrame(self.bands)),
            "needs": NEEDS.conform(pd.DataFrame(self.needs)),
        }

    def choose(self, *, shuffled=None, reach_m=1200.0, **scenarios):
        """Run the stage; ``shuffled`` is a seed for the order of all rows."""
        tables = self.tables()
        if shuffled is not None:
            tables = {
                name: frame.sample(frac=1, random_state=shuffled).reset_index(drop=True)
                for name, frame in tables.items()
            }
        plan = Plan({name: Scenario(**limits) for name, limits in scenarios.items()}, AS_OF, reach_m, NUMBERS)
        return choose(tables.pop("options"), tables.pop("appraisals"), **tables, plan=plan)

    def best(self, **limits):
        """Run one scenario; return its row and the ids of its moves."""
        made = self.choose(one=limits)
        return made.scenarios.iloc[0], made.moves["option_id"].tolist()


def three(value):
    return value if isinstance(value, tuple) else (value, value, value)
