"""decisions.csv and the last run: the same decision, under the ids that records have now."""

from __future__ import annotations

import pandas as pd
from estates import load

from totalcapital.answering import current_decisions
from totalcapital.tables import ASSETS, DECISIONS, RENUMBERED


def test_a_decision_on_records_numbered_anew_since_is_known_under_their_new_ids(tmp_path):
    (tmp_path / "a.csv").write_text("Name,Postcode\nOak,LS1 3AB\n", encoding="utf-8")
    (tmp_path / "decisions.csv").write_text(
        "subject,subject_id,other_id,decision\nlink,a:1,b:2,accepted\nlink,b:2,,split\nagency,x,y,accepted\n",
        encoding="utf-8",
    )
    project = load(tmp_path, registers=[{"id": "a", "path": "a.csv"}])
    said = {
        "source_file": "f", "source_row": 2, "role": "owner", "status": "operational", "sensitivity": "open",
        "source_values": "{}",
    }  # fmt: skip
    tables = {
        "decisions": DECISIONS.empty(),
        "assets": ASSETS.conform(pd.DataFrame({"asset_id": ["b:2", "z:9"], "register_id": "r", **said})),
        "renumbered": RENUMBERED.conform(pd.DataFrame({
            "asset_id": ["z:9"], "before_id": ["a:1"], "register_id": ["r"], "edition": ["2026-08-01"],
            "weight": [9.0], "probability": [1.0], "evidence": ["the same but for the reference"],
        })),
    }  # fmt: skip
    current = current_decisions(project, tables).astype(object)
    assert current[["subject_id", "other_id"]].where(current["other_id"].notna(), None).values.tolist() == [
        ["b:2", "z:9"], [None, None], ["x", "y"],
    ]  # fmt: skip
    assert current["subject_id"].tolist() == ["b:2", "b:2", "x"]
