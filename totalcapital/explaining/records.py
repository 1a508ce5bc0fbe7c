"""Explains a record, a property and a holding."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import minimum_spanning_tree

from totalcapital import deciding
from totalcapital.explaining.form import (
    Explanation,
    Part,
    listed,
    number,
    place_in_file,
    record_words,
    row_of,
    text,
)
from totalcapital.explaining.use import area_parts, area_words, band_words, rule_parts
from totalcapital.tables import split_list

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["decision_words", "explain_holding", "explain_property", "explain_record", "relation_words"]

_RELATIONS: Final = {
    "same-record": "one property, one owner: several records of the same",
    "same-building": "one property, several agencies: shared already",
    "same-campus": "neighbouring buildings of one campus",
    "different": "two properties",
}
_DECIDED: Final = {
    "auto": "the rule", "accepted": "a person: one property", "rejected": "a person: two properties",
    "split": "a person: a property of its own",
}  # fmt: skip
_SAME: Final = ("same-record", "same-building")
_MOST_OPTIONS: Final = 5


def decision_words(code: str) -> str:
    """Return who decided on a link."""
    return _DECIDED.get(code, code)


def relation_words(tables: Mapping[str, pd.DataFrame], link: Mapping[Any, Any]) -> str:
    """Return what two records are to each other; shared is only what two known agencies hold today."""
    if link["relation"] == "same-building":
        assets = tables["assets"]
        two = assets[assets["asset_id"].isin([link["asset_id"], link["other_asset_id"]])]
        if two["agency_id"].isna().any():
            return "one property; of one record the agency is not known"
        if two["status"].eq("closed").any():
            return "one property; one of the two records has closed, so that it is not shared"
    return _RELATIONS[link["relation"]]


def explain_record(tables: Mapping[str, pd.DataFrame], asset_id: str) -> Explanation:
    """Explain one record: where it stands, what it says, where it is, which property and holding it is of."""
    row = row_of(tables["assets"], "asset_id", asset_id)
    site = deciding.site_of_record(tables["holdings"]).get(asset_id)
    holding = _holding_of(tables, asset_id)
    location = row_of(tables["locations"], "subject_id", asset_id)
    lines = [
        f"It stands in {place_in_file(row)}.",
        _agency_line(tables, row),
        f"Place: by {location['method']}, {_accuracy(location)}: {location['evidence']}.",
        f"It is of the property {text(site)}, and of the holding {text(holding)}.",
    ]
    return Explanation(
        "record",
        asset_id,
        record_words(row),
        lines,
        [
            _links_part(tables, asset_id),
            *rule_parts(tables, [asset_id]),
            *_faults(tables, row),
            _source(row),
        ],
    )


def explain_property(tables: Mapping[str, pd.DataFrame], site_id: str) -> Explanation:
    """Explain one property: its records, how each is joined to the others, whose it is and where."""
    site = row_of(tables["sites"], "site_id", site_id)
    sites = deciding.site_of_record(tables["holdings"])
    ids = sorted(sites.index[sites == site_id])
    areas = tables["places"][tables["places"]["subject_id"] == site_id].merge(
        tables["areas"][["area_id", "name"]], on="area_id", how="left"
    )
    lines = [
        f"Records read as this one property: {len(ids)}; known agencies with a stake: {site['agencies_count']}.",
        f"Place: {_accuracy(site)}, that of its best-located record.",
    ]
    holdings = tables["holdings"][tables["holdings"]["site_id"] == site_id]
    held = holdings.merge(tables["bands"][["holding_id", "band"]], on="holding_id", how="left")
    parts = [
        _records_part(tables, ids),
        _chain(tables, ids),
        Part(
            "Holdings: whose stake it is",
            ["holding", "agency", "services", "use"],
            [
                [h["holding_id"], _body(tables, h["agency_id"]), listed(h["services"]), text(h["band"])]
                for h in held.to_dict("records")
            ],
        ),
        Part(
            "Areas",
            ["area", "name", "kind", "share"],
            [
                [a["area_id"], text(a["name"]), a["kind"], f"{100 * a['share']:.0f} %"]
                for a in areas.sort_values(["kind", "area_id"]).to_dict("records")
            ],
        ),
        *_doubtful(tables, ids),
    ]
    return Explanation("property", site_id, text(site["name"], "a property without a name"), lines, parts)


def explain_holding(tables: Mapping[str, pd.DataFrame], holding_id: str) -> Explanation:
    """Explain one holding: its records, its use from the band back to the cells, its floor areas, its options."""
    row = row_of(tables["holdings"], "holding_id", holding_id)
    band = row_of(tables["bands"], "holding_id", holding_id)
    needs = tables["needs"]["holding_id"] == holding_id
    need = row_of(tables["needs"], "holding_id", holding_id) if needs.any() else None
    ids = list(split_list(row["asset_ids"]))
    options = tables["colocation"]
    mine = options[(options["host_id"] == holding_id) | (options["guest_id"] == holding_id)]
    best = mine.sort_values(["rank", "option_id"], na_position="last").head(_MOST_OPTIONS)
    lines = [
        f"It is the stake of {_body(tables, row['agency_id'])} in the property {row['site_id']}.",
        band_words(tables, band),
        *area_words(band, need),
        f"{len(mine):,} options name it.",
    ]
    found = Part(
        "Its best options",
        ["rank", "option", "score", "reason"],
        [
            [text(o["rank"], "ruled out"), o["option_id"], number(o["score"], 2), o["reason"]]
            for o in best.to_dict("records")
        ],
    )
    return Explanation(
        "holding",
        holding_id,
        text(row["name"], "a holding without a name"),
        lines,
        [
            _records_part(tables, ids),
            *rule_parts(tables, ids),
            *area_parts(tables, band, need),
            *([found] if len(best) else []),
        ],
    )


def _agency_line(tables: Mapping[str, pd.DataFrame], row: Mapping[str, Any]) -> str:
    if row["agency_id"] is None:
        return "The register names no agency for it; it is part of no option."
    return f"Agency: {_body(tables, row['agency_id'])} (why: explain {row['agency_id']}), as {row['role']}."


def _body(tables: Mapping[str, pd.DataFrame], agency_id: Any) -> str:
    if not isinstance(agency_id, str):
        return "an agency that is not known"
    found = tables["agencies"].loc[tables["agencies"]["agency_id"] == agency_id, "name"]
    return str(found.iloc[0]) if len(found) else agency_id


def _accuracy(row: Mapping[str, Any]) -> str:
    return "no place" if row["accuracy_m"] is None else f"within {row['accuracy_m']:,.0f} m"


def _holding_of(tables: Mapping[str, pd.DataFrame], asset_id: str) -> str | None:
    holdings = tables["holdings"]
    held = holdings["asset_ids"].map(lambda ids: asset_id in split_list(ids))
    return next(iter(holdings.loc[held, "holding_id"]), None)


def _records_part(tables: Mapping[str, pd.DataFrame], ids: list[str]) -> Part:
    assets = tables["assets"][tables["assets"]["asset_id"].isin(ids)]
    at = tables["locations"].set_index("subject_id").loc[assets["asset_id"]]
    rows = [
        [
            record_words({str(name): None if pd.isna(cell) else cell for name, cell in row.items()}),
            _body(tables, row["agency_id"]),
            text(row["service"]),
            f"{row['source_file']}, row {row['source_row']}",
            f"{method}, {number(accuracy, unit='m')}",
        ]
        for row, method, accuracy in zip(
            assets[["asset_id", "name", "address", "postcode", "agency_id", "service", "source_file", "source_row"]]
            .to_dict("records"), at["method"], at["accuracy_m"], strict=True,
        )
    ]  # fmt: skip
    return Part("Records", ["record", "agency", "service", "file and row", "placed by, within"], rows)


def _chain(tables: Mapping[str, pd.DataFrame], ids: list[str]) -> Part:
    """Return the strongest links that hold the records together: one fewer than there are records."""
    links = tables["links"]
    inside = links[
        links["asset_id"].isin(ids) & links["other_asset_id"].isin(ids) & links["relation"].isin(_SAME)
    ]
    inside = inside.sort_values(["weight", "link_id"], ascending=[False, True], ignore_index=True)
    if len(inside):
        place = {asset_id: at for at, asset_id in enumerate(ids)}
        i, j = inside["asset_id"].map(place), inside["other_asset_id"].map(place)
        order = inside.index.to_numpy() + 1
        tree = minimum_spanning_tree(coo_matrix((order, (i, j)), shape=(len(ids), len(ids))).tocsr())
        inside = inside[pd.Series(order).isin(tree.data).to_numpy()]
    rows = [
        [row["link_id"], row["asset_id"], row["other_asset_id"], row["evidence"], deciding.likely(row["probability"]), decision_words(row["decision"])]
        for row in inside.to_dict("records")
    ]  # fmt: skip
    remark = None if rows else "One record alone." if len(ids) == 1 else "No link is kept for them."
    return Part(
        "How they are joined, the strongest link to each",
        ["link", "record", "is one with", "because", "likely", "decided by"],
        rows,
        remark,
    )


def _links_part(tables: Mapping[str, pd.DataFrame], asset_id: str) -> Part:
    links = tables["links"]
    mine = links[(links["asset_id"] == asset_id) | (links["other_asset_id"] == asset_id)]
    mine = mine.sort_values(["weight", "link_id"], ascending=[False, True])
    rows = [
        [
            row["link_id"],
            row["other_asset_id"] if row["asset_id"] == asset_id else row["asset_id"],
            relation_words(tables, row),
            row["evidence"],
            deciding.likely(row["probability"]),
            decision_words(row["decision"]),
        ]
        for row in mine.to_dict("records")
    ]
    remark = None if rows else "No other record is likely to be the same property."
    return Part(
        "Other records it was weighed against",
        ["link", "record", "read as", "because", "one property", "decided by"],
        rows,
        remark,
    )


def _doubtful(tables: Mapping[str, pd.DataFrame], ids: list[str]) -> list[Part]:
    asked = tables["doubts"]
    mine = asked[asked["subject_id"].isin(ids) | asked["other_id"].isin(ids)]
    rows = [
        [str(row["rank"]), row["doubt_id"], row["question"], row["now"]] for row in mine.to_dict("records")
    ]
    return (
        [Part("In doubt: totalcapital decide NUMBER", ["number", "id", "question", "now"], rows)]
        if rows
        else []
    )


def _faults(tables: Mapping[str, pd.DataFrame], row: Mapping[str, Any]) -> list[Part]:
    issues = tables["issues"]
    mine = issues[(issues["register_id"] == row["register_id"]) & (issues["source_row"] == row["source_row"])]
    rows = [[i["level"], text(i["column"], ""), i["message"], i["fix"]] for i in mine.to_dict("records")]
    return (
        [Part("What is wrong with the row", ["level", "column", "what", "what to do"], rows)] if rows else []
    )


def _source(row: Mapping[str, Any]) -> Part:
    cells = json.loads(row["source_values"])
    rows = [[heading, str(cell)] for heading, cell in cells.items() if str(cell).strip()]
    return Part("What the register says, to the letter", ["heading", "cell"], rows)
