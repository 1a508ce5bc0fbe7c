"""Where capital projects are: by their own place, by a property, by the name of a place, or somewhere in an area."""

from __future__ import annotations

from totalcapital.locating.projects.ground import Ground
from totalcapital.locating.projects.placed import locate_projects

__all__ = ["Ground", "locate_projects"]
