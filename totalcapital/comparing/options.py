"""What became of co-location options and of bands, and which differences brought it about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from totalcapital.comparing.pairing import records_held
from totalcapital.comparing.rows import bounds, filled
from totalcapital.tables import join_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from totalcapital.comparing.pairing import Pairing

__all__ = ["band_differences", "because_of", "option_differences", "reasons_by_site"]

#: Differences that cannot change an option by themselves.
_IDLE: Final = frozenset({"renamed"})
_AGAINST: Final = ("rejected", "parked")


def reasons_by_site(
    differences: pd.DataFrame, before: Mapping[str, pd.DataFrame], now: Mapping[str, pd.DataFrame]
) -> dict[str, list[tuple[str, str]]]:
    """Return what became of each property, as id and words, the most telling first.

    A register that is new or gone speaks for the properties it has records of.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    told = differences[differences["site_id"].notna() & ~differences["kind"].isin(_IDLE)]
    for difference, site, name, reason in zip(
        told["difference_id"],
        told["site_id"],
        filled(told["name"], "a property"),
        told["reason"],
        strict=True,
    ):
        found.setdefault(site, []).append((difference, f"{name}: {reason}"))
    for kind, tables in (("register-added", now), ("register-removed", before)):
        for row in differences[differences["kind"] == kind][
            ["register_id", "difference_id", "reason"]
        ].to_numpy():
            register, difference, reason = map(str, row)
            ids = set(tables["assets"].loc[tables["assets"]["register_id"] == register, "asset_id"])
            held = records_held(tables["holdings"])
            for site in sorted(set(held.loc[held["asset_id"].isin(ids), "site_id"])):
                found.setdefault(site, []).append((difference, f"{register}: {reason}"))
    return found


def band_differences(
    pairing: Pairing,
    before: Mapping[str, pd.DataFrame],
    now: Mapping[str, pd.DataFrame],
    *,
    reasons: Mapping[str, list[tuple[str, str]]],
    cause: str,
) -> pd.DataFrame:
    """Return the holdings in both editions that are in another band now."""
    pairs = pd.DataFrame({"before_id": list(pairing.holdings), "holding_id": list(pairing.holdings.values())})
    was = before["bands"].set_index("holding_id")["band"].reindex(pairs["before_id"]).to_numpy(object)
    is_ = now["bands"].set_index("holding_id")["band"].reindex(pairs["holding_id"]).to_numpy(object)
    known = pd.notna(was) & pd.notna(is_)
    at = np.flatnonzero(known & (was != is_))
    held = now["holdings"].set_index("holding_id").loc[pairs["holding_id"].iloc[at]].reset_index()
    places = now["sites"].set_index("site_id").geometry
    because = [because_of([site], reasons) for site in held["site_id"]]
    return pd.DataFrame(
        {
            "subject": "holding", "kind": "band", "subject_id": held["holding_id"],
            "before_id": [a if a != b else None for a, b in zip(pairs["before_id"].iloc[at], held["holding_id"], strict=True)],
            "name": filled(held["name"], held["site_id"].map(now["sites"].set_index("site_id")["name"])),
            "agency_id": held["agency_id"], "site_id": held["site_id"], "column": "band",
            "before": was[at], "now": is_[at],
            "cause": ["other-differences" if ids else cause for ids, _ in because],
            "because": [ids for ids, _ in because],
            "reason": [f"{b} now; {a} before{words}" for a, b, (_, words) in zip(was[at], is_[at], because, strict=True)],
            "geometry": list(places.reindex(held["site_id"])),
        }
    )  # fmt: skip


def option_differences(
    pairing: Pairing,
    before: Mapping[str, pd.DataFrame],
    now: Mapping[str, pd.DataFrame],
    *,
    reasons: Mapping[str, list[tuple[str, str]]],
    cause: str,
) -> list[pd.DataFrame]:
    """Return the options that are new or gone, ruled out or no longer so, or score or rank otherwise.

    What is ruled out is no option: it is told where it was not so before. Of the two directions of a pair
    the better is told as new or gone. Of ranks only entering and
    leaving the best is told: one new option moves every rank below it.
    """
    was, is_ = before["colocation"], now["colocation"]
    was = was.assign(host=was["host_id"].map(pairing.holdings), guest=was["guest_id"].map(pairing.holdings))
    both = was.reset_index().merge(
        is_.reset_index(),
        left_on=["host", "guest"],
        right_on=["host_id", "guest_id"],
        suffixes=("_before", "_now"),
    )
    names = _Names(before), _Names(now)
    new = is_[~is_["option_id"].isin(both["option_id_now"]) & _is_told(is_)]
    gone = was[~was["option_id"].isin(both["option_id_before"]) & _is_told(was)]
    telling = _Telling(pairing, names, reasons, cause)
    score = (both["score_now"] - both["score_before"]).to_numpy(float)
    vetoed = both["vetoes_now"].notna().to_numpy(bool)
    was_vetoed = both["vetoes_before"].notna().to_numpy(bool)
    best = bounds()["option"]["best"]
    high, was_high = (
        (both[name] <= best).fillna(value=False).to_numpy(bool) for name in ("rank_now", "rank_before")
    )
    # What people decided against has no rank: that is told as a decision.
    decided = both["decision_now"].isin(_AGAINST).to_numpy(bool)
    better = both["is_better_direction_now"].fillna(value=True).to_numpy(bool)
    kinds = np.select(
        [vetoed & ~was_vetoed, was_vetoed & ~vetoed, high & ~was_high, was_high & ~high & ~decided,
         ~vetoed & better & (np.abs(np.nan_to_num(score)) >= bounds()["option"]["score"])],
        ["vetoed", "freed", "ranked", "unranked", "score"],
        "",
    )  # fmt: skip
    kinds = np.where(_is_explained(both, names[1], reasons, cause), kinds, "")
    changed = both[kinds != ""].assign(kind=kinds[kinds != ""], measure=score[kinds != ""])
    return [
        telling.alone(new, "added", 1),
        telling.alone(gone, "removed", 0),
        telling.changed(changed),
    ]


def _is_told(options: pd.DataFrame) -> pd.Series:
    """Tell the options that count as such: not ruled out, and the better direction of their pair."""
    told: pd.Series = options["vetoes"].isna() & options["is_better_direction"].fillna(value=True).astype(
        bool
    )
    return told


def _is_explained(
    both: pd.DataFrame, names: _Names, reasons: Mapping[str, list[tuple[str, str]]], cause: str
) -> NDArray[np.bool_]:
    """Tell the options that something accounts for: tool, settings, or what became of either property.

    Of several records equally exact any may stand for their property: what that moves within their
    accuracy is no difference. Where properties changed, ranks of others may.
    """
    if cause != "other-input":
        return np.ones(len(both), dtype=bool)
    own = np.array(
        [names.site[host] in reasons or names.site[guest] in reasons
         for host, guest in zip(both["host_id_now"], both["guest_id_now"], strict=True)],
        dtype=bool,
    )  # fmt: skip
    same_score = (both["score_now"].round(4) == both["score_before"].round(4)).to_numpy(bool)
    return own | (same_score & bool(reasons))


class _Names:
    """How an edition calls its holdings."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        held = tables["holdings"].set_index("holding_id")
        sites = tables["sites"].set_index("site_id")["name"]
        agencies = tables["agencies"].set_index("agency_id")["name"]
        label = filled(filled(held["name"], held["site_id"].map(sites)), "a property without a name")
        holder = held["agency_id"].map(agencies)
        self.words = dict((label + " (" + filled(holder, "agency not known") + ")").items())
        self.site = dict(held["site_id"].items())
        self.agency = dict(held["agency_id"].items())


class _Telling:
    """Writes rows of options, each with the differences that brought it about."""

    def __init__(
        self,
        pairing: Pairing,
        names: tuple[_Names, _Names],
        reasons: Mapping[str, list[tuple[str, str]]],
        cause: str,
    ) -> None:
        self._pairing, self._names, self._reasons, self._cause = pairing, names, reasons, cause

    def alone(self, options: pd.DataFrame, kind: str, which: int) -> pd.DataFrame:
        """Return rows of options that only one edition has; ``which`` 0 before, 1 now."""
        names = self._names[which]
        word = "a new option" if which else "no option any more"
        rows = []
        for row in options[
            ["option_id", "host_id", "guest_id", "rank", "score", "vetoes", "geometry"]
        ].itertuples(index=False):
            sites = [names.site[row.host_id], names.site[row.guest_id]]
            now = sites if which else [self._pairing.sites.get(site, site) for site in sites]
            ids, words = because_of([*now, *sites], self._reasons)
            stands = _standing(row.rank, row.vetoes)
            rows.append(
                {
                    "subject_id": row.option_id, "name": f"{names.words[row.guest_id]} with {names.words[row.host_id]}",
                    "agency_id": names.agency[row.guest_id], "kind": kind,
                    "now" if which else "before": stands, "measure": _number(row.score), "unit": "score",
                    "cause": "other-differences" if ids else self._cause, "because": ids,
                    "reason": f"{word}, {stands}{words}", "geometry": row.geometry,
                }
            )  # fmt: skip
        return self._table(rows)

    def changed(self, options: pd.DataFrame) -> pd.DataFrame:
        """Return rows of options in both editions."""
        names = self._names[1]
        rows = []
        for row in options.itertuples(index=False):
            ids, words = because_of(
                [names.site[row.host_id_now], names.site[row.guest_id_now]], self._reasons
            )
            other = "; other options passed it or fell behind" if row.kind in {"ranked", "unranked"} else ""
            rows.append(
                {
                    "subject_id": row.option_id_now,
                    "before_id": _if_other(str(row.option_id_before), str(row.option_id_now)),
                    "name": f"{names.words[row.guest_id_now]} with {names.words[row.host_id_now]}",
                    "agency_id": names.agency[row.guest_id_now], "kind": row.kind,
                    "before": _standing(row.rank_before, row.vetoes_before, row.score_before),
                    "now": _standing(row.rank_now, row.vetoes_now, row.score_now),
                    "measure": _number(row.measure), "unit": "score",
                    "cause": "other-differences" if ids or other else self._cause, "because": ids,
                    "reason": f"{_standing(row.rank_now, row.vetoes_now, row.score_now)}; "
                    f"{_standing(row.rank_before, row.vetoes_before, row.score_before)} before{words or other}",
                    "geometry": row.geometry_now,
                }
            )  # fmt: skip
        return self._table(rows)

    @staticmethod
    def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
        return pd.DataFrame(rows).assign(subject="option") if rows else pd.DataFrame()


def _if_other(before: str, now: str) -> str | None:
    return before if before != now else None


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else round(float(value), 4)


def _standing(rank: Any, vetoes: Any, score: Any = None) -> str:
    """Return how an option stands, in words."""
    points = "" if score is None or pd.isna(score) else f", score {100 * float(score):.0f}"
    if isinstance(vetoes, str):
        return f"ruled out ({vetoes})"
    return f"rank {int(rank):,}{points}" if not pd.isna(rank) else f"without a rank{points}"


def because_of(sites: list[str], reasons: Mapping[str, list[tuple[str, str]]]) -> tuple[str | None, str]:
    """Return the ids of what became of some properties, and the first two in words."""
    found: Iterator[tuple[str, str]] = (one for site in dict.fromkeys(sites) for one in reasons.get(site, ()))
    once = list(dict(found).items())[: bounds()["option"]["because"]]
    if not once:
        return None, ""
    words = "; ".join(dict.fromkeys(words for _, words in once[:2]))
    return join_list([name for name, _ in once]), f". Because {words}"
