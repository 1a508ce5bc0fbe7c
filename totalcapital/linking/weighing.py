"""From levels of evidence to bits: the weight of each, their total, and the words for both.

After I. P. Fellegi and A. B. Sunter, A Theory for Record Linkage, JASA 64 (1969): the weight of evidence
is log2(m / u), where m is how often it is found among records of one property and u among others;
prior and weights add up to the log2 of the odds. The evidence is taken for independent, which it is not
wholly; where one kind tells another again (a postcode on which the place rests) its level says so.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from totalcapital.linking.comparing import LEVELS
from totalcapital.linking.names import name_segment
from totalcapital.linking.settings import bits, linking_settings, prior_bits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from totalcapital.linking.comparing import Compared
    from totalcapital.linking.records import Records

__all__ = ["evidence_words", "probability", "totals", "weights_of", "weights_text"]

_DIGITS: Final = 3
_WORDS: Final = {
    "same": "same name: {a}", "alike": "names are alike: {a} and {b}", "contained": "one name holds the other: {a} and {b}",
    "kind-not-said": "same words, but only one says what kind of place: {a} and {b}",
    "same-general": "same name, but of words that many bear: {a}",
    "kind-alone": "the same kind of place, but no name tells which: {a} and {b}",
    "other-kind": "same words, but another kind of place: {a} and {b}",
    "in-part": "the names have a word in common: {a} and {b}",
    "succeeded": "the same kind of place under another name, one of them closed: {a} and {b}",
    "other-words": "the same kind of place under another name: {a} and {b}",
    "other": "the names have nothing in common: {a} and {b}",
    "unsaid": "no name that tells anything: {a} and {b}",
    "contradict": "the names contradict each other: {a} and {b}",
}  # fmt: skip
_ADDRESS_WORDS: Final = {
    "same": "same number and street", "street-and-one-number": "same street, a number in one only",
    "street": "same street", "street-of-postcode": "same street, which the postcode says already",
    "other-street": "other streets", "other-number": "same street, other numbers",
    "other-unit": "other parts of a building",
}  # fmt: skip
_DISTANCE_WORDS: Final = {
    "overlap": "their outlines overlap", "within": "{d} m apart, within the {s} m that the two places are exact to",
    "adjacent": "their outlines are {d} m apart", "near": "{d} m apart, a little more than the {s} m that the two places are exact to",
    "apart": "{d} m apart, more than the {s} m that the two places are exact to", "far": "{d} m apart",
}  # fmt: skip
_ONLY_WORDS: Final = {
    "yes": "no other of the kind in either register lies so near",
    "no": "others of the kind lie as near",
}
_IDENTIFIER_WORDS: Final = {
    "uprn": "UPRN", "urn": "school number (URN)", "ods_code": "NHS site code", "title_number": "title",
    "reference": "reference in its register",
}  # fmt: skip


def weights_of(records: Records, compared: Compared) -> dict[str, NDArray[np.float64]]:
    """Return the weight of each evidence in bits, one array for each evidence; 0 where nothing is known."""
    found: dict[str, NDArray[np.float64]] = {}
    for evidence, numbers in compared.levels.items():
        if evidence == "distance":
            found[evidence] = _distance_bits(records, compared)
            continue
        if evidence == "name":
            found[evidence] = _name_bits(records, compared)
            continue
        table = np.array([0.0] + [_bits(evidence, level) for level in LEVELS[evidence][1:]])
        found[evidence] = table[numbers]
    return {evidence: weight.round(_DIGITS) for evidence, weight in found.items()}


def totals(weights: dict[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return prior and all weights together, in bits."""
    total: NDArray[np.float64] = np.round(round(prior_bits(), _DIGITS) + sum(weights.values()), _DIGITS)
    return total


def probability(total: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share that so many bits of odds are, to four digits."""
    share: NDArray[np.float64] = np.round(1.0 / (1.0 + np.exp2(-np.clip(total, -500, 500))), 4)
    return share


def _bits(evidence: str, level: str) -> float:
    return bits(evidence, level) if level in linking_settings()["evidence"][evidence] else 0.0


def _distance_bits(records: Records, compared: Compared) -> NDArray[np.float64]:
    """Return what a distance weighs: the less of the circle of comparison two places cover, the more.

    Of records that are not of one property any place in the circle is as likely as another. So u of
    "within" is the share of the circle that the two accuracies and outlines cover, u of "near" that of
    the ring around it, and u of "apart" the rest.
    """
    i, j = compared.i, compared.j
    evidence, reach_m = linking_settings()["evidence"], float(linking_settings()["reach"]["compared_m"])
    exact = records.accuracy_m[i] + records.accuracy_m[j]
    size = records.radius_m[i] + records.radius_m[j]
    circle = (np.fmax(reach_m, 2 * exact) + size) ** 2
    with np.errstate(invalid="ignore"):
        inner = (exact + size) ** 2 / circle
        ring = (2 * exact + size) ** 2 / circle - inner
    rest = np.maximum(1 - inner - ring, 0.05)
    shares = {"within": inner, "adjacent": inner, "near": np.maximum(ring, 0.01), "apart": rest}
    found = np.zeros(len(compared))
    for number, level in enumerate(LEVELS["distance"]):
        rows = compared.levels["distance"] == number
        if not level or not rows.any():
            continue
        m = np.full(int(rows.sum()), float(evidence["distance"][level]))
        if level == "near":
            m[(records.rests_on_postcode[i] | records.rests_on_postcode[j])[rows]] = float(
                evidence["distance"]["near-by-postcode"]
            )
        u = shares[level][rows] if level in shares else np.full(int(rows.sum()), _own_u(level))
        found[rows] = np.log2(m / u)
    return found


def _name_bits(records: Records, compared: Compared) -> NDArray[np.float64]:
    """Return what names weigh: one that is the same weighs the more, the fewer places bear it."""
    table = np.array([0.0] + [bits("name", level) for level in LEVELS["name"][1:]])
    numbers = compared.levels["name"]
    found = table[numbers]
    said = linking_settings()["name"]
    share = records.places_count[records.title[compared.i]] / float(said["usual_squares"])
    rarity = -np.log2(np.clip(share, float(said["least"]), float(said["most"])))
    same = (numbers == LEVELS["name"].index("same")) & ~compared.by_building
    return np.where(same, found + rarity, found)


def _own_u(level: str) -> float:
    """Return u of levels that no circle gives: outlines that overlap; further apart than is compared."""
    return float(linking_settings()["evidence"]["overlap"]["u"]) if level == "overlap" else 1.0


def evidence_words(records: Records, compared: Compared, row: int) -> dict[str, str]:
    """Return the words for each evidence of one pair that something is known of."""
    i, j = int(compared.i[row]), int(compared.j[row])
    said: dict[str, str] = {}
    for evidence, numbers in compared.levels.items():
        level = LEVELS[evidence][int(numbers[row])]
        if not level:
            continue
        if evidence == "name":
            said[evidence] = _name_words(records, i, j, level, by_building=bool(compared.by_building[row]))
        elif evidence == "address":
            said[evidence] = _ADDRESS_WORDS[level]
        elif evidence == "distance":
            exact = records.accuracy_m[i] + records.accuracy_m[j]
            said[evidence] = _DISTANCE_WORDS[level].format(d=f"{compared.metres[row]:.0f}", s=f"{exact:.0f}")
        elif evidence == "postcode":
            said[evidence] = _postcode_words(records, i, j, level)
        elif evidence == "only":
            said[evidence] = _ONLY_WORDS[level]
        elif evidence == "agency":
            said[evidence] = "the same agency"
        else:
            said[evidence] = _identifier_words(records, evidence, i, j, level)
    return said


def _name_words(records: Records, i: int, j: int, level: str, *, by_building: bool) -> str:
    names, addresses = records.texts["name"], records.texts["address"]
    if by_building:
        a, b = (f"{_shown(names[row])} ({_shown(addresses[row], 'no address')})" for row in (i, j))
        return f"another name is the same: {a} and {b}"
    a, b = (
        _shown(names[row] if not isinstance(names[row], str) else name_segment(names[row])) for row in (i, j)
    )
    if level == "same" and a.casefold() != b.casefold():
        return f"same name: {a} and {b}"
    return _WORDS[level].format(a=a, b=b)


def _postcode_words(records: Records, i: int, j: int, level: str) -> str:
    postcodes = records.texts["postcode"]
    if level == "other":
        return f"other postcodes: {postcodes[i]} and {postcodes[j]}"
    counted = {"same-as-the-place": ", on which a place rests", "same-nearby": ", as neighbours have"}.get(
        level, ""
    )
    return f"same postcode {postcodes[i]}{counted}"


def _identifier_words(records: Records, evidence: str, i: int, j: int, level: str) -> str:
    column = records.texts[evidence]
    if level == "same":
        return f"same {_IDENTIFIER_WORDS[evidence]} {column[i]}"
    return f"other {_IDENTIFIER_WORDS[evidence]}: {column[i]} and {column[j]}"


def _shown(value: Any, otherwise: str = "no name") -> str:
    return value if isinstance(value, str) else otherwise


def weights_text(weights: dict[str, NDArray[np.float64]], row: int, said: dict[str, str]) -> str:
    """Return prior and weights of one pair as a JSON list of [evidence, words, bits]."""
    share = float(linking_settings()["prior"]["share"])
    listed: list[list[Any]] = [
        [
            "prior",
            f"of pairs that are compared, {share:.0%} are of one property",
            round(prior_bits(), _DIGITS),
        ]
    ]
    listed += [[evidence, words, float(weights[evidence][row])] for evidence, words in said.items()]
    return json.dumps(listed, ensure_ascii=False)
