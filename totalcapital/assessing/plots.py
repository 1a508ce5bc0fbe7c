"""Rules on land: how much of it serves nothing, and how much floor area stands on it, beside the peers'."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from totalcapital.assessing.areas import area_words
from totalcapital.assessing.benchmarks import is_building, is_of_kind, is_open
from totalcapital.assessing.peers import Peers
from totalcapital.assessing.tested import Given, Piece, measured

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["plot_ratio", "unused_land"]


def unused_land(records: pd.DataFrame, given: Given) -> pd.DataFrame:
    """Measure the share of peers that leave less of their land without a service: high is much."""
    unused, land = records["unused_land_m2"], records["site_area_m2"]
    is_kind = (_is_nhs(records) & is_building(records) & (land > 0)) | unused.notna()
    rows = records[is_kind & is_open(records)]
    land = rows["site_area_m2"].where(rows["site_area_m2"] > 0)
    unused = rows["unused_land_m2"].where((rows["unused_land_m2"] >= 0) & ~(rows["unused_land_m2"] > land))
    pct = unused / land * 100
    peers = Peers(pct, rows["service"], at_least=given.peers_at_least)
    share = peers.share_lower()

    def words(told: pd.DataFrame) -> Sequence[str]:
        return [
            f"{p:.1f} % of the land delivers no service; {s:.0%} of the {n} sites of this service that say it leave less"
            for p, s, n in zip(pct[told.index], share[told.index], peers.counts[told.index], strict=True)
        ]

    pieces = [
        Piece("land that delivers no service", unused.notna(), unused, "{:,.0f} m² of it"),
        _land(land),
        peers.piece("the same"),
    ]
    return measured(rows, share, words, pieces)


def plot_ratio(records: pd.DataFrame, given: Given) -> pd.DataFrame:
    """Measure the share of peers with as little floor area to their land or less: low is little.

    Peers are buildings of one service whose floor area is measured on one basis: bases are not mixed.
    """
    gives = (records["floor_area_m2"] > 0) | (records["site_area_m2"] > 0)
    is_kind = (_is_nhs(records) & is_building(records)) | is_of_kind(records, "depots")
    rows = records[is_kind & gives & is_open(records)]
    basis = rows["floor_area_basis"].where(rows["floor_area_basis"] != "unknown")
    area = rows["floor_area_m2"].where((rows["floor_area_m2"] > 0) & basis.notna())
    land = rows["site_area_m2"].where(rows["site_area_m2"] > 0)
    ratio = area / land
    alike = rows["service"].astype(object) + " " + basis.astype(object)
    peers = Peers(ratio, alike, at_least=given.peers_at_least)
    share = peers.share_as_low()

    def words(told: pd.DataFrame) -> Sequence[str]:
        return [
            f"{r:.2f} m² {of} for each m² of land; {p:.0%} of the {n} of this service that say it have as little or less"
            for r, of, p, n in zip(
                ratio[told.index], basis[told.index], share[told.index], peers.counts[told.index], strict=True
            )
        ]

    stated = pd.Series(area_words(rows), index=rows.index, dtype=object).where(rows["floor_area_m2"].notna())
    pieces = [
        Piece("floor area with its basis", area.notna(), stated),
        _land(land),
        peers.piece("the same"),
    ]
    return measured(rows, share, words, pieces)


def _is_nhs(records: pd.DataFrame) -> pd.Series:
    return (records["sector"] == "nhs").fillna(value=False)


def _land(land: pd.Series) -> Piece:
    return Piece("area of the land", land.notna(), land, "{:,.0f} m² of land")
