"""How deep geometries stand inside one another.

The library that reads well-known binary calls itself once a level, and a hundred thousand levels,
which fit into a few kilobytes when compressed, end the process. So depth is measured first, without
calling oneself.
"""

from __future__ import annotations

import struct
from typing import Final

__all__ = ["is_too_deep"]

#: Levels that a geometry of the real world may have: a collection of multi-polygons has three.
_DEEPEST: Final = 32
#: Kinds whose parts are geometries again: multi-geometries, collections, curves and surfaces.
_NESTING: Final = frozenset({4, 5, 6, 7, 9, 10, 11, 12, 15, 16})


def is_too_deep(wkb: bytes) -> bool:
    """Tell whether geometries stand inside one another more than 32 deep.

    Damage is not judged: reading ends where the bytes make no sense, and what was seen so far counts.

    Examples
    --------
    >>> is_too_deep(bytes.fromhex("0107000000" + "00000000"))
    False
    >>> is_too_deep(bytes.fromhex("0107000000" + "01000000") * 40)
    True
    """
    place, left = 0, [1]
    while left and place + 5 <= len(wkb):
        if left[-1] == 0:
            left.pop()
            continue
        left[-1] -= 1
        order = "<" if wkb[place] == 1 else ">"
        (code,) = struct.unpack_from(f"{order}I", wkb, place + 1)
        kind = (code & 0x0FFFFFFF) % 1000
        place += 9 if code & 0x20000000 else 5
        if kind in _NESTING:
            if place + 4 > len(wkb):
                break
            (parts,) = struct.unpack_from(f"{order}I", wkb, place)
            place += 4
            left.append(parts)
            if len(left) - 1 > _DEEPEST:
                return True
        else:
            place = _after(wkb, place, kind, order, _dimensions(code))
            if place < 0:
                break
    return False


def _dimensions(code: int) -> int:
    extra = (code & 0x0FFFFFFF) // 1000
    is_z = bool(code & 0x80000000) or extra in {1, 3}
    is_m = bool(code & 0x40000000) or extra in {2, 3}
    return 2 + is_z + is_m


def _after(wkb: bytes, place: int, kind: int, order: str, dimensions: int) -> int:
    """Return where the geometry that starts with its coordinates ends, -1 where that is past the bytes."""
    size = 8 * dimensions
    if kind == 1:
        return place + size
    if kind not in {2, 3, 8, 13, 14, 17} or place + 4 > len(wkb):
        return -1
    count: int
    (count,) = struct.unpack_from(f"{order}I", wkb, place)
    place += 4
    if kind in {2, 8, 13}:
        return place + size * count
    for _ in range(count):
        if place + 4 > len(wkb):
            return -1
        points: int
        (points,) = struct.unpack_from(f"{order}I", wkb, place)
        place += 4 + size * points
    return place
