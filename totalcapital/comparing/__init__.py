"""``compare``: what differs between two editions of the estate, and what that did to the options."""

from __future__ import annotations

from totalcapital.comparing.comparison import compare
from totalcapital.comparing.counting import counts_of, words_of_counts

__all__ = ["compare", "counts_of", "words_of_counts"]
