"""How exact a register's own coordinates are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from totalcapital.crs import BNG, WGS84
from totalcapital.locating.ladder import checks, inexact_m, settings
from totalcapital.locating.surroundings import apart_m

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from totalcapital.locating.evidence import Evidence
    from totalcapital.locating.points import OwnPoints
    from totalcapital.locating.surroundings import Surroundings

__all__ = ["Exactness", "point_accuracy_m"]

#: A point rounded to a square lies up to half its diagonal from where it stands.
_HALF_DIAGONAL = 0.7071
_SQUARE_M = 100.0


class Exactness(NamedTuple):
    """How exact each record's own point is."""

    metres: NDArray[np.float64]
    unit_m: NDArray[np.float64]
    """To what unit it is rounded; 0 where it is not."""
    note: NDArray[np.intp]
    """What is to be said of it, as its place in ``notes``."""
    notes: tuple[str, ...]
    is_corner: NDArray[np.bool_]
    """Whether it is the corner of its postcode's 100 m square."""


def point_accuracy_m(
    subjects: pd.DataFrame, own: OwnPoints, evidence: Evidence, *, around: Surroundings, crs: str
) -> Exactness:
    """Return how exact each own point is, in metres, and what is to be said of it.

    A coordinate that equals its postcode's centroid is only as exact as that; so are all of a
    register most of whose are. One rounded to a kilometre is exact to half its diagonal; to a
    hundred metres where most of the register's are; one that stands for a grid square to half that
    square's diagonal. What the transformation may miss is added.

    Parameters
    ----------
    subjects
        ``register_id``, ``x_read``, ``y_read``, ``crs_read``, ``accuracy_read_m``.
    """
    exact = settings()["accuracy_m"]
    usable = own.usable
    register = around.codes
    centroid = usable & (apart_m(own.at, evidence.postcode) <= checks()["centroid_m"])
    coarse = usable & (centroid | _most(centroid, usable, register))
    corner = _corner_of_postcode(own, evidence, register, crs=crs)
    unit_m = _unit_m(subjects, usable, register)
    metres = np.where(coarse, exact["postcode"], exact["coordinates"])
    metres = np.maximum(metres, unit_m * _HALF_DIAGONAL)
    metres = np.where(corner, exact["postcode"] + _SQUARE_M * _HALF_DIAGONAL, metres)
    said_m = subjects["accuracy_read_m"].to_numpy(float, na_value=np.nan)
    metres = np.fmax(metres, said_m)
    for name in subjects["crs_read"].dropna().unique():
        if miss := inexact_m(str(name), crs):
            metres = metres + np.where((subjects["crs_read"] == name).to_numpy(bool), miss, 0.0)
    note = np.select(
        [corner, coarse, unit_m == 1000.0, unit_m == 100.0, said_m > exact["coordinates"]], [5, 1, 3, 2, 4], 0
    )
    notes = (
        "", ", which are the centroid of the postcode", ", rounded to 100 m", ", rounded to 1,000 m",
        ", the middle of a grid square", ", which are the corner of the postcode's 100 m square",
    )  # fmt: skip
    return Exactness(metres, unit_m, note, notes, corner)


def _corner_of_postcode(
    own: OwnPoints, evidence: Evidence, register: NDArray[np.intp], *, crs: str
) -> NDArray[np.bool_]:
    """Tell points of registers most of whose are the south-west corner of the 100 m square of their postcode.

    Lists made from postcodes cut the National Grid reference of the centroid to the hundred metres, and
    some then turn it into degrees, where nothing looks rounded any more.
    """
    if crs != BNG:
        return np.zeros(len(own.given), dtype=bool)
    corner = np.floor(evidence.postcode / _SQUARE_M) * _SQUARE_M
    known = own.usable & ~np.isnan(corner[:, 0])
    with np.errstate(invalid="ignore"):
        on_corner = known & (np.abs(own.at - corner) <= checks()["corner_m"]).all(axis=1)
    many = np.bincount(register[on_corner], minlength=int(register.max(initial=-1)) + 1)[register]
    whole = _most(on_corner, known, register) & (many >= checks()["rounded_points"])
    found: NDArray[np.bool_] = own.usable & whole
    return found


def _most(
    rows: NDArray[np.bool_], usable: NDArray[np.bool_], register: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Tell the rows of registers of whose usable points a large share are among the rows."""
    size = int(register.max(initial=-1)) + 1
    have = np.bincount(register[usable], minlength=size)
    share = np.bincount(register[rows], minlength=size) / np.maximum(have, 1)
    found: NDArray[np.bool_] = (share >= checks()["centroid_share"])[register]
    return found


def _unit_m(
    subjects: pd.DataFrame, usable: NDArray[np.bool_], register: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Return to what unit points are rounded, in metres; 0 where they are not."""
    x, y = (subjects[name].to_numpy(float, na_value=np.nan) for name in ("x_read", "y_read"))
    system = subjects["crs_read"]
    unit = np.zeros(len(x))
    on_grid = usable & (system == BNG).to_numpy(bool)
    in_degrees = usable & (system == WGS84).to_numpy(bool)
    for metres, places in ((100.0, 3), (1000.0, 2)):
        with np.errstate(invalid="ignore"):
            rounded = on_grid & (x % metres == 0) & (y % metres == 0)
            rounded |= in_degrees & (np.round(x, places) == x) & (np.round(y, places) == y)
        # of points to the metre one in ten thousand stands on a hundred by chance, one in a million on a kilometre
        whole = rounded
        if metres < 1000.0:
            many = np.bincount(register[rounded], minlength=int(register.max(initial=-1)) + 1)[register]
            whole &= _most(rounded, usable, register) & (many >= checks()["rounded_points"])
        unit[whole] = metres
    return unit
