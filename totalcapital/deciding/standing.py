"""How each decision stands: in force, replaced by a later one, or on what has changed or gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from totalcapital.deciding.gone import why_no_option
from totalcapital.fingerprints import fingerprint, pair_fingerprint, record_fingerprints
from totalcapital.precedence import is_superseded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["alignment_fingerprints", "bodies_named", "option_fingerprints", "with_states"]

_PARTS: Final = (
    "score_proximity", "score_space", "score_service", "score_lease", "score_condition", "score_access",
)  # fmt: skip
#: Days that come from leases alone; the first day of the window moves with the day of the run.
_DAYS: Final = ("notice_by_date", "lease_leaves_date", "window_end_date")
_NEAR_M: Final = 50
_KEYS: Final = ["subject", "subject_id", "other_id"]
_REASONS: Final = {
    "superseded": "a later decision on the same has replaced it",
    "subject-changed": "what was decided on says something else since",
    "no-such-subject": "nothing in the estate answers to it",
}


def with_states(decisions: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the decisions with what became of each in this run.

    One without a fingerprint, written by hand, is taken as decided on what stands there now. One on
    what is not in the estate has no subject; so have those on redactions, which no stage makes yet.

    Parameters
    ----------
    decisions
        Rows of the ``decisions`` table; not changed.
    tables
        ``assets``, ``locations``, ``links``, ``agency_names``, ``agency_links``, ``colocation``,
        ``appraisals``, ``holdings``, ``sites``, ``agencies``, ``exclusions``, ``alignments``, ``projects`` and ``bands``.

    Returns
    -------
    DataFrame
        The same rows in the same order, ``state`` and ``state_reason`` filled.
    """
    now = _standing_now(decisions, tables)
    numbered = decisions.assign(row=np.arange(len(decisions)))
    met = numbered.merge(now, on=_KEYS, how="inner", suffixes=("", "_now"))  # null keys meet null keys
    fits = met["fingerprint"].isna() | met["fingerprint_now"].isna()
    fits |= met["fingerprint"] == met["fingerprint_now"]
    is_there = np.isin(numbered["row"], met["row"])
    is_same = np.isin(numbered["row"], met.loc[fits, "row"])
    state = np.where(is_same, "in-force", np.where(is_there, "subject-changed", "no-such-subject"))
    state = np.where(is_superseded(decisions), "superseded", state)
    made = decisions.assign(state=pd.array(state, dtype="str"))
    return made.assign(state_reason=pd.array(_reasons(made, tables), dtype="str"))


def _reasons(decisions: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> list[str | None]:
    """Return why each decision stands as it does; what is known of one before, such as a property parted, first."""
    reasons: list[str | None] = []
    for row in decisions.to_dict("records"):
        state, said = row["state"], row["state_reason"]
        if state == "no-such-subject" and row["subject"] == "option":
            reasons.append(said if isinstance(said, str) else why_no_option(row["subject_id"], tables))
        else:
            reasons.append(_REASONS.get(state))
    return reasons


def option_fingerprints(options: pd.DataFrame, appraisals: pd.DataFrame) -> list[str]:
    """Return the digest of each option: what a board would want to know has changed.

    What rules it out; which parts of its score are known; whether there is room; whether it is worth
    more than nothing; the days its leases set; the distance to 50 m. Left out are its id, since it is
    decided on by it and carried over where holdings are numbered anew; rank, score and sums, which
    move with the rest of the estate and with prices; and the words of what is missing.
    """
    worth = appraisals.loc[appraisals["measure"] == "npv"].set_index("subject_id")["central_gbp"]
    npv = options["option_id"].map(worth).to_numpy(float, na_value=np.nan)
    room = options["score_space"].to_numpy(float, na_value=np.nan)
    known = options[list(_PARTS)].notna().to_numpy()
    told = pd.DataFrame(
        {
            "vetoes": options["vetoes"].to_numpy(object),
            "known": ["".join("x" if there else "-" for there in row) for row in known],
            "room": _sides(room, at=1.0, words=("enough", "short")),
            "worth": _sides(npv, at=0.0, words=("gain", "loss")),
            **{name: options[name].dt.strftime("%Y-%m-%d").to_numpy(object) for name in _DAYS},
            "near": (options["distance_m"] / _NEAR_M).round().astype(int).astype(str).to_numpy(object),
        }
    )
    rows = told.astype(object).where(told.notna(), None).to_numpy().tolist()
    return [fingerprint(row) for row in rows]


def alignment_fingerprints(alignments: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return the digest of each alignment: what those who decided on it would want to know has changed.

    Of each project the months in which it starts and ends, whether its money is approved, and its total
    to two figures; of a holding its band; whether it is resolved. Left out are ids, rank and words.

    Parameters
    ----------
    tables
        ``projects`` and ``bands``.
    """
    projects = tables["projects"].set_index("project_id")
    days = {name: projects[name].dt.strftime("%Y-%m") for name in ("start_date", "end_date")}
    said = pd.DataFrame(
        {**days, "commitment": projects["commitment"], "total": projects["total_gbp"].map(_two_figures)}
    )
    told = said.astype(object).where(said.notna(), None)
    by_project = dict(zip(told.index, told.to_numpy().tolist(), strict=True))
    band = tables["bands"].set_index("holding_id")["band"].to_dict()
    return [
        fingerprint(
            [
                row["kind"],
                "resolved" if row["status"] == "resolved" else None,
                *by_project.get(row["from_id"], ()),
                *by_project.get(row["to_id"], (band.get(row["to_id"]),)),
            ]
        )
        for row in alignments.to_dict("records")
    ]


def _two_figures(amount: float) -> str | None:
    return None if pd.isna(amount) else f"{amount:.1e}"


def _sides(values: NDArray[np.float64], *, at: float, words: tuple[str, str]) -> NDArray[np.object_]:
    found: NDArray[np.object_] = np.where(values >= at, words[0], words[1]).astype(object)
    found[np.isnan(values)] = None
    return found


def _standing_now(decisions: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return every subject that decisions name and that is there, with its fingerprints of now.

    A subject may have several: any of them is what it says.
    """
    parts = [
        _of_links(decisions, tables),
        _of_agencies(decisions, tables["agency_links"], tables["agency_names"]),
        _of_options(decisions, tables["colocation"], tables["appraisals"]),
        _of_alignments(decisions, tables),
    ]
    return pd.concat(parts, ignore_index=True)


def _of_links(decisions: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the pairs and single records as they read now."""
    decided = decisions.loc[decisions["subject"] == "link", ["subject_id", "other_id"]].drop_duplicates()
    said = record_fingerprints(
        tables["assets"], tables["locations"], pd.unique(decided.to_numpy(object).ravel())
    )
    rows = [
        (one, other, pair_fingerprint(said, one, other) if isinstance(other, str) else said.get(one))
        for one, other in decided.itertuples(index=False)
    ]
    columns = ["subject_id", "other_id", "fingerprint"]
    made = pd.DataFrame([row for row in rows if row[2] is not None], columns=columns, dtype="str")
    return made.assign(subject="link")


def _of_agencies(
    decisions: pd.DataFrame, agency_links: pd.DataFrame, agency_names: pd.DataFrame
) -> pd.DataFrame:
    """Return the pairs of agencies as weighed, under the ids or spellings that decisions name, and spellings."""
    decided = decisions.loc[decisions["subject"] == "agency", ["subject_id", "other_id"]].drop_duplicates()
    bodies = bodies_named(agency_links, agency_names)
    weighed = {
        frozenset(pair): text
        for *pair, text in agency_links[["agency_id", "other_agency_id", "fingerprint"]].itertuples(
            index=False
        )
    }
    rows: list[tuple[str, str | None, str | None]] = []
    for one, other in decided.itertuples(index=False):
        if not isinstance(other, str):
            spelt = agency_names.loc[agency_names["name_read"] == one, "fingerprint"]
            rows += [(one, None, text) for text in spelt]
        elif one in bodies and other in bodies:
            pairs = ({one, other}, {bodies[one], bodies[other]})
            found = next((weighed[frozenset(pair)] for pair in pairs if frozenset(pair) in weighed), None)
            rows.append((one, other, found))
    made = pd.DataFrame(rows, columns=["subject_id", "other_id", "fingerprint"], dtype="str")
    return made.assign(subject="agency")


def bodies_named(agency_links: pd.DataFrame, agency_names: pd.DataFrame) -> dict[str, str]:
    """Return the agency that each id or spelling means; one with nothing of the kind is not there."""
    ids = pd.concat([agency_links["agency_id"], agency_links["other_agency_id"], agency_names["agency_id"]])
    spelt = agency_names.drop_duplicates("name_read").set_index("name_read")["agency_id"]
    return {**spelt.to_dict(), **{agency_id: agency_id for agency_id in ids.unique()}}


def _of_options(decisions: pd.DataFrame, options: pd.DataFrame, appraisals: pd.DataFrame) -> pd.DataFrame:
    decided = decisions.loc[decisions["subject"] == "option", "subject_id"]
    found = options[options["option_id"].isin(decided)]
    return pd.DataFrame(
        {
            "subject_id": found["option_id"].astype("str"),
            "other_id": pd.Series(None, index=found.index, dtype="str"),
            "fingerprint": pd.Series(option_fingerprints(found, appraisals), index=found.index, dtype="str"),
            "subject": "option",
        }
    )


def _of_alignments(decisions: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    decided = decisions.loc[decisions["subject"] == "alignment", "subject_id"]
    alignments = tables["alignments"]
    found = alignments[alignments["alignment_id"].isin(decided)]
    return pd.DataFrame(
        {
            "subject_id": found["alignment_id"].astype("str"),
            "other_id": pd.Series(None, index=found.index, dtype="str"),
            "fingerprint": pd.Series(alignment_fingerprints(found, tables), index=found.index, dtype="str"),
            "subject": "alignment",
        }
    )
