"""Hostile values in every field of every table: nothing runs, text is exact, nothing leaves."""

from __future__ import annotations

import json

import harbour_estate
import openpyxl
import pandas as pd
import pytest

from totalcapital.publishing import publish
from totalcapital.publishing.frame import map_frame
from totalcapital.publishing.texts import clean
from totalcapital.tables import TABLES

CANARY = "window.__ran=1"
TEMPLATES = [
    "{{7*7}}", "Plot {{A}}", "{% of", "Depot {# closed #} Road", "{%raw%}", "{{ self.__init__ }}", "100% {% of %}",
    "%(name)s", "{name}", "{0.__class__}", "@@block@@", "@@policy@@", "@@header@@", "$name ${name}",
]  # fmt: skip
SCRIPTS = [
    f"<script>{CANARY}</script>", f"</script><script>{CANARY}</script>", f"<!--<script>{CANARY}", "]]>", "<!-- x",
    f"${{{CANARY}}}", f"`${{{CANARY}}}`", f"javascript:{CANARY}", f'" onmouseover="{CANARY}', f"' onfocus='{CANARY}",
    f"<img src=x onerror={CANARY}>", f"<svg onload={CANARY}>", f"<svg><script>{CANARY}</script></svg>",
    f"<a href='javascript:{CANARY}'>x</a>", f"<iframe srcdoc='<script>parent.{CANARY}</script>'>", "</title>", "</style>",
    "</textarea>", "</template>", f"<details open ontoggle={CANARY}>", "<style>@import 'http://x.example/{}'</style>",
    "<link rel=stylesheet href=http://x.example/a.css>", "<base href=http://x.example/>", f"\\u003cscript>{CANARY}",
    f"&lt;script&gt;{CANARY}&lt;/script&gt;", "&amp;", "&#60;b&#62;",
]  # fmt: skip
ODD = [
    "\u2028\u2029", "\u202egnp.exe", "\u2066isolate\u2069", "\U0001f3e5\U0001f469\u200d\U0001f692", "e\u0301" * 30,
    "nul\x00byte", "bell\x07 esc\x1b[31m", "\x7f", "\ufffe\uffff", "tab\there", "line\nbreak\r\nend", "\\", "\\n\\u0041",
    '"', "'", "a" * 40_000, "\u0000", " leading and trailing ", "; list; like", "constructor", "__proto__", "null",
]  # fmt: skip
FORMULAS = [
    "=1+1",
    '=HYPERLINK("http://x.example")',
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
]
_LISTS_OF_IDS = {"asset_ids", "services", "members", "option_ids"}
HOSTILE = [*TEMPLATES, *SCRIPTS, *ODD, *FORMULAS]


@pytest.fixture(scope="module")
def hostile_tables():
    """The estate with a hostile value in every text cell that is not an id or a code."""
    tables = {name: table.copy() for name, table in harbour_estate.build(200).items()}
    turn = 0
    for name, table in TABLES.items():
        frame = tables[name]
        for column in table.columns:
            keys = column.unique or column.name.endswith("_id") or column.name in _LISTS_OF_IDS
            if column.kind != "text" or keys:
                continue
            values = [HOSTILE[(turn + at) % len(HOSTILE)] for at in range(len(frame))]
            turn += 3
            frame[column.name] = pd.array(values, dtype="str") if len(frame) else frame[column.name]
    return tables


@pytest.fixture(scope="module")
def hostile_site(hostile_tables, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    project = harbour_estate.project(folder, name="<script>x</script>", contact="{{7*7}} ${1}")
    estate = project.estate.model_copy(
        update={"name": "Estate {{7*7}} </title><script>", "notice": "<b>{% of"}
    )
    publish(
        hostile_tables, folder, audience="internal", project=project.model_copy(update={"estate": estate})
    )
    return folder


@pytest.mark.usefixtures("hostile_site")
def test_the_frame_that_passes_through_folium_is_the_same_for_every_estate():
    frame = str(map_frame())
    assert "@@block@@" in frame
    assert "Harbour" not in frame
    assert "http" not in frame.replace("http-equiv", "")


def test_no_host_is_named_by_a_page_outside_its_data(published):
    for path in published["public"][0].glob("*.html"):
        text = path.read_text(encoding="utf-8")
        for link in ('<link rel="stylesheet', "<script src", "@import", "<iframe", "<base"):
            assert link not in text, (path.name, link)


def test_policy_allows_no_inline_script_by_name_and_nothing_else(published):
    text = (published["internal"][0] / "northbank.html").read_text(encoding="utf-8")
    policy = text.split('http-equiv="Content-Security-Policy" content="')[1].split('"')[0]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_geojson_keeps_hostile_names_exactly(hostile_site, hostile_tables):
    made = json.loads((hostile_site / "data" / "northbank.geojson").read_text(encoding="utf-8"))
    names = {feature["id"]: feature["properties"]["name"] for feature in made["features"]}
    truth = hostile_tables["sites"].set_index("site_id")["name"]
    assert names == {site: clean(truth[site]) for site in names}


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_no_cell_of_the_workbook_is_a_formula_or_link(hostile_site):
    book = openpyxl.load_workbook(hostile_site / "northbank.xlsx")
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.coordinate)
                assert cell.hyperlink is None
    book.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", ["northbank.html", "index.html"])
def test_nothing_runs_and_nothing_leaves_on_opening(open_page, hostile_site, name):
    page = open_page(hostile_site / name)
    assert page.evaluate("window.__ran") is None
    assert page.title().endswith("| Estate {{7*7}} </title><script>")


@pytest.mark.browser
def test_every_name_stands_in_the_table_as_it_was_written(open_page, hostile_site, hostile_tables):
    page = open_page(hostile_site / "northbank.html")
    shown = []
    while True:
        shown += page.evaluate(
            "[...document.querySelectorAll('.twin-table tbody th')].map(cell => cell.textContent)"
        )
        if page.locator("#page-next").is_disabled():
            break
        page.evaluate("document.getElementById('page-next').click()")
    names = hostile_tables["sites"].set_index("site_id")["name"]
    expected = [clean(names[f"site-{k:06d}"]) for k in range(120)]
    assert shown == expected
    assert page.evaluate("window.__ran") is None


@pytest.mark.browser
def test_opening_every_detail_runs_nothing_and_shows_the_text(open_page, hostile_site, hostile_tables):
    page = open_page(hostile_site / "northbank.html")
    heads = page.evaluate(
        """() => {
          const found = [];
          for (;;) {
            for (const button of document.querySelectorAll('.twin-table tbody .link')) {
              button.click();
              found.push(document.getElementById('detail-head').textContent);
            }
            const next = document.getElementById('page-next');
            if (next.disabled) return found;
            next.click();
          }
        }"""
    )
    names = hostile_tables["sites"].set_index("site_id")["name"]
    assert heads == [clean(names[f"site-{k:06d}"]) for k in range(120)]
    for kind in ("options", "projects"):
        page.evaluate(f"document.querySelector('input[name=table][value={kind}]').click()")
        page.evaluate("for (const b of document.querySelectorAll('.twin-table tbody .link')) b.click()")
    assert page.evaluate("window.__ran") is None


@pytest.mark.browser
def test_scenarios_hubs_and_bodies_run_nothing_and_show_the_text(open_page, hostile_site, hostile_tables):
    page = open_page(hostile_site / "northbank.html")
    page.click("#tab-scenarios")
    reasons = hostile_tables["scenarios"].set_index("scenario_id")["reason"]
    for name in reasons.index:
        page.select_option("#choose-scenario", name)
        assert clean(reasons[name]) in page.evaluate("document.getElementById('pane-scenarios').textContent")
    page.click("#tab-hubs")
    for at in range(page.locator("#pane-hubs .option-button").count()):
        page.click("#tab-hubs")
        page.click(f"#pane-hubs .option-button >> nth={at}")
    page.click("#tab-agency")
    page.select_option("#choose-mine", "trust")
    assert page.evaluate("window.__ran") is None


@pytest.mark.browser
def test_hovering_and_searching_hostile_text_runs_nothing(open_page, hostile_site):
    page = open_page(hostile_site / "northbank.html")
    box = page.locator("#map_estate").bounding_box()
    for step in range(0, 400, 20):
        page.mouse.move(box["x"] + box["width"] / 2 - 200 + step, box["y"] + box["height"] / 2)
    for text in (*TEMPLATES[:4], *SCRIPTS[:12], FORMULAS[0]):
        page.fill("#search", text)
        page.press("#search", "Enter")
    assert page.evaluate("window.__ran") is None


@pytest.mark.browser
@pytest.mark.parametrize(
    "fragment",
    [
        "#q=%3Cscript%3Ewindow.__ran%3D1%3C/script%3E", "#site=__proto__&tab=detail", "#list=constructor", "#map=NaN/1/x",
        "#map=1e999/0/0", "#best=-1&score=abc&page=1e9", "#no=%00,unitary&noband=x", "#tab=%3Cimg%20onerror=1%3E",
        "#weights=1,2,3,4,5,x&tab=options", "#weights=-1,0,0,0,0,1e400", "#scenario=__proto__&tab=scenarios",
        "#hub=constructor&tab=detail", "#decided=zzz&tab=hubs", "#tab=agency&body=__proto__",
        "#body=" + "x" * 5000, "#option=nope", "#%", "#q=%E0%A4%A",
    ],
)  # fmt: skip
def test_a_hostile_address_opens_an_ordinary_page(open_page, published, fragment):
    page = open_page(published["internal"][0] / "northbank.html", fragment=fragment)
    assert page.evaluate("document.documentElement.dataset.ready") == "1"
    assert page.evaluate("window.__ran") is None
