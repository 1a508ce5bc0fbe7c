"""``colocate``: who could move in with whom, near enough, with what is known and what is missing."""

from __future__ import annotations

from totalcapital.colocating.options import ColocateResult, colocate
from totalcapital.colocating.ranking import COMPONENTS, weights_of
from totalcapital.colocating.sides import Known

__all__ = ["COMPONENTS", "ColocateResult", "Known", "colocate", "weights_of"]
