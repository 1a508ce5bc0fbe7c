"""What a scenario does with guests whose lease may bind them."""

from choosing_cases import Case


def one(**more):
    case = Case().holding("A", need=200.0, area=900.0, **more).holding("B", spare=300.0)
    return case.option("A", "B", npv=50_000.0)


def test_a_tenant_of_whom_it_is_not_known_when_it_can_leave_is_left_out_and_named():
    row = one(tenure="leasehold").choose(one={}).scenarios.iloc[0]
    assert (row["moves_count"], row["left_out_count"]) == (0, 1)
    assert row["missing"] == "A: lease end or break (1 option)"


def test_a_freeholder_moves_at_once_and_what_people_accepted_happens():
    assert one(tenure="freehold").best()[1] == ["B>A"]
    accepted = Case().holding("A", need=200.0, area=900.0, tenure="licence").holding("B", spare=300.0)
    accepted.option("A", "B", npv=50_000.0, decision="accepted")
    assert accepted.best()[1] == ["B>A"]
