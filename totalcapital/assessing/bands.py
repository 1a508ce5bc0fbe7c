"""Each holding's band: surplus, under-used, watch, used, or unknown; and which rule decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from totalcapital.assessing.benchmarks import is_building
from totalcapital.tables import split_list
from totalcapital.tables.schema import LIST_SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Hashable

__all__ = ["band_holdings", "records_of"]

_ORDER: Final = {"surplus": 0, "under-used": 1, "watch": 2, "used": 3}
_CONFIDENCE: Final = {"high": 0, "medium": 1, "low": 2}
_OF_BUILDINGS: Final = "whether it is vacant or surplus; unused floor area"
_OF_LAND: Final = "whether it is vacant or surplus; land that is not used"


def band_holdings(holdings: pd.DataFrame, tried: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return each holding's band, its confidence, the rule that decided, or what would make it known.

    The worst finding decides, then the surer; a rule that could not be tried finds nothing.

    Parameters
    ----------
    pairs
        Holding and record, closed predecessors left out.

    Returns
    -------
    DataFrame
        One row per holding, in their order.
    """
    of_holding = pairs.merge(tried, on="asset_id", how="inner")
    is_known = of_holding["finding"] != "unknown"
    decides = of_holding[is_known & ((of_holding["finding"] != "used") | of_holding["shows_use"])]
    order = decides.assign(
        order=decides["finding"].map(_ORDER), sure=decides["confidence"].map(_CONFIDENCE)
    ).sort_values(["order", "sure", "rule_id", "asset_id"])
    best = order.drop_duplicates("holding_id").set_index("holding_id")
    ids = holdings["holding_id"]
    band = ids.map(best["finding"]).astype(object).fillna("unknown")
    wanted = ids.map(_wanted(of_holding)).astype(object)
    general = is_building(holdings).map({True: _OF_BUILDINGS, False: _OF_LAND})
    return pd.DataFrame(
        {
            "holding_id": ids,
            "band": band,
            "confidence": ids.map(best["confidence"]),
            "rule_id": ids.map(best["rule_id"]),
            "would_be_known_by": wanted.fillna(general).where(band == "unknown"),
        }
    )


def records_of(holdings: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Return each holding with each of its records, less closed ones of a holding that is open."""
    pairs = (
        holdings[["holding_id", "status", "asset_ids"]]
        .assign(asset_id=holdings["asset_ids"].str.split(LIST_SEPARATOR))
        .explode("asset_id", ignore_index=True)
    )
    state = pairs["asset_id"].map(records.set_index("asset_id")["status"])
    is_past = (state == "closed") & (pairs["status"] != "closed")
    return pairs.loc[~is_past, ["holding_id", "asset_id"]]


def _wanted(of_holding: pd.DataFrame) -> dict[Hashable, str]:
    """Return what would make each holding's use known, in the order of the rules that could not be tried."""
    lacking = of_holding[of_holding["would_be_known_by"].notna() & of_holding["shows_use"]]
    wanted: dict[Hashable, dict[str, None]] = {}
    # Row by row: a groupby that joins text takes twenty times as long.
    for holding, cell in zip(lacking["holding_id"], lacking["would_be_known_by"], strict=True):
        wanted.setdefault(holding, {}).update(dict.fromkeys(split_list(cell)))
    return {holding: LIST_SEPARATOR.join(pieces) for holding, pieces in wanted.items()}
