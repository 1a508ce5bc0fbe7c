"""Takes people's answers to the questions of the stage ``decide``, one by one or by a sheet.

What ``totalcapital decide`` calls. Answers are decisions in ``decisions.csv``; the next run replays them.
"""

from __future__ import annotations

from totalcapital.answering.decisions import (
    Said,
    Taken,
    current_decisions,
    decide,
    decided_since,
    decision_of,
    open_questions,
    undo,
)
from totalcapital.answering.ranked import RANKED, decided_ranked, ranked_subject, ranked_to_decide
from totalcapital.answering.sheets import TakenSheet, take_sheet, write_list, write_sheet

__all__ = [
    "RANKED",
    "Said",
    "Taken",
    "TakenSheet",
    "current_decisions",
    "decide",
    "decided_ranked",
    "decided_since",
    "decision_of",
    "open_questions",
    "ranked_subject",
    "ranked_to_decide",
    "take_sheet",
    "undo",
    "write_list",
    "write_sheet",
]
