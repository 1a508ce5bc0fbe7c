"""What the tool is not sure of, as questions in plain words."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import minimum_spanning_tree

from totalcapital.deciding.effects import settings, site_of_record
from totalcapital.fingerprints import pair_fingerprint, record_fingerprints
from totalcapital.resources import geodata

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = [
    "Names",
    "agencies_in_doubt",
    "between",
    "likely",
    "links_in_doubt",
    "question_id",
]

#: What a question is made of; ``between`` are its two properties, ``rows_count`` the records of an agency.
COLUMNS: Final = [
    "doubt_id", "subject", "subject_id", "other_id", "question", "now", "evidence", "probability", "fingerprint",
    "between", "rows_count", "is_one", "is_gone",
]  # fmt: skip
_TWO: Final = "They are read as two properties."
_NOT_SURE: Final = "They are read as two properties: what speaks for one is not sure enough."
_KEPT_APART: Final = (
    "They are read as two properties: other records of the two, or the distance, speak against it."
)
#: Two records of one UPRN, in the weights of a link.
_SAME_UPRN: Final = '["uprn", "same '
_SAME: Final = ("same-record", "same-building")


class Names:
    """What records, agencies and holdings are called, for people.

    Parameters
    ----------
    tables
        ``assets``, ``agencies``, ``agency_names``, ``holdings``, ``colocation``, ``alignments`` and ``projects``.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        assets, agencies = tables["assets"], tables["agencies"]
        shown = (
            assets["name"]
            .fillna(assets["address"])
            .fillna(assets["postcode"])
            .fillna("a record without a name")
        )
        bodies = agencies.set_index("agency_id")["name"]
        owner = assets["agency_id"].map(bodies).astype("str").fillna("agency not known")
        words = "“" + shown + "” (" + owner + ", record " + assets["asset_id"] + ")"
        self._records: dict[str, str] = dict(zip(assets["asset_id"].tolist(), words.tolist(), strict=True))
        self._bodies: dict[Any, str] = {**bodies.to_dict(), **_spelt(tables["agency_names"])}
        self.site = site_of_record(tables["holdings"])
        self._tables = tables

    def record(self, asset_id: str) -> str:
        """Return a record's name, agency and id."""
        return self._records.get(asset_id, f"record {asset_id}")

    def option(self, option_id: str) -> str:
        """Return an option as who moves where; of one that is gone, its id."""
        options = self._tables["colocation"]
        found = options.loc[options["option_id"] == option_id, ["guest_id", "host_id"]]
        if found.empty:
            return option_id
        guest, host = (self._holding(name) for name in found.iloc[0])
        return f"{guest} moves into {host}"

    def alignment(self, alignment_id: str) -> str:
        """Return an alignment as what meets what; of one that is gone, its id."""
        alignments = self._tables["alignments"]
        found = alignments.loc[alignments["alignment_id"] == alignment_id]
        if found.empty:
            return alignment_id
        row: dict[Any, Any] = found.iloc[0].to_dict()
        ends = [self._project(row["from_id"])]
        if isinstance(row["to_id"], str):
            ends.append((self._holding if row["to_table"] == "holdings" else self._project)(row["to_id"]))
        of = f" of {row['service']}" if isinstance(row["service"], str) and len(ends) == 1 else ""
        return f"{' meets '.join(ends)} ({row['kind']}{of})"

    def _project(self, project_id: str) -> str:
        return self._with_body("projects", "project_id", project_id)

    def _holding(self, holding_id: str) -> str:
        return self._with_body("holdings", "holding_id", holding_id)

    def _with_body(self, table: str, id_column: str, subject_id: str) -> str:
        """Return the name of a project or holding with its agency; of one that is gone, its id."""
        frame = self._tables[table]
        found = frame.loc[frame[id_column] == subject_id]
        if found.empty:
            return subject_id
        name, agency = found["name"].iloc[0], found["agency_id"].iloc[0]
        shown = f"“{name}”" if isinstance(name, str) else subject_id
        return f"{shown} ({self._bodies.get(agency, 'agency not known')})"

    def agency(self, agency_id: str) -> str:
        """Return an agency's name; of a spelling, itself."""
        return f"“{self._bodies.get(agency_id, agency_id)}”"


def _spelt(agency_names: pd.DataFrame) -> dict[str, str]:
    """Return the most frequent spelling of each agency, as the rule alone names it."""
    order = agency_names.sort_values(["rows_count", "name_read"], ascending=[False, True])
    return dict(order.drop_duplicates("agency_id").set_index("agency_id")["name_read"])


def likely(probability: float) -> str:
    """Return a probability in per cent, one near to all or nothing as such; null is not weighed.

    Examples
    --------
    >>> likely(0.997), likely(0.44)
    ('over 99 %', '44 %')
    """
    if pd.isna(probability):
        return "not weighed"
    share = 100 * probability
    return "over 99 %" if share > 99 else "under 1 %" if share < 1 else f"{share:.0f} %"


def question_id(subject: str, one: str, other: str | None) -> str:
    """Return the stable short name of a question that has none of its own."""
    return "q-" + hashlib.sha256(f"{subject}\0{one}\0{other or ''}".encode()).hexdigest()[:12]


def between(names: Names, one: pd.Series[str], other: pd.Series[str]) -> NDArray[np.object_]:
    """Return the two properties of each pair of records as one word; null where they are one or not there."""
    first = names.site.reindex(one).to_numpy(object)
    second = names.site.reindex(other).to_numpy(object)
    return np.array([
        None if pd.isna(a) or pd.isna(b) or a == b else f"{min(a, b)} {max(a, b)}"
        for a, b in zip(first, second, strict=True)
    ], dtype=object)  # fmt: skip


def links_in_doubt(tables: Mapping[str, pd.DataFrame], names: Names) -> pd.DataFrame:
    """Return questions on links: two properties that may be one, and one that hangs together by a weak link.

    Two properties with records of one UPRN are asked about however little else speaks for it; other pairs of
    one campus are not, since that is an answer. A weak link
    beside a stronger way round changes nothing and is not asked about.
    """
    links, asked = tables["links"], settings()["asked"]
    ours = links[links["decision"] == "auto"]
    may_be = (ours["relation"] == "different") & (ours["probability"] >= asked["different_from"])
    may_be |= ~ours["relation"].isin(_SAME) & ours["weights"].str.contains(_SAME_UPRN, regex=False)
    two = ours[may_be]
    two = two.assign(between=between(names, two["asset_id"], two["other_asset_id"]))
    two = two[two["between"].notna()].sort_values(
        ["probability", "asset_id", "other_asset_id"], ascending=[False, True, True]
    )
    two = two.drop_duplicates("between")
    one = links[links["relation"].isin(_SAME)]
    weak = (one["decision"] == "auto") & (one["probability"] < asked["same_below"])
    one = one[weak & _holds_together(one)].assign(between=None)
    found = pd.concat([two, one], ignore_index=True)
    is_one = found["relation"].isin(_SAME)
    pairs = list(zip(found["asset_id"], found["other_asset_id"], strict=True))
    said = record_fingerprints(
        tables["assets"], tables["locations"], {*found["asset_id"], *found["other_asset_id"]}
    )
    return _made(
        found,
        fingerprint=[pair_fingerprint(said, a, b) for a, b in pairs],
        doubt_id=found["link_id"],
        subject="link",
        subject_id=found["asset_id"],
        other_id=found["other_asset_id"],
        question=[f"Is {names.record(a)} the same property as {names.record(b)}?" for a, b in pairs],
        now=np.select(
            [is_one, found["weight"] >= _same_bits(), found["probability"] > 0.5],
            ["They are read as one property.", _KEPT_APART, _NOT_SURE],
            _TWO,
        ),
        is_one=is_one,
    )


@cache
def _same_bits() -> float:
    """Return the bits from which linking takes two records for one property, were they alone."""
    said = tomllib.loads(geodata("benchmarks", "linking.toml").read_text(encoding="utf-8"))
    return float(said["prior"]["same_bits"])


def _holds_together(links: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell the links of which every other way between their two records is weaker: the strongest spanning trees."""
    if links.empty:
        return np.zeros(0, dtype=bool)
    codes, _ = pd.factorize(pd.concat([links["asset_id"], links["other_asset_id"]]))
    i, j = codes[: len(links)], codes[len(links) :]
    size = int(codes.max()) + 1
    # the place in the order of weight, so that no two are alike and none is nought
    order = links.reset_index(drop=True).sort_values(
        ["weight", "asset_id", "other_asset_id"], ascending=[False, True, True]
    )
    place = np.empty(len(links))
    place[order.index] = np.arange(1, len(links) + 1)
    tree = minimum_spanning_tree(coo_matrix((place, (i, j)), shape=(size, size)).tocsr())
    return np.isin(place, tree.data)


def agencies_in_doubt(tables: Mapping[str, pd.DataFrame], names: Names) -> pd.DataFrame:
    """Return questions on agencies: two that may be one, and one that may be two."""
    links, asked = tables["agency_links"], settings()["asked"]
    ours = links[links["decision"] == "auto"]
    is_one = ours["relation"] == "same-body"
    p = ours["probability"]
    chosen = np.where(is_one, p < asked["agencies_same_below"], p >= asked["agencies_different_from"])
    found, is_one = ours[chosen], is_one[chosen]
    pairs = zip(found["agency_id"], found["other_agency_id"], strict=True)
    return _made(
        found,
        doubt_id=found["agency_link_id"],
        subject="agency",
        subject_id=found["agency_id"],
        other_id=found["other_agency_id"],
        question=[f"Is {names.agency(a)} the same body as {names.agency(b)}?" for a, b in pairs],
        now=np.where(is_one, "They are read as one body.", "They are read as two bodies."),
        is_one=is_one,
    )


def _made(rows: pd.DataFrame, **said: Any) -> pd.DataFrame:
    """Return questions of rows: what is said of them, the rest from the rows' own columns."""
    made = rows.assign(**{"is_one": False, **said}, is_gone=False)
    for name in COLUMNS:
        if name not in made.columns:
            made[name] = pd.NA if name == "rows_count" else None
    return (
        made[COLUMNS]
        .astype({"probability": float, "rows_count": "Int64", "is_one": bool})
        .reset_index(drop=True)
    )
