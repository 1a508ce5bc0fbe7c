"""Whoever is paid is shown nowhere: their cells are taken out of a file before anything is read from it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from totalcapital.reading.agencies.kinds import is_public
from totalcapital.reading.agencies.names import key_of
from totalcapital.reading.payees import is_of_payee
from totalcapital.reading.profiles import headings_there, load_profiles, normal_heading
from totalcapital.reading.raw import Fault, TextColumn, arrow_text
from totalcapital.reading.values import tidy

if TYPE_CHECKING:
    from totalcapital.project import Register
    from totalcapital.reading.raw import RawTable

__all__ = ["without_recipients"]

_FORM: Final = re.compile(r"\([^)]*\)|\b(?:ltd|limited|plc|llp|cic|the|company|group|uk)\b|\b\d{4,}\b")
#: Shorter names stand in too many texts by chance.
_LEAST_LETTERS: Final = 5
#: Headings of what a project is called, in a list of no known layout.
_PROJECT: Final = re.compile(r"\b(?:name|title|project|scheme)\b", re.IGNORECASE)


def without_recipients(raw: RawTable, register: Register, kind: str | None = None) -> RawTable:
    """Return a file with the cells of whoever is paid blank.

    These are the headings that its layout names, and any other heading of theirs that the layout does not
    read. A project whose name says the recipient's loses its name. Faults lose the values they quote.

    Parameters
    ----------
    kind
        ``register``, ``capital`` or ``spending``: the list it stands in; null: not known yet.
    """
    name = register.profile or raw.profile
    profile = next((one for one in load_profiles() if one.id == name), None)
    hidden = headings_there(profile.recipients, raw.headings) if profile else []
    used = profile.headings_used if profile else {normal_heading(said) for said in register.columns.values()}
    of: Literal["spending", "other"] = (
        "spending" if "spending" in {kind, profile.kind if profile else None} else "other"
    )
    hidden = [
        heading
        for heading in raw.headings
        if heading in hidden or (is_of_payee(heading, of) and normal_heading(heading) not in used)
    ]
    if not hidden:
        return raw
    columns = dict(zip(raw.headings, map(list, raw.columns), strict=True))
    recipients = [columns.pop(heading) for heading in hidden]
    count = 0
    if of != "spending":
        wanted = profile.columns.get("name", ()) if profile else filter(_PROJECT.search, columns)
        count = _blank_names(columns, list(wanted), recipients, is_listed=profile is not None)
        _blank_strays(columns, recipients)
    blank = [""] * len(raw.source_rows)
    # of spending they are left out when they are told: totals are read from them
    faults = raw.faults if of == "spending" else [replace(fault, value=None) for fault in raw.faults]
    if count:
        faults.append(
            Fault(
                "recipient-not-shown", "note", f"{count} projects are named after who receives the money; the name is left out.",
                "Nothing: recipients are never shown.", rows_count=count,
            )
        )  # fmt: skip
    made = [TextColumn(arrow_text(columns.get(heading, blank))) for heading in raw.headings]
    return replace(raw, columns=made, faults=faults)


def _blank_names(
    columns: dict[str, list[str]], wanted: list[str], recipients: list[list[str]], *, is_listed: bool
) -> int:
    """Blank names of projects that say the recipient's, and return how many. Changes ``columns``.

    In a list of no known layout a recipient of one word may be a town, and a public body is no secret.
    """
    count = 0
    for heading in headings_there(wanted, list(columns)):
        texts = columns[heading]
        says = [
            any(_says(text, given[row]) and (is_listed or _is_telling(given[row])) for given in recipients)
            for row, text in enumerate(texts)
        ]
        columns[heading] = ["" if is_said else text for text, is_said in zip(texts, says, strict=True)]
        count += sum(says)
    return count


def _blank_strays(columns: dict[str, list[str]], recipients: list[list[str]]) -> None:
    """Blank cells of other headings that hold a recipient and nothing else, as where a row is shifted.

    What stands under another heading more often than under theirs is a word of that heading.
    """
    paid = Counter(text for given in recipients for text in given if _is_telling(text))
    for heading, texts in columns.items():
        counts = Counter(text for text in texts if text in paid)
        strays = {text for text, count in counts.items() if count <= paid[text]}
        if strays:
            columns[heading] = ["" if text in strays else text for text in texts]


@lru_cache(maxsize=65_536)
def _is_telling(recipient: str) -> bool:
    """Tell whether a recipient has a name of several words that is no public body's."""
    return len(_plain(recipient).split()) > 1 and not is_public(key_of(recipient), recipient, ())


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


@lru_cache(maxsize=65_536)
def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w ]", " ", _FORM.sub(" ", tidy(text).casefold())).split())
