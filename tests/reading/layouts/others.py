"""Registers of central government, energy, planning and title, invented."""

from __future__ import annotations

from layouts import Made

__all__ = ["brownfield_2017", "brownfield_now", "ccod", "community_value", "energy", "insite"]


def insite():
    """A property with a lease, two occupations, vacant space and a disposal: a row each."""
    head = [
        "Organisation", "e-PIMS property reference", "UPRN", "Usage", "Primary property name/number", "Street name", "Town",
        "Postcode", "Region", "Local authority", "Floor area m²", "Floor area measurement type", "Security Classification",
        "Landlord", "Annual rent", "Start Date", "Expiry Date", "Lease break in place", "Earliest break date",
        "Actual break date", "Last break date", "Break notice term", "Occupation: Organisation", "Occupation name",
        "Agreement type", "Occupation: Floor area", "Soft FM", "Hard FM", "Security Costs", "Other Costs",
        "Unitary charge", "Rates", "Vacant Space: Available start date", "Vacant Space: Floor area", "Disposal: Method",
        "Total surplus land ha", "Total surplus floor m²",
    ]  # fmt: skip

    def row(**given):
        values = {
            "Organisation": "Department for Elms", "e-PIMS property reference": "12345", "UPRN": "100023", "Usage": "Office",
            "Primary property name/number": "Elm House", "Street name": "High Street", "Town": "Leeds", "Postcode": "LS1 3AB",
            "Floor area m²": "5,000", "Floor area measurement type": "Net Internal Area",
            "Security Classification": "Not Protectively Marked", **given,
        }  # fmt: skip
        return [values.get(heading, "") for heading in head]

    lease = {
        "Landlord": "Elm Estates Ltd", "Annual rent": "£250,000", "Start Date": "01/04/2015", "Expiry Date": "31/03/2030",
        "Lease break in place": "Yes", "Earliest break date": "31/03/2025", "Last break date": "31/03/2027",
        "Break notice term": "6",
    }  # fmt: skip
    rows = [
        row(**lease, **{"Soft FM": "100,000", "Hard FM": "50,000", "Rates": "80,000"}),
        row(**{"Agreement type": "MOTO", "Occupation: Organisation": "Agency for Oaks", "Occupation: Floor area": "750"}),
        row(**{"Agreement type": "Sublet", "Occupation: Organisation": "Ash Charity", "Occupation: Floor area": "200"}),
        row(**{"Vacant Space: Available start date": "01/09/2024", "Vacant Space: Floor area": "1,100"}),
        row(**{"Disposal: Method": "Open market", "Total surplus land ha": "0.25", "Security Classification": ""}),
        row(**{"e-PIMS property reference": "9", "Security Classification": "Commercially Sensitive", **lease,
               "Lease break in place": "No", "Actual break date": "30/06/2026"}),
    ]  # fmt: skip
    return Made([head, *rows])


def brownfield_2017():
    """The schema of 2017: the CRS row by row, ownership in its words."""
    head = ["OrganisationURI", "OrganisationLabel", "SiteReference", "PreviouslyPartOf", "SiteNameAddress", "SiteplanURL",
            "CoordinateReferenceSystem", "GeoX", "GeoY", "Hectares", "OwnershipStatus", "Deliverable", "PlanningStatus",
            "ProposedForPIP", "MinNetDwellings", "Part2", "HazardousSubstances", "Notes", "FirstAddedDate",
            "LastUpdatedDate"]  # fmt: skip
    kept_by = ["http://opendatacommunities.org/id/x", "Borough Council"]
    rows = [
        [*kept_by, "B1", "", "Old Mill, Elm Road", "", "OSGB36", "430000", "433000", "0.5", "public ownership", "yes",
         "permissioned", "", "12", "", "yes", "", "2017-12-01", "2017-12-31"],
        [*kept_by, "B2", "", "Yard, Oak Road", "", "WGS84", "-1.55", "53.8", "1.25", "not in public ownership", "",
         "not permissioned", "", "8", "", "", "", "2017-12-01", ""],
        [*kept_by, "B3", "", "Site, Ash Road", "", "WGS84", "-1.56", "53.81", "0", "unknown ownership", "",
         "pending decision", "", "8", "", "", "", "2017-12-01", ""],
    ]  # fmt: skip
    return Made([head, *rows])


def brownfield_now():
    """The current specification, with longitude and latitude the wrong way round."""
    head = ["OrganisationURI", "SiteReference", "SiteNameAddress", "GeoX", "GeoY", "SiteplanURL", "Hectares",
            "OwnershipStatus", "PlanningStatus", "PermissionType", "PermissionDate", "PlanningHistory", "Deliverable",
            "NetDwellingsRangeFrom", "NetDwellingsRangeTo", "HazardousSubstances", "Notes", "FirstAddedDate",
            "LastUpdatedDate", "EndDate"]  # fmt: skip

    def row(number, owned, ended=""):
        return ["http://opendatacommunities.org/id/x", f"B{number}", f"Site {number}", f"53.8{number}", f"-1.5{number}", "",
                "0.75", owned, "permissioned", "", "", "", "", "5", "9", "", "", "2020-01-01", "2024-05-06", ended]  # fmt: skip

    owned = ["owned by a public authority", "not owned by a public authority", "mixed ownership"]
    return Made([head, row(1, owned[0]), row(2, owned[1]), row(3, owned[2]), row(4, owned[0], "2023-02-03")])


def energy():
    """Certificates: three of one building, two buildings of one UPRN, one without a reference."""
    head = ["address1", "address2", "address3", "postcode", "building_reference_number", "current_operational_rating",
            "operational_rating_band", "property_type", "inspection_date", "lodgement_date", "building_category",
            "main_benchmark", "total_floor_area", "occupancy_level", "posttown", "uprn"]  # fmt: skip

    def row(reference, lodged, area, *, inspected="", benchmark="General Office", uprn="100001"):
        return ["Elm House", "High Street", "", "LS1 3AB", reference, "77", "D", benchmark, inspected, lodged, "H1",
                benchmark, area, "Extended Occupancy", "LEEDS", uprn]  # fmt: skip

    rows = [
        row("B1", "2023-05-01", "4900", inspected="2023-04-20"),
        row("B1", "2024-05-01", "4,950", inspected="2024-04-20"),
        row("B1", "2009-05-01", "4000"),
        row("B2", "2012-01-01", "300", benchmark="Schools And Seasonal Public Buildings"),
        row("", "2012-01-01", "0"),
        row("", "2013-01-01", "80"),
    ]
    return Made([head, *rows])


def community_value():
    """Listed, nominated and refused, with a point or an outline."""
    head = ["reference", "name", "organisation", "address-text", "nominating-group", "decision", "decision-date", "expiry-date",
            "notification-to-sell-date", "protected-period-start-date", "geometry", "point", "end-date"]  # fmt: skip
    body = "local-authority:XXX"
    outline = "MULTIPOLYGON (((-1.55 53.80, -1.549 53.80, -1.549 53.801, -1.55 53.801, -1.55 53.80)))"
    rows = [
        ["1", "The Elm Tree", body, "1 High Street", "Friends", "listed", "2022-03-01", "2027-03-01", "", "", outline, "", ""],
        ["2", "Oak Hall", body, "2 High Street", "Friends", "pending", "", "", "", "", "", "POINT (-1.56 53.81)", ""],
        ["3", "Ash Field", body, "3 High Street", "Friends", "Nomination rejected", "2022-03-01", "", "", "", "",
         "POINT (-1.57 53.82)", ""],
        ["4", "Bay House", body, "4 High Street", "Friends", "listed", "2015-03-01", "2020-03-01", "", "", "",
         "POINT (-1.58 53.83)", "2020-03-01"],
    ]  # fmt: skip
    return Made([head, *rows])


def ccod():
    """Titles of a council, of a county and of a company."""
    head = ["Title Number", "Tenure", "Property Address", "District", "County", "Region", "Postcode",
            "Multiple Address Indicator", "Price Paid", "Proprietor Name (1)", "Company Registration No. (1)",
            "Proprietorship Category (1)", "Date Proprietor Added", "Additional Proprietor Indicator"]  # fmt: skip
    where = ["LEEDS", "WEST YORKSHIRE", "NORTH", "LS1 3AB", "N", "250000"]
    rows = [
        ["WYK1", "Freehold", "Elm House, Leeds (LS1 3AB)", *where, "LEEDS CITY COUNCIL", "", "Local Authority", "01-02-2003", "N"],
        ["WYK2", "Leasehold", "Oak House, Leeds (LS1 3AB)", *where, "DURHAM COUNTY COUNCIL", "", "County Council",
         "01-02-2003", "N"],
        ["WYK3", "Freehold", "Ash House, Leeds (LS1 3AB)", *where, "ASH LIMITED", "01234567",
         "Limited Company or Public Limited Company", "01-02-2003", "N"],
    ]  # fmt: skip
    return Made([head, *rows])
