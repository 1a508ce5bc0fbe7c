"""Which registers stand under another id in the estate file than in an earlier edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalcapital.linking.renumbered import bounds, words_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["same_registers"]


def same_registers(
    before: pd.DataFrame,
    now: pd.DataFrame,
    *,
    before_assets: pd.DataFrame,
    assets: pd.DataFrame,
) -> dict[str, str]:
    """Return the registers that the estate file names otherwise now: id before to id now.

    Of the registers that only one edition has, two are one where their files are the same, stand
    under the same path, or hold mostly the same records.

    Parameters
    ----------
    before, now
        ``registers`` of both editions.
    """
    gone = before[~before["register_id"].isin(now["register_id"])]
    new = now[~now["register_id"].isin(before["register_id"])]
    if gone.empty or new.empty:
        return {}
    words = [
        _content(frame[frame["register_id"].isin(of["register_id"])])
        for frame, of in ((before_assets, gone), (assets, new))
    ]
    scored = []
    for one in gone.to_dict("records"):
        for other in new.to_dict("records"):
            score = 3.0 * (one["sha256"] == other["sha256"]) + 2.0 * (one["path"] == other["path"])
            ids = str(one["register_id"]), str(other["register_id"])
            score = score or _share_of_same_words(words[0].get(ids[0]), words[1].get(ids[1]))
            if score > 0:
                scored.append((-score, *ids))
    made: dict[str, str] = {}
    for _, was, is_ in sorted(scored):
        if was not in made and is_ not in made.values():
            made[was] = is_
    return made


def _content(assets: pd.DataFrame) -> dict[str, set[int]]:
    digests = words_of(assets)
    return {str(name): set(group) for name, group in digests.groupby(assets["register_id"].to_numpy(object))}


def _share_of_same_words(one: set[int] | None, other: set[int] | None) -> float:
    """Return the share of the smaller register's words that both hold; 0 below the bound."""
    limit = bounds()["register"]
    if one is None or other is None or min(len(one), len(other)) < limit["records_at_least"]:
        return 0.0
    share = len(one & other) / min(len(one), len(other))
    return share if 100.0 * share >= limit["same_records_pct"] else 0.0
