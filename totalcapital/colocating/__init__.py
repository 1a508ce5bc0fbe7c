"""``colocate``: who could move in with whom, found by spatial join."""

from __future__ import annotations

from totalcapital.colocating.options import ColocateResult, colocate, weights_of

__all__ = ["ColocateResult", "colocate", "weights_of"]
