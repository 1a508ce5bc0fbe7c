"""Workbooks and texts whose trouble is their make-up: several sheets, several tables, shifted cells."""

from __future__ import annotations

import openpyxl

from . import UNREAD, Column, Messy, csv_text, day

__all__ = ["LEASES", "SHIFTED", "TABS"]


def _tabs() -> Messy:
    """One tab a year: the newest, then the older; a chart tab and notes."""
    columns = (
        Column("Asset Id", "reference", ("T1", "T2", "T3")),
        Column("Description", "name", ("Hall", "Barn", "Shed")),
        Column("Grid Ref", "geometry", ("SE 29876 33543", "SE 29900 33600", "SE 299 33600"), {"SE 299 33600": UNREAD}),
        Column("Sq Ft", "floor_area_m2", (1000, 500, 100), {1000: 92.90304, 500: 46.45152, 100: 9.290304}),
        Column("Freehold / Leasehold", "tenure", ("Freehold", "Leasehold", "Freehold & Leasehold"), {"Freehold": "freehold", "Leasehold": "leasehold", "Freehold & Leasehold": "other"}),
    )  # fmt: skip

    def write(path):
        book = openpyxl.Workbook()
        notes = book.active
        notes.title = "Notes"
        for line in ("Notes", "1. Areas are in square feet.", "2. Contact the estates team."):
            notes.append([line])
        sheet = book.create_sheet("Assets")
        sheet.append([None] * 5)
        sheet.append([None, *(c.heading for c in columns)])
        for row in range(3):
            sheet.append([None, *(c.cells[row] for c in columns)])
        book.save(path)

    places = ((429876.0, 433543.0), (429900.0, 433600.0), None)
    return Messy(
        "assets_tabs.xlsx", write, columns, (3, 4, 5), also={"floor_area_basis": "unknown"},
        by_row={i: {"x_read": p[0], "y_read": p[1], "crs_read": "EPSG:27700"} if p else {} for i, p in enumerate(places)},
    )  # fmt: skip


def _shifted() -> Messy:
    """An address with a comma and no quotation marks: its row is one cell longer."""
    numbers = range(1, 25)
    columns = (
        Column("Asset ID", "reference", tuple(f"S{i}" for i in numbers)),
        Column("Name", "name", tuple(f"Building {i}" for i in numbers)),
        Column("Address", "address", tuple("3 Oak St, Testham" if i == 3 else f"{i} Elm St" for i in numbers)),
        Column("Postcode", "postcode", tuple(f"LS{i} 3AB" for i in numbers)),
        Column("GIA (m2)", "floor_area_m2", tuple(str(100 * i) for i in numbers), {str(100 * i): 100.0 * i for i in numbers}),
        Column("Last inspected", None, tuple("01/02/2024" if i % 2 else "" for i in numbers)),
    )  # fmt: skip
    text = csv_text(columns).replace('"3 Oak St, Testham"', "3 Oak St, Testham")
    return Messy("shifted.csv", text.encode(), columns, tuple(range(2, 26)), also={"floor_area_basis": "GIA"})


def _leases() -> Messy:
    """Dates of both orders, two-digit years on both sides of the bound, a long lease, an American month."""
    columns = (
        Column("Unique Property Ref", "reference", ("1", "2", "3", "4", "5", "6", "7")),
        Column("Premises", "name", tuple(f"Shop {i}" for i in range(1, 8))),
        Column("Post-code", "postcode", tuple(f"LS1 3A{c}" for c in "BDEFGHJ")),
        Column("Lease Start Date", "lease_start_date", ("25/12/99", "24.06.05", "29-Sep-11", "1/1/2020", "13/1/2020", "2021-01-25T00:00:00", "25/03/2020 00:00:00"),
               {"25/12/99": day("1999-12-25"), "24.06.05": day("2005-06-24"), "29-Sep-11": day("2011-09-29"), "1/1/2020": day("2020-01-01"), "13/1/2020": day("2020-01-13"),
                "2021-01-25T00:00:00": day("2021-01-25"), "25/03/2020 00:00:00": day("2020-03-25")}),
        Column("Lease Expiry Date", "lease_end_date", ("24/12/2098", "23/06/2030", "28-Sep-2036", "Periodic", "monthly", "24/01/2031", "25 March 2030"),
               {"24/12/2098": day("2098-12-24"), "23/06/2030": day("2030-06-23"), "28-Sep-2036": day("2036-09-28"), "Periodic": UNREAD, "monthly": UNREAD,
                "24/01/2031": day("2031-01-24"), "25 March 2030": day("2030-03-25")}),
        Column("Notice (months)", "break_notice_months", ("6", "6.0", "six", "", "0", "3", "12 months"), {"6": 6.0, "6.0": 6.0, "six": UNREAD, "0": 0.0, "3": 3.0, "12 months": 12.0}),
        Column("Annual Rent £", "rent_gbp", ("12,500", "£12.5k", "€5,000", "1,2500", "12500.00", "£12,500+VAT", "12.500,00"),
               {"12,500": 12500.0, "£12.5k": 12500.0, "€5,000": UNREAD, "1,2500": UNREAD, "12500.00": 12500.0, "£12,500+VAT": UNREAD, "12.500,00": UNREAD}),
    )  # fmt: skip
    return Messy("leases_export.csv", csv_text(columns, ";").encode("cp1252"), columns, tuple(range(2, 9)))


TABS, SHIFTED, LEASES = _tabs(), _shifted(), _leases()
