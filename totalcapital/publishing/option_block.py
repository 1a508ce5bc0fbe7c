"""The options of one page: numbers of all that can be ranked, words of the first, what they are worth.

The page ranks anew by other weights and must give the order of the stage. Its rows stand in the order that
settles a tie: by tier (known to fit and to be public first, then room known), then the nearer, then by id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from totalcapital.publishing.datablock import columns_of, number_column, places_of, text_column
from totalcapital.publishing.texts import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from totalcapital.publishing.areas import Page
    from totalcapital.publishing.redaction import View

__all__ = ["OPTIONS_ON_A_PAGE", "UNITS", "options_block", "sees_the_order", "worth_block"]

#: A page carries the words of this many options, the best; the numbers of all.
OPTIONS_ON_A_PAGE: Final = 2000
#: Scores and weights are whole numbers of this many parts, so that every machine ranks alike.
UNITS: Final = 10_000

_PARTS: Final = (
    "score_proximity", "score_space", "score_service", "score_lease", "score_condition", "score_access",
)  # fmt: skip
_WORD_COLUMNS: Final = (
    "distance_uncertainty_m", "walk_min", "walk_by", "score", "rank", "rank_stability_pct", "direction",
    "vetoes", "missing", "notice_by_date", "window_start_date", "window_end_date", "access_before_count",
    "access_after_count", "access_deprived_before_count", "access_deprived_after_count", "decision", "reason",
)  # fmt: skip
#: Fit known or not, room known or not.
_TIERS: Final = 4
_HELD: Final = ("in-force", "subject-changed")
_OUT: Final = ("rejected", "parked")


def options_block(
    view: View, page: Page, holdings: pd.DataFrame, *, weights: Mapping[str, float], draws: int
) -> tuple[dict[str, Any], pd.Index]:
    """Return the options of a page and the ids of its rows, in the order in which it carries them.

    Where the audience may not see what the order is made of, only the options with words are there, in
    the published order, and the page offers no weights.
    """
    options = view.tables["colocation"].set_index("option_id", drop=False)
    on_page = options["host_id"].isin(holdings["holding_id"]) & options["guest_id"].isin(
        holdings["holding_id"]
    )
    first = _with_words(view, page)
    can_rank = bool(weights) and sees_the_order(view)
    if can_rank:
        free = options["vetoes"].isna() & ~options["decision"].isin(_OUT)
        touching = _touching(view, page, options)
        rows = _by_tie(view, options[free & on_page & touching])
        tiers = np.bincount(rows["tier"], minlength=_TIERS).tolist()
        rest = [name for name in first if name not in rows.index]
        ids = rows.index.append(pd.Index(rest, dtype=object))
        ranked = len(rows)
    else:
        ids, tiers, ranked = pd.Index(first, dtype=object), [], 0
    rows = options.loc[ids]
    worded = ids.get_indexer(pd.Index(first, dtype=object))
    words = options.loc[list(first)]
    block = {
        "count": len(rows),
        "ranked": ranked,
        "tiers": tiers,
        "total": len(page.options),
        "vetoed": int(options.loc[list(page.options), "vetoes"].notna().sum()),
        "draws": draws,
        "host": places_of(rows["host_id"], holdings["holding_id"]),
        "guest": places_of(rows["guest_id"], holdings["holding_id"]),
        "distance_m": number_column(rows["distance_m"], places=1),
        **_parts(rows),
        **({"ranks": _steps(rows["rank"])} if can_rank else {}),
        "words": {
            "row": [int(place) for place in worded],
            **_own_ids(words),
            **columns_of(words, _WORD_COLUMNS),
            **_decided(view, first),
        },
    }
    return block, ids


def _with_words(view: View, page: Page) -> list[str]:
    """Return the options whose words the page carries: the best, those decided on, those of a scenario or hub."""
    chosen = set(view.tables["moves"]["option_id"])
    decided = set(view.tables["colocation"].loc[view.tables["colocation"]["decision"].notna(), "option_id"])
    best = page.options[:OPTIONS_ON_A_PAGE]
    return [*best, *(name for name in page.options[OPTIONS_ON_A_PAGE:] if name in chosen or name in decided)]


def _own_ids(options: pd.DataFrame) -> dict[str, Any]:
    """Return the ids of options where they are not made of those of host and guest, which the page has."""
    is_made = options["option_id"] == options["host_id"] + ">" + options["guest_id"]
    return {} if is_made.all() else {"option_id": [clean(name) for name in options["option_id"]]}


def sees_the_order(view: View) -> bool:
    """Whether the audience may see all that the order of options is made of."""
    seen = all(view.may_see("colocation", name) for name in (*_PARTS, "vetoes", "decision"))
    return seen and view.may_see("agencies", "is_public")


def _touching(view: View, page: Page, options: pd.DataFrame) -> pd.Series:
    site_of = view.tables["holdings"].set_index("holding_id")["site_id"]
    found: pd.Series = options["host_id"].map(site_of).isin(page.sites) | options["guest_id"].map(
        site_of
    ).isin(page.sites)
    return found


def _by_tie(view: View, options: pd.DataFrame) -> pd.DataFrame:
    """Return options in the order that settles equal scores, with their ``tier``, 0 the first."""
    public = view.tables["agencies"].set_index("agency_id")["is_public"]
    agency_of = view.tables["holdings"].set_index("holding_id")["agency_id"]
    is_known = options["score_service"].notna()
    for end in ("host_id", "guest_id"):
        is_known &= options[end].map(agency_of).map(public).notna()
    tier = 2 * (~is_known).astype(int) + options["score_space"].isna().astype(int)
    order = np.lexsort((options["option_id"].to_numpy(str), options["distance_m"], tier))
    return options.assign(tier=tier).iloc[order]


def _parts(options: pd.DataFrame) -> dict[str, list[int | None]]:
    """Return the components of the score in ten-thousandths; one of which nothing is known is left out."""
    made = {}
    for name in _PARTS:
        known = options[name].notna().to_numpy()
        if known.any():
            whole = np.rint(options[name].fillna(0).to_numpy(float) * UNITS).astype(int)
            made[name] = [int(value) if there else None for value, there in zip(whole, known, strict=True)]
    return made


def _steps(ranks: pd.Series) -> list[int]:
    """Return the ranks, lowest first, each less the one before: nearly all of them 1."""
    ordered = np.sort(ranks.dropna().to_numpy(int))
    return [int(step) for step in np.diff(ordered, prepend=0)]


def _decided(view: View, options: Sequence[str]) -> dict[str, Any]:
    """Return who decided on each option, when, why, and who does what next."""
    if not view.may_see("decisions", "by"):
        return {}
    held = view.tables["decisions"]
    held = held[held["subject"].eq("option") & held["state"].isin(_HELD)]
    said = held.set_index("subject_id").reindex(list(options))
    names = {
        "by": "by",
        "on_date": "decided_on_date",
        "reason": "decided_why",
        "owner": "owner",
        "next_step": "next_step",
    }
    return columns_of(said.rename(columns=names), names.values())


def worth_block(view: View, ids: pd.Index, words: Sequence[int]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the options with words are worth, part by part, and how each part could change that."""
    named = set(ids[list(words)])
    made = []
    for table, columns in (
        ("appraisals", ("measure", "low_gbp", "central_gbp", "high_gbp", "basis", "missing")),
        (
            "sensitivities",
            ("measure", "central_gbp", "switching_pct", "npv_low_gbp", "npv_high_gbp", "reason"),
        ),
    ):
        rows = view.tables[table]
        rows = rows[rows["subject_id"].isin(named)]
        made.append({
            "count": len(rows),
            "option": [int(place) for place in ids.get_indexer(pd.Index(rows["subject_id"]))],
            **{
                name: number_column(rows[name], places=1) if name.endswith(("_gbp", "_pct")) else text_column(rows[name])
                for name in columns
                if rows[name].notna().any()
            },
        })  # fmt: skip
    return made[0], made[1]
