"""Floor area on one basis: net internal, from net or gross, never from what is neither."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from totalcapital.assumptions import Assumptions

__all__ = ["CASES", "NIA_PER_GIA", "WANTED_AREA", "area_words", "net_area"]

#: The least favourable case, the central one and the most favourable.
CASES: Final = ("low", "central", "high")
NIA_PER_GIA: Final = "area.nia-per-gia"
#: What would tell a net area, where none is given or on a basis that cannot be brought to it.
WANTED_AREA: Final = "floor area as GIA or NIA"


def net_area(area: pd.Series, basis: pd.Series, assumptions: Assumptions) -> pd.DataFrame:
    """Return net internal area in each case; null where the basis is neither net nor gross internal."""
    positive = area.where(area >= 0)
    factors = {
        case: basis.map({"NIA": 1.0, "GIA": share}).astype("float64")
        for case, share in zip(CASES, assumptions.range(NIA_PER_GIA), strict=True)
    }
    return pd.DataFrame({case: positive * factor for case, factor in factors.items()}, index=area.index)


def area_words(rows: pd.DataFrame) -> Sequence[str]:
    """Return each floor area with its basis."""
    basis = rows["floor_area_basis"].astype(object)
    known = np.where(basis.isin(["NIA", "GIA", "GEA"]), basis, "on a basis that is not given")
    return [f"{area:,.0f} m² {of}" for area, of in zip(rows["floor_area_m2"], known, strict=True)]
