"""How two names agree, for many pairs of names at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from rapidfuzz import fuzz, process

from totalcapital.linking.settings import linking_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from totalcapital.linking.names import Title

__all__ = ["NAME_LEVELS", "TitleColumns", "name_levels"]

#: How two names agree, by number; the first: nothing is known.
NAME_LEVELS: Final = (
    "", "same", "alike", "contained", "same-general", "kind-not-said", "kind-alone", "other-kind", "in-part",
    "other-words", "succeeded", "other", "contradict", "unsaid",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TitleColumns:
    """Names taken apart, one array for each thing they say."""

    telling: NDArray[np.object_]
    unsided: NDArray[np.object_]
    whole: NDArray[np.object_]
    kinds: NDArray[np.int64]
    firsts: NDArray[np.int64]
    seconds: NDArray[np.int64]
    numbers: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, titles: Sequence[Title]) -> TitleColumns:
        """Return the columns of titles, in their order."""
        return cls(
            telling=np.array([title.telling for title in titles], dtype=object),
            unsided=np.array([title.unsided for title in titles], dtype=object),
            whole=np.array([title.whole for title in titles], dtype=object),
            kinds=np.array([title.kinds for title in titles], dtype=np.int64),
            firsts=np.array([title.sides[0] for title in titles], dtype=np.int64),
            seconds=np.array([title.sides[1] for title in titles], dtype=np.int64),
            numbers=tuple(title.numbers for title in titles),
        )


def name_levels(titles: TitleColumns, a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.int8]:
    """Return the level at which each two names agree, as its place in ``NAME_LEVELS``.

    Names of different kinds of place are not one by their words, unless they are the same to the
    letter. A number, or one of two contrary words (infant and junior), contradicts names that
    otherwise agree.
    """
    settings = linking_settings()["name"]
    telling, whole, kinds = titles.telling, titles.whole, titles.kinds
    both = (telling[a] != "") & (telling[b] != "")
    likeness = _scores(telling, a, b, both, scorer=fuzz.ratio)
    containment = _scores(telling, a, b, both, scorer=fuzz.token_set_ratio)
    agrees = containment >= float(settings["alike"])
    meets = (kinds[a] & kinds[b]) != 0
    said = (kinds[a] != 0) & (kinds[b] != 0)
    fits = meets | ((kinds[a] == 0) & (kinds[b] == 0))
    identical = (whole[a] == whole[b]) & (whole[a] != "")
    ladder = (
        ("contradict", _contradicts(titles, a, b, agrees=agrees)),
        ("same", both & ((fits & (telling[a] == telling[b])) | identical)),
        ("alike", both & fits & (likeness >= float(settings["alike"]))),
        ("contained", both & fits & agrees),
        ("kind-not-said", both & agrees & ~said),
        ("other-kind", both & agrees),
        ("same-general", meets & identical),
        ("kind-alone", ~both & meets),
        ("in-part", both & meets & (containment >= float(settings["in_part"]))),
        ("other-words", both & meets),
        ("other", both | said),
    )
    return np.select(
        [chosen for _, chosen in ladder], [NAME_LEVELS.index(level) for level, _ in ladder], 0
    ).astype(np.int8)


def _scores(
    texts: NDArray[np.object_],
    a: NDArray[np.int64],
    b: NDArray[np.int64],
    rows: NDArray[np.bool_],
    *,
    scorer: object,
) -> NDArray[np.float64]:
    """Return the likeness of two texts, 0 to 100; 0 outside of the rows asked for."""
    found = np.zeros(len(a))
    found[rows] = process.cpdist(texts[a[rows]].tolist(), texts[b[rows]].tolist(), scorer=scorer)  # type: ignore[arg-type]
    return found


def _contradicts(
    titles: TitleColumns, a: NDArray[np.int64], b: NDArray[np.int64], *, agrees: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Tell names that agree but for a number in each, or but for a word and its contrary."""
    firsts, seconds, unsided = titles.firsts, titles.seconds, titles.unsided
    one = firsts[a] & ~seconds[a] & seconds[b] & ~firsts[b]
    other = firsts[b] & ~seconds[b] & seconds[a] & ~firsts[a]
    contrary = (one | other) != 0
    numbered = np.array([bool(numbers) for numbers in titles.numbers])
    clash = numbered[a] & numbered[b]
    for row in np.flatnonzero(clash):
        clash[row] = not titles.numbers[a[row]] & titles.numbers[b[row]]
    asked = (contrary | clash) & (unsided[a] != "") & (unsided[b] != "")
    alike = _scores(unsided, a, b, asked, scorer=fuzz.token_set_ratio) >= float(
        linking_settings()["name"]["alike"]
    )
    nothing = (unsided[a] == "") & (unsided[b] == "") & ((titles.kinds[a] & titles.kinds[b]) != 0)
    found: NDArray[np.bool_] = (contrary | clash) & (alike | agrees | nothing)
    return found
