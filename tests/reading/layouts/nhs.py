"""Returns and lists of the NHS, invented."""

from __future__ import annotations

import csv

from layouts import Made

__all__ = ["eric_2016_site", "eric_site", "eric_trust", "ods_sites", "ods_trusts"]

_RISKS = [f"Cost to eradicate {risk} risk backlog (£)" for risk in ("high", "significant", "moderate", "low")]


def eric_site():
    """Sites of 2024/25: ISO-8859-1 after the bytes of a byte order mark, thousands commas."""
    head = [
        "Trust Code", "Trust Name", "Commissioning Region", "Trust Type", "Site Code", "Site Name", "Post Code",
        "Integrated Care Board", "Local Authority", "Site Type", "Tenure", "Gross internal floor area (m²)",
        "Cleaning service cost (£)", *_RISKS,
    ]  # fmt: skip
    trust = ["RX1", "ELM NHS FOUNDATION TRUST", "NORTH", "ACUTE - LARGE"]
    rows = [
        [*trust, "RX101", "ELM INFIRMARY", "LS1 3AB", "QWO", "Leeds", "1. General acute hospital", "Freehold",
         "121,500", "1,250,000", "1,000,000", "500,000", "250,000", "50"],
        [*trust, "RX102", "OAK CLINIC", "LS2 9JT", "QWO", "Leeds", "8. Non inpatient", "Leasehold",
         "1,400", "9,000", "Not Applicable", "2,000", "Not Applicable", ""],
        [*trust, "RX103", "ASH STORE", "LS3 1AA", "QWO", "Leeds", "9. Support facilities", "Leasehold",
         "0", "0", "Not Applicable", "Not Applicable", "Not Applicable", "Not Applicable"],
        [*trust, "RX104", "YEW HOUSE", "LS4 2AA", "QWO", "Leeds", "7. Mental Health (including Specialist services)",
         "Freehold", "3,000", "0", "0", "0", "0", "0"],
        [*trust, "RX1XX", "UNREPORTED SITES", "", "QWO", "", "11. Unreported sites", "", "900", "", "", "", "", ""],
        [*trust, "RX105", "BAY HOSPITAL", "LS5 3AA", "QWO", "Leeds", "6. Community hospital (with inpatient beds)",
         "Leasehold", "5,000", "0", "10", "see note", "10", "10"],
    ]  # fmt: skip
    above = [(f"Title line {number}",) for number in range(1, 13)]
    return Made([head, *rows], "latin-1", b"\xef\xbb\xbf", sheet="Site Level Data", above=tuple(above))


def eric_2016_site():
    """Sites with the names of earlier years: other words for trust and floor area, under-use, no authority."""
    head = [
        "Organisation Code", "Organisation Name", "Site Code", "Site Name", "Post Code", "Site Type", "Tenure",
        "Gross internal site floor area (m²)", "Site land area (Hectare)", "Clinical space (m²)",
        "Non-clinical space (m²)", "Floor area - empty (%)", "Floor area - under used (%)", *_RISKS,
    ]  # fmt: skip
    rows = [
        ["RX1", "ELM NHS TRUST", "RX101", "ELM INFIRMARY", "LS1 3AB", "General acute hospital", "Freehold",
         "10,000", "2.5", "6,000", "2,000", "1.5", "2.5", "1", "2", "3", "4"],
        ["RX1", "ELM NHS TRUST", "RX102", "OAK CLINIC", "LS2 9JT", "Non inpatient", "Leasehold",
         "500", "", "", "200", "60", "55", "1", "2", "3", "4"],
    ]  # fmt: skip
    return Made([head, *rows], "latin-1")


def eric_trust():
    """Trusts of 2016/17 under a row of groups of columns."""
    groups = [
        "",
        "",
        "Areas",
        "",
        "",
        "",
        "Function and Space",
        "",
        "",
        "",
        *["Quality of Buildings", "", "", ""],
    ]
    head = [
        "Organisation Code", "Organisation Name", "Gross internal floor area (m²)", "Occupied floor area (m²)",
        "Land area owned (Hectares)", "Land area not delivering services (Hectares)", "Clinical space (m²)",
        "Non-clinical space (m²)", "Floor area - empty (%)", "Floor area - under used (%)", *_RISKS,
    ]  # fmt: skip
    rows = [
        ["RX1", "ELM NHS TRUST", "100,000", "90,000", "20.5", "1.25", "60,000", "20,000", "3", "1.5", "1", "2", "3", "4"],
        ["RX2", "OAK NHS TRUST", "50,000", "50,000", "", "", "0", "0", "80", "36.16", "", "", "", ""],
    ]  # fmt: skip
    return Made([groups, head, *rows])


def _ods(code, name, postcode, opened, closed, *, parent=""):
    row = [code, name, "Y63", "QWO", "THE LANE", "", "", "LEEDS", "WEST YORKSHIRE", postcode, opened, closed]
    return [*row, "", "B" if parent else "", parent, "", "", "", "", "", "", "0", "", "D", "", "", ""]


def ods_trusts():
    """Trusts, no headings, every cell in quotation marks."""
    rows = [
        _ods("RX1", "ELM NHS FOUNDATION TRUST", "LS1 3AB", "19910401", ""),
        _ods("RX2", "OAK NHS TRUST", "LS2 9JT", "20010401", "20160630"),
    ]
    return Made(rows, quoting=csv.QUOTE_ALL)


def ods_sites():
    """Sites of trusts, no headings; two trusts in one building, each with its own code."""
    rows = [
        _ods("RX101", "ELM GENERAL HOSPITAL", "LS1 3AB", "19910401", "", parent="RX1"),
        _ods("RX2AA", "ELM HOSPITAL MENTAL HEALTH UNIT", "LS1 3AB", "20010401", "", parent="RX2"),
        _ods("RX2AB", "OAK HEALTH CENTRE", "LS2 9JT", "20010401", "20191231", parent="RX2"),
    ]
    return Made(rows, quoting=csv.QUOTE_ALL)
