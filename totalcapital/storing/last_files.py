"""Compares each register with the file that stood in its place at the last run."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.resources import geodata
from totalcapital.storing.records_compared import Compared, RegisterFile, compare_records, renamed_headings
from totalcapital.tables import CHANGES, TABLES
from totalcapital.tables.codes import CHANGE_KINDS, DISTANCE_METHODS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["compare_last_files", "read_earlier"]

#: What a comparison reads of each run.
_READ: Final = ("registers", "headings", "assets", "projects", "locations")
_NAMED: Final = 5
#: The code that stands for "not said".
_NOT_SAID: Final = "unknown"
#: Columns that we make, or that another one speaks for.
_NOT_COMPARED: Final = frozenset(
    {"asset_id", "project_id", "register_id", "source_file", "source_row", "source_values", "geometry_read",
     "y_read", "crs_read", "accuracy_read_m"}
)  # fmt: skip
_UNIT: Final = re.compile(r"_(?:m2|gbp|pct|count|id|fte)$")


def read_earlier(out: Path, registers: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return what a comparison needs of the result that stands in OUT.

    Only ``registers`` and ``changes`` where no register has another file now; nothing where OUT holds
    no complete run. A table or column that its version did not write is empty.

    Parameters
    ----------
    out
        Folder of the last result.
    registers
        The registers as they are now.

    Raises
    ------
    OSError
        If a file of the store cannot be read.
    ValueError
        If a file of the store is not Parquet.
    """
    if not (out / "run.json").is_file():
        return {}
    earlier = {name: _read_table(out / "store", name) for name in ("registers", "changes")}
    if _with_another_file(earlier["registers"], registers):
        earlier |= {name: _read_table(out / "store", name) for name in _READ if name != "registers"}
    return earlier


def compare_last_files(before: Mapping[str, pd.DataFrame], now: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the ``changes`` table: what differs between two runs, register by register.

    Only a register whose file has other bytes is compared, by the text of its cells as read, so that a
    change of the estate file or of the layout's rules is no change of the register. A register whose
    file has the same bytes, or other bytes that say the same, keeps the changes of the run before: a
    second run on the same files finds what the first one found.

    Parameters
    ----------
    before, now
        Tables by name: ``registers``, ``headings``, ``assets``, ``projects``, ``locations``, for ``now`` also ``renumbered``, and for
        ``before`` also ``changes``. ``before`` may be empty: then there is nothing to compare.

    Returns
    -------
    DataFrame
        No row for a register that was not there before.
    """
    if not len(before):
        empty: pd.DataFrame = CHANGES.empty()
        return empty
    other = set(_with_another_file(before["registers"], now["registers"]))
    rows: list[dict[str, Any]] = []
    for register in sorted(set(now["registers"]["register_id"]) & set(before["registers"]["register_id"])):
        found: list[dict[str, Any]] = []
        if register in other:
            files = _file(before, register), _file(now, register)
            sha256 = str(files[0].entry["sha256"])
            found = [
                {"register_id": register, "before_sha256": sha256, **row}
                for row in _changes(*files, _renumbered(now))
            ]
        if not found:
            kept = before["changes"]
            found = kept[kept["register_id"] == register].to_dict("records")
        rows += found
    frame: pd.DataFrame = CHANGES.conform(pd.DataFrame(rows, columns=CHANGES.column_names))
    return frame


def _read_table(store: Path, name: str) -> pd.DataFrame:
    """Read the columns of one table that both versions have; no rows where it is not there."""
    table, path = TABLES[name], store / f"{name}.parquet"
    if not path.is_file():
        frame: pd.DataFrame = (
            CHANGES.empty() if name == "changes" else pd.DataFrame(columns=table.column_names)
        )
        return frame
    read = pd.read_parquet(path)
    return read[[column for column in table.column_names if column in read.columns and column != "geometry"]]


def _with_another_file(before: pd.DataFrame, now: pd.DataFrame) -> list[str]:
    """Return the registers that both runs have, from files of other bytes."""
    was = dict(zip(before["register_id"], before["sha256"], strict=True))
    return [
        register
        for register, sha256 in zip(now["register_id"], now["sha256"], strict=True)
        if register in was and was[register] != sha256
    ]


def _file(tables: Mapping[str, pd.DataFrame], register: str) -> RegisterFile:
    own = {name: tables[name][tables[name]["register_id"] == register] for name in ("assets", "projects")}
    kind, key = ("assets", "asset_id") if len(own["assets"]) else ("projects", "project_id")
    method = tables["locations"].set_index("subject_id")["method"]
    headings = tables["headings"]
    return RegisterFile(
        entry=tables["registers"].set_index("register_id").loc[register].to_dict(),
        headings=headings[headings["register_id"] == register].sort_values("position"),
        records=own[kind].set_index(key, drop=False).rename_axis(None),
        is_placed=own[kind][key].map(method).isin(DISTANCE_METHODS),
    )


def _renumbered(now: Mapping[str, pd.DataFrame]) -> frozenset[str]:
    """Return the ids of records that stand under another reference than in the last edition: then and now."""
    found = now.get("renumbered")
    return frozenset() if found is None else frozenset({*found["before_id"], *found["asset_id"]})


def _changes(before: RegisterFile, now: RegisterFile, renumbered: frozenset[str]) -> list[dict[str, Any]]:
    """Return what differs between two files of one register; nothing where they say the same."""
    renamed = renamed_headings(before, now, **_bounds()["renamed"])
    compared = compare_records(before, now, renamed)
    rows = [
        *_rows_and_layout(before, now),
        *_records(before, now, compared, renumbered),
        *_headings(before, now, renamed),
    ]
    if not rows:
        return []
    rows += [*_values(compared, len(compared.both)), *_given(before, now)]
    return sorted(
        rows, key=lambda row: (CHANGE_KINDS.index(row["kind"]), -row["rows_count"], row["column"] or "")
    )


def _row(
    kind: str,
    message: str,
    *,
    rows_count: int,
    before_count: int | None = None,
    now_count: int | None = None,
    column: str | None = None,
    is_warning: bool = False,
) -> dict[str, Any]:
    return {
        "kind": kind,
        "level": "warning" if is_warning else "note",
        "column": column,
        "before_count": before_count,
        "now_count": now_count,
        "rows_count": rows_count,
        "message": message,
    }


def _rows_and_layout(before: RegisterFile, now: RegisterFile) -> Iterator[dict[str, Any]]:
    was, is_ = (
        {name: int(file.entry[name]) for name in ("rows_read", "rows_kept", "rows_set_aside")}
        for file in (before, now)
    )
    if was != is_:
        yield _row(
            "rows",
            f"{was['rows_read']:,} rows were read before, {is_['rows_read']:,} now; set aside "
            f"{was['rows_set_aside']:,} before, {is_['rows_set_aside']:,} now.",
            before_count=was["rows_kept"],
            now_count=is_["rows_kept"],
            rows_count=abs(is_["rows_kept"] - was["rows_kept"]),
        )
    layouts = [
        file.entry["profile"] if isinstance(file.entry["profile"], str) else "no known layout"
        for file in (before, now)
    ]
    if layouts[0] != layouts[1]:
        yield _row(
            "layout",
            f"The file was read as {layouts[0]} before and as {layouts[1]} now: its headings are others.",
            rows_count=is_["rows_kept"],
            is_warning=True,
        )


def _records(
    before: RegisterFile, now: RegisterFile, compared: Compared, renumbered: frozenset[str]
) -> Iterator[dict[str, Any]]:
    bounds, enough = _bounds(), len(before.records) >= _bounds()["records_at_least"]
    by_content = "" if now.has_references else (
        " The register gives no reference, so a record that changed counts as one gone and one new."
    )  # fmt: skip
    for kind, ids, said, bound in (
        ("records-gone", compared.gone, "gone", "records_gone_pct"),
        ("records-new", compared.new, "new", "records_new_pct"),
    ):
        if ids:
            again = len(renumbered.intersection(ids))
            also = f" Of these {again:,} are in both files under another reference." if again else ""
            share = 100.0 * len(ids) / max(len(before.records), 1)
            yield _row(
                kind,
                f"{len(ids):,} {'record is' if len(ids) == 1 else 'records are'} {said}: {_named(ids)}.{by_content}{also}",
                before_count=len(before.records),
                now_count=len(now.records),
                rows_count=len(ids),
                is_warning=enough and share >= bounds[bound],
            )
    if compared.changed:
        yield _row(
            "records-changed",
            f"{len(compared.changed):,} of the {len(compared.both):,} records in both files say something else "
            f"now: {_named(compared.changed)}.",
            before_count=len(compared.both),
            now_count=len(compared.both),
            rows_count=len(compared.changed),
        )


def _named(ids: list[str]) -> str:
    """Return the first few references, in words."""
    names = [name.split(":", 1)[-1] for name in ids[:_NAMED]]
    return ", ".join(names) + (f" and {len(ids) - _NAMED:,} more" if len(ids) > _NAMED else "")


def _headings(
    before: RegisterFile, now: RegisterFile, renamed: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    was, is_ = list(before.headings["heading"]), list(now.headings["heading"])
    used = {
        heading: column
        for file in (before, now)
        for heading, column in zip(file.headings["heading"], file.headings["column"], strict=True)
        if isinstance(column, str)
    }
    for old, new in renamed.items():
        read = f"{new!r} is read as {used[new]}" if new in used else f"{new!r} is not used"
        lost = old in used and new not in used
        yield _row(
            "heading-renamed", f"The heading {old!r} is {new!r} now; {read}.", column=new,
            rows_count=len(now.records), is_warning=lost,
        )  # fmt: skip
    for heading in was:
        if heading not in is_ and heading not in renamed:
            read = f" It was read as {used[heading]}." if heading in used else " It was not used."
            yield _row(
                "heading-gone", f"The column {heading!r} is gone.{read}", column=heading,
                rows_count=len(before.records), is_warning=heading in used,
            )  # fmt: skip
    for heading in is_:
        if heading not in was and heading not in renamed.values():
            read = f" It is read as {used[heading]}." if heading in used else " It is not used."
            yield _row(
                "heading-new",
                f"The column {heading!r} is new.{read}",
                column=heading,
                rows_count=len(now.records),
            )


def _values(compared: Compared, both: int) -> Iterator[dict[str, Any]]:
    for heading, tally in compared.values.items():
        yield _row(
            "values-changed",
            f"{heading}: {tally.changed:,} of {both:,} records in both files say something else; "
            f"given by {tally.before:,} of them before, {tally.now:,} now.",
            column=heading,
            before_count=tally.before,
            now_count=tally.now,
            rows_count=tally.changed,
        )


def _given(before: RegisterFile, now: RegisterFile) -> Iterator[dict[str, Any]]:
    """Yield each of our columns that far fewer of the register's records give than before."""
    bounds = _bounds()
    counts = len(before.records), len(now.records)
    if min(counts) < bounds["records_at_least"]:
        return
    for column, (was, is_) in _given_counts(before, now).items():
        was_pct, now_pct = 100.0 * was / counts[0], 100.0 * is_ / counts[1]
        if was_pct - now_pct >= bounds["given_share_fall_pct"]:
            yield _row(
                "given-share",
                f"{_label(column)} was given for {was_pct:.0f} % of records, now for {now_pct:.0f} %.",
                column=column,
                before_count=was,
                now_count=is_,
                rows_count=counts[1] - is_,
                is_warning=True,
            )


def _given_counts(before: RegisterFile, now: RegisterFile) -> dict[str, tuple[int, int]]:
    made = {"place": (int(before.is_placed.sum()), int(now.is_placed.sum()))}
    for column in before.records.columns:
        if column in now.records.columns and column not in _NOT_COMPARED:
            was, is_ = (file.records[column] for file in (before, now))
            made[column] = tuple(int((one.notna() & one.ne(_NOT_SAID)).sum()) for one in (was, is_))  # type: ignore[assignment]
    return made


def _label(column: str) -> str:
    """Return a column of ours in words, without its unit."""
    return "coordinates" if column == "x_read" else _UNIT.sub("", column).replace("_", " ")


@cache
def _bounds() -> dict[str, Any]:
    return tomllib.loads(geodata("benchmarks", "last_files.toml").read_text(encoding="utf-8"))
