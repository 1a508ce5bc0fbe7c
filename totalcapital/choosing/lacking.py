"""What to find out first: what most otherwise good options hang on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from totalcapital.tables import split_list

if TYPE_CHECKING:
    from totalcapital.assumptions import Assumptions
    from totalcapital.choosing.candidates import Candidates
    from totalcapital.choosing.facts import Facts

__all__ = ["lacking_words"]


def lacking_words(facts: Facts, candidates: Candidates, assumptions: Assumptions) -> list[str]:
    """Return what would let most ranked options take part, by holding, the most options first.

    Room is asked of the host, need, lease, worth and cost of the guest.
    """
    options, holdings = facts.options, facts.holdings
    is_good = options["rank"].notna().to_numpy() | candidates.is_decided
    host, guest = options["host"].to_numpy(), options["guest"].to_numpy()
    lacks = {name: lack & is_good for name, lack in candidates.lacks.items()}
    of_guest = lacks["need"] | lacks["date"] | lacks["worth"] | lacks["cost"]
    many = len(holdings)
    counts = np.bincount(host[lacks["room"]], minlength=many) + np.bincount(guest[of_guest], minlength=many)
    order = np.lexsort((np.arange(many), -counts))
    said = []
    for holding in order[: int(assumptions.value("choose.first-to-find-out"))].tolist():
        if not counts[holding]:
            break
        evidence = _evidence(facts, holding, host=host, guest=guest, lacks=lacks)
        said.append(f"{holdings['shown'].iloc[holding]}: {evidence} ({_options(counts[holding])})")
    if lacks["access"].any():
        said.append(f"access: residents in reach before and after ({_options(lacks['access'].sum())})")
    return said


def _evidence(
    facts: Facts, holding: int, *, host: np.ndarray, guest: np.ndarray, lacks: dict[str, np.ndarray]
) -> str:
    """Return what is not known of a holding, as "a, b and c"."""
    row = facts.holdings.iloc[holding]
    words: list[str] = []
    if (lacks["room"] & (host == holding)).any():
        words += split_list(row["spare_would_be_known_by"]) or [_what_it_is(row, "spare floor area")]
    if (lacks["need"] & (guest == holding)).any():
        words += split_list(row["need_would_be_known_by"]) or [_what_it_is(row, "floor area needed")]
    if (lacks["date"] & (guest == holding)).any():
        words.append("lease end or break")
    short = np.flatnonzero((lacks["worth"] | lacks["cost"]) & (guest == holding))
    if len(short) and not words:
        words += split_list(facts.amounts("npv", short[:1])["missing"].iloc[0]) or ["running cost"]
    once = list(dict.fromkeys(words))
    told = [one for one in once if not any(other.startswith(f"{one},") for other in once)]
    return told[0] if len(told) == 1 else ", ".join(told[:-1]) + " and " + told[-1]


def _what_it_is(row: pd.Series, else_asked: str) -> str:
    return "what it is used for" if pd.isna(row["service"]) else else_asked


def _options(count: int) -> str:
    return "1 option" if count == 1 else f"{count:,} options"
