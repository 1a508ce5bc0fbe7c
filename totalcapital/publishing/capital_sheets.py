"""The sheets of a workbook about capital projects: their money, how they meet, what was agreed, what is late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.placement import placement_of
from totalcapital.publishing.where import where_of
from totalcapital.tables import TABLES
from totalcapital.tables.codes import LOCATION_METHODS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalcapital.publishing.areas import Page
    from totalcapital.publishing.redaction import View

__all__ = ["MEANINGS", "alignment_rows", "funding_rows", "ledger_rows", "placement_rows", "project_rows"]

#: Columns of these sheets that no table has.
MEANINGS: Final = {
    "agency": "The body",
    "project": "The project, with its body",
    "of": "Whether a line is of this page or of the whole estate",
    "accuracy_m": "The true place is within this distance; null where there is no place (m)",
    "approved_gbp": "Money of the project that is approved, all years together; null: its money is in no years",
    "indicative_gbp": "Money of the project that is said to be not yet approved, all years together",
    "approval_unknown_gbp": "Money of the project of which it is not said whether it is approved, all years together",
    "before_gbp": "Money of the project before the years that its list names",
    "after_gbp": "Money of the project after the years that its list names",
    "placed_by": "How the place of the project was found, the surest first: geometry to none",
    "place_rests_on": "What that place rests on",
    "sentence": "Why the two meet, in plain words",
    "from": "The project that would change its plans, with its body",
    "meets": "What it meets, with the body it is of; null: a gap, or a project that is not shown",
    "days_in_hand": "Days from the last day of the works to the longstop; below nought: the works end too late",
    "projects_count": "Projects that are placed so",
    "without_amount_count": "Projects that are placed so and whose cost is not known",
}
_YEAR_END: Final = "_gbp"
_BY_COMMITMENT: Final = {
    "approved": "approved_gbp", "indicative": "indicative_gbp", "unknown": "approval_unknown_gbp",
}  # fmt: skip
_FIRST: Final = (
    "name", "agency", "total_gbp", "commitment", "approved_gbp", "indicative_gbp", "approval_unknown_gbp", "project_stage", "service", "works", "start_date",
    "end_date", "dates_accuracy_days", "placed_by", "accuracy_m", "place_rests_on", "longstop_date",
)  # fmt: skip
_NOT_SHOWN: Final = frozenset({"geometry_read", "source_values", "agency_id", "x_read", "y_read", "crs_read"})
_SETTLED: Final = ("resolved", "dismissed")


def project_rows(view: View, page: Page) -> pd.DataFrame:
    """Return one row per project of a page: what, whose, when, where by which evidence, money with years across."""
    projects = view.tables["projects"]
    projects = projects[projects["project_id"].isin(page.projects)].reset_index(drop=True)
    agencies = view.tables["agencies"].set_index("agency_id")["name"]
    made = projects[
        [c for c in projects.columns if view.may_see("projects", c) and c not in _NOT_SHOWN]
    ].copy()
    made["agency"] = projects["agency_id"].map(agencies)
    found = view.tables["locations"].set_index("subject_id").reindex(projects["project_id"])
    made["placed_by"] = found["method"].astype(object).where(found["method"].notna(), "none").to_numpy()
    made["accuracy_m"] = found["accuracy_m"].to_numpy(float)
    if view.may_see("locations", "evidence"):
        made["place_rests_on"] = found["evidence"].to_numpy()
    years = _years_across(view, projects["project_id"])
    slip = view.tables["slippage"].set_index("project_id").reindex(projects["project_id"])
    for column in ("start_slip_days", "end_slip_days", "change_gbp"):
        made[column] = slip[column].to_numpy(float)
    made = pd.concat([made, years, where_of(view, projects["project_id"])], axis="columns")
    first = [column for column in _FIRST if column in made.columns]
    return made[
        [
            *first,
            *years.columns.difference(first, sort=False),
            *made.columns.difference([*first, *years.columns], sort=False),
        ]
    ]


def _years_across(view: View, project_ids: pd.Series) -> pd.DataFrame:
    """Return one column a year, in order, beside what is approved of all years; null where nothing is said."""
    rows = view.tables["project_years"]
    rows = rows[rows["project_id"].isin(project_ids)]
    labels = rows["financial_year"].astype(object).where(rows["period"].eq("year"), rows["period"])
    rows = rows.assign(label=labels)
    by_year = rows.pivot_table(index="project_id", columns="label", values="amount_gbp", aggfunc="sum")
    order = rows.sort_values(["year_start_date", "label"])["label"].drop_duplicates()
    between = [label for label in order if label not in {"before", "after"}]
    ordered = [label for label in ("before", *between, "after") if label in by_year.columns]
    made = by_year.reindex(index=project_ids, columns=ordered).reset_index(drop=True)
    made.columns = pd.Index([f"{label}{_YEAR_END}" for label in ordered], dtype=object)
    for commitment, name in _BY_COMMITMENT.items():
        part = rows[rows["commitment"] == commitment]
        made.insert(0, name, project_ids.map(part.groupby("project_id")["amount_gbp"].sum()).to_numpy(float))
    return made


def alignment_rows(view: View, page: Page) -> pd.DataFrame:
    """Return the alignments of which an end is on the page, reason first; those that no longer stand come last."""
    rows = pd.DataFrame(view.tables["alignments"]).drop(columns="geometry")
    holdings = view.tables["holdings"]
    on = set(page.projects) | set(holdings.loc[holdings["site_id"].isin(page.sites), "holding_id"])
    rows = rows[
        rows["from_id"].isin(on) | rows["to_id"].isin(on) | rows["area_id"].eq(page.area_id).fillna(False)
    ]
    is_over = rows["status"].isin(_SETTLED).fillna(False)
    rows = rows.assign(over=is_over).sort_values(["over", "rank", "alignment_id"]).reset_index(drop=True)
    called, projects = _called(view), view.tables["projects"].set_index("project_id")
    made = pd.DataFrame({"rank": rows["rank"], "sentence": rows["reason"], "kind": rows["kind"]})
    made["from"], made["meets"] = rows["from_id"].map(called), rows["to_id"].map(called).astype("str")
    for column in ("amount_gbp", "confidence", "check_first", "missing", "status", "decision", "since_date"):
        made[column] = rows[column]
    for side, name in (("from", "from_id"), ("meets", "to_id")):
        for column in ("start_date", "end_date", "longstop_date", "total_gbp"):
            made[f"{side}_{column}"] = projects[column].reindex(rows[name]).to_numpy()
    rest = [
        name
        for name in TABLES["alignments"].column_names
        if name not in {*made.columns, "reason", "geometry"}
    ]
    made[rest] = rows[rest]
    return made


def _called(view: View) -> Mapping[str, str]:
    """Return each project's and holding's name with its body."""
    agencies = view.tables["agencies"].set_index("agency_id")["name"]
    made: dict[str, str] = {}
    for table, column in (("projects", "project_id"), ("holdings", "holding_id")):
        frame = view.tables[table]
        names = frame["name"].astype(object).where(frame["name"].notna(), frame[column])
        who = frame["agency_id"].map(agencies).astype(object).fillna("body not known")
        made |= {one: f"{name} ({body})" for one, name, body in zip(frame[column], names, who, strict=True)}
    return made


def ledger_rows(view: View) -> pd.DataFrame:
    """Return the savings agreed in the whole estate, the newest first, and their total in the last row."""
    rows = view.tables["ledger"].sort_values(["agreed_on_date", "alignment_id"], ascending=[False, True])
    if rows.empty:
        return rows
    met = view.tables["alignments"].set_index("alignment_id")
    called = _called(view)
    made = pd.DataFrame({
        "agreed_on_date": rows["agreed_on_date"],
        "from": rows["alignment_id"].map(met["from_id"].map(called)),
        "meets": rows["alignment_id"].map(met["to_id"].map(called)).astype("str"),
        **{name: rows[name] for name in ("kind", "saving_gbp", "status", "by", "reason", "about", "alignment_id")},
    })  # fmt: skip
    known = rows["saving_gbp"].dropna()
    said = f"Total of {len(known):,} savings; of {len(rows) - len(known):,} no amount is named"
    total = pd.DataFrame(
        [{"from": said, "saving_gbp": known.sum() if len(known) else None}], columns=made.columns
    )
    return pd.concat([made.astype(object), total.astype(object)], ignore_index=True).infer_objects()


def funding_rows(view: View, page: Page) -> pd.DataFrame:
    """Return the money of each source for each project of a page, the nearest longstop first."""
    rows = view.tables["funding"]
    rows = rows[rows["project_id"].isin(page.projects)]
    projects = view.tables["projects"].set_index("project_id")
    own = projects["longstop_date"].reindex(rows["project_id"]).set_axis(rows.index)
    longstop = rows["longstop_date"].where(rows["longstop_date"].notna(), own)
    ends = projects["end_date"].reindex(rows["project_id"]).set_axis(rows.index)
    made = pd.DataFrame({
        "project": rows["project_id"].map(_called(view)), "source": rows["source"], "source_read": rows["source_read"],
        "financial_year": rows["financial_year"], "amount_gbp": rows["amount_gbp"], "longstop_date": longstop,
        "end_date": ends, "days_in_hand": (longstop - ends).dt.days.astype("float64"),
        "is_ring_fenced": rows["is_ring_fenced"], "is_match": rows["is_match"], "project_id": rows["project_id"],
    })  # fmt: skip
    return made.sort_values(["longstop_date", "project_id", "source", "source_read"]).reset_index(drop=True)


def placement_rows(view: View, page: Page) -> pd.DataFrame:
    """Return count and money of a page's projects by how they are placed, beside those of the whole estate."""
    projects, parts = view.tables["projects"], []
    for scope, chosen in (
        ("this page", projects[projects["project_id"].isin(page.projects)]),
        ("whole estate", projects),
    ):
        found: Any = placement_of(chosen, view.tables["locations"])
        total = {
            "method": "all", "projects_count": len(chosen), "amount_gbp": chosen["total_gbp"].sum(min_count=1),
            "without_amount_count": int(chosen["total_gbp"].isna().sum()),
        }  # fmt: skip
        parts.append(pd.concat([found, pd.DataFrame([total])], ignore_index=True).assign(of=scope))
    every = pd.concat(parts, ignore_index=True)
    every = every[every["projects_count"] > 0].rename(columns={"method": "placed_by"})
    order = {name: at for at, name in enumerate((*LOCATION_METHODS, "all"))}
    every = every.assign(at=every["placed_by"].map(order)).sort_values(["of", "at"])
    if not view.may_see("projects", "total_gbp"):
        every = every.drop(columns=["amount_gbp", "without_amount_count"])
    result: pd.DataFrame = every[["of", *(c for c in every.columns if c not in {"of", "at"})]].reset_index(
        drop=True
    )
    return result
