"""Areas that a list of spending names, as areas of the estate."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from totalcapital.issues import IssueLog

__all__ = ["with_areas"]


def with_areas(spending: pd.DataFrame, areas: gpd.GeoDataFrame, log: IssueLog) -> pd.DataFrame:
    """Return amounts with ``area_id`` as an area of the estate: by its id, its code or its name.

    What is none becomes null, with an issue for each name; a code of nine signs goes to ``gss_code`` where
    the row has none.
    """
    known = {_plain(area): area for area in areas["area_id"]}
    names = areas.assign(plain=areas["name"].map(_plain)).drop_duplicates("plain", keep=False)
    known = dict(zip(names["plain"], names["area_id"], strict=True)) | known
    told = spending["area_id"].dropna()
    found = told.map(lambda name: known.get(_plain(name)))
    codes = told[found.isna() & told.astype("str").str.fullmatch(r"[EWSN]\d{8}")]
    for name, count in told[found.isna()].drop(codes.index).value_counts().sort_index().items():
        log.add(
            "area-not-known", "warning",
            f"expected an area of the estate; found {name!r} in {count} rows. Read as not known.",
            "Write the area as the estate file has it, or give the code of an authority.",
            register_id=str(spending["register_id"].iloc[0]), source_file=str(spending["source_file"].iloc[0]),
            column="area_id", value=str(name), rows_count=int(count),
        )  # fmt: skip
    gss = (
        spending["gss_code"].astype(object).where(spending["gss_code"].notna(), codes.reindex(spending.index))
    )
    area = found.reindex(spending.index).astype(object)
    return spending.assign(area_id=area.where(area.notna(), None), gss_code=gss.where(gss.notna(), None))


def _plain(text: object) -> str:
    return re.sub(r"\W+", "", str(text).casefold())
