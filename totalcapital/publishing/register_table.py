"""Writes the internal index page's table of registers: how complete, how old, what to put right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from totalcapital.publishing.completeness import needed_fields
from totalcapital.publishing.pages import number_words
from totalcapital.publishing.texts import Markup, escape, page_text
from totalcapital.resources import maps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalcapital.publishing.redaction import View

__all__ = ["register_section", "register_style"]

#: A share given below this is drawn in the colour of what is wrong.
_LITTLE_PCT = 50


def register_style(view: View) -> str:
    """Return the style of the section; empty for an audience that does not see it."""
    if not _is_seen(view):
        return ""
    return "\n" + maps("styles", "registers.css").read_text(encoding="utf-8")


def register_section(view: View) -> Markup:
    """Return the table of registers and what differs from the last files; empty for other audiences.

    The workbooks it leads to are in the folder ``issues`` beside the folder of the page.
    """
    if not _is_seen(view) or view.tables["registers"].empty:
        return Markup("")
    words = page_text()["registers"]
    return Markup(
        f'\n<section class="registers" id="registers"><h2>{escape(words["heading"])}</h2>'
        f"<p>{escape(words['lede'])}</p>"
        f'<div class="twin-scroll" role="region" aria-label="{escape(words["heading"])}" tabindex="0">'
        f"{_table(view, words)}</div>{_changes(view, words)}</section>"
    )


def _is_seen(view: View) -> bool:
    return view.may_see("completeness", "given_count") and view.may_see("issues", "code")


def _table(view: View, words: Mapping[str, Any]) -> str:
    labels = _labels(view)
    heads = [words["heads"][0], *words["heads"][1:4], *labels.values(), *words["heads"][4:]]
    numbers, number = range(1, 4 + len(labels)), ' class="number"'
    top = "".join(
        f'<th scope="col"{number if at in numbers else ""}>{escape(head)}</th>'
        for at, head in enumerate(heads)
    )
    given = {
        (row["register_id"], row["field"]): (int(row["applies_count"]), int(row["given_count"]))
        for row in view.tables["completeness"].to_dict("records")
    }
    faults = view.tables["issues"].groupby(["register_id", "level"])["rows_count"].sum().to_dict()
    rows = [
        _row(row, given, faults, list(labels), words) for row in view.tables["registers"].to_dict("records")
    ]
    return (
        f"<table><caption>{escape(words['caption'])}</caption><thead><tr>{top}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _labels(view: View) -> dict[str, str]:
    """Return the fields that any register could give, with their words, in their order."""
    seen = set(view.tables["completeness"]["field"])
    return {need.field: need.label for need in needed_fields() if need.field in seen}


def _row(
    row: Mapping[Any, Any],
    given: Mapping[tuple[Any, Any], tuple[int, int]],
    faults: Mapping[Any, int],
    fields: list[str],
    words: Mapping[str, Any],
) -> str:
    register = row["register_id"]
    cells = [f'<td class="number">{number_words(int(row["rows_kept"]))}</td>']
    score = row["completeness_pct"]
    cells.append(
        _number(escape(words["score_none"]) if pd.isna(score) else f"{score:.0f} %", is_little=False)
    )
    cells.append(_number(escape(_age(row["age_days"], words)), is_little=False))
    for field in fields:
        if (register, field) not in given:
            cells.append(
                f'<td class="number"><span aria-hidden="true">–</span>'
                f'<span class="unseen">{escape(words["applies_none"])}</span></td>'
            )
            continue
        applies, count = given[register, field]
        share = _whole_pct(count, applies)
        cells.append(_number(f"{share} %", is_little=share < _LITTLE_PCT))
    cells.append(f'<td class="faults">{escape(_faults(register, faults, words))}</td>')
    link = f'<a href="../issues/{escape(register)}.xlsx">{escape(register)}</a>'
    return f'<tr><th scope="row">{link}</th>{"".join(cells)}</tr>'


def _faults(register: Any, faults: Mapping[Any, int], words: Mapping[str, Any]) -> str:
    """Return how many rows each level of fault concerns, in words; a level without any is left out."""
    said = []
    for level, forms in words["faults"].items():
        if count := int(faults.get((register, level), 0)):
            said.append(forms[count != 1].format(n=number_words(count)))
    return ", ".join(said) or str(words["faults_none"])


def _number(text: str, *, is_little: bool) -> str:
    return f'<td class="number{" below" if is_little else ""}">{text}</td>'


def _whole_pct(count: int, of: int) -> int:
    """Return a share as a whole number of per cent; 0 and 100 only for none and all."""
    share = round(100 * count / of)
    return min(max(share, 1), 99) if 0 < count < of else share


def _age(days: Any, words: Mapping[str, Any]) -> str:
    if pd.isna(days):
        return str(words["age_none"])
    forms = words["age"] if days >= 0 else words["age_ahead"]
    return str(forms[abs(days) != 1].format(n=number_words(abs(int(days)))))


def _changes(view: View, words: Mapping[str, Any]) -> str:
    """Return what differs from the last files, register by register: the records, and what to look at."""
    changes = view.tables["changes"]
    head = f'<div class="changes"><h3>{escape(words["changes"])}</h3>'
    if changes.empty:
        return f"{head}<p>{escape(words['changes_none'])}</p></div>"
    shown = changes[changes["column"].isna() | (changes["level"] == "warning")]
    items = [
        f"<li>{escape(words['change_of'].format(register=register, said=message))}</li>"
        for register, message in zip(shown["register_id"], shown["message"], strict=True)
    ]
    return f"{head}<ul>{''.join(items)}</ul></div>"
