"""Makes text fit to be written anywhere, and finds the words of the pages."""

from __future__ import annotations

import html
import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from totalcapital.resources import maps

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Markup", "cell_text", "clean", "escape", "fill", "page_text", "spreadsheet_safe"]

#: Control characters (tab, line feed and carriage return are text), surrogates, non-characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_MARKER = re.compile(r"@@([a-z_]+)@@")
_CELL_LIMIT = 32_767
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class Markup(str):
    """HTML made by this package from escaped parts; :func:`fill` puts it in as it is."""

    __slots__ = ()


def clean(value: Any) -> str:
    """Return a value as text that every file format can hold.

    Control characters other than tab and line breaks, lone surrogates and the two
    non-characters that XML forbids become U+FFFD, one for one; nothing else is changed.
    """
    return _UNPRINTABLE.sub("\ufffd", str(value))


def escape(value: Any) -> str:
    """Return a value as text for an HTML element or quoted attribute; null is empty."""
    return "" if value is None or value is pd.NA or value != value else html.escape(clean(value))  # noqa: PLR0124


def fill(template: str, values: Mapping[str, Any]) -> Markup:
    """Return a template with each ``@@name@@`` replaced, once, by its escaped value.

    What is put in is never looked at again, so a value may hold a marker of its own.
    A :class:`Markup` is put in as it is.

    Raises
    ------
    KeyError
        If the template names a value that is not given.
    """

    def put(match: re.Match[str]) -> str:
        value = values[match[1]]
        return value if isinstance(value, Markup) else escape(value)

    return Markup(_MARKER.sub(put, template))


def spreadsheet_safe(value: str) -> str:
    """Return text that no spreadsheet program takes for a formula.

    A leading ``= + - @``, tab, line break or NUL gets an apostrophe before it (OWASP ASVS 1.2.10).
    """
    return f"'{value}" if value.startswith(_FORMULA) else value


def cell_text(value: Any) -> str:
    """Return a value as text that a cell of a workbook can hold, as text and nothing else.

    Text beyond what a cell holds (32,767 characters) is cut, with an ellipsis. xlsxwriter 3.2 takes text
    between ``<r>`` and ``</r>`` for XML of its own and writes it as it is: such text gets a space at its
    end (``test_text_that_looks_like_the_workbooks_own_xml_stays_text`` fails once that can go).
    """
    text = clean(value)
    text = text if len(text) <= _CELL_LIMIT else f"{text[: _CELL_LIMIT - 1]}…"
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


@cache
def page_text() -> Any:
    """Return the words of the pages, ``maps/text.en.json``."""
    return json.loads(maps("text.en.json").read_text(encoding="utf-8"))
