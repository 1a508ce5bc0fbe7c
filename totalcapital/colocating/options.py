"""Co-location options: every pair of holdings in reach, in both directions, scored, ranked and explained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from totalcapital.colocating.access import ACCESS_COLUMNS, access_of
from totalcapital.colocating.evidence import condition_scores, has_no_room, service_of_building, space_scores
from totalcapital.colocating.fit import Fits, fits_of
from totalcapital.colocating.hubs import hubs
from totalcapital.colocating.leases import Terms, Windows, terms_of, windows_of
from totalcapital.colocating.never import without_never
from totalcapital.colocating.ranking import (
    Ranked,
    rank,
    weights_of,
    whole_components,
    whole_weights,
)
from totalcapital.colocating.sides import Known, Pairs, pairs_of, sides_of
from totalcapital.colocating.stability import stability
from totalcapital.colocating.walking import Walks, walking_times
from totalcapital.colocating.words import direction_words, listed, reason_words, sides_in_words
from totalcapital.precedence import is_superseded
from totalcapital.tables import COLOCATION, HUBS

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import NDArray

    from totalcapital.assumptions import Assumptions
    from totalcapital.sections import Colocation

__all__ = ["ColocateResult", "colocate"]

_EMPTY: Final = ("vacant", "closed", "surplus", "disposal")
_DECIDED_AGAINST: Final = ("rejected", "parked")


@dataclass(frozen=True, slots=True)
class ColocateResult:
    """What the ``colocate`` stage made."""

    colocation: gpd.GeoDataFrame
    exclusions: pd.DataFrame
    hubs: gpd.GeoDataFrame


def colocate(
    holdings: pd.DataFrame,
    sites: gpd.GeoDataFrame,
    *,
    known: Known,
    settings: Colocation,
    assumptions: Assumptions,
    as_of: dt.date,
) -> ColocateResult:
    """List who could move in with whom.

    Every pair of holdings of different known agencies on different sites no further apart than the
    radius, edge to edge, one row per direction. Private bodies are context and take no part; nor
    do sites known only to an outward code, nor what is on the never list, which is counted. A component
    that is not known is left out of the score and named in ``missing``; what rules an option out
    stands in ``vetoes``, and such an option has no rank.

    Parameters
    ----------
    holdings, sites
        Stakes and properties, in metres.
    known
        What other stages found out about them.
    settings
        Radius, own entries of the never list, draws for the stability of ranks.
    assumptions
        Weights and every other number.
    as_of
        The day leases are judged from.

    Raises
    ------
    EstateFileError
        If a weight is negative, or an entry of the never list names nothing.
    """
    sides = sides_of(holdings, sites, known, coarsest_m=assumptions.value("distance.coarsest"))
    pairs = pairs_of(sides, sites, settings.radius_m)
    pairs, exclusions, _ = without_never(sides, pairs, settings.never)
    crs = str(sites.crs)
    if not len(pairs.host):
        return ColocateResult(COLOCATION.empty(crs=crs), exclusions, HUBS.empty(crs=crs))
    walks = Walks(known.network, assumptions) if known.network is not None else None
    ids = sides["holding_id"].to_numpy(object)
    access = access_of(
        pd.DataFrame({"host_id": ids[pairs.host], "guest_id": ids[pairs.guest]}),
        holdings=holdings,
        sites=sites,
        areas=known.areas,
        reach_m=settings.radius_m,
        assumptions=assumptions,
        walks=walks,
    )
    made = _Options(sides, pairs, access, settings=settings, assumptions=assumptions, as_of=as_of)
    frame = made.table(known.decisions, walks)
    ends = sides[["x", "y"]].to_numpy(float)
    lines = shapely.linestrings(np.stack([ends[pairs.host], ends[pairs.guest]], axis=1))
    frame = frame.assign(geometry=gpd.GeoSeries(lines, index=frame.index, crs=sites.crs))
    options = COLOCATION.conform(frame, crs=crs)
    grouped = hubs(options, holdings, sites, known=known, assumptions=assumptions)
    return ColocateResult(options, exclusions, grouped)


class _Options:
    """The options of one run, column by column."""

    def __init__(
        self,
        sides: pd.DataFrame,
        pairs: Pairs,
        access: pd.DataFrame,
        *,
        settings: Colocation,
        assumptions: Assumptions,
        as_of: dt.date,
    ) -> None:
        self.sides, self.pairs, self.access = sides, pairs, access
        self.settings, self.assumptions = settings, assumptions
        self.fits: Fits = fits_of(sides["service"], sides["services"])
        self.terms: Terms = terms_of(sides, as_of)
        self.windows: Windows = windows_of(
            self.terms, pairs.host, pairs.guest, as_of=as_of, assumptions=assumptions
        )

    def _of(self, column: str, side: str) -> Any:
        return self.sides[column].take(getattr(self.pairs, side)).reset_index(drop=True)

    def table(self, decisions: pd.DataFrame, walks: Walks | None) -> pd.DataFrame:
        """Return every column of the table but the geometry."""
        frame = self._components()
        if walks is not None:
            self._walk(frame, walks)
        frame["decision"] = frame["option_id"].map(_decided(decisions)).astype("str")
        vetoes = listed(self._vetoes(), len(frame))
        frame["vetoes"] = vetoes
        weights = whole_weights(weights_of(self.assumptions))
        is_known = ~self._of("is_public", "host").isna() & ~self._of("is_public", "guest").isna()
        is_known_fit = (frame["score_service"].notna() & is_known).to_numpy(bool)
        is_free = (frame["vetoes"].isna() & ~frame["decision"].isin(_DECIDED_AGAINST)).to_numpy(bool)
        both = np.sort(np.column_stack([self.pairs.host, self.pairs.guest]), axis=1)
        pair = both[:, 0] * len(self.sides) + both[:, 1]
        found = rank(frame, weights, is_known_fit=is_known_fit, is_free=is_free, pair=pair)
        frame["score"] = found.score.round(4)
        frame["rank"] = pd.array(np.where(found.place > 0, found.place, -1), dtype="Int64")
        frame["rank"] = frame["rank"].mask(frame["rank"] < 0)
        frame["is_better_direction"] = found.is_better
        frame["direction"] = direction_words(
            whole_components(frame),
            score=found.score,
            is_free=is_free,
            is_better=found.is_better,
            reverse=found.reverse,
            vetoes=vetoes,
        )
        frame["rank_stability_pct"] = self._stability(frame, found, weights, is_known_fit, is_free, pair)
        frame["missing"] = listed(self._missing(frame, is_known.to_numpy(bool)), len(frame))
        frame["reason"] = self._reasons(frame)
        return frame

    def _components(self) -> pd.DataFrame:
        """Return ids, distances, windows and the components, 0 to 1, null where not known."""
        host, guest, metres = self.pairs.host, self.pairs.guest, self.pairs.distance_m
        ids, accuracy = self.sides["holding_id"].to_numpy(object), self.sides["accuracy_m"].to_numpy(float)
        detour, speed = self.assumptions.value("walk.detour-factor"), self.assumptions.value("walk.speed")
        street = self.assumptions.value("distance.same-street")
        reach = max(self.settings.radius_m, street + 1.0)
        frame = pd.DataFrame(
            {
                "option_id": [f"{one}>{other}" for one, other in zip(ids[host], ids[guest], strict=True)],
                "host_id": ids[host],
                "guest_id": ids[guest],
                "distance_m": metres.round(1),
                "distance_uncertainty_m": accuracy[host] + accuracy[guest],
                "walk_min": (metres * detour / speed).round(1),
                "walk_by": "detour",
                "area_id": self._of("area_id", "guest"),
                "lease_leaves_date": np.where(
                    self.terms.is_lasting[guest], np.datetime64("NaT", "D"), self.terms.leaves[guest]
                ),
                "window_start_date": self.windows.start,
                "window_end_date": self.windows.end,
                "notice_by_date": self.windows.notice_by,
            }
        )
        served = service_of_building(self.sides, self.assumptions)
        parts = {
            "proximity": np.clip((reach - frame["distance_m"].to_numpy(float)) / (reach - street), 0.0, 1.0),
            "space": space_scores(self.sides, host, guest),
            "service": self.fits.score(host, guest),
            "lease": self.windows.score,
            "condition": condition_scores(served, host, guest, assumptions=self.assumptions),
            "access": self.access["score_access"].to_numpy(float),
        }
        counts = self.access[[name for name in ACCESS_COLUMNS if name.endswith("_count")]]
        frame = pd.concat([frame, counts], axis="columns")
        return frame.assign(**{f"score_{name}": values.round(4) for name, values in parts.items()})

    def _walk(self, frame: pd.DataFrame, walks: Walks) -> None:
        """Put walking time along the network in place of the detour factor, where both ends join it."""
        ends = self.sides[["x", "y"]].to_numpy(float)
        times = walking_times(
            ends[self.pairs.host],
            ends[self.pairs.guest],
            self.pairs.distance_m,
            assumptions=self.assumptions,
            walks=walks,
        )
        frame[times.columns] = times

    def _vetoes(self) -> list[tuple[NDArray[np.bool_], str]]:
        host, guest = self.pairs.host, self.pairs.guest
        kind, status = self.sides["property_kind"], self.sides["status"]
        let = self.sides["is_leased_out"].fillna(value=False).to_numpy(bool)
        is_land, is_closed = (
            kind.eq("land").fillna(value=False).to_numpy(bool),
            status.eq("closed").to_numpy(bool),
        )
        is_empty = status.isin(_EMPTY).to_numpy(bool)
        return [
            *self.fits.vetoes(host, guest),
            (is_land[host], "the host is land, not a building"),
            (is_closed[host], "the host is closed and what became of it is not known"),
            (let[host], "the host is let to another"),
            (is_land[guest], "the guest is land: nothing to move"),
            (is_empty[guest], "nothing is left at the guest to move"),
            (let[guest], "the guest's building is let to another"),
            (has_no_room(self.sides, host, guest, assumptions=self.assumptions), "the host has not the room"),
        ]

    def _missing(
        self, frame: pd.DataFrame, is_public_known: NDArray[np.bool_]
    ) -> list[tuple[NDArray[np.bool_], str]]:
        """Return what evidence options lack, and what is to be checked before a move."""
        host, guest = self.pairs.host, self.pairs.guest
        tenure = self.sides["tenure"].to_numpy(object)
        is_leased = np.isin(tenure.astype(str), ["leasehold", "licence", "ground-leasehold", "sub-leasehold"])
        terms = self.terms
        no_end = np.isnat(terms.lasts) & ~terms.is_lasting
        is_given_up = self.sides["status"].isin(["surplus", "disposal"]).to_numpy(bool)
        served = service_of_building(self.sides, self.assumptions)
        unknown = {name: self.sides[name].isna().to_numpy() for name in ("spare_m2", "need_m2", "tenure")}
        return [
            (unknown["spare_m2"][host], "spare floor area of the host"),
            (unknown["need_m2"][guest], "floor area the guest needs"),
            (frame["score_service"].isna().to_numpy(), "whether the services fit"),
            (np.isnat(terms.leaves)[guest], "when the guest can leave"),
            (terms.is_notice_unknown[guest], "notice the guest must give"),
            (no_end[host] & unknown["tenure"][host], "tenure of the host"),
            (no_end[host] & is_leased[host], "when the host's lease ends"),
            (~np.isfinite(served)[host], "condition of the host"),
            *(
                (self.access["access_missing"].eq(words).to_numpy(), words)
                for words in self._unknown_access()
            ),
            (~is_public_known, "whether both are public bodies"),
            (is_leased[host], "the landlord's consent"),
            (is_given_up[host], "whether the host is kept"),
            *self.fits.checks(guest),
        ]

    def _unknown_access(self) -> list[str]:
        return sorted(self.access["access_missing"].dropna().unique())

    def _stability(  # noqa: PLR0917 - the columns of one list
        self,
        frame: pd.DataFrame,
        found: Ranked,
        weights: NDArray[np.int64],
        is_known_fit: NDArray[np.bool_],
        is_free: NDArray[np.bool_],
        pair: NDArray[np.int64],
    ) -> NDArray[np.float64]:
        """Return the stability of what has a rank; null for the rest."""
        made = np.full(len(frame), np.nan)
        may = np.flatnonzero(is_free & np.isfinite(found.score))
        made[may] = stability(
            whole_components(frame)[may],
            frame["distance_m"].to_numpy(float)[may],
            is_known_fit[may],
            pair[may],
            pd.factorize(frame["area_id"].to_numpy(object)[may], use_na_sentinel=False)[0],
            weights,
            draws=self.settings.stability_draws,
            assumptions=self.assumptions,
        )
        return np.where(found.place > 0, made, np.nan).round(1)

    def _reasons(self, frame: pd.DataFrame) -> list[str]:
        host, guest = self.pairs.host, self.pairs.guest
        guests, hosts = sides_in_words(self.sides)
        tails = listed(
            [
                *self.fits.reasons(host, guest),
                (self._is_perhaps_one(frame), "perhaps one building already"),
                (self.windows.is_missed, "the leases miss each other"),
            ],
            len(frame),
        )
        return reason_words(frame, guests[guest], hosts[host], tails, assumptions=self.assumptions)

    def _is_perhaps_one(self, frame: pd.DataFrame) -> NDArray[np.bool_]:
        """Tell where both ends are located on one spot, or their postcode is all that locates them."""
        one_spot = self.assumptions.value("distance.one-spot")
        return np.asarray(frame["distance_m"].to_numpy(float) <= one_spot)


def _decided(decisions: pd.DataFrame) -> pd.Series:
    """Return what people decided on each option, the last word on it."""
    on = decisions[decisions["subject"].eq("option") & decisions["other_id"].isna()]
    last = on[~is_superseded(on)] if len(on) else on
    found: pd.Series = last.drop_duplicates("subject_id", keep="last").set_index("subject_id")["decision"]
    return found
