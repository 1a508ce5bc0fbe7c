"""Says which page a site, an option and a project stand on, and counts what each page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from totalcapital.publishing.redaction import PAGE_KINDS
from totalcapital.tables import split_list

if TYPE_CHECKING:
    from totalcapital.project import Project
    from totalcapital.publishing.redaction import View

__all__ = [
    "ALIGNMENTS_ON_A_PAGE",
    "BAND_ORDER",
    "AreaFigures",
    "Page",
    "figures_of",
    "hubs_of",
    "pages_of",
    "site_bands",
    "sites_of_private",
]

#: The id of the one page of an estate without areas.
WHOLE_ESTATE = "estate"

#: A page tells this many alignments, the first by rank; the total is stated beside them.
ALIGNMENTS_ON_A_PAGE = 2000

#: From the most pressing on: a site's band is the first of these that one of its holdings has.
BAND_ORDER = ("surplus", "under-used", "watch", "used", "unknown")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: an area, and what is on it.

    Parameters
    ----------
    area_id, name
        The area; ``estate`` and the estate's name where there are no areas.
    sites
        Ids of the sites the page counts.
    outside
        Ids of sites beyond the area that an option of the page leads to; drawn, never counted.
    projects
        Ids of the projects the page counts.
    options
        Ids of the options of which one end is on the page: ranked ones, best first, then those that
        people parked or rejected, then vetoed ones. The worse direction of a pair is not among them.
    alignments
        Ids of the alignments of which one end is on the page, the first by rank, then those without one.
    outside_projects
        Ids of projects beyond the area that an alignment of the page leads to; never counted.
    """

    area_id: str
    name: str
    sites: frozenset[str]
    outside: frozenset[str]
    projects: frozenset[str]
    options: tuple[str, ...]
    alignments: tuple[str, ...] = ()
    outside_projects: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AreaFigures:
    """The key numbers of one page, made from what its audience sees.

    Properties, agencies and bands are of the public estate: a property held by private bodies
    alone is in ``private_count`` and nowhere else.
    """

    area_id: str
    name: str
    properties_count: int
    unlocated_count: int
    private_count: int
    holdings_count: int
    agencies_count: int
    surplus_count: int
    under_used_count: int
    watch_count: int
    used_count: int
    unknown_count: int
    options_count: int
    vetoed_count: int
    projects_count: int
    worth_known_count: int | None = None
    """Ranked options of which the net present value is known; null where the audience may not see it."""
    hubs_count: int | None = None
    """Hubs of which a property is on the page; null where the audience may not see them."""
    alignments_count: int | None = None
    """Ranked alignments of which one end is on the page; null where the audience may not see them."""
    population_count: int | None = None
    """Residents of the area; null where not known, and for several areas together."""


def pages_of(view: View, *, project: Project) -> list[Page]:
    """Return the pages of the site, in the order of their area ids.

    A subject is on the page of which ``places`` says that totals count it there, and on that of each
    area which holds more than half of it: areas of one's own may overlap. Totals count it once.
    """
    areas = view.tables["areas"]
    chosen = areas[areas["kind"].isin(PAGE_KINDS)]
    places = view.tables["places"]
    main = places[places["is_main"].fillna(False).astype(bool) | (places["share"] > 0.5)]
    sites, projects = set(view.tables["sites"]["site_id"]), set(view.tables["projects"]["project_id"])
    ends, met = _option_ends(view), _alignment_ends(view)
    if chosen.empty:
        options, alignments = tuple(ends["option_id"]), tuple(met["alignment_id"])
        name = project.estate.name
        return [
            Page(WHOLE_ESTATE, name, frozenset(sites), frozenset(), frozenset(projects), options, alignments)
        ]
    pages = []
    for area_id, name in zip(chosen["area_id"], chosen["name"], strict=True):
        here = set(main.loc[main["area_id"] == area_id, "subject_id"])
        on = sites & here
        here_too = ends[ends["host_site"].isin(on) | ends["guest_site"].isin(on)]
        outside = frozenset({*here_too["host_site"], *here_too["guest_site"]} - on)
        ids = tuple(here_too["option_id"])
        works = projects & here
        meets = met[
            met[["from_id", "to_id"]].isin(works).any(axis=1) | met["site_id"].isin(on) | met["area_id"].eq(area_id)
        ]  # fmt: skip
        told = meets.iloc[:ALIGNMENTS_ON_A_PAGE]
        outside |= set(told["site_id"].dropna()) - on
        beyond = frozenset(projects & {*told["from_id"], *told["to_id"].dropna()}) - works
        alignments = tuple(meets["alignment_id"])
        pages.append(Page(area_id, name, frozenset(on), outside, frozenset(works), ids, alignments, beyond))
    return pages


def _alignment_ends(view: View) -> pd.DataFrame:
    """Return the alignments, the first by rank and those without one last, with the site of the second end."""
    site_of = view.tables["holdings"].set_index("holding_id")["site_id"]
    rows = pd.DataFrame(view.tables["alignments"]).drop(columns="geometry")
    is_holding = rows["to_table"].eq("holdings").fillna(False).astype(bool)
    rows = rows.assign(site_id=rows["to_id"].where(is_holding).map(site_of))
    return rows.sort_values(["rank", "alignment_id"], na_position="last", kind="stable")


def _option_ends(view: View) -> pd.DataFrame:
    """Return the options, best first and vetoed last, with the sites of both ends."""
    site_of = view.tables["holdings"].set_index("holding_id")["site_id"]
    options = view.tables["colocation"]
    ends = pd.DataFrame({
        "option_id": options["option_id"],
        "host_site": options["host_id"].map(site_of),
        "guest_site": options["guest_id"].map(site_of),
    })  # fmt: skip
    vetoed = options["vetoes"].notna()
    is_listed = options["rank"].notna() | options["decision"].notna() | vetoed
    order = np.lexsort((options["option_id"], options["rank"].fillna(2**31), vetoed))
    return ends.iloc[order][is_listed.iloc[order].to_numpy()].dropna()


def sites_of_private(view: View) -> frozenset[str]:
    """Return the sites that private bodies alone hold; a holder not known is not private."""
    holdings, agencies = view.tables["holdings"], view.tables["agencies"]
    private = set(agencies.loc[agencies["is_public"].eq(False).fillna(False), "agency_id"])
    alone = holdings["agency_id"].isin(private).groupby(holdings["site_id"]).all()
    return frozenset(alone[alone].index)


def site_bands(view: View) -> pd.Series:
    """Return the most pressing band of each site's public holdings, by site id."""
    holdings, agencies = view.tables["holdings"], view.tables["agencies"]
    private = set(agencies.loc[agencies["is_public"].eq(False).fillna(False), "agency_id"])
    band_of = dict(zip(view.tables["bands"]["holding_id"], view.tables["bands"]["band"], strict=True))
    places = {name: place for place, name in enumerate(BAND_ORDER)}
    level = holdings["holding_id"].map(lambda holding: places[band_of.get(holding, "unknown")])
    counted = ~holdings["agency_id"].isin(private)
    first = level[counted].groupby(holdings.loc[counted, "site_id"]).min()
    named: pd.Series = first.map(dict(enumerate(BAND_ORDER)))
    return named


def figures_of(view: View, page: Page) -> AreaFigures:
    """Count one page; one without any property counts the bodies of its projects."""
    private = sites_of_private(view)
    counted = page.sites - private
    sites, holdings = view.tables["sites"], view.tables["holdings"]
    here = sites[sites["site_id"].isin(counted)]
    held = holdings[holdings["site_id"].isin(counted)]
    agencies = view.tables["agencies"]
    public = set(agencies.loc[~agencies["is_public"].eq(False).fillna(False), "agency_id"])
    projects = view.tables["projects"]
    bodies = held if page.sites else projects[projects["project_id"].isin(page.projects)]
    known = bodies.loc[bodies["agency_id"].isin(public)]
    bands = site_bands(view)
    bands = bands[bands.index.isin(counted)].value_counts()
    options = view.tables["colocation"]
    options = options[options["option_id"].isin(page.options)]
    return AreaFigures(
        area_id=page.area_id,
        name=page.name,
        properties_count=len(counted),
        unlocated_count=int((here.geometry.isna() | here.geometry.is_empty).sum()),
        private_count=len(page.sites & private),
        holdings_count=len(held),
        agencies_count=int(known["agency_id"].nunique()),
        surplus_count=int(bands.get("surplus", 0)),
        under_used_count=int(bands.get("under-used", 0)),
        watch_count=int(bands.get("watch", 0)),
        used_count=int(bands.get("used", 0)),
        unknown_count=int(bands.get("unknown", 0)),
        options_count=int(options["rank"].notna().sum()),
        vetoed_count=int(options["vetoes"].notna().sum()),
        projects_count=len(page.projects),
        worth_known_count=_worth_known(view, options),
        hubs_count=_hubs(view, page),
        alignments_count=_alignments(view, page),
        population_count=_residents(view, page),
    )


def _alignments(view: View, page: Page) -> int | None:
    if not view.may_see("alignments", "reason"):
        return None
    ranked = view.tables["alignments"].dropna(subset="rank")
    return int(ranked["alignment_id"].isin(page.alignments).sum())


def _worth_known(view: View, options: pd.DataFrame) -> int | None:
    if not view.may_see("appraisals", "central_gbp"):
        return None
    worth = view.tables["appraisals"]
    known = worth.loc[worth["measure"].eq("npv") & worth["central_gbp"].notna(), "subject_id"]
    return int(options.loc[options["rank"].notna(), "option_id"].isin(known).sum())


def _hubs(view: View, page: Page) -> int | None:
    return int(hubs_of(view, page.sites).sum()) if view.may_see("hubs", "reason") else None


def hubs_of(view: View, sites: frozenset[str]) -> pd.Series:
    """Return, for each hub in the order of the table, whether one of its properties is among the sites."""
    hubs = view.tables["hubs"]
    site_of = view.tables["holdings"].set_index("holding_id")["site_id"]
    touches = [
        any(site_of.get(name) in sites for name in (anchor, *split_list(members)))
        for anchor, members in zip(hubs["anchor_id"], hubs["members"], strict=True)
    ]
    return pd.Series(touches, index=hubs.index, dtype=bool)


def _residents(view: View, page: Page) -> int | None:
    areas = view.tables["areas"]
    known = areas.loc[areas["area_id"] == page.area_id, "population_count"].dropna()
    return int(known.iloc[0]) if len(known) else None
