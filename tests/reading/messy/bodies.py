"""Registers of a trust, a police force, a fire service, a ministry, a college and a housing arm."""

from __future__ import annotations

import datetime as dt

import openpyxl
from openpyxl.utils import get_column_letter

from . import UNREAD, Column, Messy, csv_text, day

__all__ = ["COLLEGE", "FIRE", "MINISTRY", "POLICE", "TRUST", "VACANT"]

SQFT = 0.09290304
START, END = (dt.datetime.fromisoformat(day) for day in ("2019-04-01", "2029-03-31"))


def _sheet(book, name, rows):
    sheet = book.create_sheet(name)
    for row in rows:
        sheet.append([None if cell == "" else cell for cell in row])
    return sheet


def _cells(columns):
    return [[column.cells[row] for column in columns] for row in range(len(columns[0].cells))]


def _trust() -> Messy:
    """A workbook with a read-me sheet, a hidden sheet, a filter with hidden rows, and headings on two rows."""
    columns = (
        Column("Site Code", "reference", ("RX101", "RX102", "RX103", "RX104", "RX105")),
        Column("Name", "name", ("Main Hospital", "Elm Clinic", "Ash House", "Stores", "Old Wing")),
        Column("Postcode", "postcode", ("LS1 3EX", "LS2 9AE", "LS2 9AF", "LS2 9AG", "LS2 9AH")),
        Column("GIA (m²)", "floor_area_m2", (52000, 1250.5, "N/A", 800, 95), {"N/A": None, 52000: 52000.0, 800: 800.0, 95: 95.0}),
        Column("Vacant (m²)", "unused_area_m2", (1000, 0, "", 800, "approx. 40"), {1000: 1000.0, 0: 0.0, 800: 800.0, "approx. 40": 40.0}),
        Column("Tenure", "tenure", ("Freehold", "Leased", "PFI", "Lease", "Freehold"), {"Freehold": "freehold", "Leased": "leasehold", "PFI": "other", "Lease": "leasehold"}),
        Column("Lease Start", "lease_start_date", ("", START, "", "1st April 2020", ""), {START: day("2019-04-01"), "1st April 2020": day("2020-04-01")}),
        Column("Lease End", "lease_end_date", ("", END, "N/A", "31.03.2030", ""), {END: day("2029-03-31"), "N/A": None, "31.03.2030": day("2030-03-31")}),
    )  # fmt: skip

    def write(path):
        book = openpyxl.Workbook()
        book.active.title = "Read me"
        book.active["A1"] = "Estates return. Please complete every tab."
        _sheet(book, "Lookups", [("Tenure",), ("Freehold",), ("Leased",)]).sheet_state = "hidden"
        sheet = _sheet(book, "Estate 2026", [
            ("Testshire Teaching Hospitals NHS Trust", *[""] * 7),
            ("Data as at 1 April 2026", *[""] * 7),
            ("Site", "", "Address", "Area", "", "Tenure", "Lease", ""),
            ("Code", "Name", "Postcode", "GIA (m²)", "Vacant (m²)", "", "Start", "End"),
            *_cells(columns),
        ])  # fmt: skip
        for merged in ("A3:B3", "D3:E3", "G3:H3", "F3:F4"):
            sheet.merge_cells(merged)
        sheet.auto_filter.ref = "A4:H9"
        sheet.row_dimensions[7].hidden = True
        book.save(path)

    basis = {i: {"floor_area_basis": "GIA"} for i in (0, 1, 3, 4)}
    return Messy(
        "NHS estate return.xlsx", write, columns, (5, 6, 7, 8, 9), by_row=basis, away=(7,),
        told=(("hidden-rows", None), ("hidden-row", 7)),
    )  # fmt: skip


def _police() -> Messy:
    """Section rows, a column with one answer for the merged rows, yes and no, addresses in three columns."""
    columns = (
        Column("Ref.", "reference", ("P/01", "P/02", "P/03", "P/04")),
        Column("Premises", "name", ("Central Police Station", "Elm Road Police Office", "Rural Post", "Vehicle Workshop")),
        Column("Address Line 1", "address", ("1 Park Street", "22 Elm Road", "Mill Lane", "Unit 4")),
        Column("Address Line 2", "address", ("Testham", "Elmham", "", "Ash Estate")),
        Column("Post Town", "place_name", ("Leeds", "Leeds", "Otley", "Leeds")),
        Column("P/code", "postcode", ("LS1 1AA", "LS2 2AB", "LS21 3AB", "LS9 OAA"), {"LS9 OAA": "LS9 0AA"}),
        Column("FH/LH", "tenure", ("FH", "LH", "FH", "LH"), {"FH": "freehold", "LH": "leasehold"}),
        Column("GIA m2", "floor_area_m2", ("8 500", "1,100m2", "120 sq.m", "650 sqm GIA"), {"8 500": 8500.0, "1,100m2": 1100.0, "120 sq.m": 120.0, "650 sqm GIA": 650.0}),
        Column("Vacant (Y/N)", "status", ("N", "N", "Y", "n"), {"N": "operational", "Y": "vacant", "n": "operational"}),
        Column("Custody suite?", None, ("Yes", "No", "No", "No")),
        Column("Lease expires", "lease_end_date", ("", "30/09/2028", "", "29 Feb 2027"), {"30/09/2028": day("2028-09-30"), "29 Feb 2027": UNREAD}),
        Column("Rent p.a. (£)", "rent_gbp", ("", "25,000.00", "-", "£18,500 per annum"), {"25,000.00": 25000.0, "-": None, "£18,500 per annum": 18500.0}),
    )  # fmt: skip
    where = ("1 Park Street, Testham", "22 Elm Road, Elmham", "Mill Lane", "Unit 4, Ash Estate")
    return Messy(
        "police_premises_list.csv", csv_text(columns, "\t", end="\n").encode("utf-16"), columns, (2, 3, 4, 5), also={"floor_area_basis": "GIA"},
        by_row={i: {"address": address} for i, address in enumerate(where)},
    )  # fmt: skip


def _fire() -> Messy:
    """Merged cells for the district each station is in, percentages formatted in the workbook, totals by formula."""
    columns = (
        Column("District", "place_name", ("North", "North", "South", "South", "South")),
        Column("Station No.", "reference", (1, 2, 3, 4, 5), {i: str(i) for i in range(1, 6)}),
        Column("Station", "name", ("Testham", "Elmham", "Ashby", "Oakley", "Yewton")),
        Column("Eastings", "x_read", (429876, 431000, 432000, 433000, 434000), {c: float(c) for c in (429876, 431000, 432000, 433000, 434000)}),
        Column("Northings", "y_read", (433543, 434000, 434500, 435000, 435500), {c: float(c) for c in (433543, 434000, 434500, 435000, 435500)}),
        Column("Year built", None, (1965, 1972, 2004, 2019, 1958)),
        Column("Condition", "condition_grade", ("C", "B", "A", "A", "D"), {}),
        Column("Total floor area (sq.m.)", "floor_area_m2", (1200, 640, 980.4, 1500, "610 (approx)"), {1200: 1200.0, 640: 640.0, 1500: 1500.0, "610 (approx)": 610.0}),
        Column("Unused %", "unused_pct", (0.1, 0, 0.25, 0, 1), {0.1: 10.0, 0: 0.0, 0.25: 25.0, 1: 100.0}),
        Column("Cost to repair £'000", "backlog_gbp", (250, 0, "nil", 12.5, 400), {250: 250_000.0, 0: 0.0, "nil": None, 12.5: 12_500.0, 400: 400_000.0}),
    )  # fmt: skip

    def write(path):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "Stations"
        sheet.append([c.heading for c in columns])
        for row in _cells(columns):
            sheet.append(row)
        sheet.append(["Total", None, None, None, None, None, None, 4930.4, None, 662.5])
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("A4:A6")
        letter = get_column_letter(9)
        for row in range(2, 7):
            sheet[f"{letter}{row}"].number_format = "0%"
        book.save(path)

    return Messy(
        "Fire stations (property).xlsx",
        write,
        columns,
        (2, 3, 4, 5, 6),
        also={"crs_read": "EPSG:27700", "floor_area_basis": "unknown"},
    )


def _ministry() -> Messy:
    """Contracts: breaks and notice, dates as text serials, one holding over, ranges and bounds."""
    columns = (
        Column("Property Ref Number", "reference", ("D1", "D2", "D3", "D4", "D5", "D6")),
        Column("Property Name", "name", ("Quay House", "Dock House", "Pier House", "Lock House", "Weir House", "Mill House")),
        Column("Postcode", "postcode", ("LS1 4DY", "LS1 4DZ", "", "LS1 4EA", "LS1 4EB", "L51 4EC"), {}),
        Column("Occupied by", None, ("DWP", "HMRC", "HMPPS", "DWP", "HMRC", "DWP")),
        Column("Contract Type", "tenure", ("Lease", "MOTO", "Freehold", "Sub-lease", "Licence", "Ground Lease"),
               {"Lease": "leasehold", "MOTO": "licence", "Freehold": "freehold", "Sub-lease": "sub-leasehold", "Licence": "licence", "Ground Lease": "ground-leasehold"}),
        Column("Lease Commencement Date", "lease_start_date", ("2015-06-24", "24/06/2016", "", "44652", "1 Jan 2020", "25/12/1999"),
               {"2015-06-24": day("2015-06-24"), "24/06/2016": day("2016-06-24"), "44652": day("2022-04-01"), "1 Jan 2020": day("2020-01-01"), "25/12/1999": day("1999-12-25")}),
        Column("Next Break", "lease_break_date", ("24/06/2027", "None", "", "01/04/2027", "rolling", "31/06/2030"),
               {"24/06/2027": day("2027-06-24"), "None": None, "01/04/2027": day("2027-04-01"), "rolling": UNREAD, "31/06/2030": UNREAD}),
        Column("Break notice", "break_notice_months", ("6 months", "12", "", "6 mths", "3 months' notice", "26 weeks"),
               {"6 months": 6.0, "12": 12.0, "6 mths": 6.0, "3 months' notice": 3.0, "26 weeks": UNREAD}),
        Column("Expiry", "lease_end_date", ("23/06/2030", "23/06/2026", "", "31/03/2032", "Holding over", "24/12/2098"),
               {"23/06/2030": day("2030-06-23"), "23/06/2026": day("2026-06-23"), "31/03/2032": day("2032-03-31"), "Holding over": UNREAD, "24/12/2098": day("2098-12-24")}),
        Column("Passing rent (£ pa)", "rent_gbp", ("£250,000", "Peppercorn", "", "£1 if demanded", "120,000", "(5,000)"),
               {"£250,000": 250_000.0, "Peppercorn": UNREAD, "£1 if demanded": UNREAD, "120,000": 120_000.0, "(5,000)": -5_000.0}),
        Column("Floor area NIA (sq m)", "floor_area_m2", ("2,500", "1,000-1,200", "3000", "5,000 sqft", "400", "0.1 ha"),
               {"2,500": 2500.0, "1,000-1,200": UNREAD, "3000": 3000.0, "5,000 sqft": 5000 * SQFT, "400": 400.0, "0.1 ha": 1000.0}),
        Column("Occupancy %", "unused_pct", ("45%", "80", "100%", "", "62.5%", "120%"), {"45%": 55.0, "80": 20.0, "100%": 0.0, "62.5%": 37.5, "120%": UNREAD}),
        Column("OFFICIAL marking", None, ("OFFICIAL",) * 6),
        Column("Sensitive?", "sensitivity", ("No", "N", "Yes", "no", "", "No"), {"No": "open", "N": "open", "Yes": "restricted", "no": "open", "": "restricted"}),
    )  # fmt: skip
    return Messy(
        "dept property contracts.csv", csv_text(columns, "|").encode(), columns, tuple(range(2, 8)),
        by_row={i: {"floor_area_basis": "NIA"} for i in (0, 2, 3, 4, 5)} | {5: {"postcode": "L51 4EC", "floor_area_basis": "NIA"}},
    )  # fmt: skip


def _college() -> Messy:
    """Line breaks, quotation marks and no-break spaces in cells, a heading twice, ragged rows, no numbers known."""
    columns = (
        Column("Campus / Building", "name", ('"Old" Block', "New\nBlock", "Gym\u00a0& Hall", "Annexe\u200b"), {"New\nBlock": "New Block", "Gym\u00a0& Hall": "Gym & Hall", "Annexe\u200b": "Annexe"}),
        Column("Postcode", "postcode", ("LS2\u00a08BH", " LS2 8BJ ", "ls28bk", "LS2-8BL"), {"LS2\u00a08BH": "LS2 8BH", " LS2 8BJ ": "LS2 8BJ", "ls28bk": "LS2 8BK", "LS2-8BL": "LS2 8BL"}),
        Column("Gross Internal Floor Area", "floor_area_m2", ("5,400 m2", "2,100 m²", "58,125 ft²", "1,5OO"), {"5,400 m2": 5400.0, "2,100 m²": 2100.0, "58,125 ft²": 58_125 * SQFT, "1,5OO": UNREAD}),
        Column("Pupil Places", "capacity_count", ("1,200", "450", "", "60"), {"1,200": 1200, "450": 450, "60": 60}),
        Column("On roll", "occupied_count", ("980", "450", "", "~40"), {"980": 980, "450": 450, "~40": 40}),
        Column("Hours open / week", "opening_hours_week", ("60", "45.5", "n/a", "168"), {"60": 60.0, "45.5": 45.5, "n/a": None, "168": 168.0}),
        Column("Leased out?", "is_leased_out", ("No", "N", "✓", "partly"), {"No": False, "N": False, "✓": True, "partly": UNREAD}),
        Column("Comments", None, ("", "see\nnote", "", "")),
    )  # fmt: skip
    basis = {i: {"floor_area_basis": "GIA"} for i in range(3)}
    return Messy("college-estate.csv", csv_text(columns).encode(), columns, (2, 3, 4, 5), by_row=basis)


def _vacant() -> Messy:
    """A list of empty property: all of it is, since a date; a position in words of well-known text."""
    columns = (
        Column("Vacant property", "name", ("1 High Street", "Former Library", "Old Depot", "Shop 4", "Hall")),
        Column("Property UPRN", "uprn", ("100023456781", "100,023,456,782", "100023456783", "1E+11", ""), {"100,023,456,782": "100023456782", "1E+11": UNREAD}),
        Column("Post Code", "postcode", ("LS1 3AB", "LS1 3AC", "LS1 3AD", "LS1 3AE", "LS1 3AF")),
        Column("Date vacated", "status_date", ("01-Apr-2023", "2024-09-30", "30.06.25", "Sept 2025", ""),
               {"01-Apr-2023": day("2023-04-01"), "2024-09-30": day("2024-09-30"), "30.06.25": day("2025-06-30"), "Sept 2025": UNREAD}),
        Column("Market Value (£m)", "value_gbp", ("0.25", "1.1", "£2.5m", "£450k", ""), {"0.25": 250_000.0, "1.1": 1_100_000.0, "£2.5m": 2_500_000.0, "£450k": 450_000.0}),
        Column("Plot (acres)", "site_area_m2", ("0.1", "0.5 ha", "1", "", "2.5"), {"0.1": 404.68564224, "0.5 ha": 5000.0, "1": 4046.8564224, "2.5": 10_117.141056}),
    )  # fmt: skip
    return Messy(
        "empty property list.csv", csv_text(columns).encode(), columns, tuple(range(2, 7)),
        by_row={i: {"status": "vacant"} for i in range(4)} | {4: {"status": "unknown"}},
    )  # fmt: skip


TRUST, POLICE, FIRE, MINISTRY, COLLEGE, VACANT = (
    _trust(),
    _police(),
    _fire(),
    _ministry(),
    _college(),
    _vacant(),
)
