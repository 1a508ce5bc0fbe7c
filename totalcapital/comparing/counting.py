"""How many of what changed, in numbers and in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["counts_of", "words_of_counts"]

#: Name of a count: subjects it counts, kinds, what is counted once, and its words for one and for many.
_COUNTS: Final = {
    "properties_added": (("site",), ("added",), "site_id", "property added", "properties added"),
    "properties_removed": (("site",), ("removed",), "site_id", "removed", "removed"),
    "became_vacant": (("record",), ("became-vacant",), "site_id", "became vacant", "became vacant"),
    "became_surplus": (("record",), ("became-surplus",), "site_id", "became surplus", "became surplus"),
    "closed": (("record",), ("closed",), "site_id", "closed", "closed"),
    "re_used": (("site", "record"), ("re-used",), "site_id", "re-used", "re-used"),
    "moved": (("record",), ("moved",), "site_id", "moved", "moved"),
    "joined": (("site",), ("joined",), "site_id", "joined of several", "joined of several"),
    "parted": (("site",), ("parted",), "site_id", "parted", "parted"),
    "tenure_or_lease": (("record",), ("tenure", "lease"), "site_id", "with another tenure or lease", "with another tenure or lease"),
    "location": (("record",), ("location",), "site_id", "better or worse placed", "better or worse placed"),
    "projects_added": (("project",), ("added",), "subject_id", "project added", "projects added"),
    "projects_removed": (("project",), ("removed",), "subject_id", "project removed", "projects removed"),
    "projects_slipped": (("project",), ("slipped",), "subject_id", "project slipped", "projects slipped"),
    "projects_cost": (("project",), ("cost",), "subject_id", "project of another cost", "projects of another cost"),
    "registers_added": (("register",), ("register-added",), "subject_id", "new register", "new registers"),
    "registers_removed": (("register",), ("register-removed",), "subject_id", "register gone", "registers gone"),
    "options_added": (("option",), ("added",), "subject_id", "option new", "options new"),
    "options_removed": (("option",), ("removed",), "subject_id", "option gone", "options gone"),
    "options_decided": (("option",), ("decided",), "subject_id", "option decided", "options decided"),
    "hubs_added": (("hub",), ("added",), "subject_id", "hub new", "hubs new"),
    "hubs_removed": (("hub",), ("removed",), "subject_id", "hub gone", "hubs gone"),
    "scenarios_changed": (("scenario",), ("added", "removed", "values"), "subject_id", "scenario of another value", "scenarios of another value"),
    "alignments_added": (("alignment",), ("added",), "subject_id", "alignment new", "alignments new"),
    "alignments_removed": (("alignment",), ("removed",), "subject_id", "alignment gone", "alignments gone"),
    "alignments_decided": (("alignment",), ("decided",), "subject_id", "alignment decided", "alignments decided"),
    "accounts_changed": (("account",), ("added", "removed", "values"), "subject_id", "area and year of other accounts", "areas and years of other accounts"),
}  # fmt: skip


def counts_of(differences: pd.DataFrame) -> dict[str, int]:
    """Return how many properties, projects, registers and options changed in each way; one counts once."""
    return {
        name: int(
            differences.loc[
                differences["subject"].isin(subjects) & differences["kind"].isin(kinds), once
            ].nunique()
        )
        for name, (subjects, kinds, once, _, _) in _COUNTS.items()
    }


def words_of_counts(counts: Mapping[str, int]) -> str:
    """Return the counts that are not nought in one line.

    Examples
    --------
    >>> words_of_counts({"properties_added": 12, "properties_removed": 3, "became_vacant": 1})
    '12 properties added, 3 removed, 1 became vacant'
    >>> words_of_counts({"properties_added": 0})
    'no change'
    """
    said = [
        f"{counts[name]:,} {one if counts[name] == 1 else many}"
        for name, (_, _, _, one, many) in _COUNTS.items()
        if counts.get(name)
    ]
    return ", ".join(said) or "no change"
