"""What must hold of whatever was read of a damaged file."""

from __future__ import annotations

from totalcapital.reading.raw import Refusal

__all__ = ["verdict"]


def verdict(door, path, *, hints, written):
    """Return how the reading of a damaged file ended, and what is wrong with that, if anything.

    A file is refused by name, or read. Where it is read, every row is kept or set aside, the two
    counts agree or the run would stop (which is told, too), and no row that was written is gone
    without a word.
    """
    try:
        raw = door.open(path, path.name, hints=hints).raw
    except Refusal as refusal:
        said = str(refusal)
        if not said.startswith(path.name):
            return "refused", f"does not name the file: {said[:200]}"
        if "took the reading process down" in said:
            return "died", None
        return "refused", None
    aside = sum(fault.level == "error" for fault in raw.faults)
    if len(raw.source_rows) + aside != raw.rows_read:
        return "read", f"{len(raw.source_rows)} kept, {aside} set aside, {raw.rows_read} read"
    if any(len(list(cells)) != len(raw.source_rows) for cells in raw.columns):
        return "read", "columns of different lengths"
    if raw.geometry is not None and len(raw.geometry) != len(raw.source_rows):
        return "read", "geometries of another length than the rows"
    if raw.second_count != raw.rows_read:
        return "stopped", None
    if raw.rows_read < written and not raw.faults and not path.name.endswith((".csv", ".json")):
        return "read", f"{raw.rows_read} of {written} rows, and not a word"
    return "read", None
