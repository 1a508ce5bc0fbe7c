"""``place``: which areas each site and project stands in."""

from __future__ import annotations

from totalcapital.placing.places import PlaceResult, place

__all__ = ["PlaceResult", "place"]
