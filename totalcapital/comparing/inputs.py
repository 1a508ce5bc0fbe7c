"""What differs between two editions beside what registers say: the tool, the estate file, decisions, registers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from totalcapital.tables import split_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from totalcapital.comparing.pairing import Pairing

__all__ = ["decided_records", "input_differences", "other_cause"]

#: What makes two decisions one.
_DECIDED = ["subject", "subject_id", "other_id", "decision"]


def other_cause(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Return what a difference comes from that no register explains.

    Parameters
    ----------
    before, now
        What ``run.json`` of each edition says.
    """
    tool = before.get("version") != now.get("version")
    settings = bool(_sections(before, now)) or _options(before) != _options(now)
    if tool and settings:
        return "settings-or-tool"
    return "tool" if tool else "settings" if settings else "other-input"


def input_differences(
    pairing: Pairing,
    before: Mapping[str, pd.DataFrame],
    now: Mapping[str, pd.DataFrame],
    *,
    summaries: tuple[Mapping[str, Any], Mapping[str, Any]],
) -> pd.DataFrame:
    """Return rows of the estate and of registers: tool, settings, decisions, registers new, gone and renamed."""
    was, is_ = summaries
    rows: list[dict[str, Any]] = []
    if was.get("version") != is_.get("version"):
        rows.append(
            _estate("tool-changed", "tool", str(was.get("version")), str(is_.get("version")))
            | {"reason": f"run by version {is_.get('version')}; by {was.get('version')} before"}
        )
    sections = _sections(was, is_)
    if sections or _options(was) != _options(is_):
        words = ", ".join(sections) if sections else "options of the run"
        rows.append(
            _estate("settings-changed", "settings", None, words)
            | {"reason": f"the estate file says something else of: {words}"}
        )
    rows += _decisions(before["decisions"], now["decisions"])
    rows += _registers(pairing, before, now)
    return pd.DataFrame(rows)


def _estate(kind: str, cause: str, before: str | None, now: str | None) -> dict[str, Any]:
    return {
        "subject": "estate",
        "kind": kind,
        "subject_id": "estate",
        "before": before,
        "now": now,
        "cause": cause,
    }


def _sections(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return the parts of the estate file that say something else, of those both editions have.

    An edition that does not say what its estate file said differs from none.
    """
    was, is_ = (one.get("options", {}).get("settings_sha256") for one in (before, now))
    if not isinstance(was, dict) or not isinstance(is_, dict):
        return []
    return sorted(
        name for name in {*was, *is_} if was.get(name) != is_.get(name) and (name in was) == (name in is_)
    )


def _options(summary: Mapping[str, Any]) -> dict[str, Any]:
    options = summary.get("options", {})
    return {
        name: options.get(name)
        for name in ("crs", "currency", "footprint", "transformation", "radius_m", "weights")
    }


def _decisions(before: pd.DataFrame, now: pd.DataFrame) -> Iterator[dict[str, Any]]:
    was, is_ = _decided(before), _decided(now)
    if was == is_:
        return
    taken, dropped = len(is_ - was), len(was - is_)
    words = f"{taken:,} decisions are new, {dropped:,} are gone"
    yield _estate("decisions-changed", "decision", f"{len(was):,}", f"{len(is_):,}") | {
        "reason": words,
        "rows_count": taken + dropped,
    }


def _decided(decisions: pd.DataFrame) -> set[tuple[Any, ...]]:
    known = decisions[_DECIDED].astype(object).where(decisions[_DECIDED].notna(), None)
    return set(known.itertuples(index=False, name=None))


def decided_records(before: pd.DataFrame, now: pd.DataFrame) -> set[str]:
    """Return the records of which another decision holds than before."""
    other = _decided(before) ^ _decided(now)
    return {str(name) for subject, *ids, _ in other if subject == "link" for name in ids if name is not None}


def _registers(
    pairing: Pairing, before: Mapping[str, pd.DataFrame], now: Mapping[str, pd.DataFrame]
) -> Iterator[dict[str, Any]]:
    known = set(pairing.records["site_id"]), set(pairing.records["before_site"])
    for kind, tables, names, sites in (
        ("register-added", now, pairing.new_registers, known[0]),
        ("register-removed", before, pairing.gone_registers, known[1]),
    ):
        entries = tables["registers"].set_index("register_id")
        for name in sorted(names):
            records = tables["assets"][tables["assets"]["register_id"] == name]
            projects = int((tables["projects"]["register_id"] == name).sum())
            there = _sites_of(tables, set(records["asset_id"]))
            what = "new register" if kind == "register-added" else "register gone"
            counted = (
                f"{_counted(len(records), 'record', 'records')} on "
                f"{_counted(len(there), 'property', 'properties')}, {len(there - sites):,} of them in no other"
            )
            words = counted if len(records) or not projects else _counted(projects, "project", "projects")
            yield {
                "subject": "register", "kind": kind, "subject_id": name, "name": name, "register_id": name,
                "cause": "settings", "rows_count": len(records) + projects, "reason": f"{what}: {words}",
                "now_file" if kind == "register-added" else "before_file": entries.loc[name, "path"],
                "measure": float(len(there - sites)), "unit": "properties",
            }  # fmt: skip
    for was, is_ in sorted(pairing.registers.items()):
        if was != is_:
            yield {
                "subject": "register", "kind": "renamed", "subject_id": is_, "before_id": was, "name": is_,
                "register_id": is_, "before": was, "now": is_, "cause": "settings", "column": "register_id",
                "reason": f"the estate file calls it {is_}; {was} before",
            }  # fmt: skip
    for was, is_ in sorted(pairing.agencies.items()):
        if was != is_:
            called = [tables["agencies"].set_index("agency_id")["name"] for tables in (before, now)]
            yield {
                "subject": "agency", "kind": "renamed", "subject_id": is_, "before_id": was, "name": called[1][is_],
                "agency_id": is_, "before": called[0][was], "now": called[1][is_], "cause": "register", "column": "name",
                "reason": f"called {called[1][is_]} now; {called[0][was]} before",
            }  # fmt: skip


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _sites_of(tables: Mapping[str, pd.DataFrame], records: set[str]) -> set[str]:
    holdings = tables["holdings"]
    return {
        str(site)
        for site, cell in zip(holdings["site_id"], holdings["asset_ids"], strict=True)
        if records & set(split_list(cell))
    }
