"""The pages as people use them, in headless Chromium, from files, without a network."""

from __future__ import annotations

import re

import harbour_estate
import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser


@pytest.fixture
def page(open_page, published):
    return open_page(published["internal"][0] / "northbank.html")


def count(page):
    return page.inner_text("#count")


def rows(page):
    caption = page.inner_text(".twin-table caption")
    return int(re.search(r"of ([\d,]+)$", caption)[1].replace(",", ""))


def test_the_page_says_what_it_is(page):
    assert page.evaluate("document.documentElement.lang") == "en-GB"
    assert page.title() == "Northbank | Harbour public estate"
    assert page.inner_text("h1") == "Northbank"
    assert page.inner_text(".notice") == "Invented data."
    assert "1 November 2026" in page.inner_text(".lede")
    assert "Internal. Not for publication." in page.inner_text(".bar")


def test_the_head_and_the_count_say_the_same(page):
    assert page.inner_text("[data-figure=properties] strong") == "108"
    assert count(page).startswith("108 of 108 properties and 12 private · ")


def test_properties_without_a_place_are_named_and_lead_to_the_table(page):
    assert "Not on the map: 6 properties without a place." in page.inner_text(".unplaced")
    page.click(".unplaced button")
    assert rows(page) == 6
    assert page.evaluate("document.activeElement.id") == "table"
    names = page.evaluate("[...document.querySelectorAll('.twin-table tbody th')].map(c => c.textContent)")
    assert names == [f"Harbour property {k}" for k in (7, 27, 47, 67, 87, 107)]


def test_filters_combine_and_the_table_follows(page):
    page.select_option("#choose-agency", "trust")
    # k % 5 == 2 below 120: 24, all public.
    assert count(page).startswith("24 of 108")
    assert rows(page) == 24
    page.evaluate("document.querySelector('[data-code=watch]').click()")
    # Watch is k % 25 == 2: 2, 27, 52, 77, 102 are all the trust's.
    assert rows(page) == 24 - 5
    page.click("#reset")
    assert count(page).startswith("108 of 108")


def test_choices_say_how_many_they_would_show(page):
    # Leases are k % 3 == 0. Of the trust's 24 (k % 5 == 2) those with k % 15 == 12: 12 ... 117, 8.
    page.select_option("#choose-agency", "trust")
    labels = page.locator("#choose-tenure option").all_inner_texts()
    assert "Leasehold (8)" in labels
    assert "Freehold (16)" in labels


def test_public_bodies_only_takes_private_ones_off(page):
    assert rows(page) == 120
    page.check("[data-flag=publicOnly]")
    assert rows(page) == 108


@pytest.mark.parametrize(("text", "expected"), [
    ("harbour property 11", 11),  # 11 and 110 to 119, of which 114 is private and shown
    ("200000000013", 1), ("ZZ1 0AL", None), ("quay road", 120), ("nothing at all", 0),
])  # fmt: skip
def test_search_finds_names_postcodes_and_uprns(page, text, expected):
    page.fill("#search", text)
    page.wait_for_timeout(250)
    if expected is None:
        expected = sum(harbour_estate.asset(k, 200, "council")["postcode"] == text for k in range(120))
        assert expected >= 1
    assert rows(page) == expected


def test_a_postcode_is_found_without_its_space(page):
    page.fill("#search", "zz10al")
    page.wait_for_timeout(250)
    assert (
        rows(page)
        == sum(harbour_estate.asset(k, 200, None)["postcode"] == "ZZ1 0AL" for k in range(120))
        >= 1
    )


def test_the_evidence_of_a_property_leads_to_its_source_row(page):
    page.fill("#search", "harbour property 25")
    page.wait_for_timeout(250)
    page.click(".twin-table tbody .link >> nth=0")
    panel = page.inner_text("#pane-detail")
    assert page.evaluate("document.activeElement.id") == "detail-head"
    assert "Under-used" in panel
    assert "The register says vacant." in panel
    assert "Harbour Council, registers/council.csv, row 27" in panel
    assert "reference R00025" in panel
    assert "Spare space: 200 m²" in panel
    assert "£61,259" in panel
    page.click("#pane-detail >> text=Close")
    assert page.evaluate("document.activeElement.textContent") == "Harbour property 25"


def test_an_unknown_band_says_what_would_settle_it(page):
    page.fill("#search", "harbour property 9")
    page.wait_for_timeout(250)
    page.click(".twin-table tbody .link >> nth=0")
    panel = page.inner_text("#pane-detail")
    assert "Not known" in panel
    assert "Would be known by" in panel
    assert "floor area" in panel
    assert "Holder not known" in panel


def test_an_option_is_taken_apart(page):
    page.click("[data-figure=options] button")
    page.click(".option-button >> nth=0")
    for part in ("How the score is made", "Room, leases and condition"):
        page.click(f"summary:has-text('{part}')")
    panel = page.inner_text("#pane-detail")
    assert "could move in with" in panel
    assert "Rank 1" in panel
    assert "give or take 85 m" in panel
    assert (
        panel.count("not\nknown") + panel.count("not known") >= 3
    )  # leases, condition and access have no value
    assert "staff" in panel
    assert "Near" in panel


def test_vetoed_options_are_shown_only_when_asked_for(page):
    page.click("[data-figure=options] button")
    free = rows(page)
    page.click("#tab-filters")
    page.check("[data-flag=vetoed]")
    assert rows(page) > free


def test_sorting_says_so_and_puts_the_unknown_last_both_ways(page):
    page.click("#sort-floor_area_m2")
    assert page.get_attribute("th:has(#sort-floor_area_m2)", "aria-sort") == "ascending"
    first = page.inner_text(".twin-table tbody tr >> nth=0 >> td >> nth=4")
    assert first == "401"  # k = 1; k = 0 has no floor area
    page.click("#sort-floor_area_m2")
    assert page.get_attribute("th:has(#sort-floor_area_m2)", "aria-sort") == "descending"
    assert page.inner_text(".twin-table tbody tr >> nth=0 >> td >> nth=4") == "519"
    assert page.evaluate("document.activeElement.id") == "sort-floor_area_m2"


def test_the_table_can_follow_the_map(page):
    page.check("#extent")
    # Everything but the 6 without a place is on the map at first.
    assert rows(page) == 114
    page.evaluate("map_estate.setZoom(15)")
    assert 0 < rows(page) < 114


def test_the_address_holds_the_whole_state(page, open_page, published):
    page.select_option("#choose-agency", "trust")
    page.evaluate("document.querySelector('[data-code=watch]').click()")
    page.check("input[name=colour][value=band]")
    page.click("#sort-name")
    page.evaluate("map_estate.setView([52.7, -1.82], 14)")
    fragment = page.evaluate("location.hash")
    again = open_page(published["internal"][0] / "northbank.html", fragment=fragment)
    assert count(again) == count(page)
    assert again.evaluate("map_estate.getZoom()") == 14
    assert again.is_checked("input[name=colour][value=band]")
    assert again.get_attribute("th:has(#sort-name)", "aria-sort") == "ascending"
    assert again.evaluate("location.hash") == fragment


def test_clicking_the_map_opens_what_is_there(page):
    page.fill("#search", "harbour property 10")
    page.press("#search", "Enter")
    page.wait_for_timeout(250)
    page.click(".twin-table tbody .link >> nth=0")
    page.click("#pane-detail >> text=Show on the map")
    page.click("#pane-detail >> text=Close")
    box = page.locator("#map_estate").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert "Harbour property 10" in page.inner_text("#hover")
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.inner_text("#detail-head") == "Harbour property 10"


def test_the_whole_page_works_by_keyboard(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "table"
    page.focus("#tab-filters")
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("#tab-detail", "aria-selected") == "true"
    assert page.evaluate("document.activeElement.id") == "tab-detail"


@pytest.mark.parametrize("width", [320, 390, 768, 1366, 1920])
@pytest.mark.parametrize("name", ["northbank.html", "index.html"])
def test_no_width_needs_sideways_scrolling(open_page, published, width, name):
    page = open_page(published["internal"][0] / name, width=width, height=800)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("audience", ["internal", "partner", "public"])
@pytest.mark.parametrize("name", ["northbank.html", "index.html"])
def test_axe_finds_nothing(open_page, published, audience, name):
    page = open_page(published[audience][0] / name, bypass_csp=True)
    for tab in ("filters", "detail", "options") if name != "index.html" else ("",):
        if tab and page.is_visible(f"#tab-{tab}"):
            page.click(f"#tab-{tab}")
        if tab == "detail":
            page.click(".twin-table tbody .link >> nth=0")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def test_public_pages_show_no_judgement(open_page, published):
    page = open_page(published["public"][0] / "northbank.html")
    text = page.inner_text("body")
    for words in ("Surplus", "Under-used", "co-location", "How well used", "row 27", "Lease break", "£"):
        assert words not in text, words
    assert page.is_hidden("#tab-options")
    page.fill("#search", "vacant building")
    page.wait_for_timeout(250)
    assert rows(page) == 5


def test_printing_shows_the_whole_table_and_no_controls(page):
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".twin-table tbody tr").count() == 120
    assert page.is_hidden("#search")
    assert page.is_hidden("#pane-filters")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator(".twin-table tbody tr").count() == 50


def test_the_index_names_every_area_with_its_key_numbers(open_page, published):
    page = open_page(published["internal"][0] / "index.html")
    table = page.locator("#areas tbody tr").all_inner_texts()
    cells = [line.split("\t") for line in table]
    assert [(line[0].split("\n")[0], line[1]) for line in cells] == [
        ("Northbank", "108"),
        ("Southbank", "72"),
    ]
    assert page.locator("svg a").count() == 2
    page.click("#areas >> text=Southbank")
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.inner_text("h1") == "Southbank"
