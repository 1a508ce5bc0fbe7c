"""Takes out of findings, needs, hubs, worth, scenarios and moves what was made of property that is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.publishing.texts import page_text
from totalcapital.tables import join_list, split_list

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["plain_options", "ranked_afresh", "renamed_lists", "without_hidden_choices", "without_peers"]

#: Scenarios that have no moves to tell of, whatever may be seen.
_NO_SET: Final = ("infeasible", "cannot-choose")


def without_hidden_choices(
    tables: Mapping[str, pd.DataFrame], options: pd.DataFrame, *, closed: set[str]
) -> dict[str, pd.DataFrame]:
    """Return the tables of choices with nothing in them that was made of what is hidden.

    A hub goes whole with any of its members. A scenario keeps the moves that may be seen and their
    sums; what the search found of all moves together (value, bound, gap, counts, limits that hold it
    back) is not told, nor is the scenario where none of its moves is left. Entries of the never list
    that people made, and counts of what any entry kept out, stay inside.

    Parameters
    ----------
    tables
        Every table, in full.
    options
        The rows of ``colocation`` that may be seen.
    closed
        Holdings of hidden properties.
    """
    seen = set(options["option_id"])
    hubs = tables["hubs"]
    ends = hubs["members"].map(split_list) + hubs["anchor_id"].map(lambda name: [name])
    is_open = ends.map(lambda names: not closed & set(names)).astype(bool)
    is_open &= hubs["option_ids"].map(lambda cell: seen.issuperset(split_list(cell))).astype(bool)
    exclusions = tables["exclusions"]
    kept = {
        "needs": tables["needs"][~tables["needs"]["holding_id"].isin(closed)],
        "hubs": hubs[is_open],
        "exclusions": exclusions[exclusions["set_by"].eq("default")],
        "appraisals": tables["appraisals"][tables["appraisals"]["subject_id"].isin(seen)],
        "sensitivities": tables["sensitivities"][tables["sensitivities"]["subject_id"].isin(seen)],
        "moves": tables["moves"][tables["moves"]["option_id"].isin(seen)],
    }
    kept["scenarios"] = _scenarios(tables["scenarios"], kept["moves"], kept["appraisals"])
    return kept


def _scenarios(scenarios: pd.DataFrame, moves: pd.DataFrame, appraisals: pd.DataFrame) -> pd.DataFrame:
    """Return each scenario with the sums of the moves that are shown, and nothing of the others."""
    saving = appraisals[appraisals["measure"] == "saving"].set_index("subject_id")
    words = page_text()["withheld"]
    made = scenarios.copy()
    by_scenario = {str(name): rows for name, rows in moves.groupby("scenario_id", sort=True)}
    is_kept = []
    for at in made.index:
        shown = by_scenario.get(str(made.loc[at, "scenario_id"]), moves.iloc[:0])
        has_set = made.loc[at, "status"] not in _NO_SET
        is_kept.append(len(shown) > 0 or not has_set)
        reason = words["scenario" if has_set else "no_scenario"].format(moves=_counted(len(shown)))
        for column, value in {**_sums(shown, saving), "reason": reason}.items():
            made.loc[at, column] = value
    return made[pd.Series(is_kept, index=made.index, dtype=bool)]


def _sums(moves: pd.DataFrame, saving: pd.DataFrame) -> dict[str, Any]:
    """Return what some moves come to together; null where it is known of none."""
    worth = saving.reindex(moves["option_id"])
    return {
        "moves_count": len(moves),
        "saving_low_gbp": worth["low_gbp"].sum(min_count=1),
        "saving_gbp": moves["saving_gbp"].sum(min_count=1),
        "saving_high_gbp": worth["high_gbp"].sum(min_count=1),
        "once_gbp": moves["once_gbp"].sum(min_count=1),
        "npv_gbp": moves["npv_gbp"].sum(min_count=1),
        "released_m2": moves["released_m2"].sum(min_count=1),
        "without_money_count": int(moves["npv_gbp"].isna().sum()),
    }


def _counted(count: int) -> str:
    return f"{count:,} move{'' if count == 1 else 's'}"


def without_peers(underuse: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """Return findings without where a record stands among its peers: who counts them counts hidden ones too."""
    against_peers = set(rules.loc[rules["peers_at_least_count"] > 0, "rule_id"])
    at = underuse["rule_id"].isin(against_peers)
    words = page_text()["withheld"]["peers"]
    made = underuse.copy()
    made.loc[at, ["measured", "excess"]] = float("nan")
    made.loc[at, "evidence"] = [words.format(finding=finding) for finding in underuse.loc[at, "finding"]]
    return made


def plain_options(options: pd.DataFrame, holdings: pd.DataFrame, agencies: pd.DataFrame) -> pd.DataFrame:
    """Return the options that have a rank, each told by nearness alone.

    The sentence of those inside speaks of leases, spare space and staff, which stay with the agencies.
    """
    shown: Any = options[options["rank"].notna()].copy()
    names = _names(holdings, agencies)
    sentence = page_text()["withheld"]["option"]
    shown["reason"] = pd.array(
        [
            sentence.format(guest=names[guest], host=names[host], metres=f"{metres:,.0f}")
            for guest, host, metres in zip(
                shown["guest_id"], shown["host_id"], shown["distance_m"], strict=True
            )
        ],
        dtype="str",
    )
    result: pd.DataFrame = shown
    return result


def _names(holdings: pd.DataFrame, agencies: pd.DataFrame) -> dict[str, str]:
    known = agencies.set_index("agency_id")["name"]
    return {
        holding: " (".join(part for part in (name, agency) if isinstance(part, str))
        + (")" if isinstance(name, str) and isinstance(agency, str) else "")
        for holding, name, agency in zip(
            holdings["holding_id"], holdings["name"], holdings["agency_id"].map(known), strict=True
        )
    }  # fmt: skip


def renamed_lists(
    hubs: pd.DataFrame, *, holdings: Mapping[str, str], options: Mapping[str, str]
) -> pd.DataFrame:
    """Return hubs with the ids an audience sees, in their lists too."""
    made = hubs.copy()
    made["anchor_id"] = hubs["anchor_id"].map(holdings).astype("str")
    made["members"] = hubs["members"].map(_each(holdings)).astype("str")
    made["option_ids"] = hubs["option_ids"].map(_each(options)).astype("str")
    return made


def _each(names: Mapping[str, str]) -> Callable[[Any], str | None]:
    return lambda cell: join_list([names[name] for name in split_list(cell)])


def ranked_afresh(ranked: pd.DataFrame) -> pd.DataFrame:
    """Return rows numbered afresh in their order: a gap would tell of one that was taken out."""
    return ranked.assign(rank=ranked["rank"].rank(method="first").astype("Int64"))
