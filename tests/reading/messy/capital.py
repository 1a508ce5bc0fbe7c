"""Capital programmes: money by year, starts and finishes of every exactness."""

from __future__ import annotations

from . import UNREAD, Column, Messy, csv_text, day

__all__ = ["PROGRAMME", "SCHEMES"]


def _programme() -> Messy:
    """Years in thousands with a total in thousands, financial years and quarters as dates, totals at the foot."""
    columns = (
        Column("Scheme", "name", ("New primary school", "Library refurbishment", "Depot roof", "Leisure centre", "Fire station works")),
        Column("Ref", "reference", ("CP1", "CP2", "CP3", "CP4", "CP5")),
        Column("Service area", "service", ("Schools", "Libraries", "Depot", "Leisure", "Fire station"),
               {"Schools": "school", "Libraries": "library", "Depot": "depot", "Leisure": "leisure", "Fire station": "fire-station"}),
        Column("Post code", "postcode", ("LS1 3AB", "LS1 3AC", "LS1 3AD", "", "LS1 3AE")),
        Column("Start on site", "start_date", ("Q3 2026", "Apr-26", "2026/27", "01/05/2026", "TBC"),
               {"Q3 2026": day("2026-08-15"), "Apr-26": day("2026-04-15"), "2026/27": day("2026-09-30"), "01/05/2026": day("2026-05-01"), "TBC": None}),
        Column("Finish", "end_date", ("Summer 2028", "Q1 2027", "2027", "30/04/2027", "tbc"),
               {"Summer 2028": UNREAD, "Q1 2027": day("2027-02-14"), "2027": day("2027-07-02"), "30/04/2027": day("2027-04-30"), "tbc": None}),
        Column("2026/27 £k", "project_years", ("500", "120", "45", "1,000", "0")),
        Column("2027/28 £k", "project_years", ("4,500", "30", "", "2,000", "")),
        Column("2028/29 £k", "project_years", ("1,000", "", "", "", "250")),
        Column("Total £k", "total_gbp", ("6,000", "150", "45", "3,000", "250"), {"6,000": 6e6, "150": 150e3, "45": 45e3, "3,000": 3e6, "250": 250e3}),
        Column("Status", "project_stage", ("Approved", "On site", "Pipeline", "Indicative", "Commited")),
    )  # fmt: skip
    exact = {0: 46.0, 1: 45.0, 2: 182.0, 3: 0.0}
    return Messy(
        "Capital programme 2026-27.csv",
        csv_text(columns, before=("Capital programme 2026/27 to 2028/29,,,,,,,,,,", ",,,,,,,,,,"), after=("Total,,,,,,1665,6530,1250,9445,",)).encode(),
        columns, (4, 5, 6, 7, 8), is_capital=True, also={},
        by_row={0: {"dates_accuracy_days": 46.0, "commitment": "approved", "works": "new-build"},
                1: {"dates_accuracy_days": exact[1], "commitment": "approved", "works": "refurbishment"},
                2: {"dates_accuracy_days": exact[2], "commitment": "indicative", "works": "maintenance"}, 3: {"dates_accuracy_days": 0.0, "commitment": "indicative"}, 4: {"commitment": "approved"}},
    )  # fmt: skip


def _schemes() -> Messy:
    """No total: only the years; headings with line breaks; approval as yes and no."""
    columns = (
        Column("Project title", "name", ("Hub extension", "Roof", "Car park")),
        Column("Project no", "reference", ("7", "8", "9")),
        Column("Site UPRN", "uprn", ("100012345678", "100012345679", "")),
        Column("Budget approved?", "commitment", ("Yes", "No", "Yes"), {"Yes": "approved", "No": "indicative"}),
        Column("Est. start", "start_date", ("01/04/2026", "Sep 2026", "2027-01-04"), {"01/04/2026": day("2026-04-01"), "Sep 2026": day("2026-09-15"), "2027-01-04": day("2027-01-04")}),
        Column("Est. completion", "end_date", ("31/03/2027", "Dec 2026", "2027-06-30"), {"31/03/2027": day("2027-03-31"), "Dec 2026": day("2026-12-16"), "2027-06-30": day("2027-06-30")}),
        Column("25/26 £000", "project_years", ("100", "", "5")),
        Column("26/27 £000", "project_years", ("400", "60", "45")),
    )  # fmt: skip
    return Messy(
        "schemes.csv", csv_text(columns).encode(), columns, (2, 3, 4), is_capital=True,
        by_row={0: {"dates_accuracy_days": 0.0, "total_gbp": 500e3, "works": "extension"}, 1: {"dates_accuracy_days": 15.0, "total_gbp": 60e3, "works": "maintenance"},
                2: {"dates_accuracy_days": 0.0, "total_gbp": 50e3, "service": "car-park"}},
    )  # fmt: skip


PROGRAMME, SCHEMES = _programme(), _schemes()
