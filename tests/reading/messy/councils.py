"""Registers of councils."""

from __future__ import annotations

from . import UNREAD, Column, Messy, csv_text, day

__all__ = ["BOROUGH", "COUNTY", "DISTRICT", "PARISH", "UNITARY"]

SQFT = 0.09290304
ACRE = 4046.8564224


def _county() -> Messy:
    """A title and an "as at" line, cp1252 with semicolons, totals and section rows, mixed dates."""
    columns = (
        Column("Asset No.", "reference", ("C001", "C002", "C003", "C004", "C005", "C006", "C007")),
        Column("Property", "name", ("Elm Library", "Ash Depot", "Oak House", "Yew Lodge", "Fir Hall", "Café Siân", "Old Barn")),
        Column("Full Address", "address", (
            "1 Elm Road, Testham LS1 3AB", "Ash Lane, Testham", "Oak Street, LS1\u00a04DY, Testham", "Yew Close", "Fir Way, Testham. LS2 7HZ", "Siân Street", "Barn Lane",
        ), {"Oak Street, LS1\u00a04DY, Testham": "Oak Street, LS1 4DY, Testham"}),
        Column("Tenure", "tenure", ("Freehold", "Freehlod", "Lease hold", "L/H", "FREEHOLD ", "Leasehold (99 yrs)", "tbc"),
               {"Freehold": "freehold", "Freehlod": "freehold", "Lease hold": "leasehold", "L/H": "leasehold", "FREEHOLD ": "freehold",
                "Leasehold (99 yrs)": "leasehold", "tbc": None}),
        Column("GIA (sq ft)", "floor_area_m2", ("10,000", "2,500", "approx 300 sqm", "n/a", "0", "1,234.5", "12 rooms"),
               {"10,000": 10_000 * SQFT, "2,500": 2_500 * SQFT, "approx 300 sqm": 300.0, "n/a": None, "0": 0.0, "1,234.5": 1_234.5 * SQFT, "12 rooms": UNREAD}),
        Column("Site Area", "site_area_m2", ("0.5 hectares (1.2 acres)", "1.5 acres", "2,000 m²", "0.25 ha", "", "1 acre", "1.0ha"),
               {"0.5 hectares (1.2 acres)": 5_000.0, "1.5 acres": 1.5 * ACRE, "2,000 m²": 2_000.0, "0.25 ha": 2_500.0, "1 acre": ACRE, "1.0ha": 10_000.0}),
        Column("Lease Expiry", "lease_end_date", ("", "31/3/27", "31-Mar-2031", "Mar-27", "2027", "TBC", "46112"),
               {"31/3/27": day("2027-03-31"), "31-Mar-2031": day("2031-03-31"), "Mar-27": UNREAD, "2027": UNREAD, "TBC": None, "46112": day("2026-03-31")}),
        Column("Net Book Value £", "value_gbp", ("£1,250,000", "£1.2m", "£(500)", "", "1 500 000", "£0", "£750k"),
               {"£1,250,000": 1_250_000.0, "£1.2m": 1_200_000.0, "£(500)": UNREAD, "1 500 000": 1_500_000.0, "£0": 0.0, "£750k": 750_000.0}),
        Column("Occupied?", "status", ("Y", "N", "Yes", "no", "Y", "", "Part"),
               {"Y": "operational", "N": "vacant", "Yes": "operational", "no": "vacant", "": "unknown", "Part": UNREAD}),
    )  # fmt: skip
    blank = ";" * 8
    text = csv_text(
        columns, ";",
        before=("Testshire County Council;;;;;;;;", "Asset register as at 31 March 2026;;;;;;;;", blank),
        inserted={3: "LODGES AND HALLS;;;;;;;;", 6: "Total;;;;;;;£5,700,500;"},
        after=("Grand total;;;;;;;£5,700,500;", "Source: property database. Not for resale.;;;;;;;;"),
    )  # fmt: skip
    return Messy(
        "County assets March 2026.csv", text.encode("cp1252"), columns, (5, 6, 7, 9, 10, 11, 13),
        by_row={
            0: {"postcode": "LS1 3AB", "floor_area_basis": "GIA"}, 1: {"floor_area_basis": "GIA"}, 2: {"postcode": "LS1 4DY", "floor_area_basis": "GIA"},
            4: {"postcode": "LS2 7HZ", "floor_area_basis": "GIA"}, 5: {"floor_area_basis": "GIA"}, 6: {"status": "unknown"},
        },
        hints={"area": None},
    )  # fmt: skip


def _district() -> Messy:
    """Two coordinates in a cell, UPRNs that a spreadsheet spoiled, postcodes with O for nought."""
    columns = (
        Column("Property Ref", "reference", ("1", "2", "3", "4", "5", "6")),
        Column("Site", "name", ("Depot A", "Depot B", "Hall C", "Toilets D", "Land E", "Park F")),
        Column("UPRN", "uprn", ("1.00012345678E+11", "100012345679", "1.00012E+11", "'010001234567", "10001234568.0", "tbc"),
               {"1.00012345678E+11": "100012345678", "1.00012E+11": UNREAD, "'010001234567": "10001234567", "10001234568.0": "10001234568", "tbc": None}),
        Column("Post code", "postcode", ("LSl 3AB", "LS1 3A8", "ls1 4dy", "LS1O 1AA", "LS1", "L$1 3AB"),
               {"LSl 3AB": "LS1 3AB", "LS1 3A8": UNREAD, "ls1 4dy": "LS1 4DY", "LS1O 1AA": "LS10 1AA", "L$1 3AB": UNREAD}),
        Column("Lat/Long", "geometry", ("53.7974, -1.5438", "53.801,-1.549", "53° 47' 50\" N, 1° 32' 38\" W", "(53.7950, -1.5400)", "", "see map"),
               {"see map": UNREAD}),
        Column("Use", "service", ("Depot", "depot", "Village Hall", "Public Convenience", "Amenity land", "Recreaton ground"),
               {"Depot": "depot", "depot": "depot", "Village Hall": "community-centre", "Public Convenience": "public-toilet", "Amenity land": "open-land", "Recreaton ground": "sports-ground"}),
        Column("Land / Building", "property_kind", ("Building", "Bldg", "Land & Building", "Building", "Land only", "Land"),
               {"Building": "building", "Bldg": "building", "Land & Building": "both", "Land only": "land", "Land": "land"}),
        Column("Vacant since", "status_date", ("", "01/04/2025", "", "Q3 2024", "", "March 2025"),
               {"01/04/2025": day("2025-04-01"), "Q3 2024": UNREAD, "March 2025": UNREAD}),
    )  # fmt: skip
    minutes = 53 + 47 / 60 + 50 / 3600, -(1 + 32 / 60 + 38 / 3600)
    places = ((-1.5438, 53.7974), (-1.549, 53.801), minutes[::-1], (-1.54, 53.795), None, None)
    return Messy(
        "district_land_and_property.csv", csv_text(columns, end="\n").encode("utf-8-sig"), columns, tuple(range(2, 8)),
        also={"status": "unknown"},
        by_row={
            i: ({"x_read": place[0], "y_read": place[1], "crs_read": "EPSG:4326"} if place else {"crs_read": None}) | ({"status": "vacant"} if i in (1, 3, 5) else {})
            for i, place in enumerate(places)
        },
    )  # fmt: skip


def _borough() -> Messy:
    """A list with a row of totals at its foot, percentages of occupancy, a grid reference in one cell."""
    columns = (
        Column("Building ID", "reference", ("B1", "B2", "B3", "B4", "B5", "B6")),
        Column("Building Name", "name", ("Civic Centre", "East Hub", "West Hub", "Annexe", "Archive", "Mill")),
        Column("OS Grid Ref", "geometry", ("SE 29876 33543", "SE2987633600", "SE 298 335", "29876,33543", "SE 30001 33001", "")),
        Column("NIA sqm", "floor_area_m2", ("4,500", "1200", "850.5", "c. 600", "<50", "1,000 sq ft"),
               {"4,500": 4500.0, "1200": 1200.0, "850.5": 850.5, "c. 600": 600.0, "<50": UNREAD, "1,000 sq ft": 1000 * SQFT}),
        Column("Occupancy", "unused_pct", ("45%", "80%", "100%", "0%", "62.5%", "n/k"),
               {"45%": 55.0, "80%": 20.0, "100%": 0.0, "0%": 100.0, "62.5%": 37.5, "n/k": None}),
        Column("Staff (FTE)", "staff_fte", ("250", "35.5", "12", "-", "2", "0"), {"250": 250.0, "35.5": 35.5, "12": 12.0, "-": None, "2": 2.0, "0": 0.0}),
        Column("No. of desks", "workstations_count", ("300", "40", "12", "", "n/a", "3.5"), {"300": 300, "40": 40, "12": 12, "n/a": None, "3.5": UNREAD}),
        Column("Running costs pa (£000s)", "running_cost_gbp", ("450", "£120k", "85.5", "TBC", "12", "9"),
               {"450": 450_000.0, "£120k": 120_000.0, "85.5": 85_500.0, "TBC": None, "12": 12_000.0, "9": 9_000.0}),
        Column("Backlog maintenance £m", "backlog_gbp", ("1.2", "0.35", "£80,000", "", "0", "0.05"),
               {"1.2": 1_200_000.0, "0.35": 350_000.0, "£80,000": UNREAD, "0": 0.0, "0.05": 50_000.0}),
        Column("Condition (A-D)", "condition_grade", ("A", "B - Satisfactory", "C/D", "Poor", "b", "Not surveyed"),
               {"B - Satisfactory": "B", "C/D": None, "Poor": "C", "b": "B", "Not surveyed": UNREAD}),
        Column("Listed?", "constraints", ("Grade II", "No", "", "Grade II*", "N", "no"), {"No": None, "N": None, "no": None}),
        Column("How held", "tenure", ("F/H", "Rented", "Licence to occupy", "Freehold", "LH", "?"),
               {"F/H": "freehold", "Rented": "leasehold", "Licence to occupy": "licence", "Freehold": "freehold", "LH": "leasehold", "?": None}),
    )  # fmt: skip
    return Messy(
        "Borough Accommodation Review.xlsx", {"Buildings": columns}, columns, tuple(range(2, 8)), also={"floor_area_basis": "NIA"},
        by_row={i: {"x_read": x, "y_read": y, "crs_read": "EPSG:27700"} for i, (x, y) in enumerate((
            (429876.0, 433543.0), (429876.0, 433600.0), (429850.0, 433550.0), (29876.0, 33543.0), (430001.0, 433001.0),
        ))},
    )  # fmt: skip


def _parish() -> Messy:
    """A short list of a parish: one cell for all, yes and no, an address with its postcode, no reference."""
    columns = (
        Column("Item", "name", ("Village Hall", "Allotments", "Bus shelter", "Play area", "Cemetery")),
        Column("Where it is", "address", ("Main St, Testham, LS1 3AB", "Back Lane, Testham LS1 3AF", "The Green", "Rec Road LS1 3AD", "Church Lane, LS1 3AE")),
        Column("Land?", None, ("No", "Yes", "No", "Yes", "Yes")),
        Column("Lease?", None, ("", "", "", "", "")),
        Column("Insurance value", None, ("£450,000", "", "£2,000", "£60,000.00", "")),
    )  # fmt: skip
    return Messy(
        "parish assets.csv", csv_text(columns).encode(), columns, tuple(range(2, 7)), also={"status": "unknown"},
        by_row={0: {"postcode": "LS1 3AB"}, 1: {"postcode": "LS1 3AF"}, 3: {"postcode": "LS1 3AD"}, 4: {"postcode": "LS1 3AE"}},
    )  # fmt: skip


def _unitary() -> Messy:
    """American dates, eastings missing a digit, negative money in brackets, serials in text."""
    columns = (
        Column("Asset Ref No", "reference", tuple(f"U{i}" for i in range(1, 13))),
        Column("Asset Name", "name", tuple(f"Property {i}" for i in range(1, 13))),
        Column("Easting", "x_read", ("429876", "430100", "43050", "430200", "430300", "430250", "429900", "430000", "430410", "430510", "430610", "430710"),
               {c: float(c) for c in ("429876", "430100", "430200", "430300", "430250", "429900", "430000", "430410", "430510", "430610", "430710")} | {"43050": UNREAD}),
        Column("Northing", "y_read", ("433543", "433600", "433700", "433,800", "433900", "434000", "434100", "434200", "434300", "434400", "434500", "434600"),
               {c: float(c.replace(",", "")) for c in ("433543", "433600", "433700", "433900", "434000", "434100", "434200", "434300", "434400", "434500", "434600")} | {"433,800": 433800.0}),
        Column("Date of valuation", "value_date", ("03/31/2025", "12/25/2024", "04/30/2025", "01/02/2025", "11/30/2024", "02/28/2025", "03/04/2025", "10/31/2024", "", "", "45747", "tbc"),
               {"03/31/2025": day("2025-03-31"), "12/25/2024": day("2024-12-25"), "04/30/2025": day("2025-04-30"), "01/02/2025": day("2025-01-02"), "11/30/2024": day("2024-11-30"),
                "02/28/2025": day("2025-02-28"), "03/04/2025": day("2025-03-04"), "10/31/2024": day("2024-10-31"), "45747": day("2025-03-31"), "tbc": None}),
        Column("Value £000", "value_gbp", ("1,250", "500", "75.5", "0", "(30)", "", "12", "13", "14", "15", "16", "17"),
               {"1,250": 1_250_000.0, "500": 500_000.0, "75.5": 75_500.0, "0": 0.0, "(30)": UNREAD, "12": 12_000.0, "13": 13_000.0, "14": 14_000.0, "15": 15_000.0, "16": 16_000.0, "17": 17_000.0}),
        Column("% unused", "unused_pct", ("0.35", "0.5", "0.1", "1", "0", "0.25", "", "0.8", "0.05", "0", "0", "0"),
               {"0.35": 35.0, "0.5": 50.0, "0.1": 10.0, "1": 100.0, "0": 0.0, "0.25": 25.0, "0.8": 80.0, "0.05": 5.0}),
        Column("Current status", "status", ("In use", "Vacent", "Surplus to requirements", "Let", "Void", "In-use", "Operational", "Mothballed", "For Sale", "Sold STC", "Under refurbishment", "Part let"),
               {"In use": "operational", "Vacent": "vacant", "Surplus to requirements": "surplus", "Let": "unknown", "Void": "vacant", "In-use": "operational", "Operational": "operational",
                "Mothballed": "vacant", "For Sale": "disposal", "Sold STC": "disposal", "Under refurbishment": UNREAD, "Part let": UNREAD}),
    )  # fmt: skip
    return Messy(
        "unitary.csv", csv_text(columns).encode(), columns, tuple(range(2, 14)), also={"crs_read": "EPSG:27700"},
        by_row={2: {"crs_read": None}, 10: {"status": "unknown"}, 11: {"status": "unknown"}},
    )  # fmt: skip


COUNTY, DISTRICT, BOROUGH, PARISH, UNITARY = _county(), _district(), _borough(), _parish(), _unitary()
