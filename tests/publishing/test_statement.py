"""The statement of an area: its figures, and that it is one sheet whatever stands on it. Amounts: harbour_accounts."""

from __future__ import annotations

import re

import harbour_accounts
import harbour_estate
import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.publishing import publish
from totalcapital.publishing.account_words import head_words, share_words, short_money
from totalcapital.publishing.redaction import redact
from totalcapital.tables import TABLES
from totalcapital.tables.codes import SPENDING_SERVICES

pytestmark = pytest.mark.browser

LONG = "The Very Long Name of a Combined Authority for Everything in Every Place of the Whole Wide County and Beyond"


def make(tables, folder, audience="internal", **estate):
    project = harbour_estate.project(folder)
    project = project.model_copy(update={"estate": project.estate.model_copy(update=estate)})
    publish(tables, folder, audience=audience, project=project)
    return folder


@pytest.fixture(scope="module")
def sheets(tables, tmp_path_factory):
    whole = harbour_accounts.add(tables)
    return {name: make(whole, tmp_path_factory.mktemp(name), name) for name in ("internal", "public")}


def sheet(browser, path):
    """Open a statement, which has no script and so never says that it is ready."""
    context = browser.new_context(viewport={"width": 900, "height": 1200}, offline=True, bypass_csp=True)
    page = context.new_page()
    page.goto(path.as_uri())
    return page


def pages_printed(page):
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


def section(page, name):
    return [line.strip() for line in page.locator(f".{name} li").all_inner_texts()]


def rows(page, name):
    lines = page.locator(f".{name} tr").all_inner_texts()
    return [[cell for cell in line.replace("\n", "").split("\t") if cell.strip()] for line in lines]


def test_the_sheet_says_what_is_spent_by_whom_on_what_and_who_decides(browser, sheets):
    page = sheet(browser, sheets["internal"] / "northbank-statement.html")
    big = page.locator(".big strong").all_inner_texts()
    assert big == ["£23.3m", "£2,330", "£110", "£3.0m"]
    said = page.inner_text(".big")
    for words in (
        "of revenue here in 2025-26, with single payments, which are not all that was spent",
        "10,000 residents",
        "(4.7 %)",
        "(15.0 % of the whole estate's)",
    ):
        assert words in said  # fmt: skip
    assert rows(page, "bodies")[1:] == [
        ["Harbour NHS Trust", "£12.4m", "£1,240"], ["Harbour Council", "£8.9m", "£885"], ["Harbour Police", "£2.0m", "£200"],
        ["Body not known", "£50k", "£5.00"], ["Total", "£23.3m", "£2,330"],
    ]  # fmt: skip
    assert [row[0] for row in rows(page, "services")[1:]] == [
        "Health", "Education", "Police", "Public health", "Culture and leisure", "Service not known", "Central services", "Total",
    ]  # fmt: skip
    assert rows(page, "decides")[1:] == [
        ["The place", "£1.1m", "£110", "4.7 %"], ["Set by law", "£10.4m", "£1,040", "44.6 %"],
        ["Decided nationally", "£12.0m", "£1,200", "51.5 %"], ["Not known", "-£200k", "-£20.00", "-0.9 %"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("basis", "words"),
    [
        ("payments", "with single payments, which are not all that was spent"),
        ("outturn", "of revenue spent here"),
    ],
)
def test_single_payments_are_not_told_as_what_was_spent(tables, tmp_path, browser, basis, words):
    whole = harbour_accounts.add(tables)
    one = {**whole, "accounts": whole["accounts"].assign(basis=basis)}
    publish(one, tmp_path, audience="internal", project=harbour_estate.project(tmp_path))
    assert words in sheet(browser, tmp_path / "northbank-statement.html").inner_text(".big")


def test_the_sheet_says_what_is_twice_what_is_held_and_what_is_not_known(browser, sheets):
    page = sheet(browser, sheets["internal"] / "northbank-statement.html")
    assert section(page, "twice") == [
        "Public health: 2 bodies pay, £1.0m together.",
        "Clinic: 2 of 24 properties are within 15 minutes' walk of another body's.",
    ]
    # Surplus k % 25 == 1 and under-used 0 below 120: 5 each, all counted (k = 50 is the council's).
    assert section(page, "property")[0] == "108 properties of 3 public bodies."
    assert section(page, "property")[-1] == "Property takes 4.5 % of what is spent."
    # Twelve works of 734,561 and 0 to 11 more.
    assert section(page, "capital") == [
        "12 capital projects, £8.8m in all.", "12 placed at a site or postcode: £8.8m.",
    ]  # fmt: skip
    gaps = section(page, "unknown")
    assert "Where £3.0m of the whole estate's money is spent." in gaps
    assert "What £50k of it is spent on." in gaps
    assert "How well they are used: 88 properties." in gaps
    assert "Harbour Outturn Office" in page.inner_text(".sources")


def test_the_public_sheet_has_no_judgement_and_no_money_of_projects(browser, sheets):
    page = sheet(browser, sheets["public"] / "northbank-statement.html")
    text = page.inner_text("body")
    assert "£23.3m" in text
    assert "surplus" not in text
    assert "8 capital projects; their money is not published." in text
    assert "Projects that meet" not in text
    assert "co-location" not in text
    assert "Property takes" not in text


@pytest.mark.parametrize("audience", ["internal", "public"])
@pytest.mark.parametrize("name", ["northbank", "southbank"])
def test_the_statement_prints_on_one_sheet(browser, sheets, audience, name):
    assert pages_printed(sheet(browser, sheets[audience] / f"{name}-statement.html")) == 1


def crowded(tables):
    """Northbank with more of everything than a sheet holds, all of it with long names."""
    whole = harbour_accounts.add(tables)
    services = SPENDING_SERVICES
    one = whole["accounts"].iloc[[0]]
    accounts = pd.concat(
        [one.assign(agency_id=f"body-{at}", service=code, per_head_gbp=99_999_999.0, amount_gbp=1e12) for at, code in enumerate(services)]
    )  # fmt: skip
    agencies = pd.DataFrame([
        {"agency_id": f"body-{at}", "name": f"{at} {LONG}", "sector": "other", "is_public": True} for at in range(len(services))
    ])  # fmt: skip
    funders = pd.concat([whole["funders"].iloc[[0]].assign(service=code) for code in services])
    provision = pd.concat([
        whole["provision"].iloc[[1]].assign(service=code) for code in ("clinic", "library", "school", "office", "depot")
    ])  # fmt: skip
    projects = whole["projects"].assign(name=LONG)
    alignments = pd.DataFrame([
        {"alignment_id": f"a-{at}", "kind": "combine", "from_id": f"capital:P{at:02d}", "confidence": "low", "rank": at, "status": "new", "area_id": "northbank",
         "amount_gbp": 1e9, "check_first": "x", "rule": "x", "reason": f"{LONG} and {LONG} could do it together, {LONG}"}
        for at in range(1, 9)
    ])  # fmt: skip
    registers = whole["registers"].assign(publisher=[f"{at} {LONG}" for at in range(len(whole["registers"]))])
    made = {
        "accounts": accounts,
        "funders": funders,
        "provision": provision,
        "registers": registers,
        "projects": projects,
    }
    return {
        **whole,
        **{name: TABLES[name].conform(frame.reset_index(drop=True)) for name, frame in made.items()},
        "agencies": TABLES["agencies"].conform(pd.concat([whole["agencies"], agencies], ignore_index=True)),
        "alignments": TABLES["alignments"].conform(alignments, crs=harbour_estate.BNG),
        "areas": whole["areas"].assign(name=LONG),
    }


def test_the_fullest_statement_prints_on_one_sheet_and_says_how_much_more_there_is(browser, tables, tmp_path):
    folder = make(crowded(tables), tmp_path, name=LONG, notice=LONG)
    page = sheet(browser, folder / "northbank-statement.html")
    assert pages_printed(page) == 1
    text = page.inner_text("body")
    assert "14 others" in text  # 21 bodies, of which 7 are named
    assert "12 others" in text  # 21 services, of which 9 are named
    assert "5 more on the page of the area." in text
    assert page.locator(".twice li").count() == 8


def test_the_first_alignments_are_of_different_projects_and_name_both_ends(browser, tables, tmp_path):
    rows = [
        ("a-1", "duplicate", "capital:P00", "capital:P07", "library", "new", 1, 1_500_000.0),
        ("a-2", "duplicate", "capital:P00", "capital:P08", "library", "new", 2, 1_500_000.0),
        ("a-3", "clash", "capital:P02", "capital:P03", None, "dismissed", None, 9_000_000.0),
        ("a-4", "gap", "capital:P05", None, "school", "still", 3, None),
    ]
    names = ("alignment_id", "kind", "from_id", "to_id", "service", "status", "rank", "amount_gbp")
    said = {
        "area_id": "northbank",
        "confidence": "low",
        "check_first": "x",
        "reason": "x",
        "rule": "x",
        "to_table": "projects",
    }
    found = pd.DataFrame([{**dict(zip(names, row, strict=True)), **said} for row in rows])
    alignments = TABLES["alignments"].conform(found, crs=harbour_estate.BNG)
    folder = make({**harbour_accounts.add(tables), "alignments": alignments}, tmp_path)
    assert section(sheet(browser, folder / "northbank-statement.html"), "meets") == [
        "Duplicate of library: Harbour works 0; Harbour works 7 (£1.5m)", "Gap of school: Harbour works 5",
        "1 more on the page of the area.",
    ]  # fmt: skip


def test_an_area_without_accounts_says_so_and_prints_what_is_known(browser, published):
    folder, _ = published["internal"]
    page = sheet(browser, folder / "northbank-statement.html")
    assert "No list of spending gave anything for this area" in page.inner_text(".none")
    assert "What is spent here: no list of spending gave anything for this area." in section(page, "unknown")
    assert page.locator("table").count() == 0
    assert section(page, "capital")[0] == "12 capital projects, £8.8m in all."
    assert pages_printed(page) == 1


@pytest.mark.parametrize("width", [390, 900])
def test_the_statement_fits_every_width_and_axe_finds_nothing_in_it(browser, sheets, width):
    page = sheet(browser, sheets["internal"] / "northbank-statement.html")
    page.set_viewport_size({"width": width, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_pages_and_index_lead_to_the_statement_and_it_leads_back(sheets):
    folder = sheets["internal"]
    for name in ("northbank.html", "index.html"):
        assert 'href="northbank-statement.html"' in (folder / name).read_text(encoding="utf-8")
    text = (folder / "northbank-statement.html").read_text(encoding="utf-8")
    assert 'href="northbank.html"' in text
    assert 'href="index.html"' in text
    assert "script-src 'none'" in text


def test_the_statement_is_in_the_manifest(tables, tmp_path):
    project = harbour_estate.project(tmp_path)
    summary = publish(
        harbour_accounts.add(tables), tmp_path, audience="partner", project=project, weights=None
    )
    assert {"northbank-statement.html", "southbank-statement.html"} <= set(summary.files)


@settings(max_examples=40)
@given(st.floats(min_value=-1e13, max_value=1e13))
def test_amounts_in_few_letters_are_the_amount_to_their_last_figure(amount):
    said = short_money(amount)
    digits = said.replace("£", "").replace(",", "")
    step = {"bn": 1e9, "m": 1e6, "k": 1e3}
    unit = next((one for one in step if digits.endswith(one)), "")
    value = float(digits.removesuffix(unit)) * step.get(unit, 1.0)
    finest = {"bn": 1e8, "m": 1e5, "k": 1e3}.get(unit, 1.0)
    assert abs(value - amount) <= finest / 2 + 1e-6 * abs(amount)
    assert not said.startswith("-£0")


def test_an_amount_by_resident_that_is_not_known_is_never_nothing():
    assert head_words(None) is None
    assert head_words(0.0) == "£0.00"
    assert share_words(5.0, 0.0) is None


def test_what_is_not_known_of_the_whole_estate_is_no_area_of_its_own(tables, tmp_path):
    """The estate's own page, where there are no areas, has all the accounts, none of them besides."""
    whole = harbour_accounts.add(tables)
    accounts = whole["accounts"].assign(area_id=None, per_head_gbp=float("nan"))
    bare = {
        **whole, "accounts": TABLES["accounts"].conform(accounts), "areas": TABLES["areas"].empty(harbour_estate.BNG),
        "places": TABLES["places"].empty(),
    }  # fmt: skip
    view = redact(bare, audience="internal", project=harbour_estate.project(tmp_path))
    assert view.tables["accounts"]["area_id"].isna().all()
    text = make(bare, tmp_path).joinpath("estate-statement.html").read_text(encoding="utf-8")
    assert "£43.3m" in text  # 23.3 million, 17 of the two authorities and 3 of the railway
    assert "residents not known" in text
