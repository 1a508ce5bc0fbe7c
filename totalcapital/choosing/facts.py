"""What every scenario rests on: the options that stand, and what is known of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from totalcapital.currency import POUNDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CASES", "Facts", "facts_of"]

#: Which column of room, need and worth a case reads: the cautious one takes the least room and the most need.
CASES: Final = {
    "low": ("spare_low_m2", "need_high_m2", "low_gbp"),
    "central": ("spare_m2", "need_m2", "central_gbp"),
    "high": ("spare_high_m2", "need_low_m2", "high_gbp"),
}
_OUT: Final = ("rejected", "parked")


@dataclass(frozen=True, slots=True)
class Facts:
    """The options that nobody has turned down, and every holding, each in the order of its id."""

    options: pd.DataFrame
    """Rows of ``colocation`` neither rejected nor parked, vetoed ones only where accepted, with
    ``host`` and ``guest``, rows of ``holdings``."""
    holdings: pd.DataFrame
    """``holdings`` with ``bands`` and ``needs``; ``shown`` is the name as it is written in sentences,
    ``net_area_m2`` the net internal floor area, null where it is stated on another basis."""
    appraisals: pd.DataFrame
    currency: str = POUNDS

    def amounts(self, measure: str, options: NDArray[np.int64] | None = None) -> pd.DataFrame:
        """Return ``low_gbp``, ``central_gbp``, ``high_gbp``, ``missing`` of one measure, a row an option.

        Parameters
        ----------
        options
            Rows of ``options``; all of them by default.
        """
        one = self.appraisals[self.appraisals["measure"].eq(measure).to_numpy()]
        wanted = self.options["option_id"] if options is None else self.options["option_id"].iloc[options]
        columns = ["low_gbp", "central_gbp", "high_gbp", "missing"]
        found: pd.DataFrame = one.set_index("subject_id")[columns].reindex(wanted.to_numpy())
        return found.reset_index(drop=True)

    def spending(self, parts: tuple[str, ...]) -> NDArray[np.float64]:
        """Return what each option costs once, above nought: its parts below nought, central; NaN: not known."""
        once = self.appraisals[self.appraisals["measure"].isin(parts).to_numpy()]
        below = once["central_gbp"].clip(upper=0.0).groupby(once["subject_id"]).sum(min_count=1)
        return -below.reindex(self.options["option_id"].to_numpy()).to_numpy(float)


def facts_of(
    options: pd.DataFrame,
    appraisals: pd.DataFrame,
    *,
    holdings: pd.DataFrame,
    bands: pd.DataFrame,
    needs: pd.DataFrame,
    nia_per_gia: float,
    currency: str = POUNDS,
) -> Facts:
    """Bring the tables together, whatever the order of their rows; floor areas on one basis, net internal."""
    wanted = needs.rename(columns={"would_be_known_by": "need_would_be_known_by"})
    every = (
        holdings.merge(bands, on="holding_id", how="left", validate="one_to_one")
        .merge(wanted, on="holding_id", how="left", validate="one_to_one")
        .sort_values("holding_id", ignore_index=True)
    )
    service = every["service"].str.replace("-", " ").fillna("property")
    every["shown"] = every["name"].fillna("a " + service + " (" + every["holding_id"] + ")")
    share = every["floor_area_basis"].map({"NIA": 1.0, "GIA": nia_per_gia}).astype("float64")
    every["net_area_m2"] = (every["floor_area_m2"] * share).round()
    stands = ~options["decision"].isin(_OUT).to_numpy()
    stands &= (options["vetoes"].isna() | options["decision"].eq("accepted")).to_numpy()
    frame = pd.DataFrame(options.loc[stands].drop(columns="geometry", errors="ignore"))
    rows = pd.Index(every["holding_id"])
    frame["host"], frame["guest"] = rows.get_indexer(frame["host_id"]), rows.get_indexer(frame["guest_id"])
    order = np.lexsort((frame["guest"].to_numpy(), frame["host"].to_numpy()))
    return Facts(frame.iloc[order].reset_index(drop=True), every, appraisals, currency)
