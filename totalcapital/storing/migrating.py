"""Stores of older versions, brought into the form of this one step by step."""

from __future__ import annotations

import hashlib
import json
import math
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from totalcapital.errors import OutputError
from totalcapital.fingerprints import fingerprint
from totalcapital.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

__all__ = [
    "FORM",
    "link_weighed",
    "migrate",
    "read_form",
    "with_tables_of_form_2",
    "with_tables_of_form_3",
    "with_tables_of_form_4",
]

#: The form of store that this version writes; ``form`` in ``run.json``.
FORM: Final = 4
#: Form 1 gave a link a share and no weights; a share of 1 stands for this many bits.
_MOST_BITS: Final = 20.0


def read_form(summary: Mapping[str, Any], folder: Path) -> int:
    """Return the form of a result; one that says none is of form 1.

    Raises
    ------
    OutputError
        If the form is not a number, or is newer than this version knows.
    """
    form = summary.get("form", 1)
    if not isinstance(form, int) or isinstance(form, bool) or form < 1:
        raise OutputError(f"{folder}: expected a form of 1 to {FORM} in run.json; found {form!r}. Run again.")
    if form > FORM:
        raise OutputError(
            f"{folder}: expected an edition of form {FORM} or older; found form {form}, written by version "
            f"{summary.get('version')}. Install that version or a newer one."
        )
    return form


def migrate(store: Path, form: int) -> dict[str, pd.DataFrame]:
    """Return the tables of a store in the form of this version.

    Raises
    ------
    OutputError
        If a table that its form has is missing.
    """
    tables = {path.stem: _read(path) for path in sorted(store.glob("*.parquet"))}
    for step in _STEPS[form - 1 :]:
        tables = step(tables)
    missing = [name for name in TABLES if name not in tables]
    if missing:
        raise OutputError(
            f"{store}: expected {', '.join(f'{name}.parquet' for name in missing)} of form {form}; "
            "not there. Take the folder out, or put back an undamaged copy."
        )
    return {name: table.conform(tables[name]) for name, table in TABLES.items()}


def _read(path: Path) -> pd.DataFrame:
    table = TABLES.get(path.stem)
    if table is None or not table.is_spatial:
        return pd.read_parquet(path)
    frame: pd.DataFrame = gpd.read_parquet(path)
    return frame


def with_tables_of_form_2(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Bring a store of form 1 into form 2: weights of links, spellings, decisions and doubts.

    What form 1 did not keep is empty: nobody could decide then, and its spellings stand in
    ``agencies.names_read`` without the rows they came from.
    """
    made = dict(tables)
    if "links" in made:
        made["links"] = link_weighed(made["links"])
    for name in ("agency_names", "agency_links", "decisions", "doubts", "renumbered"):
        made.setdefault(name, TABLES[name].empty())
    return made


def link_weighed(links: pd.DataFrame) -> pd.DataFrame:
    """Return links of form 1 as form 2 writes them.

    Their share becomes the probability and its log odds the weight, at most 20 bits; the one reason
    they give stands as the one piece of evidence. A link that gave no share was an equal of the surest.
    """
    share = links["weight"].astype("Float64").fillna(1.0).to_numpy(float)
    bits = np.array([_bits(float(one)) for one in share])
    pairs = list(zip(links["asset_id"], links["other_asset_id"], strict=True))
    return links.assign(
        link_id=["l-" + hashlib.sha256("\0".join(sorted(pair)).encode()).hexdigest()[:12] for pair in pairs],
        weight=bits,
        probability=share,
        weights=[
            json.dumps([["form-1", words, weight]], ensure_ascii=False)
            for words, weight in zip(links["evidence"], bits.tolist(), strict=True)
        ],
        fingerprint=[fingerprint([words]) for words in links["evidence"]],
    )


def _bits(share: float) -> float:
    if share >= 1.0:
        return _MOST_BITS
    if share <= 0.0:
        return -_MOST_BITS
    return round(max(-_MOST_BITS, min(_MOST_BITS, math.log2(share / (1.0 - share)))), 3)


def with_tables_of_form_3(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Bring a store of form 2 into form 3: what rules found, the better direction, and empty choices.

    Form 2 kept no finding for a rule that could not be tried, and ranked both directions of a pair. Of
    these the one that ranked first, or has the lower id, is the better.
    """
    made = dict(tables)
    if "underuse" in made:
        made["underuse"] = made["underuse"].assign(finding=_findings(made["underuse"]))
    if "colocation" in made:
        made["colocation"] = _directed(made["colocation"])
    for name in _OF_FORM_3:
        made.setdefault(name, TABLES[name].empty(crs=getattr(made.get("sites"), "crs", None)))
    return made


def _findings(underuse: pd.DataFrame) -> pd.Series:
    """Return what each rule found, from its excess and the threshold it passed."""
    is_watched = underuse["rule_id"].isin(["vacant-land", "closed-no-successor", "library-opening-hours"])
    for rule, watch in (
        ("nhs-non-clinical", 30.0),
        ("school-spare-places", 10.0),
        ("office-space-per-person", 10.0),
    ):
        is_watched |= (underuse["rule_id"] == rule) & (underuse["threshold"] == watch)
    found = np.where(is_watched, "watch", "under-used")
    found = np.where(underuse["rule_id"] == "declared-surplus", "surplus", found)
    return pd.Series(np.where(underuse["excess"] > 0, found, "used"), index=underuse.index, dtype="str")


def _directed(options: pd.DataFrame) -> pd.DataFrame:
    ends = np.sort(options[["host_id", "guest_id"]].to_numpy(object).astype(str), axis=1)
    pair = pd.Series([f"{a}>{b}" for a, b in ends.tolist()], index=options.index, dtype="str")
    order = options.assign(pair=pair).sort_values(["rank", "option_id"], na_position="last")
    better = ~order.duplicated("pair").reindex(options.index)
    words = np.where(better, "the better of the two directions", "the other direction ranked before it")
    return options.assign(is_better_direction=better, direction=pd.array(words, dtype="str"))


_OF_FORM_3: Final = (
    "rules", "needs", "exclusions", "hubs", "assumptions", "appraisals", "sensitivities", "scenarios", "moves",
)  # fmt: skip

_OF_FORM_4: Final = (
    "project_years", "funding", "spending", "reconciliations", "slippage", "alignments", "ledger", "accounts", "funders",
    "provision", "property_costs", "ceilings",
)  # fmt: skip


def with_tables_of_form_4(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Bring a store of form 3 into form 4: no money by year, no spending, nothing that meets."""
    made = dict(tables)
    for name in _OF_FORM_4:
        made.setdefault(name, TABLES[name].empty(crs=getattr(made.get("sites"), "crs", None)))
    return made


#: From each form to the next.
_STEPS: Final[tuple[Callable[[Mapping[str, pd.DataFrame]], dict[str, pd.DataFrame]], ...]] = (
    with_tables_of_form_2,
    with_tables_of_form_3,
    with_tables_of_form_4,
)
