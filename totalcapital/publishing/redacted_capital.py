"""Takes out of projects' money, alignments, ledger and registers what was made of projects that are hidden."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd

from totalcapital.publishing.texts import page_text
from totalcapital.tables import TABLES, split_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from totalcapital.publishing.audiences import Audience
    from totalcapital.publishing.withheld import Verdict

__all__ = ["is_masked", "recounted", "without_hidden_capital"]

#: Alignments that stand; one that was dismissed or is over says nothing of today.
_STANDS: Final = ("new", "still")
#: A shorter name stands in too many sentences to tell anything.
_SHORTEST: Final = 5


def is_masked(alignments: pd.DataFrame) -> pd.Series:
    """Whether a row says only that a project meets one that is not shown, and whom to ask."""
    made: pd.Series = alignments["kind"].isna()
    return made


def without_hidden_capital(
    tables: Mapping[str, pd.DataFrame],
    kept: Mapping[str, pd.DataFrame],
    verdict: Verdict,
    *,
    audience: Audience,
) -> dict[str, pd.DataFrame]:
    """Return the tables of capital with nothing in them that was made of what is hidden.

    An alignment stays where both ends are shown and nothing else that it rests on is hidden. One of a shown
    project with one whose existence may be told becomes a row without kind, money, place and time.

    Parameters
    ----------
    tables
        Every table, in full.
    kept
        The tables as far as they may be seen, ``projects``, ``holdings`` and ``colocation`` among them.
    verdict
        What is hidden.
    audience
        Who will read.
    """
    shown = set(kept["projects"]["project_id"])
    alignments = _alignments(tables, kept, verdict)
    seen = set(alignments["alignment_id"])
    made = {
        name: tables[name][tables[name]["project_id"].isin(shown)]
        for name in ("project_years", "funding", "slippage")
    }
    if audience == "public":
        years = made["project_years"]
        made["project_years"] = years[years["commitment"].eq("approved")]
    told = tables["ledger"]
    made["ledger"] = told[told["alignment_id"].isin(seen) & told["kind"].notna()]
    masked = _masked(tables, kept, verdict)
    names = _hidden_names(tables, kept, verdict) if audience == "partner" else {}
    alignments = _without_names(
        alignments, names, "match_reason", columns=("reason", "check_first", "missing")
    )
    made["alignments"] = _joined(alignments, masked)
    made["locations"] = _without_names(kept["locations"], names, "place_evidence", columns=("evidence",))
    made["reconciliations"] = _reconciliations(tables, verdict, audience)
    return made


def _alignments(
    tables: Mapping[str, pd.DataFrame], kept: Mapping[str, pd.DataFrame], verdict: Verdict
) -> gpd.GeoDataFrame:
    """Return the alignments whose ends are both shown, and that rest on nothing that is hidden."""
    alignments, holdings = tables["alignments"], tables["holdings"]
    projects = set(kept["projects"]["project_id"])
    is_hidden = holdings["site_id"].isin(list(verdict.sites))
    ends = projects | set(holdings.loc[~is_hidden, "holding_id"])
    is_shown = alignments["from_id"].isin(projects)
    is_shown &= alignments["to_id"].isna() | alignments["to_id"].isin(ends)
    hidden = {*verdict.projects, *verdict.sites, *holdings.loc[is_hidden, "holding_id"]}
    hidden |= {name for cell in holdings.loc[is_hidden, "asset_ids"] for name in split_list(cell)}
    for table, column in (("colocation", "option_id"), ("hubs", "hub_id"), ("assets", "asset_id")):
        hidden |= set(tables[table][column]) - set(kept[table][column])
    is_shown &= alignments["rests_on"].map(lambda cell: hidden.isdisjoint(split_list(cell))).astype(bool)
    # what one of the last edition rested on may be there no more, and then nobody knows that it was secret
    is_over = alignments["status"].eq("resolved").fillna(value=False).astype(bool)
    there = ends | set(kept["sites"]["site_id"])
    for table, column in (("colocation", "option_id"), ("hubs", "hub_id"), ("assets", "asset_id")):
        there |= set(kept[table][column])
    is_shown &= ~is_over | alignments["rests_on"].map(lambda cell: there.issuperset(split_list(cell))).astype(
        bool
    )
    result: gpd.GeoDataFrame = alignments[is_shown]
    return result


def _masked(
    tables: Mapping[str, pd.DataFrame], kept: Mapping[str, pd.DataFrame], verdict: Verdict
) -> pd.DataFrame:
    """Return one row for each shown project and body of a project that may be asked for.

    How many there are of one body, and how they meet, is not told; nor is the id, which whoever guesses the
    other project's could make again.
    """
    alignments = tables["alignments"]
    alignments = alignments[alignments["status"].isin(_STANDS)]
    shown, projects = set(kept["projects"]["project_id"]), tables["projects"].set_index("project_id")
    agencies = tables["agencies"].set_index("agency_id")["name"]
    areas = _page_areas(tables)
    words = page_text()["withheld"]
    found = {
        (one, projects["agency_id"].get(other))
        for one, other in _either_way(alignments)
        if one in shown and other in verdict.asked
    }
    rows = []
    for project, agency in sorted(found, key=lambda pair: (pair[0], str(pair[1]))):
        body = agencies.get(agency) if isinstance(agency, str) else None
        ask = words["match_ask"].format(body=body) if body else words["match_ask_unknown"]
        digest = hashlib.sha256(f"masked\0{project}\0{body or ''}".encode()).hexdigest()[:12]
        rows.append({
            "alignment_id": f"a-{digest}", "from_id": project, "to_table": "projects", "area_id": areas.get(project),
            "check_first": ask, "reason": words["match"], "rule": words["match_rule"],
        })  # fmt: skip
    return pd.DataFrame(rows, columns=TABLES["alignments"].column_names)


def _either_way(alignments: pd.DataFrame) -> set[tuple[str, str]]:
    """Return the two ends of each alignment of two projects, either of them first."""
    of_two = alignments[alignments["to_table"].eq("projects").fillna(False)]
    pairs = set(zip(of_two["from_id"], of_two["to_id"], strict=True))
    return pairs | {(other, one) for one, other in pairs}


def _page_areas(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Return the area with a page that each project is counted in."""
    places = tables["places"]
    main = places[places["is_main"].fillna(False).astype(bool)]
    main = main[main["kind"].isin(["programme", "own"])].sort_values(["subject_id", "kind", "area_id"])
    return dict(zip(main["subject_id"][::-1], main["area_id"][::-1], strict=True))


def _joined(alignments: gpd.GeoDataFrame, masked: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the rows that are shown, numbered afresh, and after them those that only say to ask."""
    rows = pd.DataFrame(alignments.drop(columns="geometry"))
    every = pd.concat([rows.astype(object), masked.drop(columns="geometry").astype(object)])
    shapes = [*alignments.geometry, *[None] * len(masked)]
    made = gpd.GeoDataFrame(every.reset_index(drop=True), geometry=gpd.GeoSeries(shapes, crs=alignments.crs))
    result: gpd.GeoDataFrame = TABLES["alignments"].conform(made)
    return result


def _reconciliations(
    tables: Mapping[str, pd.DataFrame], verdict: Verdict, audience: Audience
) -> pd.DataFrame:
    """Return totals of lists of which every row is shown: beside the others the hidden rows could be made out.

    For the public these are lists of spending alone: the money of projects is not all theirs to see.
    """
    projects = tables["projects"]
    hidden = projects["project_id"].isin(list(verdict.projects)) | (audience == "public")
    rows = tables["reconciliations"]
    return rows[~rows["register_id"].isin(set(projects.loc[hidden, "register_id"]))]


def recounted(tables: Mapping[str, pd.DataFrame], verdict: Verdict) -> pd.DataFrame:
    """Return the registers with the rows counted that are left: the others would tell how many are hidden."""
    gone = {
        name
        for cell in tables["holdings"].loc[
            tables["holdings"]["site_id"].isin(verdict.sites_treated("gone")), "asset_ids"
        ]
        for name in split_list(cell)
    }
    columns = ["register_id", "source_file", "source_row"]
    assets, projects = tables["assets"], tables["projects"]
    rows = pd.concat([
        assets.loc[assets["asset_id"].isin(gone), columns],
        projects.loc[projects["project_id"].isin(list(verdict.projects)), columns],
    ]).drop_duplicates()  # fmt: skip
    registers = tables["registers"]
    fewer = registers["register_id"].map(rows["register_id"].value_counts()).fillna(0).astype("Int64")
    return registers.assign(
        rows_read=registers["rows_read"] - fewer, rows_kept=registers["rows_kept"] - fewer
    )


def _hidden_names(
    tables: Mapping[str, pd.DataFrame], kept: Mapping[str, pd.DataFrame], verdict: Verdict
) -> dict[str, list[str]]:
    """Return names that only hidden projects, records and properties have, by their longest word."""
    assets, shown = tables["assets"], set(kept["assets"]["asset_id"])
    sites = tables["sites"]
    hidden = [
        *tables["projects"].loc[tables["projects"]["project_id"].isin(list(verdict.projects)), "name"],
        *assets.loc[~assets["asset_id"].isin(shown), "name"],
        *sites.loc[sites["site_id"].isin(list(verdict.sites)), "name"],
    ]
    known = {
        _plain(name)
        for frame in (kept["projects"], kept["assets"], kept["sites"], tables["agencies"], tables["areas"])
        for name in frame["name"]
    }
    made: dict[str, list[str]] = {}
    for name in sorted(set(map(_plain, hidden)) - known):
        if len(name) >= _SHORTEST:
            made.setdefault(max(name.split(), key=len), []).append(name)
    return made


def _plain(value: Any) -> str:
    return " ".join(re.findall(r"\w+", value.casefold())) if isinstance(value, str) else ""


def _without_names(frame: Any, names: Mapping[str, list[str]], words: str, *, columns: Iterable[str]) -> Any:
    """Return rows in which a text that names something hidden is put in plain words."""
    if not names:
        return frame
    plain = page_text()["withheld"][words]
    made = frame.copy()
    for column in columns:
        says = frame[column].map(lambda text: _names_any(text, names)).astype(bool)
        if says.any():
            made.loc[says, column] = plain
    return made


def _names_any(text: Any, names: Mapping[str, list[str]]) -> bool:
    plain = _plain(text)
    return any(
        f" {name} " in f" {plain} " for word in names.keys() & set(plain.split()) for name in names[word]
    )
