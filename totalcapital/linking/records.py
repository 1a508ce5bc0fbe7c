"""The records as they are compared: codes in place of texts, names and addresses taken apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from totalcapital.linking.addresses import NO_ADDRESS, Address, address_of
from totalcapital.linking.names import MOST_OTHER_NAMES, NO_TITLE, Title, name_segment, other_names, title_of
from totalcapital.linking.settings import linking_settings
from totalcapital.tables.codes import DISTANCE_METHODS
from totalcapital.wording import words

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["IDENTIFIERS", "Records", "prepare"]

#: Identifiers: the column of the records, and the evidence it is.
IDENTIFIERS: Final = ("uprn", "urn", "ods_code", "title_number", "reference")
_SHOWN: Final = ("name", "address", "postcode", *IDENTIFIERS)


@dataclass(frozen=True, slots=True)
class Records:
    """Records in the order of their ids, one array a column; -1 in an array of codes: not given.

    Attributes
    ----------
    frame
        The assets themselves.
    shapes
        Place in metres; null where there is none fine enough for a distance.
    accuracy_m, radius_m
        The true place is within so many metres; radius of a circle as large as the outline.
    rests_on_postcode
        Whether the place is that of a postcode, so that an equal postcode says little more.
    codes
        Identifier, ``postcode``, ``agency_id``: code of each record's value.
    titles, title
        Names taken apart, and which of them each record's is.
    others
        Which of the titles its other names are, one column each.
    addresses, address
        Addresses taken apart, and which of them each record's is.
    """

    frame: pd.DataFrame
    texts: dict[str, NDArray[np.object_]]
    """Column of the assets: its values, for the words of a link."""
    shapes: NDArray[np.object_]
    accuracy_m: NDArray[np.float64]
    radius_m: NDArray[np.float64]
    is_outline: NDArray[np.bool_]
    rests_on_postcode: NDArray[np.bool_]
    codes: dict[str, NDArray[np.int64]]
    register: NDArray[np.int64]
    titles: tuple[Title, ...]
    title: NDArray[np.int64]
    others: NDArray[np.int64]
    places_count: NDArray[np.int64]
    """Of each title: in how many squares of the grid of ``name.square_m`` it is borne; at least 1."""
    is_closed: NDArray[np.bool_]
    """Whether the register says that what was there has closed."""
    addresses: tuple[Address, ...]
    address: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def is_placed(self) -> NDArray[np.bool_]:
        """Whether a record has a place fine enough for a distance."""
        placed: NDArray[np.bool_] = ~np.isnan(self.accuracy_m)
        return placed


def prepare(assets: pd.DataFrame, locations: gpd.GeoDataFrame) -> Records:
    """Bring assets and their places into the form in which they are compared.

    Parameters
    ----------
    assets
        In any order.
    locations
        A row for each asset; further rows are passed over.
    """
    frame = assets.sort_values("asset_id", ignore_index=True)
    at = locations.set_index("subject_id").loc[frame["asset_id"]]
    is_placed = at["method"].isin(DISTANCE_METHODS).to_numpy(bool)
    shapes = at.geometry.to_numpy().copy()
    shapes[~is_placed] = None
    accuracy = at["accuracy_m"].to_numpy(float, na_value=np.nan).copy()
    accuracy[~is_placed] = np.nan
    titles, title, others = _titles(frame)
    addresses, address = _addresses(frame)
    rests = (at["method"] == "postcode").to_numpy(bool) | (np.nan_to_num(accuracy) >= _postcode_m())
    return Records(
        frame=frame,
        texts={name: frame[name].to_numpy(object) for name in _SHOWN},
        shapes=shapes,
        accuracy_m=accuracy,
        radius_m=np.sqrt(np.nan_to_num(shapely.area(shapes)) / np.pi),
        is_outline=shapely.get_dimensions(shapes) == 2,
        rests_on_postcode=rests,
        codes=_codes(frame),
        register=pd.factorize(frame["register_id"], sort=True)[0],
        titles=titles,
        title=title,
        others=others,
        places_count=_places_count(titles, title, shapes),
        is_closed=(frame["status"] == "closed").to_numpy(bool),
        addresses=addresses,
        address=address,
    )


def _postcode_m() -> float:
    return float(linking_settings()["reach"]["as_coarse_as_a_postcode_m"])


def _codes(frame: pd.DataFrame) -> dict[str, NDArray[np.int64]]:
    """Return a code for each value of the identifiers, the postcode in full, and the agency."""
    own = frame["register_id"] + "\0" + frame["reference"].fillna("")
    columns = {name: frame[name] for name in ("uprn", "urn", "ods_code", "title_number", "agency_id")}
    columns["reference"] = own.where(frame["reference"].notna())
    columns["postcode"] = frame["postcode"].where(frame["postcode"].fillna("").str.contains(" ", regex=False))
    return {name: pd.factorize(values, sort=True)[0].astype(np.int64) for name, values in columns.items()}


def _titles(frame: pd.DataFrame) -> tuple[tuple[Title, ...], NDArray[np.int64], NDArray[np.int64]]:
    """Return the names taken apart, each once, with the places of each record's name and other names."""
    known: dict[Title, int] = {NO_TITLE: 0}

    def place(name: str | None, service: str | None) -> int:
        found = title_of(name or "", service)
        return known.setdefault(found, len(known))

    services = frame["service"].to_numpy(object)
    names = [
        place(name_segment(name) if isinstance(name, str) else None, _text(service))
        for name, service in zip(frame["name"].to_numpy(object), services, strict=True)
    ]
    others = np.zeros((len(frame), MOST_OTHER_NAMES), dtype=np.int64)
    for row, (name, address) in enumerate(
        zip(frame["name"].to_numpy(object), frame["address"].to_numpy(object), strict=True)
    ):
        for column, other in enumerate(other_names(_text(name), _text(address))):
            others[row, column] = place(other, None)
    return tuple(known), np.array(names, dtype=np.int64), others


def _places_count(
    titles: tuple[Title, ...], title: NDArray[np.int64], shapes: NDArray[np.object_]
) -> NDArray[np.int64]:
    """Count the squares of a grid in which the telling words of each title are borne."""
    square_m = float(linking_settings()["name"]["square_m"])
    telling = pd.factorize(np.array([one.telling for one in titles], dtype=object))[0]
    placed = np.flatnonzero(~shapely.is_missing(shapes))
    middle = shapely.centroid(shapes[placed])
    squares = pd.DataFrame(
        {
            "telling": telling[title[placed]],
            "x": np.floor(shapely.get_x(middle) / square_m),
            "y": np.floor(shapely.get_y(middle) / square_m),
        }
    ).drop_duplicates()
    counts = np.bincount(squares["telling"], minlength=int(telling.max(initial=0)) + 1)
    found: NDArray[np.int64] = np.maximum(counts[telling], 1).astype(np.int64)
    return found


def _addresses(frame: pd.DataFrame) -> tuple[tuple[Address, ...], NDArray[np.int64]]:
    """Return the addresses taken apart, each once, with the place of each record's.

    Many registers write the address under the name; then the name is read for it.
    """
    known: dict[Address, int] = {NO_ADDRESS: 0}
    found = []
    for name, address in zip(frame["name"].to_numpy(object), frame["address"].to_numpy(object), strict=True):
        text = _text(address) or (name if isinstance(name, str) and _may_be_address(name) else "")
        found.append(known.setdefault(address_of(text), len(known)))
    return tuple(known), np.array(found, dtype=np.int64)


def _may_be_address(name: str) -> bool:
    first = name.split(" ", 1)[0].casefold()
    return "," in name or first[:1].isdigit() or first in words().unit


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
