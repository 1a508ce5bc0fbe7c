"""What people are asked, on the pages and in the workbooks of those who are asked, and nowhere else."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from base64 import b64decode

import harbour_estate
import openpyxl
import pandas as pd
import pytest

from totalcapital.publishing import publish
from totalcapital.tables import DECISIONS, DOUBTS, LINKS


def doubt(rank, subject, one, other, question):
    return {
        "doubt_id": f"q-{rank}", "subject": subject, "subject_id": one, "other_id": other, "question": question,
        "now": "They are read as two.", "evidence": "names alike", "probability": 0.444, "effect": 3.0, "rank": rank,
        "state": "open", "fingerprint": "f-1",
    }  # fmt: skip


@pytest.fixture(scope="module")
def made(tables, tmp_path_factory):
    """A function: the site of an audience, of an estate where two records were decided to be one by a person."""
    two = tables["holdings"].loc[tables["holdings"]["site_id"] == "site-000010", "asset_ids"].iloc[0]
    other = tables["holdings"].loc[tables["holdings"]["site_id"] == "site-000012", "asset_ids"].tolist()
    pair = sorted(other[:2])
    asked = [
        doubt(1, "link", two, other[0], "Is <b>Hall</b> askedabout the same?"),
        doubt(2, "link", "gone:1", "gone:2", "Is the decision still wanted?"),
    ]
    link = {
        "link_id": "l-1", "asset_id": pair[0], "other_asset_id": pair[1], "relation": "same-building", "weight": 9.0,
        "probability": 0.99, "weights": "[]", "evidence": "same UPRN", "decision": "accepted", "fingerprint": "f-1",
    }  # fmt: skip
    decided = {
        "subject": "link", "subject_id": pair[0], "other_id": pair[1], "decision": "accepted", "by": "Ana Decider",
        "on_date": pd.Timestamp("2026-11-26"), "reason": "onedoorreason", "source_row": 2, "state": "in-force",
    }  # fmt: skip
    estate = {
        **tables, "doubts": DOUBTS.conform(pd.DataFrame(asked)), "links": LINKS.conform(pd.DataFrame([link])),
        "decisions": DECISIONS.conform(pd.DataFrame([decided])),
        # partners see how an option stands; it is links that are looked at here
        "colocation": tables["colocation"].assign(decision=pd.array([None] * len(tables["colocation"]), dtype="str")),
    }  # fmt: skip

    def folder(audience):
        path = tmp_path_factory.mktemp(audience)
        publish(estate, path, audience=audience, project=harbour_estate.project(path))
        return path

    return folder


def all_text(folder):
    """Return every byte of a site, blocks and workbooks unpacked."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            raw = path.read_bytes()
            yield raw
            if path.suffix == ".xlsx":
                book = zipfile.ZipFile(io.BytesIO(raw))
                yield from (book.read(name) for name in book.namelist())
            for block in re.findall(rb"H4sI[A-Za-z0-9+/=]{200,}", raw):
                yield gzip.decompress(b64decode(block))


def test_those_inside_are_asked_on_the_index_page_and_in_the_workbook(made, open_page):
    folder = made("internal")
    index = (folder / "index.html").read_text(encoding="utf-8")
    assert "Is &lt;b&gt;Hall&lt;/b&gt; askedabout the same?" in index
    sheet = openpyxl.load_workbook(folder / "northbank.xlsx")["Questions"]
    heads, *rows = sheet.iter_rows(values_only=True)
    assert [row[heads.index("number")] for row in rows] == [1, 2]  # what is gone is asked on every page
    assert rows[0][heads.index("likely_yes_pct")] == 44
    page = open_page(folder / "northbank.html", fragment="#site=site-000012")
    panel = page.locator("#pane-detail").inner_text()
    assert "Decided by Ana Decider, 2026-11-26: onedoorreason" in panel


@pytest.mark.parametrize("audience", ["partner", "public"])
def test_nobody_else_sees_a_question_or_who_decided_and_why(made, audience):
    text = b"".join(all_text(made(audience)))
    assert b'"holdings"' in text  # the blocks were unpacked
    for word in (b"askedabout", b"Ana Decider", b"onedoorreason", b">accepted<", b'"decided":'):
        assert word not in text
    # The scripts and words of every page know what people can decide; the data says nothing of it.
    data = b"".join(part for part in all_text(made(audience)) if b"<!DOCTYPE html>" not in part)
    assert b'"accepted"' not in data
