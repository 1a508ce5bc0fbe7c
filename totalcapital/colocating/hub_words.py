"""The words of a hub: what it is, and what is not known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from totalcapital.colocating.fit import service_fit
from totalcapital.colocating.words import SOUND_TO_M

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Record = Mapping[str, Any]

__all__ = ["hub_words"]

_NUMBERS: Final = "no one two three four five six seven eight nine ten".split()
#: Services whose code is not how they are written.
_WRITTEN: Final = {
    "gp-practice": "GP practice", "childrens-centre": "children's centre", "childrens-home": "children's home",
}  # fmt: skip
#: Of more guests than this, what is not known is told by their number.
_NAMED_AT_MOST: Final = 2


def hub_words(
    anchor: Record, members: Sequence[Record], rows: Sequence[Record], why: str | None
) -> tuple[list[str], str]:
    """Return what is not known of a hub, and the hub in plain words.

    Parameters
    ----------
    anchor, members
        Holdings with ``agency``, ``site_name``, ``spare_m2`` and ``need_m2``; members in the order of
        their options. Null is None.
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
        f"{_named(member)} ({member['agency']}, {_distance(row['distance_m'], row['distance_uncertainty_m'])})"
        for member, row in zip(members, rows, strict=True)
    ]
    count = len(members) + 1
    agencies = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    text = f"{_named(anchor)} ({_held(anchor)}) could house {_apart(guests)}: {agencies} agencies"
    known = [member for member in members if member["need_m2"] is not None]
    if known:
        who = "together they" if len(known) == len(members) else _and([_plain(member) for member in known])
        verb = "needs" if len(known) == 1 else "need"
        text += f"; {who} {verb} about {_about(sum(member['need_m2'] for member in known))} m²"
    text += "."
    if len(known) == len(members):
        text += _caution(anchor, members)
    if why:
        text += f" {why}."
    missing = _missing(anchor, members, rows)
    return missing, text + (f" Not known: {'; '.join(missing)}." if missing else "")


def _caution(anchor: Record, members: Sequence[Record]) -> str:
    """Say where they do not all fit in if each needs the most and the anchor has the least to spare."""
    least = anchor["spare_m2"] if anchor["spare_low_m2"] is None else anchor["spare_low_m2"]
    most = sum(
        member["need_m2"] if member["need_high_m2"] is None else member["need_high_m2"] for member in members
    )
    if least is None or most <= least:
        return ""
    return f" On cautious figures there is not room for all: {_about(most)} m² needed, {_about(least)} m² unused."


def _missing(anchor: Record, members: Sequence[Record], rows: Sequence[Record]) -> list[str]:
    said = []
    if anchor["spare_m2"] is None:
        said.append("spare floor area of the anchor")
    if words := _of(members, [member["need_m2"] is None for member in members]):
        said.append(f"floor area needed by {words}")
    leased = [member["tenure"] != "freehold" for member in members]
    unclear = [row["score_lease"] is None for row in rows]
    if words := _of(members, [one and other for one, other in zip(leased, unclear, strict=True)]):
        said.append(f"lease of {words}")
    if anchor["condition_grade"] is None:
        said.append("condition of the anchor")
    if words := _of(members, [row["score_access"] is None for row in rows]):
        said.append(f"access before and after the move of {words}")
    checks = [
        check for member in members for check in service_fit(anchor["service"], member["service"]).checks
    ]
    return [*said, *dict.fromkeys(checks)]


def _of(members: Sequence[Record], lacks: Sequence[bool]) -> str | None:
    """Return which members lack something; null: none does."""
    if not any(lacks):
        return None
    if all(lacks):
        return "each guest"
    if sum(lacks) > _NAMED_AT_MOST:
        return f"{sum(lacks)} of the {len(lacks)} guests"
    return _and([_plain(member) for member, is_lacking in zip(members, lacks, strict=True) if is_lacking])


def _held(anchor: Record) -> str:
    known = [] if anchor["tenure"] is None else [str(anchor["tenure"])]
    if anchor["spare_m2"] is not None:
        known.append(f"about {_about(anchor['spare_m2'])} m² unused")
    return "; ".join([str(anchor["agency"]), *([", ".join(known)] if known else [])])


def _about(area_m2: float) -> str:
    """Return an area as people say it: to ten square metres above a hundred."""
    return f"{round(area_m2, -1 if area_m2 >= 100 else 0):,.0f}"


def _distance(metres: float, unsure: float) -> str:
    doubt = f", give or take {unsure:.0f} m" if unsure >= metres or unsure > SOUND_TO_M else ""
    return f"{metres:.0f} m{doubt}"


def _named(side: Record) -> str:
    """Return a property's name, with its service where the name does not tell it."""
    name, service = _plain(side), _service(side)
    is_told = service is None or service.lower().replace("'", "") in name.lower().replace("'", "")
    return name if is_told else f"{name}, {service}"


def _plain(side: Record) -> str:
    said = side["name"] or side["site_name"] or _service(side) or "a property without a name"
    return str(said).replace(";", ",")  # what is missing is a list of such words


def _service(side: Record) -> str | None:
    code = side["service"]
    return _WRITTEN.get(code, code.replace("-", " ")) if code else None


def _apart(words: Sequence[str]) -> str:
    """Join words that hold commas of their own."""
    return words[0] if len(words) == 1 else f"{'; '.join(words[:-1])}; and {words[-1]}"


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
