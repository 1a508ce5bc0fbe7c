"""What is known of the estate that projects meet, and the holdings as they take part."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from totalcapital.aligning.windows import days_of
from totalcapital.tables import (
    AGENCIES,
    ASSETS,
    BAND_TABLE,
    COLOCATION,
    HOLDINGS,
    MOVES,
    NEEDS,
    PLACES,
    SITES,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["Known", "Stake", "Stakes", "listed_area", "stakes_of"]

#: Areas whose page an alignment stands on, the first that its project is in.
_LISTED: Final = ("programme", "own", "neighbourhood")
_TENANCIES: Final = ("leasehold", "sub-leasehold", "ground-leasehold", "licence")
_TEXTS: Final = (
    "holding_id", "site_id", "agency_id", "agency", "name", "service", "property_kind", "tenure", "status", "band",
)  # fmt: skip
_NUMBERS: Final = (
    "need_m2", "need_low_m2", "spare_m2", "spare_high_m2", "capacity_count", "occupied_count", "accuracy_m",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """What is known besides the projects; empty tables where nothing is.

    Parameters
    ----------
    agencies
        Who the bodies are.
    assets, holdings, sites
        The property.
    bands, needs
        How well holdings are used; the floor area each service needs.
    options, moves
        Who could move in with whom; what scenarios chose of that.
    places
        Which project and which site is in which area.
    """

    agencies: pd.DataFrame = field(default_factory=AGENCIES.empty)
    assets: pd.DataFrame = field(default_factory=ASSETS.empty)
    holdings: pd.DataFrame = field(default_factory=HOLDINGS.empty)
    sites: gpd.GeoDataFrame = field(default_factory=SITES.empty)
    bands: pd.DataFrame = field(default_factory=BAND_TABLE.empty)
    needs: pd.DataFrame = field(default_factory=NEEDS.empty)
    options: pd.DataFrame = field(default_factory=COLOCATION.empty)
    moves: pd.DataFrame = field(default_factory=MOVES.empty)
    places: pd.DataFrame = field(default_factory=PLACES.empty)


@dataclass(frozen=True, slots=True)
class Stake:
    """One holding as projects meet it; null where it is not known."""

    holding_id: str
    site_id: str
    agency_id: str | None
    agency: str | None
    """Name of its body."""
    name: str | None
    service: str | None
    property_kind: str | None
    tenure: str | None
    status: str
    band: str
    lease_end_day: float
    lease_break_day: float
    need_m2: float
    need_low_m2: float
    spare_m2: float
    spare_high_m2: float
    capacity_count: float
    occupied_count: float
    accuracy_m: float
    shape: Any
    """Where its site is; null: nowhere."""

    @property
    def called(self) -> str:
        """Its name, else what it is for, else its id."""
        return self.name or self.service or self.holding_id

    @property
    def is_let(self) -> bool:
        """Whether its body is a tenant."""
        return self.tenure in _TENANCIES


@dataclass(frozen=True, slots=True)
class Stakes:
    """The holdings, in the order of their ids, one by one as they are asked for."""

    frame: pd.DataFrame
    shapes: NDArray[np.object_]

    def of(self, ids: Collection[str]) -> dict[str, Stake]:
        """Return the holdings of some ids, by id; those that are not there are left out."""
        return self.at(np.flatnonzero(self.frame["holding_id"].isin(ids).to_numpy(bool)))

    def at(self, positions: NDArray[np.int64]) -> dict[str, Stake]:
        """Return the holdings at some positions, by id."""
        rows = self.frame.iloc[positions]
        texts = rows[list(_TEXTS)].astype(object).where(rows[list(_TEXTS)].notna(), None)
        numbers = rows[list(_NUMBERS)].astype(float)
        days = {f"{name}_day": days_of(rows[f"{name}_date"]) for name in ("lease_end", "lease_break")}
        numbers = numbers.assign(**days)
        made = {}
        for words, amounts, shape in zip(
            texts.to_dict("records"), numbers.to_dict("records"), self.shapes[positions], strict=True
        ):
            told = {str(name): value for name, value in (*words.items(), *amounts.items())}
            made[str(told["holding_id"])] = Stake(**told, shape=shape)
        return made


def stakes_of(known: Known) -> Stakes:
    """Return the holdings in the order of their ids, with what is known of each."""
    bands = known.bands[["holding_id", "band", "spare_m2", "spare_high_m2"]]
    needs = known.needs[["holding_id", "need_m2", "need_low_m2"]]
    at, bodies = known.sites.set_index("site_id"), known.agencies.set_index("agency_id")
    frame = (
        known.holdings
        .merge(bands, on="holding_id", how="left", validate="1:1")
        .merge(needs, on="holding_id", how="left", validate="1:1")
        .sort_values("holding_id", ignore_index=True)
    )  # fmt: skip
    frame["accuracy_m"] = frame["site_id"].map(at["accuracy_m"]).astype(float)
    frame["agency"] = frame["agency_id"].map(bodies["name"])
    frame["name"] = frame["name"].fillna(frame["site_id"].map(at["name"]))
    frame["band"] = frame["band"].fillna("unknown")
    return Stakes(frame, at.geometry.reindex(frame["site_id"]).to_numpy(object))


def listed_area(ids: pd.Series, places: pd.DataFrame) -> pd.Series:
    """Return the area on whose page each subject stands; null: none."""
    order = {kind: place for place, kind in enumerate(_LISTED)}
    listed = places[places["kind"].isin(_LISTED) & places["is_main"].fillna(value=False)]
    listed = listed.assign(order=listed["kind"].map(order)).sort_values(["subject_id", "order", "area_id"])
    first = listed.drop_duplicates("subject_id").set_index("subject_id")["area_id"]
    return ids.map(first)
