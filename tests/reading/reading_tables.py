"""Rows and faults of a table as read."""

from __future__ import annotations

__all__ = ["faults_of", "rows_of"]


def rows_of(raw):
    """Return the rows of a raw table as tuples of text."""
    return list(zip(*raw.columns, strict=True))


def faults_of(raw, level=None):
    """Return code and row of each fault."""
    return [(fault.code, fault.source_row) for fault in raw.faults if level in {None, fault.level}]
