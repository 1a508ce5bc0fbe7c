"""What the documents say of keys, assumptions, tables, words and links is what the code has."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from totalcapital import sections
from totalcapital.assumptions import load_assumptions
from totalcapital.cli.commands import app
from totalcapital.storing import FORM
from totalcapital.tables import TABLES
from totalcapital.tables.codes import MEASURES

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
METHODS = {
    "assess": ("underuse",),
    "colocate": ("colocation", "access", "hubs"),
    "appraise": ("appraisal",),
    "choose": ("choosing",),
    "align": ("aligning",),
    "account": ("accounts",),
}
SECTIONS = (
    *(sections.Estate, sections.AreaOfOnesOwn, sections.Register, sections.Lookups, sections.Reading),
    *(sections.Underuse, sections.Never, sections.Colocation, sections.Appraisal, sections.Scenario),
    *(sections.Align, sections.AlignBody, sections.Accounts, sections.Publication),
)


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _links(text: str) -> list[str]:
    return [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if not re.match(r"[a-z]+:", link)]


def _anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_of_a_document_leads_somewhere(document: Path) -> None:
    lost = []
    for link in _links(document.read_text(encoding="utf-8")):
        name, _, anchor = link.partition("#")
        target = (document.parent / name) if name else document
        if not target.exists() or (anchor and anchor not in _anchors(target.read_text(encoding="utf-8"))):
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
def test_every_key_of_the_estate_file_stands_in_its_document(section: type[sections.Strict]) -> None:
    text = _read("docs/estate.md")
    keys = [field.alias or name for name, field in section.model_fields.items()]
    assert [key for key in keys if not re.search(rf"[`.\n]{key}\b", text)] == []


@pytest.mark.parametrize("stage", METHODS)
def test_every_assumption_is_named_on_a_method_page_alone_or_with_its_group(stage: str) -> None:
    text = "".join(_read(f"docs/method/{page}.md") for page in METHODS[stage])
    known = load_assumptions({}).table()
    ids = known.loc[known["stage"] == stage, "assumption_id"]
    assert len(ids)
    groups = [(name, f"{name.split('.')[0]}.*") for name in ids]
    assert [name for name, group in groups if f"`{name}`" not in text and f"`{group}`" not in text] == []


def test_an_assumption_lies_between_its_least_and_its_most_favourable_value() -> None:
    known = load_assumptions({}).table().dropna(subset=["low", "high"])
    low, value, high = (known[name] for name in ("low", "value", "high"))
    is_between = ((low <= value) & (value <= high)) | ((low >= value) & (value >= high))
    assert known.loc[~is_between, "assumption_id"].tolist() == []


def test_every_table_is_named_in_the_walk_of_the_data_or_among_the_departures() -> None:
    text = _read("ARCHITECTURE.md")
    assert [name for name in TABLES if not re.search(rf"\b{name}\b", text)] == []


def test_every_package_and_module_beside_the_stages_is_named_in_the_architecture() -> None:
    text = _read("ARCHITECTURE.md")
    inside = [path for path in (ROOT / "totalcapital").iterdir() if not path.name.startswith("_")]
    assert sorted(p.stem for p in inside if not re.search(rf"\b{p.stem}\b", text)) == []


def test_every_measure_of_worth_is_explained() -> None:
    text = _read("docs/method/appraisal.md")
    assert [measure for measure in MEASURES if measure not in text] == []


def test_every_form_of_a_result_stands_once_and_in_order_in_the_table_of_forms() -> None:
    rows = re.findall(r"^\| (\d+) \|", _read("docs/method/editions.md"), flags=re.MULTILINE)
    assert rows == [str(form) for form in range(1, FORM + 1)]


def test_every_command_that_documents_name_is_there() -> None:
    known = {command.name or command.callback.__name__ for command in app.registered_commands}
    named = set()
    for document in DOCUMENTS:
        if document.name != "CHANGELOG.md":
            named |= set(re.findall(r"totalcapital ([a-z]+)\b", document.read_text(encoding="utf-8")))
    assert named - known == set()


def test_the_words_of_the_glossary_stand_once_and_in_order() -> None:
    words = re.findall(r"^\| ([^|]+?) \|", _read("docs/glossary.md"), flags=re.MULTILINE)[1:]
    assert words == sorted(words, key=str.casefold)
    singles = Counter(word for entry in words for word in entry.split(", "))
    assert [word for word, count in singles.items() if count > 1] == []


def test_decisions_have_each_their_own_number_and_say_it_in_their_title() -> None:
    found = sorted((ROOT / "docs" / "decisions").iterdir())
    numbers = [path.name[:4] for path in found]
    assert len(set(numbers)) == len(numbers)
    for path in found:
        assert re.match(rf"# {path.name[:4]} \w", path.read_text(encoding="utf-8")), path.name
