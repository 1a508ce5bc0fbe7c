"""The command line: one thin command per verb."""

from __future__ import annotations

from totalcapital.cli.commands import main

__all__ = ["main"]
