"""The words of an option: what rules it out, what is missing, and the option itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from totalcapital.tables import join_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from totalcapital.colocating.fit import Fit

__all__ = ["missing_words", "reason_words", "veto_words"]

_EMPTY: Final = ("vacant", "closed", "surplus", "disposal")


def veto_words(host: pd.DataFrame, guest: pd.DataFrame, fits: Sequence[Fit]) -> list[str | None]:
    """Return what rules each option out, null where nothing does."""
    tests: list[tuple[Any, str]] = [
        (host["property_kind"].eq("land"), "the host is land, not a building"),
        (host["status"].eq("closed"), "the host is closed and what became of it is not known"),
        (host["is_leased_out"].fillna(value=False).astype(bool), "the host is let to another"),
        (guest["property_kind"].eq("land"), "the guest is land: nothing to move"),
        (guest["status"].isin(_EMPTY), "nothing is left at the guest to move"),
        (guest["is_leased_out"].fillna(value=False).astype(bool), "the guest's building is let to another"),
    ]
    named = [[] if fit.veto is None else [fit.veto] for fit in fits]
    for mask, words in tests:
        for position in np.flatnonzero(mask.to_numpy(dtype=bool, na_value=False)):
            named[position].append(words)
    return [join_list(words) for words in named]


def missing_words(
    frame: pd.DataFrame, fits: Sequence[Fit], *, is_public_known: pd.Series
) -> list[str | None]:
    """Return the evidence each option lacks."""
    columns = [
        ("score_space", "spare space of the host or need of the guest"),
        ("score_service", "whether the services fit"),
        ("score_lease", "lease of the guest"),
        ("score_condition", "condition of the host"),
        ("score_access", "access before and after"),
    ]
    gaps = [(frame[name].isna().to_numpy(), words) for name, words in columns]
    gaps.append((~is_public_known.to_numpy(dtype=bool), "whether both are public bodies"))
    return [
        join_list([*(words for mask, words in gaps if mask[i]), *fit.checks]) for i, fit in enumerate(fits)
    ]


def reason_words(
    frame: pd.DataFrame,
    host: pd.DataFrame,
    guest: pd.DataFrame,
    *,
    fits: Sequence[Fit],
    settings: dict[str, Any],
) -> list[str]:
    """Return each option in plain words."""
    near, street = settings["distance"]["near_m"], settings["distance"]["same_street_m"]
    ends = [_names(guest), _names(host)]
    spare = host["spare_m2"].to_numpy(float)
    words = []
    for i, (metres, unsure, walk) in enumerate(
        zip(frame["distance_m"], frame["distance_uncertainty_m"], frame["walk_min"], strict=True)
    ):
        reach = (
            "in the same street"
            if metres <= street
            else "near"
            if metres <= near
            else "within walking distance"
        )
        doubt = f", give or take {unsure:.0f} m" if unsure >= metres or unsure > 60 else ""
        text = f"{ends[0][i]} could move {metres:.0f} m ({walk:.0f} min on foot{doubt}) into {ends[1][i]}: {reach}"
        if fits[i].reason:
            text += f"; {fits[i].reason}"
        if np.isfinite(spare[i]):
            text += f"; about {spare[i]:.0f} m² to spare"
        words.append(text + ".")
    return words


def _names(side: pd.DataFrame) -> list[str]:
    return [
        f"{name if isinstance(name, str) else site if isinstance(site, str) else service or 'a property'} ({agency})"
        for name, site, service, agency in zip(
            side["name"], side["site_name"], side["service"].fillna(""), side["agency"], strict=True
        )
    ]
