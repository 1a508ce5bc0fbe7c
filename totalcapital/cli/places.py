"""Where the estate file and the result are that a command works on, and the options that say so."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from totalcapital.project import find_estate

__all__ = ["AsJson", "EstateOption", "OutOption", "estate_path", "out_path"]

EstateOption = Annotated[
    Path | None, typer.Option("--estate", help="The estate file; estate.toml here or above by default.")
]
OutOption = Annotated[
    Path | None, typer.Option("--out", help="Folder of the result; out/ beside the estate file by default.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def estate_path(estate: Path | None) -> Path:
    """Return the estate file named, that of a folder, or the nearest one here or above."""
    if estate is None:
        return find_estate(Path.cwd())
    return estate / "estate.toml" if estate.is_dir() else estate


def out_path(estate: Path, out: Path | None) -> Path:
    """Return the folder of the result: the one named, or ``out`` beside the estate file."""
    return (out or estate.resolve().parent / "out").resolve()
