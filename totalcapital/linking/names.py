"""Whether two names are of one property."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from typing import Any

from rapidfuzz import fuzz

from totalcapital.resources import geodata

__all__ = ["linking_settings", "names_agree"]

_ABBREVIATIONS = {
    "st": "saint", "rd": "road", "ave": "avenue", "ln": "lane", "cttee": "committee", "ctr": "centre", "comm": "community",
    "jnr": "junior", "inf": "infant", "sch": "school", "hosp": "hospital", "gp": "practice", "lib": "library",
    "swimming": "pool", "mbc": "council", "pru": "school",
}  # fmt: skip


@cache
def linking_settings() -> dict[str, Any]:
    """Return the thresholds and words of ``geodata/benchmarks/linking.toml``."""
    return tomllib.loads(geodata("benchmarks", "linking.toml").read_text(encoding="utf-8"))


@cache
def _parts(name: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the kinds, the numbers and the telling words of a name."""
    text = unicodedata.normalize("NFKD", name.casefold()).replace("'", "").replace("\u2019", "")
    words = [_ABBREVIATIONS.get(word, word) for word in re.findall(r"[a-z]+|\d+[a-z]?", text)]
    settings = linking_settings()["words"]
    kinds = {kind for kind, of in settings["kinds"].items() if set(of) & set(words)}
    general = set(settings["general"]) | {word for of in settings["kinds"].values() for word in of}
    numbers = frozenset(word for word in words if word[0].isdigit())
    telling = frozenset(word for word in words if word not in general and not word[0].isdigit())
    return frozenset(kinds), numbers, telling


def names_agree(first: str | None, second: str | None) -> bool:
    """Tell whether two names can be of one property.

    Their kinds must not differ (a library is not a fire station), the numbers in them must agree,
    and what is left must be much the same. A name without a telling word agrees only with itself.

    Examples
    --------
    >>> names_agree("St Mary's C of E Primary School", "Saint Mary's Primary Academy")
    True
    >>> names_agree("Skipton Library", "Skipton Fire Station")
    False
    """
    if not first or not second:
        return False
    if first.casefold() == second.casefold():
        return True
    kinds, numbers, telling = _parts(first)
    other_kinds, other_numbers, other_telling = _parts(second)
    if kinds and other_kinds and not kinds & other_kinds:
        return False
    if numbers and other_numbers and not numbers & other_numbers:
        return False
    if not telling or not other_telling:
        return False
    similarity = fuzz.token_set_ratio(" ".join(sorted(telling)), " ".join(sorted(other_telling)))
    return bool(similarity >= linking_settings()["name"]["similarity"]) and bool(
        kinds & other_kinds or kinds == other_kinds
    )
