"""``read``: files → one meaning, one unit and one code list per column, or the reason why not."""

from __future__ import annotations

from totalcapital.reading.registers import ReadResult, read

__all__ = ["ReadResult", "read"]
