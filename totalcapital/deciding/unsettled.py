"""Decisions as questions: settled, to be asked again since their subject changed, or put off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.deciding.questions import COLUMNS, between, question_id
from totalcapital.deciding.standing import (
    alignment_fingerprints,
    bodies_named,
    option_fingerprints,
)
from totalcapital.fingerprints import fingerprint, pair_fingerprint, record_fingerprints

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalcapital.deciding.questions import Names

__all__ = ["decided_before", "who_decided"]

_ASKED: Final = ("link", "agency", "option", "alignment")
#: What is decided on by itself alone.
_OF_ONE: Final = ("option", "alignment")
_WORDS: Final = {
    ("link", "accepted"): "one property", ("link", "rejected"): "two properties",
    ("link", "split"): "a property of its own", ("agency", "accepted"): "one body",
    ("agency", "rejected"): "two bodies", ("agency", "split"): "a body of its own",
}  # fmt: skip


def decided_before(decisions: pd.DataFrame, tables: Mapping[str, pd.DataFrame], names: Names) -> pd.DataFrame:
    """Return each decision that counts as a question, ``state`` settled, changed or parked.

    Decisions on what is gone are asked about, but for those parked or dismissed: there is nothing left
    to be asked. Those on redactions are not: no stage makes them yet.
    """
    counted = decisions[(decisions["state"] != "superseded") & decisions["subject"].isin(_ASKED)]
    put_off = counted["decision"].isin(["parked", "dismissed"])
    gone = counted["state"] == "no-such-subject"
    counted = counted[~(gone & put_off)]
    bodies = bodies_named(tables["agency_links"], tables["agency_names"])
    prints = _Prints(counted, tables)
    rows = [_question(row, prints, names, bodies) for row in counted.to_dict("records")]
    made = pd.DataFrame(rows, columns=[*COLUMNS, "state"])
    is_link = made["subject"] == "link"
    made["between"] = made["between"].astype(object)
    of_links = made[is_link & made["other_id"].notna()]
    made.loc[of_links.index, "between"] = between(names, of_links["subject_id"], of_links["other_id"])
    return made.astype({"probability": float, "rows_count": "Int64", "is_one": bool, "is_gone": bool})


def _question(
    row: Mapping[Any, Any], prints: _Prints, names: Names, bodies: Mapping[str, str]
) -> dict[str, Any]:
    subject, one = row["subject"], row["subject_id"]
    other = row["other_id"] if isinstance(row["other_id"], str) else None
    if (
        subject == "agency"
        and other is not None
        and (a := bodies.get(one)) != (b := bodies.get(other))
        and a
        and b
    ):
        one, other = min(a, b), max(a, b)  # the ids that questions have, where spellings were decided on
    is_gone = row["state"] == "no-such-subject"
    is_changed = row["state"] != "in-force"
    state = "changed" if is_changed else "parked" if row["decision"] == "parked" else "settled"
    return {
        "doubt_id": question_id(subject, one, other),
        "subject": subject,
        "subject_id": one,
        "other_id": other,
        "question": _asked(subject, one, other, is_gone=is_gone, names=names),
        "now": _now(row, is_gone=is_gone, is_changed=is_changed),
        "evidence": _evidence(row, is_gone=is_gone, is_changed=is_changed),
        "probability": None,
        "fingerprint": "" if state == "settled" else prints.of(subject, one, other),
        "between": None,
        "rows_count": None,
        "is_one": row["decision"] == "accepted",
        "is_gone": is_gone,
        "state": state,
    }


def _asked(subject: str, one: str, other: str | None, *, is_gone: bool, names: Names) -> str:
    if is_gone:
        both = f"{one} and {other}" if other else f"the {subject} {one}" if subject in _OF_ONE else one
        return f"{both}: no longer in the estate. Is the decision still wanted?"
    if subject == "option":
        return f"Is it worth following that {names.option(one)}?"
    if subject == "alignment":
        return f"Is it worth following that {names.alignment(one)}?"
    name = names.record if subject == "link" else names.agency
    thing = "property" if subject == "link" else "body"
    if other is None:
        return f"Is {name(one)} a {thing} of its own?"
    return f"Is {name(one)} the same {thing} as {name(other)}?"


def who_decided(row: Mapping[Any, Any], decided: str = "") -> str:
    """Return by whom, when and why something was decided, and who has what to do next, in plain words.

    Parameters
    ----------
    row
        A row with ``by``, ``on_date``, ``reason``, ``owner`` and ``next_step``, each null where not said.
    decided
        What was decided, to stand before the reason; left out where the reader has it already.
    """
    by = f" by {row['by']}" if isinstance(row["by"], str) else ""
    when = "" if pd.isna(row["on_date"]) else f" on {row['on_date'].date()}"
    why = f": {row['reason'].rstrip('.')}" if isinstance(row["reason"], str) else ""
    said = [f"Decided{by}{when}{': ' if decided else ''}{decided}{why}."]
    if isinstance(row["owner"], str):
        said.append(f"Owner: {row['owner']}.")
    if isinstance(row["next_step"], str):
        said.append(f"Next step: {row['next_step'].rstrip('.')}.")
    return " ".join(said)


def _now(row: Mapping[Any, Any], *, is_gone: bool, is_changed: bool) -> str:
    """Return what holds: the decision, by whom and when, and who has what to do next."""
    said = who_decided(row, _WORDS.get((row["subject"], row["decision"]), row["decision"]))
    if is_gone:
        return f"{said} It has no effect."
    if is_changed and row["decision"] not in {"parked", "dismissed"}:
        return f"{said} It still holds."
    return said


def _evidence(row: Mapping[Any, Any], *, is_gone: bool, is_changed: bool) -> str:
    if is_gone and row["subject"] == "option" and isinstance(row["state_reason"], str):
        return f"No such option now: {row['state_reason']}."
    if is_gone:
        return "Nothing in the registers answers to it."
    return "What was decided on says something else since." if is_changed else "Not weighed in this run."


class _Prints:
    """What stands there now, as digests, of all that decisions name."""

    def __init__(self, decisions: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> None:
        named = {*decisions["subject_id"], *decisions["other_id"].dropna()}
        options, names = tables["colocation"], tables["agency_names"]
        self._records = record_fingerprints(tables["assets"], tables["locations"], named)
        found = options[options["option_id"].isin(named)]
        prints = option_fingerprints(found, tables["appraisals"])
        self._options = dict(zip(found["option_id"], prints, strict=True))
        aligned = tables["alignments"]
        aligned = aligned[aligned["alignment_id"].isin(named)]
        prints = alignment_fingerprints(aligned, tables)
        self._alignments = dict(zip(aligned["alignment_id"], prints, strict=True))
        self._spelt = dict(zip(names["name_read"], names["fingerprint"], strict=True))

    def of(self, subject: str, one: str, other: str | None) -> str:
        """Return the digest of a subject; of what is gone, that of its ids."""
        if subject == "link" and other is not None:
            return pair_fingerprint(self._records, one, other) or fingerprint([one, other])
        known = {
            "link": self._records,
            "agency": self._spelt,
            "option": self._options,
            "alignment": self._alignments,
        }[subject]
        return known.get(one) or fingerprint([one, other])
