"""Invented rows in the real layouts, read as a register would be: no real data needed."""

from __future__ import annotations

import json

import pytest

from totalcapital.project import load_project
from totalcapital.reading import read

RATES = (
    "Property reference number,Ratepayer,Address,Postcode,Latitude,Longitude,Property start date,Rateable value,"
    "VOA code,VOA description,Liability start date,Occupied\n"
)


def rates():
    lines = [
        "1,Borough MDC,Hall,LS1 1AA,53.8,-1.5,2000-01-01,5,LC3,HALL AND PREMISES,2000-01-01,",
        "2,Borough MDC,Stall 4,LS1 1AA,53.8,-1.5,2000-01-01,5,CS,MARKET STALL,2000-01-01,",
        "3,Borough MDC,Park,LS1 1AA,53.8,-1.5,2000-01-01,5,CP,,2000-01-01,",
        "4,Borough MDC,Office,LS1 1AA,53.8,-1.5,2000-01-01,5,CO,,2000-01-01,",
        "5,Borough MDC,Stall 5,LS1 1AA,53.8,-1.5,2000-01-01,5,CS,MARKET STALL,2000-01-01,Y",
        "6,Borough MDC,Corner,LS1 1AA,53.8,-1.5,2000-01-01,5,CS,,2000-01-01,",
    ]
    return "rates.csv", RATES + "\n".join(lines) + "\n"


def short_rates():
    whole = "1,Borough MDC,Hall,LS1 1AA,53.8,-1.5,2000-01-01,5,LC3,HALL AND PREMISES,2000-01-01,Y\n"
    short = "2,Borough MDC,Depot,LS1 1AA,,2000-01-01,5,LC3,HALL AND PREMISES,2000-01-01,Y\n"
    return "rates.csv", RATES + whole + short


def schools():
    head = (
        "URN,LA (name),EstablishmentName,TypeOfEstablishment (name),EstablishmentTypeGroup (name),"
        "EstablishmentStatus (name),CloseDate,PhaseOfEducation (name),SchoolCapacity,NumberOfPupils,"
        "Trusts (name),Postcode,Easting,Northing\n"
    )
    rows = [
        "1,Leeds,Elm,Community school,Local authority maintained schools,Open,,Primary,210,70,,LS1 1AA,430000,433000",
        "2,Leeds,Oak,Academy converter,Academies,Open,,Primary,0,200,GREEN TRUST,LS1 1AA,0,0",
        "3,Leeds,Ash,Other independent school,Independent schools,Open,,Secondary,,,,LS1 1AA,430000,433000",
        "4,Leeds,Yew,Academy converter,Academies,Closed,31-08-2012,Primary,,,,LS1 1AA,430000,433000",
        "5,Leeds,Fir,Community special school,Special schools,Open,,Not applicable,,,,LS1 1AA,430000,433000",
        "6,Leeds,Bay,Higher education institutions,Universities,Open,,Not applicable,,,,LS1 1AA,430000,433000",
    ]
    return "schools.csv", head + "\n".join(rows) + "\n"


def nhs():
    head = (
        "OrganisationID¬OrganisationCode¬OrganisationType¬SubType¬Sector¬OrganisationStatus¬IsPimsManaged¬"
        "OrganisationName¬Address1¬City¬Postcode¬Latitude¬Longitude¬ParentODSCode¬ParentName¬Phone\r\n"
    )
    rows = [
        "1¬RX1¬Hospital¬Hospital¬NHS Sector¬Visible¬True¬St Elm’s¬High St¬Leeds¬LS1 1AA¬53.8¬-1.5¬R¬Elm NHS Trust¬1",
        "1¬RX1¬Hospital¬Hospital¬NHS Sector¬Visible¬True¬St Elm’s¬High St¬Leeds¬LS1 1AA¬53.8¬-1.5¬R¬Elm NHS Trust¬2",
        "2¬NV1¬Hospital¬Hospital¬Independent Sector¬Visible¬True¬Oak¬Low St¬Leeds¬LS1 1AB¬0¬0¬N¬Oak Care Ltd¬",
        "3¬Y1¬Clinic¬UNKNOWN¬¬Visible¬True¬Ash Clinic¬Low St¬Leeds¬LS1 1AB¬53.8¬-1.5¬¬¬",
        "4¬B1¬GP practice¬UNKNOWN¬¬Visible¬True¬Yew Surgery¬Low St¬Leeds¬LS1 1AB¬53.8¬-1.5¬¬¬",
        "5¬F1¬Pharmacy¬Community Pharmacy¬¬Visible¬True¬Bay Chemist¬Low St¬Leeds¬LS1 1AB¬53.8¬-1.5¬5NH¬Leeds PCT¬",
    ]
    return "nhs.csv", (head + "\r\n".join(rows) + "\r\n").encode("cp1252")


def courts():
    def court(number, *addresses):
        return {
            "admin_id": number,
            "slug": f"c{number}",
            "name": f"Court {number}",
            "lat": "53.8",
            "lon": "-1.5",
            "court_number": number,
            "addresses": list(addresses),
        }

    def address(kind, postcode):
        return {"type": kind, "postcode": postcode, "town": kind, "county": "Shire", "address": "1 High St"}

    records = [
        court(1, address("Postal", "LS1 1AA"), address("Visiting", "LS2 2BB")),
        court(2, address("Visiting", "LS3 3DD"), address("Postal", "LS1 1AA")),
        court(3, address("Postal", "LS1 1AA")),
        court(4),
    ]
    return "courts.json", json.dumps(records)


def fire():
    head = (
        "FRS_FULLNAME,E_CODE,STATION_NAME,STATION_ADDRESS,STATION_POSTCODE,STATION_EASTING,STATION_NORTHING\n"
    )
    rows = [
        "Cambridgeshire,E1,Elm,1 High St,CB1 1AA,545000,258000",
        'Cambridgeshire,E1,Oak,2 High St,"Not available, see the web","Not available","Not available"',
    ]
    return "fire.csv", head + "\n".join(rows) + "\n"


def brownfield():
    head = (
        "resource-date,organisation,site,site-address,ownership,planning-permission-status,latitude,longitude,"
        "hectares,end-date,name\n"
    )
    rows = [
        "2020-01-01,local-authority-eng:LDS,A,1 Low St,owned by a public authority,permissioned,53.8,-1.5,0.5,,Leeds",
        "2020-01-01,local-authority-eng:LDS,B,2 Low St,not owned by a public authority,,53.8,-1.5,,,Leeds",
        "2020-01-01,local-authority-eng:BRD,A,3 Low St,mixed ownership,,53.8,-1.5,1,,Bradford",
        "2020-01-01,local-authority-eng:BRD,C,4 Low St,,,53.8,-1.5,1,2019-12-31,Bradford",
    ]
    return "brownfield.csv", head + "\n".join(rows) + "\n"


def osm():
    def feature(number, name, amenity, other):
        return {
            "type": "Feature",
            "properties": {"osm_id": number, "name": name, "amenity": amenity, "other_tags": other},
            "geometry": {"type": "Point", "coordinates": [-1.5, 53.8]},
        }

    document = {
        "type": "FeatureCollection",
        "features": [
            feature("1", "Elm", "library", '"operator"=>"Wakefield Council","addr:postcode"=>"LS1 1AA"'),
            feature(
                "2",
                "Oak",
                "social_facility",
                '"social_facility"=>"group_home","social_facility:for"=>"child"',
            ),
            feature("3", "Ash", "police", '"operator"=>"NHS"'),
            feature("4", "Yew", "bench", None),
        ],
    }
    return "osm.geojson", json.dumps(document)


INVENTED = (rates, short_rates, schools, nhs, courts, fire, brownfield, osm)


def said(series):
    """Reference to value, null for what is not known."""
    return {key: value if isinstance(value, str) else None for key, value in series.items()}


@pytest.fixture(scope="module")
def understood(tmp_path_factory):
    """All the invented registers, read once."""
    folder = tmp_path_factory.mktemp("invented")
    entries = ['[estate]\nname = "Invented"\nas_of = 2026-11-01\n']
    for made in INVENTED:
        name, content = made()
        identifier = made.__name__.replace("_", "-")
        path = folder / f"{identifier}-{name}"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        entries.append(f'[[register]]\nid = "{identifier}"\npath = "{path.name}"\n')
    (folder / "estate.toml").write_text("".join(entries), encoding="utf-8")
    return read(load_project(folder / "estate.toml"))


@pytest.fixture
def read_as(understood):
    """A function: a register to its assets by reference, with the agency's name and kind, and its facts."""

    def of(register):
        bodies = understood.agencies.add_prefix("agency_").rename(columns={"agency_agency_id": "agency_id"})
        assets = understood.assets.merge(bodies, on="agency_id", how="left", validate="many_to_one")
        facts = understood.registers.set_index("register_id").loc[register]
        issues = understood.issues[understood.issues["register_id"] == register]
        return assets[assets["register_id"] == register].set_index("reference"), facts, issues

    return of


def test_an_empty_rates_entry_is_vacant_if_a_building_and_not_known_if_a_stall_or_land(read_as):
    assets, _, _ = read_as("rates")
    assert assets["status"].to_dict() == {
        "1": "vacant",
        "2": "unknown",
        "3": "unknown",
        "4": "vacant",
        "5": "operational",
        "6": "unknown",
    }
    kinds = said(assets["property_kind"])
    assert kinds == {"1": "building", "2": None, "3": "land", "4": "building", "5": None, "6": None}
    assert assets["role"].to_dict() == {**dict.fromkeys("12346", "owner"), "5": "occupier"}


def test_a_rates_row_with_a_missing_cell_is_set_aside_and_not_called_vacant(read_as):
    assets, facts, issues = read_as("short-rates")
    assert list(assets.index) == ["1"]
    assert facts["rows_set_aside"] == 1
    (aside,) = issues[issues["level"] == "error"].itertuples()
    assert (aside.source_row, aside.code) == (3, "not-a-property")


def test_a_school_belongs_to_council_trust_or_itself_by_its_kind(read_as):
    assets, _, _ = read_as("schools")
    assert said(assets["agency_name"]) == {
        "1": "Leeds Council",
        "2": "GREEN TRUST",
        "3": "Ash",
        "4": None,
        "5": "Leeds Council",
        "6": "Bay",
    }
    public = assets["agency_is_public"]
    assert (public["1"], public["2"], public["3"]) == (True, True, False)
    assert public[["4", "6"]].isna().all()
    assert assets["service"].to_dict() == {**dict.fromkeys("12345", "school"), "6": "university"}
    assert (assets.loc["4", "status"], assets.loc["4", "status_date"].isoformat()[:10]) == (
        "closed",
        "2012-08-31",
    )
    assert (assets.loc["1", "capacity_count"], assets.loc["1", "occupied_count"]) == (210, 70)
    # A capacity of 0 and a point at 0,0 are not given.
    assert assets.loc[["2"], ["capacity_count", "x_read", "y_read"]].isna().all(axis=None)


def test_a_directory_of_the_nhs_is_read_with_its_separator_and_names_the_right_body(read_as):
    assets, facts, _ = read_as("nhs")
    assert facts["rows_kept"] == 6
    assert assets["asset_id"].is_unique
    assert set(assets.loc["1", "name"]) == {"St Elm’s"}
    by = assets[~assets.index.duplicated()]
    assert said(by["agency_name"]) == {
        "1": "Elm NHS Trust",
        "2": "Oak Care Ltd",
        "3": None,
        "4": "Yew Surgery",
        "5": "Bay Chemist",
    }
    assert by["agency_is_public"][["1", "2", "5"]].tolist() == [True, False, False]
    assert by["agency_is_public"][["3", "4"]].isna().all()
    assert by["service"].to_dict() == {
        "1": "hospital",
        "2": "hospital",
        "3": "clinic",
        "4": "gp-practice",
        "5": "pharmacy",
    }
    assert by.loc[["2"], ["x_read", "y_read"]].isna().all(axis=None)


def test_the_visiting_address_of_a_court_is_taken_wherever_it_stands(read_as):
    assets, _, _ = read_as("courts")
    assert said(assets["postcode"]) == {
        "1": "LS2 2BB",
        "2": "LS3 3DD",
        "3": None,
        "4": None,
    }
    assert assets.loc["1", "address"] == "1 High St, Visiting, Shire"
    assert set(assets["agency_sector"]) == {"central"}


def test_a_fire_service_is_never_one_body_with_the_county_of_its_name(read_as):
    assets, _, _ = read_as("fire")
    assert set(assets["agency_name"]) == {"Cambridgeshire Fire and Rescue Service"}
    assert set(assets["agency_sector"]) == {"fire"}
    assert set(assets["name"]) == {"Elm Fire Station", "Oak Fire Station"}
    oak = assets.set_index("name").loc[["Oak Fire Station"]]
    assert oak[["x_read", "y_read", "postcode"]].isna().all(axis=None)


def test_land_that_is_not_public_is_marked_and_public_land_names_no_body(read_as):
    assets, facts, _ = read_as("brownfield")
    a, b, c = "local-authority-eng:LDS, A", "local-authority-eng:LDS, B", "local-authority-eng:BRD, A"
    assert set(assets.index) == {a, b, c}
    assert assets["agency_id"].notna().to_dict() == {a: False, b: True, c: False}
    assert not assets.loc[b, "agency_is_public"]
    assert assets["role"].to_dict() == {a: "owner", b: "owner", c: "unknown"}
    assert assets.loc[a, "site_area_m2"] == 5000
    assert assets["site_area_m2"].isna()[b]
    assert facts["rows_set_aside"] == 1


def test_a_map_feature_has_the_tags_it_was_given_and_no_more(read_as):
    assets, _, _ = read_as("osm")
    assert said(assets["agency_name"]) == {
        "1": "Wakefield Council",
        "2": None,
        "3": None,
        "4": None,
    }
    assert said(assets["service"]) == {
        "1": "library",
        "2": "childrens-home",
        "3": "police-station",
        "4": None,
    }
    assert assets.loc["1", "postcode"] == "LS1 1AA"
    assert set(assets["role"]) == {"unknown"}
    assert set(assets["status"]) == {"unknown"}
