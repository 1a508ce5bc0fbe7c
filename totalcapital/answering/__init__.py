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
from totalcapital.answering.sheets import TakenSheet, take_sheet, write_list, write_sheet

__all__ = [
    "Said",
    "Taken",
    "TakenSheet",
    "current_decisions",
    "decide",
    "decided_since",
    "decision_of",
    "open_questions",
    "take_sheet",
    "undo",
    "write_list",
    "write_sheet",
]
