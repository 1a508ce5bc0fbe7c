"""The key numbers of each page as the internal audience sees them, for ``run.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalcapital.publishing.areas import figures_of, pages_of
from totalcapital.publishing.redaction import redact

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from totalcapital.project import Project
    from totalcapital.publishing.areas import AreaFigures

__all__ = ["internal_figures"]


def internal_figures(tables: Mapping[str, pd.DataFrame], *, project: Project) -> list[AreaFigures]:
    """Return the numbers of each area page, in the order of the area ids, without writing a page."""
    view = redact(tables, audience="internal", project=project)
    return [figures_of(view, page) for page in pages_of(view, project=project)]
