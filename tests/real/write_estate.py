"""Write a ready estate file for one of the real places: ``write_estate.py NAME FOLDER``.

The data is looked for in ``$TOTALCAPITAL_REAL_DATA``, else in ``../shared/data`` beside the checkout.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["ESTATES", "estate_text", "find_data", "write_estate"]

ESTATES = Path(__file__).resolve().parent / "estates"


def find_data():
    """Return the folder of the real registers, or null where there is none."""
    told = os.environ.get("TOTALCAPITAL_REAL_DATA")
    folder = Path(told) if told else Path(__file__).resolve().parents[2].parent / "shared" / "data"
    return folder.resolve() if (folder / "reference").is_dir() else None


def estate_text(name, data, folder):
    """Return the estate file of a place with the data's paths relative to its folder."""
    template = (ESTATES / f"{name}.toml").read_text(encoding="utf-8")
    return template.replace("@DATA@", Path(os.path.relpath(data, folder)).as_posix())


def write_estate(name, data, folder):
    """Write ``estate.toml`` of a place into a folder and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "estate.toml"
    path.write_text(estate_text(name, data, folder.resolve()), encoding="utf-8")
    return path


def main(arguments):
    names = sorted(path.stem for path in ESTATES.glob("*.toml"))
    if len(arguments) != 2 or arguments[0] not in names:
        return f"expected a NAME and a FOLDER; NAME is one of {', '.join(names)}"
    data = find_data()
    if data is None:
        return "expected the real registers; set TOTALCAPITAL_REAL_DATA to their folder"
    print(write_estate(arguments[0], data, Path(arguments[1])))  # noqa: T201 - a script that prints
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
