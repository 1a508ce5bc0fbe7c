"""``locate``: a place in metres for each asset and project, with the method and its accuracy."""

from __future__ import annotations

from totalcapital.locating.locations import LocateResult, locate
from totalcapital.locating.projects import Ground, locate_projects

__all__ = ["Ground", "LocateResult", "locate", "locate_projects"]
