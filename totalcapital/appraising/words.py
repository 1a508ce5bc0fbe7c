"""The words of an appraisal: what a sum rests on, and what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from totalcapital.tables import join_list

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["LABELS", "MISSING", "NO_TEXT", "SHORT", "bit", "column_of", "missing_texts"]

#: In an array of positions of texts: no text.
NO_TEXT: Final = -1

#: A measure in plain words.
LABELS: Final = {
    "running-cost": "running cost saved", "rent": "rent saved", "saving": "saving a year",
    "receipt": "receipt of a sale", "backlog": "backlog avoided", "works": "works at the host",
    "optimism-bias": "optimism bias", "move": "cost of the move", "exit": "cost of leaving the lease",
    "double-running": "double running", "once": "once", "npv": "net present value",
    "npv-simulated": "simulated net present value",
}  # fmt: skip

#: A part as a word of a sum.
SHORT: Final = {
    "running-cost": "running cost", "rent": "rent", "receipt": "receipt", "backlog": "backlog", "works": "works",
    "optimism-bias": "optimism bias", "move": "move", "exit": "leaving the lease", "double-running": "double running",
}  # fmt: skip

#: What may be missing, in the order it is told.
MISSING: Final = {
    "need": "floor area that the guest needs",
    "running-cost": "running cost of the guest",
    "host-cost": "running cost of the host, and its floor area as GIA or NIA",
    "tenure": "how the guest's property is held",
    "rent": "rent of the guest",
    "lease-end": "when the guest's lease can end",
    "value": "what a sale of the guest's property would bring",
    "sharers": "what the others at the guest's property would do",
    "constraints": "what the constraints on the guest's property do to a sale",
    "backlog": "backlog of the guest",
    "condition": "condition of the host",
    "host-lease": "when the host's lease ends",
    "rehousing": "where the guest goes when the host's lease ends",
    "left-area": "floor area of the guest's property",
    "currency": "costs in the currency of the estate (under [assumptions])",
}
_AT: Final = {name: 1 << place for place, name in enumerate(MISSING)}


def bit(*names: str) -> int:
    """Return the entries of ``MISSING`` as one number, a bit each."""
    return sum(_AT[name] for name in names)


def missing_texts(bits: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Return for each number of bits the position of its list in plain words, and the lists."""
    place, kinds = pd.factorize(bits)
    texts = [join_list([words for name, words in MISSING.items() if kind & _AT[name]]) for kind in kinds]
    at = np.where(kinds == 0, NO_TEXT, np.arange(len(kinds)))
    return at[place], [text or "" for text in texts]


def column_of(places: np.ndarray, texts: Sequence[str]) -> pd.Series:
    """Return a column of texts by their positions, null where there is none.

    The texts are few and the rows many: no Python object is made for each.
    """
    at = pa.array(places, mask=places == NO_TEXT)
    column = pa.DictionaryArray.from_arrays(at, pa.array(texts, type=pa.large_string()))
    return pd.Series(pd.array(column.cast(pa.large_string()), dtype="str"))
