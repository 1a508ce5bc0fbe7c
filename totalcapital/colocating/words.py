"""The words of an option: what rules it out, what is missing, why this way round, and the option itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from totalcapital.colocating.ranking import COMPONENTS, UNKNOWN
from totalcapital.tables import join_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from totalcapital.assumptions import Assumptions

__all__ = ["SOUND_TO_M", "Clause", "direction_words", "listed", "reason_words", "sides_in_words"]

#: A mask over the options, and what it says of those it holds for.
Clause = tuple[Any, str]

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_BETTER: Final = {
    "proximity": "nearer", "space": "more of the room that is needed", "service": "a better fit",
    "lease": "leases that meet sooner", "condition": "a better building for a worse one", "access": "more residents within reach",
}  # fmt: skip
_ONE_WAY: Final = "Only this way round: of the other, "
#: A distance less sure than this, or than itself, is told with its uncertainty.
SOUND_TO_M: Final = 60.0
#: A least room of less than this share of the most is not told.
_HARDLY: Final = 0.05
#: What a host's register says of it that whoever moves in should know.
_STATES: Final = {"vacant": "vacant", "surplus": "surplus", "disposal": "to be sold"}


def listed(clauses: Sequence[Clause], size: int) -> NDArray[np.object_]:
    """Return for each option the words of the clauses that hold for it, as a list; null where none does.

    Options of the same clauses share one text, so that a million of them take no longer than their masks.
    """
    code = np.zeros(size, dtype=np.int64)
    for bit, (mask, _) in enumerate(clauses):
        code |= np.asarray(mask, dtype=np.int64) << bit
    distinct, place = np.unique(code, return_inverse=True)
    texts = [
        join_list(words for bit, (_, words) in enumerate(clauses) if one >> bit & 1)
        for one in distinct.tolist()
    ]
    made: NDArray[np.object_] = np.array([*texts, None], dtype=object)[:-1][place]
    return made


def direction_words(
    components: NDArray[np.int64],
    *,
    score: NDArray[np.float64],
    is_free: NDArray[np.bool_],
    is_better: NDArray[np.bool_],
    reverse: NDArray[np.int64],
    vetoes: NDArray[np.object_],
) -> NDArray[np.object_]:
    """Say why an option is this way round, or why the other way round is better.

    Parameters
    ----------
    reverse
        Position of the other direction; -1 where the never list rules it out.
    vetoes
        What rules each option out, as a list; null where nothing does, though people may have decided.
    """
    has = reverse >= 0
    other = np.where(has, reverse, 0)
    theirs = np.where(has[:, None], components[other], UNKNOWN)
    clauses: list[Clause] = [
        (~has, "Only this way round: the other is on the never list"),
        (has & is_free & ~is_free[other], _ONE_WAY),
        (has & ~is_free & is_free[other], "Only the other way round: this is ruled out or decided against"),
        (has & ~is_free & ~is_free[other], "Neither way round: both are ruled out or decided against"),
    ]
    both = has & is_free & is_free[other]
    space = COMPONENTS.index("space")
    room, no_room = components[:, space] != UNKNOWN, theirs[:, space] == UNKNOWN
    equal = both & (score == score[other]) & (room != no_room)
    clauses.append((equal, "Either way round: nothing known tells them apart"))
    for way, mask, more, less in (
        ("Better this way round", both & ~equal & is_better, components, theirs),
        ("Better the other way round", both & ~equal & ~is_better, theirs, components),
    ):
        clauses += _why(way, mask, more, less)
    said = listed(clauses, len(score))
    shown = {text: text.replace("; ", ", ") for text in set(said) if text is not None}
    texts = [
        f"{_ONE_WAY}{why or 'people decided against it'}" if text == _ONE_WAY else shown.get(text)
        for text, why in zip(said, vetoes[other], strict=True)
    ]
    return np.array(texts, dtype=object)


def _why(way: str, mask: NDArray[np.bool_], more: NDArray[np.int64], less: NDArray[np.int64]) -> list[Clause]:
    """Name what is better in the better direction; what is known of one direction alone counts as such."""
    known = (more != UNKNOWN) & (less != UNKNOWN)
    better = known & (more > less)
    one = (more != UNKNOWN) & (less == UNKNOWN)
    space = COMPONENTS.index("space")
    clauses: list[Clause] = [(mask, way), (mask & one[:, space], "the room is known")]
    clauses += [(mask & better[:, at], _BETTER[name]) for at, name in enumerate(COMPONENTS)]
    clauses.append((mask & ~better.any(axis=1) & one.any(axis=1) & ~one[:, space], "more is known of it"))
    clauses.append((mask & ~better.any(axis=1) & ~one.any(axis=1), "less speaks against it"))
    return clauses


def sides_in_words(sides: pd.DataFrame) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Return each holding as a guest and as a host: name, agency, tenure, need or room."""
    names = sides["name"].fillna(sides["site_name"]).fillna(sides["service"]).fillna("a property")
    agency = sides["agency"].astype(str)
    tenure = [
        _tenure(*row)
        for row in zip(
            _texts(sides["tenure"]), _days(sides["lease_break_date"]), _days(sides["lease_end_date"]), strict=True
        )
    ]  # fmt: skip
    needs = [
        f"needs {_range(*row)}"
        if np.isfinite(row[1])
        else None
        if not np.isfinite(area)
        else f"{area:,.0f} m²"
        for *row, area in _numbers(sides, ["need_low_m2", "need_m2", "need_high_m2", "floor_area_m2"])
    ]
    rooms = [
        None if not np.isfinite(row[1]) else "no room to spare" if row[2] <= 0 else f"{_room(*row)} unused"
        for row in _numbers(sides, ["spare_low_m2", "spare_m2", "spare_high_m2"])
    ]
    guests = [_named(*row) for row in zip(names, agency, tenure, needs, strict=True)]
    states = sides["status"].map(_STATES).astype(object).where(sides["status"].isin(list(_STATES)), None)
    hosts = [_named(*row) for row in zip(names, agency, tenure, states, rooms, strict=True)]
    return np.array(guests, dtype=object), np.array(hosts, dtype=object)


def _numbers(sides: pd.DataFrame, columns: list[str]) -> list[list[float]]:
    made: list[list[float]] = sides[columns].to_numpy(float).tolist()
    return made


def _texts(column: pd.Series) -> list[str | None]:
    return [value if isinstance(value, str) else None for value in column.tolist()]


def _days(column: pd.Series) -> list[pd.Timestamp | None]:
    return [None if pd.isna(day) else day for day in column]


def _day(day: pd.Timestamp) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _tenure(tenure: str | None, broken: pd.Timestamp | None, ended: pd.Timestamp | None) -> str | None:
    if broken is not None:
        return f"lease break {_day(broken)}"
    if ended is not None:
        return f"lease to {_day(ended)}"
    return None if tenure in {None, "other"} else str(tenure).replace("-", " ")


def _range(low: float, middle: float, high: float) -> str:
    """Return an area as people say it: to ten square metres above a hundred, with its range where it has one."""
    ends = [_about(value) for value in (low, high)]
    if np.isfinite(low) and np.isfinite(high) and ends[0] != ends[1]:
        return f"{ends[0]}-{ends[1]} m²"
    return f"about {_about(middle)} m²"


def _room(low: float, middle: float, high: float) -> str:
    """Return room in words; where hardly any of it is sure, only the most that it may be."""
    is_hardly_sure = low <= high * _HARDLY
    return f"up to {_about(high)} m²" if is_hardly_sure and low < middle < high else _range(low, middle, high)


def _about(area: float) -> str:
    return f"{round(area, -1 if abs(area) >= 100 else 0):,.0f}" if np.isfinite(area) else "?"


def _named(name: str, agency: str, *bits: str | None) -> str:
    said = ", ".join(bit for bit in bits if bit)
    return f"{name} ({agency}{'; ' if said else ''}{said})"


def reason_words(
    frame: pd.DataFrame,
    guests: NDArray[np.object_],
    hosts: NDArray[np.object_],
    tails: NDArray[np.object_],
    *,
    assumptions: Assumptions,
) -> list[str]:
    """Return each option in plain words, without money.

    Parameters
    ----------
    guests, hosts
        Who would move and who would take them in, in words, one for each option.
    tails
        What else speaks for or against it; null where nothing does.
    """
    near, street = assumptions.value("distance.near"), assumptions.value("distance.same-street")
    metres, unsure = frame["distance_m"].to_numpy(float), frame["distance_uncertainty_m"].to_numpy(float)
    reach = np.where(
        metres <= street, "in the same street", np.where(metres <= near, "near", "within walking distance")
    )
    reach = np.where(frame["walk_min"].isna().to_numpy(), "near only as the crow flies", reach)
    is_unsure = (unsure >= metres) | (unsure > SOUND_TO_M)
    return [
        f"{guest} could move {far:,.0f} m ({walk}{f', give or take {doubt:.0f} m' if vague else ''}) into "
        f"{host}: {where}{'; ' + tail if tail else ''}."
        for guest, host, far, walk, doubt, vague, where, tail in zip(
            guests, hosts, metres.tolist(), _walks(frame["walk_min"]),
            unsure.tolist(), is_unsure.tolist(), reach.tolist(), tails, strict=True,
        )
    ]  # fmt: skip


def _walks(minutes: pd.Series) -> list[str]:
    """Return each walking time in words; null where the street network has no way."""
    return [
        "no way on foot found" if np.isnan(walk) else f"{max(walk, 1.0):.0f} min"
        for walk in minutes.to_numpy(float)
    ]
