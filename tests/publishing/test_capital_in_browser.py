"""Capital projects on the page as people use them: years, places, matches, time, funding. Values: harbour_capital."""

from __future__ import annotations

import harbour_capital as truth
import harbour_estate
import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe

from totalcapital.publishing import publish

pytestmark = pytest.mark.browser

HERE = range(18)


@pytest.fixture(scope="module")
def harbour(tmp_path_factory):
    """The pages of Harbour with its capital projects, internal and public."""
    tables = truth.build()
    made = {}
    for audience in ("internal", "public"):
        made[audience] = tmp_path_factory.mktemp(audience)
        project = harbour_estate.project(made[audience])
        publish(tables, made[audience], audience=audience, project=project, weights=harbour_estate.WEIGHTS)
    return made


@pytest.fixture
def opened(open_page, harbour):
    def open_at(fragment="#tab=capital", audience="internal", **options):
        return open_page(harbour[audience] / "northbank.html", fragment=fragment, **options)

    return open_at


def pounds(amount):
    return f"£{amount:,.0f}"


def money(projects):
    return sum(truth.amount(p) or 0 for p in projects)


def cells(page, selector):
    return [row.split("\t") for row in page.locator(selector).all_inner_texts()]


def slide(page, year):
    page.evaluate(
        "(year) => { const s = document.getElementById('year'); s.value = year; s.dispatchEvent(new Event('input')); s.dispatchEvent(new Event('change')); }",
        year,
    )


def test_beside_the_total_stands_how_exactly_its_money_is_placed(opened):
    groups = {
        "placed at a building or point": {"coordinates", "asset", "named-asset"},
        "placed by postcode": {"postcode"},
        "somewhere in a town or area": {"place-name", "area"},
        "in no place": {"none"},
    }
    parts = []
    for words, methods in groups.items():
        own = [p for p in HERE if truth.method(p) in methods]
        parts.append(f"{pounds(money(own))} in {len(own)} {words}")
    without = sum(truth.amount(p) is None for p in HERE)
    said = opened().inner_text("#totals")
    assert (
        said == f"{pounds(money(HERE))} in 18 projects: {', '.join(parts)}. {without} projects say no amount."
    )


def test_the_year_sizes_by_its_own_money_and_hides_what_has_none(opened):
    page = opened()
    assert page.inner_text("#year-said") == "All years"
    slide(page, 2)
    assert page.inner_text("#year-said") == "2027-28"
    assert page.get_attribute("#year", "aria-valuetext") == "2027-28"
    paid = [p for p in HERE if truth.in_year(p, "2027-28")]
    # Those that list no money by year but are dated in it stand there without an amount.
    dated = [p for p in HERE if p % 3 and p % 12 != 11]
    said = page.inner_text("#totals")
    total = sum(truth.in_year(p, "2027-28") for p in paid)
    assert said.startswith(f"{pounds(total)} in {len(paid) + len(dated)} projects: ")
    assert said.endswith(f"{len(dated)} projects say no amount for the year.")
    assert "year=2027-28" in page.evaluate("location.hash")
    slide(page, 1)
    # In 2026-27 nothing else is under way: the others begin in 2027 and 2028.
    assert page.inner_text("#totals").startswith(
        f"{pounds(sum(truth.in_year(p, '2026-27') for p in paid))} in {len(paid)} projects: "
    )


def test_the_slider_moves_by_keyboard(opened):
    page = opened()
    page.focus("#year")
    page.keyboard.press("ArrowRight")
    assert page.inner_text("#year-said") == "2026-27"
    page.keyboard.press("Home")
    assert page.inner_text("#year-said") == "All years"


def test_area_of_a_circle_follows_money_and_vague_places_are_one_square(opened):
    page = opened()
    key = page.inner_text("#key")
    assert "Circles by money:" in key
    assert "Square: somewhere in a town or area" in key
    assert "Hollow: a project that says no amount" in key
    for commitment in ("Approved", "Indicative", "Not known"):
        assert f"Line: {commitment}" in key
    # The largest project here is 1.7 million, with a radius of 30: shown are 1 million, and a tenth and hundredth of it.
    widths = page.locator("#key li").evaluate_all(
        "(all) => Object.fromEntries(all.map((one) => [one.textContent, parseFloat(one.querySelector('canvas')?.style.width)]))"
    )
    radius = {size: (widths[size] - 6) / 2 for size in ("£1.0m", "£100k")}
    assert radius["£1.0m"] == pytest.approx(30 * (1 / 1.7) ** 0.5)
    assert radius["£1.0m"] ** 2 == pytest.approx(10 * radius["£100k"] ** 2, rel=1e-4)
    assert "£10k" in key


def test_kinds_are_counted_with_money_and_filter_the_list(opened):
    page = opened()
    assert "7 on this page." in page.inner_text("#pane-capital")
    rows = {
        row[0].split("\n")[0]: row[1:]
        for row in cells(page, "#pane-capital .kind-table >> nth=0 >> tbody tr")
    }
    assert rows["Combine"] == ["1", "£300k", "0"]
    assert rows["Gap"] == ["1", "Not known", "1"]
    assert rows["Sequence"] == ["1", "£2.1m", "0"]
    assert set(rows) == {"Clash", "Combine", "Gap", "Sequence", "Spend, then sell"}
    assert page.locator("#pane-capital .option-button").count() == 5
    page.click("#kind-clash")
    assert page.locator("#pane-capital .option-button").count() == 1
    assert page.evaluate("document.activeElement.id") == "kind-clash"
    assert page.get_attribute("#kind-clash", "aria-pressed") == "true"


def test_projects_that_say_no_time_are_counted_where_they_could_not_be_found_to_meet(opened):
    untold = [p for p in HERE if truth.dates(p)[:2] == (None, None) and p % 3]
    assert untold == [11]
    said = opened().inner_text("#projects-without-time")
    assert said.startswith("1 project says neither when it is nor what it spends")


@pytest.mark.parametrize(
    ("standing", "expected"), [("open", 5), ("still", 2), ("dismissed", 1), ("resolved", 1), ("all", 7)]
)
def test_matches_have_a_filter_by_how_they_stand(opened, standing, expected):
    page = opened()
    page.select_option("#choose-standing", standing)
    assert page.locator("#pane-capital .option-button").count() == expected


def test_one_body_sees_the_matches_it_takes_part_in(opened):
    page = opened()
    page.select_option("#choose-body", "police")
    names = page.locator("#pane-capital .option-button strong").all_inner_texts()
    # Police: works 2, 6 and 10, of which 10 is in one that was dismissed.
    assert names == ["Spend, then sell", "Gap"]
    assert "body=police" in page.evaluate("location.hash")


def test_a_match_tells_both_ends_what_to_check_and_how_to_decide(opened):
    page = opened()
    page.click("#pane-capital .option-button >> nth=0")
    assert page.evaluate("document.activeElement.id") == "detail-head"
    assert (
        page.inner_text("#detail-head")
        == "Combine: Quay works 0 (Harbour Council) and Quay works 1 (Harbour NHS Trust)"
    )
    told = dict(row.split("\n") for row in page.locator(".glance > div").all_inner_texts())
    assert told == {
        "Money at stake": "£300,000", "Distance": "120 m, give or take 15 m",
        "Time": "both last for 16 months, give or take 6 months", "Confidence": "fair evidence",
        "Check first": "Whether works 0 can wait",
    }  # fmt: skip
    ends = {row[0]: row[1:] for row in cells(page, ".ends-table tbody tr")}
    assert ends["Body"] == ["Harbour Council", "Harbour NHS Trust"]
    assert ends["Total"] == ["£100,000", "£200,000"]
    assert ends["Commitment"] == ["Approved", "Indicative"]
    assert ends["Start"] == ["1 Apr 2026", "1 Jun 2027"]
    assert ends["Funding"][0] == (
        "Borrowing £30,000; Grant (Towns grant) £60,000 for this alone to be spent by 31 Dec 2027"
    )
    panel = page.inner_text("#pane-detail")
    assert "Rank 1 · New" in panel
    page.evaluate("document.querySelectorAll('.fold').forEach((box) => { box.open = true; })")
    panel = page.inner_text("#pane-detail")
    for words in (
        "gross floor area",
        "combine within 250 m",
        'totalcapital decide "al-0000" dismiss --reason WHY',
    ):
        assert words in panel


def test_a_match_with_a_building_leads_to_it(opened):
    page = opened("#tab=detail&meeting=al-0001")
    assert "Known since 1 Jul 2026" in page.inner_text("#pane-detail")
    page.click(".ends-table thead th >> nth=1 >> .link")
    assert page.inner_text("#detail-head") == "Harbour property 26"


def test_a_dismissed_match_says_by_whom_and_why(opened):
    panel = opened("#tab=detail&meeting=al-0005").inner_text("#pane-detail")
    for words in ("Dismissed by Ana", "the pool is next door", "5 Oct 2026"):
        assert words in panel


def test_a_project_beyond_the_area_is_named_and_never_counted(opened):
    page = opened("#tab=detail&meeting=al-0004")
    assert "Quay works 20" in page.inner_text("#detail-head")
    assert "Beyond this area" in page.inner_text(".ends-table")
    assert page.inner_text("[data-figure=projects] strong") == "18"
    assert "one after" not in page.inner_text(".glance")
    assert "3 months from the end of one to the start of the other" in page.inner_text(".glance")


def test_a_project_tells_its_years_sources_slippage_and_matches(opened):
    panel = opened("#tab=detail&project=works%3AP00").inner_text("#pane-detail")
    for words in (
        "2026-27\t£20,000\tApproved", "2027-28\t£50,000\tIndicative", "2028-29\t£30,000\tIndicative",
        "ends 12 months later than 31 Mar 2028 (2026-07-01)", "costs £20,000 more than in 2026-07-01",
        "Placed by: its own coordinates, to within 5 m. as the list says of 0", "Quay works 0 combine number 0.",
    ):  # fmt: skip
        assert words in panel, words


def test_the_matrix_adds_up_and_a_cell_opens_its_projects(opened):
    page = opened("#list=matrix")
    heads = page.locator(".wide-table thead th").all_inner_texts()
    assert heads == ["Place named", *truth.YEARS, "No year said", "Together", "Projects", "Without an amount"]
    rows = {row[0]: row[1:] for row in cells(page, ".wide-table tbody tr, .wide-table tfoot tr")}
    for name, own in (("Harbourton", HERE[1::2]), ("Quayside", HERE[::2]), ("Together", HERE)):
        years = [pounds(sum(truth.in_year(p, year) or 0 for p in own)) for year in truth.YEARS]
        rest = pounds(money(p for p in own if p % 3))
        without = sum(truth.amount(p) is None for p in own)
        assert rows[name] == [*years, rest, pounds(money(own)), str(len(own)), str(without)]
    page.click(".wide-table tbody tr:has-text('Harbourton') td >> nth=1 >> .link")
    panel = page.inner_text("#pane-detail")
    paid = [p for p in HERE[1::2] if truth.in_year(p, "2027-28")]
    assert "Harbourton, 2027-28" in panel
    assert page.locator("#pane-detail .pick li").count() == len(paid)
    for p in paid:
        assert pounds(truth.in_year(p, "2027-28")) in panel
    page.select_option("#rows-by", "agency")
    assert page.locator(".wide-table tbody th").all_inner_texts() == [
        "Harbour Council",
        "Harbour Police",
        "Harbour NHS Trust",
    ]


def test_the_timeline_stands_by_body_with_what_has_no_dates_last(opened):
    page = opened("#list=timeline")
    groups = [text.split(":")[0] for text in page.locator(".timeline .group th").all_inner_texts()]
    assert groups == ["Harbour Council", "Harbour NHS Trust", "Harbour Police", "Dates not known"]
    row = page.locator(".timeline tr:has-text('Quay works 4')")
    assert row.inner_text().split("\t")[3] == "1 Jun 2027, give or take 6 months"
    assert row.locator(".time-bar-doubt").count() == 1
    # 1 January 2026 to 1 January 2030 is drawn: 1461 days, of which the works last 488 from day 516 on.
    left, width = row.locator(".time-bar").evaluate(
        "(bar) => [parseFloat(bar.style.left), parseFloat(bar.style.width)]"
    )
    assert left == pytest.approx(100 * 516 / 1461, abs=0.05)
    assert width == pytest.approx(100 * 488 / 1461, abs=0.05)
    assert page.locator(".timeline tbody").last.locator("tr").count() == 2  # its head and works 11


def test_the_funding_stack_adds_up_and_money_that_goes_too_soon_is_said(opened):
    page = opened("#list=funding&rows=agency")
    rows = {row[0]: row[2:] for row in cells(page, ".wide-table >> nth=0 >> tbody tr")}
    funded = [p for p in HERE if p % 4 == 0]
    council = [p for p in HERE if truth.body(p) == "council"]
    assert rows["Harbour Council"] == [
        pounds(0.6 * money(funded)), pounds(0.3 * money(funded)), pounds(money(council) - 0.9 * money(funded)),
        pounds(money(council)), "1",
    ]  # fmt: skip
    late = cells(page, ".wide-table >> nth=1 >> tbody tr")
    said = {row[0]: row[-1] for row in late}
    assert said == {
        f"Quay works {p}": "end of the works not known" if p == 8 else "expires before the works end"
        for p in funded
    }
    page.click("#tab-capital")
    assert "Next to expire: 31 Dec 2027" in page.inner_text("#pane-capital")


def test_savings_agreed_are_listed_with_their_sum(opened):
    panel = opened().inner_text("#pane-capital")
    assert "1 saving, £45,000 together." in panel
    assert "Bo Quayle" in panel


@pytest.mark.parametrize("shown", ["tab=capital", "tab=detail&meeting=al-0000&list=matrix", "list=timeline", "list=funding&tab=capital", "list=alignments"])  # fmt: skip
@pytest.mark.parametrize("width", [390, 1366])
def test_all_of_it_fits_and_axe_finds_nothing(opened, shown, width):
    page = opened(f"#{shown}", width=width, height=844, bypass_csp=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_on_paper_stand_the_bars_and_every_row(opened):
    page = opened("#tab=capital&list=timeline")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".timeline .time-bar").count() == sum(p % 12 != 11 for p in HERE)
    assert page.locator(".twin").is_visible()
    assert (
        page.locator(".time-bar").first.evaluate("(bar) => getComputedStyle(bar).printColorAdjust") == "exact"
    )


def test_the_public_see_marks_of_one_size_and_no_money(opened):
    page = opened("", audience="public")
    approved = [p for p in HERE if p % 3 == 0]
    assert page.is_hidden("#tab-capital")
    assert page.inner_text("#totals").startswith(f"{len(approved)} projects: ")
    assert page.locator("input[name=table]").evaluate_all("(all) => all.map((one) => one.value)") == [
        "sites",
        "projects",
        "timeline",
    ]
    assert "Circles by money" not in page.inner_text("#key")
    page.click("input[value=timeline]")
    assert "£" not in page.inner_text("#main")


def test_partners_are_told_that_a_match_exists_and_whom_to_ask(open_page, tmp_path):
    tables = truth.build()
    projects = tables["projects"].copy()
    projects.loc[projects["project_id"].eq(truth.project_id(1)), "sensitivity"] = "restricted"
    publish(
        tables | {"projects": projects},
        tmp_path,
        audience="partner",
        project=harbour_estate.project(tmp_path),
    )
    page = open_page(tmp_path / "northbank.html", fragment="#tab=capital")
    assert "A match exists\t1\tNot known\t1" in page.inner_text("#pane-capital .kind-table >> nth=0")
    page.click("#pane-capital .option-button:has-text('A match exists')")
    assert page.inner_text("#detail-head") == "A match exists: Quay works 0 (Harbour Council)"
    panel = page.inner_text("#pane-detail")
    assert "Ask Harbour NHS Trust" in panel
    assert "The project that is shown" in panel
    assert page.locator(".ends-table thead th").count() == 1
    assert page.inner_text("[data-figure=projects] strong") == "17"
    page.click("input[value=alignments]")
    assert "Quay works 1 (" not in page.inner_text("#main")


def test_a_page_of_projects_alone_says_nothing_of_properties_and_uses_the_estates_currency(
    open_page, tmp_path
):
    tables = truth.build()
    for name in ("sites", "holdings", "bands", "needs", "assets", "colocation", "hubs", "moves", "underuse"):
        tables[name] = tables[name].iloc[:0]
    tables["alignments"] = tables["alignments"][
        ~tables["alignments"]["to_table"].eq("holdings").fillna(False).astype(bool)
    ]
    project = harbour_estate.project(tmp_path)
    project = project.model_copy(update={"estate": project.estate.model_copy(update={"currency": "USD"})})
    publish(tables, tmp_path, audience="internal", project=project)
    page = open_page(tmp_path / "northbank.html")
    figures = page.locator(".figures li").evaluate_all("(all) => all.map((one) => one.dataset.figure)")
    assert figures == ["agencies", "projects"]
    assert page.inner_text("[data-figure=agencies] strong") == "3"
    assert page.inner_text("#count") == "18 projects"
    assert page.inner_text("#totals").startswith("US$13,500,000 in 18 projects")
    for name in ("options", "hubs", "scenarios", "agency"):
        assert page.is_hidden(f"#tab-{name}")
    assert page.is_visible("#tab-capital")
    assert page.is_checked("input[name=table][value=projects]")
    assert "£" not in page.inner_text("#main")
    # The choice of a body counts its projects: p % 4 == 1 below 18.
    assert "Harbour NHS Trust (5)" in page.locator("#choose-agency option").all_inner_texts()


def test_hostile_words_of_lists_stay_words(open_page, tmp_path):
    bad = "</script><img src=x onerror=window.__ran=1>{{7*7}}"
    tables = truth.build()
    for name, columns in {
        "projects": ["name", "project_stage", "place_name"],
        "funding": ["source_read"],
        "alignments": ["reason", "check_first", "rule", "missing"],
        "ledger": ["about", "by"],
        "slippage": ["edition"],
    }.items():
        tables[name] = tables[name].assign(**dict.fromkeys(columns, bad))
    tables["project_years"] = tables["project_years"].assign(financial_year=bad)
    publish(tables, tmp_path, audience="internal", project=harbour_estate.project(tmp_path))
    page = open_page(tmp_path / "northbank.html", fragment="#tab=capital")
    slide(page, 1)
    assert page.inner_text("#year-said") == bad
    for kind in ("matrix", "timeline", "funding", "alignments"):
        page.click(f"input[name=table][value={kind}]")
        assert bad in page.inner_text("#twin-scroll")
    page.click("#pane-capital .option-button >> nth=0")
    assert bad in page.inner_text("#pane-detail")
    assert page.evaluate("window.__ran") is None


def test_the_public_see_money_by_year_once_the_agencies_open_it(open_page, tmp_path):
    project = harbour_estate.project(tmp_path, open=["capital"])
    publish(truth.build(), tmp_path, audience="public", project=project)
    page = open_page(tmp_path / "northbank.html")
    approved = [p for p in HERE if p % 3 == 0]
    assert page.inner_text("#totals").startswith(f"{pounds(money(approved))} in {len(approved)} projects: ")
    slide(page, 1)
    assert page.inner_text("#totals").startswith(pounds(sum(truth.in_year(p, "2026-27") for p in approved)))
    assert page.is_hidden("#tab-capital")
    shown = page.locator("input[name=table]").evaluate_all("(all) => all.map((one) => one.value)")
    assert shown == ["sites", "projects", "matrix", "timeline"]


def test_a_project_without_dates_stands_in_the_years_of_its_money(open_page, tmp_path):
    tables = truth.build()
    tables["projects"] = tables["projects"].assign(start_date=pd.NaT, end_date=pd.NaT)
    publish(tables, tmp_path, audience="internal", project=harbour_estate.project(tmp_path))
    page = open_page(tmp_path / "northbank.html", fragment="#list=timeline")
    row = page.locator(".timeline tr:has-text('Quay works 12')")
    assert row.inner_text().split("\t")[3:5] == ["2026-27, by its money", "2028-29, by its money"]
    assert row.locator(".time-bar").count() == 3
    assert row.locator(".time-bar-approved").count() == 1
    # The other two thirds list no money by year.
    last = page.locator(".timeline tbody").last
    assert "Dates not known" in last.inner_text()
    assert last.locator("tr").count() == 1 + sum(p % 3 != 0 for p in HERE)
