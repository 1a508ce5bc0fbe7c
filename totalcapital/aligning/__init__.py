"""The ``align`` stage: capital projects that meet each other, or a building's fate, in place and time."""

from __future__ import annotations

from totalcapital.aligning.alignment import AlignResult, align
from totalcapital.aligning.ends import Money
from totalcapital.aligning.meetings import Meetings, Reach, Things, meetings
from totalcapital.aligning.stakes import Known

__all__ = ["AlignResult", "Known", "Meetings", "Money", "Reach", "Things", "align", "meetings"]
