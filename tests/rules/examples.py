"""One or more small cases of every kind, with plans on both sides of what it says."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from allocator.domain.case import Case
from allocator.domain.city import City, District, Fund
from allocator.domain.institution import Application
from tests import towns
from tests.towns import AS_OF, admitted, applies, at, clinic, cut, hospital, made, pharmacy, refused, requirement, rule, three, township


@dataclass(frozen=True)
class Example:
    """A case and the rule of it that is looked at.

    Parameters
    ----------
    most : beds that a sampled cut or transfer takes at most.   plans : how many plans to try.
    """

    case: Case
    rule: str
    most: int = 12
    plans: int = 150


LEAVES = rule("conversion", to=["nursing", "rehabilitation"], leaves_total=["nursing"], target_use="0.85")
KEY = rule("exempt", "key", where={"tags": "key_project"}, reach="quantity")


def wishes() -> tuple[Application, ...]:
    """Of every kind that moves beds, non-exempt, exempt, decided: into the short district, the balanced one and the one with a surplus."""
    return (
        applies("A1", "East", 8), applies("A2", "East", 12, tier="tertiary", specialty="oncology"), applies("A3", "Mid", 5),
        applies("A4", "West", 6, specialty="oncology"), applies("A5", "West", 7, tags=("key_project",)),
        applies("B1", "East", 4, kind="expansion", parent_code="E1"), applies("B2", "West", 3, kind="branch"),
        applies("C1", "West", 20, kind="conversion", parent_code="W1", convert_to="nursing"),
        applies("C2", "East", 1, kind="conversion", parent_code="E2", convert_to="nursing"),
        applies("C3", "West", 10, kind="conversion", parent_code="W1", convert_to="rehabilitation", specialty="rehabilitation"),
        applies("R1", "Mid", 0, category="inpatient", kind="relocation", parent_code="W3", tier="secondary"),
        applies("R2", "West", 0, category="inpatient", kind="relocation", parent_code="E2", tier="primary"),
        applies("U1", "Mid", 0, category="inpatient", kind="upgrade", parent_code="M1", tier="tertiary"),
        applies("X1", "East", 9), applies("X2", "East", 11), applies("S1", "East", 2, kind="site"),
    )


def beds(*applications: Application) -> City:
    """The three districts with a second hospital in East, one in West that leaves with 9 beds, and what last year's plan admitted."""
    leaving = hospital("W9", "West", 9, exited_on=date(2026, 3, 1))
    return three(*(applications or wishes()), more=(hospital("E2", "East", 6, "0.10", tier="primary"), leaving),
                 pending=(applies("Q1", "Mid", 5),))


DECIDED = (admitted("X1"), refused("X2"), cut("W2", 4))


def balanced(kind: str, **figures: Any) -> Example:
    """A rule over beds in that town, with decisions, an exemption and conversions."""
    looked_at = rule(kind, "it", **figures)
    return Example(made(beds(), requirement(), LEAVES, KEY, rule("transfer"), looked_at, decisions=DECIDED, objectives=("gap",)), "it")


def density(**figures: Any) -> Example:
    return balanced("density_limit", **{"resource": "insured_beds", "value": "6", **figures})


def counted(**figures: Any) -> Example:
    """Doctors: East has 31 where 30 are the limit, Mid 29, West none of 60."""
    here = (clinic("C1", "East", doctors=31), clinic("C2", "Mid", doctors=29), clinic("C3", "East", doctors=4, exited_on=date(2026, 1, 5)))
    wish = (applies("A1", "East", doctors=4), applies("A2", "East", doctors=1), applies("A3", "Mid", doctors=1),
            applies("A4", "Mid", doctors=2), applies("A5", "West", doctors=61), applies("A6", "West", doctors=60),
            applies("A7", "West", doctors=5, tags=("key_project",)), applies("A8", "Mid", doctors=3), applies("A9", "Mid", 10, doctors=9))
    it = rule("density_limit", "it", **{"resource": "doctors", "value": "3", "scope": "district", "adds": {"category": "outpatient"},
                                        "when_over": "net_nonincrease", **figures})
    waiting = (applies("Q1", "West", doctors=2, account_district="East"),)
    return Example(made(three(*wish, more=here, pending=waiting), KEY, it, decisions=(admitted("A8"),), objectives=("gap",)), "it")


def places(**figures: Any) -> Example:
    """Pharmacies: 2 per 10 000, so 2 in East and Mid, 4 in West; by township 1 each."""
    here = (pharmacy("P1", "East", township="a"), pharmacy("P2", "East", township="a"), pharmacy("P3", "Mid", township="c"),
            pharmacy("P4", "Mid", township="c", exited_on=date(2026, 12, 31)))
    kinds = {"category": "pharmacy", "facility": "pharmacy"}
    wish = (applies("A1", "East", township="a", **kinds), applies("A2", "East", township="b", **kinds),
            applies("A3", "Mid", township="c", **kinds),
            applies("A4", "Mid", township="c", **kinds), applies("A5", "West", township="d", **kinds),
            applies("A6", "West", township="d", **kinds),
            applies("A7", "Mid", township="c", tags=("key_project",), **kinds), applies("A8", "Mid", township="c", **kinds),
            applies("A9", "West", township="e", qualified=False, **kinds), applies("B1", "West", township="d"),
            *(applies(f"S{k}", d, township=t, kind="site", **kinds) for k,
              (d, t) in enumerate((("West", "d"), ("West", "e"), ("East", "b")))))
    towns_ = [township(t, d, n) for t, d, n in (("a", "East", 6000), ("b", "East", 4000), ("c", "Mid", 10_000), ("d", "West", 12_000),
                                                ("e", "West", 8_000))]
    it = rule("plan_total", "it", **{"where": {"category": "pharmacy"}, "per_10000": "2", "named_first": True, **figures})
    town = three(*wish, more=here, townships=towns_, pending=(applies("Q1", "West", township="d", **kinds),))
    return Example(made(town, rule("eligibility"), KEY, it, decisions=(admitted("A8"),), zones={"rim": ("East", "West")},
                        objectives=("gap",)), "it")


def controlled(**figures: Any) -> Example:
    wish = (applies("A1", "East", type="dental"), applies("A2", "West", type="dental"), applies("A3", "West", type="general"),
            applies("A4", "West", type="dental", tags=("key_project",)), applies("A5", "Mid", type="dental"),
            applies("A6", "Mid", type="dental", kind="relocation"), applies("A7", "Mid", type="dental"),
            applies("A8", "East", type="dental"))
    it = rule("class_control", "it", **{"where": {"category": "outpatient", "type": "dental"}, **figures})
    return Example(made(three(*wish), KEY, it, decisions=(admitted("A7"),), zones={"rim": ("East", "West")}, objectives=("gap",)), "it")


def within_reach(**figures: Any) -> Example:
    """People at 0, 1, 2 … 7 km; a pharmacy stays at 0 km, one at 7 km may move to 6 km, one leaves; whoever applies stands in between."""
    kinds = {"category": "pharmacy", "facility": "pharmacy"}
    points = [("East", 1000.0 * k, 100 + k) for k in range(8)]
    here = (pharmacy("P1", "East", **at(0)), pharmacy("P2", "East", **at(7000)),
            pharmacy("P3", "East", exited_on=date(2026, 2, 1), **at(3000)),
            pharmacy("P4", "East", status="suspended", **at(5000)))
    wish = (applies("A1", "East", **kinds, **at(1500)), applies("A2", "East", **kinds, **at(2500)),
            applies("A3", "East", **kinds, **at(3500)),
            applies("A4", "East", kind="site", **kinds, **at(4500)), applies("A5", "East", tags=("key_project",), **kinds, **at(5000)),
            applies("R1", "East", kind="relocation", parent_code="P2", **kinds, **at(6000)),
            applies("R2", "East", kind="relocation", parent_code="P2", **kinds, **at(9000)), applies("A6", "East", **at(4000)),
            applies("A7", "East", **kinds))
    it = rule("coverage", "it", **{"category": "pharmacy", "share": "0.7", "reach": {"urban": {"metres": 600}}, **figures})
    town = towns.city({"East": sum(n for *_, n in points)}, here, wish, points)
    return Example(made(town, KEY, it, objectives=("gap",)), "it")


def cuts(**figures: Any) -> Example:
    """Limits of every sort in West, with an application for an institution that may be cut, and one cut that is decided."""
    guarded = (hospital("W4", "West", 60, "0.10", facility="public_health_agency", township="w"),
               hospital("W5", "West", 90, "0.20", township="w"),
               hospital("W6", "West", 80, "0.20", township="w", reducible_beds=7), hospital("W7", "West", 25, "0.20", township="w"),
               hospital("W8", "West", 70, "0.20"), hospital("W9", "West", 50, exited_on=date(2026, 5, 1)))
    wish = (applies("A1", "West", 5, kind="expansion", parent_code="W5"), applies("A2", "East", 5, kind="branch", parent_code="W6"),
            applies("A3", "West", 9, tags=("key_project",), kind="expansion", parent_code="W6"),
            applies("A4", "East", 5, kind="expansion", parent_code="W2"))
    it = rule("adjustment_limits", "it", **{"target_use": "0.85", "share_per_institution": "0.10", "share_per_district": "0.02",
                                            "min_block": 3,
                                            "min_remaining": 20, "protected": {"facility": "public_health_agency"}, **figures})
    return Example(made(three(*wish, more=guarded), requirement(), KEY, it, decisions=(cut("W2", 40),), objectives=("gap",)), "it",
                   plans=400)


def frozen(**figures: Any) -> Example:
    """East is full, Mid and West are half empty; East's fund is in deficit, and East has too many doctors."""
    wish = (applies("A1", "East", 5), applies("A2", "Mid", 5), applies("A3", "West", 5, tags=("key_project",)), applies("A4", "East"),
            applies("A5", "West", 5, kind="expansion", parent_code="W2"), applies("A6", "West", 5, kind="expansion", parent_code="W1"),
            applies("A7", "Mid", 5), applies("A8", "East", 5, kind="expansion", parent_code="E1"), applies("A9", "East", kind="site"))
    funds = (Fund(district="East", scheme="employee", year=2024, current_balance=None), *(
        Fund(district=d, scheme=s, year=2025, current_balance=Fraction(n), cumulative_balance=Fraction(1),
             forecast_balance=Fraction(-1))
        for d, s, n in (("East", "employee", 5), ("East", "resident", -1), ("Mid", "resident", 0))))
    it = rule("freeze", "it", **{"any_of": [{"occupancy_below": "0.79"}], "categories": ["inpatient"], **figures})
    here = (clinic("C1", "East", doctors=31), hospital("M2", "Mid", 60, "0.10"))
    return Example(made(three(*wish, more=here, funds=funds), KEY, it, decisions=(admitted("A7"),)), "it")


def barred() -> Example:
    day = timedelta(days=1)
    wish = (applies("A1", "East", barred_until=AS_OF), applies("A2", "East", barred_until=AS_OF + day),
            applies("A3", "East", barred_until=AS_OF, applied_on=AS_OF - day), applies("A4", "East"),
            applies("A5", "East", barred_until=AS_OF + day, tags=("key_project",)), applies("A6", "East", barred_until=AS_OF + day))
    return Example(made(three(*wish), KEY, rule("ban", "it"), decisions=(admitted("A6"),)), "it")


def qualified(**figures: Any) -> Example:
    wish = (applies("A1", "East"), applies("A2", "East", qualified=False, disqualified_reason="no licence"),
            applies("A3", "East", stage="filed"),
            applies("A4", "East", kind="site", stage=""), applies("A5", "West", qualified=False, tags=("key_project",)))
    return Example(made(three(*wish), KEY, rule("eligibility", "it", **figures)), "it")


def converted() -> Example:
    """W1 has 100 beds, half used: at 0.85 it needs ⌈18 250 / 310.25⌉ = 59, so 41 are idle."""
    def turns(code: str, beds_: int, to: str = "nursing", parent: str = "W1", **more: Any) -> Application:
        return applies(code, "West", beds_, kind="conversion", parent_code=parent, convert_to=to, **more)
    wish = (turns("A1", 41), turns("A2", 42), turns("A3", 10, "hotel"), turns("A4", 10, parent="nowhere"),
            turns("A5", 42, tags=("key_project",)),
            turns("A6", 1, parent="W2"), applies("A7", "East", 5))
    return Example(made(three(*wish), KEY, rule("conversion", "it", to=["nursing"], leaves_total=["nursing"], target_use="0.85")), "it")


def moved(**figures: Any) -> Example:
    def moves(code: str, district: str, parent: str) -> Application:
        return applies(code, district, kind="relocation", category="inpatient", tier="secondary", parent_code=parent)
    gone = hospital("W8", "West", 10, status="exited", exited_on=date(2025, 1, 1))
    wish = (moves("A1", "West", "W1"), moves("A2", "East", "W2"), moves("A3", "West", "nowhere"), moves("A4", "West", "W8"),
            applies("A5", "East", 5))
    return Example(made(three(*wish, more=(gone,)), rule("relocation_branch", "it", **figures)), "it")


def outside(kind: str, **figures: Any) -> Example:
    """Exempt applications: qualified, disqualified, in a frozen district, refused by a decision."""
    dates = {"licensed_on": date(2026, 6, 30), "applied_on": date(2026, 6, 30)}
    wish = (applies("A1", "East", 5, tags=("key_project",), **dates), applies("A2", "East", 5, tags=("key_project",), qualified=False,
                                                                              **dates),
            applies("A3", "West", 5, tags=("key_project",), **dates), applies("A4", "East", 5, tags=("key_project",), **dates),
            applies("A5", "East", 5))
    town = three(*wish)
    return Example(made(town, rule("eligibility"), rule("freeze", any_of=[{"occupancy_below": "0.79"}], categories=["inpatient"]),
                        rule(kind, "it", **figures), decisions=(refused("A4"),)), "it")


def areas() -> City:
    return three(applies("A1", "East", 5, score=Fraction(90)), applies("A2", "West", kind="site"),
                 applies("A3", "Mid", specialty="oncology"),
                 funds=(), more=(pharmacy("P1", "East"), pharmacy("P2", "West"), pharmacy("P3", "West")))


def with_land() -> City:
    land = [District(district=d, insured=n, area_km2=Fraction(a)) for d, n,
            a in (("East", 10_000, 50), ("Mid", 10_000, 100), ("West", 20_000, 350))]
    return towns.city(land, (pharmacy("P1", "East"), pharmacy("P2", "West"), pharmacy("P3", "West"), hospital("W1", "West", 30)))


MUST: dict[str, Any] = {}
SHOULD: dict[str, Any] = {"strictness": "should", "gap_in": "gap"}

EXAMPLES: dict[str, dict[str, Callable[[], Example]]] = {
    "ban": {"days": barred},
    "eligibility": {"any stage": qualified, "stages": lambda: qualified(stages=["assessed"]),
                    "some": lambda: qualified(where={"district": "West"})},
    "conversion": {"idle": converted},
    "relocation_branch": {"within": moved, "anywhere": lambda: moved(same_district=False)},
    "exempt": {"quantity": lambda: outside("exempt", where={"tags": "key_project"}),
               "plan": lambda: outside("exempt", where={"tags": "key_project"}, reach="plan")},
    "grandfather": {"dates": lambda: outside("grandfather", licensed_before="2026-07-01", applied_by="2026-06-30")},
    "freeze": {"occupancy": frozen, "receiver": lambda: frozen(receiver_use="0.85"), "spares": lambda: frozen(spares=["key"]),
               "fund": lambda: frozen(any_of=[{"fund_current": True}], kinds=["new", "branch", "site", "expansion"]),
               "doctors": lambda: frozen(any_of=[{"doctors_above": "3.06"}], categories=["outpatient"]),
               "any of two": lambda: frozen(any_of=[{"fund_current": True}, {"occupancy_below": "0.6"}])},
    "requirement": {"beds": lambda: Example(made(areas(), requirement(), objectives=("bed_need", "spread")), "requirement")},
    "balance_indicator": {"pharmacies": lambda: Example(made(with_land(), rule("balance_indicator", "it", category="pharmacy")), "it"),
                          "no land": lambda: Example(made(areas(), rule("balance_indicator", "it", category="inpatient")), "it")},
    "density_limit": {
        "over": lambda: density(when_over="net_nonincrease"), "under": lambda: density(value="7.6"),
        "no_new": lambda: density(when_over="no_new"),
        "glide": lambda: density(value="6", when_over={"glide": {2025: "7.6", 2026: "7.4", 2027: "7"}}),
        "caps": lambda: density(value=None, scope="district", caps={"East": 55, "West": 150}, when_over="net_nonincrease"),
        "least": lambda: density(value="7", sense=">="), "should": lambda: density(when_over={"glide": {2026: "6.9"}}, **SHOULD),
        "should least": lambda: density(value="7.4", sense=">=", **SHOULD), "should no_new": lambda: density(when_over="no_new", **SHOULD),
        "doctors": counted, "doctors f_d": lambda: counted(factor={"Mid": "1.1"}),
        "institutions": lambda: counted(resource="institutions", value="0.3", when_over=None),
        "should doctors": lambda: counted(**SHOULD)},
    "tier_ratio": {"should": lambda: balanced("tier_ratio", shares="6:3:1", **SHOULD),
                   "must": lambda: balanced("tier_ratio", shares="0:290:6")},
    "plan_total": {"district": places, "township": lambda: places(scope="township", per_10000="1", at_least=1),
                   "zone": lambda: places(scope="zone"), "city": lambda: places(scope="city", totals={"city": 6}, per_10000=None),
                   "f_d": lambda: places(factor={"Mid": "1.5"}, named_first=False), "should": lambda: places(**SHOULD)},
    "class_control": {"city": controlled, "one each": lambda: controlled(scope="district", cap_new=1),
                      "zone": lambda: controlled(scope="zone"), "should": lambda: controlled(**SHOULD)},
    "swap": {"declared": lambda: balanced("swap", reuse="1", same_district_replacement="short_specialties", short_specialties=["oncology"]),
             "half": lambda: balanced("swap", reuse="0.5", same_district_replacement="any"),
             "none": lambda: balanced("swap", reuse="1"), "should": lambda: balanced("swap", reuse="0.9", **SHOULD)},
    "transfer": {"short": lambda: balanced("transfer"), "cap": lambda: balanced("transfer", cap=7),
                 "pairs": lambda: balanced("transfer", pairs=[["West", "East"]]), "should": lambda: balanced("transfer", cap=5, **SHOULD)},
    "coverage": {"must": within_reach, "exactly": lambda: within_reach(share=Fraction(521, 828)),
                 "should": lambda: within_reach(**SHOULD),
                 "served_by": lambda: within_reach(served_by={"facility": ["pharmacy", "clinic"]}, share="0.8")},
    "adjustment_limits": {"surplus": cuts, "any": lambda: cuts(may_reduce="any", share_per_district="0.3"),
                          "alone": lambda: cuts(protect_only_hospital=False, protected=[]), "should": lambda: cuts(**SHOULD)},
    "priority": {"points": lambda: Example(made(areas(), requirement(), rule("priority", "it", points=3, per_score=2, in_short=True),
                                                objectives=("priority",)), "it")},
}


def every() -> Iterator[tuple[str, str]]:
    """(kind, name) of each example."""
    for kind, named in EXAMPLES.items():
        for name in named:
            yield kind, name


def example(kind: str, name: str) -> Example:
    """One example, made anew."""
    return EXAMPLES[kind][name]()


from tests.rules.examples_more import BESIDES, MORE  # noqa: E402 - it builds on what stands above

EXAMPLES |= MORE
for _kind, _named in BESIDES.items():
    EXAMPLES[_kind] |= _named
