"""One unknown file: what it is, what would be read from it, and what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import shapely

from totalcapital.errors import EstateFileError, RowCountError
from totalcapital.issues import IssueLog
from totalcapital.project import Register
from totalcapital.reading.areas.told_residents import counts_residents
from totalcapital.reading.door.peeking import boundary_headings, purpose_of
from totalcapital.reading.entries import hints_of, understand_entry
from totalcapital.reading.mapping.mapping import headings_read, plan_mapping
from totalcapital.reading.meaning.coordinates import ANYWHERE, Home, Hypothesis, weigh_hypotheses
from totalcapital.reading.profiles import Profile, load_profiles
from totalcapital.reading.projects.money_headings import is_total, names_years
from totalcapital.reading.projects.money_tables import money_in_words
from totalcapital.reading.raw import Refusal
from totalcapital.reading.recipients import without_recipients
from totalcapital.reading.spending.quiet import hidden_samples
from totalcapital.reading.spending.recognising import is_spending
from totalcapital.tables import HEADINGS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from totalcapital.reading.door.door import Door
    from totalcapital.reading.mapping.mapping import ColumnPlan
    from totalcapital.reading.raw import RawTable

__all__ = ["Look", "look", "register_id"]

#: What a file may be that a list of the estate file names.
_LISTS: Final = ("register", "capital", "spending")

#: Our columns that only a capital programme has; two of them make a file one, and so do years and their total.
_OF_PROJECTS: Final = frozenset({
    "total_gbp", "project_stage", "commitment", "longstop_date", "start_date", "end_date",
})  # fmt: skip
#: Our columns that only a register has; one of them and dates of start and end make no capital programme of it.
_OF_HOLDINGS: Final = frozenset({"floor_area_m2", "tenure", "rent_gbp", "lease_end_date", "lease_break_date"})


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen of one file.

    Attributes
    ----------
    purpose
        register, capital, spending, boundaries, population, postcodes, uprn or unreadable.
    refused
        Why it cannot be read or used, in words for the user; null where it can.
    register
        The entry of the estate file it was read under: the estate's own, else one made up from the
        file's name.
    """

    path: str
    purpose: str
    register: Register
    refused: str | None = None
    sha256: str | None = None
    raw: RawTable | None = None
    profile: Profile | None = None
    entry: dict[str, Any] = field(default_factory=dict)
    records: pd.DataFrame = field(default_factory=pd.DataFrame)
    headings: pd.DataFrame = field(default_factory=HEADINGS.empty)
    issues: pd.DataFrame = field(default_factory=lambda: IssueLog().table())
    hypotheses: tuple[Hypothesis, ...] = ()
    code_heading: str | None = None
    """Of boundaries: the heading that holds the codes."""
    money: str | None = None
    """Of a capital programme: its years, their unit and how much of it is approved, in words."""

    @property
    def kind(self) -> str:
        """``register``, ``capital`` or ``spending``: the list of the estate file it belongs to."""
        return self.purpose if self.is_list else "register"

    @property
    def is_list(self) -> bool:
        """Whether the file is one of those lists, not outlines or a look-up."""
        return self.purpose in _LISTS


def look(
    path: Path,
    shown: str,
    door: Door,
    *,
    register: Register | None = None,
    kind: str | None = None,
    home: Home = ANYWHERE,
    taken: Collection[str] = (),
) -> Look:
    """Look at one file as a run would read it.

    Parameters
    ----------
    shown
        The name to use in messages.
    register, kind
        The file's entry in an estate file and its list (``register``, ``capital`` or ``spending``), where it has
        one; else both are recognised.
    home
        The area the file is of, where that is known, and the estate's CRS.
    taken
        Ids that are not to be given to it.

    Returns
    -------
    Look
        Never an exception for a file that cannot be read: what was found stands in ``refused``.
    """
    entry = register or Register.model_validate({"id": register_id(shown, taken), "path": shown})
    try:
        if register is None and (purpose := purpose_of(door.peek(path, shown))) is not None:
            return Look(shown, purpose, entry)
        opened = door.open(path, shown, hints=hints_of(entry), layer=entry.layer)
    except (Refusal, EstateFileError) as refusal:
        return Look(shown, "unreadable", entry, refused=str(refusal))
    if register is None and (codes := boundary_headings(opened.raw)) is not None:
        return Look(shown, "boundaries", entry, raw=opened.raw, sha256=opened.sha256, code_heading=codes)
    if register is None and counts_residents(opened.raw):
        return Look(shown, "population", entry, raw=opened.raw, sha256=opened.sha256)
    return _understood(
        without_recipients(opened.raw, entry, kind), opened.sha256, entry, kind=kind, home=home
    )


def _understood(raw: RawTable, sha256: str, register: Register, *, kind: str | None, home: Home) -> Look:
    name = register.profile or raw.profile
    profile = next((p for p in load_profiles() if p.id == name), None)
    plan = plan_mapping(raw.headings, profile, register, raw.columns)
    purpose = kind or _kind_of(profile, plan, raw.headings)
    plan = plan_mapping(
        raw.headings, profile, register, raw.columns, kind=purpose, titles=raw.facts.get("titles", ())
    )
    log = IssueLog()
    found: dict[str, Any] = {"raw": raw, "sha256": sha256, "profile": profile}
    try:
        entry, understood, plan = understand_entry(raw, purpose, register, log=log, home=home)
    except (EstateFileError, RowCountError) as error:
        headings = _headings(raw, plan, register, purpose)
        return Look(
            register.path,
            purpose,
            register,
            refused=str(error),
            headings=headings,
            issues=log.table(),
            **found,
        )
    return Look(
        register.path,
        purpose,
        register,
        entry=entry,
        records=understood.frame,
        headings=_headings(raw, plan, register, purpose),
        issues=log.table(),
        money=money_in_words(plan.money, understood.also) if plan.money else None,
        hypotheses=() if purpose == "spending" else _hypotheses(understood.frame, home),
        **found,
    )


def _headings(raw: RawTable, plan: ColumnPlan, register: Register, purpose: str) -> pd.DataFrame:
    """Return the ``headings`` of a file; of spending without samples that could name whoever is paid."""
    found = headings_read(raw, plan, register.id)
    conformed: pd.DataFrame = HEADINGS.conform(
        hidden_samples(found, raw, plan) if purpose == "spending" else found
    )
    return conformed


def _kind_of(profile: Profile | None, plan: ColumnPlan, headings: Sequence[str]) -> str:
    if profile is not None:
        return profile.kind
    given = {column for column, headings in plan.columns.items() if headings}
    has_years = names_years(headings)
    money = {"total_gbp"} if has_years else set()
    if is_spending(headings, given):
        return "spending"
    told = len((given | money) & _OF_PROJECTS) + (
        has_years and any(is_total(heading) for heading in headings)
    )
    is_capital = told >= 2 and not given & _OF_HOLDINGS
    return "capital" if is_capital else "register"


def _hypotheses(records: pd.DataFrame, home: Home) -> tuple[Hypothesis, ...]:
    """Weigh what the coordinates as written could be, whatever the file says they are."""
    if "x_read" not in records:
        return ()
    x, y = (pd.to_numeric(records[name]).astype("float64") for name in ("x_read", "y_read"))
    if not (x.notna() & y.notna()).any():
        shapes = records["geometry_read"].dropna()
        if shapes.empty:
            return ()
        points = shapely.centroid(shapely.from_wkb([bytes.fromhex(shape) for shape in shapes]))
        x, y = pd.Series(shapely.get_x(points)), pd.Series(shapely.get_y(points))
    return tuple(weigh_hypotheses(x, y, home=home))


def register_id(path: str, taken: Collection[str] = ()) -> str:
    """Return an id for a register from its file's name, one that is not taken.

    Examples
    --------
    >>> register_id("Registers/Hampshire CC - Property (2).XLSX")
    'hampshire-cc-property-2'
    >>> register_id("a.csv", {"a"})
    'a-2'
    """
    name = re.split(r"[\\/]", path)[-1]
    plain = _stem(name).casefold()
    made = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "register"
    unique, number = made, 1
    while unique in taken:
        number += 1
        unique = f"{made}-{number}"
    return unique


def _stem(name: str) -> str:
    """Return a file's name without its endings: ``a.csv.gz`` is ``a``."""
    parts: Sequence[str] = name.split(".")
    keep = len(parts)
    while keep > 1 and re.fullmatch(r"[A-Za-z]{2,10}\d?", parts[keep - 1]):
        keep -= 1
    return ".".join(parts[:keep])
