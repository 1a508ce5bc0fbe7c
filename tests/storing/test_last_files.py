"""What is said of a register's next file, held against the one before it."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from totalcapital.storing import compare_last_files, read_earlier, write_store
from totalcapital.tables import CHANGES, TABLES

READ_AS = {
    "Ref": "reference",
    "Name": "name",
    "Size": "floor_area_m2",
    "GIA (m2)": "floor_area_m2",
    "Use": "service",
}


def tables_of(rows, *, sha256, profile=None, placed=True, aside=0, changes=None, register="council"):
    """Tables of one register of which each row is a dict of heading to text; "Ref" is its reference."""
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    assets = [
        {
            "asset_id": f"{register}:{row['Ref']}" if row.get("Ref") else f"{register}:{hash_of(row)}",
            "register_id": register,
            "source_file": "r.csv",
            "source_row": at,
            "reference": row.get("Ref") or None,
            "role": "owner",
            "status": "unknown",
            "sensitivity": "open",
            "floor_area_m2": area(row),
            "source_values": json.dumps(row),
        }
        for at, row in enumerate(rows, start=2)
    ]
    locations = [
        {"subject_id": one["asset_id"], "method": "postcode" if placed else "none", "evidence": "e"}
        for one in assets
    ]
    made = {
        "registers": [
            {
                "register_id": register, "path": "r.csv", "sha256": sha256, "profile": profile,
                "rows_read": len(rows) + aside, "rows_kept": len(rows), "rows_set_aside": aside,
            }
        ],
        "headings": [
            {"register_id": register, "position": at, "heading": heading, "column": READ_AS.get(heading)}
            for at, heading in enumerate(headings, start=1)
        ],
        "assets": assets,
        "projects": [],
    }  # fmt: skip
    tables = {
        name: TABLES[name].conform(pd.DataFrame(made[name], columns=TABLES[name].column_names))
        for name in ("registers", "headings", "assets", "projects")
    }
    tables["locations"] = pd.DataFrame(locations, columns=["subject_id", "method", "evidence"])
    return tables | {"changes": CHANGES.empty() if changes is None else changes}


def hash_of(row):
    return "digest-" + "-".join(f"{heading}={text}" for heading, text in row.items())


def area(row):
    text = row.get("Size") or row.get("GIA (m2)")
    return float(text) if text else None


def rows(count, **more):
    return [{"Ref": f"R{k:03d}", "Name": f"Place {k}", "Size": str(100 + k), **more} for k in range(count)]


def said(changes, kind):
    return changes[changes["kind"] == kind]


def test_nothing_is_said_where_there_is_no_earlier_run():
    changes = compare_last_files({}, tables_of(rows(3), sha256="b"))
    CHANGES.check(changes)
    assert changes.empty


def test_records_gone_new_and_changed_are_counted_by_reference():
    before = rows(30)
    now = [*before[3:], {"Ref": "R100", "Name": "New", "Size": "7"}]
    now[0] = {**now[0], "Size": "999"}
    now[1] = {**now[1], "Size": "", "Name": "Other"}
    changes = compare_last_files(tables_of(before, sha256="a"), tables_of(now, sha256="b"))
    CHANGES.check(changes)
    counts = changes[changes["column"].isna()].set_index("kind")["rows_count"].to_dict()
    assert counts == {"rows": 2, "records-gone": 3, "records-new": 1, "records-changed": 2}
    values = said(changes, "values-changed").set_index("column")
    assert values["rows_count"].to_dict() == {"Size": 2, "Name": 1}
    # 27 records are in both; all gave a size before, one of them does not now.
    assert (values.loc["Size", "before_count"], values.loc["Size", "now_count"]) == (27, 26)
    assert "R000, R001, R002" in said(changes, "records-gone")["message"].iloc[0]
    assert set(changes["before_sha256"]) == {"a"}
    # three of thirty are a tenth: no warning
    assert set(changes["level"]) == {"note"}


def test_of_records_gone_and_new_it_is_said_how_many_only_have_another_reference():
    before, now = rows(3), [{**row, "Ref": f"N{at}"} for at, row in enumerate(rows(2))]
    again = pd.DataFrame({
        "before_id": ["council:R000", "council:R001"], "asset_id": ["council:N0", "council:N1"],
    })  # fmt: skip
    changes = compare_last_files(
        tables_of(before, sha256="a"), {**tables_of(now, sha256="b"), "renumbered": again}
    )
    told = changes.set_index("kind")["message"]
    assert told["records-gone"].startswith("3 records are gone: ")
    assert told["records-gone"].endswith("Of these 2 are in both files under another reference.")
    assert told["records-new"].endswith("Of these 2 are in both files under another reference.")


def test_the_same_rows_in_another_order_are_no_change_and_keep_what_was_said_before():
    earlier = compare_last_files(tables_of(rows(4), sha256="a"), tables_of(rows(5), sha256="b"))
    assert len(earlier)
    shuffled = compare_last_files(
        tables_of(rows(5), sha256="b", changes=earlier), tables_of(rows(5)[::-1], sha256="c")
    )
    pd.testing.assert_frame_equal(shuffled, earlier)


def test_a_second_run_on_the_same_file_says_what_the_first_said():
    before, now = tables_of(rows(4), sha256="a"), tables_of(rows(5), sha256="b")
    first = compare_last_files(before, now)
    again = compare_last_files(now | {"changes": first}, now)
    pd.testing.assert_frame_equal(again, first)


def test_a_third_file_is_held_against_the_second_and_not_the_first():
    first = compare_last_files(tables_of(rows(4), sha256="a"), tables_of(rows(5), sha256="b"))
    third = compare_last_files(tables_of(rows(5), sha256="b", changes=first), tables_of(rows(6), sha256="c"))
    assert set(third["before_sha256"]) == {"b"}
    assert said(third, "rows")[["before_count", "now_count"]].values.tolist() == [[5, 6]]


def test_a_heading_that_was_renamed_is_told_by_what_stands_under_it_and_no_record_counts_as_changed():
    before = rows(30)
    now = [{"Ref": r["Ref"], "Property": r["Name"], "Size": r["Size"]} for r in before]
    changes = compare_last_files(tables_of(before, sha256="a"), tables_of(now, sha256="b"))
    assert changes["kind"].tolist() == ["heading-renamed"]
    (row,) = changes.to_dict("records")
    # Name was used and Property is not: a warning.
    assert (row["column"], row["level"]) == ("Property", "warning")
    assert row["message"] == "The heading 'Name' is 'Property' now; 'Property' is not used."


def test_a_column_of_one_word_is_no_proof_of_a_renamed_heading():
    before = rows(30, Open="Yes")
    now = rows(30, Heated="Yes")
    changes = compare_last_files(tables_of(before, sha256="a"), tables_of(now, sha256="b"))
    assert sorted(changes["kind"]) == ["heading-gone", "heading-new"]


def test_two_headings_read_as_the_same_column_are_one_renamed_and_its_values_are_compared():
    before = rows(30)
    now = [{"Ref": r["Ref"], "Name": r["Name"], "GIA (m2)": str(1 + float(r["Size"]))} for r in before]
    changes = compare_last_files(tables_of(before, sha256="a"), tables_of(now, sha256="b"))
    assert said(changes, "heading-renamed")["level"].tolist() == ["note"]
    assert said(changes, "values-changed")[["column", "rows_count"]].values.tolist() == [["GIA (m2)", 30]]


def test_a_column_that_was_given_and_hardly_is_now_is_a_warning_with_both_shares():
    before = rows(50)
    for row in before[40:]:
        row["Size"] = ""
    now = [dict(row) for row in before]
    for row in now[6:]:
        row["Size"] = ""
    changes = compare_last_files(tables_of(before, sha256="a"), tables_of(now, sha256="b"))
    (fall,) = said(changes, "given-share").to_dict("records")
    assert fall["message"] == "floor area was given for 80 % of records, now for 12 %."
    assert (fall["level"], fall["before_count"], fall["now_count"], fall["rows_count"]) == (
        "warning",
        40,
        6,
        44,
    )


def test_records_that_lost_their_place_are_a_warning():
    changed = rows(30)
    changed[0]["Name"] = "Other"
    changes = compare_last_files(
        tables_of(rows(30), sha256="a"), tables_of(changed, sha256="b", placed=False)
    )
    (fall,) = said(changes, "given-share").to_dict("records")
    assert fall["message"] == "place was given for 100 % of records, now for 0 %."


@pytest.mark.parametrize(("gone", "level"), [(5, "note"), (6, "warning")])
def test_a_fifth_of_the_records_gone_is_a_warning(gone, level):
    changes = compare_last_files(tables_of(rows(30), sha256="a"), tables_of(rows(30)[gone:], sha256="b"))
    assert said(changes, "records-gone")["level"].tolist() == [level]


def test_another_layout_is_a_warning_that_names_both():
    changes = compare_last_files(
        tables_of(rows(2), sha256="a", profile="transparency-code"), tables_of(rows(2), sha256="b")
    )
    (row,) = changes.to_dict("records")
    assert (row["kind"], row["level"]) == ("layout", "warning")
    assert "read as transparency-code before and as no known layout now" in row["message"]


def test_without_references_a_changed_record_is_one_gone_and_one_new_and_that_is_said():
    before = [{"Name": f"Place {k}", "Size": "1"} for k in range(3)]
    now = [*before[:2], {"Name": "Place 2", "Size": "5"}]
    changes = compare_last_files(tables_of(before, sha256="a"), tables_of(now, sha256="b"))
    assert changes["kind"].tolist() == ["records-gone", "records-new"]
    assert changes["message"].str.contains("gives no reference").all()


def test_a_register_that_is_new_in_the_estate_has_nothing_to_be_compared_with():
    other = tables_of(rows(3), sha256="z", register="nhs")
    assert compare_last_files(tables_of(rows(3), sha256="a"), other).empty


ROWS = st.dictionaries(
    st.integers(0, 9).map("R{}".format), st.tuples(st.sampled_from("abc"), st.sampled_from(["", "1", "2"]))
)


@settings(deadline=None, max_examples=40)
@given(ROWS, ROWS)
def test_every_record_is_gone_new_or_in_both_and_the_order_of_rows_is_nothing(before, now):
    def tables(records, sha256, *, back=False):
        made = [{"Ref": ref, "Name": name, "Size": size} for ref, (name, size) in records.items()]
        made = made or [{"Ref": "R99", "Name": "x", "Size": ""}]
        return tables_of(made[::-1] if back else made, sha256=sha256)

    changes = compare_last_files(tables(before, "a"), tables(now, "b"))
    was, is_ = before or {"R99": ("x", "")}, now or {"R99": ("x", "")}
    counts = changes[changes["kind"].str.startswith("records-")].set_index("kind")["rows_count"]
    assert counts.get("records-gone", 0) == len(set(was) - set(is_))
    assert counts.get("records-new", 0) == len(set(is_) - set(was))
    assert counts.get("records-changed", 0) == sum(was[r] != is_[r] for r in set(was) & set(is_))
    turned = compare_last_files(tables(before, "a", back=True), tables(now, "b", back=True))
    pd.testing.assert_frame_equal(changes, turned)


def test_an_earlier_result_gives_only_what_a_comparison_needs(tmp_path):
    tables = tables_of(rows(3), sha256="a")
    write_store(tables, tmp_path / "store")
    assert read_earlier(tmp_path, tables["registers"]) == {}
    (tmp_path / "run.json").write_text("{}", encoding="ascii")
    assert set(read_earlier(tmp_path, tables["registers"])) == {"registers", "changes"}
    now = tables_of(rows(4), sha256="b")
    earlier = read_earlier(tmp_path, now["registers"])
    assert said(compare_last_files(earlier, now), "records-new")["rows_count"].tolist() == [1]


def test_a_result_of_a_version_without_headings_and_changes_can_be_compared(tmp_path):
    write_store(tables_of(rows(3), sha256="a"), tmp_path / "store")
    (tmp_path / "run.json").write_text("{}", encoding="ascii")
    for name in ("headings", "changes"):
        (tmp_path / "store" / f"{name}.parquet").unlink(missing_ok=True)
    now = tables_of(rows(4), sha256="b")
    changes = compare_last_files(read_earlier(tmp_path, now["registers"]), now)
    assert said(changes, "records-new")["rows_count"].tolist() == [1]


def test_a_store_that_cannot_be_read_is_an_error_a_caller_can_act_on(tmp_path):
    write_store(tables_of(rows(3), sha256="a"), tmp_path / "store")
    (tmp_path / "run.json").write_text("{}", encoding="ascii")
    (tmp_path / "store" / "registers.parquet").write_bytes(b"no parquet")
    with pytest.raises((OSError, ValueError), match=r"(?i)parquet"):
        read_earlier(tmp_path, tables_of(rows(3), sha256="b")["registers"])
