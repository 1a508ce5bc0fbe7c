"""Words of registers as a terminal may be given them."""

from __future__ import annotations

import re
from typing import Final

from rich import markup

__all__ = ["escape"]

#: Control characters but tab and line break, lone surrogates, and marks that turn the order of letters round.
_UNSAFE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def escape(text: str) -> str:
    r"""Return text that a terminal prints as it is: no markup, no control sequence, no turned order.

    Examples
    --------
    >>> escape("Hall\x1b[2J \u202elepahC"), escape("[bold]")
    ('Hall�[2J �lepahC', '\\[bold]')
    """
    return markup.escape(_UNSAFE.sub("\ufffd", text))
