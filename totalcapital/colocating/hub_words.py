"""The words of a hub: what it is, and what is not known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.colocating.fit import service_fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["hub_words"]

_NUMBERS: Final = "no one two three four five six seven eight nine ten".split()
#: Services whose code is not how they are written.
_WRITTEN: Final = {
    "gp-practice": "GP practice", "childrens-centre": "children's centre", "childrens-home": "children's home",
}  # fmt: skip
#: A distance less sure than this, or than itself, is told with its uncertainty.
_SURE_M: Final = 60.0


def hub_words(
    anchor: pd.Series, members: pd.DataFrame, rows: pd.DataFrame, why: str | None
) -> tuple[list[str], str]:
    """Return what is not known of a hub, and the hub in plain words.

    Parameters
    ----------
    anchor, members
        Holdings with ``agency``, ``site_name``, ``spare_m2`` and ``need_m2``; members in the order of
        their options.
    rows
        The options.
    why
        Why this property is the anchor; null: no other of them can be.

    Returns
    -------
    tuple
        What is not known, and the sentence.
    """
    guests = [
        f"{_named(member)} ({member['agency']}, {_distance(metres, unsure)})"
        for (_, member), metres, unsure in zip(
            members.iterrows(), rows["distance_m"], rows["distance_uncertainty_m"], strict=True
        )
    ]
    count = len(members) + 1
    agencies = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    text = f"{_named(anchor)} ({_held(anchor)}) could house {_and(guests)}: {agencies} agencies"
    need = members["need_m2"]
    if need.notna().all():
        text += f"; together they need about {_about(need.sum())} m²"
    elif need.notna().any():
        text += f"; {_and(_names(members[need.notna()]))} need about {_about(need.sum())} m²"
    text += "."
    if why:
        text += f" {why}."
    missing = _missing(anchor, members, rows)
    return missing, text + (f" Not known: {'; '.join(missing)}." if missing else "")


def _missing(anchor: pd.Series, members: pd.DataFrame, rows: pd.DataFrame) -> list[str]:
    said = []
    if pd.isna(anchor["spare_m2"]):
        said.append("spare floor area of the anchor")
    if words := _of(members, members["need_m2"].isna().to_numpy()):
        said.append(f"floor area needed by {words}")
    leased = members["tenure"].ne("freehold").to_numpy(bool, na_value=True)
    if words := _of(members, leased & rows["score_lease"].isna().to_numpy()):
        said.append(f"lease of {words}")
    if pd.isna(anchor["condition_grade"]):
        said.append("condition of the anchor")
    if words := _of(members, rows["score_access"].isna().to_numpy()):
        said.append(f"access before and after the move of {words}")
    host = _text(anchor["service"])
    checks = [check for guest in members["service"] for check in service_fit(host, _text(guest)).checks]
    return [*said, *dict.fromkeys(checks)]


def _of(members: pd.DataFrame, lacks: NDArray[np.bool_]) -> str | None:
    """Return which members lack something; null: none does."""
    if not lacks.any():
        return None
    return "each guest" if lacks.all() else _and(_names(members[lacks]))


def _held(anchor: pd.Series) -> str:
    said = [str(anchor["agency"])]
    known = [] if pd.isna(anchor["tenure"]) else [str(anchor["tenure"])]
    if pd.notna(anchor["spare_m2"]):
        known.append(f"about {_about(anchor['spare_m2'])} m² unused")
    return "; ".join([*said, *([", ".join(known)] if known else [])])


def _about(area_m2: float) -> str:
    """Return an area as people say it: to ten square metres above a hundred."""
    return f"{round(area_m2, -1 if area_m2 >= 100 else 0):,.0f}"


def _distance(metres: float, unsure: float) -> str:
    doubt = f", give or take {unsure:.0f} m" if unsure >= metres or unsure > _SURE_M else ""
    return f"{metres:.0f} m{doubt}"


def _named(side: pd.Series) -> str:
    """Return a property's name, with its service where the name does not tell it."""
    name, service = _plain(side), _service(side)
    is_told = service is None or service.lower().replace("'", "") in name.lower().replace("'", "")
    return name if is_told else f"{name}, {service}"


def _plain(side: pd.Series) -> str:
    name = _text(side["name"]) or _text(side["site_name"])
    said = name or _service(side) or "a property without a name"
    return said.replace(";", ",")  # what is missing is a list of such words


def _service(side: pd.Series) -> str | None:
    code = _text(side["service"])
    return code and _WRITTEN.get(code, code.replace("-", " "))


def _names(members: pd.DataFrame) -> list[str]:
    return [_plain(row) for _, row in members.iterrows()]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
