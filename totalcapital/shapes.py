"""Mends geometries that are not valid."""

from __future__ import annotations

from typing import Any

import shapely

__all__ = ["mend"]


def mend(shape: Any) -> Any:
    """Return a valid geometry that covers the same ground.

    Of an outline that crosses itself the parts with an area are kept; the stray lines and points
    that mending leaves behind are not. A valid geometry comes back as it is.
    """
    if shape is None or shapely.is_valid(shape):
        return shape
    made = shapely.make_valid(shape)
    if shapely.get_dimensions(shape) < 2:
        return made
    parts = [part for part in shapely.get_parts(made) if shapely.get_dimensions(part) == 2]
    if not parts:
        return made
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)
