"""The sliders: the page ranks anew and gives the order of the stage, to the last option."""

from __future__ import annotations

import harbour_estate
import numpy as np
import pandas as pd
import pytest
import shapely

from totalcapital.colocating import ranking
from totalcapital.publishing import option_block, publish
from totalcapital.tables import TABLES

pytestmark = pytest.mark.browser

PUBLISHED = {
    "proximity": 0.3,
    "space": 0.25,
    "service": 0.2,
    "lease": 0.15,
    "condition": 0.05,
    "access": 0.05,
}
#: In ten-thousandths, in the order of the components.
OTHERS = [
    (10000, 0, 0, 0, 0, 0),
    (0, 0, 10000, 0, 0, 0),
    (0, 0, 0, 0, 0, 10000),
    (0, 0, 0, 0, 0, 0),
    (100, 9900, 3300, 1, 7, 10000),
    (3333, 3333, 3334, 0, 3333, 3333),
]


def crowd():
    """Harbour with a thousand options between forty properties, full of ties and gaps, both directions."""
    tables = harbour_estate.build()
    holdings = tables["holdings"]
    sides = holdings[holdings["agency_id"].isin(["council", "trust", "police"])]
    number = sides["site_id"].str[-6:].astype(int)
    sides = sides[(number < 60) & (number % 20 != 7) & (number != 33)]
    public = tables["agencies"].copy()
    public.loc[public["agency_id"] == "police", "is_public"] = pd.NA
    chance = np.random.default_rng(5)
    rows = []
    held = list(zip(sides["holding_id"], sides["agency_id"], strict=True))
    for at, (host, of) in enumerate(held):
        for guest, other in held[at + 1 :]:
            if of == other:
                continue
            distance = float(chance.choice([0.0, 120.5, 300.0, 300.1, 800.0]))
            for a, b in ((host, guest), (guest, host)):
                parts = {
                    f"score_{name}": None
                    if chance.random() < 0.4
                    else float(chance.choice([0.0, 0.25, 0.5, 0.3333, 1.0]))
                    for name in ranking.COMPONENTS
                }
                rows.append({
                    "option_id": f"{a}>{b}", "host_id": a, "guest_id": b, "distance_m": distance,
                    "distance_uncertainty_m": 10.0, **parts,
                    "vetoes": "cells" if chance.random() < 0.1 else None,
                    "decision": [None, "accepted", "parked", "rejected"][int(chance.choice(4, p=[0.85, 0.05, 0.05, 0.05]))],
                    "is_better_direction": False, "direction": "by hand", "reason": f"{b} into {a}.",
                    "geometry": shapely.LineString([(0, 0), (1, 1)]),
                })  # fmt: skip
    frame = pd.DataFrame(rows)
    tables["agencies"] = public
    tables["colocation"] = ranked(frame, public)
    for name in ("moves", "hubs", "appraisals", "sensitivities", "scenarios", "decisions"):
        tables[name] = tables[name].iloc[:0]
    return tables


def place_of(frame, agencies, weights):
    """The stage's own order."""
    known = set(agencies.loc[agencies["is_public"].notna(), "agency_id"])
    ends = frame["host_id"].str.split(":").str[1].isin(known) & frame["guest_id"].str.split(":").str[1].isin(
        known
    )
    ends_of = zip(frame["host_id"], frame["guest_id"], strict=True)
    pair = pd.factorize(pd.Series([" ".join(sorted(both)) for both in ends_of]))[0]
    return ranking.rank(
        frame,
        np.array(weights),
        is_known_fit=(ends & frame["score_service"].notna()).to_numpy(),
        is_free=(frame["vetoes"].isna() & ~frame["decision"].isin(["parked", "rejected"])).to_numpy(),
        pair=pair,
    )


def ranked(frame, agencies):
    found = place_of(frame, agencies, ranking.whole_weights(PUBLISHED))
    rank = pd.Series(found.place).where(found.place > 0).astype("Int64")
    made = frame.assign(rank=rank, is_better_direction=found.is_better, score=found.score.round(4))
    return TABLES["colocation"].conform(made, crs=harbour_estate.BNG)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory):
    """The page of a thousand options, with the words of fifty, and its tables."""
    tables, folder = crowd(), tmp_path_factory.mktemp("crowd")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(option_block, "OPTIONS_ON_A_PAGE", 50)
        publish(
            tables, folder, audience="internal", project=harbour_estate.project(folder), weights=PUBLISHED
        )
    return folder / "northbank.html", tables


def order_on(page):
    """Guest and host of every option in the table, from first to last."""
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    return page.evaluate(
        "[...document.querySelectorAll('.twin-table tbody tr')].map((row) => [row.cells[1].textContent, row.cells[2].textContent])"
    )


def expected(tables, weights):
    options = pd.DataFrame(tables["colocation"])
    place = place_of(options, tables["agencies"], weights).place
    agency = {one[0]: one[1] for one in harbour_estate.AGENCIES}
    names = {
        row.holding_id: f"{row.name_} ({agency[row.agency_id]})"
        for row in tables["holdings"].rename(columns={"name": "name_"}).itertuples()
        if isinstance(row.agency_id, str)
    }
    first = options.assign(place=place)[place > 0].sort_values("place")
    return [
        [names[guest], names[host]] for guest, host in zip(first["guest_id"], first["host_id"], strict=True)
    ]


def test_the_published_weights_give_the_published_ranks(open_page, crowded):
    path, tables = crowded
    page = open_page(path, fragment="#list=options&decided=open")
    options = tables["colocation"]
    best = options[options["decision"].isna() & options["rank"].notna()].sort_values("rank")
    order_on(page)
    seen = page.evaluate(
        "[...document.querySelectorAll('.twin-table tbody tr')].map((row) => Number(row.cells[0].textContent))"
    )
    assert seen == best["rank"].tolist()
    assert len(seen) > 300


@pytest.mark.parametrize("weights", OTHERS)
def test_any_weights_give_the_order_of_the_stage(open_page, crowded, weights):
    path, tables = crowded
    page = open_page(path, fragment=f"#list=options&weights={','.join(map(str, weights))}")
    wanted = expected(tables, weights)
    assert order_on(page)[: len(wanted)] == wanted
    # What follows has no place: parked and rejected, with words, never lost.
    put_away = page.evaluate(
        "[...document.querySelectorAll('.twin-table tbody tr')].map((row) => row.cells[0].textContent)"
    )[len(wanted) :]
    assert all(not words.isdigit() for words in put_away)


def test_a_slider_ranks_anew_and_reset_brings_the_published_order_back(open_page, crowded):
    path, tables = crowded
    page = open_page(path, fragment="#list=options&tab=options")
    first = order_on(page)
    page.click(".weights summary")
    for part in ("proximity", "space", "lease", "condition", "access"):
        page.locator(f"#weight-{part}").fill("0")
    page.locator("#weight-service").fill("10000")
    assert "weights=0%2C0%2C10000%2C0%2C0%2C0" in page.evaluate("location.hash")
    wanted = expected(tables, (0, 0, 10000, 0, 0, 0))
    assert order_on(page)[: len(wanted)] == wanted != first[: len(wanted)]
    assert "with your weights" in page.inner_text(".option-button >> nth=0")
    page.click("#weights-reset")
    assert order_on(page) == first
    assert "weights" not in page.evaluate("location.hash")


def test_options_of_which_nothing_weighed_is_known_are_counted(open_page, crowded):
    path, tables = crowded
    page = open_page(path, fragment="#tab=options&weights=0,0,0,0,0,10000")
    scored = len(expected(tables, (0, 0, 0, 0, 0, 10000)))
    ranked_count = int(tables["colocation"]["rank"].notna().sum())
    assert 0 < scored < ranked_count
    assert f"{ranked_count - scored} others have no score" in page.inner_text("#pane-options")


def test_an_option_beyond_the_words_shows_its_numbers_and_says_where_the_words_are(open_page, crowded):
    path, tables = crowded
    options = tables["colocation"]
    last = options.sort_values("rank").loc[lambda rows: rows["rank"].notna()].iloc[-1]
    page = open_page(
        path, fragment=f"#tab=detail&option={last['option_id'].replace(':', '%3A').replace('>', '%3E')}"
    )
    panel = page.inner_text("#pane-detail")
    assert f'totalcapital explain "{last["option_id"]}"' in panel
    assert f"Rank {last['rank']}" in panel
    assert page.locator("#pane-detail .score-table tbody tr").count() == 6


def test_the_other_way_round_is_not_in_the_list_but_one_click_away(open_page, crowded):
    path, tables = crowded
    options = pd.DataFrame(tables["colocation"])
    free = options[options["vetoes"].isna() & options["decision"].isna()]
    worse = free[~free["is_better_direction"]]
    back = worse["guest_id"] + ">" + worse["host_id"]
    better = free[free["option_id"].isin(back)].sort_values("rank").iloc[0]
    page = open_page(
        path, fragment=f"#tab=detail&option={better['option_id'].replace(':', '%3A').replace('>', '%3E')}"
    )
    before = page.inner_text("#detail-head")
    page.click("text=The other way round")
    assert page.inner_text("#detail-head") != before
    assert "the other way round is better" in page.inner_text("#pane-detail .score-line")


def test_partners_rank_what_they_see_in_the_same_order(open_page, crowded, tmp_path):
    _, tables = crowded
    project = harbour_estate.project(tmp_path)
    publish(tables, tmp_path, audience="partner", project=project, weights=PUBLISHED)
    weights = (100, 9900, 3300, 1, 7, 10000)
    page = open_page(
        tmp_path / "northbank.html", fragment=f"#list=options&weights={','.join(map(str, weights))}"
    )
    # Of the properties of the crowd only Larkspur Clinic (site 52) is hidden from partners.
    every = expected(tables, weights)
    wanted = [pair for pair in every if not any("Larkspur Clinic" in end for end in pair)]
    assert len(wanted) < len(every)
    assert order_on(page)[: len(wanted)] == wanted
