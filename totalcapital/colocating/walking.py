"""Walking distances along a network of lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray

    from totalcapital.assumptions import Assumptions

__all__ = ["Walks"]


class Walks:
    """Walking metres along the lines of a network.

    Parameters
    ----------
    network
        Lines, in the working CRS.
    assumptions
        How near ends and places must be to be joined.
    """

    def __init__(self, network: gpd.GeoDataFrame, assumptions: Assumptions) -> None:
        raise NotImplementedError

    def metres(self, points_a: NDArray[np.float64], points_b: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the walking metres of each pair; null where an end does not join the network."""
        raise NotImplementedError
