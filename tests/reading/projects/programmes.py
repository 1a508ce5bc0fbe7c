"""A capital programme of a few rows, read as a run reads it."""

from __future__ import annotations

import pandas as pd

from totalcapital.issues import IssueLog
from totalcapital.project import Register
from totalcapital.reading.mapping.mapping import headings_read, plan_mapping
from totalcapital.reading.projects.projects import understand_projects
from totalcapital.reading.raw import RawTable

__all__ = ["Programme"]


class Programme:
    """What was made of a small capital programme."""

    def __init__(self, headings, rows, *, titles=(), profile=None, **said):
        columns = [list(column) for column in zip(*rows, strict=True)]
        numbers = list(range(2, len(rows) + 2))
        raw = RawTable(list(headings), columns, numbers, len(rows), len(rows), facts={"titles": list(titles)})
        register = Register.model_validate({"id": "r", "path": "r.csv", "agency": "A", **said})
        plan = plan_mapping(headings, profile, register, raw.columns, kind="capital", titles=titles)
        log = IssueLog()
        found = understand_projects(raw, plan, register, log=log)
        self.frame, self.rows_kept, self.set_aside = found.frame, found.rows_kept, found.set_aside
        self.years, self.funding = found.also["project_years"], found.also["funding"]
        self.reconciliations = found.also["reconciliations"]
        self.headings = headings_read(raw, plan, "r").set_index("heading")
        self.issues = log.table()

    def values(self, column):
        """Return a column of the projects, null where not known."""
        return [None if pd.isna(value) else value for value in self.frame[column].tolist()]

    def money(self, *columns):
        """Return columns of the money by year as tuples, in order, null where not known."""
        return self._tuples(self.years, columns)

    def sources(self, *columns):
        """Return columns of the money by source as tuples, in order, null where not known."""
        return self._tuples(self.funding, columns)

    def _tuples(self, frame, columns):
        ids = frame["project_id"].str.removeprefix("r:")
        shown = frame.assign(project_id=ids)[list(columns)].astype(object)
        shown = shown.where(shown.notna(), None)
        return sorted(shown.itertuples(index=False, name=None), key=str)

    def told(self, code):
        """Return the messages of a code, in the order told."""
        return self.issues.loc[self.issues["code"] == code, "message"].tolist()
