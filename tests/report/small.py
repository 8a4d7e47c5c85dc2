"""A small town with a plan made by hand that touches every sheet of the workbook."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from allocator.audit import audit
from allocator.domain.case import Case
from allocator.domain.city import Fund, Release
from allocator.domain.finding import Clause, Document, Reason
from allocator.domain.instance import Instance
from allocator.domain.outcome import Outcome, Stage
from allocator.domain.plan import Plan
from allocator.domain.policy import Parameter, Policy
from allocator.questions.curves import curves
from allocator.report.context import Context
from allocator.report.extras import Extras
from allocator.report.record import record
from allocator.rules.base import Rule
from allocator.standing import stand
from tests import towns
from tests.towns import applies, at, clinic, hospital, pharmacy, rule, three

HOSTILE = ("=1+1", "+SUM(A1)", "-2+3", "@x", "=HYPERLINK(\"http://a\")", "'quoted", "a\n=b")
DOCUMENTS = {
    "plan": Document(title="三镇资源配置计划", issuer="三镇医疗保障局", status="draft", in_force=(date(2026, 1, 1), date(2028, 12, 31))),
    "practice": Document(title="业务惯例", issuer="allocator", status="bureau practice"),
}


def rules() -> tuple[Rule, ...]:
    """One rule of every kind that Wuhu uses."""
    reach = {"urban": {"metres": "1000"}}
    return (
        rule("eligibility"), rule("ban"), rule("exempt", "exempt-key", where={"tags": "key_project"}),
        rule("grandfather", licensed_before="2026-07-01", applied_by="2026-06-30", where={"kind": ["new", "branch"]}),
        rule("freeze", "freeze-use", any_of=[{"occupancy_below": "0.70"}], categories=["inpatient"]),
        rule("freeze", "freeze-fund", any_of=[{"fund_current": True}], categories=["inpatient"]),
        towns.requirement(), rule("balance_indicator", category="pharmacy"),
        rule("density_limit", "bed-total", resource="insured_beds", per=1000, scope="city", value="6", when_over="net_nonincrease"),
        rule("density_limit", "bed-milestone", resource="insured_beds", per=1000, scope="city", value="6", strictness="should",
             when_over={"glide": {2026: "6.5", 2028: "6"}}),
        rule("tier_ratio", shares="6:3:1", strictness="should"), rule("swap", reuse="1"), rule("transfer"),
        rule("conversion", to=["nursing"], leaves_total=["nursing"], target_use="0.85"),
        rule("class_control", where={"category": "outpatient", "type": "dental"}, cap_new=0),
        rule("plan_total", where={"category": "pharmacy"}, scope="district", per_10000="2"),
        rule("coverage", "circle", category="pharmacy", share="0.95", strictness="should", reach=reach),
        rule("adjustment_limits", target_use="0.85", share_per_institution="0.2", share_per_district="0.2", min_block=5, min_remaining=20,
             protect_only_hospital=False, source="bureau practice"),
    )


def city() -> Any:
    """Three districts, with clinics, pharmacies, people, exits, releases and a fund in deficit."""
    more = (hospital("X1", "West", 20, exited_on=date(2026, 3, 31), exit_cause="withdrawn"), clinic("C1", "East"), clinic("C2", "Mid"),
            pharmacy("D1", "Mid", **at(0)), pharmacy("D2", "West", **at(50_000), exited_on=date(2026, 6, 30), exit_cause="closed"))
    asked = (
        applies("A1", "East", 10, name=HOSTILE[0], **at(100)), applies("A2", "East", 10, tags=("key_project",), name="重点医院"),
        applies("A3", "Mid", 30, name=HOSTILE[1]), applies("A4", "West", 30, name=HOSTILE[2], township=HOSTILE[3]),
        applies("A5", "East", name=HOSTILE[4], type="dental"), applies("A6", "Mid", name=HOSTILE[5], type="general"),
        applies("A7", "West", 10, kind="conversion", convert_to="nursing", parent_code="W1"),
        applies("A8", "West", name=HOSTILE[6], qualified=False, disqualified_reason="无执业许可"),
        applies("A9", "West", name="老诊所", licensed_on=date(2026, 1, 5), applied_on=date(2026, 2, 1)),
        applies("S1", "East", kind="site", category="pharmacy", facility="pharmacy", name="", township="东镇", **at(30_000)),
    )
    release = Release(year=2025, code="H90", district="West", category="inpatient", tier="secondary", beds=30, cause="withdrawn")
    fund = Fund(district="Mid", scheme="employee", year=2025, current_balance=Fraction(-1000))
    return three(*asked, more=more, points=[("East", 30_000, 10_000), ("Mid", 0, 10_000), ("West", 50_000, 20_000)], funds=(fund,),
                 releases=(release,))


def policy() -> Policy:
    """The rules with documents and a parameter."""
    bare = towns.policy(*rules())
    return replace(bare, documents=DOCUMENTS, tags={"key_project": "重点建设项目"}, values={"f_d": 1},
                   parameters={"f_d": Parameter(default=1, source="annex (not published)", says="差异化系数")})


def case() -> Case:
    """The town stood up, with one decision of each sort."""
    return stand(city(), policy(), (towns.admitted("A3", 30), towns.refused("A6"), towns.cut("W2", 5)))


def plan(made: Case) -> Plan:
    """East gets ten beds from West beside the exempt ones; West closes some; the site and the old clinic enter."""
    return towns.plan(made, "A1", "A2", "A3", "A7", "A9", "S1", cuts={"W1": 20, "W2": 5}, transfers={("West", "East"): 10})


def outcome() -> Outcome:
    """Two proven stages."""
    stages = Stage("bed_need", "max", 100, 100, "optimal"), Stage("tier_deviation", "min", 1234, 1234, "optimal", scale=10)
    return Outcome("optimal", stages=stages, confirmed_by=("highs", "cp-sat"))


def instance(**more: Any) -> Instance:
    """The run."""
    row: dict[str, Any] = {"name": "three2026", "title": "三镇2026年度资源配置方案 A&B", "year": 2026, "data_as_of": date(2025, 9, 30),
                           "source": "synthetic", "coordinates": "wgs84", "path": "", "model": "", "inputs": {"three2026.yaml": "0" * 64}}
    return Instance(**{**row, **more})


def reasons(made: Case) -> Mapping[str, tuple[Reason, ...]]:
    """Made-up reasons, one of them hostile."""
    clause = Clause(document="practice", article="惯例")
    return {a.code: (Reason("swap", clause, f"理由 {a.code}"), Reason("swap", clause, "=2+2")) for a in made.city.applications}


PLANS = ("manual", "nearest", "solver")
CLAUSE = {"document": "plan", "article": "swap"}


def by_plan(*values: Any) -> dict[str, Any]:
    """Values of the three plans."""
    return dict(zip(PLANS, values, strict=True))


def comparison() -> dict[str, Any]:
    """Three plans that differ in a figure, an objective, a broken rule and a decision."""
    refused, bare, granted = ({"admitted": n > 0, "beds": b} for n, b in ((0, 0), (1, 0), (1, 10)))
    return {
        "instance": "three2026", "year": 2026,
        "plans": [{"name": n, "lawful": n != "manual", "broken": 2 * (n == "manual"), "missed": 1} for n in PLANS],
        "objectives": [{"name": "bed_need", "sense": "max", "unit": "beds", "values": by_plan(90, 95, 100)},
                       {"name": "tier_deviation", "sense": "min", "unit": "beds", "values": by_plan("123.4", "123.4", "123.4")}],
        "first_difference": {"objective": "bed_need", "plans": ["nearest", "solver"], "better": 5},
        "figures": [{"name": "beds", "district": None, "unit": "beds", "values": by_plan(300, 290, 280)},
                    {"name": "per_1000", "district": "East", "unit": "beds", "values": by_plan("6.25", "6.1", "5.975")},
                    {"name": "coverage_pharmacy", "district": None, "unit": "share", "values": by_plan("0.5", "0.7", None)}],
        "broken": [{"plan": "manual", "rule": "swap", "kind": "swap", "clause": CLAUSE, "subject": d, "text": text}
                   for d, text in (("East", "=太多"), ("Mid", "太多"))],
        "decisions": [{"code": "A1", "name": "=1+1", "district": "East", "clause": CLAUSE, "reason": "-1",
                       "values": by_plan(refused, bare, granted)},
                      {"code": "W1", "name": "W1", "district": "West", "clause": None, "reason": "", "values": by_plan(5, 5, 5)}],
    }


def sensitivity() -> tuple[dict[str, Any], ...]:
    """The plan as it stands, a change, and a change without a plan."""
    return ({"changed": "本方案", "figures": {"beds": 280, "coverage_pharmacy": "0.75"}},
            {"changed": "=f_d", "figures": {"beds": 290, "coverage_pharmacy": "0.5"}, "note": "@n"}, {"changed": "无解", "figures": {}})


def extras(there: Case, chosen: Plan) -> Extras:
    """Every part of the extras."""
    return Extras(
        comparison=comparison(), sensitivity=sensitivity(), run_id="0123abcd", confirmed_by=("highs", "cp-sat"),
        readings=(("15分钟按步行计", True), ("总量按5.97张", False)),
        indicators=({"category": "pharmacy", "district": "East", "count": 1, "HRAD": "1.234", "PAD": None},),
        curves=curves(chosen, there),
        sources_rows=({"table": "institutions", "column": "insured_beds", "source": "synthetic", "note": "+x"},))


def made(**more: Any) -> Context:
    """The town, its plan and all that its workbook says; `more` changes the instance."""
    there = case()
    chosen = plan(there)
    run = instance(**more)
    ranks = {"A4": 1, "A5": 1}
    return Context(record(run, there, chosen, audit(chosen, there), outcome(), reasons(there), ranks), there, run, extras(there, chosen))
