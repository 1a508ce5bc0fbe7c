"""What an estate remembers: its editions, what the last one hands on to a run, what differs between two."""

from __future__ import annotations

from totalcapital.remembering.alignments_since import AlignedSince, aligned_since
from totalcapital.remembering.compared import ComparisonResult, compare, since_last
from totalcapital.remembering.kept import editions, keep
from totalcapital.remembering.matching import Matches, match
from totalcapital.remembering.recalled import Recalled, recall
from totalcapital.remembering.recalled_options import with_options_of_now

__all__ = [
    "AlignedSince",
    "ComparisonResult",
    "Matches",
    "Recalled",
    "aligned_since",
    "compare",
    "editions",
    "keep",
    "match",
    "recall",
    "since_last",
    "with_options_of_now",
]
