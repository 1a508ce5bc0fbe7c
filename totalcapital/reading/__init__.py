"""``read``: files → one meaning, one unit and one code list per column, or the reason why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from totalcapital.reading.registers import ReadResult, read

__all__ = ["ReadResult", "read"]


def __getattr__(name: str) -> Any:
    """Load the stage on first use: the worker is of this package and starts in a third of the time."""
    if name not in __all__:
        raise AttributeError(name)
    from totalcapital.reading import registers  # noqa: PLC0415 - only on first use

    return getattr(registers, name)
