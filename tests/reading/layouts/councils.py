"""Registers of councils, invented."""

from __future__ import annotations

from layouts import Made

__all__ = ["cheltenham_2021", "cheltenham_2023", "gosport", "transparency_code"]

_COUNCIL = ["Borough Council", "23UB"]


def cheltenham_2021():
    """Organisation and its label twice, Windows-1252, no-break spaces, line breaks in cells."""
    head = ["Organisation", "OrganisationLabel", "Organisation", "OrganisationLabel", "UPRN", "AssetCode", "PropertyName",
            "StreetName", "PostTown", "PostCode", "GeoX", "GeoY", "TenureType", "TenureDetail", "HoldingType"]  # fmt: skip
    both = [*_COUNCIL, *_COUNCIL]
    rows = [
        [*both, "010000000011", "09/1/Land", "Grass\u00a0Verge", "Elm Road", "Town", "", "391000", "221000",
         "Freehold", "Occupied by local authority", "Land"],
        [*both, "100000000022", "09/2/Land and Building", "Community Hall", "High Street", "Town", "GL50 9XX\n",
         "395000", "222000", "Freehold ", "Leasehold", "Land and Building"],
        [*both, "100000000033", "09/3/STRUCTURE", "Kiosk", "High Street", "Town", "GL50 9XX\n", "395000", "222000.00",
         "Leasehold", "Vacant", "Land and Building"],
    ]  # fmt: skip
    return Made([head, *rows], "cp1252")


def cheltenham_2023():
    """Spaced headings, one address, and a use where land or building stood before."""
    head = ["Organisation", "Organisation Label", "UPRN", "AssetCode", "Site Address", "GeoX", "GeoY", "TenureType",
            "Tenure Detail", "Holding Type"]  # fmt: skip
    rows = [
        [*_COUNCIL, "010000000011", "09/1/LAND", "Allotments Elm Road Town", "391000", "221000", "Freehold", "Licence",
         "Open Space Land and Allottments"],
        [*_COUNCIL, "100000000022", "09/2/BLDG", "Old Depot High Street Town GL50 9XX", "395000", "222000", "Leashold",
         "Occupied by local authority", "Buildings Declared Surplus"],
        [*_COUNCIL, "100000000033", "09/3/STRUCTURE", "Statue High Street Town", "395000", "222000", "Freehold",
         "Occupied by local authority", "Civic Regalia"],
        [*_COUNCIL, "100000000044", "09/4/SITE", "Elm Park Town", "395300", "222200", "Freehold",
         "Occupied by local authority", "Parks, Gardens and open space"],
        ["", "", "", "", "", "", "", "", "", ""],
    ]  # fmt: skip
    return Made([head, *rows])


def gosport():
    """The layout of Gosport: no body, two tenure columns."""
    head = [
        "Unique Asset ID", "Name", "No", "Street", "Post Town", "Post Code",
        "X Co-ordinate", "Y Co-ordinate",  # codespell:ignore
        "Tenure", "Tenure Category",
    ]  # fmt: skip
    rows = [
        ["G1", "Elm Community Centre", "3", "High Street", "Town", "PO12 1EB", "461900", "99800", "Freehold",
         "Occupied by the local authority"],
        ["G2", "Unit 4", "", "Low Lane", "Town", "PO12", "0", "0", "Freehold", "Vacant"],
        ["G3", "Offices", "9", "Low Lane", "Town", "PO12 1EC", "462000", "99900", "Leasehold", ""],
    ]  # fmt: skip
    return Made([head, *rows])


def transparency_code():
    """The LGA schema with the Code's recommended fields in its own words, spaced."""
    head = ["Organisation Label", "Effective Date", "UPRN", "Asset Code", "Property Name", "Street Number", "Street Name",
            "Post Town", "Post Code", "Coordinate Reference System", "Geo X", "Geo Y", "Tenure Type", "Tenure Detail",
            "Holding Type", "Building Size", "Land Area", "Services Offered", "Reason For Holding",
            "Asset Of Community Value", "Building Operation Cost", "Required Maintenance", "Functional Suitability",
            "Energy Rating"]  # fmt: skip
    rows = [
        ["Borough Council", "2024-03-31", "10001", "A1", "The Hub", "1", "High Street", "Town", "M33 7ZF", "WGS84",
         "-2.32", "53.42", "Freehold", "Owner Occupied", "Land/Buildings", "1,200", "0.5", "Library; Youth centre",
         "Service delivery", "Yes", "£45,000", "£120,000", "Satisfactory", "C"],
        ["Borough Council", "2024-03-31", "10002", "A2", "Field", "", "Low Lane", "Town", "M33 7ZG", "WGS84",
         "-2.33", "53.43", "Freehold", "Vacant", "Land", "0", "1.5", "", "", "No", "", "", "", ""],
    ]  # fmt: skip
    return Made([head, *rows])
