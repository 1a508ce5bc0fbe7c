"""What holds for any list of spending: every pound is read once, every row accounted for, order does not matter."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.issues import IssueLog
from totalcapital.project import Register
from totalcapital.reading.entries import understand_entry
from totalcapital.reading.meaning.coordinates import ANYWHERE
from totalcapital.reading.raw import RawTable

RETURN = [
    "E-code", "Local authority", "Class", "Education services", "Highways and transport services",
    "Police services", "Parish precepts",
]  # fmt: skip
PAID = ["Supplier Name", "Category Family", "Invoice GL Date", "Spend"]
CELL = st.one_of(st.integers(-5_000, 5_000).map(str), st.sampled_from(["", "[z]", "0", "-", "1,250", "(30)"]))
#: What the cells of words above are worth, in thousands.
WORTH = {"": 0, "[z]": 0, "-": 0, "1,250": 1250, "(30)": -30}


def understood(headings, rows):
    """Return the row of registers, and the amounts, of rows as a file would give them."""
    columns = [list(cells) for cells in zip(*rows, strict=True)]
    raw = RawTable(
        list(headings),
        columns,
        list(range(2, len(rows) + 2)),
        len(rows),
        len(rows),
        facts={"sheet": "2014-15"},
    )
    raw.profile = "revenue-outturn" if headings is RETURN else "network-rail-payments"
    register = Register.model_validate({"id": "s", "path": "s.csv"})
    entry, result, _ = understand_entry(raw, "spending", register, log=IssueLog(), home=ANYWHERE)
    return entry, result.frame


def of_return(cells):
    return [[f"E{n:04d}", f"Body {n}", "SD", *four] for n, four in enumerate(cells, start=9000)]


@given(st.lists(st.tuples(CELL, CELL, CELL, CELL), min_size=1, max_size=12))
@settings(max_examples=25, deadline=None)
def test_the_amounts_of_a_return_are_its_cells_and_its_rows_are_kept_or_set_aside(cells):
    entry, frame = understood(RETURN, of_return(cells))
    worth = [[WORTH[c] if c in WORTH else int(c) for c in row] for row in cells]
    assert round(frame["amount_gbp"].sum()) == 1000 * sum(map(sum, worth))
    assert len(frame) == sum(value != 0 for row in worth for value in row)
    silent = sum(all(c in {"", "[z]", "-"} for c in row) for row in cells)
    assert (entry["rows_kept"], entry["rows_set_aside"]) == (len(cells) - silent, silent)
    assert frame["spending_id"].is_unique


@given(st.data())
@settings(max_examples=20, deadline=None)
def test_the_order_of_rows_and_of_headings_changes_no_amount(data):
    cells = data.draw(st.lists(st.tuples(CELL, CELL, CELL, CELL), min_size=1, max_size=8))
    rows = of_return(cells)
    shuffled = data.draw(st.permutations(rows))
    keys = ["agency", "service", "service_read", "is_transfer", "amount_gbp", "financial_year", "basis"]
    _, one = understood(RETURN, rows)
    _, other = understood(RETURN, shuffled)
    told = [frame[keys].astype("str").sort_values(keys).to_numpy().tolist() for frame in (one, other)]
    assert told[0] == told[1]


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=30))
@settings(max_examples=25, deadline=None)
def test_payments_keep_every_penny_and_credit(pence):
    rows = [
        ["Ada", "Track", "2019-01-05", f"{p // 100 if p >= 0 else -(-p // 100)}.{abs(p) % 100:02d}"]
        for p in pence
    ]
    for row, p in zip(rows, pence, strict=True):
        row[3] = f"-{row[3].lstrip('-')}" if p < 0 else row[3]
    entry, frame = understood(PAID, rows)
    assert (entry["rows_kept"], len(frame)) == (len(pence), len(pence))
    assert [round(amount * 100) for amount in frame.sort_values("source_row")["amount_gbp"]] == pence
