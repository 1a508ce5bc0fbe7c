"""How much hangs on an answer: which option, which count, which floor area it would change."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from totalcapital.resources import geodata

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["Effects", "first_count", "settings", "site_of_record", "uncertainty"]


@cache
def settings() -> Mapping[str, Any]:
    """Return ``geodata/benchmarks/deciding.toml``."""
    return tomllib.loads(geodata("benchmarks", "deciding.toml").read_text(encoding="utf-8"))


def uncertainty(asked: pd.DataFrame) -> NDArray[np.float64]:
    """Return how unsure each answer is, 0 to 1: twice the probability that what holds now is wrong, at most 1.

    That is ``1 - |2p - 1|``, but for two that were kept apart, or together, against their own evidence.

    Parameters
    ----------
    asked
        ``probability`` of a yes (null: not weighed), ``is_one`` (what holds now) and ``state`` of each question.
    """
    share = settings()["uncertainty"]
    p = asked["probability"].to_numpy(float)
    wrong = np.where(asked["is_one"].to_numpy(bool), 1.0 - p, p)
    weighed = np.clip(2.0 * np.nan_to_num(wrong), share["least"], 1.0)
    found = np.where(np.isnan(p), share["not_weighed"], weighed)
    unsure: NDArray[np.float64] = np.where(asked["state"] == "changed", share["changed"], found)
    return unsure


def first_count(doubts: pd.DataFrame) -> int:
    """Return how many questions weigh more than a property counted wrongly: what to settle first. Parked ones wait."""
    is_first = (doubts["effect"] >= settings()["asked"]["first_from"]) & (doubts["state"] != "parked")
    return int(is_first.sum())


class Effects:
    """What hangs on each question of an estate.

    Parameters
    ----------
    tables
        ``assets``, ``agencies``, ``holdings`` and ``colocation``.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        points, options = settings()["effect"], tables["colocation"]
        holdings = tables["holdings"].set_index("holding_id")
        rank = options["rank"].to_numpy(float, na_value=np.nan)
        worth = points["option_at_top"] * points["rank_half"] / (points["rank_half"] + rank)
        told = pd.DataFrame({"points": np.nan_to_num(worth), "option_id": options["option_id"]})
        for side in ("host", "guest"):
            at = holdings.reindex(options[f"{side}_id"])
            told[f"{side}_site"] = at["site_id"].to_numpy(object)
            told[f"{side}_agency"] = at["agency_id"].to_numpy(object)
        self._of_option = told.set_index("option_id")["points"]
        self._between_sites = _between(told, "site")
        self._between_agencies = _between(told, "agency")
        sides = [
            told[["points", f"{side}_site"]].set_axis(["points", "site"], axis=1)
            for side in ("host", "guest")
        ]
        self._of_site = pd.concat(sides).groupby("site")["points"].sum()
        assets = tables["assets"].set_index("asset_id")
        private = tables["agencies"].loc[tables["agencies"]["is_public"].eq(other=False), "agency_id"]
        # Who takes part in sharing: nobody who is private, and nobody who has left.
        stays = ~assets["agency_id"].isin(private) & assets["status"].ne("closed")
        self._assets = assets[["floor_area_m2"]].assign(agency_id=assets["agency_id"].where(stays))
        self._site = site_of_record(tables["holdings"])

    def of(self, asked: pd.DataFrame) -> NDArray[np.float64]:
        """Return the points of each question.

        Parameters
        ----------
        asked
            ``subject``, ``subject_id``, ``other_id``; of agencies ``rows_count`` too.
        """
        found = np.full(len(asked), float(settings()["effect"]["decided"]))
        is_pair = asked["other_id"].notna().to_numpy()
        for subject, count in (("link", self._of_links), ("agency", self._of_agencies)):
            chosen = (asked["subject"] == subject).to_numpy() & is_pair
            found[chosen] = count(asked[chosen])
        is_option = (asked["subject"] == "option").to_numpy()
        found[is_option] += self._of_option.reindex(asked.loc[is_option, "subject_id"]).fillna(0.0).to_numpy()
        found[(asked["state"] == "changed").to_numpy() & asked["is_gone"].to_numpy(bool)] = 0.0
        return found

    def _of_links(self, asked: pd.DataFrame) -> NDArray[np.float64]:
        points = settings()["effect"]
        one, other = self._assets.reindex(asked["subject_id"]), self._assets.reindex(asked["other_id"])
        first = self._site.reindex(asked["subject_id"]).to_numpy(object)
        second = self._site.reindex(asked["other_id"]).to_numpy(object)
        agency, against = one["agency_id"].to_numpy(object), other["agency_id"].to_numpy(object)
        differ = (agency != against) & ~pd.isna(agency) & ~pd.isna(against)
        area = np.fmin(one["floor_area_m2"].to_numpy(float), other["floor_area_m2"].to_numpy(float))
        both_known = one["floor_area_m2"].notna().to_numpy() & other["floor_area_m2"].notna().to_numpy()
        touched = self._of_site.reindex(first).fillna(0.0).to_numpy()
        touched = touched + np.where(
            first == second, 0.0, self._of_site.reindex(second).fillna(0.0).to_numpy()
        )
        total: NDArray[np.float64] = (
            points["property"]
            + points["two_agencies"] * differ
            + _look_up(self._between_sites, first, second)
            + points["option_touched_share"] * touched
            + points["floor_area_per_1000_m2"] * np.where(both_known, np.nan_to_num(area), 0.0) / 1000.0
        )
        return total

    def _of_agencies(self, asked: pd.DataFrame) -> NDArray[np.float64]:
        rows = asked["rows_count"].fillna(0).to_numpy(float)
        ids = asked["subject_id"].to_numpy(object), asked["other_id"].to_numpy(object)
        total = np.asarray(settings()["effect"]["agency_record"] * rows, dtype=np.float64)
        found: NDArray[np.float64] = total + _look_up(self._between_agencies, *ids)
        return found


def site_of_record(holdings: pd.DataFrame) -> pd.Series[str]:
    """Return the site of each record, by its id."""
    spread = (
        holdings[["site_id", "asset_ids"]]
        .assign(asset_id=holdings["asset_ids"].str.split("; "))
        .explode("asset_id")
    )
    return spread.set_index("asset_id")["site_id"]


def _between(told: pd.DataFrame, what: str) -> pd.Series[float]:
    """Return the points of the options between each two, the lower id first."""
    one, other = told[f"host_{what}"].astype("str"), told[f"guest_{what}"].astype("str")
    low = one.where(one <= other, other)
    high = other.where(one <= other, one)
    return told["points"].groupby([low.rename("low"), high.rename("high")]).sum()


def _look_up(between: pd.Series[float], one: NDArray[Any], other: NDArray[Any]) -> NDArray[np.float64]:
    pairs = [(a, b) if str(a) <= str(b) else (b, a) for a, b in zip(one, other, strict=True)]
    if not pairs or between.empty:
        return np.zeros(len(pairs))
    return np.asarray(between.reindex(pd.MultiIndex.from_tuples(pairs)).fillna(0.0), dtype=np.float64)
