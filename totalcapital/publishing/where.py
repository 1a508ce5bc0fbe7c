"""Which areas each property and project stands in, as columns for pages, files and workbooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalcapital.publishing.redaction import View

__all__ = ["MEANINGS", "SMALL_KINDS", "all_where", "where_of"]

#: Kinds of area so small that to name one is to say where a property is.
SMALL_KINDS: Final = ("ward", "lsoa")
#: Column: kind of area whose name it is.
_NAMES: Final = {
    "authority": "authority", "county": "county", "police_area": "police", "fire_area": "fire",
    "region": "region", "ward": "ward", "lsoa": "lsoa",
}  # fmt: skip
_CODES: Final = {"ward_code": "ward", "lsoa_code": "lsoa"}
_FIGURES: Final = {"imd_decile": "imd_decile", "lsoa_population_count": "population_count"}
#: What each column says.
MEANINGS: Final[Mapping[str, str]] = {
    "authority": "Local authority it stands in; of several the one with most of it.",
    "county": "County it stands in.",
    "police_area": "Police force area it stands in.",
    "fire_area": "Fire and rescue authority area it stands in.",
    "region": "Region it stands in.",
    "ward": "Ward it stands in; blank where the place is not known well enough.",
    "ward_code": "Code of the ward.",
    "lsoa": "Neighbourhood (LSOA) it stands in; blank where the place is not known well enough.",
    "lsoa_code": "Code of the neighbourhood.",
    "imd_decile": "Deprivation of the neighbourhood: decile of the Index of Multiple Deprivation, 1 most deprived.",
    "lsoa_population_count": "Residents of the neighbourhood.",
}


def where_of(view: View, subjects: pd.Series) -> pd.DataFrame:
    """Return where each subject of a page stands; a column that nothing is known for is not there.

    Parameters
    ----------
    subjects
        Ids of sites or projects.

    Returns
    -------
    DataFrame
        One row per subject, in its order, under its index.
    """
    made = view.where.reindex(subjects).set_axis(subjects.index)
    found: pd.DataFrame = made.loc[:, made.notna().any()]
    return found


def all_where(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return where each subject stands: names and codes of areas, and figures of its neighbourhood.

    Returns
    -------
    DataFrame
        One row per subject that is in an area, by its id; the columns of ``MEANINGS``.
    """
    places, areas = tables["places"], tables["areas"]
    main = places[places["is_main"].fillna(False).astype(bool)]
    known = areas.drop(columns="geometry").set_index("area_id")
    subjects = pd.Series(main["subject_id"].unique())
    made = pd.DataFrame(index=subjects)
    for column, kind in {**_NAMES, **_CODES, **dict.fromkeys(_FIGURES, "lsoa")}.items():
        of_kind = main.loc[main["kind"] == kind].set_index("subject_id")["area_id"]
        area = subjects.map(of_kind).set_axis(made.index)
        if column in _CODES:
            made[column] = area.where(area.isin(known.index))
        else:
            made[column] = area.map(known["name" if column in _NAMES else _FIGURES[column]])
    found: pd.DataFrame = made[list(MEANINGS)]
    return found
