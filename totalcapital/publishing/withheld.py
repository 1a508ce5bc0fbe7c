"""Decides which sites and projects an audience must not see, and by which rule."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import pandas as pd

from totalcapital.tables import split_list

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Mapping, Sequence

    from totalcapital.publishing.audiences import Audience, WithheldKinds

__all__ = ["TREATMENTS", "Verdict", "judge", "records_by_site"]

Treatment = Literal["gone", "masked", "generalised"]

#: From the strictest on. Gone: not a trace. Masked: "exists, ask X". Generalised: agency and outward code.
TREATMENTS: Final[tuple[Treatment, ...]] = ("gone", "masked", "generalised")

#: What a rule does, for each audience; the order is the order in which a subject's rule is named.
_RULES: Final[Mapping[str, Mapping[str, Treatment]]] = {
    "partner": {
        "take-down": "gone", "secret": "gone", "restricted": "masked", "withheld-kind": "masked",
    },
    "public": {
        "take-down": "gone", "secret": "gone", "restricted": "gone", "withheld-kind": "gone",
        "not-approved": "gone", "vacant-building": "generalised",
    },
}  # fmt: skip

#: Columns by which an entry in one register is the same property as one in another.
_SAME_PROPERTY: Final = ("uprn", "urn", "ods_code")
_WORDS: Final = ("name", "address", "constraints", "source_values")
_PROJECT_WORDS: Final = ("name", "address", "place_name", "source_values")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an audience must not see.

    Parameters
    ----------
    sites
        Site id: (rule, treatment). A site that is not named is shown.
    projects
        Project id: rule. A project that is named is gone.
    asked
        Those of them of which the audience may know that a shown project meets one, and whom to ask.
    """

    sites: Mapping[str, tuple[str, Treatment]]
    projects: Mapping[str, str]
    asked: frozenset[str] = frozenset()

    def sites_treated(self, *treatments: Treatment) -> frozenset[str]:
        """Return the sites with one of these treatments."""
        return frozenset(site for site, (_, done) in self.sites.items() if done in treatments)

    @property
    def gone_count(self) -> int:
        """How many sites and projects are not shown, as may be told: of secret ones not even the number is."""
        sites = self.sites_treated("gone", "masked")
        rules = [*(self.sites[site][0] for site in sites), *self.projects.values()]
        return sum(rule != "secret" for rule in rules)

    def counts(self) -> dict[str, int]:
        """Return how many sites and projects each rule concerns."""
        rules = [*(rule for rule, _ in self.sites.values()), *self.projects.values()]
        return {rule: rules.count(rule) for rule in sorted(set(rules))}


def records_by_site(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return every record that belongs to a site, with ``site_id`` and ``holding_id`` beside it.

    Returns
    -------
    DataFrame
        One row per record of a holding, in the order of ``assets``.
    """
    holdings = tables["holdings"][["holding_id", "site_id", "asset_ids"]]
    pairs = holdings.assign(asset_id=holdings["asset_ids"].map(split_list)).explode("asset_id")
    pairs = pairs.dropna(subset="asset_id")[["holding_id", "site_id", "asset_id"]]
    return tables["assets"].merge(pairs, on="asset_id", how="inner", validate="one_to_one")


def judge(
    tables: Mapping[str, pd.DataFrame],
    audience: Audience,
    *,
    take_down: Iterable[str] = (),
    kinds: WithheldKinds,
) -> Verdict:
    """Decide what an audience must not see.

    A site is treated whole, by the strictest rule that any record of it meets, and so is every
    other site that shares its UPRN, school or NHS site code, its name and postcode, or is linked
    to it as the same building.

    Parameters
    ----------
    tables
        Every table, in full.
    audience
        Who will read.
    take_down
        ``[publication] take_down``: asset ids, UPRNs or names, compared without regard to case.
    kinds
        The kinds of place withheld whatever a register says.
    """
    if audience == "internal":
        return Verdict({}, {})
    records = records_by_site(tables)
    flags = _record_flags(records, tables["holdings"], set(map(str.casefold, take_down)), kinds)
    rules = _RULES[audience]
    sites: dict[str, tuple[str, Treatment]] = {}
    for rule, treatment in rules.items():
        for site in flags.get(rule, ()):
            sites.setdefault(site, (rule, treatment))
    _spread(sites, records, tables["links"])
    concerned = _project_flags(tables, records, sites, set(map(str.casefold, take_down)), kinds)
    projects: dict[str, str] = {}
    for rule, named in concerned.items():
        if rule in rules or rule == "on-withheld":
            projects |= {project: projects.get(project, rule) for project in named}
    told = {project for project, rule in projects.items() if rules.get(rule) == "masked"}
    asked = told - set(concerned["withheld-kind"]) - set(concerned["on-withheld"])
    return Verdict(sites, projects, frozenset(asked))


def _of_kind(frame: pd.DataFrame, columns: Sequence[str], kinds: WithheldKinds) -> pd.Series:
    pattern = kinds.pattern()
    found = frame["service"].isin(kinds.services())
    for column in columns:
        says = frame[column].str.contains(pattern.pattern, regex=True, case=False).fillna(False).astype(bool)
        if column == "source_values":
            says &= frame[column].where(says).map(lambda row: _row_says(row, pattern)).astype(bool)
        found |= says
    result: pd.Series = found.astype(bool)
    return result


def _row_says(row: str | None, pattern: re.Pattern[str]) -> bool:
    """Whether a value of the row as read, not a heading, holds the words of a withheld kind."""
    if not isinstance(row, str):
        return False
    try:
        values = json.loads(row)
    except ValueError:
        return True
    return not isinstance(values, dict) or any(pattern.search(str(value)) for value in values.values())


def _record_flags(
    records: pd.DataFrame, holdings: pd.DataFrame, take_down: set[str], kinds: WithheldKinds
) -> dict[str, set[str]]:
    listed = pd.Series(False, index=records.index)
    for column in ("asset_id", "uprn", "name"):
        listed |= records[column].fillna("").map(str.casefold).isin(take_down - {""})
    empty = records["status"].eq("vacant") & ~records["property_kind"].eq("land").fillna(False)
    held = holdings["service"].isin(kinds.services()) | holdings["services"].map(
        lambda cell: bool(kinds.services() & set(split_list(cell)))
    )
    sensitive = holdings["sensitivity"]
    by_rule: dict[str, Iterable[str]] = {
        "take-down": records.loc[listed, "site_id"],
        "secret": [*records.loc[records["sensitivity"].eq("secret"), "site_id"],
                   *holdings.loc[sensitive.eq("secret"), "site_id"]],
        # A holding whose records disagree has a null here; anything but "open" is not open.
        "restricted": records.loc[~records["sensitivity"].isin(["open", "secret"]), "site_id"],
        "withheld-kind": [*records.loc[_of_kind(records, _WORDS, kinds), "site_id"],
                          *holdings.loc[held | _of_kind(holdings, ("name", "address"), kinds), "site_id"]],
        "vacant-building": records.loc[empty.fillna(True), "site_id"],
    }  # fmt: skip
    return {rule: set(sites) for rule, sites in by_rule.items()}


def _keys(records: pd.DataFrame) -> pd.DataFrame:
    """Return (site_id, key) for each thing by which two sites are one property."""
    parts = [
        pd.DataFrame({"site_id": records["site_id"], "key": column + ":" + records[column]})
        for column in _SAME_PROPERTY
    ]
    named = records["name"].str.casefold().str.replace(r"\W+", " ", regex=True).str.strip()
    full = records["postcode"].where(records["postcode"].str.contains(" ", regex=False).fillna(False))
    parts.append(pd.DataFrame({"site_id": records["site_id"], "key": named + "@" + full}))
    return pd.concat(parts).dropna().drop_duplicates()


def _spread(sites: dict[str, tuple[str, Treatment]], records: pd.DataFrame, links: pd.DataFrame) -> None:
    """Give each treatment to all sites that are the same property; strictest first. Fills ``sites``."""
    keys = _keys(records)
    by_asset = records.set_index("asset_id")["site_id"]
    same = links[links["relation"].isin(["same-record", "same-building"]) & ~links["decision"].eq("rejected")]
    for end in ("asset_id", "other_asset_id"):
        ends = pd.DataFrame({"site_id": same[end].map(by_asset), "key": "link:" + same.index.astype(str)})
        keys = pd.concat([keys, ends.dropna()])
    for treatment in TREATMENTS:
        reached = {site for site, (_, done) in sites.items() if done == treatment}
        while reached:
            touched = set(keys.loc[keys["site_id"].isin(reached), "key"])
            also = set(keys.loc[keys["key"].isin(touched), "site_id"])
            new = {site for site in also if _is_stricter(treatment, sites.get(site))}
            for site in new:
                sites[site] = ("same-property", treatment)
            reached = new


def _is_stricter(treatment: Treatment, given: tuple[str, Treatment] | None) -> bool:
    return given is None or TREATMENTS.index(treatment) < TREATMENTS.index(given[1])


def _project_flags(
    tables: Mapping[str, pd.DataFrame],
    records: pd.DataFrame,
    sites: Mapping[str, tuple[str, Treatment]],
    take_down: set[str],
    kinds: WithheldKinds,
) -> dict[str, list[str]]:
    """Return the projects that each rule concerns, the rule that is named first standing first."""
    projects = tables["projects"]
    named = projects["name"].fillna("").map(str.casefold)
    listed = named.isin(take_down) | projects["uprn"].fillna("").str.casefold().isin(take_down - {""})
    listed |= projects["project_id"].str.casefold().isin(take_down)
    by_rule = {
        "take-down": listed,
        "secret": projects["sensitivity"].eq("secret"),
        "restricted": ~projects["sensitivity"].isin(["open", "secret"]),
        "withheld-kind": _of_kind(projects, _PROJECT_WORDS, kinds),
        "on-withheld": _is_on_hidden(tables, records[records["site_id"].isin(list(sites))]),
        "not-approved": ~projects["commitment"].eq("approved").fillna(False),
    }
    return {rule: list(projects.loc[flag.astype(bool), "project_id"]) for rule, flag in by_rule.items()}


def _is_on_hidden(tables: Mapping[str, pd.DataFrame], hidden: pd.DataFrame) -> pd.Series:
    """Whether a project says that it is on a hidden property, or was given the place of one."""
    projects, locations = tables["projects"], tables["locations"]
    on_hidden = pd.Series(False, index=projects.index)
    for column in ("uprn", "urn", "asset_id"):
        on_hidden |= projects[column].isin(hidden[column].dropna())
    placed = locations.loc[locations["asset_id"].isin(hidden["asset_id"]), "subject_id"]
    on_hidden |= projects["project_id"].isin(placed)
    named = projects["name"].fillna("").map(str.casefold)
    place = named.str.replace(r"\W+", " ", regex=True).str.strip() + "@" + projects["postcode"]
    names = hidden["name"].str.casefold().str.replace(r"\W+", " ", regex=True).str.strip()
    on_hidden |= place.isin((names + "@" + hidden["postcode"]).dropna())
    full = hidden["postcode"].dropna()
    result: pd.Series = on_hidden | projects["postcode"].isin(full[full.str.contains(" ")])
    return result
