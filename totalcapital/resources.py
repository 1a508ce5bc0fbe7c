"""Finds ``geodata/`` and ``maps/``: inside the wheel or, in an editable install, in the checkout."""

from __future__ import annotations

from pathlib import Path

from totalcapital.errors import ResourceError

__all__ = ["geodata", "maps"]

_PACKAGE = Path(__file__).resolve().parent


def _find(folder: str, *parts: str) -> Path:
    for base in (_PACKAGE / "_data", _PACKAGE.parent):
        if (base / folder).is_dir():
            path = base.joinpath(folder, *parts)
            if not path.exists():
                raise ResourceError(
                    f"expected {folder}/{'/'.join(parts)} in the installation; it is not there. "
                    "Install totalcapital again."
                )
            return path
    raise ResourceError(f"the installation has no {folder}/ folder. Install totalcapital again.")


def geodata(*parts: str) -> Path:
    """Return the path of a file or folder the project owns as data.

    Raises
    ------
    ResourceError
        If the installation does not carry it.
    """
    return _find("geodata", *parts)


def maps(*parts: str) -> Path:
    """Return the path of a template, style or script that pages are made from.

    Raises
    ------
    ResourceError
        If the installation does not carry it.
    """
    return _find("maps", *parts)
