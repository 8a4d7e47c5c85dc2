"""HRAD against PAD by zone, required against actual by sort, peers far from their group."""

from __future__ import annotations

from fractions import Fraction

import pytest

from allocator.domain.city import District, Requirement, Township
from allocator.measures.supply import supply_state
from tests.kinds.town import admit, case_of, clinic, findings, hospital, pharmacy, rule, town, township, two, wants

WUHU = {
    "镜湖": (478_658, "114.4", 7900),
    "弋江": (607_173, "504.7", 3600),
    "鸠江": (721_521, "875.8", 3900),
    "湾沚": (344_016, "650.2", 1800),
    "繁昌": (243_907, "582.8", 1450),
    "南陵": (431_148, "1261.2", 2050),
    "无为": (817_997, "2008.8", 3250),
}


def test_the_illustration_of_wuhu() -> None:
    districts = [District(district=d, insured=p, area_km2=Fraction(a)) for d, (p, a, _) in WUHU.items()]
    city = town([hospital(f"H{d}", d, beds=b) for d, (_, _, b) in WUHU.items()], districts=districts)
    case = case_of(city, rule("balance_indicator", "g", category="inpatient"))
    rows = {r.district: r for r in case.states["g"]}
    assert {d: round(r.pad or 0, 3) for d, r in rows.items()} == {
        d: Fraction(v) for d, v in zip(WUHU, ("6.886", "1.980", "1.356", "0.871", "0.689", "0.563", "0.670"), strict=True)
    }
    assert round(rows["镜湖"].hrad or 0, 3) == Fraction("17.294")
    assert round(rows["镜湖"].ratio or 0, 3) == Fraction("2.511")
    assert {d for d, r in rows.items() if r.sign > 0} == {"镜湖"}


def test_zones_are_taken_together() -> None:
    rows = [clinic("C1"), clinic("C2"), clinic("C3", "乙"), clinic("C4", scheme="account")]
    city = town(rows, districts=(*two((10, 20), (1, 2)), District(district="丙", insured=30, area_km2=Fraction(7))))
    case = case_of(
        city,
        rule("balance_indicator", "g", category="outpatient", where={"scheme": "pooled"}, scope="zone"),
        zones={"inner": ("甲", "乙"), "outer": ("丙",)},
    )
    found = {r.district: (r.resource, r.people, r.sign) for r in case.states["g"]}
    assert found == {"inner": (3, 30, 1), "outer": (0, 30, -1)}
    assert findings(case, admit(case), "g")


@pytest.mark.parametrize(
    ("required", "actual", "state"),
    [(0, 0, "balanced"), (3, 0, "none"), (21, 20, "balanced"), (22, 20, "short"), (19, 20, "surplus"), (20, 20, "balanced")],
)
def test_states_of_supply(required: int, actual: int, state: str) -> None:
    # short over 1.05, surplus up to 0.95: 21/20 is exactly 1.05, 19/20 exactly 0.95
    assert supply_state(required, actual, Fraction("1.05"), Fraction("0.95")) == state


def test_townships_with_none_short_or_saturated() -> None:
    towns = tuple(township(t, people=n) for t, n in (("空", 900), ("少", 30_000), ("满", 900)))
    city = town(
        [pharmacy("P1", township="少"), pharmacy("P2", township="满"), pharmacy("P3", township="满")],
        [wants("A", township="空")],
        townships=towns,
        requirements=(Requirement(district="甲", category="pharmacy", required=9),),  # of the district, of no township
    )
    total = rule("plan_total", "t", where={"category": "pharmacy"}, scope="township", sizes=[[20_000, 1], [None, 2]])
    case = case_of(city, total, rule("balance_indicator", "g", category="pharmacy", mode="supply", scope="township", need="t"))
    assert {r.area: (r.required, r.state) for r in case.states["g"]} == {
        "甲/空": (1, "none"),
        "甲/少": (2, "short"),
        "甲/满": (1, "surplus"),
    }
    row = case.policy.rule("g").row_of(case.city.by_application["A"], case)
    assert row is not None and row.state == "none"


def test_beds_by_specialty_count_where_they_are_accounted() -> None:
    need = (Requirement(district="甲", category="inpatient", specialty="oncology", required=100),)
    rows = [hospital("H1", "乙", beds=60, specialty="oncology", account_district="甲"), hospital("H2", beds=500)]
    city = town(rows, districts=two(), requirements=need)
    case = case_of(city, rule("balance_indicator", "g", category="inpatient", mode="supply", by="specialty"))
    assert [(r.area, r.sort, r.required, r.actual, r.state) for r in case.states["g"]] == [("甲", "oncology", 100, 60, "short")]


def test_peers_beyond_one_and_a_half_deviations() -> None:
    # four of 50 %, one of 90 %: mean 58, deviation 16, z of the last one 2; of the others -0.5
    rows = [hospital(f"H{n}", bed_days=365 * 50) for n in range(4)] + [
        hospital("H9", bed_days=365 * 90),
        hospital("T", tier="tertiary", bed_days=1),
    ]
    case = case_of(
        town(rows), rule("balance_indicator", "p", category="inpatient", mode="peers", by="tier/type", indicator="use", deviations="1.5")
    )
    assert [(p.code, p.group, p.value, round(p.z, 9)) for p in case.states["p"]] == [("H9", "secondary/general", Fraction(9, 10), 2)]
    assert "H9" in findings(case, admit(case), "p")[0].reason
    none = case_of(
        town(rows), rule("balance_indicator", "p", category="inpatient", mode="peers", by="tier/type", indicator="use", deviations="2")
    )
    assert none.states["p"] == (), "exactly two deviations are not beyond two"


def test_a_township_outside_the_table_needs_nothing() -> None:
    city = town([pharmacy("P")], townships=(Township(township="空", district="甲", insured=5, residents=5),))
    case = case_of(city, rule("balance_indicator", "g", category="pharmacy", mode="supply", scope="township"))
    assert case.states["g"] == () and findings(case, admit(case), "g")
