"""Who receives a grant is shown nowhere: their cells are taken out of a file before anything is read from it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from totalcapital.reading.profiles import headings_there, load_profiles
from totalcapital.reading.raw import Fault, TextColumn, arrow_text
from totalcapital.reading.values import tidy

if TYPE_CHECKING:
    from totalcapital.project import Register
    from totalcapital.reading.raw import RawTable

__all__ = ["without_recipients"]

_FORM: Final = re.compile(r"\([^)]*\)|\b(?:ltd|limited|plc|llp|cic|the|company|group|uk)\b|\b\d{4,}\b")
#: Shorter names stand in too many texts by chance.
_LEAST_LETTERS: Final = 5


def without_recipients(raw: RawTable, register: Register) -> RawTable:
    """Return a file with the cells of recipients blank, where its layout has any.

    A project whose name says the recipient's loses its name. Faults lose the values they quote.
    """
    name = register.profile or raw.profile
    profile = next((one for one in load_profiles() if one.id == name), None)
    if profile is None or not profile.recipients:
        return raw
    hidden = headings_there(profile.recipients, raw.headings)
    named = headings_there(profile.columns.get("name", ()), raw.headings)
    columns = dict(zip(raw.headings, raw.columns, strict=True))
    recipients = [list(columns[heading]) for heading in hidden]
    count = 0
    for heading in named:
        texts = list(columns[heading])
        says = [any(_says(text, given[row]) for given in recipients) for row, text in enumerate(texts)]
        kept = ["" if is_said else text for text, is_said in zip(texts, says, strict=True)]
        columns[heading] = TextColumn(arrow_text(kept))
        count += sum(says)
    blank = TextColumn(arrow_text([""] * len(raw.source_rows))) if hidden else None
    faults = [replace(fault, value=None) for fault in raw.faults]
    if count:
        faults.append(
            Fault(
                "recipient-not-shown", "note", f"{count} projects are named after who receives the money; the name is left out.",
                "Nothing: recipients are never shown.", rows_count=count,
            )
        )  # fmt: skip
    made = [
        blank if heading in hidden and blank is not None else columns[heading] for heading in raw.headings
    ]
    return replace(raw, columns=made, faults=faults)


def _says(text: str, recipient: str) -> bool:
    """Tell whether a text names a recipient, its legal form and numbers aside.

    Examples
    --------
    >>> _says("Acme training hub", "ACME TRAINING LTD 105958"), _says("Training hub", "ACME TRAINING LTD")
    (True, False)
    """
    plain, wanted = _plain(text), _plain(recipient)
    letters = sum(map(str.isalpha, wanted))
    return letters >= _LEAST_LETTERS and f" {wanted} " in f" {plain} "


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w ]", " ", _FORM.sub(" ", tidy(text).casefold())).split())
