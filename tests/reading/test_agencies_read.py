"""Codes of bodies in registers, from the file to the agencies."""

from __future__ import annotations

import pytest
from estates import load, write_csv

from totalcapital.reading import read

pytestmark = pytest.mark.usefixtures("one_door")


@pytest.fixture
def estate(tmp_path):
    """A function: registers as (headings, rows, what the estate file says), read."""

    def estate(*registers):
        entries = []
        for at, (headings, lines, said) in enumerate(registers):
            write_csv(tmp_path / f"{at}.csv", headings, lines)
            entries.append({"id": f"r{at}", "path": f"{at}.csv", **said})
        return read(load(tmp_path, registers=entries))

    return estate


def agencies(result):
    return dict(zip(result.assets["asset_id"], result.assets["agency_id"], strict=True))


def test_a_column_of_codes_that_the_estate_file_names_joins_names_of_one_body(estate):
    result = estate(
        (
            ["Ref", "Postcode", "Body", "Body code"],
            [["1", "LS1 3AB", "Leeds Property Board", "E08000035"], ["2", "LS1 3AB", "Citu", "17"], ["3", "LS1 3AB", "CITU House", "17"]],
            {"columns": {"agency": "Body", "agency_code": "Body code"}},
        ),
        (["Ref", "Postcode"], [["1", "LS1 3AB"]], {"agency": "Leeds City Council"}),
    )  # fmt: skip
    assert agencies(result) == {
        "r0:1": "leeds-council",
        "r0:2": "citu",
        "r0:3": "citu",
        "r1:1": "leeds-council",
    }
    codes = result.agencies.set_index("agency_id")["codes"]
    assert codes["citu"] == "r0:17"
    assert "gss:E08000035" in codes["leeds-council"]
    assert result.headings.set_index("heading").loc["Body code", "column"] == "agency_code"


def test_a_bare_code_counts_within_its_own_register_only(estate):
    one, other = (
        (["Ref", "Postcode", "Body", "No"], [["1", "LS1 3AB", body, "17"]],
         {"columns": {"agency": "Body", "agency_code": "No"}})
        for body in ("Citu", "Anchor")
    )  # fmt: skip
    assert agencies(estate(one, other)) == {"r0:1": "citu", "r1:1": "anchor"}


def test_an_agency_the_estate_file_names_has_none_of_the_codes_of_its_layout(estate):
    headings = [
        "OrganisationLabel",
        "OrganisationURI",
        "AssetCode",
        "PostCode",
        "TenureType",
        "TenureDetail",
        "HoldingType",
    ]
    row = ["Trafford Council", "http://example.org/id/trafford", "1", "M33 7ZF", "Freehold", "", "Land"]
    named = estate((headings, [row], {}))
    assert "uri:example.org/id/trafford" in named.agencies["codes"].item()
    forced = estate((headings, [row], {"agency": "Citu"}))
    assert forced.agencies["codes"].isna().all()


def test_decisions_of_the_estate_are_replayed_when_its_registers_are_read(estate, tmp_path):
    (tmp_path / "decisions.csv").write_text(
        "subject,subject_id,other_id,decision,by,on_date\nagency,Anchor,Anchor Hanover,accepted,A Planner,2026-01-01\n",
        encoding="utf-8",
    )
    lists = [
        (["Ref", "Postcode"], [["1", "LS1 3AB"]], {"agency": name}) for name in ("Anchor", "Anchor Hanover")
    ]
    result = estate(*lists)
    assert agencies(result) == {"r0:1": "anchor", "r1:1": "anchor"}
    assert result.agency_links["decision"].tolist() == ["accepted"]


def test_sites_that_give_their_trust_by_its_code_are_the_trust_s_once_the_list_of_trusts_is_read(tmp_path):
    def line(code, name, *, parent=""):
        cells = [
            code,
            name,
            "Y54",
            "QWO",
            "1 ROAD",
            "",
            "",
            "LEEDS",
            "",
            "LS1 3AB",
            "20010401",
            "",
            "",
            "",
            parent,
        ]
        return [*cells, *[""] * 6, "0", *[""] * 5]

    def read_of(*names):
        return read(load(tmp_path, registers=[{"id": name, "path": f"{name}.csv"} for name in names]))

    write_csv(tmp_path / "sites.csv", line("RAE01", "BRADFORD ROYAL INFIRMARY", parent="RAE"), [])
    write_csv(tmp_path / "trusts.csv", line("RAE", "BRADFORD TEACHING HOSPITALS NHS FOUNDATION TRUST"), [])
    assert read_of("sites").assets["agency_id"].isna().all()
    both = read_of("sites", "trusts")
    assert set(both.assets["agency_id"]) == {"bradford-teaching-hospitals-nhs"}
    assert (
        both.agency_names.set_index("name_read")
        .loc["ods:RAE", "rule"]
        .startswith("code ods:RAE, of BRADFORD")
    )
