"""What each audience sees of what must not be seen, and that derived things go with it."""

from __future__ import annotations

import harbour_estate
import pandas as pd
import pytest
import shapely

from totalcapital.publishing.audiences import PublicationKeyError, load_audience, load_withheld_kinds
from totalcapital.publishing.redaction import redact
from totalcapital.publishing.withheld import judge
from totalcapital.tables import TABLES


def view_of(tables, audience, **publication):
    return redact(tables, audience=audience, project=harbour_estate.project(".", **publication))


def with_assets(tables, changes):
    """The tables with cells of records, and of the holdings made of them, put in place."""
    changed = {name: table.copy() for name, table in tables.items()}
    for asset, values in changes.items():
        for column, value in values.items():
            assets, holdings = changed["assets"], changed["holdings"]
            assets.loc[assets["asset_id"] == asset, column] = value
            if column in holdings:
                holdings.loc[holdings["asset_ids"] == asset, column] = value
    return changed


def test_internal_sees_everything(tables):
    view = view_of(tables, "internal")
    assert len(view.tables["sites"]) == 200
    assert view.verdict.counts() == {}


def test_public_columns_are_those_of_the_allow_list_and_no_others(tables):
    view = view_of(tables, "public")
    filled = {
        name: {column for column in table.columns if table[column].notna().any()}
        for name, table in view.tables.items()
    }
    for name, columns in filled.items():
        assert columns <= load_audience("public").columns_of(name, ()), name
    assert filled["assets"] == filled["underuse"] == filled["bands"] == filled["colocation"] == set()
    assert filled["issues"] == filled["links"] == set()
    for column in ("uprn", "status", "lease_break_date", "running_cost_gbp", "address", "asset_ids"):
        assert column not in filled["holdings"]


@pytest.mark.parametrize("k", [33, 133, 52, 152, 63, 163])
def test_secret_restricted_and_withheld_kinds_are_gone_from_the_public(tables, k):
    view = view_of(tables, "public")
    names = {view.tables["sites"]["name"].get(row) for row in view.tables["sites"].index}
    assert harbour_estate.SPECIAL[k].get("name") not in names
    assert len(view.tables["sites"]) == 200 - 6


def test_a_name_gives_a_refuge_away_whatever_its_service_says(tables):
    # Site 163 is a police station by its service, and "Willow Women's Aid" by its name.
    verdict = judge(tables, "public", kinds=load_withheld_kinds())
    assert verdict.sites["site-000163"] == ("withheld-kind", "gone")


def test_a_withheld_kind_read_only_in_the_source_row_is_withheld(tables):
    changed = with_assets(tables, {"police:R00008": {"source_values": '{"Use": "Custody suite"}'}})
    assert "site-000008" in judge(changed, "public", kinds=load_withheld_kinds()).sites


def test_a_heading_of_a_register_is_not_a_withheld_kind(tables):
    changed = with_assets(tables, {"police:R00008": {"source_values": '{"Is it a refuge?": "no"}'}})
    assert "site-000008" not in judge(changed, "public", kinds=load_withheld_kinds()).sites


def test_a_vacant_building_keeps_its_agency_and_outward_code_and_nothing_finer(tables):
    view = view_of(tables, "public")
    sites, holdings = view.tables["sites"], view.tables["holdings"]
    vague = sites[sites["site_id"].isin(view.generalised)]
    assert len(vague) == 8  # k = 0, 25 ... 175
    assert vague.geometry.isna().all()
    held = holdings[holdings["site_id"].isin(view.generalised)]
    # k = 0, 25, 50 ... have outward codes ZZ(1 + k % 9).
    expected = sorted(f"ZZ{1 + k % 9}" for k in range(0, 200, 25))
    assert sorted(held["postcode"]) == expected
    assert sorted(vague["name"]) == [f"A vacant building in {code}" for code in expected]
    for column in ("uprn", "service", "tenure", "address", "asset_ids"):
        assert held[column].isna().all(), column
    assert set(held["agency_id"]) == {"council"}  # k % 25 == 0 is k % 5 == 0


def test_vacant_land_is_not_a_vacant_building(tables):
    changed = with_assets(tables, {"council:R00025": {"property_kind": "land"}})
    assert "site-000025" not in judge(changed, "public", kinds=load_withheld_kinds()).sites


def test_a_vacant_record_of_unknown_kind_counts_as_a_building(tables):
    changed = with_assets(tables, {"council:R00025": {"property_kind": None}})
    assert judge(changed, "public", kinds=load_withheld_kinds()).sites["site-000025"][1] == "generalised"


def test_an_id_of_a_vacant_building_changes_with_the_edition(tables):
    # Last quarter's page must not tell where this quarter's vacant building is.
    later = harbour_estate.project(".").model_copy(
        update={
            "estate": harbour_estate.project(".").estate.model_copy(
                update={"as_of": pd.Timestamp("2027-02-01").date()}
            )
        }
    )
    first = view_of(tables, "public")
    second = redact(tables, audience="public", project=later)
    assert not first.generalised & second.generalised
    shown = set(first.tables["sites"]["site_id"]) - first.generalised
    assert shown == set(second.tables["sites"]["site_id"]) - second.generalised


def test_one_uprn_withheld_in_one_register_is_withheld_in_all(tables):
    changed = with_assets(tables, {"council:R00010": {"uprn": "200000000033"}})
    verdict = judge(changed, "public", kinds=load_withheld_kinds())
    assert verdict.sites["site-000010"] == ("same-property", "gone")


def test_a_record_linked_as_the_same_building_is_withheld_with_it(tables):
    changed = dict(tables)
    changed["links"] = TABLES["links"].conform(pd.DataFrame([{
        "asset_id": "council:R00010", "other_asset_id": "police:R00033", "relation": "same-building",
        "weight": 0.9, "evidence": "name and postcode agree", "decision": "auto",
    }]))  # fmt: skip
    assert judge(changed, "public", kinds=load_withheld_kinds()).sites["site-000010"][1] == "gone"


def test_the_same_name_at_the_same_postcode_is_withheld_with_it(tables):
    secret = tables["assets"].set_index("asset_id").loc["police:R00033"]
    changed = with_assets(tables, {
        "council:R00010": {"name": "QUILLFEATHER  LODGE", "postcode": secret["postcode"]},
    })  # fmt: skip
    assert judge(changed, "public", kinds=load_withheld_kinds()).sites["site-000010"][1] == "gone"


def test_one_restricted_record_withholds_the_whole_property(tables):
    # Site 12 is the trust's and, by record council:R00012b, the council's.
    changed = with_assets(tables, {"council:R00012b": {"sensitivity": "restricted"}})
    view = view_of(changed, "public")
    assert len(view.tables["sites"]) == 200 - 7
    assert judge(changed, "public", kinds=load_withheld_kinds()).sites["site-000012"] == (
        "restricted",
        "gone",
    )


def test_a_project_on_a_withheld_property_is_withheld(tables):
    changed = {name: table.copy() for name, table in tables.items()}
    changed["projects"].loc[1, "uprn"] = "200000000033"
    verdict = judge(changed, "public", kinds=load_withheld_kinds())
    assert verdict.projects[changed["projects"]["project_id"][1]] == "on-withheld"


@pytest.mark.parametrize("listed", ["COUNCIL:R00010", "200000000010", "harbour property 10"])
def test_the_take_down_list_takes_ids_uprns_and_names_from_partners_and_public(tables, listed):
    for audience in ("partner", "public"):
        verdict = judge(tables, audience, take_down=[listed], kinds=load_withheld_kinds())
        assert verdict.sites["site-000010"] == ("take-down", "gone")


def test_partners_learn_of_a_restricted_property_only_whom_to_ask(tables):
    view = view_of(tables, "partner")
    sites, holdings = view.tables["sites"], view.tables["holdings"]
    assert len(view.masked) == 4  # 52, 152 restricted; 63, 163 of a withheld kind
    masked = sites[sites["site_id"].isin(view.masked)]
    assert masked.geometry.isna().all()
    assert not view.masked & set(tables["sites"]["site_id"])
    held = holdings[holdings["site_id"].isin(view.masked)]
    # k % 40 == 12 is true of 52, so the council has a part of it.
    assert sorted(held["agency_id"]) == ["council", "police", "police", "trust", "trust"]
    for column in ("uprn", "postcode", "service", "address", "asset_ids", "floor_area_m2"):
        assert held[column].isna().all(), column


def test_no_option_leads_to_what_is_withheld_and_ranks_close_up(tables):
    view = view_of(tables, "public", open=["colocation"])
    options, holdings = view.tables["colocation"], view.tables["holdings"]
    vague = set(holdings.loc[holdings["site_id"].isin(view.generalised), "holding_id"])
    assert len(options) > 0
    assert set(options["host_id"]) | set(options["guest_id"]) <= set(holdings["holding_id"]) - vague
    ranks = sorted(options["rank"].dropna())
    assert ranks == list(range(1, len(ranks) + 1))
    assert options["vetoes"].isna().all()


def test_opening_underuse_shows_bands_and_not_spare_space(tables):
    bands = view_of(tables, "public", open=["underuse"]).tables["bands"]
    assert set(bands["band"]) >= {"surplus", "watch", "used", "unknown"}
    assert bands["spare_m2"].isna().all()
    assert len(view_of(tables, "public").tables["bands"]) == 0


def test_public_ids_are_opaque_and_depend_on_the_key(tables):
    first = view_of(tables, "public").tables["sites"]["site_id"]
    other = view_of(tables, "public", key="another-key-0123456789abcdef01234567").tables["sites"]["site_id"]
    assert first.str.fullmatch(r"[0-9a-f]{20}").all()
    assert not set(first) & set(other)


def test_the_public_needs_a_key(tables):
    with pytest.raises(PublicationKeyError, match=r"\[publication\] key"):
        view_of(tables, "public", key=None)


def test_an_agency_of_which_nothing_is_shown_is_not_named(tables):
    changed = {name: table.copy() for name, table in tables.items()}
    for table in ("assets", "holdings"):
        at = changed[table]["agency_id"].eq("police").fillna(False)
        changed[table].loc[at, "sensitivity"] = "secret"
    assert "police" not in set(view_of(changed, "public").tables["agencies"]["agency_id"])


def test_a_blank_sensitivity_means_restricted(tables):
    changed = {name: table.copy() for name, table in tables.items()}
    at = changed["assets"]["asset_id"].eq("council:R00010")
    changed["assets"].loc[at, "sensitivity"] = None
    assert judge(changed, "public", kinds=load_withheld_kinds()).sites["site-000010"] == (
        "restricted",
        "gone",
    )


def test_places_of_hidden_properties_are_no_finer_than_the_page(tables):
    changed = dict(tables)
    ward = {
        "subject_id": "site-000025",
        "area_id": "E05000001",
        "kind": "ward",
        "share": 1.0,
        "is_main": True,
    }
    changed["places"] = TABLES["places"].conform(pd.concat([tables["places"], pd.DataFrame([ward])]))
    view = view_of(changed, "public")
    assert set(view.tables["places"]["kind"]) == {"programme"}


def test_what_is_shown_keeps_its_true_place(tables):
    view = view_of(tables, "public")
    shown = view.tables["sites"].set_index("name")
    x, y = harbour_estate.place(10, 200)
    assert shown.geometry["Harbour property 10"].equals(shapely.Point(x, y))
