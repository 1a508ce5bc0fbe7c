"""One agency's stake in one site: what all its records there agree on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from totalcapital.tables import HOLDINGS, STAKE_COLUMNS, join_list

if TYPE_CHECKING:
    from totalcapital.issues import IssueLog

__all__ = ["make_holdings"]

_NAMES: Final = [column.name for column in STAKE_COLUMNS]
_STRICTEST: Final = {"open": 0, "restricted": 1, "secret": 2}
#: What a record says by default is no word against what another says outright.
_SILENT: Final = {"role": "unknown", "status": "unknown", "floor_area_basis": "unknown"}


def make_holdings(records: pd.DataFrame, *, log: IssueLog) -> pd.DataFrame:
    """Return one holding for each agency on each site.

    Records without a known agency make one holding of their own on their site. A column is null
    where the agency's records say different things, which is an issue; a record that says nothing
    disagrees with nobody. A closed predecessor gives way to the open record on its site. The
    strictest sensitivity of the site's records holds.

    Parameters
    ----------
    records
        Assets with ``site_id``.
    """
    strictest = records["sensitivity"].map(_STRICTEST).groupby(records["site_id"]).max()
    keyed = records.assign(
        agency=records["agency_id"].fillna(""), holder=lambda f: f["site_id"] + ":" + f["agency"]
    )
    keyed["holder"] = keyed["holder"].where(keyed["agency"] != "", keyed["site_id"] + ":unknown")
    speaks = _without_predecessors(keyed)
    merged, torn = _merge(speaks)
    grouped = keyed.groupby("holder", sort=True)
    frame = merged.reindex(sorted(grouped.groups))
    frame["site_id"] = grouped["site_id"].first()
    frame["agency_id"] = grouped["agency_id"].first()
    frame["asset_ids"] = _listed(keyed["holder"], keyed["asset_id"]).reindex(frame.index)
    frame["services"] = _listed(keyed["holder"], keyed["service"]).reindex(frame.index)
    names = {rank: code for code, rank in _STRICTEST.items()}
    frame["sensitivity"] = frame["site_id"].map(strictest).map(names)
    for name, default in _SILENT.items():
        frame[name] = frame[name].fillna(default) if name != "floor_area_basis" else frame[name]
    _note_disagreement(keyed, torn, log)
    table: pd.DataFrame = HOLDINGS.conform(frame.rename_axis("holding_id").reset_index())
    return table


def _listed(holder: pd.Series, values: pd.Series) -> pd.Series:
    """Return the distinct values of each holding, sorted, as one cell."""
    found: dict[str, set[str]] = {}
    for name, value in zip(holder, values, strict=True):
        if isinstance(value, str):
            found.setdefault(name, set()).add(value)
    return pd.Series({name: join_list(sorted(of)) for name, of in found.items()}, dtype=object)


def _without_predecessors(keyed: pd.DataFrame) -> pd.DataFrame:
    """Drop a holding's closed records where it has an open one too."""
    is_closed = keyed["status"] == "closed"
    has_open = (~is_closed).groupby(keyed["holder"]).transform("any")
    return keyed[~(is_closed & has_open)]


def _merge(speaks: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, list[str]]]:
    """Return what each holding's records agree on, and the columns on which they do not."""
    said = speaks[_NAMES].copy()
    for name, silent in _SILENT.items():
        said[name] = said[name].mask(said[name] == silent)
    grouped = said.groupby(speaks["holder"], sort=True)
    distinct = grouped.nunique()
    agreed = grouped.first().astype(object)
    values = agreed.where(distinct == 1, None)
    by_role = {
        role: (speaks["role"] == role).groupby(speaks["holder"]).any()
        for role in ("both", "owner", "occupier")
    }
    values.loc[by_role["both"] | (by_role["owner"] & by_role["occupier"]), "role"] = "both"
    differs = (distinct > 1).drop(columns=["role", "sensitivity"])
    torn = differs[differs.any(axis=1)]
    names = torn.columns.to_numpy(object)
    found = {str(holder): list(names[row]) for holder, row in zip(torn.index, torn.to_numpy(), strict=True)}
    return values, found


def _note_disagreement(keyed: pd.DataFrame, torn: dict[str, list[str]], log: IssueLog) -> None:
    first = keyed.drop_duplicates("holder").set_index("holder")
    count = keyed.groupby("holder").size()
    for holder, columns in torn.items():
        row = first.loc[holder].to_dict()
        log.add(
            "holding-records-disagree",
            "warning",
            f"the {count[holder]} records of this holding say different things "
            f"of {', '.join(columns)}; read as not known.",
            "Make the records agree, or leave it if each is right.",
            register_id=row["register_id"],
            source_file=row["source_file"],
            source_row=int(row["source_row"]),
            column=", ".join(columns),
            value=holder,
            rows_count=int(count[holder]),
        )
