"""What a run needs beside the stages: its clock, what it hands back, how it is published, what it says of itself."""

from __future__ import annotations

from totalcapital.running.clock import Clock, Progress
from totalcapital.running.handback import handed_back, last_files
from totalcapital.running.press import Audience, Press
from totalcapital.running.publication import publish_result, republish
from totalcapital.running.result import RunResult
from totalcapital.running.summary import summary_of

__all__ = [
    "Audience",
    "Clock",
    "Press",
    "Progress",
    "RunResult",
    "handed_back",
    "last_files",
    "publish_result",
    "republish",
    "summary_of",
]
