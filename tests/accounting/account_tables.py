"""A county of two districts beside a city, in squares: what the accounts of it are worked out by hand from."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from shapely import box, union_all

from totalcapital.accounting import Held, Known, account
from totalcapital.assumptions import load_assumptions
from totalcapital.sections import Accounts
from totalcapital.tables import AGENCIES, AREAS, HOLDINGS, PLACES, REGISTERS, SITES, SPENDING

AS_OF = dt.date(2026, 11, 1)
CRS = "EPSG:27700"

#: Cambridge, East Cambridgeshire and the rest of the county in one, and Peterborough: true codes, invented squares.
#: Residents of the county: 100 and 300; of the city 600.
CAMBRIDGE, FENS, PETERBOROUGH = "E07000008", "E07000009", "E06000031"
COUNTY, POLICE, FIRE = "E10000003", "E23000023", "E31000005"
SQUARES = {
    CAMBRIDGE: box(0, 0, 1000, 1000),
    FENS: box(1000, 0, 3000, 1000),
    PETERBOROUGH: box(0, 1000, 3000, 2000),
}
RESIDENTS = {CAMBRIDGE: 100, FENS: 300, PETERBOROUGH: 600}
#: Counties, the police and the fire service as the estate's own outlines.
LARGER = {
    COUNTY: ("county", box(0, 0, 3000, 1000)),
    POLICE: ("police", box(0, 0, 3000, 2000)),
    FIRE: ("fire", box(0, 0, 3000, 2000)),
}


def areas(*pages, residents=RESIDENTS, larger=LARGER, squares=SQUARES):
    """The three authorities, what is larger, and pages given as (area_id, codes or outline)."""
    rows = [
        {"area_id": code, "gss_code": code, "kind": "authority", "name": code, "geometry": shape,
         "population_count": residents.get(code)}
        for code, shape in squares.items()
    ]  # fmt: skip
    rows += [
        {"area_id": code, "gss_code": code, "kind": kind, "name": code, "geometry": shape}
        for code, (kind, shape) in larger.items()
    ]
    rows += [page_row(*page, squares) for page in pages]
    return AREAS.conform(pd.DataFrame(rows).sort_values(["kind", "area_id"], ignore_index=True), crs=CRS)


def page_row(area_id, of, squares):
    """A page made of codes, or one with an outline alone."""
    made_of = isinstance(of, list)
    shapes = [squares[code] for code in of if code in squares] if made_of else [of]
    return {"area_id": area_id, "gss_code": "; ".join(of) if made_of else None, "kind": "own", "name": area_id,
            "geometry": union_all(shapes) if shapes else None}  # fmt: skip


def spending(*rows):
    """Amounts: a revenue outturn of 2014-15 of a council on education unless they say otherwise."""
    usual = {
        "register_id": "returns", "source_file": "returns.csv", "source_column": "Amount", "agency_id": "council",
        "service": "education", "budget": "revenue", "discretion": "statutory", "basis": "outturn",
        "financial_year": "2014-15", "amount_gbp": 1000.0, "is_transfer": False,
    }  # fmt: skip
    made = [
        {**usual, "spending_id": f"returns:{n}", "source_row": n, **row}
        for n, row in enumerate(rows, start=2)
    ]
    return SPENDING.conform(pd.DataFrame(made))


def agencies(rows):
    """Agency id to columns."""
    return AGENCIES.conform(
        pd.DataFrame([{"agency_id": name, "name": name, **row} for name, row in rows.items()])
    )


def accounted(rows, *pages, given=None, settings=None, postcodes=None, bodies=None, file_area=None, **held):
    """The result of the stage for some amounts."""
    place = given if given is not None else areas(*pages)
    ids = sorted(set(rows["agency_id"].dropna()) | set(bodies or {}))
    registers = pd.DataFrame(
        [
            {"register_id": one, "path": "x", "sha256": "x", "rows_read": 1, "rows_kept": 1, "rows_set_aside": 0,
             "area_id": file_area}
            for one in sorted(set(rows["register_id"]) | {"returns"})
        ]
    )  # fmt: skip
    points = pd.DataFrame(postcodes or {"postcode": [], "x": [], "y": [], "crs": []})
    return account(
        rows,
        known=Known(
            place,
            agencies({one: (bodies or {}).get(one, {"sector": "unitary"}) for one in ids}),
            REGISTERS.conform(registers),
            points,
        ),
        held=Held(
            held.get("sites", SITES.empty(crs=CRS)),
            held.get("holdings", HOLDINGS.empty()),
            held.get("places", PLACES.empty()),
        ),
        settings=Accounts(**(settings or {})),
        assumptions=load_assumptions({}),
        as_of=AS_OF,
    )


def by_area(result, column="amount_gbp"):
    """Area to the sum of a column; money of no area under None."""
    rows = result.accounts
    return {
        (None if pd.isna(area) else area): part[column].sum()
        for area, part in rows.groupby("area_id", dropna=False)
    }
