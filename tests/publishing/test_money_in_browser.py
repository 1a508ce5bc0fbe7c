"""What is spent in Harbour, on its page as people use it. The amounts are those told in harbour_accounts."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import harbour_accounts
import harbour_estate
import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe

from totalcapital.publishing import publish

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def money_site(tables, tmp_path_factory):
    folder = tmp_path_factory.mktemp("money")
    project = harbour_estate.project(folder)
    publish(harbour_accounts.add(tables), folder, audience="internal", project=project)
    return folder


@pytest.fixture
def page(open_page, money_site):
    made = open_page(money_site / "northbank.html", fragment="#tab=money")
    made.set_default_timeout(30_000)
    return made


def parts(page):
    """Name: amount, share and what is decided here, of each line of the table; and of its total."""
    lines = page.locator("#money-parts tbody tr, #money-parts tfoot tr").all_inner_texts()
    return {line.split("\t")[0]: line.split("\t")[1:] for line in lines}


def figures(page):
    return dict(line.split("\n", 1) for line in page.locator("#money-figures > div").all_inner_texts())


def open_fold(page, head):
    page.click(f"#pane-money summary:has-text('{head}')")


def test_the_key_figures_are_the_sums_of_the_year_that_most_bodies_tell_of(page):
    assert page.input_value("#choose-moneyYear") == "2025-26"
    assert page.input_value("#choose-moneyBudget") == "revenue"
    told = figures(page)
    assert told["Total"] == "£23,300,000"
    assert told["By resident"] == "£2,330"
    # 3 million of the railway beside 9 + 8 million of the two authorities that are known.
    assert told["In no area"] == "£3,000,000 besides (15.0 % of the whole estate's) could be put in no area"
    assert told["Transfers"].startswith("£1,700,000 (2 amounts) between public bodies")
    lines = page.locator(".discretion-table tbody tr").all_inner_texts()
    assert [line.replace("\n", "").split("\t") for line in lines] == [
        ["The place", "£1,100,000", "£110", "4.7 %"], ["Set by law", "£10,400,000", "£1,040", "44.6 %"],
        ["Decided nationally", "£12,000,000", "£1,200", "51.5 %"], ["Not known", "-£200,000", "-£20.00", "-0.9 %"],
    ]  # fmt: skip


def test_boxes_and_table_have_the_same_parts_at_every_level(page):
    assert parts(page) == {
        "NHS": ["£12,400,000", "53.2 %", "£0"], "Unitary council": ["£8,850,000", "38.0 %", "£1,100,000"],
        "Police": ["£2,000,000", "8.6 %", "£0"], "Kind of body not known": ["£50,000", "0.2 %", "£0"],
        "Total": ["£23,300,000", "100.0 %", "£1,100,000"],
    }  # fmt: skip
    titles = page.evaluate("[...document.querySelectorAll('.tile')].map((tile) => tile.title)")
    assert titles == ["NHS: £12,400,000", "Unitary council: £8,850,000", "Police: £2,000,000", "Kind of body not known: £50,000"]  # fmt: skip
    page.click(".tile[title^=Unitary]")
    assert page.inner_text("#money-level") == "Unitary council: £8,850,000"
    assert page.evaluate("document.activeElement.id") == "money-level"
    assert list(parts(page)) == ["Harbour Council", "Total"]
    page.click("#part-0")
    assert parts(page)["Total"] == ["£8,850,000", "100.0 %", "£1,100,000"]
    assert list(parts(page)) == [
        "Education",
        "Public health",
        "Culture and leisure",
        "Central services",
        "Total",
    ]
    page.click("#crumb-0")
    assert page.inner_text("#money-level") == "All of it: £23,300,000"


def test_boxes_are_as_large_as_their_money_and_cover_the_map_without_overlap(page):
    boxes = page.evaluate("""[...document.querySelectorAll('.tile')].map((tile) => ['left', 'top', 'width', 'height']
      .map((side) => parseFloat(tile.style[side])))""")
    area = [wide * high / 100 for _, _, wide, high in boxes]
    # Of the 23.3 million all is positive at this level.
    expected = [100 * amount / 23_300_000 for amount in (12_400_000, 8_850_000, 2_000_000, 50_000)]
    assert area == pytest.approx(expected, abs=0.02)
    for at, (x, y, wide, high) in enumerate(boxes):
        assert -0.01 <= x <= x + wide <= 100.01
        assert -0.01 <= y <= y + high <= 100.01
        for x2, y2, wide2, high2 in boxes[:at]:
            apart = (
                x + wide <= x2 + 0.01
                or x2 + wide2 <= x + 0.01
                or y + high <= y2 + 0.01
                or y2 + high2 <= y + 0.01
            )
            assert apart  # fmt: skip


def test_credits_are_listed_under_the_boxes_and_stay_in_the_total(page):
    page.select_option("#choose-moneyFirst", "service")
    assert "Central services: " not in str(page.evaluate("[...document.querySelectorAll('.tile')].map((t) => t.title)"))  # fmt: skip
    below = page.inner_text("#money-below")
    assert "Central services -£250,000" in below
    assert "£23,300,000" in below
    assert parts(page)["Central services"][0] == "-£250,000"


def test_by_service_first_the_same_service_shows_both_who_pay(page):
    page.select_option("#choose-moneyFirst", "service")
    page.click("#money-parts button:has-text('Public health')")
    assert parts(page) == {
        "Harbour Council": ["£600,000", "60.0 %", "£600,000"], "Harbour NHS Trust": ["£400,000", "40.0 %", "£0"],
        "Total": ["£1,000,000", "100.0 %", "£600,000"],
    }  # fmt: skip
    page.click("#part-0")
    # One body and one service: nothing further to open, so it is said what it rests on.
    rests = page.locator("#pane-money details[open]").first.inner_text()
    assert "Harbour Outturn Office" in rests
    assert "All of a body of this area" in rests


def test_year_budget_resident_and_prices_change_every_number(page):
    page.check("#tick-moneyHead")
    assert parts(page)["NHS"][0] == "£1,240"
    page.uncheck("#tick-moneyHead")
    page.check("#tick-moneyReal")
    assert figures(page)["Total"] == "£25,630,000"  # 23.3 million and a tenth
    assert "prices of 2026-27" in page.inner_text("#money-parts caption")
    page.select_option("#choose-moneyYear", "2024-25")
    assert figures(page)["Total"] == "£7,500,000"
    assert "no deflator for this year" in page.inner_text(".money-tools")
    assert figures(page)["In no area"].startswith("Nothing")
    page.select_option("#choose-moneyYear", "2025-26")
    page.select_option("#choose-moneyBudget", "all")
    page.uncheck("#tick-moneyReal")
    assert figures(page)["Total"] == "£24,300,000"


def test_what_the_sums_rest_on_names_registers_and_the_share_taken(page):
    open_fold(page, "What these sums rest on")
    text = page.inner_text("#pane-money")
    assert "Shared out by residents: 60 %" in text
    assert "Harbour NHS Trust payments" in text


def test_the_table_is_sorted_by_keyboard_and_says_so(page):
    page.focus("#money-sort-name")
    page.keyboard.press("Enter")
    assert list(parts(page))[:4] == ["Kind of body not known", "NHS", "Police", "Unitary council"]
    assert page.evaluate("document.activeElement.id") == "money-sort-name"
    assert page.get_attribute("#money-parts th:has(#money-sort-name)", "aria-sort") == "ascending"
    page.keyboard.press("Enter")
    assert next(iter(parts(page))) == "Unitary council"


def test_boxes_open_by_keyboard_and_say_what_they_are(page):
    tile = page.locator("button.tile").first
    assert tile.get_attribute("aria-label") == "NHS: £12,400,000, 53.2 %"
    tile.focus()
    page.keyboard.press("Enter")
    assert page.inner_text("#money-level") == "NHS: £12,400,000"


def test_the_table_is_saved_as_it_stands(page):
    with page.expect_download() as saved:
        page.click("#money-csv")
    assert saved.value.suggested_filename == "northbank-accounts-2025-26.csv"
    text = Path(saved.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["sector"], row["amount"], row["per_head"]) for row in rows] == [
        ("NHS", "12400000.00", "1240.00"), ("Unitary council", "8850000.00", "885.00"),
        ("Police", "2000000.00", "200.00"), ("Kind of body not known", "50000.00", "5.00"),
    ]  # fmt: skip


def test_areas_are_shaded_in_stated_classes_and_the_unknown_is_hatched(page):
    key = page.inner_text("#key")
    assert "£1,500 by resident: 1" in key
    assert "£2,000 by resident: 1" in key
    assert "Hatched: spending by resident not known: 1" in key
    open_fold(page, "By resident, area by area")
    rows = page.locator("details:has-text('By resident, area by area') tbody tr").all_inner_texts()
    assert [row.split("\t") for row in rows] == [
        ["Westquay", "£2,000", "£8,000,000"], ["Eastquay", "£1,500", "£9,000,000"], ["Farquay", "Not known", "Not known"],
    ]  # fmt: skip
    # Half a kilometre from the middle of Westquay, where nothing else stands: the darkest shade.
    page.uncheck("#tick-shade")
    assert "by resident: 1" not in page.inner_text("#key")
    page.check("#tick-shade")
    page.click("#tab-filters")
    assert "by resident: 1" not in page.inner_text("#key")


def test_a_service_paid_for_by_several_names_them_and_other_areas_stay_out(page):
    open_fold(page, "Paid for by several bodies")
    rows = page.locator("details:has-text('Paid for by several bodies') tbody tr").all_inner_texts()
    assert len(rows) == 1
    assert rows[0].replace("\n", "").split("\t") == ["Public healthHarbour Council; Harbour NHS Trust", "2", "£1,000,000", "60 %"]  # fmt: skip


def test_where_the_same_is_provided_twice_is_shown_on_the_map(page):
    open_fold(page, "Provided twice")
    rows = page.locator("details:has-text('Provided twice') tbody tr").all_inner_texts()
    assert rows[0].split("\t")[1:] == ["24", "2", "6", "2"]
    page.click("#provision-clinic")
    names = page.locator("#provision-sites button").all_inner_texts()
    assert names == ["Harbour property 2", "Harbour property 12"]
    assert "same=clinic" in page.evaluate("location.hash")
    assert page.get_attribute("#provision-clinic", "aria-pressed") == "true"
    page.click("#provision-clinic")
    assert page.locator("#provision-sites").count() == 0


def test_property_sources_and_region_stand_beside_the_accounts(page):
    for head in ("Property as a share", "Held against the sources", "Beside the statistics"):
        open_fold(page, head)
    text = page.inner_text("#pane-money")
    assert "£320,000\t£8,000,000\t4 %" in text
    assert "running cost of 60 properties" in text
    assert "1 of 2 stated totals differ from what was read." in text
    assert "£12,450,100\t£12,450,000\t-£100" in text
    assert "£900\t£1,200\t75 %" in text
    assert "E12000004" in text


def test_the_address_holds_all_of_it(page, open_page, money_site):
    page.select_option("#choose-moneyFirst", "service")
    page.check("#tick-moneyHead")
    page.click("#money-parts button:has-text('Public health')")
    again = open_page(money_site / "northbank.html", fragment=page.evaluate("location.hash"))
    assert again.inner_text("#pane-money") == page.inner_text("#pane-money")
    assert again.inner_text("#money-level") == "Public health: £100"


def test_it_is_said_whose_choice_it_is_who_decides_and_what_outturn_is(page):
    assert "the tool's own list of services, an opinion" in page.inner_text("#discretion-note")
    assert "before grants" in page.inner_text("#pane-money")


def test_all_that_the_lists_give_is_told_as_the_sum_of_what_became_of_it(open_page, tables, tmp_path):
    """17 million in the two authorities, 3 in no area, 1.7 passed on, and 0.3 of a second basis."""
    whole = harbour_accounts.add(tables)
    passed = whole["spending"]
    accounts = whole["accounts"]
    year = accounts[accounts["financial_year"].eq("2025-26") & ~accounts["basis"].eq("ceiling")]
    kinds = whole["areas"].set_index("area_id")["kind"]
    counted = year[year["area_id"].isna() | year["area_id"].map(kinds).eq("authority")]["amount_gbp"].sum()
    template = passed.iloc[[0, 0]].assign(
        is_transfer=False,
        financial_year="2025-26",
        budget="revenue",
        amount_gbp=[counted, 300_000.0],
        spending_id=["s-counted", "s-second"],
    )
    spending = pd.concat([passed, template], ignore_index=True)
    publish(
        {**whole, "spending": spending},
        tmp_path,
        audience="internal",
        project=harbour_estate.project(tmp_path),
    )
    page = open_page(tmp_path / "northbank.html", fragment="#tab=money")
    open_fold(page, "Held against the sources")
    told = page.inner_text("#money-read")
    passed_on = passed.loc[passed["financial_year"].eq("2025-26"), "amount_gbp"].sum()
    assert told.startswith(f"All that the lists give of 2025-26, £{counted + 300_000 + passed_on:,.0f}, is £")
    assert "£3,000,000 in no area" in told
    assert f"£{passed_on:,.0f} passed on to other public bodies" in told
    assert "£300,000 left out, of which a better figure is given" in told


def test_a_place_of_accounts_alone_opens_with_them_and_asks_for_no_search(open_page, tables, tmp_path):
    whole = harbour_accounts.add(tables)
    alone = ("sites", "holdings", "projects", "assets", "places", "colocation", "hubs", "bands")
    bare = {name: table.iloc[:0] if name in alone else table for name, table in whole.items()}
    publish(bare, tmp_path, audience="internal", project=harbour_estate.project(tmp_path))
    page = open_page(tmp_path / "northbank.html")
    assert page.is_visible("#pane-money")
    assert page.is_hidden("#search")
    assert page.is_hidden("#table")
    assert page.is_hidden("#tab-filters")
    assert page.locator("[data-figure]").count() <= 1


def test_no_amount_in_a_box_is_cut(open_page, money_site):
    page = open_page(money_site / "northbank.html", fragment="#tab=money", width=390, height=844)
    cut = "[...document.querySelectorAll('.tile-sum')].filter((sum) => sum.clientWidth && sum.scrollWidth > sum.clientWidth)"
    assert page.locator(".tile").count() > 2
    assert page.evaluate(f"{cut}.length") == 0


def test_an_area_without_accounts_says_so_beside_what_is_in_no_area(open_page, money_site):
    page = open_page(money_site / "southbank.html", fragment="#tab=money")
    text = page.inner_text("#pane-money")
    assert "No accounts are of this area" in text
    assert "£3,000,000 of the whole estate (1 line) could be put in no area." in text


def test_where_there_is_one_budget_it_is_the_one_shown(open_page, tables, tmp_path):
    whole = harbour_accounts.add(tables)
    accounts = whole["accounts"][whole["accounts"]["budget"].eq("revenue")]
    project = harbour_estate.project(tmp_path)
    publish({**whole, "accounts": accounts}, tmp_path, audience="partner", project=project)
    page = open_page(tmp_path / "northbank.html", fragment="#tab=money")
    assert page.input_value("#choose-moneyBudget") == "revenue"
    assert page.locator("#choose-moneyBudget option").all_inner_texts() == ["Revenue"]
    # What partners are not shown row by row is left out of their words too.
    assert "counted where they are spent" in figures(page)["Transfers"]
    assert "£1,700,000" not in page.inner_text("#pane-money")


def test_an_address_of_nonsense_opens_everything(open_page, money_site):
    page = open_page(
        money_site / "northbank.html", fragment="#tab=money&spent=1066&budget=x&open=none~~&first=x&sums=x"
    )
    assert page.inner_text("#money-level") == "All of it: £23,300,000"


def test_on_paper_the_accounts_stand_with_everything_unfolded(page):
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#pane-money details:not([open])").count() == 0
    assert page.locator(".treemap").is_visible()
    assert not page.locator(".money-tools").is_visible()


@pytest.mark.parametrize("width", [390, 1366])
def test_the_tab_fits_and_axe_finds_nothing_in_it(open_page, money_site, width):
    page = open_page(
        money_site / "northbank.html", fragment="#tab=money", width=width, height=844, bypass_csp=True
    )
    page.evaluate("document.querySelectorAll('#pane-money details').forEach((box) => { box.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_an_estate_without_accounts_has_no_such_tab(open_page, published):
    page = open_page(published["internal"][0] / "northbank.html", fragment="#tab=money")
    assert page.is_hidden("#tab-money")
    assert page.is_visible("#pane-filters")
