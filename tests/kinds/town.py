"""Tiny towns for the tests of single kinds: rows made short, a policy of a few entries, and what the program's rows say of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import numpy as np

from allocator.audit import sentence
from allocator.domain.case import Case
from allocator.domain.city import City, District, Township
from allocator.domain.demand import Demand
from allocator.domain.finding import Document, Finding, Verdict
from allocator.domain.instance import Decision
from allocator.domain.institution import Application, Institution
from allocator.domain.plan import Plan
from allocator.domain.policy import Policy
from allocator.matrix import compile_model
from allocator.matrix.exact import activity
from allocator.program import build, point
from allocator.rules import KINDS
from allocator.standing import stand

CLAUSE = {"document": "plan", "article": "一", "says": "试"}
METRE_LAT = 1 / 111_132.95  # degrees of latitude to a metre near 45° N, for points on one meridian


def _names(code: str, district: str) -> dict[str, Any]:
    return {"code": code, "name": code, "district": district, "account_district": district}


def hospital(code: str, district: str = "甲", beds: int = 100, **more: Any) -> Institution:
    given = {"category": "inpatient", "facility": "hospital", "tier": "secondary", "type": "general", "specialty": "general"}
    return Institution(**_names(code, district) | {"insured_beds": beds} | given | more)


def clinic(code: str, district: str = "甲", **more: Any) -> Institution:
    given = {"category": "outpatient", "facility": "clinic", "scheme": "pooled", "type": "general"}
    return Institution(**_names(code, district) | given | more)


def pharmacy(code: str, district: str = "甲", **more: Any) -> Institution:
    given = {"category": "pharmacy", "facility": "pharmacy", "type": "single"}
    return Institution(**_names(code, district) | given | more)


def wants(code: str, kind: str = "new", district: str = "甲", beds: int = 0, **more: Any) -> Application:
    """An application; of a hospital where it asks for beds, else of a pharmacy unless said otherwise."""
    category = more.pop("category", "inpatient" if beds or kind in ("expansion", "conversion") else "pharmacy")
    given = {"category": category, "beds_max": beds, "beds_min": beds, "account_district": more.pop("account_district", district)}
    if category == "inpatient":
        given |= {"facility": "hospital", "tier": "secondary", "type": "general", "specialty": "general"}
    elif category == "outpatient":
        given |= {"facility": "clinic", "scheme": "pooled", "type": "general"}
    return Application(**{"code": code, "kind": kind, "district": district} | given | more)


def town(
    institutions: Iterable[Institution] = (),
    applications: Iterable[Application] = (),
    districts: Iterable[District] | None = None,
    **more: Any,
) -> City:
    """A city of one district 甲 of 10,000 insured people, unless said otherwise."""
    plain = (District(district="甲", insured=10_000, residents=10_000, area_km2=Fraction(10)),)
    given: dict[str, Any] = {"year": 2026, "data_as_of": date(2025, 12, 31), "townships": (), "demand": people(())}
    return City(districts=tuple(districts or plain), institutions=tuple(institutions), applications=tuple(applications), **given | more)


def two(insured: tuple[int, int] = (10_000, 10_000), area: tuple[int, int] = (10, 10)) -> tuple[District, District]:
    """Districts 甲 and 乙."""
    return tuple(District(district=n, insured=p, residents=p, area_km2=Fraction(a)) for n, p, a in zip("甲乙", insured, area, strict=True))  # type: ignore[return-value]


def township(name: str, district: str = "甲", people: int = 1000, **more: Any) -> Township:
    return Township(township=name, district=district, insured=people, residents=people, **more)


def people(points: Iterable[tuple[str, str, float, float, int, str]]) -> Demand:
    """Demand points from (code, district, lon, lat, insured, area class)."""
    rows = list(points)
    columns = list(zip(*rows, strict=True)) if rows else [()] * 6
    return Demand.of(codes=columns[0], district=columns[1], lon=columns[2], lat=columns[3], insured=columns[4], area_class=columns[5])


def rule(kind: str, name: str = "", **figures: Any) -> Any:
    """One rule of a kind, figures as a model writes them."""
    return KINDS[kind].model_validate({"id": name or kind, "clause": CLAUSE, **figures})


def policy(
    *rules: Any, zones: Mapping[str, tuple[str, ...]] | None = None, objectives: tuple[str, ...] = (), partial: bool = False
) -> Policy:
    document = Document(title="规划", in_force=(date(2026, 1, 1), date(2028, 12, 31)))
    return Policy(
        name="town",
        title="镇",
        documents={"plan": document},
        zones=zones or {},
        tags={},
        parameters={},
        values={},
        partial=partial,
        rules=tuple(rules),
        objectives=objectives,
    )


def case_of(
    city: City, *rules: Any, zones: Mapping[str, tuple[str, ...]] | None = None, decisions: tuple[Decision, ...] = (), partial: bool = False
) -> Case:
    """The city with these rules, measured and standing."""
    return stand(city, policy(*rules, zones=zones, partial=partial), decisions)


def admit(case: Case, *codes: str, cuts: Mapping[str, int] | None = None) -> Plan:
    """A plan that admits some applications as applied for."""
    return Plan({c: case.city.applied_beds(case.city.by_application[c]) for c in codes}, dict(cuts or {}))


# -- what the two faces of a rule say


def met(case: Case, plan: Plan, name: str) -> bool:
    """Whether every finding of one rule is met; each has its sentence in both languages."""
    found = findings(case, plan, name)
    assert found, f"{name} finds nothing"
    return all(f.verdict is not Verdict.VIOLATED for f in found)


def findings(case: Case, plan: Plan, name: str) -> list[Finding]:
    found = list(case.policy.rule(name).check(plan, case))
    assert all(sentence(f) for f in found)
    return found


class Rows:
    """The compiled rows of one rule."""

    def __init__(self, case: Case, name: str) -> None:
        self.case = case
        self.matrix = compile_model(build(case, ()).model)
        self.columns = {c: j for j, c in enumerate(self.matrix.columns)}
        self.mine = [i for i, owner in enumerate(self.matrix.owner) if owner == name]
        used = {int(j) for i in self.mine for j in self.matrix.index[self.matrix.start[i] : self.matrix.start[i + 1]]}
        self.own = sorted(j for j in used if self.matrix.columns[j].startswith(f"rules[{name}]."))

    def hold(self, plan: Plan) -> bool:
        """Whether the rule's own variables can be chosen so that all its rows hold."""
        x = np.zeros(self.matrix.width, dtype=np.int64)
        for j, value in point(plan, self.case, self.columns):
            x[j] = value
        ranges = [range(int(self.matrix.col_lower[j]), int(self.matrix.col_upper[j]) + 1) for j in self.own]
        assert np.prod([len(r) for r in ranges], dtype=float) <= 1 << 16
        return any(self._at(x, choice) for choice in product(*ranges))

    def _at(self, x: Any, choice: tuple[int, ...]) -> bool:
        x[self.own] = choice
        value = activity(self.matrix, x)
        return all(self.matrix.row_lower[i] <= value[i] <= self.matrix.row_upper[i] for i in self.mine)

    def gap(self, plan: Plan) -> int:
        """The least sum of a should rule's gaps with which its rows hold."""
        x = np.zeros(self.matrix.width, dtype=np.int64)
        for j, value in point(plan, self.case, self.columns):
            x[j] = value
        gaps = [j for j in self.own if ".gap_" in self.matrix.columns[j]]
        assert gaps == self.own
        ranges = [range(int(self.matrix.col_upper[j]) + 1) for j in gaps]
        return min(sum(choice) for choice in product(*ranges) if self._at(x, choice))


def plans(case: Case, cuts: Mapping[str, tuple[int, ...]] | None = None) -> Iterator[Plan]:
    """Every set of admissions, with every choice of some cuts."""
    codes = [a.code for a in case.city.applications]
    for k in range(len(codes) + 1):
        for chosen in combinations(codes, k):
            for amounts in product(*(cuts or {}).values()):
                yield admit(case, *chosen, cuts=dict(zip(cuts or {}, amounts, strict=True)))


def agree(case: Case, name: str, cuts: Mapping[str, tuple[int, ...]] | None = None) -> tuple[int, int]:
    """Rows hold exactly where the findings are met, over every plan; counts of plans that comply and that do not."""
    rows, counts = Rows(case, name), {True: 0, False: 0}
    for plan in plans(case, cuts):
        said = met(case, plan, name)
        assert rows.hold(plan) == said, (plan, [sentence(f) for f in findings(case, plan, name)])
        counts[said] += 1
    assert counts[True] and counts[False], counts
    return counts[True], counts[False]


def moved(city: City, **changes: Any) -> City:
    """The same city with some tables changed."""
    return replace(city, **changes)
