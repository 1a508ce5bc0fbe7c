"""Writes the Total Place statement of an area: one sheet that says what is spent, held, planned and not known."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from totalcapital.publishing.account_words import head_words, share_words, short_money
from totalcapital.publishing.frame import seal
from totalcapital.publishing.pages import accent_style, day_words, number_words, shared_values
from totalcapital.publishing.programme import programme_line
from totalcapital.publishing.sources import registers_of
from totalcapital.publishing.statement_figures import (
    alignments_of,
    capital_of,
    funders_of,
    provision_of,
    spent_of,
)
from totalcapital.publishing.statement_gaps import gaps_of
from totalcapital.publishing.texts import Markup, clean, escape, fill, page_text
from totalcapital.resources import maps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from totalcapital.project import Project
    from totalcapital.publishing.areas import AreaFigures, Page
    from totalcapital.publishing.redaction import View
    from totalcapital.publishing.statement_figures import Line, Spent

__all__ = ["statement_page"]

#: Lines of each part, so that the sheet stays one: bodies, services, paid or provided twice, alignments, gaps, sources.
_BODIES: Final = 8
_SERVICES: Final = 10
_TWICE: Final = 4
_ALIGNMENTS: Final = 3
_GAPS: Final = 6
_SOURCES: Final = 7
#: Letters of a sentence and of a name of a source.
_SENTENCE: Final = 170
_NAME: Final = 60


def statement_page(view: View, page: Page, figures: AreaFigures, *, project: Project) -> str:
    """Return the statement of one area as HTML: one sheet of A4 when printed, without scripts."""
    words, publication = page_text(), project.publication
    text, currency = words["statement"], project.estate.currency
    spent = spent_of(view, page)
    contact = words["sentences"]["contact"].format(contact=publication.contact) if publication.contact else ""
    publisher = words["sentences"]["published_by"].format(name=publication.name) if publication.name else ""
    frame = fill(
        maps("statement.html").read_text(encoding="utf-8"),
        {
            **shared_values(project, view, [page]),
            "policy": Markup("@@policy@@"),
            "statement_style": Markup(
                maps("styles", "statement.css").read_text(encoding="utf-8") + accent_style(project)
            ),
            "title": f"{text['heading']}: {page.name} | {project.estate.name}",
            "heading": text["heading"],
            "name": page.name,
            "programme": programme_line(page, project=project),
            "area_page": f"{page.area_id}.html",
            "figures": _big(spent, text, currency),
            "bodies": _lines(spent, "bodies", text, currency),
            "services": _lines(spent, "services", text, currency),
            "decides": _decides(spent, text, currency),
            "twice": _twice(view, page, spent, text, currency),
            "property": _property(view, page, figures, spent),
            "capital": _capital(view, page, text, currency),
            "meets": _meets(view, page, text, currency),
            "unknown": _list("unknown", gaps_of(view, page, figures, spent=spent, currency=currency)[:_GAPS]),
            "sources": _sources(view, page, text),
            "contact": _short(contact, _SENTENCE),
            "publisher": _short(publisher, _SENTENCE),
        },
    )
    return seal(frame)


def _short(text: Any, letters: int) -> str:
    return textwrap.shorten(clean(text), letters, placeholder=" …")[:letters]


def _budget_words(spent: Spent, text: Any) -> str:
    year = spent.year or page_text()["money"]["year_unknown"]
    words = text["paid_in" if spent.is_of_payments else "spent_in"]
    return str(words.format(budget=text["budgets"][spent.budget or "unknown"], year=year))


def _big(spent: Spent | None, text: Any, currency: str) -> Markup:
    """Return the four key figures; a sentence in their place where no accounts are of the area."""
    if spent is None:
        return Markup(f'<p class="none">{escape(text["no_accounts"])}</p>')
    unknown = page_text()["script"]["not_known"]
    decided = spent.by_discretion["discretionary"]
    by_head = None if spent.residents_count is None else decided / spent.residents_count
    residents = (
        text["residents_unknown"]
        if spent.residents_count is None
        else text["residents"].format(n=number_words(spent.residents_count))
    )
    shown = [
        (short_money(spent.amount_gbp, currency), _budget_words(spent, text)),
        (head_words(spent.per_head_gbp, currency) or unknown, f"{text['by_resident']} ({residents})"),
        (
            head_words(by_head, currency) or short_money(decided, currency),
            text["decided" if by_head is not None else "decided_sum"].format(
                share=share_words(decided, spent.amount_gbp) or unknown
            ),
        ),
        (
            short_money(spent.unmapped_gbp, currency),
            text["unmapped"].format(share=share_words(spent.unmapped_gbp, spent.estate_gbp) or unknown),
        ),
    ]
    items = "".join(f"<li><strong>{escape(value)}</strong> {escape(said)}</li>" for value, said in shown)
    return Markup(f'<ul class="big">{items}</ul>')


def _section(name: str, inner: str) -> Markup:
    heading = escape(page_text()["statement"]["heads"][name])
    return Markup(f'<section class="{name}"><h2>{heading}</h2>{inner}</section>')


def _list(name: str, said: Sequence[str]) -> Markup:
    if not said:
        return _section(name, f"<p>{escape(page_text()['statement']['nothing'])}</p>")
    items = "".join(f'<li><span class="cut">{escape(_short(line, _SENTENCE))}</span></li>' for line in said)
    return _section(name, f"<ul>{items}</ul>")


def _lines(spent: Spent | None, name: str, text: Any, currency: str) -> Markup:
    """Return bodies or services with their amounts, the greatest first, the others together, and the total."""
    if spent is None:
        return Markup("")
    lines: tuple[Line, ...] = getattr(spent, name)
    most = _BODIES if name == "bodies" else _SERVICES
    shown = lines if len(lines) <= most else lines[: most - 1]
    rest = lines[len(shown) :]
    codes, money = page_text()["codes"]["spending_service"], page_text()["money"]
    unknown = money["body_unknown" if name == "bodies" else "service_unknown"]
    greatest = max((line.amount_gbp for line in shown), default=0.0)
    rows = [
        _row(
            unknown if line.name is None else line.name if name == "bodies" else codes[line.name],
            (line.amount_gbp, line.per_head_gbp),
            currency,
            greatest=greatest,
        )
        for line in shown
    ]
    if rest:
        heads = [line.per_head_gbp for line in rest]
        by_head = None if None in heads else sum(head for head in heads if head is not None)
        label = text["others"].format(n=number_words(len(rest)))
        rows.append(
            _row(label, (sum(line.amount_gbp for line in rest), by_head), currency, greatest=greatest)
        )
    total = _row(money["total"], (spent.amount_gbp, spent.per_head_gbp), currency, greatest=0.0)
    heads_ = _heads(text, name, "amount", "by_resident")
    table = (
        f"<table><thead><tr>{heads_}</tr></thead><tbody>{''.join(rows)}</tbody><tfoot>{total}</tfoot></table>"
    )
    return _section(name, table)


def _heads(text: Any, name: str, *numbers: str) -> str:
    """Return the headings of a table: the name, none for the bars, and the numbers."""
    return f'<th scope="col">{escape(text[name])}</th><td class="bar"></td>' + "".join(
        f'<th scope="col" class="number">{escape(text[key])}</th>' for key in numbers
    )


def _row(
    name: str, amounts: tuple[float, float | None], currency: str, *, greatest: float, share: str = ""
) -> str:
    """Return one line of a table: name, bar, amount, amount by resident and, where given, its share."""
    amount, by_head = amounts
    long = 100 * max(0.0, amount) / greatest if greatest > 0 else 0.0
    bar = (
        '<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="back" width="100" height="8"/>'
        f'<rect width="{min(long, 100.0):.1f}" height="8"/></svg>'
        if greatest > 0
        else ""
    )
    said = head_words(by_head, currency) or page_text()["script"]["not_known"]
    last = f'<td class="number">{escape(share)}</td>' if share else ""
    return (
        f'<tr><th scope="row">{escape(name)}</th><td class="bar">{bar}</td>'
        f'<td class="number">{escape(short_money(amount, currency))}</td><td class="number">{escape(said)}</td>{last}</tr>'
    )


def _decides(spent: Spent | None, text: Any, currency: str) -> Markup:
    if spent is None:
        return Markup("")
    codes, unknown = page_text()["codes"]["discretion"], page_text()["script"]["not_known"]
    rows = [
        _row(
            codes[name],
            (amount, None if spent.residents_count is None else amount / spent.residents_count),
            currency,
            greatest=spent.amount_gbp,
            share=share_words(amount, spent.amount_gbp) or unknown,
        )
        for name, amount in spent.by_discretion.items()
    ]
    top = _heads(text, "decides_head", "amount", "by_resident", "share")
    note = escape(text["decides_note"])
    table = f"<table><thead><tr>{top}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return _section("decides", f'{table}<p class="cut">{note}</p>')


def _twice(view: View, page: Page, spent: Spent | None, text: Any, currency: str) -> Markup:
    """Return what several bodies pay for, and what is provided twice within a walk."""
    codes = page_text()["codes"]
    paid = [
        text["paid"].format(
            service=codes["spending_service"][row["service"]],
            n=number_words(int(row["agencies_count"])),
            sum=short_money(row["amount_gbp"], currency),
        )
        for row in funders_of(view, page, spent).head(_TWICE).to_dict("records")
    ]
    provided = [
        text["provided"].format(
            service=codes["service"].get(row["service"], row["service"]),
            n=number_words(int(row["near_other_body_count"])),
            all=number_words(int(row["sites_count"])),
            walk=f"{row['walk_min']:g}",
        )
        for row in provision_of(view, page).head(_TWICE).to_dict("records")
    ]
    return _list("twice", [*paid, *provided])


def _property(view: View, page: Page, figures: AreaFigures, spent: Spent | None) -> Markup:
    text = page_text()["statement"]
    if not figures.properties_count:
        return _list("property", [text["no_properties"]])
    lines = [
        text["properties"].format(
            n=number_words(figures.properties_count), bodies=number_words(figures.agencies_count)
        )
    ]
    if view.may_see("bands", "band"):
        lines.append(
            text["bands"].format(
                surplus=number_words(figures.surplus_count),
                under=number_words(figures.under_used_count),
                watch=number_words(figures.watch_count),
                unknown=number_words(figures.unknown_count),
            )
        )
    if figures.hubs_count is not None:
        lines.append(
            text["options"].format(
                n=number_words(figures.options_count), hubs=number_words(figures.hubs_count)
            )
        )
    costs = view.tables["property_costs"]
    costs = costs[costs["area_id"].eq(page.area_id) & costs["agency_id"].isna() & costs["service"].isna()]
    costs = costs[costs["financial_year"].eq(spent.year if spent and spent.year else "").fillna(False)]
    if len(costs) and not pd.isna(costs["share_pct"].iloc[0]):
        lines.append(text["property_share"].format(share=f"{costs['share_pct'].iloc[0]:.1f} %"))
    return _list("property", lines)


def _capital(view: View, page: Page, text: Any, currency: str) -> Markup:
    found = capital_of(view, page)
    if not found.projects_count:
        return _list("capital", [text["no_projects"]])
    count = number_words(found.projects_count)
    if not view.may_see("projects", "total_gbp"):
        return _list("capital", [text["projects_only"].format(n=count)])
    lines = [
        text["projects"].format(
            n=count,
            sum=text["no_sum"] if found.amount_gbp is None else short_money(found.amount_gbp, currency),
        )
    ]
    if found.without_amount_count:
        lines.append(text["without_sum"].format(n=number_words(found.without_amount_count)))
    lines += [
        text["placed"][name].format(
            n=number_words(n), sum=text["no_sum"] if amount is None else short_money(amount, currency)
        )
        for name, n, amount in found.placed
    ]
    return _list("capital", lines)


def _meets(view: View, page: Page, text: Any, currency: str) -> Markup:
    """Return the first alignments; nothing for an audience that may not see them."""
    if not view.may_see("alignments", "reason"):
        return Markup("")
    rows = alignments_of(view, page)
    # One project may meet a dozen others: the first alignments of different projects say more.
    first = rows[~rows.duplicated("from_id")].head(_ALIGNMENTS)
    lines = [_meeting(view, row, currency) for row in first.to_dict("records")]
    if len(rows) > len(lines):
        lines.append(text["more_alignments"].format(n=number_words(len(rows) - len(lines))))
    return _list("meets", lines)


def _meeting(view: View, row: Mapping[Any, Any], currency: str) -> str:
    """Return how two ends meet, by name; the reason where an end may not be named."""
    projects, holdings = view.tables["projects"], view.tables["holdings"]
    names = {
        **dict(zip(projects["project_id"], projects["name"], strict=True)),
        **dict(zip(holdings["holding_id"], holdings["name"], strict=True)),
    }
    ends = [row["from_id"], *([] if pd.isna(row["to_id"]) else [row["to_id"]])]
    named = [names.get(end) for end in ends]
    if pd.isna(row["kind"]) or any(name is None or pd.isna(name) for name in named):
        return _short(row["reason"], _SENTENCE)
    text, codes = page_text()["statement"], page_text()["codes"]
    kind = codes["alignment_kind"][row["kind"]]
    if pd.notna(row["service"]):
        kind = text["meets_service"].format(kind=kind, service=codes["service"][row["service"]].lower())
    said = text["meets_ends"].format(kind=kind, ends="; ".join(_short(name, _NAME) for name in named))
    sum_ = "" if pd.isna(row["amount_gbp"]) else f" ({short_money(row['amount_gbp'], currency)})"
    return f"{said}{sum_}"


def _sources(view: View, page: Page, text: Any) -> Markup:
    registers = registers_of(view, [page])
    said = []
    for row in registers.to_dict("records"):
        name = row["publisher"] if not pd.isna(row["publisher"]) else row["register_id"]
        day = "" if pd.isna(row["effective_date"]) else f" ({day_words(row['effective_date'].date())})"
        said.append(f"{_short(name, _NAME)}{day}")
    said = list(dict.fromkeys(said))
    if len(said) > _SOURCES:
        said = [*said[:_SOURCES], text["more_sources"].format(n=number_words(len(said) - _SOURCES))]
    line = "; ".join(said) or page_text()["sentences"]["no_registers"]
    return _section("sources", f'<p class="cut">{escape(line)}</p>')
