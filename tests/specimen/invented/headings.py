"""Headings of the registers: each heading with the cell rule that fills it."""

from __future__ import annotations

__all__ = [
    "BODY",
    "CODE_IN_DEGREES",
    "CODE_IN_METRES",
    "DEGREES",
    "FULL",
    "GRID",
    "KIND_OF_BODY",
    "NESTED",
    "NHS",
    "POLICE",
    "RIDGEWICK",
    "SCHOOLS",
    "without",
]

FULL = {
    "Asset ref": "reference",
    "Property name": "name",
    "Address": "address",
    "Postcode": "postcode",
    "UPRN": "uprn",
    "Use": "service",
    "Land or building": "kind",
    "Owner or occupier": "role",
    "Tenure": "tenure",
    "Let out": "let",
    "Status": "status",
    "Lease start": "lease_start",
    "Lease end": "lease_end",
    "Lease break": "lease_break",
    "Break notice (months)": "notice_months",
    "GIA (sqm)": "floor_area_m2",
    "Site area (ha)": "site_area_ha",
    "FTE": "staff_fte",
    "Workstations": "workstations",
    "Opening hours per week": "opening_hours",
    "Running cost (£)": "running_cost_gbp",
    "Rent (£)": "rent_gbp",
    "Backlog (£)": "backlog_gbp",
    "Condition": "condition",
    "Book value (£)": "value_gbp",
}
GRID = {"Easting": "easting", "Northing": "northing"}
DEGREES = {"Longitude": "lon", "Latitude": "lat"}
BODY = {"Organisation": "agency"}
KIND_OF_BODY = {"Kind of body": "body_kind"}


def without(*headings: str) -> dict[str, str]:
    """Return the full set of headings without some."""
    return {heading: cell for heading, cell in FULL.items() if heading not in headings}


#: The Transparency Code's headings, and more; a rule that starts with = is the value itself.
CODE_IN_DEGREES = {
    "OrganisationLabel": "agency",
    "EffectiveDate": "=2026-09-30",
    "UPRN": "uprn",
    "AssetCode": "reference",
    "PropertyName": "name",
    "StreetNumber": "tc_street_number",
    "StreetName": "tc_street",
    "PostTown": "town",
    "PostCode": "tc_postcode",
    "CoordinateReferenceSystem": "=WGS84",
    "GeoX": "tc_lon",
    "GeoY": "tc_lat",
    "TenureType": "tenure",
    "TenureDetail": "tc_tenure_detail",
    "OtherDetail": "note",
    "HoldingType": "tc_kind",
    "BuildingSize": "floor_area_m2",
    "LandArea": "site_area_ha",
    "EnergyRating": "=",
    "ServicesOffered": "service",
    "BuildingOperationCost": "running_cost_gbp",
    "RequiredMaintenance": "backlog_gbp",
    "StaffFTE": "staff_fte",
    "Workstations": "workstations",
    "OpeningHoursPerWeek": "opening_hours",
    "ConditionGrade": "condition",
    "Sensitivity": "sensitivity",
}
CODE_IN_METRES = CODE_IN_DEGREES | {
    "CoordinateReferenceSystem": "=OSGB36",
    "GeoX": "tc_easting",
    "GeoY": "tc_northing",
}

POLICE = {
    "Ref": "reference",
    "Force": "agency",
    "Station": "name",
    "Address": "address",
    "Postcode": "postcode",
    "Type": "service",
    "Tenure": "tenure",
    "State": "status",
    "GIA": "floor_area_m2",
    "FTE": "staff_fte",
    "Cost_GBP": "running_cost_gbp",
    "Condition": "condition",
    "Marking": "marking",
}
NHS = {
    "Site Code": "reference",
    "Trust Name": "agency",
    "Site Name": "name",
    "Address": "address",
    "Post Code": "postcode",
    "UPRN": "uprn",
    "Site Type": "service",
    "Tenure": "tenure",
    "Status": "status",
    "Gross internal floor area (m²)": "floor_area_m2",
    "Site land area (Hectare)": "site_area_ha",
    "Un-utilised space (%)": "unused_pct",
    "Non-clinical space (%)": "non_clinical_pct",
    "Running cost (£)": "running_cost_gbp",
    "Total cost to eradicate backlog (£)": "backlog_gbp",
    "Easting": "easting",
    "Northing": "northing",
}
SCHOOLS = {
    "URN": "urn",
    "LA (name)": "la_name",
    "EstablishmentName": "name",
    "TypeOfEstablishment (name)": "type",
    "EstablishmentTypeGroup (name)": "type_group",
    "EstablishmentStatus (name)": "school_status",
    "PhaseOfEducation (name)": "phase",
    "SchoolCapacity": "capacity",
    "NumberOfPupils": "roll",
    "Trusts (name)": "trust",
    "Street": "street",
    "Town": "town",
    "Postcode": "postcode",
    "Easting": "easting",
    "Northing": "northing",
    "UPRN": "uprn",
    "Country (name)": "country",
}

#: Ten characters each: a Shapefile holds no more.
RIDGEWICK = {
    "REF": "reference",
    "NAME": "name",
    "ADDRESS": "address",
    "POSTCODE": "postcode",
    "UPRN": "uprn",
    "USE": "service",
    "LANDBLDG": "kind",
    "ROLE": "role",
    "TENURE": "tenure",
    "LETOUT": "let",
    "STATUS": "status",
    "LEASEEND": "lease_end",
    "BREAKDATE": "lease_break",
    "GIA": "floor_area_m2",
    "AREA_HA": "site_area_ha",
    "FTE": "staff_fte",
    "DESKS": "workstations",
    "HOURS": "opening_hours",
    "COST_GBP": "running_cost_gbp",
    "CONDITION": "condition",
}
#: Dots stand for objects within objects.
NESTED = {
    "id": "reference",
    "name": "name",
    "address.lines": "address",
    "address.postcode": "postcode",
    "uprn": "uprn",
    "use": "service",
    "tenure": "tenure",
    "state": "status",
    "size.GIA": "floor_area_m2",
    "people.fte": "staff_fte",
    "costs.running_gbp": "running_cost_gbp",
    "location.longitude": "lon",
    "location.latitude": "lat",
}
