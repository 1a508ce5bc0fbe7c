"""Take out what must not be shown, then write pages whose every number leads to its source."""

from __future__ import annotations

from totalcapital.publishing.areas import AreaFigures
from totalcapital.publishing.audiences import PublicationKeyError
from totalcapital.publishing.comparison_page import write_comparison
from totalcapital.publishing.completeness import completeness, with_completeness
from totalcapital.publishing.internal_figures import internal_figures
from totalcapital.publishing.issuebooks import write_issue_books
from totalcapital.publishing.leakcheck import LeakError
from totalcapital.publishing.website import PublishSummary, publish

__all__ = [
    "AreaFigures",
    "LeakError",
    "PublicationKeyError",
    "PublishSummary",
    "completeness",
    "internal_figures",
    "publish",
    "with_completeness",
    "write_comparison",
    "write_issue_books",
]
