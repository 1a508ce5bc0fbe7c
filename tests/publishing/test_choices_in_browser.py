"""Worth, decisions, scenarios, hubs and one body's view, on the page as people use it. Values: harbour_choices."""

from __future__ import annotations

import harbour_choices
import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

NORTH = {f"site-{k:06d}" for k in range(120)}


@pytest.fixture
def page(open_page, published):
    return open_page(published["internal"][0] / "northbank.html")


def touching(tables):
    """Free options with an end in Northbank, best first."""
    options = tables["colocation"]
    ends = options["host_id"].str[:11].isin(NORTH) | options["guest_id"].str[:11].isin(NORTH)
    return options[ends & options["rank"].notna()].sort_values("rank")


def open_option(open_page, published, option_id, audience="internal", *, is_unfolded=True):
    name = option_id.replace(":", "%3A").replace(">", "%3E")
    page = open_page(published[audience][0] / "northbank.html", fragment=f"#tab=detail&option={name}")
    if is_unfolded:
        page.evaluate("document.querySelectorAll('.fold').forEach((box) => { box.open = true; })")
    return page


def test_the_sentence_says_what_is_saved_and_what_is_not_known(open_page, published, tables):
    # Rank 1 saves 21,000 a year, low half, high one and a half.
    first = touching(tables).iloc[0]
    assert first["rank"] == 1
    panel = open_option(open_page, published, first["option_id"]).inner_text("#pane-detail")
    assert "which has room. Saves £11,000-£32,000 a year. Not known: staff; lease dates." in panel


def test_what_is_decided_on_stands_first_and_the_rest_is_folded(open_page, published, tables):
    page = open_option(open_page, published, touching(tables).iloc[0]["option_id"], is_unfolded=False)
    assert page.locator("#pane-detail .fold[open]").count() == 0
    told = dict(row.split("\n") for row in page.locator(".glance > div").all_inner_texts())
    assert told["Saving a year"] == "£21,000 (£10,500 to £31,500)"
    assert told["Once, in all"] == "-£30,000 (-£52,500 to -£22,500)"
    assert told["Room"] == "needed: 150 m² (120 to 190 m²); to spare: 200 m² (150 to 240 m²)"
    assert told["Leases"] == "Leases allow it from 31 Mar 2028. Notice must be given by 30 Sept 2027."
    # All of it on one screen of the panel, without scrolling; below it who they are, as links.
    pane = page.locator("#pane-detail").bounding_box()
    last = page.locator(".glance > div:has-text('State of the host')").bounding_box()
    assert last["y"] + last["height"] <= pane["y"] + pane["height"]


def test_what_is_unfolded_stays_so_from_one_option_to_the_next(open_page, published, tables):
    page = open_option(open_page, published, touching(tables).iloc[0]["option_id"], is_unfolded=False)
    page.click("summary:has-text('How the score is made')")
    page.click("#tab-options")
    page.click("#pane-options .option-button >> nth=1")
    assert page.locator("#pane-detail .fold[open] > summary").all_inner_texts() == ["How the score is made"]


@pytest.mark.parametrize("what", ["option", "scenario"])
def test_on_paper_stands_what_is_open_with_everything_unfolded(open_page, published, tables, what):
    if what == "option":
        page = open_option(open_page, published, touching(tables).iloc[0]["option_id"], is_unfolded=False)
        said = "Works at the host"
    else:
        page = open_page(
            published["internal"][0] / "northbank.html", fragment="#tab=scenarios&scenario=cautious"
        )
        said = "What holds it back"
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert said in page.inner_text(".side")
    assert not page.locator(".twin").is_visible()
    assert not page.locator("#tabs").is_visible()
    assert page.locator(".side details:not([open], .weights)").count() == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator(".side .fold[open]").count() == 0


def test_on_paper_stands_the_table_where_nothing_is_open(page):
    page.emulate_media(media="print")
    assert page.locator(".twin").is_visible()
    assert not page.locator(".side").is_visible()


def test_worth_is_a_small_table_that_adds_up(open_page, published, tables):
    page = open_option(open_page, published, touching(tables).iloc[0]["option_id"])
    rows = {
        row.split("\t")[0]: row.split("\t")[1:]
        for row in page.locator(".worth-table tbody tr").all_inner_texts()
    }
    assert rows["Saving a year"] == ["£10,500", "£21,000", "£31,500"]
    assert rows["Works at the host"] == ["-£45,000", "-£22,500", "-£15,000"]
    assert rows["Moving"] == ["-£7,500", "-£7,500", "-£7,500"]
    assert rows["Once, in all"] == ["-£52,500", "-£30,000", "-£22,500"]
    panel = page.inner_text("#pane-detail")
    assert "rent of the guest" in panel
    assert "running-cost would have to change by -60.0 %." in panel
    page.click("text=What the sums rest on")
    assert "Running cost: 600 m2 at GBP 100 a m2" in page.inner_text("#pane-detail")


def test_an_option_of_no_known_worth_says_so_and_is_never_nought(open_page, published, tables):
    unknown = next(
        row for row in touching(tables).itertuples() if not harbour_choices.is_worth_known(row.rank)
    )
    page = open_option(open_page, published, unknown.option_id)
    panel = page.inner_text("#pane-detail")
    assert "there is nothing to work it out from" in panel
    assert "running cost of the guest" in panel
    assert "£0" not in panel
    assert "What it is worth\nNot known" in page.inner_text(".glance")
    assert page.locator(".worth-table").count() == 0


def test_room_leases_and_direction_are_told(open_page, published, tables):
    panel = open_option(open_page, published, touching(tables).iloc[0]["option_id"]).inner_text(
        "#pane-detail"
    )
    assert "Spare at the host: 200 m² (150 to 240 m²)." in panel
    assert "half of the floor area, as invented" in panel
    assert "Needed by the guest: 150 m² (120 to 190 m²)." in panel
    assert "15 staff at 10 m2 each" in panel
    assert "Leases allow it from 31 Mar 2028." in panel
    assert "Notice must be given by 30 Sept 2027." in panel
    assert "The host has room and the guest does not." in panel
    assert "In the top 20 of its area under 97 % of 200 other weightings." in panel


def test_a_decision_is_told_with_who_does_what_next_and_how_to_decide(open_page, published, tables):
    first = touching(tables).iloc[0]
    panel = open_option(open_page, published, first["option_id"]).inner_text("#pane-detail")
    for words in (
        "Accepted",
        "Bo Quayle",
        "ask the trust for its plans",
        "the board of October",
        "Ana",
        "5 Oct 2026",
    ):
        assert words in panel, words
    assert f'totalcapital decide "{first["option_id"]}" accept' in panel


def test_partners_see_how_an_option_stands_but_not_who_decided(open_page, published, tables):
    first = touching(tables).iloc[0]
    panel = open_option(open_page, published, first["option_id"], "partner").inner_text("#pane-detail")
    assert "Accepted" in panel
    assert "Ana" not in panel
    assert "totalcapital decide" not in panel


def test_decisions_have_a_filter_of_their_own(page, tables):
    here = touching(tables)
    accepted = int(here["decision"].eq("accepted").sum())
    page.click("#tab-options")
    labels = page.locator("#choose-decided option").all_inner_texts()
    assert labels == [
        f"All ({len(here)})", f"Open ({len(here) - accepted})", f"Accepted ({accepted})", "Parked (0)", "Rejected (0)",
    ]  # fmt: skip
    page.select_option("#choose-decided", "accepted")
    assert page.locator("#pane-options .option-button").count() == accepted
    assert "decided=accepted" in page.evaluate("location.hash")


def test_a_scenario_shows_its_moves_and_its_totals(page, tables):
    page.click("#tab-scenarios")
    heads = page.locator(".scenario-table thead th").all_inner_texts()
    assert heads == ["all", "cautious", "none"]
    page.select_option("#choose-scenario", "cautious")
    panel = page.inner_text("#pane-scenarios")
    # The first two moves: ranks whose savings are 20,000 and 1,000 a rank.
    moves = tables["moves"][tables["moves"]["scenario_id"] == "cautious"]
    saving = float(moves["saving_gbp"].sum())
    assert f"2 moves save £{saving:,.0f} a year." in panel
    for head, said in (
        ("What holds it back", "at most 2 moves"),
        ("What to find out first", "running cost of 11 guests"),
    ):
        page.click(f"summary:has-text('{head}')")
        assert said in page.inner_text("#pane-scenarios")
    assert "The best there is, proved" in panel
    assert page.locator("#pane-scenarios .option-button").count() == 2
    assert "Arrow: a move of the scenario" in page.inner_text("#key")
    page.click("#pane-scenarios .option-button >> nth=0")
    assert "cautious, 2027" in page.inner_text("#pane-detail")


def test_partners_are_not_told_of_a_gap_that_they_may_not_see(open_page, published):
    page = open_page(published["partner"][0] / "northbank.html", fragment="#tab=scenarios&scenario=cautious")
    assert "moves" in page.inner_text("#pane-scenarios").lower()
    assert "At most this far from the best" not in page.inner_text("#pane-scenarios")
    index = open_page(published["partner"][0] / "index.html").inner_text("#scenarios")
    assert "At most this far from the best" not in index


@pytest.mark.parametrize("width", [390, 1366])
def test_numbers_of_scenarios_side_by_side_are_never_broken(open_page, published, width):
    page = open_page(published["internal"][0] / "northbank.html", fragment="#tab=scenarios", width=width)
    # A cell is at least as wide as its longest word, so that £8,932,000 stands on one line.
    broken = page.evaluate(
        "[...document.querySelectorAll('.scenario-table td')].filter((cell) => cell.scrollWidth > cell.clientWidth + 1).length"
    )
    assert broken == 0
    look = page.evaluate("getComputedStyle(document.querySelector('.scenario-table td')).overflowWrap")
    assert look == "normal"
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_moves_elsewhere_are_counted_and_not_drawn(page, tables):
    moves = tables["moves"][tables["moves"]["scenario_id"] == "all"]
    here = int(moves["option_id"].isin(touching(tables)["option_id"]).sum())
    assert 0 < here < len(moves) == 26
    page.click("#tab-scenarios")
    page.select_option("#choose-scenario", "all")
    assert f"On this page: {here} of its 26 moves." in page.inner_text("#pane-scenarios")
    assert page.locator("#pane-scenarios .option-button").count() == here


def test_a_scenario_that_cannot_choose_says_what_to_find_out_first(page):
    page.click("#tab-scenarios")
    page.select_option("#choose-scenario", "none")
    panel = page.inner_text("#pane-scenarios")
    assert "cannot choose: no floor area known of 32 guests." in panel
    assert "floor area of Harbour property 4" in panel


def test_a_hub_is_listed_taken_apart_and_leads_to_its_options(page, tables):
    hubs = tables["hubs"]
    here = hubs[hubs["anchor_id"].str[:11].isin(NORTH)]
    page.click("#tab-hubs")
    assert page.locator("#pane-hubs .option-button").count() == len(here)
    page.click("#pane-hubs .option-button >> nth=0")
    panel = page.inner_text("#pane-detail")
    assert "3 bodies in Harbour property" in panel
    assert "Not room for all." in panel
    assert "Spare in the building: 200 m²." in panel
    assert "Needed by those whose need is known: 300 m²." in panel
    assert f"hub={here.sort_values('rank').iloc[0]['hub_id']}" in page.evaluate("location.hash")
    page.click("#pane-detail section ul .link >> nth=0")
    assert "could move in with" in page.inner_text("#detail-head")


def test_one_body_sees_its_options_both_ways_its_moves_and_its_hubs(page, tables):
    here = touching(tables)
    page.click("#tab-agency")
    page.select_option("#choose-mine", "trust")
    panel = page.inner_text("#pane-agency")
    moving = int(here["guest_id"].str.endswith(":trust").sum())
    assert f"It could move ({moving})" in panel
    assert "It could take another in (0)" in panel
    assert "24 holdings here" in panel  # k % 5 == 2 below 120
    assert "body=trust" in page.evaluate("location.hash")
    page.select_option("#choose-mine", "council")
    assert f"It could take another in ({len(here)})" in page.inner_text("#pane-agency")


def test_the_address_keeps_scenario_decisions_and_body(page, open_page, published):
    page.click("#tab-scenarios")
    page.select_option("#choose-scenario", "cautious")
    page.click("#tab-agency")
    page.select_option("#choose-mine", "police")
    fragment = page.evaluate("location.hash")
    again = open_page(published["internal"][0] / "northbank.html", fragment=fragment)
    assert again.inner_text("#pane-agency") == page.inner_text("#pane-agency")
    again.click("#tab-scenarios")
    assert again.input_value("#choose-scenario") == "cautious"


@pytest.mark.parametrize("tab", ["options", "hubs", "scenarios", "agency"])
@pytest.mark.parametrize("width", [390, 1366])
def test_every_tab_fits_and_axe_finds_nothing_in_it(open_page, published, tab, width):
    page = open_page(
        published["internal"][0] / "northbank.html", fragment="#scenario=all&body=council", width=width, height=844, bypass_csp=True,
    )  # fmt: skip
    page.click(f"#tab-{tab}")
    if tab == "options":
        page.click(".weights summary")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_public_pages_have_no_such_tabs(open_page, published):
    page = open_page(published["public"][0] / "northbank.html")
    for tab in ("options", "hubs", "scenarios", "agency"):
        assert page.is_hidden(f"#tab-{tab}")
    page.evaluate("location.hash = '#tab=hubs'")
    page.wait_for_selector("#tab-filters[aria-selected=true]")
    assert page.is_hidden("#pane-hubs")


def test_the_index_counts_known_worth_and_hubs_and_sets_scenarios_side_by_side(open_page, published, tables):
    page = open_page(published["internal"][0] / "index.html")
    here = touching(tables)
    known = sum(harbour_choices.is_worth_known(rank) for rank in here["rank"])
    heads = page.locator("#areas thead th").all_inner_texts()
    row = page.locator("#areas tbody tr").first.inner_text().split("\t")
    assert row[heads.index("Options")] == str(len(here))
    assert row[heads.index("Of them worth known")] == str(known)
    assert row[heads.index("Hubs")] == str(int(tables["hubs"]["anchor_id"].str[:11].isin(NORTH).sum()))
    scenarios = [line.split("\t") for line in page.locator("#scenarios tbody tr").all_inner_texts()]
    assert [line[0] for line in scenarios] == ["all", "cautious", "none"]
    assert scenarios[2][5] == "Not known"
    assert scenarios[0][4] == "26"
