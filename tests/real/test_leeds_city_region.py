"""Leeds City Region: forty-one files of many agencies, with totals from the files themselves."""

from __future__ import annotations

import json

import pytest
from plain_reading import features, plain_rows, tags

pytestmark = pytest.mark.real

REGISTERS = "leeds-city-region/registers"
#: Bradford's entries without the mark of occupation that are no vacant building, counted by hand.
NOT_BUILDINGS = {
    "market stalls": 62,
    "car parks": 4,
    "a sponsored roundabout": 1,
    "shops or stalls, only a code": 2,
    "kennels": 1,
    "stables": 1,
    "rows with a missing cell": 5,
}


@pytest.fixture(scope="module")
def tables(real_run):
    return real_run("leeds-city-region")[0].tables


def of(tables, register):
    return tables["assets"][tables["assets"]["register_id"] == register]


def test_rows_of_the_main_registers_are_as_many_as_were_counted(tables):
    kept = tables["registers"].set_index("register_id")["rows_kept"]
    assert kept[
        ["schools", "schools-leeds", "brownfield", "rates-bradford", "rates-calderdale"]
    ].to_dict() == {
        "schools": 1378,
        "schools-leeds": 771,
        "brownfield": 1460,
        "rates-bradford": 888,
        "rates-calderdale": 399,
    }
    assert kept[kept.index.str.startswith("osm-")].sum() == 4025


def test_closed_schools_are_closed_and_never_vacant_or_surplus(tables, real_data):
    rows = plain_rows(real_data / REGISTERS / "gias_edubase_leeds.csv")
    closed = [row for row in rows if row["EstablishmentStatus (name)"] == "Closed"]
    opened = [row for row in rows if row["EstablishmentStatus (name)"] == "Open"]
    uprns = {row["UPRN"] for row in opened if row["UPRN"]}
    postcodes = {row["Postcode"] for row in opened if row["Postcode"]}
    taken_over = [row for row in closed if row["UPRN"] in uprns or row["Postcode"] in postcodes]
    assert (len(closed), len(taken_over)) == (465, 286)
    schools = of(tables, "schools-leeds")
    assert schools["status"].value_counts().to_dict() == {"closed": 465, "operational": 306}
    assert set(schools.loc[schools["status"] == "closed", "urn"]) == {row["URN"] for row in closed}
    dates = schools.set_index("urn")["status_date"]
    day, month, year = next(row["CloseDate"] for row in closed if row["CloseDate"]).split("-")
    first = next(row["URN"] for row in closed if row["CloseDate"])
    assert dates[first].strftime("%Y-%m-%d") == f"{year}-{month}-{day}"
    assert dates.notna().sum() == sum(bool(row["CloseDate"]) for row in closed) == 464


def test_a_closed_school_alone_is_never_found_surplus(tables):
    """A holding whose only records are closed schools may be unknown or less, not surplus."""
    closed = set(tables["assets"].loc[tables["assets"]["status"] == "closed", "asset_id"])
    only_closed = {
        h.holding_id for h in tables["holdings"].itertuples() if set(h.asset_ids.split("; ")) <= closed
    }
    assert len(only_closed) > 50
    bands = tables["bands"].set_index("holding_id").loc[sorted(only_closed), "band"]
    assert "surplus" not in set(bands)


def test_seventeen_open_schools_have_less_than_seven_tenths_of_their_places_taken(tables):
    schools = of(tables, "schools-leeds")
    open_ = schools[(schools["status"] == "operational") & schools["capacity_count"].notna()]
    assert (open_["occupied_count"] / open_["capacity_count"] < 0.7).sum() == 17
    assert schools["capacity_count"].isna().sum() == 325
    assert schools["occupied_count"].isna().sum() == 435


def test_empty_rates_entries_are_vacant_only_where_they_are_buildings(tables, real_data):
    rows = plain_rows(real_data / REGISTERS / "business-rates/bradford.csv")
    unmarked = sum(row["Occupied"] != "Y" for row in rows)
    assert unmarked == 132
    bradford = of(tables, "rates-bradford")
    vacant = bradford[bradford["status"] == "vacant"]
    assert len(vacant) == unmarked - sum(NOT_BUILDINGS.values()) == 56
    assert set(vacant["property_kind"]) == {"building"}
    assert set(vacant["role"]) == {"owner"}
    stalls = bradford["source_values"].str.contains("MARKET STALL", case=False)
    assert stalls.sum() == sum("MARKET STALL" in row["VOA description"].upper() for row in rows)
    assert not (bradford.loc[stalls, "status"] == "vacant").any()
    assert (bradford["status"] == "operational").sum() == sum(row["Occupied"] == "Y" for row in rows) == 761


@pytest.mark.parametrize(("register", "vacant"), [("rates-calderdale", 6), ("rates-selby", 8)])
def test_the_other_two_rates_lists_have_their_few_vacant_buildings(tables, register, vacant):
    assert (of(tables, register)["status"] == "vacant").sum() == vacant


def test_spellings_of_one_body_are_one_agency(tables):
    spellings = {row.agency_id: set(row.names_read.split("; ")) for row in tables["agencies"].itertuples()}

    def together(*names):
        found = [agency for agency, known in spellings.items() if known & set(names)]
        return len(found) == 1 and set(names) <= spellings[found[0]]

    assert together(
        "Bradford District Care Trust",
        "Bradford District Care Nhs Foundation",
        "Bradford District Care Foundation Nhs Trust",
    )
    assert not [known for known in spellings.values() if any("Payables" in name for name in known)]
    assert together("North Yorkshire Fire and Rescue Service")
    assert together("Nhs Property Services Limited", "Nhs Property Services Ltd")
    assert together(
        "Bradford MDC",
        "Bradford Council",
        "Bradford City Metropolitan District Council",
    )
    assert together("Leeds Council", "Leeds City Council")
    assert together("Calderdale MBC", "Calderdale Council")
    assert together("North Yorkshire County Council", "North Yorkshire Council")
    assert not together("Leeds Council", "Leeds Teaching Hospitals NHS Trust")
    assert not together("West Yorkshire Police", "West Yorkshire Fire and Rescue Service")
    assert not together("Selby District Council", "Selby Town Council")


def test_churches_with_the_word_council_in_their_names_are_not_made_one(tables):
    named = of(tables, "rates-bradford")
    ratepayer = named["source_values"].map(json.loads).str["Ratepayer"]
    churches = named[ratepayer.str.contains("Parochial Church Council")]
    assert len(churches) == 5
    assert churches["agency_id"].nunique() == 5


def test_the_care_trust_of_bradford_has_all_its_entries_under_one_body(tables, real_data):
    rows = plain_rows(real_data / REGISTERS / "business-rates/bradford.csv")
    written = [row["Ratepayer"] for row in rows if row["Ratepayer"].startswith("Bradford District")]
    written = [name for name in written if "Care" in name]
    assert len(set(written)) == 5
    named = of(tables, "rates-bradford")
    ratepayer = named["source_values"].map(json.loads).str["Ratepayer"]
    body = named.loc[ratepayer.isin(set(written)), "agency_id"]
    assert len(body) == len(written)
    assert body.nunique() == 1


def test_departments_of_one_council_are_one_agency(tables, real_data):
    rows = plain_rows(real_data / REGISTERS / "business-rates/calderdale.csv")
    council = sum(row["Ratepayer"].startswith("Calderdale Mbc") for row in rows)
    calderdale = of(tables, "rates-calderdale")
    assert calderdale["agency_id"].value_counts().iloc[0] == council
    blank = sum(row["Ratepayer"] == "Chairman Of The Board Of Governors" for row in rows)
    assert calderdale["agency_id"].isna().sum() == blank == 5


def test_an_openstreetmap_feature_has_an_agency_only_where_an_operator_is_named(tables, real_data):
    layers = sorted((real_data / REGISTERS / "osm").glob("*.geojson"))
    operators = [tags(feature).get("operator") for path in layers for feature in features(path)]
    named = [operator for operator in operators if operator]
    assert (len(operators), len(named), named.count("NHS")) == (4025, 267, 9)
    drawn = tables["assets"][tables["assets"]["register_id"].str.startswith("osm-")]
    assert drawn["agency_id"].notna().sum() == 267 - 9


def test_no_option_has_a_null_agency_or_a_private_one_or_one_agency_twice(tables):
    options, holdings = tables["colocation"], tables["holdings"].set_index("holding_id")["agency_id"]
    assert len(options) > 0
    host, guest = options["host_id"].map(holdings), options["guest_id"].map(holdings)
    assert host.notna().all()
    assert guest.notna().all()
    assert (host != guest).all()
    public = tables["agencies"].set_index("agency_id")["is_public"]
    private = set(public[public.eq(False)].index)
    assert not private & {*host, *guest}


def test_records_with_one_uprn_close_together_are_one_property_or_asked_about(tables):
    assets = tables["assets"].set_index("asset_id")
    uprn = assets["uprn"].dropna()
    few = uprn[uprn.map(uprn.value_counts()) <= 20]
    site = {
        asset: row.site_id for row in tables["holdings"].itertuples() for asset in row.asset_ids.split("; ")
    }
    place = tables["locations"].set_index("subject_id").geometry
    linked = set(zip(tables["links"]["asset_id"], tables["links"]["other_asset_id"], strict=True))
    apart = [
        (a, b)
        for _, group in few.groupby(few)
        for n, a in enumerate(sorted(group.index))
        for b in sorted(group.index)[n + 1 :]
        if site[a] != site[b] and place[a] and place[b] and place[a].distance(place[b]) < 100
    ]
    assert [pair for pair in apart if pair not in linked] == []
    doubts = tables["doubts"]
    asked = {
        frozenset((site.get(a), site.get(b)))
        for a, b in zip(doubts["subject_id"], doubts["other_id"], strict=True)
    }
    assert [pair for pair in apart if frozenset((site[pair[0]], site[pair[1]])) not in asked] == []
    assert len(apart) < 10


def test_points_are_used_where_the_file_gives_them(tables, real_data):
    """Own coordinates wherever a pair of numbers that is not 0,0 is given."""
    columns = {
        "schools": ("schools_gias.csv", "easting", "northing"),
        "schools-leeds": ("gias_edubase_leeds.csv", "Easting", "Northing"),
        "libraries-2016": ("libraries_2016_xy.csv", "lng", "lat"),
        "fire": ("fire_stations_bng.csv", "STATION_EASTING", "STATION_NORTHING"),
        "brownfield": ("brownfield_2020.csv", "longitude", "latitude"),
    }
    method = tables["locations"].set_index("subject_id")["method"]
    for register, (file, x, y) in columns.items():
        rows = plain_rows(real_data / REGISTERS / file)
        given = sum(bool(row[x] and row[y] and float(row[x]) and float(row[y])) for row in rows)
        found = method[of(tables, register)["asset_id"]]
        assert (found == "coordinates").sum() == given, register
    for nhs in ("nhs-hospitals", "nhs-clinics", "nhs-gp-practices"):  # corners of their postcodes' squares
        assert set(method[of(tables, nhs)["asset_id"]]) == {"postcode"}, nhs
    libraries = method[of(tables, "libraries-2023")["asset_id"]]
    assert set(libraries) <= {"postcode", "outward-code", "none"}
