"""Editions: complete runs kept beside the estate file, and read again whatever version wrote them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pyarrow import parquet

from totalcapital.errors import OutputError
from totalcapital.storing.exchange import bring_back, building_folder, heal, replace_folder
from totalcapital.storing.migrating import migrate, read_form
from totalcapital.storing.store import check_store

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

__all__ = ["Edition", "edition_of", "editions_in", "keep", "last_before", "read_edition"]

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
#: Words that mean something else where an edition's name may stand.
_TAKEN: Final = ("last",)
#: What differs between two runs on the same files.
_OF_ONE_RUN: Final = ("stages",)


@dataclass(frozen=True, slots=True)
class Edition:
    """A kept run, or the result of one that is not kept.

    Parameters
    ----------
    name
        Name of its folder.
    folder
        Where it is: ``run.json`` and ``store/``.
    summary
        What its ``run.json`` says.
    """

    name: str
    folder: Path
    summary: dict[str, Any]

    @property
    def as_of(self) -> dt.date:
        """The day it describes."""
        return dt.date.fromisoformat(str(self.summary["as_of"]))

    @property
    def sites_count(self) -> int:
        """How many properties it has."""
        return int(parquet.read_metadata(self.folder / "store" / "sites.parquet").num_rows)

    @property
    def digest(self) -> str:
        """Digest of what it says: its tables and ``run.json``, without what differs between equal runs."""
        made = hashlib.sha256(_said(self.summary).encode())
        for path in sorted((self.folder / "store").glob("*.parquet")):
            made.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
        return made.hexdigest()


def edition_of(folder: Path) -> Edition:
    """Return the edition, or the result of a run, that a folder holds.

    Raises
    ------
    OutputError
        If it holds neither, or its ``run.json`` is not what a run writes.
    """
    path = folder / "run.json"
    if not path.is_file() or not (folder / "store").is_dir():
        raise OutputError(
            f"{folder}: expected an edition or the result of a run (run.json and store/); it holds none. "
            "See the names with: totalcapital editions"
        )
    try:
        summary = json.loads(path.read_text(encoding="utf-8"))
        edition = Edition(folder.name, folder, summary)
        edition.as_of  # noqa: B018 - fails where the day is missing
    except (ValueError, KeyError, TypeError) as error:
        raise OutputError(
            f"{path}: expected what a run writes, with as_of; it cannot be read ({error}). Run again, or take the folder out."
        ) from error
    return edition


def editions_in(folder: Path) -> list[Edition]:
    """Return the editions kept in a folder, the oldest first; none where it is not there."""
    if not folder.is_dir():
        return []
    for left in sorted(folder.glob(".*.old")):
        heal(folder / left.name[1 : -len(".old")])
    kept = [edition_of(path) for path in sorted(folder.iterdir()) if (path / "run.json").is_file()]
    return sorted(kept, key=lambda edition: (edition.as_of, edition.name))


def last_before(folder: Path, as_of: dt.date) -> Edition | None:
    """Return the newest edition of a day before ``as_of``; null where there is none.

    An edition of the same day is this run kept: were it taken, a second run would differ from the first.
    """
    earlier = [edition for edition in editions_in(folder) if edition.as_of < as_of]
    return earlier[-1] if earlier else None


def read_edition(edition: Edition) -> dict[str, pd.DataFrame]:
    """Return every table of an edition in the form of this version.

    Raises
    ------
    OutputError
        If a newer version wrote it, or a file of it is missing or cannot be read.
    """
    form = read_form(edition.summary, edition.folder)
    try:
        return migrate(edition.folder / "store", form)
    except (OSError, ValueError, TypeError) as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(
            f"{edition.folder}: expected the tables of an edition of form {form}; a file cannot be read ({error}). "
            "Take the folder out, or put back an undamaged copy."
        ) from error


def keep(out: Path, folder: Path, *, name: str | None = None, replace: bool = False) -> tuple[Edition, bool]:
    """Keep the result that stands in OUT as an edition.

    Parameters
    ----------
    out
        Folder of a complete result.
    folder
        Where editions are kept; made where it is not there.
    name
        Name of the edition; the day it describes by default.
    replace
        Whether an edition of this name that says something else may be replaced.

    Returns
    -------
    tuple
        The edition, and whether it was written: false where the same stands there already.

    Raises
    ------
    OutputError
        If OUT holds no complete result, the name cannot be one, an edition of this name says
        something else and may not be replaced, or the folder cannot be written.
    """
    bring_back(out)
    result = edition_of(out)
    read_form(result.summary, out)
    chosen = _checked(name or result.as_of.isoformat())
    target = folder / chosen
    if target.exists():
        heal(target)
        held = edition_of(target)
        if held.digest == result.digest:
            return held, False
        if not replace:
            raise OutputError(
                f"{target}: expected a new edition; one of {held.as_of} that says something else stands there. "
                f"The result in {out} is whole. To keep it in place of that edition: totalcapital keep {chosen} --replace; "
                "beside it: correct as_of in the estate file, or choose another name."
            )
    built = building_folder(target)
    try:
        heal(target)
        built.mkdir(parents=True)
        shutil.copytree(out / "store", built / "store")
        shutil.copy2(out / "run.json", built / "run.json")
        check_store(built / "store")
        if edition_of(built).digest != result.digest:
            raise OutputError(f"{target}: what was written is not what was read. Keep it again.")
        replace_folder(built, target)
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(
            f"{target}: the edition cannot be written ({error.strerror}). What was kept before is as it was."
        ) from error
    finally:
        heal(target)
    return edition_of(target), True


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name) or name in _TAKEN:
        raise OutputError(
            "expected a name of letters, digits, dots, - and _, at most 64 and not 'last'; "
            f"found {name!r}. Choose another."
        )
    return name


def _said(summary: dict[str, Any]) -> str:
    return json.dumps(
        {key: value for key, value in summary.items() if key not in _OF_ONE_RUN}, sort_keys=True
    )
